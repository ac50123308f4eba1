"""At which minutes a slot can start, where several interchangeable parts may serve it."""

import numpy as np
import numpy.typing as npt

from softplace.engines.calendar.grouped import FirstFits, GroupedIntervals, merge_by_group
from softplace.engines.calendar.wallclock import IntArray


def possible_starts(
    group: npt.ArrayLike,
    start: npt.ArrayLike,
    end: npt.ArrayLike,
    *,
    length_minutes: int,
    needed: npt.ArrayLike = 1,
) -> GroupedIntervals:
    """The minutes at which a slot may start so that enough parts are free all along it.

    Parameters
    ----------
    group, start, end
        Free time of parts, shape (n,): rows of one group may overlap where different parts of it
        are free at once. Rows of one part must be apart (merged), or it would count twice.
    length_minutes
        Length of the slot, 1 or more.
    needed
        How many parts the slot needs, for each row (equal within a group) or for all.

    Returns
    -------
    GroupedIntervals
        [first minute, last minute + 1), sorted, apart.
    """
    if length_minutes < 1:
        raise ValueError("length_minutes must be 1 or more.")
    groups = np.asarray(group, dtype=np.int64)
    first = np.asarray(start, dtype=np.int64)
    last = np.asarray(end, dtype=np.int64) - length_minutes
    enough = np.broadcast_to(np.asarray(needed, dtype=np.int64), groups.shape)
    fits = last >= first
    groups, first, after, enough = groups[fits], first[fits], last[fits] + 1, enough[fits]
    if (enough <= 1).all():
        return merge_by_group(groups, first, after)
    # A sweep: +1 where a part becomes able to serve, -1 after its last possible start.
    where = np.concatenate([first, after])
    whose = np.concatenate([groups, groups])
    step = np.concatenate([np.ones_like(first), -np.ones_like(after)])
    need = np.concatenate([enough, enough])
    order = np.lexsort((step, where, whose))
    where, whose, need = where[order], whose[order], need[order]
    # Each group's steps add up to nothing, so one running sum serves them all.
    able = np.cumsum(step[order])
    holds = np.flatnonzero((able[:-1] >= need[:-1]) & (whose[:-1] == whose[1:]))
    return merge_by_group(whose[holds], where[holds], where[holds + 1])


def first_starts(starts: GroupedIntervals, *, step_minutes: int = 15) -> FirstFits:
    """The first start of each group on the grid, and how many there are.

    A group whose starts all fall between two steps of the grid keeps its very first minute: an
    exact wish of 10:07 is served at 10:07.
    """
    begin = -(-starts.start // step_minutes) * step_minutes
    count = np.maximum((starts.end - 1 - begin) // step_minutes + 1, 0)
    off_grid = count == 0
    begin = np.where(off_grid, starts.start, begin)
    if len(begin) == 0:
        return FirstFits(starts.group, begin, count)
    head = np.flatnonzero(np.append(True, starts.group[1:] != starts.group[:-1]))
    on_grid = np.add.reduceat(count, head)
    best: IntArray = np.where(off_grid, np.iinfo(np.int64).max, begin)
    earliest = np.minimum.reduceat(best, head)
    only_off = on_grid == 0
    earliest = np.where(only_off, begin[head], earliest)
    return FirstFits(starts.group[head], earliest, np.maximum(on_grid, 1))
