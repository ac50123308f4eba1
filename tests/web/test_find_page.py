"""The Find page: without a script it finds; its state is its address; bad input is told."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from softplace.bookings.commands import book, set_terms
from softplace.bookings.rules import Ask, Item
from softplace.foundation.clock import frozen
from softplace.places.models import Place, Resource, Unit
from tests.find.conftest import MONDAY, World, _monday, world

__all__ = ["_monday", "world"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def town(world: World) -> World:
    hall = world.place("Mairie de Crest", kind="town_hall", slug="mairie-de-crest")
    world.offers(hall, world.france_services)
    world.rule(hall, "09:00", "12:00")
    return world


def page(client: Client, language: str = "en", **fields: str) -> str:
    answer = client.get("/", {"language": language, **fields})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_first_page_shows_what_opens_in_the_coming_days(town: World, client: Client) -> None:
    text = page(client)
    assert "1 place open" in text
    assert 'href="/places/mairie-de-crest/"' in text
    assert "Opens at 9:00" in text
    assert "Mon 23 Nov" in text


def test_the_sentence_of_the_issue_is_answered_in_both_languages(
    town: World, client: Client
) -> None:
    english = page(client, q="France services, open tomorrow morning, near Crest")
    assert "tomorrow morning" in english
    assert "within 20\xa0km of Crest" in english
    assert "Mairie de Crest" in english
    french = page(client, "fr", q="France Services ouvert demain matin près de Crest")
    assert "1 lieu ouvert" in french
    assert "demain matin" in french
    assert "à moins de 20\xa0km de Crest" in french


def test_the_form_keeps_what_was_asked(town: World, client: Client) -> None:
    text = page(client, q="mairie", where="Crest", when="tomorrow", part="morning", radius="5")
    assert 'value="mairie"' in text
    assert 'value="Crest"' in text
    for chosen in ("tomorrow", "morning", "5"):
        assert f'<option value="{chosen}" selected>' in text


def test_a_script_gets_the_results_alone(town: World, client: Client) -> None:
    answer = client.get("/", {"q": "mairie"}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "<html" not in text
    assert "Mairie de Crest" in text
    assert "HX-Request" in answer["Vary"]


def test_nothing_found_says_what_is_nearest(town: World, client: Client) -> None:
    text = page(client, q="mairie", when="weekend")
    assert "Nothing is open" in text
    assert "At another time: Mairie de Crest opens Monday 30 November at 9:00." in text
    assert "day=2026-11-30" in text


def test_what_is_wrong_is_told_at_its_field(town: World, client: Client) -> None:
    text = page(client, where="Atlantis", radius="-1")
    assert "No commune is called “Atlantis” here." in text
    assert "This distance cannot be searched." in text
    assert 'aria-describedby="where-error"' in text


@pytest.mark.parametrize(
    "fields",
    [
        {"q": "<script>alert(1)</script>"},
        {"q": "🎹" * 60},
        {"q": "x" * 10_240},
        {"where": '"><img src=x>'},
        {"lat": "1e400", "lng": "nan"},
        {"day": "0000-00-00", "from": "::", "to": "24:00"},
        {"function": "' OR 1=1 --", "kind": "%00", "for": "-1", "page": "2"},
    ],
)
def test_no_input_breaks_the_page(town: World, client: Client, fields: dict[str, str]) -> None:
    text = page(client, **fields)
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_the_map_is_drawn_without_a_script(town: World, client: Client) -> None:
    text = page(client, where="Crest")
    assert 'aria-label="1. Mairie de Crest"' in text
    assert "5 km</text>" in text


def test_the_answers_come_as_geojson_from_here(town: World, client: Client) -> None:
    answer = client.get("/find.geojson", {"q": "mairie"})
    assert answer["Content-Type"] == "application/geo+json"
    (feature,) = json.loads(answer.content)["features"]
    assert feature["geometry"]["coordinates"] == [5.0222, 44.7286]
    assert feature["properties"] == {
        "name": "Mairie de Crest",
        "link": "/places/mairie-de-crest/",
        "rank": 1,
    }
    towns = json.loads(client.get("/map/communes.geojson").content)["features"]
    assert [t["properties"]["name"] for t in towns] == ["Crest", "Die", "Saillans"]


def test_boundaries_are_drawn_where_they_are_known(town: World, client: Client) -> None:
    from softplace.territory.models import Boundary

    square = [[[5.0, 44.7], [5.1, 44.7], [5.1, 44.8], [5.0, 44.8], [5.0, 44.7]]]
    Boundary.objects.create(
        commune=town.communes["Crest"], geometry={"type": "Polygon", "coordinates": square}
    )
    assert "/map/shapes.svg?v=" in page(client)
    drawn = client.get("/map/shapes.svg")
    assert drawn["Content-Type"] == "image/svg+xml"
    assert drawn.content.count(b"<path d=") == 1
    shapes = json.loads(client.get("/map/communes.geojson?v=2").content)["features"]
    assert shapes[0]["geometry"] == {"type": "MultiPolygon", "coordinates": [square]}


def test_a_page_takes_the_same_number_of_queries_for_any_number_of_places(
    town: World, client: Client
) -> None:
    def count() -> int:
        page(client)
        with CaptureQueriesContext(connection) as queries:
            page(client)
        return len(queries)

    few = count()
    for number in range(60):
        place = town.place(f"Lieu {number}")
        town.offers(place, town.printing)
        town.rule(place)
    assert count() == few


def test_a_room_that_is_taken_now_says_until_when(town: World, client: Client) -> None:
    hall = Place.objects.get()
    room = _room(town, hall)
    set_terms(actor=None, place=hall, needs_approval=False)
    nine = MONDAY.replace(hour=9, minute=0)
    ask = Ask((Item(room.pk),), nine, nine + timedelta(hours=1))
    book(actor=None, person=None, contact_name="Rosa", ask=ask, title="Chorale")
    with frozen(nine):
        text = page(client, equipment="piano", when="today")
        french = page(client, "fr", equipment="piano", when="today")
    assert "Taken until 10:00" in text
    assert '<span class="hours">9:00–12:00. Taken: 9:00–10:00</span>' in text
    assert 'class="booked" style="left:8.333%;width:8.334%"' in text
    assert "Pris jusqu’à 10\xa0h" in french
    assert "Rosa" not in text
    assert "Chorale" not in text


def _room(world: World, hall: Place) -> Resource:
    room = world.resource(hall, "Salle", equipment=["piano"])
    room.units.add(Unit.objects.create(place=hall, name="A"))
    return room
