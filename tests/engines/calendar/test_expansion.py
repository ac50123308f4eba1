"""Rules become occurrences: on chosen nights by hand, on any night against a slow reference."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softplace.engines.calendar import (
    Closures,
    HolidayPolicy,
    Pattern,
    RuleTable,
    SchoolHolidays,
    epoch_minutes,
    expand,
    instant_of,
    public_holidays,
)
from tests.engines.calendar.slow_reference import WEEKS, Rule, World, occurrences

UTC_DAY = timedelta(days=1)


def expanded(
    rules: list[Rule], first: datetime, last: datetime, world: World | None = None
) -> list[tuple[int, datetime, datetime]]:
    """(key, start, end) of every occurrence, as the engine gives them."""
    world = world or World()
    table = RuleTable.from_rows([rule.row() for rule in rules])
    found = expand(
        table,
        epoch_minutes(first),
        epoch_minutes(last),
        closures=Closures(world.closed_rules, world.closed_owners),
        school_holidays=SchoolHolidays(world.school_holidays),
    )
    return [
        (int(table.key[position]), instant_of(start), instant_of(end))
        for position, start, end in zip(*found, strict=True)
    ]


def hours_of(
    rule: Rule, first: str, last: str, world: World | None = None
) -> list[tuple[str, str]]:
    """Occurrences in UTC, as "day hour:minute"."""
    low, high = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (first, last))
    return [
        (f"{start:%m-%d %H:%M}", f"{end:%m-%d %H:%M}")
        for _, start, end in expanded([rule], low, high, world)
    ]


# By hand


def test_a_weekly_rule_opens_on_its_weekdays_in_its_zone() -> None:
    rule = Rule(weekdays=0b0000101, start_minute=540, length_minutes=180)
    assert hours_of(rule, "2026-11-23", "2026-11-30") == [
        ("11-23 08:00", "11-23 11:00"),
        ("11-25 08:00", "11-25 11:00"),
    ]


def test_an_opening_that_began_before_the_window_is_there_and_whole() -> None:
    rule = Rule(weekdays=0b1000000, start_minute=1320, length_minutes=480)
    assert hours_of(rule, "2026-11-23", "2026-11-24") == [("11-22 21:00", "11-23 05:00")]


def test_an_opening_that_ends_as_the_window_begins_is_not_there_in_winter() -> None:
    rule = Rule(weekdays=0b1000000, start_minute=1320, length_minutes=180)
    assert hours_of(rule, "2026-11-23", "2026-11-24") == []


def test_an_opening_that_ends_as_the_window_begins_is_not_there_in_summer() -> None:
    rule = Rule(weekdays=0b1000000, start_minute=1320, length_minutes=240)
    assert hours_of(rule, "2026-07-13", "2026-07-14") == []


def test_a_night_loses_an_hour_in_spring_and_gains_one_in_autumn() -> None:
    rule = Rule(weekdays=0b0100000, start_minute=1320, length_minutes=480)
    assert hours_of(rule, "2026-03-28", "2026-03-30") == [("03-28 21:00", "03-29 04:00")]
    assert hours_of(rule, "2026-10-24", "2026-10-26") == [("10-24 20:00", "10-25 05:00")]


def test_an_opening_in_the_hour_that_does_not_exist_starts_after_it() -> None:
    rule = Rule(start_minute=150, length_minutes=60)
    assert hours_of(rule, "2026-03-29", "2026-03-30") == [("03-29 01:00", "03-29 01:30")]


def test_an_opening_wholly_in_the_hour_that_does_not_exist_is_absent() -> None:
    rule = Rule(start_minute=125, length_minutes=30)
    assert hours_of(rule, "2026-03-29", "2026-03-30") == []


def test_times_that_the_clock_shows_twice_are_the_first_so_neighbours_only_touch() -> None:
    before, after = (Rule(start_minute=s, length_minutes=30) for s in (120, 150))
    assert hours_of(before, "2026-10-25", "2026-10-26") == [("10-25 00:00", "10-25 00:30")]
    assert hours_of(after, "2026-10-25", "2026-10-26") == [("10-25 00:30", "10-25 02:00")]


def test_lord_howe_moves_its_clocks_by_half_an_hour() -> None:
    rule = Rule(zone="Australia/Lord_Howe", start_minute=60, length_minutes=120)
    assert hours_of(rule, "2026-10-03T12:00", "2026-10-03T23:00") == [
        ("10-03 14:30", "10-03 16:00")
    ]


def test_a_day_that_a_zone_skipped_has_no_opening() -> None:
    rule = Rule(zone="Pacific/Apia", start_minute=540, length_minutes=60)
    assert hours_of(rule, "2011-12-29T10:00", "2012-01-01T10:00") == [
        ("12-29 19:00", "12-29 20:00"),
        ("12-30 19:00", "12-30 20:00"),
        ("12-31 19:00", "12-31 20:00"),
    ]


def test_a_yearly_rule_of_29_february_opens_in_leap_years_only() -> None:
    rule = Rule(
        pattern=Pattern.RECURRENCE, recurrence="FREQ=YEARLY", starts_on=date(2024, 2, 29),
        start_minute=600, length_minutes=60,
    )  # fmt: skip
    assert hours_of(rule, "2024-03-01", "2032-12-31") == [
        ("02-29 09:00", "02-29 10:00"),
        ("02-29 09:00", "02-29 10:00"),
    ]


def test_a_one_off_opening_comes_once() -> None:
    rule = Rule(pattern=Pattern.ONCE, starts_on=date(2026, 11, 25))
    assert hours_of(rule, "2026-11-01", "2026-12-31") == [("11-25 08:00", "11-25 11:00")]


def test_until_with_a_zone_is_an_instant_and_without_one_a_wall_time() -> None:
    by_instant = Rule(
        pattern=Pattern.RECURRENCE,
        recurrence="FREQ=DAILY;UNTIL=20261124T080000Z",
        starts_on=date(2026, 11, 23),
    )
    assert len(hours_of(by_instant, "2026-11-20", "2026-12-01")) == 2
    earlier = Rule(
        pattern=Pattern.RECURRENCE,
        recurrence="FREQ=DAILY;UNTIL=20261124T080000",
        starts_on=date(2026, 11, 23),
    )
    assert len(hours_of(earlier, "2026-11-20", "2026-12-01")) == 1
    whole_day = Rule(
        pattern=Pattern.RECURRENCE,
        recurrence="FREQ=DAILY;UNTIL=20261124",
        starts_on=date(2026, 11, 23),
    )
    assert len(hours_of(whole_day, "2026-11-20", "2026-12-01")) == 2


def test_occurrences_stand_in_the_order_of_the_rules_whatever_recurs_first() -> None:
    later, earlier = (
        Rule(key=key, pattern=Pattern.RECURRENCE, recurrence="FREQ=WEEKLY", starts_on=starts_on)
        for key, starts_on in ((1, date(2026, 11, 17)), (2, date(2026, 11, 16)))
    )
    low, high = (datetime(2026, 11, day, tzinfo=UTC) for day in (23, 30))
    assert [key for key, _, _ in expanded([later, earlier], low, high)] == [1, 2]


def test_long_openings_that_overlap_stay_in_order_when_a_closure_cuts_them() -> None:
    rule = Rule(key=1, weekdays=3, start_minute=0, length_minutes=4320)
    world = World(closed_rules=((1, date(2026, 11, 25), date(2026, 11, 25)),))
    assert hours_of(rule, "2026-11-23", "2026-11-27", world) == [
        ("11-22 23:00", "11-24 23:00"),
        ("11-23 23:00", "11-24 23:00"),
        ("11-25 23:00", "11-26 23:00"),
    ]
    world = World(closed_rules=((1, date(2026, 11, 24), date(2026, 11, 24)),))
    assert hours_of(rule, "2026-11-22", "2026-11-27", world) == [
        ("11-22 23:00", "11-23 23:00"),
        ("11-24 23:00", "11-25 23:00"),
        ("11-24 23:00", "11-26 23:00"),
    ]


def test_hours_that_never_close_come_as_one_row_a_date() -> None:
    rule = Rule(pattern=Pattern.HOURS, hours="24/7", starts_on=date(2026, 11, 24))
    assert hours_of(rule, "2026-11-23", "2026-11-25T12:00") == [
        ("11-23 23:00", "11-24 23:00"),
        ("11-24 23:00", "11-25 23:00"),
    ]


def test_hours_close_on_the_holidays_that_only_the_region_has() -> None:
    alsace = Rule(pattern=Pattern.HOURS, hours="Mo-Fr 09:00-12:00; Aug off; PH off")
    days = ("2026-04-02", "2026-04-08")  # Good Friday is the 3rd, Easter Monday the 6th
    for region, opened in (("FR", ["04-02", "04-03", "04-07"]), ("FR-67", ["04-02", "04-07"])):
        rule = Rule(pattern=Pattern.HOURS, hours=alsace.hours, holiday_region=region)
        assert [start[:5] for start, _ in hours_of(rule, *days)] == opened


def test_a_night_runs_on_into_a_closed_date_and_does_not_start_on_one() -> None:
    rule = Rule(key=7, start_minute=1320, length_minutes=480)
    world = World(closed_rules=((7, date(2026, 11, 24), date(2026, 11, 25)),))
    assert hours_of(rule, "2026-11-23T12:00", "2026-11-26T23:00", world) == [
        ("11-23 21:00", "11-24 05:00"),
        ("11-26 21:00", "11-27 05:00"),
    ]


def test_an_opening_of_several_days_is_cut_by_a_closed_date() -> None:
    rule = Rule(pattern=Pattern.ONCE, starts_on=date(2026, 11, 23), owner=5, length_minutes=4320)
    world = World(closed_owners=((5, date(2026, 11, 24), date(2026, 11, 24)),))
    assert hours_of(rule, "2026-11-20", "2026-11-30", world) == [
        ("11-23 08:00", "11-23 23:00"),
        ("11-24 23:00", "11-26 08:00"),
    ]


def test_closures_without_a_first_or_last_date_have_no_limit() -> None:
    rule = Rule(key=3)
    table = RuleTable.from_rows([rule.row()])
    low, high = (epoch_minutes(datetime(2026, 11, day, tzinfo=UTC)) for day in (23, 26))
    since = Closures(of_rules=((3, date(2026, 11, 24), None),))
    until = Closures(of_rules=((3, None, date(2026, 11, 24)),))
    assert len(expand(table, low, high, closures=since).start) == 1
    assert len(expand(table, low, high, closures=until).start) == 1


def test_holiday_policies_close_or_open_on_those_dates() -> None:
    days = ("2026-12-24", "2026-12-27")
    closed = Rule(on_public_holidays=HolidayPolicy.CLOSED, holiday_region="FR")
    only = Rule(on_public_holidays=HolidayPolicy.ONLY, holiday_region="FR-57")
    nowhere = Rule(on_public_holidays=HolidayPolicy.ONLY)
    assert [start[:5] for start, _ in hours_of(closed, *days)] == ["12-24", "12-26"]
    assert [start[:5] for start, _ in hours_of(only, *days)] == ["12-25", "12-26"]
    assert hours_of(nowhere, *days) == []


def test_a_window_that_is_empty_or_far_away_is_refused() -> None:
    table = RuleTable.from_rows([Rule().row()])
    with pytest.raises(ValueError, match="must end after it starts"):
        expand(table, 5, 5)
    with pytest.raises(ValueError, match="must lie well between"):
        expand(table, 0, 5)


def test_a_text_that_was_not_validated_names_its_rule() -> None:
    low, high = (epoch_minutes(datetime(2026, 11, day, tzinfo=UTC)) for day in (23, 26))
    bad_hours = Rule(key=8, pattern=Pattern.HOURS, hours="lundi")
    bad_rule = Rule(
        key=9, pattern=Pattern.RECURRENCE, recurrence="FREQ=HOURLY", starts_on=date(2026, 1, 1)
    )
    for rule in (bad_hours, bad_rule):
        with pytest.raises(ValueError, match=f"Opening rule {rule.key}: .*not validated"):
            expand(RuleTable.from_rows([rule.row()]), low, high)


def test_no_rules_no_occurrences() -> None:
    assert expanded([], datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)) == []


# Against the slow reference

ZONES = ("Europe/Paris", "America/Martinique", "Pacific/Auckland", "Australia/Lord_Howe")
REGIONS = ("", "FR", "FR-57")
NIGHTS = (  # near a clock change of each zone, Christmas, Easter, a leap day
    date(2026, 3, 29), date(2026, 10, 25), date(2026, 4, 5), date(2026, 9, 27),
    date(2026, 10, 4), date(2026, 12, 25), date(2028, 2, 29),
)  # fmt: skip
RECURRENCES = (
    "FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=SA,SU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU", "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=DAILY;COUNT=4",
    "FREQ=MONTHLY;BYMONTHDAY=-1,29", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
)  # fmt: skip

start_minutes = st.integers(0, 1439) | st.integers(0, 240) | st.just(1320)
lengths = st.integers(1, 240) | st.integers(1, 10080) | st.sampled_from([1440, 1441, 480])
policies = st.sampled_from(HolidayPolicy)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Rule], World, datetime, datetime]:
    night = draw(st.sampled_from(NIGHTS))
    near = st.integers(-12, 12).map(lambda days: night + timedelta(days=days))

    def rule(key: int) -> Rule:
        pattern = draw(st.sampled_from(Pattern))
        starts_on = draw(near) if pattern in (2, 3) else draw(st.none() | near)
        ends_on = draw(st.none() | near)
        if starts_on and ends_on and ends_on < starts_on:
            starts_on, ends_on = ends_on, starts_on
        return Rule(
            key=key,
            owner=draw(st.integers(0, 2)),
            zone=draw(st.sampled_from(ZONES)),
            pattern=pattern,
            weekdays=draw(st.integers(1, 127)),
            start_minute=draw(start_minutes),
            length_minutes=draw(lengths),
            recurrence=draw(st.sampled_from(RECURRENCES)),
            hours=draw(st.sampled_from(sorted(WEEKS))),
            starts_on=starts_on,
            ends_on=ends_on,
            on_public_holidays=draw(policies),
            on_school_holidays=draw(policies),
            holiday_region=draw(st.sampled_from(REGIONS)),
            school_zone=draw(st.sampled_from(["", "A", "B"])),
        )

    dated = st.tuples(st.integers(0, 3), near, near).map(lambda c: (c[0], *sorted(c[1:])))
    school = st.tuples(st.sampled_from("AB"), near, near).map(lambda c: (c[0], *sorted(c[1:])))
    world = World(
        tuple(draw(st.lists(dated, max_size=2))),
        tuple(draw(st.lists(dated, max_size=2))),
        {
            region: frozenset(
                day for year in (2025, 2026, 2027, 2028) for day in public_holidays(region, year)
            )
            for region in REGIONS
        },
        tuple(draw(st.lists(school, max_size=2))),
    )
    begin = datetime.combine(draw(near), datetime.min.time(), UTC)
    begin += timedelta(minutes=draw(st.integers(0, 1439)))
    end = begin + timedelta(minutes=draw(st.integers(1, 3000) | st.integers(1, 20 * 1440)))
    return [rule(key) for key in range(draw(st.integers(1, 3)))], world, begin, end


@settings(max_examples=150)
@given(worlds())
def test_any_rules_in_any_window_agree_with_the_slow_reference(
    drawn: tuple[list[Rule], World, datetime, datetime],
) -> None:
    rules, world, begin, end = drawn
    expected = [
        (rule.key, *pair) for rule in rules for pair in occurrences(rule, world, begin, end)
    ]
    assert expanded(rules, begin, end, world) == expected


@settings(max_examples=60)
@given(worlds())
def test_a_window_shows_what_a_wider_one_shows_of_it(
    drawn: tuple[list[Rule], World, datetime, datetime],
) -> None:
    rules, world, begin, end = drawn
    wide = expanded(rules, begin - 9 * UTC_DAY, end + 9 * UTC_DAY, world)
    assert expanded(rules, begin, end, world) == [
        row for row in wide if row[1] < end and row[2] > begin
    ]


@settings(max_examples=30)
@given(worlds())
def test_rules_do_not_disturb_each_other(
    drawn: tuple[list[Rule], World, datetime, datetime],
) -> None:
    rules, world, begin, end = drawn
    together = expanded(rules, begin, end, world)
    assert together == [row for rule in rules for row in expanded([rule], begin, end, world)]


def test_thousands_of_rules_over_a_year_are_cut_into_chunks_that_join() -> None:
    rows = [Rule(key=key, weekdays=1 << key % 7).row() for key in range(14_000)]
    low, high = (epoch_minutes(datetime(year, 1, 1, tzinfo=UTC)) for year in (2026, 2027))
    found = expand(RuleTable.from_rows(rows), low, high)
    # 2026 begins and ends on a Thursday.
    expected = np.where(np.arange(14_000) % 7 == 3, 53, 52)
    assert np.bincount(found.rule_index).tolist() == expected.tolist()
