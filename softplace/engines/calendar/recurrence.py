"""On which days an RFC 5545 recurrence rule falls, and whether it falls on any.

Only the date part of a rule matters here (the time of day and the length stand in the opening
rule), so a rule is evaluated as masks over a table of calendar days: exact, and bounded by the
number of days looked at, whatever the text says. A generator that walks from occurrence to
occurrence has no such bound: `FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30` walks for ever.

Source: RFC 5545, section 3.3.10. Where it leaves a choice, the one of python-dateutil, which
most readers of our feeds use: the anchor (`starts_on`) is itself an occurrence only if the rule
falls on it, and BYWEEKNO without BYDAY means all seven days.
"""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from softplace.engines.calendar.recurrence_text import (
    MAX_UNTIL_YEAR,
    Recurrence,
    parse_recurrence,
)
from softplace.engines.calendar.wallclock import (
    FIRST_DATE,
    LAST_DATE,
    MINUTES_PER_DAY,
    BoolArray,
    IntArray,
    date_of,
    day_number,
)
from softplace.foundation.errors import Reason


class _Days(NamedTuple):
    """One row for each day from FIRST_DATE to LAST_DATE."""

    day: IntArray
    year: IntArray
    month: IntArray
    month_day: IntArray
    month_length: IntArray
    year_day: IntArray
    year_length: IntArray
    weekday: IntArray


@lru_cache(maxsize=1)
def _all_days() -> _Days:
    day = np.arange(day_number(FIRST_DATE), day_number(LAST_DATE) + 1, dtype=np.int64)
    dates = day.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    years = dates.astype("datetime64[Y]")
    return _Days(
        day=day,
        year=years.astype(np.int64) + 1970,
        month=months.astype(np.int64) % 12 + 1,
        month_day=(dates - months).astype(np.int64) + 1,
        month_length=((months + 1).astype("datetime64[D]") - months).astype(np.int64),
        year_day=(dates - years).astype(np.int64) + 1,
        year_length=((years + 1).astype("datetime64[D]") - years).astype(np.int64),
        weekday=(day + 3) % 7,
    )


def _days_between(first_day: int, last_day: int) -> _Days:
    table = _all_days()
    origin = int(table.day[0])
    rows = slice(max(first_day - origin, 0), max(last_day - origin + 1, 0))
    return _Days(*(column[rows] for column in table))


def reasons_to_refuse_recurrence(text: str, starts_on: date | None) -> list[Reason]:
    """Why a recurrence is refused; empty when it is accepted.

    Parameters
    ----------
    text
        RFC 5545 RRULE without DTSTART ("FREQ=MONTHLY;BYDAY=1TU"). No end is needed.
    starts_on
        The anchor: INTERVAL counts from it, and what the text leaves out is taken from it.
    """
    rule, reasons = parse_recurrence(text)
    if starts_on is None:
        return [*reasons, Reason("recurrence_without_start", "starts_on")]
    if not FIRST_DATE <= starts_on <= date(MAX_UNTIL_YEAR, 12, 31):
        limits = {"first": FIRST_DATE.isoformat(), "last": f"{MAX_UNTIL_YEAR}-12-31"}
        return [*reasons, Reason("date_out_of_range", "starts_on", limits)]
    if rule is None:
        return reasons
    anchor = day_number(starts_on)
    days = _occurrence_days(rule, anchor, anchor, day_number(LAST_DATE))
    if rule.until_wall is not None:
        days = days[days * MINUTES_PER_DAY <= rule.until_wall]
    elif rule.until_instant is not None:  # in some zone, by a day at most
        days = days[days * MINUTES_PER_DAY <= rule.until_instant + MINUTES_PER_DAY]
    if len(days) == 0:
        return [Reason("recurrence_never_occurs", "recurrence")]
    return []


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Recurrence:
    rule, reasons = parse_recurrence(text)
    if rule is None:
        raise ValueError(
            f"The recurrence {text!r} was not validated: {'; '.join(map(str, reasons))}"
        )
    return rule


def recurrence_limits(text: str) -> tuple[int | None, int | None]:
    """The last start allowed by UNTIL: (wall minutes, None), (None, instant) or (None, None)."""
    rule = _parsed(text)
    return rule.until_wall, rule.until_instant


def recurrence_days(text: str, anchor: int, first_day: int, last_day: int) -> IntArray:
    """Days, sorted, on which a rule falls between two day numbers, both inclusive.

    UNTIL is applied by the caller, who knows the time of day and the zone.

    Raises
    ------
    ValueError
        If the text is one that `reasons_to_refuse_recurrence` refuses.
    """
    first_year, last_year = date_of(first_day).year, date_of(last_day).year
    found = [_days_of_year(text, anchor, year) for year in range(first_year, last_year + 1)]
    days = found[0] if len(found) == 1 else np.concatenate(found)
    return days[(days >= first_day) & (days <= last_day)]


@lru_cache(maxsize=65536)
def _days_of_year(text: str, anchor: int, year: int) -> IntArray:
    rule = _parsed(text)
    first, last = day_number(date(year, 1, 1)), day_number(date(year, 12, 31))
    if last < anchor:
        return np.empty(0, dtype=np.int64)
    if rule.count is not None:
        counted = _counted_days(text, anchor)
        return counted[(counted >= first) & (counted <= last)]
    return _occurrence_days(rule, anchor, first, last)


