"""What one room can hold on one day, as a whole: each request once, and not a bit of each start.

The bound by prices (`dual`) lets a request take half of one start and half of another, so that a
day holds more than it can. Here a day is chosen as one schedule, exact but for the requests that
are not watched (those seen twice in a best schedule are watched from then on: "decremental state
space relaxation", Righini and Salani, Networks 51, 2008). Weeks are looked at in two of their
number: sessions that meet in one of them cannot both be held, others are let pass. That only
relaxes, so what no schedule exceeds here, no plan does.
"""

import numpy as np

from softplace.engines.matching.arrays import Array, Arrays
from softplace.engines.matching.schedules import (
    BEFORE,
    ITEM,
    NONE,
    WORTH,
    Items,
    label_day,
    rest_of_day,
)

MOST_BITS = 62
"""Watched requests, or cuts, of one room's day."""
FIRST_WATCHED, MOST_HOPED = 6, 6
"""Of the watched, so many are known to the bound on the rest of the day; each doubles its work."""
MOST_LABELS = 20_000
"""Of one search; a room's day that needs more is bounded as if others might come twice."""
FIRST_REACH = 50
"""Schedules within so small a part of the limit are looked at first."""


class RoomDay:
    """The options of a room with a single unit on one weekday, in order of start.

    `loose` are those that fill the room in neither of the two weeks, and are left to others.
    Weights are in parts, so many a milli-point as `fine` says.
    """

    def __init__(self, a: Arrays, options: Array, fine: int = 1) -> None:
        resource = int(a.part_resource[a.pair_part[a.o_pair[options[0]]]])
        day = int(a.o_day[options[0]])
        masks = a.masks[a.o_mask[options]]
        one, other = weeks_of(masks, a.o_len[options].astype(np.int64))
        weeks = _bit(masks, one) | _bit(masks, other) << 1
        self.loose = options[weeks == 0]
        order = np.flatnonzero(weeks)
        order = order[np.argsort(a.o_start[options[order]], kind="stable")]
        self.options, self._weeks, masks = options[order], weeks[order], masks[order]
        self.request = a.pair_request[a.o_pair[self.options]].astype(np.int64)
        start = a.o_start[self.options].astype(np.int64)
        first = int(start.min(initial=a.noon))
        self._start = start - first
        setup = int(a.resource_setup[resource])
        self._stop = self._start + a.o_len[self.options] + setup
        self._slots = int(self._stop.max(initial=0))
        self._gap = int(a.resource_extra[resource])
        layouts = a.request_layout[self.request]
        self._layout = np.unique(layouts, return_inverse=True)[1].astype(np.int64)
        self._half = (start >= a.noon).astype(np.int64)
        self._bonus = np.zeros((2, 2), np.int64)
        for half in range(2):
            free = a.idle[resource, day, half]
            for week, within in enumerate(self._weeks_filled(masks, half)):
                dates = int(np.bitwise_count(within & free))
                self._bonus[half, week] = dates * int(a.idle_points) * fine
        kinds = np.stack([self.request, a.o_len[self.options], a.o_mask[self.options]])
        self.kind = np.unique(kinds, axis=1, return_inverse=True)[1].reshape(-1)
        self._watched: dict[int, int] = {}
        self._most = FIRST_WATCHED

    def _weeks_filled(self, masks: Array, half: int) -> tuple[np.uint64, np.uint64]:
        """What sessions of a half of the day may fill, in the first of the two weeks and in the
        second: weeks in which only those of the second are held count there, others once."""
        own = self._half == half
        every = np.bitwise_or.reduce(masks[own], initial=np.uint64(0))
        first, second = (
            np.bitwise_or.reduce(masks[own & (self._weeks == week)], initial=np.uint64(0))
            for week in (1, 2)
        )
        return (every, every) if first & second else (every & ~second, second)

    def bonus(self, options: Array) -> int:
        """What a schedule's half-days bring."""
        at = np.flatnonzero(np.isin(self.options, options))
        return sum(
            int(self._bonus[half, week])
            for half in range(2)
            for week in range(2)
            if ((self._half[at] == half) & (self._weeks[at] >> week & 1 == 1)).any()
        )

    def best(self, weight: Array, cuts: Array, paid: Array, floor: int) -> tuple[int, Array | None]:
        """The value of the best schedule at `weight` (of each option), and its options: none when
        it is not worth more than `floor`, or was not found. `cuts`: bits of those that an option
        counts in, `paid` what a schedule pays for each two that do.

        Watches whoever comes twice in it, until none does.
        """
        keep = weight[self.options] + self._bonus[self._half].sum(axis=1) > 0
        while True:
            items = self._items(weight, cuts, keep)
            rest = self._rest(items)
            limit = self._limit(rest)
            top, reach = NONE, max(1, limit // FIRST_REACH)
            # only what comes near the limit is looked at first; then what comes less near
            while top == NONE and limit > floor:
                lowest = max(floor, limit - reach)
                labels, count = self._labelled(items, paid, rest, lowest)
                top = int(labels[:count, WORTH].argmax())
                if count < MOST_LABELS:
                    limit = max(lowest, int(labels[top, WORTH]))
                if labels[top, WORTH] <= lowest:
                    if count == MOST_LABELS:
                        return limit, None
                    top, reach = NONE, 2 * reach
            if top == NONE:
                return floor, None
            taken = np.flatnonzero(keep)[_path(labels, top)]
            served, times = np.unique(self.request[taken], return_counts=True)
            fresh = [q for q in served[times > 1].tolist() if q not in self._watched]
            fresh = fresh[: self._most - len(self._watched)]
            for q in fresh:
                self._watched[q] = len(self._watched)
            if not fresh:
                return limit, self.options[taken]

    def _rest(self, items: Items) -> Array:
        states = 1 << min(len(self._watched), MOST_HOPED)
        layouts = int(self._layout.max(initial=0)) + 1
        return np.asarray(rest_of_day(items, self._slots, self._gap, layouts, states))

    def _limit(self, rest: Array) -> int:
        """What no schedule is worth more than."""
        return int(rest[:, :, 0, 0].max(axis=1).sum() + 1) // 2 + int(self._bonus.sum())

    def _labelled(
        self, items: Items, paid: Array, rest: Array, floor: int, *, kinds: bool = False
    ) -> tuple[Array, int]:
        labels, count = label_day(
            items, self._slots, self._bonus, self._gap, paid, rest, floor, MOST_LABELS, kinds
        )
        return labels, int(count)

    def settle(self) -> None:
        """Begin to watch anew, and more: whom the first, wild prices made come twice may not
        matter."""
        self._watched, self._most = {}, MOST_BITS

    def above(self, weight: Array, cuts: Array, paid: Array, floor: int) -> Array | None:
        """The options of kinds that are in a schedule worth more than `floor`; none when there
        are too many schedules."""
        requests = np.unique(self.request)
        if len(requests) > MOST_BITS:
            return None
        others = [q for q in requests.tolist() if q not in self._watched]
        self._watched = {q: i for i, q in enumerate([*self._watched, *others])}
        items = self._items(weight, cuts, np.ones(len(self.options), bool))
        labels, count = self._labelled(items, paid, self._rest(items), floor, kinds=True)
        if count == MOST_LABELS:
            return None
        found: set[int] = set()
        seen = np.zeros(count, bool)
        for top in np.flatnonzero(labels[:count, WORTH] > floor).tolist():
            j = top
            while j and not seen[j]:
                seen[j] = True
                found.add(int(self.kind[labels[j, ITEM]]))
                j = int(labels[j, BEFORE])
        return self.options[np.isin(self.kind, sorted(found))]

    def _items(self, weight: Array, cuts: Array, keep: Array) -> Items:
        met = np.zeros(len(self.options), np.int64)
        for q, bit in self._watched.items():
            met[self.request == q] = 1 << bit
        # a set of kinds is told by a sum of numbers by chance: two that meet are not to be feared
        keys = np.random.default_rng(0).integers(1, 2**62, int(self.kind.max(initial=0)) + 1)
        columns = (
            self._start, self._stop, self._weeks, self._layout, self._half, met, cuts,
            keys[self.kind], weight[self.options],
        )  # fmt: skip
        return Items(*(np.ascontiguousarray(column[keep]) for column in columns))


def _path(labels: Array, j: int) -> list[int]:
    """The items of a label."""
    found: list[int] = []
    while j:
        found.append(int(labels[j, ITEM]))
        j = int(labels[j, BEFORE])
    return found


def _bit(masks: Array, week: int) -> Array:
    return (masks >> np.uint64(week) & np.uint64(1)).astype(np.int64)


def weeks_of(masks: Array, lengths: Array) -> tuple[int, int]:
    """The week that most hours of options fall in, and the one that most of the others do."""
    within = (masks[:, None] >> np.arange(64, dtype=np.uint64) & np.uint64(1)).astype(np.int64)
    hours = within * lengths[:, None]
    one = int(hours.sum(axis=0).argmax())
    rest = hours[within[:, one] == 0].sum(axis=0)
    return one, int((rest * 1000 + hours.sum(axis=0) / 1000).argmax()) if rest.any() else one
