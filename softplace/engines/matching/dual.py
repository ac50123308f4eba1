"""A bound on every plan, by prices (Lagrangian relaxation).

Put a price on each slot of each track and group of weeks. Without the rule that a slot is used
once, each request would take the options that are worth most after paying; what they then gain,
plus the price of all capacity, is at least the value of any plan, *whatever the prices*. Priced
in the same way: an applicant's time (nobody is in two rooms at once), fairness and the bonus for
an idle half-day (both concave: the price of an applicant's hours, and of a half-day), and, where
layouts differ, the changeover: of the sessions of one layout that occupy slot t and those of all
others that occupy slot t + c, c being the changeover, only one can be.
"""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def,assignment,no-untyped-call"

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from softplace.engines.compiled import njit
from softplace.engines.matching.arrays import DAY_SLOTS, SLOTS, Array, Arrays
from softplace.engines.matching.prices import Prices, first_prices, side_of
from softplace.engines.matching.responses import respond, to_losses

THREADS = 2
WORTH_THREADS = 20_000
"""Options from which handing work to threads costs less than it saves."""


class Pricer:
    """Evaluates the bound at given prices, on `THREADS` threads with a fixed split."""

    def __init__(self, a: Arrays, groups: list[int]) -> None:
        self.a, self.side, self.groups = a, side_of(a, groups), groups
        self.cap = a.cap.astype(np.float64)
        requests = len(a.request_sessions)
        size = a.lane_ptr[a.request_lane]
        middle = int(np.searchsorted(size, size[-1] // 2))
        self._split = [(0, middle), (middle, requests)]
        self._pool = ThreadPoolExecutor(THREADS)
        layouts = a.occupied_layout.shape[0] if len(self.side.changeover_cap) else 1
        tracks, groups_n = a.cap.shape[0], a.cap.shape[3]
        rows = len(self.side.busy_cap)
        self._out: list[tuple[Array, Array, Array, Array]] = [
            (
                np.zeros((layouts, tracks, 7, SLOTS + 1, groups_n), np.int32),
                np.zeros(len(a.used_slots), np.int64),
                np.zeros(self.side.idle_dates.shape, np.int64),
                np.zeros((rows, DAY_SLOTS + 1, groups_n), np.int32),
            )
            for _ in self._split
        ]
        self._active = [np.zeros(int(size[hi] - size[lo]), np.int32) for lo, hi in self._split]
        widest = int(np.diff(size).max(initial=1))
        self._gains = [np.zeros(widest) for _ in self._split]
        self._active_ptr = [np.zeros(requests + 1, np.int64) for _ in self._split]

    def cumulated(self, prices: Prices) -> Array:
        """Sums along the slots of what a session of each layout pays: price of [start, stop) is
        cum[layout, track, weekday, stop, group] - cum[..., start, group]."""
        side = self.side
        layouts = max(1, len(prices.changeover))
        cum = np.zeros((layouts, *prices.slot.shape[:2], SLOTS + 1, prices.slot.shape[3]))
        for layout in range(layouts):
            paid = prices.slot
            if len(prices.changeover):
                own = prices.changeover[layout]
                others = prices.changeover.sum(axis=0) - own
                paid = paid + own
                for c in np.unique(side.track_extra[side.track_extra > 0]):
                    rows = np.flatnonzero(side.track_extra == c)
                    paid[rows, :, c:] += others[rows, :, : SLOTS - c]
            np.cumsum(paid, axis=2, out=cum[layout, :, :, 1:, :])
        return cum

    def _cums(self, prices: Prices) -> tuple[Array, Array]:
        busy = np.zeros((len(prices.busy), DAY_SLOTS + 1, prices.slot.shape[3]))
        np.cumsum(prices.busy, axis=1, out=busy[:, 1:])
        return self.cumulated(prices), busy

    def gains(self, prices: Prices) -> Array:
        """What each option adds to the value when all that it takes is paid (milli-points)."""
        a, side = self.a, self.side
        gains = np.zeros(len(a.o_pair))
        respond(
            a, side, *self._cums(prices), prices.hours, prices.half_day, 0,
            len(a.request_sessions), gains, np.zeros(0, np.int32),
            np.zeros(len(a.request_sessions) + 1, np.int64), 0.0, *self._out[0],
        )  # fmt: skip
        return gains

    def losses(self, prices: Prices) -> Array:
        """By how much the bound falls, at least, when an option must be held (milli-points)."""
        gains = self.gains(prices)
        to_losses(self.a, gains)
        return gains

    def __call__(self, prices: Prices, reach: float) -> tuple[float, Prices]:
        """The bound in milli-points, and its subgradient: capacity left, by price.

        With `reach` < 0 only options kept by the last full look count: then no bound, but a
        direction.
        """
        a, side = self.a, self.side
        cum, busy_cum = self._cums(prices)

        def part(i: int) -> float:
            for array in self._out[i]:
                array[:] = 0
            first, last = self._split[i]
            return respond(
                a, side, cum, busy_cum, prices.hours, prices.half_day, first, last,
                self._gains[i], self._active[i], self._active_ptr[i], reach, *self._out[i],
            )  # fmt: skip

        run = map if len(a.o_pair) < WORTH_THREADS else self._pool.map
        bound = sum(run(part, range(len(self._split))))
        usage, hours_used, half_used, busy_used = (
            self._out[0][i] + self._out[1][i] for i in range(4)
        )
        usage = np.cumsum(usage, axis=3)[:, :, :, :SLOTS, :]
        bound += float((self.cap * prices.slot).sum())
        bound += float((side.busy_cap * prices.busy).sum())
        shared = ~side.single
        wanted = np.zeros(len(prices.hours))
        for k, slope in enumerate(a.slopes):
            over = shared & (slope > prices.hours)
            bound += float(((slope - prices.hours) * side.rest[:, k])[over].sum())
            wanted += np.where(over, side.rest[:, k], 0.0)
        short = np.maximum(0.0, a.idle_points - prices.half_day)
        bound += float((short * side.idle_dates).sum())
        half = half_used - np.where(short > 0, side.idle_dates, 0.0)
        changeover = np.zeros_like(prices.changeover)
        total = usage.sum(axis=0, dtype=np.float64)
        for layout in range(len(changeover)):
            bound += float((side.changeover_cap * prices.changeover[layout]).sum())
            own = usage[layout]
            for c in np.unique(side.track_extra[side.track_extra > 0]):
                rows = np.flatnonzero(side.track_extra == c)
                left = side.changeover_cap[rows] - own[rows]
                left[:, :, : SLOTS - c] -= (total[rows] - own[rows])[:, :, c:]
                changeover[layout, rows] = left
        return bound, Prices(
            self.cap - total,
            np.where(shared, hours_used - wanted, 0.0),
            np.where(side.idle_dates > 0, half, 0.0),
            side.busy_cap - np.cumsum(busy_used, axis=1)[:, :DAY_SLOTS],
            changeover,
        )

    def close(self) -> None:
        self._pool.shutdown()


@njit(cache=True, nogil=True)
def _move(price, slack, mean, square, moved, size, share, low, high):
    for i in range(len(price)):
        mean[i] += 0.1 * (slack[i] - mean[i])
        square[i] += 0.01 * (slack[i] * slack[i] - square[i])
        step = size * mean[i] / (np.sqrt(square[i] / share) + 1e-3)
        moved[i] = min(high, max(low, price[i] - step))


class PriceSearch:
    """Falling bounds: subgradient steps scaled by coordinate, with momentum and decay.

    The step of Kingma and Ba, "Adam" (ICLR 2015), its length falling with the square of what is
    left of `turns`. Measured on 40 spaces and 600 requests: 800 turns end 0.001 % above the
    optimum of the linear relaxation. All options are looked at every `FULL_EVERY` turns.
    """

    FULL_EVERY = 10

    def __init__(self, pricer: Pricer, turns: int, start: Prices | None = None) -> None:
        a = pricer.a
        self.pricer, self.turns, self.turn = pricer, turns, 0
        self.prices = start or first_prices(a, pricer.side)
        self.best_prices, self.best = self.prices, np.inf
        top = float(a.slopes[0])
        self._first_step = (0.01 if start else 0.05) * top
        self._low = (0.0, float(a.slopes[-1]), 0.0, 0.0, 0.0)
        self._high = (np.inf, top, float(a.idle_points), np.inf, np.inf)
        self._mean = [np.zeros_like(price) for price in self.prices]
        self._square = [np.zeros_like(price) for price in self.prices]

    @property
    def done(self) -> bool:
        return self.turn >= self.turns

    def step(self) -> None:
        """Evaluate the bound at the prices, then move them."""
        left = max(0.002, 1 - self.turn / self.turns)
        size = self._first_step * left**2
        full = self.turn % self.FULL_EVERY == 0 or self.turn >= self.turns - 1
        bound, slack = self.pricer(self.prices, size * self.FULL_EVERY if full else -1.0)
        if full and bound < self.best:
            self.best, self.best_prices = bound, self.prices
        self.turn += 1
        moved = [np.empty_like(price) for price in self.prices]
        for j, price in enumerate(self.prices):
            _move(
                price.reshape(-1), np.ascontiguousarray(slack[j], np.float64).reshape(-1),
                self._mean[j].reshape(-1), self._square[j].reshape(-1), moved[j].reshape(-1),
                size / (1 - 0.9**self.turn), 1 - 0.99**self.turn, self._low[j], self._high[j],
            )  # fmt: skip
        self.prices = Prices(*moved)
