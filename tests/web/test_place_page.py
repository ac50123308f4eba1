"""The page of a place: its week, what it offers, how to come."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from softplace.bookings.commands import book, set_terms
from softplace.bookings.rules import Ask, Item
from softplace.foundation import clock
from softplace.people.models import User
from softplace.places.models import Closure, OpeningRule, Place, ResourceLayout, Unit
from tests.find.conftest import MONDAY, World, _monday, world

__all__ = ["_monday", "world"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(world: World) -> Place:
    hall = world.place(
        "Mairie de Crest",
        kind="town_hall",
        slug="mairie",
        address="Place du Docteur-Rozier",
        post_code="26400",
        phone="04 75 00 00 00",
        accessibility=["step_free"],
        erp_type="W",
        erp_category=4,
        legal_headcount=180,
        key_holding="staff",
        access="Sonnez deux fois.",
    )
    world.offers(hall, world.france_services)
    world.rule(hall, "09:00", "12:00")
    room = world.resource(hall, "Salle Drôme", area_m2=140.0, headcount=155, equipment=["piano"])
    ResourceLayout.objects.create(resource=room, layout="theatre", headcount=120)
    room.units.add(Unit.objects.create(place=hall, name="A"))
    world.rule(hall, "18:00", "22:00", resource=room, mode="key", weekdays=1)
    return hall


def page(client: Client, language: str = "en", **fields: str) -> str:
    answer = client.get("/places/mairie/", {"language": language, **fields})
    assert answer.status_code == 200
    return answer.content.decode()


def test_all_that_one_needs_to_come_is_there(hall: Place, client: Client) -> None:
    text = page(client)
    for words in (
        "Mairie de Crest",
        "Closed, opens at 9:00",
        "from 23 November to 29 November 2026",
        "9:00–12:00",
        "18:00–22:00",
        "With a key",
        "France Services",
        "26400 Crest",
        "Sonnez deux fois.",
        "Step-free access",
        "The staff opens",
        "category 4",
        "180",
        "Salle Drôme",
        "140\xa0m²",
        "155 people",
        "120 people",
        'href="tel:0475000000"',
    ):
        assert words in text, words
    french = page(client, "fr")
    assert "du 23 novembre au 29 novembre 2026" in french
    assert "9\xa0h\xa0– 12\xa0h" in french


def test_machines_read_it_too_and_no_name_closes_the_script(hall: Place, client: Client) -> None:
    Place.objects.update(name="Mairie</script><script>alert(1)</script>")
    text = page(client)
    linked = text.split('<script type="application/ld+json" nonce="', 1)[1].split(">", 1)[1]
    read = json.loads(linked.split("</script>", 1)[0])
    assert (read["@type"], read["name"]) == (
        "CityHall",
        "Mairie</script><script>alert(1)</script>",
    )
    assert "<script>alert" not in text


def test_it_says_until_when_it_is_open_and_which_place_never_closes(
    world: World, hall: Place, client: Client
) -> None:
    world.rule(hall, "06:00", "22:00", weekdays=1)
    assert "Open, closes at 22:00" in page(client)
    OpeningRule.objects.create(place=hall, weekdays=1, start_minute=0, length_minutes=66 * 60)
    assert "Open, closes Wednesday 25 November at 18:00" in page(client)
    OpeningRule.objects.create(place=hall, weekdays=127, start_minute=0, length_minutes=1440)
    assert "Open day and night" in page(client)
    assert "Ouvert jour et nuit" in page(client, "fr")


def test_who_opens_on_sunday_night_closes_on_monday(hall: Place, client: Client) -> None:
    OpeningRule.objects.create(place=hall, weekdays=64, start_minute=1200, length_minutes=360)
    with clock.frozen(datetime(2026, 11, 29, 20, tzinfo=UTC)):
        assert "Open, closes at 2:00" in page(client)


def test_another_week_is_one_link_away(hall: Place, client: Client) -> None:
    assert "?week=2026-11-30#programme" in page(client)
    text = page(client, week="2026-12-03")
    assert "from 30 November to 6 December 2026" in text
    assert "?week=2026-11-23#programme" in text


@pytest.mark.parametrize("week", ["", "tomorrow", "2026-02-30", "0001-01-01", "9999-12-31", "🎹"])
def test_a_week_that_is_none_is_this_week(hall: Place, client: Client, week: str) -> None:
    assert "from 23 November to 29 November 2026" in page(client, week=week)


def test_a_closure_is_told(hall: Place, client: Client) -> None:
    Closure.objects.create(
        place=hall, first_date=date(2026, 11, 23), last_date=date(2026, 11, 29), note="Travaux."
    )
    text = page(client)
    assert "Closed from Monday 23 November to Sunday 29 November." in text
    assert "Travaux." in text
    assert "Nothing opens this week." in text


def test_a_place_that_is_not_published_is_not_there(hall: Place, client: Client) -> None:
    Place.objects.update(is_published=False)
    assert client.get("/places/mairie/").status_code == 404
    assert client.get("/places/atlantis/").status_code == 404


def test_a_page_takes_the_same_number_of_queries_whatever_the_place_holds(
    hall: Place, world: World, client: Client
) -> None:
    def count() -> int:
        page(client)
        with CaptureQueriesContext(connection) as queries:
            page(client)
        return len(queries)

    few = count()
    for number in range(12):
        room = world.resource(hall, f"Salle {number}")
        room.units.add(Unit.objects.create(place=hall, name=f"U{number}"))
        ResourceLayout.objects.create(resource=room, layout="meeting", headcount=10)
        world.rule(hall, "08:00", "10:00", resource=room)
    assert count() == few


def test_a_week_shows_what_is_taken_and_by_nobody(
    hall: Place, world: World, client: Client
) -> None:
    room = hall.resources.get()
    room.has_own_hours = True
    room.save()
    set_terms(actor=None, place=hall, needs_approval=False)
    alice = User.objects.create_user("alice@example.org", name="Alice Ravel")
    evening = MONDAY.replace(hour=19, minute=0)
    ask = Ask((Item(room.pk),), evening, evening + timedelta(hours=2))
    book(actor=None, person=alice, ask=ask, title="Quatuor à cordes")
    text = page(client)
    assert "taken 19:00–21:00" in text
    assert 'aria-label="Mon 23 Nov: 18:00–22:00. Taken: Mon 23 Nov: 19:00–21:00"' in text
    assert "Ravel" not in text
    assert "Quatuor" not in text
