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
from typing import NamedTuple

import numpy as np
from numba import njit

from softplace.engines.matching.grid import DAY_SLOTS, SLOTS, Array, Arrays

THREADS = 2
WORTH_THREADS = 20_000
"""Options from which handing work to threads costs less than it saves."""
MOST_CHANGEOVER_PRICES = 12_000_000
"""Above this many, changeovers are not priced: the bound is a little weaker, memory halves."""


class Prices(NamedTuple):
    """Milli-points: of a slot [track, weekday, slot, group] a date; of an applicant's quarter of
    an hour; of filling a half-day [resource, weekday, half, group] on a date; of a slot of an
    applicant's day [row, slot, group]; of a changeover [layout, track, weekday, slot, group]."""

    slot: Array
    hours: Array
    half_day: Array
    busy: Array
    changeover: Array


class Side(NamedTuple):
    """What does not change from one pricing to the next.

    `single`: applicants with one seat, whose tranches need no price; `rest[applicant, k]`: what
    is left of each tranche, within what the applicant could have at most; `busy_row`: the row of
    an applicant's weekday on which two of its requests could meet, or -1.
    """

    single: Array
    rest: Array
    idle_dates: Array
    busy_row: Array
    busy_cap: Array
    changeover_cap: Array
    track_extra: Array


def side_of(a: Arrays, groups: list[int]) -> Side:
    applicants, tranches = len(a.used_slots), len(a.slopes)
    seats = np.bincount(a.request_applicant, weights=a.request_sessions, minlength=applicants)
    best = np.zeros(len(a.request_sessions), np.int64)
    np.maximum.at(best, a.pair_request[a.o_pair], a.mask_dates[a.o_mask] * a.o_len)
    most = np.zeros(applicants, np.int64)
    np.add.at(most, a.request_applicant, best * a.request_sessions)
    rest = np.zeros((applicants, tranches))
    used, left = a.used_slots.astype(np.float64), most.astype(np.float64)
    for k in range(tranches):
        room = left
        if k < len(a.widths):
            room = np.maximum(0.0, a.widths[k] - used)
            used = np.maximum(0.0, used - a.widths[k])
        rest[:, k] = np.minimum(room, left)
        left = left - rest[:, k]
    idle = _dates_by_group(a.idle, groups)
    if a.idle_points == 0:
        idle[:] = 0.0
    busy_row, busy_cap = _busy_rows(a, groups)
    track_extra = np.zeros(a.cap.shape[0], np.int64)
    for part in range(len(a.part_pool)):
        for track in a.part_track[a.part_track_ptr[part] : a.part_track_ptr[part + 1]]:
            track_extra[track] = 0 if a.part_pool[part] else a.resource_extra[a.part_resource[part]]
    layouts = a.occupied_layout.shape[0]
    if layouts < 2 or not track_extra.any() or layouts * a.cap.size > MOST_CHANGEOVER_PRICES:
        layouts = 0
    return Side(
        seats <= 1, rest, idle, busy_row, busy_cap,
        _changeover_cap(a, groups, track_extra) if layouts else np.zeros((0, 7, SLOTS, 1)),
        track_extra,
    )  # fmt: skip


def _dates_by_group(masks: Array, groups: list[int]) -> Array:
    counts = [np.bitwise_count(masks & np.uint64(g)).astype(np.float64) for g in groups]
    return np.stack(counts, axis=-1)


