"""Free time: what is found can be booked, what is not found cannot."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from softplace.bookings.commands import book, set_terms
from softplace.bookings.models import Booking
from softplace.bookings.rules import Ask, Item
from softplace.find.queries.free_time import FreeTime, find_free_time
from softplace.find.rules.free_time import FreeTimeQuestion, daily_windows
from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.foundation.intervals import Interval
from softplace.people.models import User
from softplace.places.enums import Pattern
from softplace.places.models import OpeningRule, Place, Resource, Unit

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(autouse=True)
def _now() -> object:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def alice(db: None) -> User:
    return User.objects.create_user("alice@example.org")


@pytest.fixture
def house(db: None) -> dict[str, Resource]:
    """A hall in two halves and a pool of three desks, open 09:00 to 18:00 every day."""
    place = Place.objects.create(
        slug="house", name="House", latitude=44.7, longitude=5.0, updated_at=NOW
    )
    OpeningRule.objects.create(
        place=place, pattern=Pattern.WEEKLY, weekdays=127, start_minute=540, length_minutes=540
    )
    set_terms(actor=None, place=place, needs_approval=False)
    units = [Unit.objects.create(place=place, name=str(n)) for n in range(5)]
    resources = {}
    for name, of, fields in (
        ("hall", units[:2], {"headcount": 40}),
        ("left", units[:1], {"headcount": 15, "changeover_minutes": 30}),
        ("desks", units[2:], {"is_pool": True}),
    ):
        resources[name] = Resource.objects.create(place=place, name=name, kind="room", **fields)
        resources[name].units.set(of)
    return resources


def tomorrow(start: int = 9, end: int = 18) -> tuple[Interval, ...]:
    return daily_windows([date(2027, 3, 2)], time(start), time(end), PARIS)


def wall(hour: int, minute: int = 0, day: int = 2) -> datetime:
    return datetime(2027, 3, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def take(person: User, resource: Resource, start: datetime, hours: float, n: int = 1) -> Booking:
    ask = Ask((Item(resource.pk, n),), start, start + timedelta(hours=hours))
    return book(actor=person, person=person, ask=ask, title="x")


def names(question: FreeTimeQuestion, person: User) -> dict[str, FreeTime]:
    return {f.resource_name: f for f in find_free_time(question, person, NOW).found}


def test_an_empty_house_is_free_from_its_opening_on(
    alice: User, house: dict[str, Resource]
) -> None:
    found = names(FreeTimeQuestion(tomorrow(), 120), alice)
    assert {name: f.starts for name, f in found.items()} == {
        "hall": (wall(9),),
        "left": (wall(9),),
        "desks": (wall(9),),
    }


def test_half_a_hall_that_is_taken_blocks_the_whole_with_its_buffer(
    alice: User, house: dict[str, Resource]
) -> None:
    take(alice, house["left"], wall(9), 2)
    found = names(FreeTimeQuestion(tomorrow(), 120), alice)
    assert found["hall"].starts == (wall(11, 30),)
    assert found["left"].starts == (wall(11, 30),)


def test_the_changeover_after_a_booking_must_be_free_too(
    alice: User, house: dict[str, Resource]
) -> None:
    take(alice, house["hall"], wall(11), 7)
    # From 9 to 11 the left half is free, but its changeover would run into the hall's booking.
    assert "left" not in names(FreeTimeQuestion(tomorrow(), 120), alice)
    assert "hall" in names(FreeTimeQuestion(tomorrow(), 120), alice)
    assert names(FreeTimeQuestion(tomorrow(), 90), alice)["left"].starts == (wall(9),)


def test_a_pool_is_free_while_enough_of_the_same_desks_are(
    alice: User, house: dict[str, Resource]
) -> None:
    take(alice, house["desks"], wall(9), 4, 2)
    take(alice, house["desks"], wall(13), 5, 1)
    assert names(FreeTimeQuestion(tomorrow(), 240), alice)["desks"].starts == (wall(9),)
    two = names(FreeTimeQuestion(tomorrow(), 240, quantity=2), alice)
    assert two["desks"].starts == (wall(13),)


def test_dates_first_keeps_only_what_is_free_on_each(
    alice: User, house: dict[str, Resource]
) -> None:
    days = [date(2027, 3, 2), date(2027, 3, 3)]
    take(alice, house["hall"], wall(9, day=3), 9)
    windows = daily_windows(days, time(14), time(16), PARIS)
    question = FreeTimeQuestion(windows, 120, in_every_window=True)
    assert set(names(question, alice)) == {"desks"}


def test_headcount_and_equipment_are_needed(alice: User, house: dict[str, Resource]) -> None:
    Resource.objects.filter(pk=house["hall"].pk).update(equipment=["projector"])
    question = FreeTimeQuestion(tomorrow(), 60, headcount=20)
    assert "left" not in names(question, alice)
    needs = FreeTimeQuestion(tomorrow(), 60, equipment=frozenset({"projector"}))
    assert set(names(needs, alice)) == {"hall"}


def test_terms_decide_how_soon_and_how_far(alice: User, house: dict[str, Resource]) -> None:
    set_terms(actor=None, place=house["hall"].place, notice_minutes=1740, horizon_days=2)
    found = names(FreeTimeQuestion(tomorrow(), 60), alice)
    assert found["hall"].starts == (wall(14),)
    far = daily_windows([date(2027, 3, 4)], time(9), time(18), PARIS)
    assert names(FreeTimeQuestion(far, 60), alice) == {}


def test_what_is_found_can_be_booked_and_what_is_not_cannot(
    alice: User, house: dict[str, Resource]
) -> None:
    """Every quarter of an hour of a day, each resource: the search against the command."""
    take(alice, house["left"], wall(10, 15), 1.5)
    take(alice, house["hall"], wall(14), 1)
    take(alice, house["desks"], wall(9), 3, 2)
    take(alice, house["desks"], wall(11), 4, 1)
    differences = []
    for quarter in range(9 * 4):
        start = wall(9) + timedelta(minutes=15 * quarter)
        exact = (Interval(start, start + timedelta(minutes=75)),)
        found = names(FreeTimeQuestion(exact, 75), alice)
        for name, resource in house.items():
            bookable = True
            try:
                with transaction.atomic():
                    take(alice, resource, start, 1.25)
                    transaction.set_rollback(True)
            except Refused:
                bookable = False
            if bookable != (name in found):
                differences.append((name, quarter, bookable))
    assert differences == []


def test_a_search_takes_the_same_number_of_queries_whatever_there_is(
    alice: User, house: dict[str, Resource], django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(9):  # type: ignore[operator]
        find_free_time(FreeTimeQuestion(tomorrow(), 60), alice, NOW)
    for n in range(20):
        unit = Unit.objects.create(place=house["hall"].place, name=f"more {n}")
        extra = Resource.objects.create(place=house["hall"].place, name=f"more {n}", kind="room")
        extra.units.set([unit])
        take(alice, extra, wall(9), 2)
    with django_assert_num_queries(9):  # type: ignore[operator]
        assert find_free_time(FreeTimeQuestion(tomorrow(), 60), alice, NOW).total == 23
