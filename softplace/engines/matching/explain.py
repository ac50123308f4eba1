"""Why a session was refused: the binding cause, and who took the rooms that would have done.

Causes, the first that holds:

- `no_room_fits`: no part of any resource passes all tests; `details["tests"]` counts what is left
  after each of `rooms.TESTS`;
- `outside_opening_hours`: rooms fit, none is open long enough within the windows;
- `booked`: they are open, but closures or earlier bookings leave too few dates;
- `ruled_out`: locks or forbids leave nothing;
- `one_a_day`: a session more was asked than there are weekdays on which it could be;
- `applicant_busy`: something was free, but the applicant is in another room then;
- `applicant_elsewhere`: the applicant is in another room whenever this could be, and nothing was
  free then either;
- `taken`: all that fit were taken; `details["by"]` names the sessions that hold the option that
  was nearest to being served, `details["worth"]` its points and `details["against"]` theirs.
"""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def,assignment,no-untyped-call"

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from softplace.engines.compiled import njit
from softplace.engines.matching.alternatives import Alternatives
from softplace.engines.matching.board import (
    NONE,
    Board,
    applicant_free,
    day_taken,
    empty_board,
    free_units,
    gain,
    loss,
    place,
)
from softplace.engines.matching.grid import Grid, build_grid
from softplace.engines.matching.plan import Plan
from softplace.engines.matching.problem import SLOT_MINUTES, Problem
from softplace.engines.matching.readout import find_option
from softplace.engines.matching.rooms import TESTS
from softplace.engines.matching.weeks import opening_on, wish_masks
from softplace.engines.matching.worth import MILLI
from softplace.foundation.intervals import intersection

CAUSES = (
    "no_room_fits", "outside_opening_hours", "booked", "ruled_out", "one_a_day", "applicant_busy",
    "applicant_elsewhere", "taken",
)  # fmt: skip
MOST_BLOCKERS = 64


@dataclass(frozen=True)
class Refusal:
    """What of a request is not in the plan, and why."""

    request: str
    sessions: int
    cause: str
    details: Mapping[str, object] = field(default_factory=dict)


class Explainer:
    """A plan laid out again on the board of its problem, to answer questions about it."""

    def __init__(self, problem: Problem, plan: Plan, grid: Grid | None = None) -> None:
        self.problem, self.plan = problem, plan
        self.grid = grid or build_grid(problem)
        self.board = board_of(self.grid, plan)
        self._index = {request.key: i for i, request in enumerate(problem.requests)}

    @cached_property
    def alternatives(self) -> Alternatives:
        """The smallest changes that would have been served, computed on this plan."""
        return Alternatives(self.grid, self.board)

    def refusals(self) -> list[Refusal]:
        """One for each request that has not all its sessions, in the order of the requests."""
        b = self.board
        missing = np.zeros(len(self.problem.requests), np.int64)
        np.add.at(missing, b.seat_request[b.held == NONE], 1)
        return [self._refusal(int(q), int(missing[q])) for q in np.flatnonzero(missing)]

    def _refusal(self, q: int, sessions: int) -> Refusal:
        request, a, b = self.problem.requests[q], self.grid.arrays, self.board
        if a.request_lane[q] == a.request_lane[q + 1]:
            cause, details = self._why_no_option(q)
            return Refusal(request.key, sessions, cause, details)
        blockers = np.zeros(MOST_BLOCKERS, np.int64)
        o, count, worth, against, busy = nearest(a, b, q, blockers)
        if o == NONE:
            return Refusal(request.key, sessions, self._why_never(q, bool(busy)))
        by = [self._session(int(seat)) for seat in blockers[:count]]
        row = int(a.pair_part[a.o_pair[o]])
        details = {
            "resource": self.grid.rooms.rows[row][0].key,
            "weekday": int(a.o_day[o]),
            "start": int(a.o_start[o]) * SLOT_MINUTES,
            "minutes": int(a.o_len[o]) * SLOT_MINUTES,
            "worth": worth / MILLI,
            "against": against / MILLI,
            "by": by,
        }
        return Refusal(request.key, sessions, "taken", details)

    def _why_never(self, q: int, is_something_free: bool) -> str:
        """The cause where no option could be held, whoever gave way."""
        if is_something_free:
            return "applicant_busy"
        a = self.grid.arrays
        days = set(a.lane_day[a.request_lane[q] : a.request_lane[q + 1]].tolist())
        if all(day_taken(a, self.board, q, day) for day in days):
            return "one_a_day"
        return "applicant_elsewhere"

    def _session(self, seat: int) -> dict[str, object]:
        a, o = self.grid.arrays, int(self.board.held[seat])
        return {
            "request": self.problem.requests[int(self.board.seat_request[seat])].key,
            "weekday": int(a.o_day[o]),
            "start": int(a.o_start[o]) * SLOT_MINUTES,
            "minutes": int(a.o_len[o]) * SLOT_MINUTES,
            "worth": int(loss(a, self.board, seat)) / MILLI,
        }

    def _why_no_option(self, q: int) -> tuple[str, dict[str, object]]:
        request = self.problem.requests[q]
        tests = self.grid.rooms.tests(request)
        left, funnel = np.ones(len(self.grid.rooms), bool), {}
        for name in TESTS:
            left = left & tests[name]
            funnel[name] = int(left.sum())
        if not left.any():
            return "no_room_fits", {"tests": funnel}
        ruled = any(forbid.request == request.key for forbid in self.problem.forbids)
        reachable = False
        for row in np.flatnonzero(left):
            resource, _ = self.grid.rooms.rows[int(row)]
            for day in {window.weekday for window in request.windows}:
                both = intersection(
                    opening_on(resource.opening, day), opening_on(request.windows, day)
                )
                long = any(
                    end // SLOT_MINUTES - -(-start // SLOT_MINUTES)
                    >= request.shortest_minutes // SLOT_MINUTES
                    for start, end in both
                )
                reachable |= long and bool(wish_masks(self.problem, request, day))
        if not reachable:
            return "outside_opening_hours", {"rooms": int(left.sum())}
        return ("ruled_out" if ruled or self.problem.locks else "booked"), {
            "rooms": int(left.sum())
        }


