"""A bound, and options ruled out by it, from whole schedules of rooms' days.

Dantzig-Wolfe decomposition (Operations Research 8, 1960): a plan is one schedule of each room's
day (`room_days`), linked by what a request or an applicant may have in all. The linear program
over schedules is solved by column generation, its prices smoothed towards the best so far
(Wentges, Int. Trans. Oper. Res. 4, 1997). At any prices the sum of the best schedules and of the
prices of what links them is a bound.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from softplace.engines.matching.arrays import Array, Arrays
from softplace.engines.matching.board import NONE
from softplace.engines.matching.dual import Pricer
from softplace.engines.matching.prices import Prices
from softplace.engines.matching.room_days import RoomDay

MOST_TURNS, SETTLE_AT = 60, 12
SMOOTHING = 0.6
"""How far the prices stay with the best so far."""
ALONE = -1
"""In place of a room's day: of an option that its schedule lets pass."""
MOST_NODES = 2_000
CLOSE = 3e-5
"""Between the program and the bound, relatively: prices move no further."""

Run = Callable[[Callable[[RoomDay], tuple[int, Array]], list[RoomDay]], Iterable[tuple[int, Array]]]


@dataclass(frozen=True)
class LinkPrices:
    """Prices, in whole milli-points: of a session of each request; of a request's weekday (rows
    of `Columns.days`); of an applicant's quarter of an hour."""

    request: Array
    day: Array
    hours: Array

    def towards(self, other: "LinkPrices", share: float) -> "LinkPrices":
        pairs = ((self.request, other.request), (self.day, other.day), (self.hours, other.hours))
        return LinkPrices(*(np.rint(a + share * (b - a)).astype(np.int64) for a, b in pairs))


def in_rooms_of_one_unit(a: Arrays) -> bool:
    """Whether every option takes all of a resource that has a single unit."""
    parts = np.unique(a.pair_part[a.o_pair])
    alone = np.bincount(a.part_resource, minlength=len(a.resource_setup)) == 1
    units = a.part_unit_ptr[parts + 1] - a.part_unit_ptr[parts]
    return bool(
        (units == 1).all() and alone[a.part_resource[parts]].all() and not a.part_pool[parts].any()
    )


