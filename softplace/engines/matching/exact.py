"""The problem, or a neighbourhood of a plan, as a model for OR-tools CP-SAT.

One Boolean an option. Conflicts are cliques: of the options that occupy a slot of a unit in some
week at most one is held; where layouts differ, of those of one layout at slot t and of all others
at slot t + c, c being the changeover. Work is bounded in the solver's deterministic time.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from softplace.engines.matching.arrays import Array, Arrays
from softplace.engines.matching.board import NONE, Board
from softplace.engines.matching.weeks import mask_weeks

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

PRESOLVED_WORK = 5.0
"""Deterministic time from which a thorough presolve pays."""


@dataclass(frozen=True)
class Answer:
    """Options to hold, what they add to the frozen board, and what none could exceed."""

    options: list[int]
    value: int
    bound: float
    proven: bool


class Model:
    """Which of `options` to hold beside what is on the board; `seats[q]` are free for them."""

    def __init__(self, a: Arrays, b: Board, options: Array, seats: dict[int, int]) -> None:
        from ortools.sat.python import cp_model

        self.a, self.b, self.options = a, b, [int(o) for o in options]
        self.model = cp_model.CpModel()
        self._masks = {o: int(a.masks[a.o_mask[o]]) for o in self.options}
        self.x = {o: self.model.new_bool_var(f"x{o}") for o in self.options}
        self._terms: list[tuple[cp_model.IntVar, int]] = []
        self._filled: list[tuple[cp_model.IntVar, frozenset[int]]] = []
        self._split: list[tuple[dict[int, int], list[tuple[cp_model.IntVar, int]]]] = []
        self._requests(seats)
        self._units()
        self._applicants()
        self._half_days()
        self.model.maximize(sum(weight * var for var, weight in self._terms))

    def request(self, o: int) -> int:
        return int(self.a.pair_request[self.a.o_pair[o]])

    def _requests(self, seats: dict[int, int]) -> None:
        a = self.a
        by_request: dict[int, list[int]] = defaultdict(list)
        for o in self.options:
            by_request[self.request(o)].append(o)
        hours: dict[int, list[int]] = defaultdict(list)
        for q, options in by_request.items():
            if seats[q] == 1:
                self.model.add_at_most_one(self.x[o] for o in options)
            else:
                self.model.add(sum(self.x[o] for o in options) <= seats[q])
                by_day: dict[int, list[int]] = defaultdict(list)
                for o in options:
                    by_day[int(a.o_day[o])].append(o)
                for same in by_day.values():
                    self.model.add_at_most_one(self.x[o] for o in same)
            hours[int(a.request_applicant[q])].extend(options)
        for applicant, options in hours.items():
            alone = {self.request(o) for o in options}
            single = len(alone) == 1 and seats[next(iter(alone))] == 1
            self._hours(applicant, options, single)

    def _hours(self, applicant: int, options: list[int], single: bool) -> None:
        """Tranches: exact in the coefficients for one session, else hours split by tranche."""
        a = self.a
        used = int(self.b.used_slots[applicant])
        slots = {o: int(a.mask_dates[a.o_mask[o]]) * int(a.o_len[o]) for o in options}
        before = worth_of_hours(a, used)
        for o in options:
            points = int(a.o_points[o])
            extra = worth_of_hours(a, used + slots[o]) - before if single else 0
            self._terms.append((self.x[o], points + extra))
        if single:
            return
        split: list[tuple[cp_model.IntVar, int]] = []
        most = sum(slots.values())
        for k, slope in enumerate(a.slopes.tolist()):
            room = most
            if k < len(a.widths):
                room = min(most, max(0, int(a.widths[k]) - used))
                used = max(0, used - int(a.widths[k]))
            if room:
                part = self.model.new_int_var(0, room, f"h{applicant}_{k}")
                split.append((part, room))
                self._terms.append((part, slope))
        self.model.add(sum(v for v, _ in split) <= sum(slots[o] * self.x[o] for o in options))
        self._split.append((slots, split))

    def _units(self) -> None:
        a = self.a
        by_unit: dict[tuple[int, int], list[int]] = defaultdict(list)
        extra_of: dict[int, int] = {}
        for o in self.options:
            part = int(a.pair_part[a.o_pair[o]])
            for i in range(a.part_unit_ptr[part], a.part_unit_ptr[part + 1]):
                unit = int(a.part_unit[i])
                by_unit[unit, int(a.o_day[o])].append(o)
                extra_of[unit] = int(a.resource_extra[a.part_resource[part]])
        for (unit, _), options in by_unit.items():
            spans = {}
            for o in options:
                setup = int(a.resource_setup[a.part_resource[a.pair_part[a.o_pair[o]]]])
                start = int(a.o_start[o])
                spans[o] = (start, start + int(a.o_len[o]) + setup)
            layouts = {o: int(a.request_layout[self.request(o)]) for o in options}
            self._cliques(options, spans, layouts, extra_of[unit])

    def _applicants(self) -> None:
        a = self.a
        by_day: dict[tuple[int, int], list[int]] = defaultdict(list)
        for o in self.options:
            applicant = int(a.request_applicant[self.request(o)])
            if a.alone[applicant]:
                by_day[applicant, int(a.o_day[o])].append(o)
        for options in by_day.values():
            if len({self.request(o) for o in options}) > 1:
                spans = {
                    o: (int(a.o_start[o]), int(a.o_start[o]) + int(a.o_len[o])) for o in options
                }
                self._cliques(options, spans, dict.fromkeys(options, 0), 0)

    def _cliques(
        self, options: list[int], spans: dict[int, tuple[int, int]], layouts: dict[int, int], c: int
    ) -> None:
        first = min(start for start, _ in spans.values())
        last = max(stop for _, stop in spans.values())
        kinds = sorted(set(layouts.values()))
        at: dict[tuple[int, int], list[int]] = defaultdict(list)
        for o in options:
            for t in range(*spans[o]):
                at[t, layouts[o]].append(o)
        shift = c if len(kinds) > 1 else 0
        found: set[frozenset[int]] = set()
        seen: set[tuple[int, ...]] = set()
        for t in range(first - shift, last):
            if shift == 0:
                sets = [[o for kind in kinds for o in at.get((t, kind), ())]]
            else:
                sets = []
                for later in range(shift + 1):
                    for own in kinds:
                        rest = [o for k in kinds if k != own for o in at.get((t + later, k), ())]
                        sets.append([*at.get((t, own), ()), *rest])
            for members in sets:
                if len(members) > 1 and (key := tuple(members)) not in seen:
                    seen.add(key)
                    found.update(self._weekly(members))
        largest: list[frozenset[int]] = []
        for clique in sorted(found, key=lambda s: (-len(s), sorted(s))):
            if len(clique) > 1 and not any(clique <= other for other in largest):
                largest.append(clique)
                self.model.add_at_most_one(self.x[o] for o in sorted(clique))

    def _weekly(self, members: list[int]) -> list[frozenset[int]]:
        """The members that share some week, week by week, each set once."""
        masks = self._masks
        every = -1
        for o in members:
            every &= masks[o]
        if every:
            return [frozenset(members)]
        union = 0
        for o in members:
            union |= masks[o]
        distinct = sorted({masks[o] for o in members})
        signatures = {frozenset(m for m in distinct if m >> week & 1) for week in mask_weeks(union)}
        return [frozenset(o for o in members if masks[o] in kept) for kept in signatures]

    def _half_days(self) -> None:
        a, b = self.a, self.b
        if a.idle_points == 0:
            return
        by_half: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        for o in self.options:
            r = int(a.part_resource[a.pair_part[a.o_pair[o]]])
            by_half[r, int(a.o_day[o]), int(a.o_start[o] >= a.noon)].append(o)
        for key, options in by_half.items():
            free = int(a.idle[key]) & ~int(b.filled[key])
            weeks: dict[frozenset[int], int] = defaultdict(int)
            masks = {o: self._masks[o] & free for o in options}
            for week in mask_weeks(free):
                members = frozenset(o for o in options if masks[o] >> week & 1)
                if members:
                    weeks[members] += 1
            for members, count in weeks.items():
                y = self.model.new_bool_var("")
                self.model.add(sum(self.x[o] for o in sorted(members)) >= y)
                self._terms.append((y, count * int(a.idle_points)))
                self._filled.append((y, members))

    def _hint(self, held: set[int]) -> None:
        """A whole solution: what is only hinted in part, the solver does not begin from."""
        for o in self.options:
            self.model.add_hint(self.x[o], o in held)
        for y, members in self._filled:
            self.model.add_hint(y, not held.isdisjoint(members))
        for slots, split in self._split:
            left = sum(slots[o] for o in held & slots.keys())
            for part, room in split:
                self.model.add_hint(part, min(left, room))
                left -= min(left, room)

    def solve(
        self, hint: set[int], *, seed: int, work: float, seconds: float, workers: int = 1
    ) -> Answer | None:
        """The best found with `work` units of deterministic time, from the hinted options on."""
        from ortools.sat.python import cp_model

        self._hint(hint)
        solver = cp_model.CpSolver()
        solver.parameters.random_seed = seed % 2**31
        solver.parameters.max_deterministic_time = work
        solver.parameters.max_time_in_seconds = max(0.05, seconds)
        solver.parameters.num_workers = workers
        solver.parameters.interleave_search = workers > 1
        solver.parameters.linearization_level = 2
        if work < PRESOLVED_WORK:
            # else all the time goes into presolving, and none into the hint
            solver.parameters.cp_model_probing_level = 0
            solver.parameters.symmetry_level = 0
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        chosen = [o for o in self.options if solver.boolean_value(self.x[o])]
        return Answer(
            chosen,
            round(solver.objective_value),
            solver.best_objective_bound,
            status == cp_model.OPTIMAL,
        )


def worth_of_hours(a: Arrays, slots: int) -> int:
    worth = 0
    for slope, width in zip(a.slopes.tolist(), [*a.widths.tolist(), slots], strict=True):
        taken = min(slots, width)
        worth += slope * taken
        slots -= taken
    return worth


def free_seats(b: Board) -> dict[int, int]:
    """How many seats of each request hold nothing."""
    requests = b.seat_request[b.held == NONE]
    keys, counts = np.unique(requests, return_counts=True)
    return dict(zip(keys.tolist(), counts.tolist(), strict=True))
