"""Matching: from a problem to a plan, its value, and a bound on every plan."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import floor

import numpy as np

from softplace.engines.contract import Progress, Stop, seconds_left
from softplace.engines.matching.arrays import Array, Arrays
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
from softplace.engines.matching.check import milli_value
from softplace.engines.matching.columns import Columns, in_rooms_of_one_unit
from softplace.engines.matching.dual import THREADS, Pricer, PriceSearch
from softplace.engines.matching.exact import Answer, Model, free_seats
from softplace.engines.matching.grid import Grid, build_grid
from softplace.engines.matching.neighbourhoods import Neighbourhoods
from softplace.engines.matching.plan import Plan
from softplace.engines.matching.problem import Problem
from softplace.engines.matching.readout import kept_options, locked_allocations, read_out
from softplace.engines.matching.search import (
    Links,
    best_options,
    copy_of,
    fill,
    improve,
    links,
    restore,
)
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


SMALL = 6_000
"""Options that the bound leaves open, up to which the whole is given to the exact solver."""
ALONE = 2_500
"""Seats up to which each thread anneals a board of its own; above, they share one."""
TINY = 1_000
"""Options up to which a proof is tried before any neighbourhood."""
PROMISING_WORK = 3.0
"""Of the exact solver, on the options that the program over schedules makes use of."""
ROUNDS_A_NEIGHBOURHOOD = 1_000
"""Rounds of annealing that take about as long as one neighbourhood."""
LARGE = 500_000
"""Options above which the clock is looked at after each pricing."""
PRICING_SHARE, LEAST_TURNS = 0.4, 60
"""Of the time that the clock leaves; only a starved machine comes near it."""
SCHEDULES_SHARE, CUTS_SHARE = 0.25, 0.5
"""Likewise, for the prices of whole schedules, and then for the cuts."""
LONGEST_SEGMENT = 6_000
"""Rounds between two looks at the clock: about a second."""


class _Solver:
    """Greedy; prices; greedy at the prices; schedules of rooms' days where all is in such rooms;
    annealing in ever longer cycles; proof if small."""

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
        self.cum = no_prices(self.a)
        self.columns: Columns | None = None
        self.kept = kept_options(self.grid, self.board, start)
        self.kept_set = set(self.kept[self.kept != NONE].tolist())
        weekly = problem.policy.kept_points * problem.season.weeks
        self.kept_worth = round(weekly * MILLI) if self.kept_set else 0
        self.best_held = self.board.held.copy()
        self.best_units = self.board.held_units.copy()
        self.best_score, self.best_value = 0, 0
        self._asked, self._piece, self._reading_seconds = self.began, 0.0, 0.0
        self._over = False

    def run(self) -> Plan:
        if not len(self.board.held) or not self.grid.options:
            self.bound = 0.0
            return self.plan()
        self._first_board()
        began = monotonic_seconds()
        self.plan()
        self._reading_seconds = monotonic_seconds() - began
        pricer = Pricer(self.a, self.grid.groups)
        with ThreadPoolExecutor(THREADS) as self.threads:
            try:
                self._solve(pricer)
            finally:
                pricer.close()
        return self.plan()

    def _solve(self, pricer: Pricer) -> None:
        self._asked = monotonic_seconds()
        prices = PriceSearch(pricer, self._turns())
        prices.step()
        self.bound = prices.best
        if self.kept_worth:
            self._anneal(0, None)
        self._move_prices(prices)
        self.cum = pricer.cumulated(prices.best_prices)
        if not self.kept_worth and not self._stopped():
            self._guided_board()
        small = len(self.board.held) <= ALONE and not self.kept_worth
        losses = pricer.losses(prices.best_prices) if small and not self._stopped() else None
        cycle, work = 0, 30.0
        if losses is not None and self._in_rooms() and not self._stopped():
            self._choose_schedules(pricer, prices)
            self._forget_piece()
            if not self._stopped():
                self._prove(losses, prices.best, work)
                self._forget_piece()
        while not self._stopped():
            self._anneal(cycle, losses)
            if losses is not None and (cycle or self.grid.options <= TINY) and not self._stopped():
                self._prove(losses, prices.best, work)
                work *= 2
            cycle += 1

    def _move_prices(self, prices: PriceSearch) -> None:
        """To the end of their turns; fewer when they would take more than their share of time."""
        at_once = 10 if self.grid.options < LARGE else 1
        began, most = monotonic_seconds(), prices.turns
        allowed = PRICING_SHARE * seconds_left(self.stop)
        while not prices.done and not self._stopped():
            for _ in range(at_once):
                if not prices.done:
                    prices.step()
            self.bound = min(self.bound, prices.best)
            fits = prices.turn * allowed / max(1e-9, monotonic_seconds() - began)
            prices.turns = int(min(most, max(LEAST_TURNS, fits)))

    def _turns(self) -> int:
        """Fewer when a turn is longer: by size, never by the clock."""
        return int(np.clip(1.2e8 / max(1, self.grid.options), 100, 500))

    def _first_board(self) -> None:
        """Greedy: whoever is worth most first, on top of the plan to start from."""
        a, b = self.a, self.board
        for seat, o in enumerate(self.kept):
            if o != NONE:
                place_if_free(a, b, seat, int(o))
        order = np.argsort(-best_options(a, b, self.cum), kind="stable")
        fill(a, b, self.cum, order, self.kept, self.kept_worth)
        self._keep_best(b)

    def _guided_board(self) -> None:
        """Greedy at the prices of the bound, if that is better."""
        a, b = self.a, self.board
        restore(a, b, np.full_like(b.held, NONE), b.held_units.copy())
        order = np.argsort(-best_options(a, b, self.cum), kind="stable")
        fill(a, b, self.cum, order, self.kept, 0)
        fill(a, b, no_prices(a), order, self.kept, 0)
        self._keep_best(b)

    def _keep_best(self, b: Board) -> None:
        value = int(b.value[0])
        same = sum(int(o) in self.kept_set for o in b.held) if self.kept_worth else 0
        score = value + self.kept_worth * same
        if score > self.best_score:
            self.best_score, self.best_value = score, value
            self.best_held[:], self.best_units[:] = b.held, b.held_units

    def _anneal(self, cycle: int, losses: Array | None) -> None:
        """One cycle, twice as long as the one before; a new start from the best board."""
        a, seats = self.a, len(self.board.held)
        link = links(a)
        typical = float(np.mean(a.o_points)) + float(a.slopes[0]) * float(
            np.mean(a.mask_dates[a.o_mask[:: max(1, len(a.o_mask) // 1000)]]) * 6
        )
        # a large board has no time to recover from great heat: it warms up cycle by cycle
        hot, cold = (0.2 if seats <= ALONE else min(0.2, 0.03 * 2**cycle)), 0.002
        if self.kept_worth:
            hot, cold = 0.002, 0.001
        rounds = max(8_000, 8 * seats * 2**cycle)
        segments = max(16, rounds // LONGEST_SEGMENT)
        rounds //= segments
        boards = [self.board]
        restore(a, self.board, self.best_held, self.best_units)
        if losses is not None:
            boards.append(copy_of(self.board))
        polish = None
        if losses is not None and cycle:
            polish = Neighbourhoods(a, losses, typical / 2)
        for k in range(segments):
            heat = hot * typical * (cold / hot) ** (k / segments)
            cool = hot * typical * (cold / hot) ** ((k + 1) / segments)
            seed = (self.seed * 1_000_003 + cycle * 1009 + k * 2) % 2**31
            if polish:
                solved = rounds * k // ROUNDS_A_NEIGHBOURHOOD
                count = rounds * (k + 1) // ROUNDS_A_NEIGHBOURHOOD - solved
                self._polish(polish, count, link, boards, seed, rounds, heat, cool)
            elif len(boards) == 2 or seats <= ALONE:
                self._apart(link, boards, seed, rounds, heat, cool)
            else:
                self._together(link, seed, rounds, heat, cool)
            for board in boards:
                self._keep_best(board)
            if self._stopped():
                break

    def _apart(
        self, link: Links, boards: list[Board], seed: int, rounds: int, heat: float, cool: float
    ) -> None:
        """Each thread its own board and everything on it."""

        def work(i: int) -> None:
            self._apart_once(link, boards[i], seed + i, rounds, heat, cool)

        list(self.threads.map(work, range(len(boards))))

    def _apart_once(
        self, link: Links, board: Board, seed: int, rounds: int, heat: float, cool: float
    ) -> None:
        may, days = np.ones(len(self.a.request_sessions), bool), np.ones(7, bool)
        improve(
            self.a, link, board, self.cum, may, days, self.kept, self.kept_worth, seed,
            rounds, heat, cool,
        )  # fmt: skip

    def _polish(
        self, neighbourhoods: Neighbourhoods, count: int, link: Links, boards: list[Board],
        seed: int, rounds: int, heat: float, cool: float,
    ) -> None:  # fmt: skip
        """The best board improved by neighbourhoods, while the other thread anneals on its own."""
        annealing = self.threads.submit(
            self._apart_once, link, boards[1], seed + 1, rounds, heat, cool
        )
        restore(self.a, boards[0], self.best_held, self.best_units)
        neighbourhoods.improve(boards[0], count, seed)
        annealing.result()

    def _together(self, link: Links, seed: int, rounds: int, heat: float, cool: float) -> None:
        """Two threads on one board, that share neither an applicant nor a weekday."""
        a, chance = self.a, np.random.default_rng(seed)
        lanes = np.bincount(a.lane_day, minlength=7)
        mine = np.zeros(7, bool)
        for day in chance.permutation(7):
            mine[day] = lanes[mine].sum() + lanes[day] / 2 <= lanes.sum() / 2
        applicants = chance.random(len(a.used_slots)) < 0.5
        parts = [self.board._replace(value=np.zeros(1, np.int64)) for _ in range(2)]

        def work(i: int) -> None:
            may = applicants[a.request_applicant] == (i == 0)
            days = mine if i == 0 else ~mine
            improve(
                a, link, parts[i], self.cum, may, days, self.kept, self.kept_worth, seed + i,
                rounds // 2, heat, cool,
            )  # fmt: skip

        list(self.threads.map(work, range(2)))
        self.board.value[0] += parts[0].value[0] + parts[1].value[0]

    def _in_rooms(self) -> bool:
        """Whether whole schedules of rooms' days can be looked at."""
        return self.grid.options <= SMALL and in_rooms_of_one_unit(self.a)

    def _choose_schedules(self, pricer: Pricer, prices: PriceSearch) -> None:
        """The bound by whole schedules of rooms' days, and the best plan of what they use."""
        self.columns = columns = Columns(pricer, prices.best_prices, self.threads.map)
        columns.begin(self.best_held)
        columns.improve(self._until(SCHEDULES_SHARE))
        self.bound = min(self.bound, columns.best)
        late = self._until(CUTS_SHARE)
        while not late() and columns.cut():
            columns.improve(late)
            self.bound = min(self.bound, columns.best)
        left = seconds_left(self.stop) - self._reading_seconds
        held = self.best_held[self.best_held != NONE]
        self._put_best(np.union1d(columns.promising(left), held), PROMISING_WORK)

    def _until(self, share: float) -> Callable[[], bool]:
        """Whether that share of the time that is left now has passed."""
        until = monotonic_seconds() + share * seconds_left(self.stop)
        return lambda: self._stopped() or monotonic_seconds() > until

    def _prove(self, losses: Array, bound: float, work: float) -> None:
        """Give all that the bound leaves open to the exact solver, when that is little."""
        a = self.a
        if a.part_pool[a.pair_part].any():
            return
        left = np.flatnonzero(losses <= bound - self.best_value + 1)
        if self.columns is not None:
            left = left[~self.columns.ruled_out(self.best_value)[left]]
        if len(left) > SMALL:
            return
        answer = self._put_best(left, work)
        if answer is not None:
            self.bound = max(float(self.best_value), min(self.bound, answer.bound))

    def _put_best(self, options: Array, work: float) -> Answer | None:
        """The best that the exact solver makes of those options, from the best board on."""
        a, b = self.a, self.board
        empty = empty_board(a)
        model = Model(a, empty, options, free_seats(empty))
        hint = set(self.best_held[self.best_held != NONE].tolist())
        left_seconds = seconds_left(self.stop) - self._reading_seconds
        answer = model.solve(hint, seed=self.seed, work=work, seconds=min(3600.0, left_seconds))
        if answer is None:
            return None
        restore(a, b, np.full_like(b.held, NONE), b.held_units.copy())
        for o in answer.options:
            q = int(a.pair_request[a.o_pair[o]])
            place(a, b, empty_seat(b, q), o, np.uint64(free_units(a, b, o, q)))
        self._keep_best(b)
        return answer

    def _stopped(self) -> bool:
        value = (self.best_value + self.fixed_value) / MILLI
        bound = self._bound_points()
        if self.progress:
            self.progress(monotonic_seconds() - self.began, value, bound)
        now = monotonic_seconds()
        # another piece like the last ones, and the plan to be read out: is there time for both?
        self._piece, self._asked = max(now - self._asked, 0.8 * self._piece), now
        late = seconds_left(self.stop) < self._piece + self._reading_seconds
        self._over = self._over or value >= bound or self.stop(value, bound) or late
        return self._over

    def _forget_piece(self) -> None:
        """What came once, or looked at the clock itself, says nothing of the next piece."""
        self._piece, self._asked = 0.0, monotonic_seconds()

    def _bound_points(self) -> float:
        """In points; values are whole thousandths, so a bound may be rounded down to one.

        What is added covers the rounding of its sums (millions of terms, 1e-16 each) amply.
        """
        if not np.isfinite(self.bound):
            return float("inf")
        whole = floor(self.bound + max(0.01, 1e-10 * self.bound))
        return (max(self.best_value, whole) + self.fixed_value) / MILLI

    def plan(self) -> Plan:
        restore(self.a, self.board, self.best_held, self.best_units)
        value = (int(self.board.value[0]) + self.fixed_value) / MILLI
        return Plan(read_out(self.grid, self.board), value, max(value, self._bound_points()))


def place_if_free(a: Arrays, b: Board, seat: int, o: int) -> bool:
    """Hold the option if nothing is in its way."""
    request = int(b.seat_request[seat])
    if day_taken(a, b, request, int(a.o_day[o])) or not applicant_free(a, b, o, request):
        return False
    bits = np.uint64(free_units(a, b, o, request))
    if bits:
        place(a, b, seat, o, bits)
    return bool(bits)


def fixed_value(grid: Grid) -> int:
    """What the locked sessions are worth by themselves, in milli-points."""
    return milli_value(grid.problem, locked_allocations(grid)) if grid.fixed else 0
