"""What stands idle in a week, on the tiny world: open every day from 8 to 22."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from softplace.bookings.commands import book, cancel_booking, hold
from softplace.bookings.models import Booking
from softplace.people.enums import Audience
from softplace.people.models import Group
from softplace.places.enums import Pattern
from softplace.places.models import OpeningRule, Resource
from softplace.vacancy.queries import ResourceVacancy, vacancy_of
from tests.bookings.conftest import MONDAY, World

WEEK = date(2027, 3, 1)
MORNING, AFTERNOON = 300, 540
"""8:00 to 13:00, and 13:00 to 22:00."""


def booked(world: World, resource: Resource, hours: float, length: float = 2) -> Booking:
    ask = world.ask(resource, hours, length)
    return book(actor=world.keeper, person=world.keeper, ask=ask, title="Choir")


def of(world: World, resource: Resource) -> ResourceVacancy:
    found = vacancy_of(world.place, WEEK, MONDAY)
    return next(row for row in found.resources if row.resource == resource)


def test_an_empty_week_is_idle_from_end_to_end(world: World) -> None:
    row = of(world, world.hall)
    assert [(half.open_minutes, half.state) for half in row.half_days] == [
        (MORNING, "idle"),
        (AFTERNOON, "idle"),
    ] * 7
    assert (row.open_half_day_count, row.idle_half_day_count) == (14, 14)
    assert row.longest is not None
    assert row.longest.half_day_count == 56
    assert row.longest.open_minutes == 28 * (MORNING + AFTERNOON)


def test_one_booking_takes_its_half_day_and_no_other(world: World) -> None:
    booked(world, world.hall, 26)  # Tuesday 11:00 to 13:00
    row = of(world, world.hall)
    assert [half.state for half in row.half_days[:4]] == ["idle", "idle", "part", "idle"]
    assert row.half_days[2].free_minutes == MORNING - 120
    assert (row.idle_half_day_count, row.free_minutes) == (13, row.open_minutes - 120)


def test_a_half_taken_takes_the_whole_hall_but_not_the_other_way_round_twice(world: World) -> None:
    booked(world, world.half, 23, 5)  # Tuesday 8:00 to 13:00
    assert of(world, world.hall).half_days[2].state == "taken"
    assert of(world, world.half).half_days[2].state == "taken"
    assert of(world, world.hall).is_made_of_parts
    assert not of(world, world.half).is_made_of_parts


def test_a_pool_is_counted_unit_by_unit(world: World) -> None:
    booked(world, world.desks, 23, 5)
    row = of(world, world.desks)
    assert row.unit_count == 3
    assert (row.open_half_day_count, row.idle_half_day_count) == (42, 41)
    assert row.half_days[2].taken_percent == 33


def test_square_metres_are_multiplied_by_idle_hours(world: World) -> None:
    Resource.objects.filter(pk=world.half.pk).update(area_m2=50)
    booked(world, world.half, 26)
    found = vacancy_of(world.place, WEEK, MONDAY)
    assert (found.open_m2_hours, found.idle_m2_hours) == (50 * 98, 50 * 96)
    assert of(world, world.projector).idle_m2_hours is None


def test_what_was_cancelled_or_held_too_long_is_idle(world: World) -> None:
    cancel_booking(actor=world.keeper, booking=booked(world, world.hall, 26))
    hold(actor=world.alice, person=world.alice, ask=world.ask(world.hall, 26), title="Perhaps")
    found = vacancy_of(world.place, WEEK, MONDAY + timedelta(hours=1))
    assert {row.idle_half_day_count for row in found.resources} == {14, 42}


def test_hours_for_a_group_are_opening_hours_too(world: World) -> None:
    OpeningRule.objects.all().delete()
    OpeningRule.objects.create(
        place=world.place,
        pattern=Pattern.WEEKLY,
        weekdays=1,
        start_minute=540,
        length_minutes=120,
        audience=Audience.MEMBERS,
        group=Group.objects.create(name="Choir"),
    )
    row = of(world, world.hall)
    assert (row.open_half_day_count, row.open_minutes) == (1, 120)


@pytest.mark.parametrize("bookings", [0, 4])
def test_a_fixed_number_of_queries(
    world: World, bookings: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    for n in range(bookings):
        booked(world, world.hall, 26 + 3 * n)
    # Resources twice, units, opening rules, closures, school holidays, claims.
    with django_assert_num_queries(7):  # type: ignore[attr-defined]
        vacancy_of(world.place, WEEK, MONDAY)
