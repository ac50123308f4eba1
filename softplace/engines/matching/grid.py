"""A problem as arrays: every session that could be held, as an *option*.

An option is (request, part, weekday, start, length, set of weeks). Weeks of a season are bits of
a 64-bit word, times of day are slots of 15 minutes. Words used in all kernels:

- *unit*: what cannot be shared; *track*: what is priced: a unit of a hall, or a whole pool;
- *pair*: a request with a part that suits it; *lane*: the options of a pair on one weekday;
- *group*: weeks that the wishes seldom tell apart (a term, its odd weeks). Capacity is priced
  by group: the sum of the true, per-date constraints over the group's dates, hence a valid
  relaxation whatever the grouping.

A session occupies its slots and the set-up slots after them.
"""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def,assignment,no-untyped-call"

from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit, types
from numba.typed import Dict

from softplace.engines.matching.problem import (
    DAY_MINUTES,
    SLOT_MINUTES,
    InvalidField,
    Lock,
    Part,
    Problem,
    Request,
    Resource,
    Window,
)
from softplace.engines.matching.rooms import Rooms
from softplace.engines.matching.worth import (
    idle_milli,
    past_slots,
    rates_milli,
    slope_array,
    widths_slots,
)
from softplace.foundation.intervals import merged

DAY_SLOTS = DAY_MINUTES // SLOT_MINUTES
SLOTS = DAY_SLOTS + 16
"""Slots of a day and of the longest set-up after it."""
MAX_GROUPS = 6
LEAST_GROUP_WEEKS = 3
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


@dataclass(frozen=True)
class Fixed:
    """A lock turned into a session: its weeks, and the wishes it goes against."""

    lock: Lock
    mask: int
    against: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """The arrays, and what is needed to read a plan back out of them."""

    problem: Problem
    arrays: Arrays
    rooms: Rooms
    unit_names: list[tuple[str, str]]
    wish_masks: dict[tuple[int, int], list[int]]
    fixed: tuple[Fixed, ...]
    groups: list[int]
    layouts: dict[str, int]
    pool_hours: Array

    @property
    def options(self) -> int:
        return len(self.arrays.o_pair)


def mask_weeks(mask: int) -> list[int]:
    return [week for week in range(64) if mask >> week & 1]


