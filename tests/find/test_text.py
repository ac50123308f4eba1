"""One box for what, where and when: words are understood, slips forgiven."""

import pytest

from tests.find.conftest import Searching, World, names

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(world: World) -> World:
    hall = world.place("Mairie de Crest", kind="town_hall")
    world.offers(hall, world.france_services)
    world.rule(hall, "08:00", "17:00")
    library = world.place("Médiathèque de Saillans", "Saillans", kind="library")
    world.offers(library, world.printing)
    world.rule(library, "14:00", "18:00")
    mill = world.place("L’Usine Vivante", "Die", kind="third_place")
    world.resource(mill, "Grande salle", kind="room", equipment=["projector", "piano"])
    world.rule(mill, "08:00", "22:00", weekdays=127)
    return world


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("France Services", ["Mairie de Crest"]),
        ("france service ouvert demain matin près de Crest", ["Mairie de Crest"]),
        ("France services, open tomorrow morning, near Crest", ["Mairie de Crest"]),
        ("refaire ma carte d’identité", ["Mairie de Crest"]),
        ("help with paperwork", ["Mairie de Crest"]),
        ("aide aux demarche", ["Mairie de Crest"]),
        ("mediatheque", ["Médiathèque de Saillans"]),
        ("BIBLIOTHÈQUES", ["Médiathèque de Saillans"]),
        ("biblioteque", ["Médiathèque de Saillans"]),
        ("where can I print? a printer", ["Médiathèque de Saillans"]),
        ("imprimante Saillans", ["Médiathèque de Saillans"]),
        ("salle avec vidéoprojecteur et piano", ["L’Usine Vivante"]),
        ("projecteur", ["L’Usine Vivante"]),
        ("meeting room with a projector", ["L’Usine Vivante"]),
        ("usine vivente", ["L’Usine Vivante"]),
        ("mairie", ["Mairie de Crest"]),
        ("mairei", ["Mairie de Crest"]),
        ("piano samedi soir", ["L’Usine Vivante"]),
        ("france services dimanche", []),
        ("piano à Crest", []),
        ("piano pres de Diee", ["L’Usine Vivante"]),
    ],
)
def test_a_sentence_finds(places: World, find: Searching, text: str, expected: list[str]) -> None:
    assert names(find(q=text)[1]) == expected


def test_what_was_understood_is_told(places: World, find: Searching) -> None:
    asked, _ = find(q="biblioteque demain après-midi de 14h à 16h30 près de Saillans")
    assert asked.corrections == (("biblioteque", "bibliotheque"),)
    assert asked.question.spot is not None
    assert asked.question.spot.commune == "Saillans"
    moment = asked.question.moment
    assert (moment.when, moment.from_time, moment.to_time) == ("tomorrow", "14:00", "16:30")


def test_fields_win_over_words(places: World, find: Searching) -> None:
    asked, _ = find(q="piano demain à Crest", where="Die", when="today")
    assert asked.question.spot is not None
    assert (asked.question.spot.commune, asked.question.moment.when) == ("Die", "today")


@pytest.mark.parametrize(
    "where", ["Saillans", "saillan", "26340", "26340 Saillans", "SAILLANS (26)"]
)
def test_a_commune_is_found_by_name_post_code_and_with_slips(
    places: World, find: Searching, where: str
) -> None:
    asked, _ = find(where=where)
    assert asked.question.spot is not None
    assert asked.question.spot.commune == "Saillans"
