"""From a problem to its arrays: every session that could be held, as an *option*."""

from dataclasses import dataclass

import numpy as np

from softplace.engines.matching.arrays import Array, Arrays
from softplace.engines.matching.asked import Asked
from softplace.engines.matching.locks import Fixed, Taken
from softplace.engines.matching.options import (
    add_worth,
    allowed,
    enumerate_options,
    lanes,
    numbered,
)
from softplace.engines.matching.problem import Problem
from softplace.engines.matching.rooms import Rooms
from softplace.engines.matching.units import Units, capacities, pool_hours
from softplace.engines.matching.weeks import slots_up, week_groups
from softplace.engines.matching.worth import idle_milli, slope_array, widths_slots


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


def build_grid(problem: Problem) -> Grid:
    """Arrays of a problem, its locks taken out and its forbidden options left out."""
    names = {request.layout for request in problem.requests}
    layouts = {layout: i for i, layout in enumerate(sorted(names))}
    units, rooms = Units(problem, layouts), Rooms(problem)
    taken = Taken(problem, rooms, units)
    asked = Asked(problem, rooms, taken)
    part_units = [
        [units.index[resource.key, unit] for unit in part.units] for resource, part in rooms.rows
    ]
    part_tracks = [sorted({int(units.track_of[u]) for u in row}) for row in part_units]
    unit_ptr, flat_units = _flat(part_units)
    track_ptr, flat_tracks = _flat(part_tracks)
    setup = np.array([slots_up(r.setup_minutes) for r in problem.resources], np.int64)
    gaps = [slots_up(r.gap_minutes(None, None)) for r in problem.resources]
    extra = np.array(gaps, np.int64) - setup
    part_pool = np.array([part.pool for _, part in rooms.rows], bool)
    layout_of = np.array([layouts[r.layout] for r in problem.requests], np.int64)
    alone = np.array([not a.several_at_once for a in problem.applicants], bool)
    applicant_of = np.array(
        [taken.applicant_index[r.applicant] for r in problem.requests], np.int64
    )
    pool_available = pool_hours(problem, units, part_units, part_pool)
    source = (
        asked.pair_ptr, asked.day_ptr, asked.pairs, *asked.day_tables,
        asked.length_ptr, asked.lengths,
        layout_of, part_pool, unit_ptr, flat_units, units.available, pool_available,
        rooms.resource_index, setup, extra, taken.occupied, taken.occupied_layout, taken.busy,
        alone, applicant_of,
    )  # fmt: skip
    from numba import types
    from numba.typed import Dict

    known = Dict.empty(types.uint64, types.int64)
    size, _ = enumerate_options(source, known, False, *_columns(0))
    o_pair, o_day, o_start, o_len, o_mask, o_points = columns = _columns(size)
    enumerate_options(source, known, True, *columns)
    week_sets = np.zeros(max(1, len(known)), np.uint64)
    numbered(known, week_sets)
    mask_dates = np.array([int(mask).bit_count() for mask in week_sets], np.int64)
    slopes = slope_array(problem.policy)
    asked.need_moderate(int(slopes[-1]))
    add_worth(o_pair, o_len, o_mask, o_points, asked.pairs, mask_dates, int(slopes[-1]))
    if problem.forbids:
        keep = allowed(problem, asked.pairs, rooms, o_pair, o_day, o_start)
        o_pair, o_day, o_start, o_len, o_mask, o_points = (column[keep] for column in columns)
    groups = week_groups(problem, asked.frequent)
    mask_counts = np.array(
        [[(int(mask) & group).bit_count() for group in groups] for mask in week_sets], np.int64
    )
    pair_request, pair_part, pair_units = asked.pairs.astype(np.int32).T[:3].copy()
    cap, track_weeks = capacities(units, taken.occupied, groups, setup, part_units, rooms)
    arrays = Arrays(
        o_pair, o_day, o_start, o_len, o_mask, o_points, week_sets, mask_dates, mask_counts,
        pair_request, pair_part, pair_units,
        *lanes(o_pair, o_day, asked.pairs, len(taken.sessions)),
        taken.sessions, applicant_of, layout_of, rooms.resource_index, part_pool,
        unit_ptr, flat_units, track_ptr, flat_tracks, setup, extra, cap, track_weeks,
        taken.occupied, taken.occupied_layout, taken.busy, alone, taken.used, taken.idle,
        slots_up(problem.policy.noon), slopes,
        np.array(widths_slots(problem.policy, problem.season.weeks), np.int64),
        idle_milli(problem.policy), units.available,
    )  # fmt: skip
    return Grid(
        problem, arrays, rooms, units.names, asked.wish_masks, tuple(taken.fixed), groups, layouts,
        pool_available,
    )  # fmt: skip


def _columns(size: int) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Room for the pair, weekday, start, length, weeks and points of so many options."""
    kinds = (np.int32, np.int8, np.int16, np.int16, np.int32, np.int32)
    pair, day, start, length, mask, points = (np.zeros(size, kind) for kind in kinds)
    return pair, day, start, length, mask, points


def _flat(rows: list[list[int]]) -> tuple[Array, Array]:
    """Rows of numbers as pointers and one column."""
    ptr = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    return ptr, np.array([number for row in rows for number in row], np.int32)