def board_of(grid: Grid, plan: Plan) -> Board:
    """The plan's sessions, but for the locks, on the board of its problem."""
    a, board = grid.arrays, empty_board(grid.arrays)
    index = {request.key: i for i, request in enumerate(grid.problem.requests)}
    unit_index = {name: i for i, name in enumerate(grid.unit_names)}
    filled: Counter[int] = Counter()
    for allocation in plan.allocations:
        if allocation.locked:
            continue
        q = index[allocation.request]
        o = find_option(grid, q, allocation)
        if o == NONE:
            raise ValueError(f"The plan's session of {allocation.request!r} is no option of it.")
        part = int(a.pair_part[a.o_pair[o]])
        units = a.part_unit[a.part_unit_ptr[part] : a.part_unit_ptr[part + 1]].tolist()
        bits = 0
        for name in allocation.units:
            bits |= 1 << units.index(unit_index[allocation.resource, name])
        place(a, board, int(board.seat_ptr[q]) + filled[q], o, np.uint64(bits))
        filled[q] += 1
    return board


def causes(refusals: list[Refusal]) -> dict[str, int]:
    """How many sessions were refused for each cause."""
    counted = Counter(dict.fromkeys(CAUSES, 0))
    for refusal in refusals:
        counted[refusal.cause] += refusal.sessions
    return dict(counted)


@njit(cache=True, nogil=True)
def nearest(a, b, request, blockers):
    """The option that needs the least value to give way: (option, blockers, worth, against, busy).

    `busy` counts options at which units were free but the applicant was elsewhere.
    """
    best, best_margin = np.int64(NONE), np.int64(-(2**62))
    best_count, best_worth, best_against, busy = 0, np.int64(0), np.int64(0), 0
    seats = np.zeros(len(blockers), np.int64)
    for lane in range(a.request_lane[request], a.request_lane[request + 1]):
        if day_taken(a, b, request, a.lane_day[lane]):
            continue
        for o in range(a.lane_ptr[lane], a.lane_ptr[lane + 1]):
            if not applicant_free(a, b, o, request):
                busy += free_units(a, b, o, request) != 0
                continue
            count, against = _in_the_way(a, b, o, request, seats)
            worth = gain(a, b, o, request)
            if worth - against > best_margin:
                best, best_margin, best_count = o, worth - against, count
                best_worth, best_against = worth, against
                blockers[:count] = seats[:count]
    return best, best_count, best_worth, best_against, busy


@njit(cache=True, nogil=True, inner=True)
def _in_the_way(a, b, o, request, seats):
    """The seats whose sessions would have to go, and what they are worth one by one."""
    pair = a.o_pair[o]
    part = a.pair_part[pair]
    r, day, mask = a.part_resource[part], a.o_day[o], a.masks[a.o_mask[o]]
    start = np.int64(a.o_start[o])
    stop = start + a.o_len[o]
    count, against = 0, np.int64(0)
    seat = b.head[r, day]
    while seat != NONE and count < len(seats):
        held = b.held[seat]
        other = b.seat_request[seat]
        gap = a.resource_setup[r]
        if a.request_layout[other] != a.request_layout[request]:
            gap += a.resource_extra[r]
        first = np.int64(a.o_start[held])
        last = first + a.o_len[held]
        meet = start < last + gap and first < stop + gap
        if meet and mask & a.masks[a.o_mask[held]] and _share_units(a, b, part, seat):
            seats[count] = seat
            count += 1
            against += loss(a, b, seat)
        seat = b.next[seat]
    return count, against


@njit(cache=True, nogil=True, inner=True)
def _share_units(a, b, part, seat):
    other = a.pair_part[a.o_pair[b.held[seat]]]
    lo, hi = a.part_unit_ptr[part], a.part_unit_ptr[part + 1]
    lo2, hi2 = a.part_unit_ptr[other], a.part_unit_ptr[other + 1]
    for i in range(lo2, hi2):
        if b.held_units[seat] >> np.uint64(i - lo2) & np.uint64(1):
            for j in range(lo, hi):
                if a.part_unit[i] == a.part_unit[j]:
                    return True
    return False
