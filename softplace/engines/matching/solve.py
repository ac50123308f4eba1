"""Matching: from a problem to a plan, its value, and a bound on every plan."""

from math import floor

import numpy as np

from softplace.engines.contract import Progress, Stop
from softplace.engines.matching.board import (
    NONE,
    Board,
    applicant_free,
    day_taken,
    empty_board,
    free_units,
    place,
)
from softplace.engines.matching.check import milli_value
from softplace.engines.matching.dual import Pricer, Prices, PriceSearch
from softplace.engines.matching.grid import Arrays, Grid, build_grid
from softplace.engines.matching.plan import Plan
from softplace.engines.matching.problem import Problem
from softplace.engines.matching.readout import kept_options, locked_allocations, read_out
from softplace.engines.matching.search import best_options, fill, improve, links, restore
from softplace.engines.matching.worth import MILLI
from softplace.foundation.clock import monotonic_seconds


def solve(
    problem: Problem,
    *,
    stop: Stop,
    seed: int,
    start: Plan | None = None,
    progress: Progress | None = None,
) -> Plan:
    """The best plan found before `stop`, with a bound that no plan exceeds.

    Parameters
    ----------
    stop
        Asked between pieces of work of fixed size. Where it depends on the clock, the plan may
        differ from run to run only by the piece at which it was stopped.
    seed
        Of all chance; the same seed gives the same plan.
    start
        A plan to stay close to: each session left as it was is worth `policy.kept_points` more
        while searching (not in the value returned).
    progress
        Called with (seconds, value, bound), in points.
    """
    return _Solver(problem, stop, seed, start, progress).run()


class _Solver:
    def __init__(
        self,
        problem: Problem,
        stop: Stop,
        seed: int,
        start: Plan | None,
        progress: Progress | None,
    ) -> None:
        self.began = monotonic_seconds()
        self.problem, self.stop, self.seed, self.progress = problem, stop, seed, progress
        self.grid = build_grid(problem)
        self.a = self.grid.arrays
        self.board = empty_board(self.a)
        self.fixed_value = fixed_value(self.grid)
        self.bound = np.inf
        self.cum = np.zeros((self.a.cap.shape[0], 7, self.a.cap.shape[2] + 1, self.a.cap.shape[3]))
        self.kept = kept_options(self.grid, self.board, start)
        self.kept_worth = round(problem.policy.kept_points * MILLI) if start else 0
        self.best_held = self.board.held.copy()
        self.best_units = self.board.held_units.copy()
        self.best_score = 0

    def run(self) -> Plan:
        a = self.a
        if not len(self.board.held) or not self.grid.options:
            self.bound = 0.0
            return self.plan()
        pricer = Pricer(a, self.grid.groups)
        try:
            prices = PriceSearch(pricer, self._turns())
            prices.step()
            self.bound = prices.best
            self._first_board()
            while not prices.done and not self._stopped():
                for _ in range(20):
                    if not prices.done:
                        prices.step()
                self.bound = min(self.bound, prices.best)
            self.cum = pricer.cumulated(prices.best_prices.slot)
            self._guided_board(prices.best_prices)
            self._search()
        finally:
            pricer.close()
        return self.plan()

    def _turns(self) -> int:
        """Fewer when a turn is longer: by size, never by the clock."""
        return int(np.clip(2e9 / max(1, self.grid.options), 200, 800))

    def _first_board(self) -> None:
        """Greedy: whoever is worth most first, on top of the plan to start from."""
        a, b = self.a, self.board
        for seat, o in enumerate(self.kept):
            if o != NONE:
                place_if_free(a, b, seat, int(o))
        order = np.argsort(-best_options(a, b, self.cum), kind="stable")
        fill(a, b, self.cum, order, self.kept, self.kept_worth)
        self._keep_best()

    def _guided_board(self, prices: Prices) -> None:
        """Greedy at the prices of the bound, if that is better."""
        if self.kept_worth:
            return
        a, b = self.a, self.board
        restore(a, b, np.full_like(b.held, NONE), b.held_units.copy())
        order = np.argsort(-best_options(a, b, self.cum), kind="stable")
        fill(a, b, self.cum, order, self.kept, 0)
        flat = np.zeros_like(self.cum)
        fill(a, b, flat, order, self.kept, 0)
        self._keep_best()

    def _score(self) -> int:
        b = self.board
        if not self.kept_worth:
            return int(b.value[0])
        held = set(self.kept[self.kept != NONE].tolist())
        return int(b.value[0]) + self.kept_worth * sum(int(o) in held for o in b.held)

    def _keep_best(self) -> None:
        score = self._score()
        if score > self.best_score:
            self.best_score = score
            self.best_held[:], self.best_units[:] = self.board.held, self.board.held_units

    def _search(self) -> None:
        a, b = self.a, self.board
        link = links(a)
        typical = float(np.mean(a.o_points)) + 1
        cycle, chunk = 0, 2000
        while not self._stopped():
            chunks = 2 ** min(4, cycle)
            restore(a, b, self.best_held, self.best_units)
            for k in range(chunks):
                heat = 0.2 * typical * 0.02 ** (k / chunks)
                self.best_score = improve(
                    a, link, b, self.cum, self.best_held, self.best_units, self.best_score,
                    self.kept, self.kept_worth, self.seed * 7919 + cycle * 131 + k, chunk,
                    heat, heat * 0.02 ** (1 / chunks),
                )  # fmt: skip
                if self._stopped():
                    break
            cycle += 1

    def _stopped(self) -> bool:
        value, bound = self._value_of_best(), self._bound_points()
        if self.progress:
            self.progress(monotonic_seconds() - self.began, value, bound)
        return value >= bound or self.stop(value, bound)

    def _value_of_best(self) -> float:
        kept = set(self.kept[self.kept != NONE].tolist()) if self.kept_worth else set()
        same = sum(int(o) in kept for o in self.best_held) if kept else 0
        return (self.best_score - self.kept_worth * same + self.fixed_value) / MILLI

    def _bound_points(self) -> float:
        """In points; values are whole thousandths, so a bound may be rounded down to one.

        What is added covers the rounding of its sums (millions of terms, 1e-16 each) amply.
        """
        if not np.isfinite(self.bound):
            return float("inf")
        return (floor(self.bound + max(0.01, 1e-10 * self.bound)) + self.fixed_value) / MILLI

    def plan(self) -> Plan:
        restore(self.a, self.board, self.best_held, self.best_units)
        value = (int(self.board.value[0]) + self.fixed_value) / MILLI
        return Plan(read_out(self.grid, self.board), value, max(value, self._bound_points()))


def place_if_free(a: Arrays, b: Board, seat: int, o: int) -> bool:
    """Hold the option if nothing is in its way."""
    request = int(b.seat_request[seat])
    if day_taken(a, b, request, a.o_day[o]) or not applicant_free(a, b, o, request):
        return False
    bits = free_units(a, b, o, request)
    if bits:
        place(a, b, seat, o, bits)
    return bool(bits)


def fixed_value(grid: Grid) -> int:
    """What the locked sessions are worth by themselves, in milli-points."""
    return milli_value(grid.problem, locked_allocations(grid)) if grid.fixed else 0
