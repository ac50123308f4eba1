"""Recurrences: what is refused and why, and the days against python-dateutil."""

import datetime as datetime_module
from datetime import date, datetime, timedelta
from itertools import takewhile
from types import SimpleNamespace
from unittest.mock import patch

import dateutil.rrule
import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from softplace.engines.calendar import date_of, day_number, reasons_to_refuse_recurrence
from softplace.engines.calendar.recurrence import recurrence_days

ANCHOR = date(2026, 1, 15)


def codes(text: str, starts_on: date | None = ANCHOR) -> list[str]:
    return [reason.code for reason in reasons_to_refuse_recurrence(text, starts_on)]


def days_of(text: str, anchor: date, first: date, last: date) -> list[date]:
    found = recurrence_days(text, day_number(anchor), day_number(first), day_number(last))
    return [date_of(day) for day in found]


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY",
        "RRULE:FREQ=WEEKLY;BYDAY=MO",
        "freq=monthly;byday=1tu",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
        "FREQ=YEARLY;BYDAY=20MO",
        "FREQ=DAILY;COUNT=2000",
        "FREQ=DAILY;UNTIL=20261231",
        "FREQ=DAILY;UNTIL=20261231T235959Z;",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU",
    ],
)
def test_a_sound_recurrence_is_accepted(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["recurrence_is_empty"]),
        ("FREQ=DAILY;" + "X" * 300, ["recurrence_too_long"]),
        ("every monday", ["recurrence_part_unreadable", "recurrence_without_frequency"]),
        ("BYDAY=MO", ["recurrence_without_frequency"]),
        ("FREQ=SOMETIMES", ["recurrence_value_invalid"]),
        ("FREQ=HOURLY", ["recurrence_below_daily"]),
        ("FREQ=SECONDLY", ["recurrence_below_daily"]),
        ("FREQ=DAILY;FREQ=DAILY", ["recurrence_part_twice"]),
        ("FREQ=DAILY;BYHOUR=9", ["recurrence_has_time_of_day"]),
        ("FREQ=DAILY;BYEASTER=0", ["recurrence_part_unknown"]),
        ("FREQ=DAILY;COUNT=2001", ["recurrence_count_too_large"]),
        ("FREQ=DAILY;COUNT=99999999999999", ["recurrence_count_too_large"]),
        ("FREQ=DAILY;COUNT=0", ["recurrence_value_invalid"]),
        ("FREQ=DAILY;COUNT=-3", ["recurrence_value_invalid"]),
        ("FREQ=DAILY;INTERVAL=1001", ["recurrence_interval_too_large"]),
        ("FREQ=DAILY;UNTIL=22010101", ["recurrence_until_too_late"]),
        ("FREQ=DAILY;UNTIL=20270229", ["recurrence_value_invalid"]),
        ("FREQ=DAILY;UNTIL=tomorrow", ["recurrence_value_invalid"]),
        ("FREQ=DAILY;COUNT=3;UNTIL=20261231", ["recurrence_count_and_until"]),
        ("FREQ=WEEKLY;BYDAY=XX", ["recurrence_value_invalid"]),
        ("FREQ=WEEKLY;BYDAY=1MO", ["recurrence_nth_weekday_not_allowed"]),
        ("FREQ=YEARLY;BYWEEKNO=3;BYDAY=1MO", ["recurrence_nth_weekday_not_allowed"]),
        ("FREQ=MONTHLY;BYDAY=0MO", ["recurrence_value_invalid"]),
        ("FREQ=WEEKLY;BYMONTHDAY=3", ["recurrence_part_not_allowed"]),
        ("FREQ=MONTHLY;BYWEEKNO=3", ["recurrence_part_not_allowed"]),
        ("FREQ=YEARLY;BYMONTH=13", ["recurrence_value_invalid"]),
        ("FREQ=YEARLY;BYMONTH=-1", ["recurrence_value_invalid"]),
        ("FREQ=MONTHLY;BYMONTHDAY=0", ["recurrence_value_invalid"]),
        ("FREQ=MONTHLY;BYSETPOS=1", ["recurrence_position_alone"]),
        ("FREQ=DAILY;WKST=8", ["recurrence_value_invalid"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", ["recurrence_never_occurs"]),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", ["recurrence_never_occurs"]),
        ("FREQ=DAILY;INTERVAL=997;BYMONTH=2;BYMONTHDAY=30", ["recurrence_never_occurs"]),
        ("FREQ=MONTHLY;BYDAY=6MO", ["recurrence_never_occurs"]),
        ("FREQ=DAILY;UNTIL=20250101", ["recurrence_never_occurs"]),
        ("FREQ=DAILY\nEXDATE:20260101", ["recurrence_value_invalid"]),
        ("FREQ=DAILY;COUNT=٣", ["recurrence_value_invalid"]),
    ],
)
def test_each_fault_of_a_recurrence_has_its_reason(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_a_reason_names_the_part_and_the_value() -> None:
    (reason,) = reasons_to_refuse_recurrence("FREQ=MONTHLY;BYMONTHDAY=1,32", ANCHOR)
    assert (reason.field, dict(reason.details)) == (
        "recurrence",
        {"part": "BYMONTHDAY", "value": "32"},
    )


def test_a_recurrence_needs_a_first_date_in_range() -> None:
    assert codes("FREQ=DAILY", None) == ["recurrence_without_start"]
    assert codes("FREQ=DAILY", date(1900, 1, 1)) == ["date_out_of_range"]
    assert codes("FREQ=DAILY", date(2399, 1, 1)) == ["date_out_of_range"]


def test_a_count_is_counted_from_the_anchor() -> None:
    days = days_of("FREQ=WEEKLY;COUNT=3", ANCHOR, date(2026, 1, 20), date(2027, 1, 1))
    assert days == [date(2026, 1, 22), date(2026, 1, 29)]


def test_plain_and_numbered_weekdays_add_up() -> None:
    days = days_of("FREQ=MONTHLY;BYDAY=SU,1MO", ANCHOR, date(2026, 6, 1), date(2026, 6, 14))
    assert days == [date(2026, 6, 1), date(2026, 6, 7), date(2026, 6, 14)]


def test_positions_count_from_the_start_of_the_week_even_before_the_anchor() -> None:
    # The anchor is a Thursday: of its week, Monday is first and has gone by.
    text = "FREQ=WEEKLY;BYDAY=MO,FR;BYSETPOS=1"
    assert days_of(text, ANCHOR, ANCHOR, date(2026, 1, 27)) == [
        date(2026, 1, 19),
        date(2026, 1, 26),
    ]


@pytest.mark.parametrize(("week_start", "days"), [("MO", [5, 10, 19, 24]), ("SU", [5, 17, 19, 31])])
def test_the_first_day_of_the_week_decides_which_weeks_count(
    week_start: str, days: list[int]
) -> None:
    # The example of RFC 5545, section 3.8.5.3.
    text = f"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST={week_start}"
    found = days_of(text, date(1997, 8, 5), date(1997, 8, 1), date(1997, 12, 31))
    assert found == [date(1997, 8, day) for day in days]


@given(st.integers(1, 53), st.integers(1990, 2040))
def test_the_days_of_a_week_are_those_of_the_iso_calendar(week: int, year: int) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    expected = [day for day in days if day.isocalendar().week == week]
    assert days_of(f"FREQ=YEARLY;BYWEEKNO={week}", date(1980, 1, 1), first, last) == expected


@given(st.integers(1990, 2040))
def test_weeks_are_counted_from_the_end_of_their_year_too(year: int) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    weeks = {date(y, 12, 28).isocalendar()[:2] for y in (year - 1, year, year + 1)}
    expected = [day for day in days if day.isocalendar()[:2] in weeks]
    assert days_of("FREQ=YEARLY;BYWEEKNO=-1", date(1980, 1, 1), first, last) == expected


@st.composite
def recurrences(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}"]

    def maybe(part: str, values: st.SearchStrategy[int | str]) -> None:
        if draw(st.integers(0, 2)) == 0:
            chosen = draw(st.lists(values, min_size=1, max_size=3, unique=True))
            parts.append(f"{part}={','.join(map(str, chosen))}")

    def signed(largest: int) -> st.SearchStrategy[int]:
        return st.integers(-largest, largest).filter(bool)

    weekday = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 5))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(weekday)}")
    maybe("BYMONTH", st.integers(1, 12))
    if frequency != "WEEKLY":
        maybe("BYMONTHDAY", signed(31))
    if frequency == "YEARLY":
        maybe("BYYEARDAY", signed(366))
        # dateutil miscounts the weeks of some years before: it takes 1 January 1994 for week 53.
        maybe("BYWEEKNO", st.integers(1, 51))
    # dateutil asks for both where plain and numbered weekdays are mixed; RFC 5545 for either.
    if frequency in ("MONTHLY", "YEARLY") and not any(p.startswith("BYWEEK") for p in parts):
        numbered = st.tuples(signed(5), weekday).map(lambda pair: f"{pair[0]}{pair[1]}")
        maybe("BYDAY", draw(st.sampled_from([weekday, numbered])))
    else:
        maybe("BYDAY", weekday)
    # dateutil counts positions from the anchor in the anchor's own week.
    if frequency in ("MONTHLY", "YEARLY") and any(p.startswith("BY") for p in parts):
        maybe("BYSETPOS", signed(3))
    if draw(st.integers(0, 3)) == 0:
        parts.append(f"COUNT={draw(st.integers(1, 40))}")
    return ";".join(parts)


@settings(max_examples=300)
@given(recurrences(), st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(-400, 4000))
def test_any_recurrence_falls_where_dateutil_says(text: str, anchor: date, later: int) -> None:
    first = anchor + timedelta(days=later)
    last = first + timedelta(days=500)
    high = datetime.combine(last, datetime.min.time())
    # Where nothing more comes, dateutil walks on to the year 9999: minutes for a daily rule.
    near_end = SimpleNamespace(**{**vars(datetime_module), "MAXYEAR": last.year + 1})
    with patch.object(dateutil.rrule, "datetime", near_end):
        walker = rrulestr(text, dtstart=datetime.combine(anchor, datetime.min.time()))
        expected = [moment.date() for moment in takewhile(lambda m: m <= high, walker)]
    expected = [day for day in expected if day >= first]
    assert days_of(text, anchor, first, last) == expected
