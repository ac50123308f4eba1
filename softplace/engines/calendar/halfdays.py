"""Half-days: how vacancy is counted.

A half-day is a morning or an afternoon of a local date. It is *open* for a resource that is
open for enough minutes of it, and *idle* if it is open and nobody claims any of it.
"""

from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from softplace.engines.calendar.grouped import merge_by_group, ranges, subtract_by_group
from softplace.engines.calendar.wallclock import (
    MINUTES_PER_DAY,
    BoolArray,
    IntArray,
    WallClocks,
    day_number,
)

NOON_MINUTE = 780


class HalfDays(NamedTuple):
    """Rows in order of time: day number, 0 morning or 1 afternoon, epoch minutes [start, end)."""

    day: IntArray
    half: IntArray
    start: IntArray
    end: IntArray


class IdleHalfDays(NamedTuple):
    """Open half-days of groups, sorted by (group, half_day), and whether each is idle."""

    group: IntArray
    half_day: IntArray
    """Position in the `HalfDays`."""
    open_minutes: IntArray
    idle: BoolArray


class HalfDayMinutes(NamedTuple):
    """Open half-days of groups, sorted by (group, half_day), and what of them is free."""

    group: IntArray
    half_day: IntArray
    """Position in the `HalfDays`."""
    open_minutes: IntArray
    free_minutes: IntArray


class IdleStretches(NamedTuple):
    """Runs of idle half-days."""

    group: IntArray
    first_half_day: IntArray
    last_half_day: IntArray
    half_day_count: IntArray
    open_minutes: IntArray


def half_days(
    zone: str, first_date: date, last_date: date, noon_minute: int = NOON_MINUTE
) -> HalfDays:
    """Mornings [00:00, noon) and afternoons [noon, 24:00) of local dates, both inclusive.

    Parameters
    ----------
    noon_minute
        Wall minute at which the afternoon begins, 1 to 1439; 780 is 13:00.
    """
    if last_date < first_date:
        raise ValueError(f"Half-days must not end {last_date} before they begin {first_date}.")
    if not 0 < noon_minute < MINUTES_PER_DAY:
        raise ValueError(f"noon_minute is 1 to 1439, not {noon_minute}.")
    first, last = day_number(first_date), day_number(last_date)
    days = np.arange(first, last + 1, dtype=np.int64)
    walls = np.append(
        (days[:, None] * MINUTES_PER_DAY + np.array([0, noon_minute])).reshape(-1),
        (last + 1) * MINUTES_PER_DAY,
    )
    edges = WallClocks([zone], first, last + 1).to_instants(0, walls)
    half = np.tile(np.array([0, 1], dtype=np.int64), len(days))
    return HalfDays(np.repeat(days, 2), half, edges[:-1], edges[1:])


def idle_half_days(
    halves: HalfDays,
    openings: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    claims: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    *,
    minimum_open_minutes: int = 60,
) -> IdleHalfDays:
    """Which half-days each group is open, and which of these nobody claims.

    Parameters
    ----------
    halves
        Of one zone, from `half_days`.
    openings, claims
        (group, start, end), epoch minutes, groups 0 or more; merged here.
    minimum_open_minutes
        A half-day with fewer open minutes does not count as open; 1 or more.
    """
    if minimum_open_minutes < 1:
        raise ValueError(f"minimum_open_minutes is 1 or more, not {minimum_open_minutes}.")
    keys, minutes = _minutes_in(halves, openings)
    enough = minutes >= minimum_open_minutes
    keys, minutes = keys[enough], minutes[enough]
    claimed, _ = _minutes_in(halves, claims)
    return IdleHalfDays(
        keys // len(halves.day), keys % len(halves.day), minutes, ~np.isin(keys, claimed)
    )


def half_day_minutes(
    halves: HalfDays,
    openings: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    claims: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
) -> HalfDayMinutes:
    """How long each group is open in each half-day, and how much of that nobody claims.

    Parameters
    ----------
    halves
        Of one zone, from `half_days`.
    openings, claims
        (group, start, end), epoch minutes, groups 0 or more; merged here.
    """
    keys, minutes = _minutes_in(halves, openings)
    free_keys, free = _minutes_in(halves, subtract_by_group(openings, claims))
    free_minutes = np.zeros(len(keys), dtype=np.int64)
    free_minutes[np.searchsorted(keys, free_keys)] = free
    return HalfDayMinutes(keys // len(halves.day), keys % len(halves.day), minutes, free_minutes)


def _minutes_in(
    halves: HalfDays, rows: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike]
) -> tuple[IntArray, IntArray]:
    """Keys group × half-days + half-day, sorted, and the minutes in each."""
    table = merge_by_group(*rows)
    low = np.searchsorted(halves.end, table.start, side="right")
    count = np.maximum(np.searchsorted(halves.start, table.end, side="left") - low, 0)
    row = np.repeat(np.arange(len(table.group)), count)
    half = ranges(low, count)
    minutes = np.minimum(table.end[row], halves.end[half]) - np.maximum(
        table.start[row], halves.start[half]
    )
    keys = table.group[row] * len(halves.day) + half
    if len(keys) == 0:
        return keys, minutes
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    return keys[first], np.add.reduceat(minutes, first)


def idle_stretches(table: IdleHalfDays) -> IdleStretches:
    """Every run of idle half-days, sorted by (group, first half-day).

    A half-day that is not open neither counts nor breaks a run: a room idle on Friday afternoon
    and on Monday morning is idle twice in a row.
    """
    none = np.empty(0, dtype=np.int64)
    rows = np.flatnonzero(table.idle)
    if len(rows) == 0:
        return IdleStretches(none, none, none, none, none)
    group = table.group[rows]
    breaks = (rows[1:] != rows[:-1] + 1) | (group[1:] != group[:-1])
    first = np.flatnonzero(np.append(True, breaks))
    last = np.append(first[1:] - 1, len(rows) - 1)
    return IdleStretches(
        group[first],
        table.half_day[rows[first]],
        table.half_day[rows[last]],
        last - first + 1,
        np.add.reduceat(table.open_minutes[rows], first),
    )


def longest_idle_stretch(table: IdleHalfDays) -> IdleStretches:
    """The longest of `idle_stretches` of each group, the first if several."""
    runs = idle_stretches(table)
    if len(runs.group) == 0:
        return runs
    order = np.lexsort((runs.first_half_day, -runs.half_day_count, runs.group))
    best = order[np.append(True, runs.group[order][1:] != runs.group[order][:-1])]
    return IdleStretches(*(column[best] for column in runs))
