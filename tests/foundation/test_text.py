import pytest

from softplace.foundation.text import folded


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("Mairie de Crest", "mairie de crest"),
        ("  L’ŒUVRE d'Été ", "l oeuvre d ete"),
        ("Saint-Étienne (26)", "saint etienne 26"),
        ("🙂", ""),
        ("<script>", "script"),
    ],
)
def test_folded_keeps_only_what_search_compares(typed: str, compared: str) -> None:
    assert folded(typed) == compared
