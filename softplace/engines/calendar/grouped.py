"""Sets of half-open intervals, one set for each group, as flat arrays and without loops.

A group is any integer of 0 or more (a resource, a unit, a cell). All groups are laid one after
the other on a single line, far enough apart never to touch, so that the algebra of one line of
intervals is the algebra of all groups at once: sort, running maximum, binary search.

Every function accepts rows in any order, overlapping or empty (`end <= start` counts for
nothing) unless it says otherwise, and gives rows sorted by (group, start) that neither overlap
nor touch within a group. Times are int64 in any one unit (here: epoch minutes).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from softplace.engines.calendar.wallclock import BoolArray, IntArray


class GroupedIntervals(NamedTuple):
    """Rows (group, start, end), int64 arrays of one length."""

    group: IntArray
    start: IntArray
    end: IntArray


class FirstFits(NamedTuple):
    """For each group with at least one slot: its first start, and how many starts there are."""

    group: IntArray
    first_start: IntArray
    slot_count: IntArray


class _Line:
    """Lays the groups of several tables one after the other on one line."""

    def __init__(self, *tables: GroupedIntervals) -> None:
        filled = [t for t in tables if len(t.group)]
        self._low = min((int(t.start.min()) for t in filled), default=0)
        high = max((int(t.end.max()) for t in filled), default=0)
        self._stride = high - self._low + 2
        last_group = max((int(t.group.max()) for t in filled), default=0)
        first_group = min((int(t.group.min()) for t in filled), default=0)
        if first_group < 0:
            raise ValueError(f"A group is an integer of 0 or more, not {first_group}.")
        self._keys: IntArray | None = None
        if last_group >= (1 << 62) // self._stride:
            self._keys = np.unique(np.concatenate([t.group for t in filled]))

    def lay(self, table: GroupedIntervals) -> tuple[IntArray, IntArray]:
        rank = table.group if self._keys is None else np.searchsorted(self._keys, table.group)
        base = rank * np.int64(self._stride) - self._low
        return base + table.start, base + table.end

    def lift(self, start: IntArray, end: IntArray) -> GroupedIntervals:
        rank = start // self._stride
        base = rank * np.int64(self._stride) - self._low
        group = rank if self._keys is None else self._keys[rank]
        return GroupedIntervals(group, start - base, end - base)


def _table(group: npt.ArrayLike, start: npt.ArrayLike, end: npt.ArrayLike) -> GroupedIntervals:
    table = GroupedIntervals(
        np.asarray(group, dtype=np.int64),
        np.asarray(start, dtype=np.int64),
        np.asarray(end, dtype=np.int64),
    )
    if not len(table.group) == len(table.start) == len(table.end):
        raise ValueError(
            "group, start and end must have one length, not "
            f"{len(table.group)}, {len(table.start)} and {len(table.end)}."
        )
    real = table.start < table.end
    if real.all():
        return table
    return GroupedIntervals(table.group[real], table.start[real], table.end[real])


def _merge(start: IntArray, end: IntArray) -> tuple[IntArray, IntArray]:
    if len(start) == 0:
        return start, end
    if not (start[1:] >= start[:-1]).all():
        order = np.argsort(start, kind="stable")
        start, end = start[order], end[order]
    reach = np.maximum.accumulate(end)
    first = np.flatnonzero(np.append(True, start[1:] > reach[:-1]))
    return start[first], reach[np.append(first[1:] - 1, len(start) - 1)]


def _intersect(
    a_start: IntArray, a_end: IntArray, b_start: IntArray, b_end: IntArray
) -> tuple[IntArray, IntArray]:
    """Both merged. The result is merged, since neither side touches itself."""
    low = np.searchsorted(b_end, a_start, side="right")
    count = np.maximum(np.searchsorted(b_start, a_end, side="left") - low, 0)
    a = np.repeat(np.arange(len(a_start)), count)
    b = ranges(low, count)
    return np.maximum(a_start[a], b_start[b]), np.minimum(a_end[a], b_end[b])


def ranges(first: IntArray, count: IntArray) -> IntArray:
    """All of first[0], first[0] + 1, ... (count[0] of them), first[1], ... in one array."""
    total = int(count.sum())
    before = np.cumsum(count) - count
    return np.arange(total, dtype=np.int64) + np.repeat(first - before, count)


def merge_by_group(
    group: npt.ArrayLike, start: npt.ArrayLike, end: npt.ArrayLike
) -> GroupedIntervals:
    """The set that each group's intervals cover; intervals that touch become one."""
    table = _table(group, start, end)
    line = _Line(table)
    return line.lift(*_merge(*line.lay(table)))


