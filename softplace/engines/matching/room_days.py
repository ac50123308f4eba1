"""What one room can hold on one day, as a whole: each request once, and not a bit of each start.

The bound by prices (`dual`) lets a request take half of one start and half of another, so that a
day holds more than it can. Here a day is chosen as one schedule, by a dynamic program that is
exact but for the requests it does not watch (those it saw twice in a best schedule are watched
from then on: "decremental state space relaxation", Righini and Salani, Networks 51, 2008).
Weeks are looked at in two of their number: sessions that meet in one of them cannot both be held,
others are let pass. That only relaxes, so what no schedule exceeds here, no plan does.
"""

import numpy as np

from softplace.engines.matching.arrays import Array, Arrays
from softplace.engines.matching.schedules import (
    advance,
    base_of,
    blocks,
    forced,
    joined,
    packed,
    path,
    tight,
)

Lanes = tuple[Array, Array, Array, Array, Array]
"""Start, stop, which of two weeks, bit of the watched, weight: of the options of blocks."""
FIRST_WATCHED, MOST_WATCHED, MOST_WATCHED_IN_BLOCKS = 6, 11, 4
"""Each doubles the work: few are watched as long as prices are wild."""


class RoomDay:
    """The options of a room with a single unit on one weekday.

    `whole` are sorted by start and fill the room in both weeks that are looked at, `some` in one
    of them; `loose` are the options that do in none, and are left to others.
    """

    def __init__(self, a: Arrays, options: Array) -> None:
        self.request = a.pair_request[a.o_pair[options]].astype(np.int64)
        resource = int(a.part_resource[a.pair_part[a.o_pair[options[0]]]])
        day = int(a.o_day[options[0]])
        self.setup = int(a.resource_setup[resource])
        self.gap = int(a.resource_extra[resource])
        start = a.o_start[options].astype(np.int64)
        self.first_slot = int(start.min())
        stop = start + a.o_len[options] + self.setup
        self.slots = int(stop.max()) - self.first_slot
        layouts = np.unique(a.request_layout[self.request])
        layout = np.searchsorted(layouts, a.request_layout[self.request])
        self.layouts = len(layouts)
        order = np.lexsort((layout, start))
        self.options, self.request = options[order], self.request[order]
        self.start, self.stop = start[order] - self.first_slot, stop[order] - self.first_slot
        self.layout = layout[order]
        self.noon = a.noon - self.first_slot
        masks = a.masks[a.o_mask[self.options]]
        one, other = _weeks_of(masks, self.stop - self.start)
        has_one = (masks >> np.uint64(one) & np.uint64(1)).astype(bool)
        has_other = (masks >> np.uint64(other) & np.uint64(1)).astype(bool)
        self.whole = np.flatnonzero(has_one & has_other)
        self.some = np.flatnonzero(has_one != has_other)
        self.loose = self.options[~has_one & ~has_other]
        self.lane = np.where(has_one[self.some], 0, 1)
        self.bonus = np.zeros(2, np.int64)
        for half in range(2):
            within = masks[(self.start >= self.noon) == bool(half)]
            weeks = np.bitwise_or.reduce(within) if len(within) else np.uint64(0)
            free = weeks & a.idle[resource, day, half]
            self.bonus[half] = int(np.bitwise_count(free)) * int(a.idle_points)
        self.granted = 0
        if len({bool(early) for early in self.start[self.some] < self.noon}) == 2:
            # a block may span noon: the afternoon counts as filled whatever is held
            self.granted, self.bonus[1] = int(self.bonus[1]), 0
        self._may_be_in_blocks = set(self.request[self.some].tolist())
        self.watched: dict[int, int] = {}
        self._in_blocks: list[int] = []
        self._most = FIRST_WATCHED
        self._mark()

    def _mark(self) -> None:
        """Give the watched requests their bits: those of blocks first."""
        self._in_blocks = [q for q in self.watched if q in self._may_be_in_blocks]
        others = [q for q in self.watched if q not in self._may_be_in_blocks]
        self.watched = {q: i for i, q in enumerate([*self._in_blocks, *others])}
        bits = np.array([self.watched.get(q, -1) for q in self.request.tolist()], np.int64)
        self._bit = bits[self.some]
        self._mask = np.where(bits < 0, 0, 1 << np.maximum(bits, 0))[self.whole]

    def best(self, weight: Array) -> tuple[int, Array]:
        """The value of the best schedule at `weight` (of each option), and its options.

        Watches whoever comes twice in it, until none does or enough are watched.
        """
        while True:
            value, taken = self._schedule(weight[self.options])
            served, times = np.unique(self.request[taken], return_counts=True)
            fresh = [q for q in served[times > 1].tolist() if q not in self.watched]
            left = MOST_WATCHED_IN_BLOCKS - len(self._in_blocks)
            for q in fresh:
                in_blocks = q in self._may_be_in_blocks
                if len(self.watched) < self._most and (left > 0 or not in_blocks):
                    self.watched[q] = -1
                    left -= in_blocks
            if not any(q in self.watched for q in fresh):
                return value + self.granted, self.options[taken]
            self._mark()

    def settle(self) -> None:
        """Begin to watch anew, and more: whom the first, wild prices made come twice may not
        matter."""
        self.watched, self._most = {}, MOST_WATCHED
        self._mark()

    def _schedule(self, weight: Array) -> tuple[int, Array]:
        items, spans = self._items(weight)
        start, stop, layout, mask, worth, source = items
        states = 1 << len(self.watched)
        split = int(np.searchsorted(start, self.noon))
        nothing = base_of(self.slots, self.layouts, states)
        early, early_chosen = advance(
            start, stop, layout, mask, worth, 0, split, nothing, self.bonus[0], self.gap
        )
        base = joined(nothing, early)
        late, late_chosen = advance(
            start, stop, layout, mask, worth, split, len(start), base, self.bonus[1], self.gap
        )
        room = np.zeros(self.slots + 2, np.int64)
        taken: list[int] = []
        t = self.slots
        tops = [int(table[t].max()) for table in (late, early)]
        value = max(0, *tops)
        if value and tops[0] == value:
            other, state = np.unravel_index(int(late[t].argmax()), late[t].shape)
            count, t, other, state = path(
                layout, start, mask, worth, late, late_chosen, base, self.bonus[1], self.gap,
                t, int(other), int(state), room,
            )  # fmt: skip
            taken += source[room[:count]].tolist()
            begun = int(base[t, other, state])
        else:
            begun = value
            other, state = np.unravel_index(int(early[t].argmax()), early[t].shape)
        if begun:
            count, *_ = path(
                layout, start, mask, worth, early, early_chosen, nothing, self.bonus[0],
                self.gap, t, int(other), int(state), room,
            )  # fmt: skip
            taken += source[room[:count]].tolist()
        return value, self._unpacked(taken, spans, weight)

    def _items(self, weight: Array, *, every: bool = False) -> tuple[tuple[Array, ...], Array]:
        """Whole options and blocks in order of start; a block's source is -1 less its row."""
        own = weight[self.whole]
        keep = (own + self.bonus.max() > 0) | every
        whole = self.whole[keep]
        spans = np.zeros((0, 4), np.int64)
        if len(self.some):
            spans = self._spans(weight)
        kinds = np.unique(self.layout[self.some])
        block_layout = kinds[0] if len(kinds) == 1 else self.layouts
        columns = (
            np.concatenate([self.start[whole], spans[:, 0]]),
            np.concatenate([self.stop[whole], spans[:, 1]]),
            np.concatenate([self.layout[whole], np.full(len(spans), block_layout)]),
            np.concatenate([self._mask[keep], spans[:, 2]]),
            np.concatenate([own[keep], spans[:, 3]]),
            np.concatenate([whole, -1 - np.arange(len(spans))]),
        )
        order = np.lexsort((columns[2], columns[0]))
        return tuple(np.ascontiguousarray(column[order]) for column in columns), spans

    def _lanes(self, weight: Array) -> Lanes:
        some = self.some
        return self.start[some], self.stop[some], self.lane, self._bit, weight[some]

    def _spans(self, weight: Array) -> Array:
        """Rows of blocks: from, to, mask of the watched, worth."""
        best = blocks(*self._lanes(weight), self.slots, 1 << len(self._in_blocks))
        rows = tight(best)
        worth = best[rows[:, 0], rows[:, 1], rows[:, 2]]
        return np.column_stack([rows, worth])

    def _unpacked(self, taken: list[int], spans: Array, weight: Array) -> Array:
        """Indices of the options of items, blocks taken apart."""
        found: list[int] = []
        for item in taken:
            if item >= 0:
                found.append(item)
            else:
                begin, end, state, worth = spans[-1 - item].tolist()
                found += self._taken_apart(begin, end, state, worth, weight)
        return np.array(found, np.int64)

    def _taken_apart(
        self, begin: int, end: int, state: int, worth: int, weight: Array
    ) -> list[int]:
        lanes = self._lanes(weight)
        states = 1 << len(self._in_blocks)
        tables = [packed(*lanes, begin, own, self.slots, states) for own in (0, 1)]
        for part in range(states):
            rest = state & ~part
            if part & ~state == 0 and tables[0][end, part] + tables[1][end, rest] == worth:
                halves = zip((0, 1), tables, (part, rest), strict=True)
                return [
                    i for own, table, kept in halves
                    for i in self._lane_path(table, own, begin, end, kept, lanes)
                ]  # fmt: skip
        return []

    def _lane_path(
        self, table: Array, own: int, begin: int, t: int, state: int, lanes: Lanes
    ) -> list[int]:
        start, stop, lane, bit, weight = lanes
        found: list[int] = []
        while table[t, state] > 0:
            for i in np.flatnonzero((stop == t) & (lane == own) & (start >= begin)).tolist():
                mark = 0 if bit[i] < 0 else 1 << int(bit[i])
                before = int(table[start[i], state & ~mark]) if mark & ~state == 0 else -1
                if before >= 0 and before + weight[i] == table[t, state] and weight[i] > 0:
                    found.append(int(self.some[i]))
                    t, state = int(start[i]), state & ~mark
                    break
            else:
                t -= 1
        return found

    def forced(self, weight: Array) -> tuple[Array, Array]:
        """The whole options, and what a schedule with each can be worth at most."""
        items, _ = self._items(weight[self.options], every=True)
        start, stop, layout, mask, worth, source = items
        states = 1 << len(self.watched)
        nothing = base_of(self.slots, self.layouts, states)
        split = int(np.searchsorted(start, self.noon))
        ends = (self.slots - stop, self.slots - start)
        turned = np.lexsort((layout, ends[0]))
        back: list[Array] = []
        back_base = [nothing]
        for half in (1, 0):
            mine = turned[(turned >= split) == bool(half)]
            order = [np.ascontiguousarray(c[mine]) for c in (*ends, layout, mask, worth)]
            first, end, kind, own, points = order
            table, _ = advance(
                first, end, kind, own, points, 0, len(mine), back_base[-1], self.bonus[half],
                self.gap,
            )  # fmt: skip
            back.append(table)
            back_base.append(joined(back_base[-1], table))
        early, _ = advance(
            start, stop, layout, mask, worth, 0, split, nothing, self.bonus[0], self.gap
        )
        base = joined(nothing, early)
        late, _ = advance(
            start, stop, layout, mask, worth, split, len(start), base, self.bonus[1], self.gap
        )
        values = np.zeros(len(start), np.int64)
        forced(
            start, stop, layout, mask, worth, 0, split, early, nothing, back[1], back_base[1],
            self.bonus[0], self.gap, values,
        )  # fmt: skip
        forced(
            start, stop, layout, mask, worth, split, len(start), late, base, back[0],
            back_base[0], self.bonus[1], self.gap, values,
        )  # fmt: skip
        alone = source >= 0
        return self.options[source[alone]], values[alone] + self.granted


def _weeks_of(masks: Array, lengths: Array) -> tuple[int, int]:
    """The week that most hours of options fall in, and the one that most of the others do."""
    within = (masks[:, None] >> np.arange(64, dtype=np.uint64) & np.uint64(1)).astype(np.int64)
    hours = within * lengths[:, None]
    one = int(hours.sum(axis=0).argmax())
    rest = hours[within[:, one] == 0].sum(axis=0)
    return one, int((rest * 1000 + hours.sum(axis=0) / 1000).argmax()) if rest.any() else one
