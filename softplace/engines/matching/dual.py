"""A bound on every plan, by prices (Lagrangian relaxation).

Put a price on each slot of each track and group of weeks. Without the rule that a slot is used
once, each request would take the options that are worth most after paying; what they then gain,
plus the price of all capacity, is at least the value of any plan, *whatever the prices*. Fairness
(diminishing tranches) and the bonus for an idle half-day are concave and are relaxed in the same
way, by a price of an applicant's hours and of a half-day.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numba import njit

from softplace.engines.matching.grid import SLOTS, Array, Arrays

THREADS = 2


class Prices(NamedTuple):
    """Milli-points: of a slot [track, weekday, slot, group] a date, of an applicant's quarter of
    an hour, and of filling a half-day [resource, weekday, half, group] on a date."""

    slot: Array
    hours: Array
    half_day: Array


class Side(NamedTuple):
    """What does not change from one pricing to the next."""

    single: Array
    rest: Array
    idle_dates: Array


def first_prices(a: Arrays, side: Side) -> Prices:
    middle = float(a.slopes[min(1, len(a.slopes) - 1)])
    return Prices(
        np.zeros(a.cap.shape),
        np.full(len(a.used_slots), middle),
        np.where(side.idle_dates > 0, float(a.idle_points), 0.0),
    )


def side_of(a: Arrays, groups: list[int]) -> Side:
    """`single`: applicants with one seat, whose tranches need no price; `rest[k]`: what is left
    of each tranche, within what the applicant could have at most; idle dates by group."""
    applicants, tranches = len(a.used_slots), len(a.slopes)
    seats = np.bincount(a.request_applicant, weights=a.request_sessions, minlength=applicants)
    most = np.zeros(applicants, np.int64)
    slots = a.mask_dates[a.o_mask] * a.o_len
    best = np.zeros(len(a.request_sessions), np.int64)
    np.maximum.at(best, a.pair_request[a.o_pair], slots)
    np.add.at(most, a.request_applicant, best * a.request_sessions)
    rest = np.zeros((applicants, tranches))
    used, left = a.used_slots.astype(np.float64).copy(), most.astype(np.float64)
    for k in range(tranches):
        if k < len(a.widths):
            room = np.maximum(0.0, a.widths[k] - used)
            used = np.maximum(0.0, used - a.widths[k])
        else:
            room = left.copy()
        rest[:, k] = np.minimum(room, left)
        left = left - rest[:, k]
    idle = np.stack(
        [np.bitwise_count(a.idle & np.uint64(group)).astype(np.float64) for group in groups],
        axis=-1,
    )
    if a.idle_points == 0:
        idle[:] = 0.0
    return Side(seats <= 1, rest, idle)


@njit(cache=True, nogil=True)
def _worth_of_hours(slopes, widths, used, slots):  # type: ignore[no-untyped-def]
    worth, before = 0.0, used
    for k in range(len(slopes)):
        if k < len(widths):
            room = max(np.int64(0), widths[k] - before)
            before = max(np.int64(0), before - widths[k])
            taken = min(room, slots)
        else:
            taken = slots
        worth += slopes[k] * taken
        slots -= taken
        if slots == 0:
            break
    return worth


@njit(cache=True, nogil=True)
def respond(a, single, cum, hours, half_day, first, last, usage, hours_used, half_day_used):  # type: ignore[no-untyped-def]
    """What the requests [first, last) take at these prices, and what they gain together.

    Adds to `usage[track, weekday, slot + 1, group]` as differences along the slots, to
    `hours_used[applicant]` and `half_day_used`.
    """
    o_start, o_len, o_mask, o_points = a.o_start, a.o_len, a.o_mask, a.o_points
    mask_dates, mask_counts = a.mask_dates, a.mask_counts
    groups = mask_counts.shape[1]
    total = 0.0
    best_gain, best_option = np.zeros(7), np.zeros(7, np.int64)
    for q in range(first, last):
        if a.request_lane[q] == a.request_lane[q + 1]:
            continue
        applicant = a.request_applicant[q]
        alone, rate, used = single[applicant], hours[applicant], a.used_slots[applicant]
        best_gain[:] = 0.0
        best_option[:] = -1
        for lane in range(a.request_lane[q], a.request_lane[q + 1]):
            day, pair = a.lane_day[lane], a.lane_pair[lane]
            part = a.pair_part[pair]
            r = a.part_resource[part]
            setup = a.resource_setup[r]
            track_lo, track_hi = a.part_track_ptr[part], a.part_track_ptr[part + 1]
            factor = a.pair_units[pair] if a.part_pool[part] else 1
            for o in range(a.lane_ptr[lane], a.lane_ptr[lane + 1]):
                start, number = np.int64(o_start[o]), o_mask[o]
                length = np.int64(o_len[o])
                slots = mask_dates[number] * length
                worth = np.float64(o_points[o])
                if alone:
                    worth += _worth_of_hours(a.slopes, a.widths, used, slots)
                else:
                    worth += rate * slots
                half = 1 if start >= a.noon else 0
                stop = start + length + setup
                for g in range(groups):
                    price = 0.0
                    for k in range(track_lo, track_hi):
                        track = a.part_track[k]
                        price += cum[track, day, stop, g] - cum[track, day, start, g]
                    worth += mask_counts[number, g] * (half_day[r, day, half, g] - factor * price)
                if worth > best_gain[day]:
                    best_gain[day], best_option[day] = worth, o
        for _ in range(a.request_sessions[q]):
            day = np.argmax(best_gain)
            o = best_option[day]
            if o < 0 or best_gain[day] <= 0.0:
                break
            total += best_gain[day]
            best_gain[day] = 0.0
            best_option[day] = -1
            pair, number = a.o_pair[o], o_mask[o]
            part = a.pair_part[pair]
            r = a.part_resource[part]
            start = np.int64(o_start[o])
            stop = start + o_len[o] + a.resource_setup[r]
            half = 1 if start >= a.noon else 0
            factor = a.pair_units[pair] if a.part_pool[part] else 1
            hours_used[applicant] += mask_dates[number] * np.int64(o_len[o])
            for g in range(groups):
                dates = mask_counts[number, g]
                half_day_used[r, day, half, g] += dates
                for k in range(a.part_track_ptr[part], a.part_track_ptr[part + 1]):
                    track = a.part_track[k]
                    usage[track, day, start, g] += factor * dates
                    usage[track, day, stop, g] -= factor * dates
    return total


class Pricer:
    """Evaluates the bound at given prices, on `THREADS` threads with a fixed split."""

    def __init__(self, a: Arrays, groups: list[int]) -> None:
        self.a, self.side = a, side_of(a, groups)
        self.cap = a.cap.astype(np.float64)
        lanes = a.request_lane
        size = a.lane_ptr[lanes]
        middle = int(np.searchsorted(size, size[-1] // 2))
        self._split = [0, middle, len(lanes) - 1]
        self._pool = ThreadPoolExecutor(THREADS)
        tracks, groups_n = a.cap.shape[0], a.cap.shape[3]
        self._usage = [np.zeros((tracks, 7, SLOTS + 1, groups_n), np.int64) for _ in range(2)]
        self._hours = [np.zeros(len(a.used_slots), np.int64) for _ in range(2)]
        self._half = [np.zeros(self.side.idle_dates.shape, np.int64) for _ in range(2)]

    def cumulated(self, slot: Array) -> Array:
        cum = np.zeros((slot.shape[0], 7, SLOTS + 1, slot.shape[3]))
        np.cumsum(slot, axis=2, out=cum[:, :, 1:, :])
        return cum

    def __call__(self, prices: Prices) -> tuple[float, Prices]:
        """The bound in milli-points, and its subgradient: capacity left, by price."""
        a, side = self.a, self.side
        cum = self.cumulated(prices.slot)

        def part(i: int) -> float:
            for array in (self._usage[i], self._hours[i], self._half[i]):
                array[:] = 0
            return respond(
                a, side.single, cum, prices.hours, prices.half_day, self._split[i],
                self._split[i + 1], self._usage[i], self._hours[i], self._half[i],
            )  # fmt: skip

        bound = sum(self._pool.map(part, range(2)))
        usage = np.cumsum(self._usage[0] + self._usage[1], axis=2)[:, :, :SLOTS, :]
        bound += float((self.cap * prices.slot).sum())
        shared = ~side.single
        wanted = np.zeros(len(prices.hours))
        for k, slope in enumerate(a.slopes):
            over = shared & (slope > prices.hours)
            bound += float(((slope - prices.hours) * side.rest[:, k])[over].sum())
            wanted += np.where(over, side.rest[:, k], 0.0)
        short = np.maximum(0.0, a.idle_points - prices.half_day)
        bound += float((short * side.idle_dates).sum())
        hours = np.where(shared, (self._hours[0] + self._hours[1]) - wanted, 0.0)
        half = self._half[0] + self._half[1] - np.where(short > 0, side.idle_dates, 0.0)
        half = np.where(side.idle_dates > 0, half, 0.0)
        return bound, Prices(self.cap - usage, hours, half)

    def close(self) -> None:
        self._pool.shutdown()


class PriceSearch:
    """Falling bounds: subgradient steps scaled by coordinate, with momentum and decay.

    The step of Kingma and Ba, "Adam" (ICLR 2015), its length falling with the square of what is
    left of `turns`. Measured on 40 spaces and 600 requests, 800 turns end 0.001 % above the
    optimum of the linear relaxation, where the volume algorithm and Polyak's step stay further.
    """

    def __init__(self, pricer: Pricer, turns: int, start: Prices | None = None) -> None:
        a = pricer.a
        self.pricer, self.turns, self.turn = pricer, turns, 0
        self.prices = start or first_prices(a, pricer.side)
        self.best_prices, self.best = self.prices, np.inf
        top = float(a.slopes[0])
        self._first_step = (0.01 if start else 0.05) * top
        self._low = (0.0, float(a.slopes[-1]), 0.0)
        self._high = (np.inf, top, float(a.idle_points))
        self._mean = [np.zeros_like(price) for price in self.prices]
        self._square = [np.zeros_like(price) for price in self.prices]

    @property
    def done(self) -> bool:
        return self.turn >= self.turns

    def step(self) -> None:
        """Evaluate the bound at the prices, then move them."""
        bound, slack = self.pricer(self.prices)
        if bound < self.best:
            self.best, self.best_prices = bound, self.prices
        self.turn += 1
        left = max(0.002, 1 - self.turn / self.turns)
        size = self._first_step * left**2
        moved = []
        for j, price in enumerate(self.prices):
            mean, square = self._mean[j], self._square[j]
            mean += 0.1 * (slack[j] - mean)
            square += 0.01 * (slack[j] ** 2 - square)
            speed = np.sqrt(square / (1 - 0.99**self.turn)) + 1e-3
            move = size * (mean / (1 - 0.9**self.turn)) / speed
            moved.append(np.clip(price - move, self._low[j], self._high[j]))
        self.prices = Prices(*moved)
