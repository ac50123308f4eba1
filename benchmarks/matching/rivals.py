"""What the engine is measured against: a plain greedy, and a plain CP-SAT model."""

from collections import defaultdict

import numpy as np
from ortools.sat.python import cp_model

from softplace.engines.matching.arrays import DAY_SLOTS
from softplace.engines.matching.board import (
    NONE,
    Board,
    applicant_free,
    day_taken,
    empty_board,
    empty_seat,
    free_units,
    no_prices,
    place,
)
from softplace.engines.matching.grid import Grid, build_grid
from softplace.engines.matching.plan import Plan
from softplace.engines.matching.problem import Problem
from softplace.engines.matching.readout import read_out
from softplace.engines.matching.search import fill
from softplace.foundation.clock import monotonic_seconds


def greedy(problem: Problem) -> Plan:
    """In the order of the applications, each where it is worth most among what is left."""
    grid = build_grid(problem)
    board = empty_board(grid.arrays)
    _fill(grid, board)
    return _plan(grid, board)


def plain_cp_sat(problem: Problem, seconds: float, seed: int) -> tuple[Plan, float]:
    """The model of the published allocator: optional intervals, no overlap in a unit.

    Durations as wished, every session taken as weekly, changeover after each; what it leaves
    free is then filled as the greedy does, pools of desks included. The time counts from here;
    what is not in the model at half of it is left out: the share of requests in it is told.
    """
    began = monotonic_seconds()
    grid = build_grid(problem)
    a, board = grid.arrays, empty_board(grid.arrays)
    model = cp_model.CpModel()
    in_unit: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
    of_applicant: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
    choices: list[tuple[int, int, cp_model.IntVar, cp_model.IntVar]] = []
    objective = []
    modelled = 0
    for q in range(len(problem.requests)):
        if monotonic_seconds() - began > seconds / 2:
            break
        modelled += 1
        lo, hi = (int(a.lane_ptr[a.request_lane[q + i]]) for i in (0, 1))
        length = problem.requests[q].wished_minutes // 15
        options = np.arange(lo, hi)[a.o_len[lo:hi] == length]
        starts: dict[int, set[int]] = defaultdict(set)
        points: dict[int, int] = {}
        for o in options.tolist():
            pair = int(a.o_pair[o])
            if not a.part_pool[a.pair_part[pair]]:
                starts[pair].add(int(a.o_day[o]) * DAY_SLOTS + int(a.o_start[o]))
                worth = int(a.o_points[o]) + int(a.slopes[0]) * length * int(
                    a.mask_dates[a.o_mask[o]]
                )
                points[pair] = max(points.get(pair, 0), worth)
        before = None
        for _ in range(int(a.request_sessions[q])):
            if not starts:
                continue
            held = []
            begin = model.new_int_var_from_domain(
                cp_model.Domain.from_values(sorted(set().union(*starts.values()))), ""
            )
            absent = model.new_bool_var("")
            if before is not None:
                model.add(begin >= before + DAY_SLOTS).only_enforce_if(absent.negated())
            before = begin
            for pair, slots in starts.items():
                part = int(a.pair_part[pair])
                r = int(a.part_resource[part])
                taken = length + int(a.resource_setup[r]) + int(a.resource_extra[r])
                present = model.new_bool_var("")
                domain = cp_model.Domain.from_values(sorted(slots))
                start = model.new_int_var_from_domain(domain, "")
                model.add(start == begin).only_enforce_if(present)
                interval = model.new_optional_fixed_size_interval_var(start, taken, present, "")
                for unit in a.part_unit[a.part_unit_ptr[part] : a.part_unit_ptr[part + 1]]:
                    in_unit[int(unit)].append(interval)
                if a.alone[a.request_applicant[q]]:
                    of_applicant[int(a.request_applicant[q])].append(
                        model.new_optional_fixed_size_interval_var(start, length, present, "")
                    )
                held.append(present)
                objective.append(points[pair] * present)
                choices.append((q, pair, start, present))
            model.add_exactly_one([*held, absent])
    for intervals in (*in_unit.values(), *of_applicant.values()):
        if len(intervals) > 1:
            model.add_no_overlap(intervals)
    model.maximize(sum(objective))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(1.0, seconds - (monotonic_seconds() - began))
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = seed
    status = solver.solve(model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        for q, pair, start, present in choices:
            if solver.boolean_value(present):
                _hold(grid, board, q, pair, int(solver.value(start)))
    _fill(grid, board)
    return _plan(grid, board), modelled / max(1, len(problem.requests))


def _hold(grid: Grid, board: Board, q: int, pair: int, start: int) -> None:
    a = grid.arrays
    lo, hi = (int(a.lane_ptr[a.request_lane[q + i]]) for i in (0, 1))
    length = grid.problem.requests[q].wished_minutes // 15
    for o in range(lo, hi):
        same = a.o_pair[o] == pair and a.o_len[o] == length
        if not same or int(a.o_day[o]) * DAY_SLOTS + int(a.o_start[o]) != start:
            continue
        seat, bits = empty_seat(board, q), free_units(a, board, o, q)
        free = applicant_free(a, board, o, q) and not day_taken(a, board, q, a.o_day[o])
        if seat != NONE and bits and free:
            place(a, board, seat, o, bits)
            return


def _fill(grid: Grid, board: Board) -> None:
    requests = np.arange(len(grid.problem.requests))
    kept = np.full(len(board.held), NONE, np.int64)
    fill(grid.arrays, board, no_prices(grid.arrays), requests, kept, 0)


def _plan(grid: Grid, board: Board) -> Plan:
    value = int(board.value[0]) / 1000
    return Plan(read_out(grid, board), value, float("inf"))