class Columns:
    """The linear program over schedules, and the best bound so far.

    Where an applicant's time has a price, it keeps it. `run` maps over rooms' days, as threads may.
    """

    def __init__(self, pricer: Pricer, prices: Prices, run: Run = map) -> None:
        self._run = run
        self.a, self.side = a, side = pricer.a, pricer.side
        self.request = a.pair_request[a.o_pair].astype(np.int64)
        self.applicant = a.request_applicant[self.request]
        self.slots = a.mask_dates[a.o_mask].astype(np.int64) * a.o_len
        self.shared = ~side.single[self.applicant]
        free = Prices(*(np.zeros_like(part) for part in prices))._replace(busy=prices.busy)
        self.worth = np.ceil(pricer.gains(free)).astype(np.int64)
        self.fixed = int(np.ceil((side.busy_cap * prices.busy).sum()))
        self.days, self.day_row = np.unique(
            self.request * 7 + a.o_day.astype(np.int64), return_inverse=True
        )
        self.where = where = a.part_resource[a.pair_part[a.o_pair]].astype(np.int64) * 7 + a.o_day
        self.room_days = [RoomDay(a, np.flatnonzero(where == key)) for key in np.unique(where)]
        self.loose = np.concatenate([room_day.loose for room_day in self.room_days])
        self.worth[self.loose] += a.mask_dates[a.o_mask[self.loose]] * int(a.idle_points)
        self.best = float("inf")
        self.links = self.no_links()
        self.values: list[int] = []
        self._lp = _Program(self)

    def weight(self, links: LinkPrices) -> Array:
        """What an option adds to a schedule when all it takes of others is paid."""
        weight = self.worth - links.request[self.request] - links.day[self.day_row]
        paid = links.hours[self.applicant] * self.slots
        return weight + np.where(self.shared, paid, 0)

    def no_links(self) -> LinkPrices:
        """Nothing paid but applicants' hours, at what the first bring."""
        sizes = len(self.a.request_sessions), len(self.days), len(self.a.used_slots)
        request, day, hours = (np.zeros(size, np.int64) for size in sizes)
        return LinkPrices(request, day, hours + int(self.a.slopes[0]))

    def first_links(self, prices: Prices, gains: Array) -> LinkPrices:
        """As the bound by prices leaves them; `gains` are its reduced gains by option."""
        a = self.a
        best = np.zeros(len(self.days))
        np.maximum.at(best, self.day_row, gains)
        own = np.zeros(len(a.request_sessions))
        for q in np.unique(self.request).tolist():
            ranked = np.sort(best[self.days // 7 == q])[::-1]
            sessions = int(a.request_sessions[q])
            own[q] = ranked[sessions - 1] if sessions <= len(ranked) else 0.0
        day = np.maximum(0.0, best - own[self.days // 7])
        return LinkPrices(*(np.rint(part).astype(np.int64) for part in (own, day, prices.hours)))

    def price(self, links: LinkPrices) -> int:
        """The bound at these prices; keeps it when it is the best, and the schedules for later."""
        a, side = self.a, self.side
        weight = self.weight(links)
        bound = self.fixed
        if len(self.loose):
            own = weight[self.loose]
            most = np.zeros(len(self.days), np.int64)
            np.maximum.at(most, self.day_row[self.loose], own)
            bound += int(most.sum())
            for o in self.loose[(own > 0) & (own == most[self.day_row[self.loose]])]:
                self._lp.add(ALONE, np.array([o]))
        found = list(self._run(lambda day: day.best(weight), self.room_days))
        bound += int((links.request * a.request_sessions).sum() + links.day.sum())
        over = np.maximum(0, a.slopes[None, :] - links.hours[:, None])
        bound += int(np.ceil((over * side.rest)[~side.single].sum()))
        bound += sum(value for value, _ in found)
        if bound < self.best:
            self.best, self.links = bound, links
            self.values = [value for value, _ in found]
        for k, (_, options) in enumerate(found):
            self._lp.add(k, options)
        return bound

    def improve(self, start: LinkPrices, held: Array, stopped: Callable[[], bool]) -> None:
        """Move the prices, from `start`, until no schedule could improve the program; what the
        board holds is among the first schedules."""
        kept = set(held[held != NONE].tolist())
        for k, room_day in enumerate(self.room_days):
            own = np.setdiff1d(room_day.options, room_day.loose)
            self._lp.add(k, np.array([o for o in own.tolist() if o in kept], np.int64))
        for o in self.loose.tolist():
            if o in kept:
                self._lp.add(ALONE, np.array([o]))
        self.price(start)
        settled = False
        for turn in range(MOST_TURNS):
            value, links = self._lp.solved()
            if stopped():
                break
            before, known = self.best, self._lp.known
            self.price(links.towards(self.links, SMOOTHING))
            if self.best == before:
                self.price(links)
            ended = self.best - value < CLOSE * self.best
            ended = ended or (self.best == before and self._lp.known == known)
            if settled and ended:
                break
            if not settled and (ended or turn == SETTLE_AT):
                settled = True
                for room_day in self.room_days:
                    room_day.settle()
                self._lp.drop_repeated()
                self.price(self.links)

    def promising(self, seconds: float) -> Array:
        """The options of requests in rooms' days where the program, or its best choice of whole
        schedules, holds them: sorted."""
        taken = np.array(self._lp.mixed() + self._lp.chosen(seconds), np.int64)
        who_where = self.request * 7 * len(self.a.resource_setup) + self.where
        return np.flatnonzero(np.isin(who_where, who_where[taken]))

    def ruled_out(self, value: float) -> Array:
        """Whether each option is in no plan worth more than `value`."""
        out = np.zeros(len(self.worth), bool)
        weight = self.weight(self.links)
        for room_day, best in zip(self.room_days, self.values, strict=True):
            options, worths = room_day.forced(weight)
            out[options[self.best - best + worths <= value]] = True
        return out


class _Program:
    """The linear program: a schedule a room's day; requests, their days, applicants' hours."""

    def __init__(self, columns: Columns) -> None:
        import highspy

        self._c = columns
        a, side = columns.a, columns.side
        self._highs = highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        limits = [1.0] * len(columns.room_days)
        self._request_row = len(limits)
        limits += a.request_sessions.astype(float).tolist()
        self._day_row = len(limits)
        limits += [1.0] * len(columns.days)
        self._hours_row = len(limits)
        limits += [0.0] * len(side.single)
        none = np.zeros(0, np.int32)
        for limit in limits:
            highs.addRow(-np.inf, limit, 0, none, none.astype(float))
        for applicant in np.flatnonzero(~side.single).tolist():
            for k, slope in enumerate(a.slopes.tolist()):
                if side.rest[applicant, k] > 0:
                    row = np.array([self._hours_row + applicant], np.int32)
                    room = float(side.rest[applicant, k])
                    highs.addCol(float(slope), 0.0, room, 1, row, np.ones(1))
        self._known: set[tuple[int, ...]] = set()
        self._schedules: dict[int, Array] = {}

    @property
    def known(self) -> int:
        return len(self._known)

    def add(self, k: int, options: Array) -> None:
        """A schedule of the k-th room's day (or `ALONE`: of an option), unless it is there."""
        key = (k, *sorted(options.tolist()))
        if key in self._known:
            return
        self._known.add(key)
        c = self._c
        worth = int(c.worth[options].sum())
        if k != ALONE:
            room_day = c.room_days[k]
            late = c.a.o_start[options] - room_day.first_slot >= room_day.noon
            halves = [int(room_day.bonus[h]) for h in range(2) if (late == bool(h)).any()]
            worth += room_day.granted + sum(halves)
        shared = c.shared[options]
        rows = np.concatenate(
            [
                [k] if k != ALONE else [],
                self._request_row + c.request[options],
                self._day_row + c.day_row[options],
                self._hours_row + c.applicant[options][shared],
            ]
        )
        amounts = np.concatenate(
            [np.ones((k != ALONE) + 2 * len(options)), -c.slots[options][shared]]
        )
        at, inverse = np.unique(rows.astype(np.int64), return_inverse=True)
        total = np.bincount(inverse, weights=amounts)
        self._schedules[self._highs.getNumCol()] = options
        self._highs.addCol(float(worth), 0.0, np.inf, len(at), at.astype(np.int32), total)

    def solved(self) -> tuple[float, LinkPrices]:
        """The value of the best mix of the schedules known, and its prices."""
        self._highs.run()
        dual = np.maximum(0.0, np.array(self._highs.getSolution().row_dual))
        c = self._c
        parts = (
            dual[self._request_row : self._day_row],
            dual[self._day_row : self._hours_row],
            dual[self._hours_row :],
        )
        value = self._highs.getInfo().objective_function_value + c.fixed
        return value, LinkPrices(*(np.rint(part).astype(np.int64) for part in parts))

    def drop_repeated(self) -> None:
        """Without the schedules that serve a request twice, found while few were watched."""
        for column, options in self._schedules.items():
            if len(np.unique(self._c.request[options])) < len(options):
                self._highs.changeColBounds(column, 0.0, 0.0)

    def mixed(self) -> list[int]:
        """The options of all schedules that the best mix takes a share of."""
        values = self._highs.getSolution().col_value
        return [
            o
            for j, options in self._schedules.items()
            if j < len(values) and values[j] > 1e-6
            for o in options.tolist()
        ]

    def chosen(self, seconds: float) -> list[int]:
        """Whole schedules only: the options of the best choice found."""
        import highspy

        highs = self._highs
        for column in self._schedules:
            highs.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        highs.setOptionValue("mip_max_nodes", MOST_NODES)
        highs.setOptionValue("time_limit", max(0.05, min(3600.0, seconds)))
        highs.run()
        values = highs.getSolution().col_value
        if len(values) == 0:
            return []
        taken = [options for j, options in self._schedules.items() if values[j] > 0.5]
        return np.unique(np.concatenate([np.zeros(0, np.int64), *taken])).tolist()
