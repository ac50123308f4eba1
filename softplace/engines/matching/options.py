"""Every session that could be held, written out in order of request, part, weekday and start."""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def,assignment,no-untyped-call"

import numpy as np

from softplace.engines.compiled import njit
from softplace.engines.matching.arrays import SLOTS, Array, free_for, popcount
from softplace.engines.matching.fields import SLOT_MINUTES
from softplace.engines.matching.problem import Problem
from softplace.engines.matching.rooms import Rooms


@njit(cache=True, nogil=True)
def enumerate_options(source, known, fill, o_pair, o_day, o_start, o_len, o_mask, o_points):
    """Count, or write, the options in order of pair, weekday, pattern, start, length."""
    (
        request_pair, request_day, pair_table, day_of, mask_ptr, mask_rows, need_rows,
        window_ptr, windows, length_ptr, lengths, layout_of, part_pool, unit_ptr, flat_units,
        available, pool_available, part_resource, setup, extra, occupied, occupied_layout, busy,
        alone, applicant_of,
    ) = source  # fmt: skip
    size = 0
    kept_at = np.zeros(SLOTS + 1, np.uint64)
    nothing = np.uint64(0)
    for q in range(len(request_pair) - 1):
        layout, applicant = layout_of[q], applicant_of[q]
        longest = lengths[length_ptr[q]] if length_ptr[q] < length_ptr[q + 1] else 0
        for pair in range(request_pair[q], request_pair[q + 1]):
            part, needed = pair_table[pair, 1], pair_table[pair, 2]
            r = part_resource[part]
            pool = part_pool[part]
            for k in range(request_day[q], request_day[q + 1]):
                d = day_of[k]
                for m in range(mask_ptr[k], mask_ptr[k + 1]):
                    for w in range(window_ptr[k], window_ptr[k + 1]):
                        for s in range(windows[w, 0], windows[w, 1]):
                            # weeks left after each length from this start
                            kept = mask_rows[m]
                            stop = min(windows[w, 1], s + longest)
                            for t in range(s, stop):
                                if pool:
                                    kept &= pool_available[part, d, t]
                                else:
                                    for u in range(unit_ptr[part], unit_ptr[part + 1]):
                                        kept &= available[layout, flat_units[u], d, t]
                                kept_at[t - s + 1] = kept
                                if kept == nothing:
                                    stop = t
                                    break
                            for n in range(length_ptr[q], length_ptr[q + 1]):
                                length = lengths[n]
                                if s + length > stop:
                                    continue
                                kept = kept_at[length]
                                if popcount(kept) < need_rows[m]:
                                    continue
                                clash = False
                                if alone[applicant]:
                                    for t in range(s, s + length):
                                        if busy[applicant, d, t] & kept:
                                            clash = True
                                            break
                                free = 0
                                if not clash:
                                    for u in range(unit_ptr[part], unit_ptr[part + 1]):
                                        unit = flat_units[u]
                                        ok = free_for(
                                            occupied, occupied_layout, unit, d, s,
                                            s + length + setup[r], extra[r], layout, kept,
                                        )  # fmt: skip
                                        if ok and pool:
                                            for t in range(s, s + length):
                                                if kept & ~available[layout, unit, d, t]:
                                                    ok = False
                                                    break
                                        free += ok
                                if free < needed:
                                    continue
                                if fill:
                                    if kept not in known:
                                        known[kept] = np.int64(len(known))
                                    o_pair[size] = pair
                                    o_day[size] = d
                                    o_start[size] = s
                                    o_len[size] = length
                                    o_mask[size] = known[kept]
                                size += 1
    return size, 0


@njit(cache=True, nogil=True)
def numbered(known, masks):
    for mask, number in known.items():
        masks[number] = mask


@njit(cache=True, nogil=True)
def add_worth(o_pair, o_len, o_mask, o_points, pair_table, mask_dates, last_slope):
    for o in range(len(o_pair)):
        length = np.int64(o_len[o])
        pair = o_pair[o]
        floor = -(9 * last_slope * length // 10)
        worth = length * pair_table[pair, 3] + pair_table[pair, 4]
        o_points[o] = mask_dates[o_mask[o]] * max(worth, floor)


def allowed(
    problem: Problem, pair_table: Array, rooms: Rooms,
    o_pair: Array, o_day: Array, o_start: Array,
) -> Array:  # fmt: skip
    keep = np.ones(len(o_pair), bool)
    request_index = {request.key: i for i, request in enumerate(problem.requests)}
    for forbid in problem.forbids:
        hit = pair_table[o_pair, 0] == request_index[forbid.request]
        if forbid.resource is not None:
            named = np.array([forbid.names(resource, part) for resource, part in rooms.rows])
            hit &= named[pair_table[o_pair, 1]]
        if forbid.weekday is not None:
            hit &= o_day == forbid.weekday
        if forbid.start is not None:
            hit &= o_start.astype(np.int64) * SLOT_MINUTES == forbid.start
        keep &= ~hit
    return keep


def lanes(
    o_pair: Array, o_day: Array, pair_table: Array, requests: int
) -> tuple[Array, Array, Array, Array]:
    """Runs of options of one pair and weekday, and the first lane of each request."""
    if not len(o_pair):
        return np.zeros(1, np.int64), o_pair, o_day, np.zeros(requests + 1, np.int64)
    change = np.flatnonzero((np.diff(o_pair) != 0) | (np.diff(o_day) != 0)) + 1
    starts = np.concatenate([[0], change])
    lane_ptr = np.concatenate([starts, [len(o_pair)]]).astype(np.int64)
    lane_pair, lane_day = o_pair[starts], o_day[starts]
    owner = pair_table[lane_pair, 0]
    return lane_ptr, lane_pair, lane_day, np.searchsorted(owner, np.arange(requests + 1))
