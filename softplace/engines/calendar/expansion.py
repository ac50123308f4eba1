"""From rules to occurrences in a window.

Every pattern first becomes candidates on the wall (rule, day it belongs to, wall start, wall
end); closures and holidays then strike days out; what is left is turned into instants at once.
"""

from typing import NamedTuple

import numpy as np

from softplace.engines.calendar.grouped import ranges
from softplace.engines.calendar.holidays import SchoolHolidays
from softplace.engines.calendar.hours import closes_on_public_holidays, hours_pieces
from softplace.engines.calendar.recurrence import recurrence_days, recurrence_limits
from softplace.engines.calendar.rules import Closures, Pattern, RuleTable
from softplace.engines.calendar.strikes import Candidates, Strikes, take
from softplace.engines.calendar.wallclock import (
    FIRST_DATE,
    LAST_DATE,
    MINUTES_PER_DAY,
    IntArray,
    WallClocks,
    day_number,
)

_CHUNK_CELLS = 4_000_000
_NO_CLOSURES = Closures()
_NO_SCHOOL_HOLIDAYS = SchoolHolidays()


class Occurrences(NamedTuple):
    """Rows sorted by (rule_index, start, end): position in the table, int64 epoch minutes."""

    rule_index: IntArray
    start: IntArray
    end: IntArray


class _Window(NamedTuple):
    start: int
    end: int
    clocks: WallClocks
    first_wall: IntArray
    """For each rule, a wall minute that no occurrence of the window ends at or before."""
    last_wall: IntArray
    """For each rule, a wall minute that no occurrence of the window starts at or after."""


def expand(
    rules: RuleTable,
    window_start: int,
    window_end: int,
    *,
    closures: Closures = _NO_CLOSURES,
    school_holidays: SchoolHolidays = _NO_SCHOOL_HOLIDAYS,
) -> Occurrences:
    """All occurrences that overlap a window, whole (not cut to it).

    Parameters
    ----------
    rules
        n rules.
    window_start, window_end
        Epoch minutes, half-open; years 1971 to 2250.
    closures
        Dates on which no occurrence starts, see `Closures`.
    school_holidays
        Needed where a rule has a policy for them; none known is none at all.

    Returns
    -------
    Occurrences
        Sorted by (rule, start, end). An occurrence that a clock change leaves without a minute is
        absent. One that closures or holidays interrupt comes in several rows. Rules of the
        pattern HOURS give stretches longer than a day as one row for each local date. The
        rows do not depend on the window, except for being in it.

    Raises
    ------
    ValueError
        If the window is empty or out of range, or a text was not validated before.
    """
    if not window_start < window_end:
        raise ValueError(f"The window must end after it starts: {window_start} to {window_end}.")
    first_day, last_day = window_start // MINUTES_PER_DAY, window_end // MINUTES_PER_DAY
    # An opening can have begun 8 days before, and clocks are asked a little around.
    if first_day < day_number(FIRST_DATE) + 12 or last_day > day_number(LAST_DATE) - 12:
        raise ValueError(f"The window must lie well between {FIRST_DATE} and {LAST_DATE}.")
    clocks = WallClocks(rules.zones, first_day - 10, last_day + 10)
    window = _Window(
        window_start,
        window_end,
        clocks,
        window_start + clocks.smallest_offset[rules.zone],
        window_end + clocks.largest_offset[rules.zone],
    )
    strikes = Strikes(rules, closures, school_holidays, first_day - 10, last_day + 10)
    short = rules.length_minutes <= MINUTES_PER_DAY
    found = []
    weekly = rules.pattern == Pattern.WEEKLY
    found.append(strikes.by_start(_weekly(rules, np.flatnonzero(weekly & short), window)))
    if not short.all():
        found.append(strikes.by_date(_weekly(rules, np.flatnonzero(weekly & ~short), window)))
    once = np.flatnonzero(rules.pattern == Pattern.ONCE)
    recurring = np.flatnonzero(rules.pattern == Pattern.RECURRENCE)
    if len(once) or len(recurring):
        for timed in (_once(rules, once), _recurrences(rules, recurring, window)):
            brief = short[timed.rule]
            found.append(strikes.by_start(take(timed, brief)))
            found.append(strikes.by_date(take(timed, ~brief)))
    hours = np.flatnonzero(rules.pattern == Pattern.HOURS)
    if len(hours):
        found.append(strikes.by_start(_hours(rules, hours, window, strikes)))
    return _instants(rules, [table for table in found if len(table.rule)], window)


def _instants(rules: RuleTable, found: list[Candidates], window: _Window) -> Occurrences:
    if not found:
        none = np.empty(0, dtype=np.int64)
        return Occurrences(none, none, none)
    table = found[0]
    if len(found) > 1:
        table = Candidates(*(np.concatenate(columns) for columns in zip(*found, strict=True)))
    zone = rules.zone[table.rule] if len(rules.zones) > 1 else np.int64(0)
    start = window.clocks.to_instants(zone, table.start)
    end = window.clocks.to_instants(zone, table.end)
    keep = (start < window.end) & (end > window.start) & (start < end)
    rule = table.rule
    if not keep.all():
        rule, start, end = rule[keep], start[keep], end[keep]
    same = rule[1:] == rule[:-1]
    backward = (rule[1:] < rule[:-1]) | (same & (start[1:] <= start[:-1]))
    if backward.any():
        # Parts follow each other, and long openings of one rule overlap when they are cut.
        order = np.lexsort((end, start, rule))
        rule, start, end = rule[order], start[order], end[order]
    return Occurrences(rule, start, end)


