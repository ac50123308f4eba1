from babel.messages.catalog import Catalog

from softplace.web.messages import misprints, well_set


def test_plain_spaces_and_straight_marks_are_misprints() -> None:
    catalog = Catalog(locale="fr")
    texts = ["Nom : Crest", "Où ?", "« Crest »", "«\N{NO-BREAK SPACE}Crest »", "l'heure", '"Crest"']
    for text in texts:
        catalog.add(text, text)

    assert misprints(catalog) == [f"misprint: {text}" for text in texts]


def test_well_set_french_links_and_syntax_are_none() -> None:
    catalog = Catalog(locale="fr")
    for text in (
        "Nom\N{NO-BREAK SPACE}: «\N{NO-BREAK SPACE}l’heure\N{NO-BREAK SPACE}»",
        'Voir <a href="%(address)s">la page</a>',
        "Mo-Fr 09:00-12:00; PH off",
    ):
        catalog.add(text, text)

    assert misprints(catalog) == []


def test_french_is_set_as_it_is_printed() -> None:
    space = "\N{NO-BREAK SPACE}"
    assert well_set("L'heure : « midi » ?") == f"L’heure{space}: «{space}midi{space}»{space}?"
