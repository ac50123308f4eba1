"""A problem as arrays, and the two questions that every kernel asks of them.

Words used in all kernels:

- *option*: (request, part, weekday, start, length, set of weeks), a session that could be held;
- *unit*: what cannot be shared; *track*: what is priced: a unit of a hall, or a whole pool;
- *pair*: a request with a part that suits it; *lane*: the options of a pair on one weekday;
- *group*: weeks that the wishes seldom tell apart (a term, its odd weeks). Capacity is priced
  by group: the sum of the true, per-date constraints over the group's dates, hence a valid
  relaxation whatever the grouping.

Weeks of a season are bits of a 64-bit word, times of day are slots of 15 minutes. A session
occupies its slots and the set-up slots after them.
"""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def,assignment,no-untyped-call"

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from softplace.engines.compiled import njit
from softplace.engines.matching.fields import DAY_MINUTES, SLOT_MINUTES

DAY_SLOTS = DAY_MINUTES // SLOT_MINUTES
SLOTS = DAY_SLOTS + 16
"""Slots of a day and of the longest set-up after it."""
Array = npt.NDArray[Any]


class Arrays(NamedTuple):
    """What the kernels read. `n_*` axes: options, pairs, parts, units, tracks, weeks."""

    o_pair: Array
    o_day: Array
    o_start: Array
    o_len: Array
    o_mask: Array
    o_points: Array
    masks: Array
    mask_dates: Array
    mask_counts: Array
    pair_request: Array
    pair_part: Array
    pair_units: Array
    lane_ptr: Array
    lane_pair: Array
    lane_day: Array
    request_lane: Array
    request_sessions: Array
    request_applicant: Array
    request_layout: Array
    part_resource: Array
    part_pool: Array
    part_unit_ptr: Array
    part_unit: Array
    part_track_ptr: Array
    part_track: Array
    resource_setup: Array
    resource_extra: Array
    cap: Array
    open_weeks: Array
    occupied: Array
    occupied_layout: Array
    busy: Array
    alone: Array
    used_slots: Array
    idle: Array
    noon: int
    slopes: Array
    widths: Array
    idle_points: int
    available: Array


@njit(cache=True, nogil=True, inner=True)
def free_for(occupied, occupied_layout, unit, day, first, last, extra, layout, mask):
    """Whether a unit is free on all weeks of `mask` in [first, last), set-up included."""
    row = occupied[unit, day]
    for t in range(first, last):
        if row[t] & mask:
            return False
    if extra > 0:
        same = occupied_layout[layout, unit, day]
        for t in range(max(0, first - extra), min(row.shape[0], last + extra)):
            if row[t] & ~same[t] & mask:
                return False
    return True


@njit(cache=True, nogil=True, inner=True)
def popcount(word):
    """How many bits are set (Hacker's Delight, 5-1)."""
    one = np.uint64(1)
    word = word - ((word >> one) & np.uint64(0x5555555555555555))
    third = np.uint64(0x3333333333333333)
    word = (word & third) + ((word >> np.uint64(2)) & third)
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))
