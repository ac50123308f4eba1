"""When a booking can start: openings in the windows asked for, minus claims."""

from datetime import datetime

import numpy as np

from softplace.bookings.prepared import MOST_BY_NAME, Column, columns, listed
from softplace.bookings.queries.open_hours import claims_on
from softplace.engines.calendar import GroupedIntervals, possible_starts, subtract_by_group
from softplace.engines.calendar.grouped import ranges
from softplace.find.queries.free_time.bookable import Bookable
from softplace.find.queries.free_time.limits import Limits
from softplace.find.rules.free_time import FreeTimeQuestion

Windows = list[tuple[int, int]]
"""In epoch minutes."""


def within_windows(
    opened: GroupedIntervals, windows: Windows, limits: Limits, minutes: int
) -> GroupedIntervals:
    """Openings cut to each window and to what the terms allow; the group is row × windows + window."""
    groups, starts, ends = [], [], []
    for number, (low, high) in enumerate(windows):
        start = np.maximum(np.maximum(opened.start, low), limits.earliest[opened.group])
        end = np.minimum(np.minimum(opened.end, high), limits.latest[opened.group] + minutes)
        some = end - start >= minutes
        groups.append(opened.group[some] * len(windows) + number)
        starts.append(start[some])
        ends.append(end[some])
    return GroupedIntervals(np.concatenate(groups), np.concatenate(starts), np.concatenate(ends))


def starts(
    question: FreeTimeQuestion,
    found: Bookable,
    wanted: GroupedIntervals,
    windows: Windows,
    first: int,
    last: int,
    at: datetime,
) -> GroupedIntervals:
    """When a booking can start, by row × windows + window. Two queries: units and claims."""
    row, window = np.divmod(wanted.group, len(windows))
    is_open = np.bincount(row, minlength=len(found)) > 0
    owner, unit = _units(found, np.flatnonzero(is_open))
    # The parts of a pool are its units, any of which will do; other resources are one part.
    part = owner * (1 + unit.max(initial=0)) + np.where(found.is_pool[owner] == 1, unit, 0)
    _, sample, position = np.unique(part, return_index=True, return_inverse=True)
    part_owner = owner[sample]
    busy = _busy(found, owner, unit, position, first, last, at)
    # Each part has the openings of its resource.
    by_row = np.argsort(row, kind="stable")
    pick, of_part = _matched(row[by_row], part_owner)
    pick = by_row[pick]
    free = subtract_by_group(
        (of_part * len(windows) + window[pick], wanted.start[pick], wanted.end[pick]),
        _in_each_window(busy, windows),
    )
    free_part, free_window = np.divmod(free.group, len(windows))
    free_row = part_owner[free_part]
    needed = np.where(found.is_pool[free_row] == 1, question.quantity, 1)
    return possible_starts(
        free_row * len(windows) + free_window,
        free.start,
        free.end,
        length_minutes=question.minutes,
        needed=needed,
    )


def _in_each_window(busy: GroupedIntervals, windows: Windows) -> GroupedIntervals:
    """The group becomes part × windows + window. Windows may overlap, so each is looked at apart."""
    tables = []
    for number, (low, high) in enumerate(windows):
        some = np.flatnonzero((busy.start < high) & (busy.end > low))
        group = busy.group[some] * len(windows) + number
        tables.append(GroupedIntervals(group, busy.start[some], busy.end[some]))
    return GroupedIntervals(*(np.concatenate(column) for column in zip(*tables, strict=True)))


def _units(found: Bookable, rows: Column) -> tuple[Column, Column]:
    """Of some rows the row and the unit, once for each unit that a resource has."""
    ids = found.ids[rows]
    # Of many resources it is quicker to read all units and to leave some aside.
    by_name = len(ids) <= MOST_BY_NAME
    resource, unit = columns(
        {"u.resource_id": "int", "u.unit_id": "int"},
        f"FROM places_resource_units u {'WHERE u.resource_id = ANY(%s::bigint[])' if by_name else ''}",
        [listed(ids)] if by_name else [],
    )
    at = np.searchsorted(ids, resource)
    some = ids[np.minimum(at, len(ids) - 1)] == resource
    return rows[at[some]], unit[some]


def _busy(
    found: Bookable,
    owner: Column,
    unit: Column,
    part: Column,
    first: int,
    last: int,
    at: datetime,
) -> GroupedIntervals:
    """When each part cannot serve.

    A booking keeps its set-up before and its changeover after it free of other claims, so that
    these end so much later, and begin so much earlier, for who asks.
    """
    setup, changeover = found.setup[owner], found.changeover[owner]
    claimed, start, end = claims_on(
        unit, first - setup.max(initial=0), last + changeover.max(initial=0), at
    )
    by_unit = np.argsort(unit, kind="stable")
    pick, claim = _matched(unit[by_unit], claimed)
    blocked = by_unit[pick]
    return GroupedIntervals(
        part[blocked], start[claim] - changeover[blocked], end[claim] + setup[blocked]
    )


def _matched(sorted_keys: Column, keys: Column) -> tuple[Column, Column]:
    """All pairs of equal keys, as positions in the one and in the other."""
    begin = np.searchsorted(sorted_keys, keys, side="left")
    count = np.searchsorted(sorted_keys, keys, side="right") - begin
    return ranges(begin, count), np.repeat(np.arange(len(keys)), count)