def slots_up(minutes: int) -> int:
    return -(-minutes // SLOT_MINUTES)


def wish_masks(problem: Problem, request: Request, weekday: int) -> list[int]:
    """The sets of weeks that would do: one when weekly, two phases, or each date alone."""
    season = problem.season
    weeks = [season.week_of(day) for day in problem.wished_days(request, weekday)]
    if not weeks:
        return []
    if request.rhythm == "weekly":
        return [sum(1 << week for week in weeks)]
    if request.rhythm == "once":
        return [1 << week for week in weeks]
    phases = [sum(1 << week for week in weeks if week % 2 == phase) for phase in (0, 1)]
    return [mask for mask in phases if mask]


def closed_mask(problem: Problem, weekday: int, resource: Resource | None = None) -> int:
    """Weeks in which that weekday is outside the season or closed."""
    season, mask = problem.season, 0
    closures = season.closures + (resource.closures if resource else ())
    for week in range(season.weeks):
        day = season.day(week, weekday)
        inside = season.first_day <= day <= season.last_day
        if not inside or any(closure.covers(day) for closure in closures):
            mask |= 1 << week
    return mask


class _Units:
    """Units, tracks, and when they are available, layout by layout."""

    def __init__(self, problem: Problem, layouts: dict[str, int]) -> None:
        self.problem, self.layouts = problem, layouts
        self.names = [(r.key, unit) for r in problem.resources for unit in r.units]
        self.index = {name: i for i, name in enumerate(self.names)}
        self.available = np.zeros((max(1, len(layouts)), len(self.names), 7, SLOTS), np.uint64)
        self.idle = np.zeros((len(problem.resources), 7, 2), np.uint64)
        season_open = [~closed_mask(problem, d) & (2**problem.season.weeks - 1) for d in range(7)]
        for r, resource in enumerate(problem.resources):
            rows = [self.index[resource.key, unit] for unit in resource.units]
            for d in range(7):
                weeks = season_open[d]
                if resource.closures:
                    weeks &= ~closed_mask(problem, d, resource)
                self.idle[r, d, :] = weeks
                for start, end in opening_on(resource.opening, d):
                    first, last = slots_up(start), end // SLOT_MINUTES
                    self.available[:, rows, d, first:last] = weeks
        self._take_bookings()
        self.track_of = np.zeros(len(self.names), np.int32)
        self.tracks: list[list[int]] = []
        for resource in problem.resources:
            rows = [self.index[resource.key, unit] for unit in resource.units]
            pool = resource.parts[0].pool
            for group in [rows] if pool else [[row] for row in rows]:
                self.track_of[group] = len(self.tracks)
                self.tracks.append(group)

    def _take_bookings(self) -> None:
        problem, season = self.problem, self.problem.season
        resource_index = {r.key: i for i, r in enumerate(problem.resources)}
        for booking in problem.bookings:
            resource = problem.resource_by_key[booking.resource]
            by_weekday: dict[int, int] = {}
            for day in booking.days():
                if season.first_day <= day <= season.last_day:
                    bit = 1 << season.week_of(day)
                    by_weekday[day.weekday()] = by_weekday.get(day.weekday(), 0) | bit
            rows = [self.index[resource.key, u] for u in booking.units or resource.units]
            for weekday, mask in by_weekday.items():
                keep = np.uint64(~mask & (2**64 - 1))
                for layout, number in self.layouts.items():
                    gap = resource.gap_minutes(layout, booking.layout)
                    first = max(0, (booking.start - gap) // SLOT_MINUTES)
                    last = min(DAY_SLOTS, slots_up(booking.end + gap))
                    self.available[number, rows, weekday, first:last] &= keep
                r = resource_index[resource.key]
                if booking.start < problem.policy.noon:
                    self.idle[r, weekday, 0] &= keep
                if booking.end > problem.policy.noon:
                    self.idle[r, weekday, 1] &= keep


def opening_on(windows: tuple[Window, ...], weekday: int) -> list[tuple[int, int]]:
    """The stretches of that weekday, joined where they touch."""
    day = [(w.start, w.end) for w in windows if w.weekday == weekday]
    return [(i.start, i.end) for i in merged(day)]


def week_groups(problem: Problem, masks: Counter[int]) -> list[int]:
    """Disjoint sets of weeks that cover the season, split by the most frequent wishes."""
    weeks = problem.season.weeks
    groups = [2**weeks - 1]
    for mask, _ in masks.most_common(40):
        split = [part for group in groups for part in (group & mask, group & ~mask) if part]
        coarse = any(part.bit_count() < LEAST_GROUP_WEEKS for part in split)
        if len(split) <= MAX_GROUPS and not (coarse and weeks > 4 * LEAST_GROUP_WEEKS):
            groups = split
    return groups


def build_grid(problem: Problem) -> Grid:
    """Arrays of a problem, its locks taken out and its forbidden options left out."""
    names = {request.layout for request in problem.requests}
    layouts = {layout: i for i, layout in enumerate(sorted(names))}
    units, rooms = _Units(problem, layouts), Rooms(problem)
    part_units = [
        [units.index[resource.key, unit] for unit in part.units] for resource, part in rooms.rows
    ]
    part_tracks = [sorted({int(units.track_of[u]) for u in row}) for row in part_units]
    resource_setup = np.array([slots_up(r.setup_minutes) for r in problem.resources], np.int64)
    gaps = [slots_up(r.gap_minutes(None, None)) for r in problem.resources]
    extra = np.array(gaps, np.int64) - resource_setup
    applicants = {applicant.key: i for i, applicant in enumerate(problem.applicants)}
    weeks = problem.season.weeks
    used = np.array([past_slots(a, weeks) for a in problem.applicants], np.int64)
    request_index = {request.key: i for i, request in enumerate(problem.requests)}
    occupied = np.zeros((len(units.names), 7, SLOTS), np.uint64)
    occupied_layout = np.zeros((max(1, len(layouts)), *occupied.shape), np.uint64)
    busy = np.zeros((len(applicants), 7, DAY_SLOTS), np.uint64)
    sessions = np.array([request.sessions for request in problem.requests], np.int64)
    locked_days: dict[int, set[int]] = {}
    fixed: list[Fixed] = []
    idle = units.idle.copy()
    for i, lock in enumerate(problem.locks):
        placed = _fix(problem, rooms, units, lock, f"locks[{i}]", occupied, occupied_layout)
        fixed.append(placed)
        q = request_index[lock.request]
        request = problem.requests[q]
        resource = problem.resource_by_key[lock.resource]
        r = problem.resources.index(resource)
        mask = np.uint64(placed.mask)
        first, last = lock.start // SLOT_MINUTES, (lock.start + lock.minutes) // SLOT_MINUTES
        for unit in lock.units:
            row = units.index[lock.resource, unit]
            occupied[row, lock.weekday, first : last + resource_setup[r]] |= mask
            number = layouts[request.layout]
            occupied_layout[number, row, lock.weekday, first : last + resource_setup[r]] |= mask
        a = applicants[request.applicant]
        if not problem.applicants[a].several_at_once:
            if (busy[a, lock.weekday, first:last] & mask).any():
                raise InvalidField(f"locks[{i}].start", "the applicant has another lock then.")
            busy[a, lock.weekday, first:last] |= mask
        sessions[q] -= 1
        if sessions[q] < 0:
            raise InvalidField(f"locks[{i}].request", "has more locks than sessions.")
        if lock.weekday in locked_days.setdefault(q, set()):
            raise InvalidField(f"locks[{i}].weekday", "has another lock of the same request.")
        locked_days[q].add(lock.weekday)
        used[a] += placed.mask.bit_count() * (last - first)
        half = int(lock.start >= problem.policy.noon)
        idle[r, lock.weekday, half] &= ~mask

    masks_of: dict[tuple[int, int], list[int]] = {}
    frequent: Counter[int] = Counter()
    pairs: list[tuple[int, int, int, int, int]] = []
    days: list[tuple[int, int, list[int], int, list[tuple[int, int]]]] = []
    season_open = [~closed_mask(problem, d) for d in range(7)]
    request_day = np.zeros(len(problem.requests) + 1, np.int64)
    request_pair = np.zeros(len(problem.requests) + 1, np.int64)
    for q, request in enumerate(problem.requests):
        if sessions[q] > 0:
            for p in np.flatnonzero(rooms.fitting(request)).tolist():
                resource, part = rooms.rows[p]
                needed = part.units_needed(request.headcount, request.layout)
                slot, per_date = rates_milli(problem, request, resource, part)
                pairs.append((q, p, needed, slot, per_date))
        request_pair[q + 1] = len(pairs)
        for d in sorted({w.weekday for w in request.windows}):
            masks = wish_masks(problem, request, d)
            masks_of[q, d] = masks
            if not masks or d in locked_days.get(q, ()) or sessions[q] <= 0:
                continue
            if request.rhythm != "once":
                frequent.update(masks)
            days.append((q, d, masks, 0, opening_on(request.windows, d)))
        request_day[q + 1] = len(days)
    mask_rows, need_rows, mask_ptr = [], [], [0]
    window_rows, window_ptr = [], [0]
    for q, d, masks, _, windows in days:
        least = problem.requests[q].least_share_of_dates
        for mask in masks:
            mask_rows.append(mask)
            could = (mask & season_open[d]).bit_count()
            need_rows.append(max(1, int(np.ceil(least * could - 1e-9))))
        mask_ptr.append(len(mask_rows))
        for start, end in windows:
            window_rows.append((slots_up(start), end // SLOT_MINUTES))
        window_ptr.append(len(window_rows))
    step = slots_up(problem.policy.step_minutes)
    lengths, length_ptr = [], [0]
    for request in problem.requests:
        longest = request.wished_minutes // SLOT_MINUTES
        shortest = request.shortest_minutes // SLOT_MINUTES
        lengths += sorted({*range(longest, shortest - 1, -step), shortest}, reverse=True)
        length_ptr.append(len(lengths))

    pair_table = np.array(pairs, np.int64).reshape(-1, 5)
    unit_ptr = _pointers(part_units)
    track_ptr = _pointers(part_tracks)
    flat_units = np.array([u for row in part_units for u in row], np.int32)
    part_pool = np.array([part.pool for _, part in rooms.rows], bool)
    layout_of = np.array([layouts[r.layout] for r in problem.requests], np.int64)
    pool_available = _pool_hours(problem, units, part_units, part_pool)
    alone = np.array([not a.several_at_once for a in problem.applicants], bool)
    applicant_of = np.array([applicants[r.applicant] for r in problem.requests], np.int64)
    source = (
        request_pair, request_day, pair_table,
        np.array([row[1] for row in days], np.int64),
        np.array(mask_ptr, np.int64), np.array(mask_rows, np.uint64),
        np.array(need_rows, np.int64), np.array(window_ptr, np.int64),
        np.array(window_rows, np.int64).reshape(-1, 2),
        np.array(length_ptr, np.int64), np.array(lengths, np.int64),
        layout_of, part_pool, unit_ptr, flat_units, units.available, pool_available,
        rooms.resource_index, resource_setup, extra, occupied, occupied_layout, busy, alone,
        applicant_of,
    )  # fmt: skip
    known = Dict.empty(types.uint64, types.int64)
    none32, none16 = np.zeros(0, np.int32), np.zeros(0, np.int16)
    none8 = np.zeros(0, np.int8)
    size, _ = _enumerate(source, known, False, none32, none8, none16, none16, none32, none32)
    o_pair, o_day = np.zeros(size, np.int32), np.zeros(size, np.int8)
    o_start, o_len = np.zeros(size, np.int16), np.zeros(size, np.int16)
    o_mask, o_points = np.zeros(size, np.int32), np.zeros(size, np.int32)
    slopes = slope_array(problem.policy)
    o_points[:] = 0
    _enumerate(source, known, True, o_pair, o_day, o_start, o_len, o_mask, o_points)
    week_sets = np.zeros(max(1, len(known)), np.uint64)
    _numbered(known, week_sets)
    mask_dates = np.array([int(mask).bit_count() for mask in week_sets], np.int64)
    _worth(o_pair, o_len, o_mask, o_points, pair_table, mask_dates, int(slopes[-1]))
    if problem.forbids:
        keep = _allowed(problem, pair_table, rooms, o_pair, o_day, o_start)
        o_pair, o_day, o_start = o_pair[keep], o_day[keep], o_start[keep]
        o_len, o_mask, o_points = o_len[keep], o_mask[keep], o_points[keep]
    groups = week_groups(problem, frequent)
    mask_counts = np.array(
        [[(int(mask) & group).bit_count() for group in groups] for mask in week_sets], np.int64
    )
    lane_ptr, lane_pair, lane_day, request_lane = _lanes(o_pair, o_day, pair_table, len(sessions))
    cap, track_weeks = _capacities(units, occupied, groups, resource_setup, part_units, rooms)
    arrays = Arrays(
        o_pair, o_day, o_start, o_len, o_mask, o_points, week_sets, mask_dates, mask_counts,
        pair_table[:, 0].astype(np.int32), pair_table[:, 1].astype(np.int32),
        pair_table[:, 2].astype(np.int32), lane_ptr, lane_pair, lane_day, request_lane, sessions,
        applicant_of, layout_of, rooms.resource_index, part_pool, unit_ptr, flat_units, track_ptr,
        np.array([t for row in part_tracks for t in row], np.int32), resource_setup, extra,
        cap, track_weeks,
        occupied, occupied_layout, busy, alone, used, idle,
        slots_up(problem.policy.noon), slopes,
        np.array(widths_slots(problem.policy, weeks), np.int64), idle_milli(problem.policy),
        units.available,
    )  # fmt: skip
    return Grid(
        problem, arrays, rooms, units.names, masks_of, tuple(fixed), groups, layouts, pool_available
    )


def _pointers(rows: list[list[int]]) -> Array:
    return np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)


def _pool_hours(
    problem: Problem, units: _Units, part_units: list[list[int]], part_pool: Array
) -> Array:
    """When a pool is open whoever has booked: dates of a pool fall out by closures only."""
    hours = np.zeros((len(part_units), 7, SLOTS), np.uint64)
    row = 0
    for resource in problem.resources:
        for _ in resource.parts:
            if part_pool[row]:
                for d in range(7):
                    weeks = ~closed_mask(problem, d, resource) & (2**problem.season.weeks - 1)
                    for start, end in opening_on(resource.opening, d):
                        hours[row, d, slots_up(start) : end // SLOT_MINUTES] = weeks
            row += 1
    return hours


def _fix(
    problem: Problem, rooms: Rooms, units: _Units, lock: Lock, at: str,
    occupied: Array, occupied_layout: Array,
) -> Fixed:  # fmt: skip
    """The lock as a session, or a refusal that says what stands in its way."""
    request = problem.request_by_key[lock.request]
    resource = problem.resource_by_key[lock.resource]
    masks = wish_masks(problem, request, lock.weekday)
    if lock.day is not None:
        bit = 1 << problem.season.week_of(lock.day)
        masks = [mask for mask in masks if mask & bit]
    if not masks:
        raise InvalidField(f"{at}.day", "is not between the dates of the request.")
    first, last = lock.start // SLOT_MINUTES, (lock.start + lock.minutes) // SLOT_MINUTES
    layout = units.layouts[request.layout]
    setup = slots_up(resource.setup_minutes)
    extra = slots_up(resource.gap_minutes(None, None)) - setup
    mask = masks[0]
    rows = [units.index[lock.resource, unit] for unit in lock.units]
    for row in rows:
        for slot in range(first, last):
            mask &= int(units.available[layout, row, lock.weekday, slot])
    if not mask:
        raise InvalidField(f"{at}.start", "the resource is closed or booked on every date.")
    for row in rows:
        day, day_layout = occupied[row, lock.weekday], occupied_layout[layout, row, lock.weekday]
        near = slice(max(0, first - extra), last + setup + extra)
        clash = (day[first : last + setup] & np.uint64(mask)).any()
        if clash or (day[near] & ~day_layout[near] & np.uint64(mask)).any():
            raise InvalidField(f"{at}.start", "another lock takes these units then.")
    return Fixed(lock, mask, _against(problem, rooms, lock))


def _against(problem: Problem, rooms: Rooms, lock: Lock) -> tuple[str, ...]:
    """Which wishes of the request a lock overrides."""
    request = problem.request_by_key[lock.request]
    tests = rooms.tests(request)
    rows = [
        i
        for i, (resource, part) in enumerate(rooms.rows)
        if resource.key == lock.resource and _takes(part, lock.units, request)
    ]
    against = [name for name, passed in tests.items() if not any(passed[i] for i in rows)]
    end = lock.start + lock.minutes
    inside = opening_on(request.windows, lock.weekday)
    if not any(start <= lock.start and end <= stop for start, stop in inside):
        against.append("window")
    if not request.shortest_minutes <= lock.minutes <= request.wished_minutes:
        against.append("minutes")
    return tuple(against)


def _takes(part: Part, taken: tuple[str, ...], request: Request) -> bool:
    if part.pool:
        return len(taken) == part.units_needed(request.headcount, request.layout)
    return set(part.units) == set(taken)


def _allowed(
    problem: Problem, pair_table: Array, rooms: Rooms,
    o_pair: Array, o_day: Array, o_start: Array,
) -> Array:  # fmt: skip
    keep = np.ones(len(o_pair), bool)
    request_index = {request.key: i for i, request in enumerate(problem.requests)}
    resource_index = {resource.key: i for i, resource in enumerate(problem.resources)}
    for forbid in problem.forbids:
        hit = pair_table[o_pair, 0] == request_index[forbid.request]
        if forbid.resource is not None:
            resource = rooms.resource_index[pair_table[o_pair, 1]]
            hit &= resource == resource_index[forbid.resource]
        if forbid.weekday is not None:
            hit &= o_day == forbid.weekday
        if forbid.start is not None:
            hit &= o_start.astype(np.int64) * SLOT_MINUTES == forbid.start
        keep &= ~hit
    return keep


def _capacities(
    units: _Units, occupied: Array, groups: list[int],
    setup: Array, part_units: list[list[int]], rooms: Rooms,
) -> tuple[Array, Array]:  # fmt: skip
    """cap[track, weekday, slot, group]: unit-dates on which a session may occupy the slot; and
    the weeks in which any unit of the track may be occupied."""
    open_weeks = np.bitwise_or.reduce(units.available, axis=0)
    unit_resource = np.zeros(len(units.names), np.int64)
    for row, rows in enumerate(part_units):
        unit_resource[rows] = rooms.resource_index[row]
    spread = open_weeks.copy()
    for back in range(1, int(setup.max(initial=0)) + 1):
        later = setup[unit_resource] >= back
        spread[later, :, back:] |= open_weeks[later, :, :-back]
    spread &= ~occupied
    cap = np.zeros((len(units.tracks), 7, SLOTS, len(groups)), np.int64)
    for g, group in enumerate(groups):
        counts = np.bitwise_count(spread & np.uint64(group)).astype(np.int64)
        np.add.at(cap[:, :, :, g], units.track_of, counts)
    weeks = np.zeros((len(units.tracks), 7, SLOTS), np.uint64)
    np.bitwise_or.at(weeks, units.track_of, spread)
    return cap, weeks


def _lanes(
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def _enumerate(source, known, fill, o_pair, o_day, o_start, o_len, o_mask, o_points):
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
def _numbered(known, masks):
    for mask, number in known.items():
        masks[number] = mask


@njit(cache=True, nogil=True)
def popcount(word):
    """How many bits are set (Hacker's Delight, 5-1)."""
    one = np.uint64(1)
    word = word - ((word >> one) & np.uint64(0x5555555555555555))
    third = np.uint64(0x3333333333333333)
    word = (word & third) + ((word >> np.uint64(2)) & third)
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@njit(cache=True, nogil=True)
def _worth(o_pair, o_len, o_mask, o_points, pair_table, mask_dates, last_slope):
    for o in range(len(o_pair)):
        length = np.int64(o_len[o])
        pair = o_pair[o]
        floor = -(9 * last_slope * length // 10)
        worth = length * pair_table[pair, 3] + pair_table[pair, 4]
        o_points[o] = mask_dates[o_mask[o]] * max(worth, floor)
