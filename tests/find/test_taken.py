"""The ribbon of an answer shows when all that was asked is taken, and nobody's name."""

from datetime import datetime, timedelta

import pytest

from softplace.bookings.commands import book, set_terms
from softplace.bookings.rules import Ask, Item
from softplace.find.queries import Answers
from softplace.people.models import User
from softplace.places.models import Place, Resource, Unit
from tests.find.conftest import MONDAY, PARIS, TOMORROW, Searching, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(world: World) -> Place:
    """Open from nine to twelve with a key."""
    house = world.place("Maison")
    world.rule(house, mode="key")
    set_terms(actor=None, place=house, needs_approval=False)
    return house


def room(world: World, house: Place, name: str, units: int = 1, **fields: object) -> Resource:
    made = world.resource(house, name, **fields)
    made.units.set(Unit.objects.create(place=house, name=f"{name} {n}") for n in range(units))
    return made


def take(room: Resource, start: int, end: int, quantity: int = 1) -> None:
    """Tomorrow, from an hour to an hour."""
    midnight = TOMORROW.replace(hour=0, minute=0)
    items = (Item(room.pk, quantity),)
    ask = Ask(items, midnight + timedelta(hours=start), midnight + timedelta(hours=end))
    person, _ = User.objects.get_or_create(email="alice@example.org")
    book(actor=None, person=person, ask=ask, title="Répétition")


def taken(answers: Answers) -> list[tuple[int, int]]:
    """Hours on the wall of the first answer."""

    def hour(at: datetime) -> int:
        return at.astimezone(PARIS).hour

    return [(hour(i.start), hour(i.end)) for i in answers.answers[0].taken]


def test_a_room_that_is_booked_is_taken(world: World, house: Place, find: Searching) -> None:
    take(room(world, house, "Studio", equipment=["piano"]), 10, 11)
    _, answers = find(equipment="piano", when="tomorrow")
    assert taken(answers) == [(10, 11)]
    assert answers.answers[0].taken_at(TOMORROW.replace(hour=10)) == answers.answers[0].taken[0]
    assert answers.answers[0].taken_at(TOMORROW.replace(hour=11)) is None


def test_rooms_are_taken_when_all_that_answer_are(
    world: World, house: Place, find: Searching
) -> None:
    first = room(world, house, "First", equipment=["piano"])
    second = room(world, house, "Second", equipment=["piano"])
    room(world, house, "Third", equipment=["screen"])
    take(first, 9, 11)
    assert taken(find(equipment="piano", when="tomorrow")[1]) == []
    take(second, 10, 12)
    assert taken(find(equipment="piano", when="tomorrow")[1]) == [(10, 11)]


def test_a_pool_is_taken_when_all_its_units_are(
    world: World, house: Place, find: Searching
) -> None:
    desks = room(world, house, "Desks", units=2, kind="desk", is_pool=True)
    take(desks, 9, 11)
    assert taken(find(resource="desk", when="tomorrow")[1]) == []
    take(desks, 10, 12)
    assert taken(find(resource="desk", when="tomorrow")[1]) == [(10, 11)]


def test_a_place_asked_for_itself_is_taken_where_one_cannot_walk_in(
    world: World, house: Place, find: Searching
) -> None:
    take(room(world, house, "Studio"), 9, 12)
    assert taken(find(when="tomorrow")[1]) == [(9, 12)]
    world.rule(house, "11:00", "13:00")
    assert taken(find(when="tomorrow")[1]) == [(9, 11)]


def test_a_function_is_walked_into_and_never_taken(
    world: World, house: Place, find: Searching
) -> None:
    world.offers(house, world.printing)
    take(room(world, house, "Studio"), 9, 12)
    assert taken(find(function="printing", when="tomorrow")[1]) == []


def test_what_is_not_booked_here_is_not_known_to_be_taken(
    world: World, house: Place, find: Searching
) -> None:
    studio = room(world, house, "Studio", equipment=["piano"])
    room(world, house, "Piano in the hall", equipment=["piano"], is_bookable=False)
    take(studio, 10, 11)
    assert taken(find(equipment="piano", when="tomorrow")[1]) == []


def test_only_open_hours_of_the_days_shown_are_taken(
    world: World, house: Place, find: Searching
) -> None:
    studio = room(world, house, "Studio", equipment=["piano"], setup_minutes=120)
    take(studio, 9, 10)
    _, answers = find(equipment="piano", when="tomorrow")
    assert taken(answers) == [(9, 10)]
    assert taken(find(equipment="piano", when="today", at=MONDAY)[1]) == []
