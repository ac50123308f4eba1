"""A bound, a plan, and options ruled out by both, from whole schedules of rooms' days.

Dantzig-Wolfe decomposition (Operations Research 8, 1960): a plan is one schedule of each room's
day (`room_days`), linked by what requests and applicants may have in all (`linking`). The linear
program over schedules is solved by column generation, its prices smoothed towards the best so far
(Wentges, Int. Trans. Oper. Res. 4, 1997), then tightened by cuts. At any prices the sum of the
best schedules and of the prices of what links them is a bound.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from softplace.engines.matching.arrays import Array, Arrays
from softplace.engines.matching.board import NONE
from softplace.engines.matching.cuts import Cuts
from softplace.engines.matching.dual import Pricer
from softplace.engines.matching.linking import FINE, Linking
from softplace.engines.matching.prices import Prices
from softplace.engines.matching.program import ALONE, Program
from softplace.engines.matching.room_days import RoomDay

MOST_TURNS, SETTLE_AT = 100, 15
SMOOTHING = 0.6
"""How far the prices stay with the best so far."""
CLOSE = 1e-9
"""Between the program and the bound, relatively: prices move no further."""

Run = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]


def in_rooms_of_one_unit(a: Arrays) -> bool:
    """Whether every option takes all of a resource that has a single unit."""
    parts = np.unique(a.pair_part[a.o_pair])
    alone = np.bincount(a.part_resource, minlength=len(a.resource_setup)) == 1
    units = a.part_unit_ptr[parts + 1] - a.part_unit_ptr[parts]
    return bool(
        (units == 1).all() and alone[a.part_resource[parts]].all() and not a.part_pool[parts].any()
    )


class Columns:
    """The linear program over schedules, and the best bound so far. `run` maps over rooms' days,
    as threads may."""

    def __init__(self, pricer: Pricer, prices: Prices, run: Run = map) -> None:
        self._run = run
        self.a = a = pricer.a
        free = Prices(*(np.zeros_like(part) for part in prices))
        self.worth = np.ceil(pricer.gains(free)).astype(np.int64)
        self.where = where = a.part_resource[a.pair_part[a.o_pair]].astype(np.int64) * 7 + a.o_day
        self.room_days = [
            RoomDay(a, np.flatnonzero(where == key), FINE) for key in np.unique(where)
        ]
        self.loose = np.concatenate([room_day.loose for room_day in self.room_days])
        self.worth[self.loose] += a.mask_dates[a.o_mask[self.loose]] * int(a.idle_points)
        self.worth *= FINE
        self.linking = linking = Linking(pricer, prices, where)
        self._cuts = Cuts(linking)
        self._program = Program(len(self.room_days), linking, self._cuts)
        self._loose_day = np.unique(
            linking.request[self.loose] * 7 + a.o_day[self.loose], return_inverse=True
        )[1]
        self.best = float("inf")
        self.links, self._paid = linking.first_prices, np.zeros(0, np.int64)
        self._values: list[int] = []
        self._settled = False

    def price(self, links: Array, paid: Array, mixed: list[tuple[int, Array, int, float]]) -> bool:
        """The bound at these prices of what links and of cuts; keeps it when it is the best, and
        the schedules for later. Whether any is new. `mixed`: some that are known."""
        weight = self.linking.weight(self.worth, links)
        bound = self.linking.bound(links) + int(paid.sum())
        new = self._program.add_patterns(self.linking.best_patterns(links))
        if len(self.loose):
            own = weight[self.loose]
            most = np.zeros(self._loose_day.max() + 1, np.int64)
            np.maximum.at(most, self._loose_day, own)
            bound += int(most.sum())
            for o in self.loose[(own > 0) & (own == most[self._loose_day])]:
                new |= self._program.add(ALONE, np.array([o]), int(self.worth[o]))
        floors = [0] * len(self.room_days)
        for k, options, worth, _ in mixed:
            if k != ALONE:
                own = int((weight[options] - self.worth[options]).sum()) + worth
                floors[k] = max(floors[k], own - int((self._cuts.met(options) * paid).sum()))

        def best(k: int) -> tuple[int, Array | None]:
            room_day = self.room_days[k]
            cuts = self._cuts.of_day(room_day.options, paid)
            return room_day.best(weight, *cuts, floors[k])

        found = list(self._run(best, range(len(self.room_days))))
        bound += sum(value for value, _ in found)
        if bound / FINE < self.best:
            self.best, self.links, self._paid = bound / FINE, links, paid
            self._values = [value for value, _ in found]
        for k, (_, options) in enumerate(found):
            if options is not None:
                new |= self._add(k, options)
        return new

    def _add(self, k: int, options: Array) -> bool:
        worth = int(self.worth[options].sum()) + self.room_days[k].bonus(options)
        return self._program.add(k, options, worth)

    def begin(self, held: Array) -> None:
        """What the board holds, and what is best at the first prices, are the first schedules."""
        kept = held[held != NONE]
        for k, room_day in enumerate(self.room_days):
            self._add(k, np.intersect1d(room_day.options, kept))
        for o in np.intersect1d(self.loose, kept).tolist():
            self._program.add(ALONE, np.array([o]), int(self.worth[o]))
        self.price(self.links, self._paid, [])

    def improve(self, stopped: Callable[[], bool]) -> None:
        """Move the prices until no schedule could improve the program."""
        for turn in range(MOST_TURNS):
            value, links, paid = self._program.solved()
            if stopped():
                break
            ended = self.best - value < CLOSE * self.best
            if not ended:
                mixed = self._program.mixed()
                new = self.price(_towards(links, self.links), _towards(paid, self._paid), mixed)
                ended = not new and not self.price(links, paid, mixed)
            if ended and self._settled:
                break
            if not self._settled and (ended or turn == SETTLE_AT):
                self._settle()

    def _settle(self) -> None:
        self._settled = True
        for room_day in self.room_days:
            room_day.settle()
        self._program.drop_repeated()
        self._program.solved()
        self.price(self.links, self._paid, self._program.mixed())

    def cut(self) -> bool:
        """Cut off the best mix; whether it could be."""
        before = len(self._cuts)
        mixed = self._program.mixed()
        if not mixed or not self._cuts.separate(mixed):
            return False
        self._paid = np.append(self._paid, np.zeros(len(self._cuts) - before, np.int64))
        self._program.add_cuts(before)
        return True

    def promising(self, seconds: float) -> Array:
        """The options of requests in rooms' days where the best mix, or the best choice of whole
        schedules that was found, holds them: sorted."""
        mixed = [options for _, options, _, _ in self._program.mixed()]
        taken = np.concatenate([self._program.chosen(seconds), *mixed]).astype(np.int64)
        who_where = self.linking.request * 7 * len(self.a.resource_setup) + self.where
        return np.flatnonzero(np.isin(who_where, who_where[taken]))

    def ruled_out(self, value: float) -> Array:
        """Whether each option is in no plan worth more than `value`."""
        weight = self.linking.weight(self.worth, self.links)

        def above(k: int) -> Array | None:
            room_day = self.room_days[k]
            cuts = self._cuts.of_day(room_day.options, self._paid)
            floor = self._values[k] - int(np.ceil(FINE * (self.best - value)))
            return room_day.above(weight, *cuts, floor)

        out = np.zeros(len(self.worth), bool)
        kept = list(self._run(above, range(len(self.room_days))))
        for room_day, options in zip(self.room_days, kept, strict=True):
            if options is not None:
                out[np.setdiff1d(room_day.options, options)] = True
        return out


def _towards(prices: Array, best: Array) -> Array:
    return np.rint(SMOOTHING * best + (1 - SMOOTHING) * prices).astype(np.int64)