def _busy_rows(a: Arrays, groups: list[int]) -> tuple[Array, Array]:
    """A row for each weekday of an applicant on which two of its requests have options."""
    row = np.full((len(a.used_slots), 7), -1, np.int64)
    request = a.pair_request[a.lane_pair]
    pairs = np.unique(np.stack([request, a.lane_day.astype(request.dtype)]), axis=1)
    applicant = a.request_applicant[pairs[0]]
    keys, counts = np.unique(applicant * 7 + pairs[1], return_counts=True)
    keys = keys[(counts > 1) & a.alone[keys // 7]]
    row.reshape(-1)[keys] = np.arange(len(keys))
    weeks = np.uint64(np.bitwise_or.reduce(a.masks)) if len(a.masks) else np.uint64(0)
    free = ~a.busy[keys // 7, keys % 7] & weeks
    return row, _dates_by_group(free, groups)


def _changeover_cap(a: Arrays, groups: list[int], track_extra: Array) -> Array:
    """Dates on which slot t or slot t + c may be occupied; 0 where there is no changeover."""
    cap = np.zeros(a.cap.shape)
    for c in np.unique(track_extra[track_extra > 0]):
        rows = np.flatnonzero(track_extra == c)
        now = a.open_weeks[rows]
        later = np.zeros_like(now)
        later[:, :, : SLOTS - c] = now[:, :, c:]
        cap[rows] = _dates_by_group(now | later, groups)
    return cap


def first_prices(a: Arrays, side: Side) -> Prices:
    middle = float(a.slopes[min(1, len(a.slopes) - 1)])
    layouts = a.occupied_layout.shape[0] if len(side.changeover_cap) else 0
    return Prices(
        np.zeros(a.cap.shape),
        np.full(len(a.used_slots), middle),
        np.where(side.idle_dates > 0, float(a.idle_points), 0.0),
        np.zeros(side.busy_cap.shape),
        np.zeros((layouts, *a.cap.shape)),
    )


@njit(cache=True, nogil=True)
def _worth_of_hours(slopes, widths, used, slots):
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
def respond(
    a,
    side,
    cum,
    busy_cum,
    hours,
    half_day,
    first,
    last,
    gains,
    active,
    active_ptr,
    reach,
    usage,
    hours_used,
    half_day_used,
    busy_used,
):
    """What the requests [first, last) take at these prices, and what they gain together.

    With `reach` >= 0 all options are looked at, and those that prices could make the best by
    moving `reach` a slot and date are written to `active`; else only those written before are.
    `gains` is room for one request, or for all options, whose reduced gains are then left in it.
    Adds to `usage[layout, track, weekday, slot + 1, group]` as differences along the slots, to
    `hours_used[applicant]`, `half_day_used` and `busy_used`.
    """
    o_pair, o_day, o_start, o_len = a.o_pair, a.o_day, a.o_start, a.o_len
    o_mask, o_points = a.o_mask, a.o_points
    mask_dates, mask_counts, slopes, widths = a.mask_dates, a.mask_counts, a.slopes, a.widths
    pair_part, pair_units, part_pool = a.pair_part, a.pair_units, a.part_pool
    part_resource, part_track, part_track_ptr = a.part_resource, a.part_track, a.part_track_ptr
    resource_setup, noon = a.resource_setup, a.noon
    groups = mask_counts.shape[1]
    total = 0.0
    best_gain, best_option = np.zeros(7), np.zeros(7, np.int64)
    all_gains = len(gains) == len(o_pair)
    count = active_ptr[first]
    for q in range(first, last):
        if reach >= 0.0:
            active_ptr[q] = count
            lo, hi = a.lane_ptr[a.request_lane[q]], a.lane_ptr[a.request_lane[q + 1]]
            shift = 0 if all_gains else lo
        else:
            shift = 0
            lo, hi = active_ptr[q], active_ptr[q + 1]
        if lo == hi:
            continue
        applicant = a.request_applicant[q]
        layout = a.request_layout[q] if cum.shape[0] > 1 else 0
        single, rate = side.single[applicant], hours[applicant]
        used = a.used_slots[applicant]
        best_gain[:] = 0.0
        best_option[:] = -1
        for i in range(lo, hi):
            o = i if reach >= 0.0 else active[i]
            start, number, day = np.int64(o_start[o]), o_mask[o], o_day[o]
            pair = o_pair[o]
            part = pair_part[pair]
            r = part_resource[part]
            end = start + o_len[o]
            slots = mask_dates[number] * np.int64(o_len[o])
            worth = np.float64(o_points[o])
            if single:
                worth += _worth_of_hours(slopes, widths, used, slots)
            else:
                worth += rate * slots
            half = 1 if start >= noon else 0
            stop = end + resource_setup[r]
            factor = pair_units[pair] if part_pool[part] else 1
            row = side.busy_row[applicant, day]
            for g in range(groups):
                dates = mask_counts[number, g]
                if dates == 0:
                    continue
                price = 0.0
                for k in range(part_track_ptr[part], part_track_ptr[part + 1]):
                    track = part_track[k]
                    price += cum[layout, track, day, stop, g] - cum[layout, track, day, start, g]
                price *= factor
                if row >= 0:
                    price += busy_cum[row, end, g] - busy_cum[row, start, g]
                worth += dates * (half_day[r, day, half, g] - price)
            if reach >= 0.0:
                gains[i - shift] = worth
            if worth > best_gain[day]:
                best_gain[day], best_option[day] = worth, o
        if reach >= 0.0 and len(active) > 0:
            for i in range(lo, hi):
                margin = reach * 0.4 * mask_dates[o_mask[i]] * o_len[i]
                if gains[i - shift] >= best_gain[o_day[i]] - margin:
                    active[count] = i
                    count += 1
        for _ in range(a.request_sessions[q]):
            day = np.argmax(best_gain)
            o = best_option[day]
            if o < 0 or best_gain[day] <= 0.0:
                break
            total += best_gain[day]
            best_gain[day] = 0.0
            best_option[day] = -1
            pair, number = o_pair[o], o_mask[o]
            part = pair_part[pair]
            r = part_resource[part]
            start = np.int64(o_start[o])
            end = start + o_len[o]
            stop = end + resource_setup[r]
            half = 1 if start >= noon else 0
            factor = pair_units[pair] if part_pool[part] else 1
            row = side.busy_row[applicant, day]
            hours_used[applicant] += mask_dates[number] * np.int64(o_len[o])
            for g in range(groups):
                dates = mask_counts[number, g]
                half_day_used[r, day, half, g] += dates
                for k in range(part_track_ptr[part], part_track_ptr[part + 1]):
                    track = part_track[k]
                    usage[layout, track, day, start, g] += factor * dates
                    usage[layout, track, day, stop, g] -= factor * dates
                if row >= 0:
                    busy_used[row, start, g] += dates
                    busy_used[row, end, g] -= dates
    if reach >= 0.0:
        active_ptr[last] = count
    return total


@njit(cache=True, nogil=True)
def _to_losses(a, gains):
    """Turn reduced gains into losses: what the request loses by taking this option."""
    best = np.zeros(7)
    for q in range(len(a.request_sessions)):
        lo, hi = a.lane_ptr[a.request_lane[q]], a.lane_ptr[a.request_lane[q + 1]]
        best[:] = 0.0
        for o in range(lo, hi):
            best[a.o_day[o]] = max(best[a.o_day[o]], gains[o])
        ranked = np.sort(best)[::-1]
        least = ranked[min(6, a.request_sessions[q] - 1)] if a.request_sessions[q] > 0 else 0.0
        for o in range(lo, hi):
            gains[o] = max(0.0, max(least, best[a.o_day[o]]) - gains[o])


class Pricer:
    """Evaluates the bound at given prices, on `THREADS` threads with a fixed split."""

    def __init__(self, a: Arrays, groups: list[int]) -> None:
        self.a, self.side = a, side_of(a, groups)
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

    def losses(self, prices: Prices) -> Array:
        """By how much the bound falls, at least, when an option must be held (milli-points)."""
        a, side = self.a, self.side
        gains = np.zeros(len(a.o_pair))
        respond(
            a, side, *self._cums(prices), prices.hours, prices.half_day, 0,
            len(a.request_sessions), gains, np.zeros(0, np.int32),
            np.zeros(len(a.request_sessions) + 1, np.int64), 0.0, *self._out[0],
        )  # fmt: skip
        _to_losses(a, gains)
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