def intersect_by_group(
    a: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    b: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
) -> GroupedIntervals:
    """What is in both sets of a group. `a` and `b` are (group, start, end)."""
    left, right = _table(*a), _table(*b)
    line = _Line(left, right)
    return line.lift(*_intersect(*_merge(*line.lay(left)), *_merge(*line.lay(right))))


def subtract_by_group(
    a: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    b: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
) -> GroupedIntervals:
    """What is in a group's set of `a` and not in its set of `b`: free = openings - claims."""
    left, right = _table(*a), _table(*b)
    line = _Line(left, right)
    a_start, a_end = _merge(*line.lay(left))
    b_start, b_end = _merge(*line.lay(right))
    if len(a_start) == 0 or len(b_start) == 0:
        return line.lift(a_start, a_end)
    far = np.iinfo(np.int64).max
    outside_start, outside_end = np.append(-far, b_end), np.append(b_start, far)
    return line.lift(*_intersect(a_start, a_end, outside_start, outside_end))


def clip(
    group: npt.ArrayLike, start: npt.ArrayLike, end: npt.ArrayLike, low: int, high: int
) -> GroupedIntervals:
    """The rows cut to [low, high); what lies outside goes. Rows are not merged or sorted."""
    return _table(
        group,
        np.maximum(np.asarray(start, dtype=np.int64), low),
        np.minimum(np.asarray(end, dtype=np.int64), high),
    )


def total_minutes_by_group(
    group: npt.ArrayLike, start: npt.ArrayLike, end: npt.ArrayLike, group_count: int
) -> IntArray:
    """Minutes in each group's rows, shape (group_count,). Overlaps count twice: merge first.

    Here groups are positions 0 .. group_count - 1.
    """
    table = _table(group, start, end)
    if len(table.group) and int(table.group.max()) >= group_count:
        raise ValueError(f"Group {int(table.group.max())} is not below {group_count}.")
    minutes = np.bincount(table.group, table.end - table.start, minlength=group_count)
    return np.rint(minutes).astype(np.int64)


def first_fit_by_group(
    group: npt.ArrayLike,
    start: npt.ArrayLike,
    end: npt.ArrayLike,
    length_minutes: int,
    *,
    step_minutes: int = 15,
    earliest: int | None = None,
    latest_end: int | None = None,
) -> FirstFits:
    """The first slot of a length in each group's free time, and how many starts there are.

    Parameters
    ----------
    group, start, end
        Free time; merged here, so that a slot may span rows that touch.
    length_minutes
        Length of a slot, 1 or more.
    step_minutes
        Slots start at multiples of it since 1970-01-01T00:00Z. 15 falls on quarter hours in
        every zone in use.
    earliest, latest_end
        No slot starts before `earliest` nor ends after `latest_end`.
    """
    if length_minutes < 1 or step_minutes < 1:
        raise ValueError("length_minutes and step_minutes must be 1 or more.")
    free = merge_by_group(group, start, end)
    begin = free.start if earliest is None else np.maximum(free.start, earliest)
    last = (free.end if latest_end is None else np.minimum(free.end, latest_end)) - length_minutes
    begin = -(-begin // step_minutes) * step_minutes
    count = (last - begin) // step_minutes + 1
    fits = count > 0
    found, begin, count = free.group[fits], begin[fits], count[fits]
    if len(found) == 0:
        return FirstFits(found, begin, count)
    first = np.flatnonzero(_changes(found))
    return FirstFits(found[first], begin[first], np.add.reduceat(count, first))


def _changes(sorted_values: IntArray) -> BoolArray:
    """True where a value differs from the one before it, and at the first."""
    return np.append(True, sorted_values[1:] != sorted_values[:-1])


class Membership:
    """Answers "is `at` in the set of `group`?" for many pairs at once.

    Made of (group, start, end), half-open.
    """

    def __init__(self, group: npt.ArrayLike, start: npt.ArrayLike, end: npt.ArrayLike) -> None:
        self._set = merge_by_group(group, start, end)

    def __bool__(self) -> bool:
        return len(self._set.group) > 0

    def contains(self, group: IntArray, at: IntArray) -> BoolArray:
        """One answer for each (group, at); a group that is negative is in no set."""
        if not self:
            return np.zeros(len(at), dtype=np.bool_)
        # Only the questions whose group is known can be True, and they share one line.
        answer = np.zeros(len(at), dtype=np.bool_)
        asked = np.flatnonzero(group >= 0)
        points = GroupedIntervals(group[asked], at[asked], at[asked] + 1)
        line = _Line(self._set, points)
        start, end = line.lay(self._set)
        point, _ = line.lay(points)
        row = np.searchsorted(start, point, side="right") - 1
        answer[asked] = (row >= 0) & (point < end[np.maximum(row, 0)])
        return answer
