"""Bookings that repeat."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from softplace.bookings import commands
from softplace.bookings.enums import BookingStatus, SeriesDateStatus
from softplace.bookings.models import Booking, Notice, Series
from softplace.bookings.queries.series import (
    Repetition,
    plan_series,
    reasons_to_refuse_repetition,
)
from softplace.bookings.rules import Item
from softplace.foundation.errors import Refused

from .conftest import MONDAY, World


def weekly(recurrence: str = "FREQ=WEEKLY;COUNT=10", first: date = date(2027, 3, 3)) -> Repetition:
    return Repetition(first, time(18, 0), 120, recurrence, "Europe/Paris")


def book_weekly(world: World, **fields: object) -> Series:
    return commands.book_series(
        actor=world.alice,
        person=world.alice,
        repetition=weekly(),
        items=[Item(world.half.pk)],
        title="Choir",
        **fields,  # type: ignore[arg-type]
    )


def take_the_half_on(world: World, *days: date) -> None:
    from softplace.bookings.queries.series import asks_of

    for planned in asks_of(weekly(), [Item(world.half.pk)]):
        if planned.day in days:
            assert planned.ask is not None
            commands.book(actor=world.bob, person=world.bob, ask=planned.ask, title="Yoga")


def test_a_weekly_meeting_keeps_its_hour_on_the_wall_across_the_summer_time(world: World) -> None:
    book_weekly(world)
    hours = list(Booking.objects.order_by("starts_at").values_list("starts_at__hour", flat=True))
    # 18:00 in Crest is 17:00 UTC until 28 March 2027, then 16:00.
    starts = [b.starts_at.hour for b in Booking.objects.order_by("starts_at")]
    assert starts == [17] * 4 + [16] * 6
    assert len(hours) == 10


def test_each_date_is_shown_free_or_not_before_anything_is_booked(
    world: World, django_assert_num_queries: object
) -> None:
    take_the_half_on(world, date(2027, 3, 10), date(2027, 4, 7))
    planned = plan_series(world.alice, weekly(), [Item(world.half.pk)], MONDAY)
    refused = {day.day: day.reasons[0].code for day in planned if not day.is_free}
    assert refused == {date(2027, 3, 10): "taken", date(2027, 4, 7): "taken"}
    assert Booking.objects.filter(person=world.alice).count() == 0


def test_the_quota_of_a_week_counts_what_stands_and_the_dates_before(world: World) -> None:
    commands.set_terms(
        actor=None, place=world.place, needs_approval=False, quota_minutes_per_week=6 * 60
    )
    commands.book(
        actor=world.alice, person=world.alice, ask=world.ask(world.desks, 50), title="Desk"
    )
    daily = Repetition(date(2027, 3, 4), time(18), 120, "FREQ=DAILY;COUNT=6", "Europe/Paris")
    planned = plan_series(world.alice, daily, [Item(world.half.pk)], MONDAY)
    codes = [[reason.code for reason in planned_date.reasons] for planned_date in planned]
    # From Thursday on: two fit beside the desk, Saturday and Sunday do not, a new week begins.
    assert codes == [[], [], ["over_quota"], ["over_quota"], [], []]
    series = commands.book_series(
        actor=world.alice,
        person=world.alice,
        repetition=daily,
        items=[Item(world.half.pk)],
        title="Yoga",
    )
    refused = [entry.reason_code for entry in series.dates.order_by("starts_at")]
    assert refused == ["", "", "over_quota", "over_quota", "", ""]


def test_refused_dates_stay_in_the_series_with_their_reason(world: World) -> None:
    take_the_half_on(world, date(2027, 3, 10))
    series = book_weekly(world)
    statuses = list(series.dates.values_list("status", "reason_code"))
    assert statuses[1] == (SeriesDateStatus.REFUSED, "taken")
    assert [s for s, _ in statuses].count(SeriesDateStatus.BOOKED) == 9
    assert Notice.objects.filter(booking__series=series).count() == 1


def test_two_dates_of_ten_get_another_room(world: World) -> None:
    taken = (date(2027, 3, 10), date(2027, 4, 7))
    take_the_half_on(world, *taken)
    desks = [Item(world.desks.pk, 3)]
    series = book_weekly(world, instead=dict.fromkeys(taken, desks))
    assert series.dates.filter(status=SeriesDateStatus.BOOKED).count() == 10
    assert Booking.objects.filter(series=series, lines__resource=world.desks).count() == 2


def test_all_or_nothing_books_nothing_and_tells_every_date_that_is_taken(world: World) -> None:
    take_the_half_on(world, date(2027, 3, 10), date(2027, 4, 7))
    with pytest.raises(Refused) as refused:
        book_weekly(world, all_or_nothing=True)
    assert [(reason.code, reason.details["date"]) for reason in refused.value.reasons] == [
        ("taken", "2027-03-10"), ("taken", "2027-04-07"),
    ]  # fmt: skip
    assert (Series.objects.count(), Booking.objects.filter(person=world.alice).count()) == (0, 0)


@pytest.mark.parametrize(
    ("recurrence", "code"),
    [
        ("FREQ=WEEKLY", "series_without_end"),
        ("FREQ=DAILY;COUNT=2000", "too_many_dates"),
        ("FREQ=YEARLY;UNTIL=23990101T000000Z", None),
        ("FREQ=YEARLY;UNTIL=21000101T000000Z", "series_too_long"),
        ("FREQ=YEARLY;COUNT=30", "series_too_long"),
        ("FREQ=HOURLY;COUNT=3", None),
        ("nonsense", None),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", None),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_by_name(recurrence: str, code: str | None) -> None:
    reasons = reasons_to_refuse_repetition(weekly(recurrence))
    assert reasons
    if code:
        assert reasons[0].code == code


def test_a_time_that_the_wall_never_shows_refuses_that_date_only(world: World) -> None:
    night = Repetition(date(2027, 3, 27), time(2, 30), 30, "FREQ=DAILY;COUNT=3", "Europe/Paris")
    planned = plan_series(world.keeper, night, [Item(world.half.pk)], MONDAY)
    assert [day.reasons[0].code if day.reasons else "" for day in planned] == [
        "",
        "time_does_not_exist",
        "",
    ]


def test_cancelling_from_a_date_on_leaves_the_earlier_ones(world: World) -> None:
    series = book_weekly(world)
    middle = Booking.objects.order_by("starts_at")[4]
    outcomes = commands.cancel_series(actor=world.alice, series=series, since=middle.starts_at)
    assert len(outcomes) == 6
    assert Booking.objects.confirmed().count() == 4


def test_moving_a_series_tells_which_dates_could_not_move(world: World) -> None:
    series = book_weekly(world)
    busy = Booking.objects.order_by("starts_at")[2]
    ask = world.ask(world.half)
    from dataclasses import replace
    from datetime import timedelta

    blocked = replace(
        ask,
        starts_at=busy.starts_at + timedelta(hours=2),
        ends_at=busy.starts_at + timedelta(hours=4),
    )
    commands.book(actor=world.bob, person=world.bob, ask=blocked, title="Yoga")
    later = Repetition(date(2027, 3, 3), time(19, 0), 120, "FREQ=WEEKLY;COUNT=10", "Europe/Paris")
    outcomes = commands.move_series(actor=world.alice, series=series, repetition=later)
    assert [bool(outcome.reasons) for outcome in outcomes] == [False, False, True] + [False] * 7
    busy.refresh_from_db()
    assert (busy.starts_at.hour, busy.status) == (17, BookingStatus.CONFIRMED)


PICKED = (date(2027, 3, 12), date(2027, 3, 3), date(2027, 3, 31), date(2027, 3, 12))
"""Out of order, and one of them twice."""


def picked(*days: date) -> Repetition:
    return Repetition(days[0], time(18, 0), 120, "", "Europe/Paris", days)


def book_picked(world: World, **fields: object) -> Series:
    return commands.book_series(
        actor=world.alice,
        person=world.alice,
        repetition=picked(*PICKED),
        items=[Item(world.half.pk)],
        title="Choir",
        **fields,  # type: ignore[arg-type]
    )


def test_picked_dates_are_booked_at_one_hour_on_the_wall(world: World) -> None:
    series = book_picked(world)
    # Summer time begins on 28 March.
    assert [row.starts_at.isoformat() for row in series.dates.order_by("starts_at")] == [
        "2027-03-03T17:00:00+00:00", "2027-03-12T17:00:00+00:00", "2027-03-31T16:00:00+00:00",
    ]  # fmt: skip
    assert (series.recurrence, series.bookings.count()) == ("", 3)


def test_of_picked_dates_those_that_fit_are_booked_and_the_others_say_why(world: World) -> None:
    commands.book(
        actor=world.bob,
        person=world.bob,
        ask=world.ask(world.half, hours_from_monday=9 + 11 * 24),
        title="Yoga",
    )
    with pytest.raises(Refused) as refused:
        book_picked(world, all_or_nothing=True)
    assert refused.value.reasons[0].details["date"] == "2027-03-12"
    assert Series.objects.count() == 0
    rows = book_picked(world).dates.order_by("starts_at")
    assert [(row.status, row.reason_code) for row in rows] == [
        ("booked", ""), ("refused", "taken"), ("booked", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("repetition", "code"),
    [
        (picked(*(date(2027, 3, 1) + timedelta(days=n) for n in range(201))), "too_many_dates"),
        (picked(date(2027, 3, 3), date(2031, 3, 10)), "series_too_long"),
        (replace(picked(date(2027, 3, 3)), minutes=0), "ends_before_start"),
        (picked(date(2027, 3, 3), date(2031, 3, 6)), None),
    ],
)
def test_picked_dates_have_an_end_too(repetition: Repetition, code: str | None) -> None:
    reasons = reasons_to_refuse_repetition(repetition)
    assert (reasons[0].code if reasons else None) == code


def test_picked_dates_move_together(world: World) -> None:
    series = book_picked(world)
    later = replace(picked(*PICKED), wall=time(19, 0))
    commands.move_series(actor=world.alice, series=series, repetition=later)
    hours = [b.starts_at.hour for b in series.bookings.order_by("starts_at")]
    assert hours == [18, 18, 17]