@lru_cache(maxsize=4096)
def _counted_days(text: str, anchor: int) -> IntArray:
    return _occurrence_days(_parsed(text), anchor, anchor, day_number(LAST_DATE))


def _occurrence_days(rule: Recurrence, anchor: int, first_day: int, last_day: int) -> IntArray:
    """Days of the rule in [first_day, last_day], COUNT applied if first_day is the anchor."""
    # A period that began before the first day must be seen whole, for BYSETPOS.
    table = _days_between(first_day - 366, last_day + 366)
    start = date_of(anchor)
    keep = _matches(rule, table, start)
    period = _period(rule, table, start)
    keep &= period % rule.interval == 0
    if "BYSETPOS" in rule.numbers:
        keep = _at_positions(keep, period, rule.numbers["BYSETPOS"])
    keep &= (table.day >= max(anchor, first_day)) & (table.day <= last_day)
    days = table.day[keep]
    return days if rule.count is None else days[: rule.count]


def _period(rule: Recurrence, table: _Days, start: date) -> IntArray:
    """Number of the year, month, week or day of each day, counted from the anchor's."""
    if rule.frequency == "YEARLY":
        return table.year - start.year
    if rule.frequency == "MONTHLY":
        return (table.year - start.year) * 12 + table.month - start.month
    anchor = day_number(start)
    if rule.frequency == "WEEKLY":
        week_begin = anchor - (start.weekday() - rule.week_start) % 7
        return (table.day - week_begin) // 7
    return table.day - anchor


def _matches(rule: Recurrence, table: _Days, start: date) -> BoolArray:
    """The days that pass every BY part except BYSETPOS."""
    numbers = rule.numbers
    by_month = numbers.get("BYMONTH")
    by_month_day = numbers.get("BYMONTHDAY")
    weekdays = rule.weekdays
    if not (weekdays or by_month_day or numbers.get("BYYEARDAY") or numbers.get("BYWEEKNO")):
        if rule.frequency == "WEEKLY":
            weekdays = ((0, start.weekday()),)
        elif rule.frequency in ("YEARLY", "MONTHLY"):
            by_month_day = (start.day,)
            if rule.frequency == "YEARLY" and not by_month:
                by_month = (start.month,)
    keep = np.ones(len(table.day), dtype=np.bool_)
    if by_month:
        keep &= np.isin(table.month, by_month)
    if by_month_day:
        keep &= _is_nth(table.month_day, table.month_length, by_month_day)
    if "BYYEARDAY" in numbers:
        keep &= _is_nth(table.year_day, table.year_length, numbers["BYYEARDAY"])
    if "BYWEEKNO" in numbers:
        keep &= _in_weeks(table, rule.week_start, numbers["BYWEEKNO"])
    if weekdays:
        keep &= _on_weekdays(rule, table, weekdays, bool(by_month))
    return keep


def _is_nth(position: IntArray, length: IntArray, wanted: tuple[int, ...]) -> BoolArray:
    from_end = position - length - 1
    return np.isin(position, wanted) | np.isin(from_end, wanted)


def _on_weekdays(
    rule: Recurrence, table: _Days, weekdays: tuple[tuple[int, int], ...], in_month: bool
) -> BoolArray:
    plain = [weekday for nth, weekday in weekdays if nth == 0]
    keep = np.isin(table.weekday, plain)
    if len(plain) == len(weekdays):
        return keep
    if rule.frequency == "MONTHLY" or in_month:
        position, length = table.month_day, table.month_length
    else:
        position, length = table.year_day, table.year_length
    nth_from_start = (position - 1) // 7 + 1
    nth_from_end = -((length - position) // 7 + 1)
    for nth, weekday in weekdays:
        if nth:
            nths = nth_from_start if nth > 0 else nth_from_end
            keep |= (table.weekday == weekday) & (nths == nth)
    return keep


def _in_weeks(table: _Days, week_start: int, wanted: tuple[int, ...]) -> BoolArray:
    """Week 1 is the first with at least four days in the year (RFC 5545, as ISO 8601)."""
    begin = table.day - (table.weekday - week_start) % 7
    # The year of the week's fourth day is the week's year.
    years = (begin + 3).astype("datetime64[D]").astype("datetime64[Y]")

    def first_week(year: npt.NDArray[np.datetime64]) -> IntArray:
        fourth = year.astype("datetime64[D]").astype(np.int64) + 3
        return fourth - ((fourth + 3) % 7 - week_start) % 7

    number = (begin - first_week(years)) // 7 + 1
    from_end = (begin - first_week(years + 1)) // 7
    return np.isin(number, wanted) | np.isin(from_end, wanted)


def _at_positions(keep: BoolArray, period: IntArray, positions: tuple[int, ...]) -> BoolArray:
    """Of the days kept, those at the given positions (1 first, -1 last) of their period."""
    rows = np.flatnonzero(keep)
    periods = period[rows]
    first = np.searchsorted(periods, periods, side="left")
    after = np.searchsorted(periods, periods, side="right")
    row = np.arange(len(rows))
    chosen = np.isin(row - first + 1, positions) | np.isin(row - after, positions)
    result = np.zeros(len(keep), dtype=np.bool_)
    result[rows[chosen]] = True
    return result
