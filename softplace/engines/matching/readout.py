"""Between boards and plans: options read out as allocations, and allocations found again."""

from datetime import date

import numpy as np

from softplace.engines.matching.arrays import Array
from softplace.engines.matching.board import NONE, Board
from softplace.engines.matching.grid import Grid
from softplace.engines.matching.plan import Allocation, LostDate, Plan
from softplace.engines.matching.problem import SLOT_MINUTES, Problem, Request, Resource
from softplace.engines.matching.weeks import mask_weeks, wish_masks


def kept_options(grid: Grid, board: Board, start: Plan | None) -> Array:
    """For each seat, the option that the plan to start from holds; NONE where it no longer is."""
    kept = np.full(len(board.held), NONE, np.int64)
    if start is None:
        return kept
    problem = grid.problem
    index = {request.key: i for i, request in enumerate(problem.requests)}
    seats_used: dict[int, int] = {}
    for allocation in start.allocations:
        q = index.get(allocation.request)
        if q is None:
            continue
        o = find_option(grid, q, allocation)
        seat = int(board.seat_ptr[q]) + seats_used.get(q, 0)
        if o != NONE and seat < board.seat_ptr[q + 1]:
            kept[seat] = o
            seats_used[q] = seats_used.get(q, 0) + 1
    return kept


def find_option(grid: Grid, q: int, allocation: Allocation) -> int:
    """The option that an allocation is; NONE when the problem no longer has it."""
    a = grid.arrays
    weeks = {grid.problem.season.week_of(day) for day in allocation.dates}
    for lane in range(a.request_lane[q], a.request_lane[q + 1]):
        if a.lane_day[lane] != allocation.weekday:
            continue
        resource, part = grid.rooms.rows[a.pair_part[a.lane_pair[lane]]]
        if resource.key != allocation.resource or not (
            part.pool or set(part.units) == set(allocation.units)
        ):
            continue
        for o in range(a.lane_ptr[lane], a.lane_ptr[lane + 1]):
            if (
                a.o_start[o] * SLOT_MINUTES == allocation.start
                and a.o_len[o] * SLOT_MINUTES == allocation.minutes
                and weeks == set(mask_weeks(int(a.masks[a.o_mask[o]])))
            ):
                return int(o)
    return NONE


def locked_allocations(grid: Grid) -> list[Allocation]:
    problem = grid.problem
    reader = _Dates(problem)
    result = []
    for fixed in grid.fixed:
        lock = fixed.lock
        request = problem.request_by_key[lock.request]
        resource = problem.resource_by_key[lock.resource]
        dates, lost = reader.of(request, resource, lock.weekday, fixed.mask)
        result.append(
            Allocation(
                lock.request,
                lock.resource,
                lock.units,
                lock.weekday,
                lock.start,
                lock.minutes,
                dates,
                lost,
                True,
                fixed.against,
            )
        )
    return result


def read_out(grid: Grid, board: Board) -> tuple[Allocation, ...]:
    """The sessions on the board as allocations, locked ones first."""
    a, problem = grid.arrays, grid.problem
    reader = _Dates(problem)
    result = locked_allocations(grid)
    for seat in np.flatnonzero(board.held != NONE).tolist():
        o = int(board.held[seat])
        request = problem.requests[int(board.seat_request[seat])]
        row = int(a.pair_part[a.o_pair[o]])
        resource, _ = grid.rooms.rows[row]
        bits = int(board.held_units[seat])
        units = a.part_unit[a.part_unit_ptr[row] : a.part_unit_ptr[row + 1]]
        names = tuple(grid.unit_names[u][1] for i, u in enumerate(units) if bits >> i & 1)
        day = int(a.o_day[o])
        dates, lost = reader.of(request, resource, day, int(a.masks[a.o_mask[o]]))
        result.append(
            Allocation(
                request.key,
                resource.key,
                names,
                day,
                int(a.o_start[o]) * SLOT_MINUTES,
                int(a.o_len[o]) * SLOT_MINUTES,
                dates,
                lost,
            )
        )
    return tuple(result)


class _Dates:
    """Sets of weeks as dates held and dates lost, each made once."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._known: dict[tuple[int, int, int, str], tuple[tuple[date, ...], tuple[LostDate, ...]]]
        self._known = {}
        self._wished: dict[object, list[int]] = {}

    def of(
        self, request: Request, resource: Resource, weekday: int, mask: int
    ) -> tuple[tuple[date, ...], tuple[LostDate, ...]]:
        wish = (request.rhythm, request.first_day, request.last_day, weekday)
        if wish not in self._wished:
            self._wished[wish] = wish_masks(self.problem, request, weekday)
        wished = next(m for m in self._wished[wish] if m & mask)
        key = (weekday, mask, wished, resource.key if resource.closures else "")
        if key not in self._known:
            season = self.problem.season
            dates = tuple(season.day(week, weekday) for week in mask_weeks(mask))
            gone = [season.day(week, weekday) for week in mask_weeks(wished & ~mask)]
            lost = tuple(LostDate(day, self._why(resource, day)) for day in gone)
            self._known[key] = dates, lost
        return self._known[key]

    def _why(self, resource: Resource, day: date) -> str:
        for closure in self.problem.season.closures + resource.closures:
            if closure.covers(day):
                return closure.reason
        return "booked"
