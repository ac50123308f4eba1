"""The idle half-days of some resources, before and after a plan."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from softplace.bookings.commands import book
from softplace.bookings.models import Booking, Series
from softplace.engines.calendar import epoch_minutes
from softplace.foundation.clock import now
from softplace.places.models import Closure, Resource
from softplace.vacancy.queries import idle_half_days
from tests.bookings.conftest import MONDAY, World, make_resource

WEEK = date(2027, 3, 1)
AT = MONDAY


def booked(world: World, resource: Resource, hours: float, length: float = 2) -> Booking:
    ask = world.ask(resource, hours, length)
    return book(actor=world.keeper, person=world.keeper, ask=ask, title="Choir")


def test_each_resource_has_a_row_for_each_week(world: World) -> None:
    booked(world, world.half, 26)  # Tuesday 11:00 to 13:00
    rows = idle_half_days([world.half.pk, world.desks.pk], WEEK, 2, AT)
    assert [
        (row.resource_id, row.monday_number, row.open_half_days, row.idle_half_days) for row in rows
    ] == [
        (world.half.pk, 0, 14, 13),
        (world.half.pk, 1, 14, 14),
        (world.desks.pk, 0, 42, 42),
        (world.desks.pk, 1, 42, 42),
    ]
    assert rows[0].open_by_half == (1,) * 14
    assert rows[0].idle_by_half == (1, 1, 0, *(1,) * 11)
    assert rows[2].idle_by_half == (3,) * 14


def test_the_dates_of_a_series_can_be_left_aside_to_see_how_it_was(world: World) -> None:
    series = Series.objects.create(
        title="Choir", recurrence="", starts_at=MONDAY, ends_at=MONDAY, created_at=now()
    )
    booking = booked(world, world.half, 26)
    Booking.objects.filter(pk=booking.pk).update(series=series)
    booked(world, world.half, 50)
    (before,) = idle_half_days([world.half.pk], WEEK, 1, AT, without_series=[series.pk])
    (after,) = idle_half_days([world.half.pk], WEEK, 1, AT)
    assert (before.idle_half_days, after.idle_half_days) == (13, 12)


def test_what_a_plan_would_take_can_be_added_to_see_how_it_would_be(world: World) -> None:
    unit = world.half.units.get()
    start = epoch_minutes(MONDAY + timedelta(hours=26))
    (row,) = idle_half_days(
        [world.half.pk], WEEK, 1, AT, also_claimed=[(unit.pk, start, start + 60)]
    )
    assert row.idle_by_half[:4] == (1, 1, 0, 1)


def test_square_metre_hours_are_those_of_the_free_minutes(world: World) -> None:
    Resource.objects.filter(pk=world.half.pk).update(area_m2=50)
    booked(world, world.half, 26)
    (row,) = idle_half_days([world.half.pk], WEEK, 1, AT)
    assert (row.open_m2_hours, row.idle_m2_hours) == (50 * 98, 50 * 96)


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"])
def test_the_nights_on_which_clocks_change_count_what_the_wall_shows(
    world: World, day: str
) -> None:
    sunday = date.fromisoformat(day)
    world.place.opening_rules.update(start_minute=0, length_minutes=1440)
    Resource.objects.filter(pk=world.half.pk).update(area_m2=1)
    (row,) = idle_half_days([world.half.pk], sunday - timedelta(days=6), 1, AT)
    assert row.open_m2_hours == (167 if sunday.month == 3 else 169)


def test_a_leap_day_is_a_day(world: World) -> None:
    (row,) = idle_half_days([world.half.pk], date(2028, 2, 28), 1, AT)
    assert row.open_half_days == 14


def test_a_week_with_a_closure_has_fewer_half_days(world: World) -> None:
    Closure.objects.create(place=world.place, first_date=WEEK, last_date=date(2027, 3, 3))
    (row,) = idle_half_days([world.half.pk], WEEK, 1, AT)
    assert row.open_by_half == (*(0,) * 6, *(1,) * 8)


def test_no_resource_no_row_and_a_tuesday_is_refused(world: World) -> None:
    assert idle_half_days([], WEEK, 1, AT) == []
    with pytest.raises(ValueError, match="2027-03-02 is no Monday"):
        idle_half_days([world.half.pk], date(2027, 3, 2), 1, AT)
    with pytest.raises(ValueError, match="weeks is 1 or more, not 0"):
        idle_half_days([world.half.pk], WEEK, 0, AT)


@pytest.mark.parametrize("more", [0, 12])
def test_six_queries_however_many_resources(
    world: World, more: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    units = list(world.half.units.all())
    ids = [make_resource(world.place, f"Corner {n}", units).pk for n in range(more)]
    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        idle_half_days([world.half.pk, *ids], WEEK, 4, AT)