def _weekly(rules: RuleTable, rows: IntArray, window: _Window) -> Candidates:
    """Rules × days as a mask, some million cells at a time."""
    none = np.empty(0, dtype=np.int64)
    if len(rows) == 0:
        return Candidates(none, none, none, none)
    begin, length = rules.start_minute[rows], rules.length_minutes[rows]
    low = (window.first_wall[rows] - begin - length) // MINUTES_PER_DAY + 1
    high = -((begin - window.last_wall[rows]) // MINUTES_PER_DAY) - 1
    low = np.maximum(low, rules.starts_on[rows])
    high = np.minimum(high, rules.ends_on[rows])
    some = low <= high
    rows, low, high = rows[some], low[some], high[some]
    if len(rows) == 0:
        return Candidates(none, none, none, none)
    days = np.arange(int(low.min()), int(high.max()) + 1, dtype=np.int64)
    bit = 1 << ((days + 3) % 7)
    falls = (np.arange(128, dtype=np.int64)[:, None] & bit[None, :]) != 0
    chunk = max(1, _CHUNK_CELLS // len(days))
    positions, on_days = [], []
    for at in range(0, len(rows), chunk):
        part = slice(at, at + chunk)
        mask = falls[rules.weekdays[rows[part]]]
        mask &= days >= low[part, None]
        mask &= days <= high[part, None]
        rule, day = np.nonzero(mask)
        positions.append(rule + at)
        on_days.append(days[day])
    rule = rows[np.concatenate(positions)]
    day = np.concatenate(on_days)
    return _timed(rules, rule, day)


def _timed(rules: RuleTable, rule: IntArray, day: IntArray) -> Candidates:
    start = day * MINUTES_PER_DAY + rules.start_minute[rule]
    return Candidates(rule, day, start, start + rules.length_minutes[rule])


def _once(rules: RuleTable, rows: IntArray) -> Candidates:
    return _timed(rules, rows, rules.starts_on[rows])


def _recurrences(rules: RuleTable, rows: IntArray, window: _Window) -> Candidates:
    """Each (text, anchor) once, for the widest stretch of days that any of its rules needs."""
    found_rules, found_days = [rows[:0]], [rows[:0]]
    if len(rows):
        longest = int((rules.start_minute[rows] + rules.length_minutes[rows]).max())
        first = (int(window.first_wall[rows].min()) - longest) // MINUTES_PER_DAY
        last = int(window.last_wall[rows].max()) // MINUTES_PER_DAY
        pairs = np.stack([rules.recurrence[rows], rules.starts_on[rows]])
        kinds, kind = np.unique(pairs, axis=1, return_inverse=True)
        kind = kind.reshape(-1)
        order = np.argsort(kind, kind="stable")
        bounds = np.searchsorted(kind[order], np.arange(kinds.shape[1] + 1))
        for number, (code, anchor) in enumerate(kinds.T.tolist()):
            members = rows[order[bounds[number] : bounds[number + 1]]]
            try:
                text = rules.recurrences[code]
                days = recurrence_days(text, anchor, first, last)
                until_wall, until_instant = recurrence_limits(text)
            except ValueError as error:
                raise ValueError(f"Opening rule {rules.key[members[0]]}: {error}") from error
            rule, day = np.repeat(members, len(days)), np.tile(days, len(members))
            start = day * MINUTES_PER_DAY + rules.start_minute[rule]
            if until_wall is not None:
                keep = start <= until_wall
                rule, day = rule[keep], day[keep]
            elif until_instant is not None:
                keep = window.clocks.to_instants(rules.zone[rule], start) <= until_instant
                rule, day = rule[keep], day[keep]
            found_rules.append(rule)
            found_days.append(day)
    rule, day = np.concatenate(found_rules), np.concatenate(found_days)
    within = day <= rules.ends_on[rule]
    return _timed(rules, rule[within], day[within])


def _hours(rules: RuleTable, rows: IntArray, window: _Window, strikes: Strikes) -> Candidates:
    """Each (expression, country) once; an expression gives pieces of at most a day."""
    first = int(window.first_wall[rows].min()) // MINUTES_PER_DAY - 1
    last = int(window.last_wall[rows].max()) // MINUTES_PER_DAY
    pairs = np.stack([rules.hours[rows], rules.holiday_region[rows]])
    kinds, kind = np.unique(pairs, axis=1, return_inverse=True)
    kind = kind.reshape(-1)
    days, starts, ends, counts = [], [], [], []
    regional = np.zeros(kinds.shape[1], dtype=np.bool_)
    for number, (code, region) in enumerate(kinds.T.tolist()):
        expression, country = rules.expressions[code], rules.regions[region][:2]
        try:
            day, start, end = hours_pieces(expression, country, first, last)
        except ValueError as error:
            key = rules.key[rows[np.flatnonzero(kind == number)[0]]]
            raise ValueError(f"Opening rule {key}: {error}") from error
        regional[number] = bool(country) and closes_on_public_holidays(expression)
        days.append(day)
        starts.append(start)
        ends.append(end)
        counts.append(len(day))
    count = np.array(counts, dtype=np.int64)
    begin = np.cumsum(count) - count
    pick = ranges(begin[kind], count[kind])
    rule = np.repeat(rows, count[kind])
    day = np.concatenate(days)[pick]
    table = Candidates(rule, day, np.concatenate(starts)[pick], np.concatenate(ends)[pick])
    keep = (day >= rules.starts_on[rule]) & (day <= rules.ends_on[rule])
    if regional.any():
        # The library knows the holidays of the country; a region may have more of them.
        concerned = np.repeat(regional[kind], count[kind])
        keep &= ~(concerned & strikes.is_public_holiday(rules.holiday_region[rule], day))
    return take(table, keep)
