"""The best schedule of one room on one day at given weights: the kernels of `room_days`.

Labels are set along the slots of the day (Desrochers, Desrosiers and Solomon, Operations Research
40, 1992). A label is a schedule begun: from when the room is free in each of two weeks, its last
layouts, what it is worth, and which of the *watched* requests and of the cuts it has met. It is
left aside where another one is free no later, has met no more, and is worth at least as much, or
where even the best of the rest of the day would not lift it above a floor.
"""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

from typing import NamedTuple

import numpy as np

from softplace.engines.compiled import njit
from softplace.engines.matching.arrays import Array

FREE, LAYOUT, MET, ODD, FILLED, WORTH, BEFORE, ITEM, KEY, NEXT = 0, 2, 4, 5, 6, 7, 8, 9, 10, 11
"""Fields of a label; `FREE` and `LAYOUT` are two, one a week. `ODD`: cuts met an odd number of
times; `FILLED`: half-days, a bit for each half and week; `NEXT`: in the list of a slot."""
FIELDS = 12
NONE = -1


class Items(NamedTuple):
    """Options in order of start. `weeks`: bits of the two in which it fills the room; `met`: bit
    of the watched request; `cuts`: bits of those that it counts in; `key`: of its kind."""

    start: Array
    stop: Array
    weeks: Array
    layout: Array
    half: Array
    met: Array
    cuts: Array
    key: Array
    weight: Array


@njit(cache=True, nogil=True)
def rest_of_day(items, slots, gap, layouts, states):
    """Twice what sessions from each slot on may bring in each week, by the layout of the first and
    by which of the first watched requests are met already; whoever else may come twice.

    A session of both weeks counts half in each, so that the sum of both weeks is a bound.
    """
    rest = np.zeros((2, layouts, slots + 1, states), np.int64)
    after = np.empty(states, np.int64)
    for week in range(2):
        i = len(items.start) - 1
        for t in range(slots - 1, -1, -1):
            for layout in range(layouts):
                for state in range(states):
                    rest[week, layout, t, state] = rest[week, layout, t + 1, state]
            while i >= 0 and items.start[i] == t:
                if items.weeks[i] >> week & 1:
                    worth = items.weight[i] * (1 if items.weeks[i] == 3 else 2)
                    own, mark = items.layout[i], items.met[i] & (states - 1)
                    for state in range(states):
                        after[state] = _rest(rest[week], own, items.stop[i], gap, state)
                    for state in range(states):
                        if state & mark == 0:
                            best = rest[week, own, t, state]
                            rest[week, own, t, state] = max(best, worth + after[state | mark])
                i -= 1
    return rest


@njit(cache=True, nogil=True)
def _rest(rest, layout, t, gap, state):
    """Of one week, when a session of that layout (or none) has ended at slot t."""
    best = 0
    for first in range(rest.shape[0]):
        at = t if layout in (first, NONE) else min(t + gap, rest.shape[1] - 1)
        best = max(best, rest[first, at, state])
    return best


@njit(cache=True, nogil=True, inner=True)
def _bonus_left(filled, bonus, last_start, t):
    """What half-days not yet filled can still bring from slot t on."""
    left = 0
    for half in range(2):
        if last_start[half] >= t:
            for week in range(2):
                if filled >> (2 * half + week) & 1 == 0:
                    left += bonus[half, week]
    return left


@njit(cache=True, nogil=True, inner=True)
def _hopeless(labels, k, rest, t, gap, bonus, last_start, floor):
    """Whether not even the best of the rest of the day from slot t on lifts label k above it."""
    state = labels[k, MET] & (rest.shape[3] - 1)
    twice = 0
    for week in range(2):
        best = 0
        for first in range(rest.shape[1]):
            free, layout = labels[k, FREE + week], labels[k, LAYOUT + week]
            if layout not in (first, NONE):
                free += gap
            best = max(best, rest[week, first, min(max(t, free), rest.shape[2] - 1), state])
        twice += best
    hope = (twice + 1) // 2 + _bonus_left(labels[k, FILLED], bonus, last_start, t)
    return labels[k, WORTH] + hope <= floor


@njit(cache=True, nogil=True, inner=True)
def _as_good(labels, one, other, t, gap, later, bonus, last_start, paid):
    """Whether whatever the other label may become from slot t on, the one may too, no worse."""
    lead = labels[one, WORTH] - labels[other, WORTH]
    if lead < 0 or labels[one, MET] & later & ~labels[other, MET]:
        return False
    for week in range(2):
        free, its = labels[one, FREE + week], labels[other, FREE + week]
        if free > t and free > its:
            return False
        layout = labels[one, LAYOUT + week]
        other_layouts_wait = layout != NONE and free + gap > t and free + gap > its
        if other_layouts_wait and (layout != labels[other, LAYOUT + week] or free > its):
            return False
    lead -= _bonus_left(~(labels[one, FILLED] & ~labels[other, FILLED]), bonus, last_start, t)
    odd, cut = labels[one, ODD] & ~labels[other, ODD], 0
    while odd and lead >= 0:
        if odd & 1:
            lead -= paid[cut]
        odd >>= 1
        cut += 1
    return lead >= 0


@njit(cache=True, nogil=True, inner=True)
def _activate(labels, active, count, j, t, gap, later, bonus, last_start, paid, kinds):
    """Put label j among the active ones unless one is as good; without those it betters.

    With `kinds`, only labels of the same kinds of options are compared.
    """
    kept, wanted = 0, True
    for x in range(count):
        k = active[x]
        stays = True
        if wanted and not (kinds and labels[k, KEY] != labels[j, KEY]):
            if _as_good(labels, k, j, t, gap, later, bonus, last_start, paid):
                wanted = False
            elif _as_good(labels, j, k, t, gap, later, bonus, last_start, paid):
                stays = False
        if stays:
            active[kept] = k
            kept += 1
    if wanted:
        active[kept] = j
        kept += 1
    return kept


@njit(cache=True, nogil=True, inner=True)
def _fits(labels, k, items, i, t, gap):
    """Whether item i may start at slot t after label k."""
    if labels[k, MET] & items.met[i]:
        return False
    for week in range(2):
        if items.weeks[i] >> week & 1:
            free, layout = labels[k, FREE + week], labels[k, LAYOUT + week]
            if layout != NONE and layout != items.layout[i]:
                free += gap
            if free > t:
                return False
    return True


@njit(cache=True, nogil=True, inner=True)
def _extend(label, items, i, bonus, paid, new):
    """Write to `new` the label with item i."""
    new[:] = label
    for week in range(2):
        if items.weeks[i] >> week & 1:
            new[FREE + week], new[LAYOUT + week] = items.stop[i], items.layout[i]
            bit = 1 << (2 * items.half[i] + week)
            if new[FILLED] & bit == 0:
                new[FILLED] |= bit
                new[WORTH] += bonus[items.half[i], week]
    new[WORTH] += items.weight[i]
    twice, cut = new[ODD] & items.cuts[i], 0
    while twice:
        if twice & 1:
            new[WORTH] -= paid[cut]
        twice >>= 1
        cut += 1
    new[ODD] ^= items.cuts[i]
    new[MET] |= items.met[i]
    new[KEY] += items.key[i]
    new[ITEM] = i


@njit(cache=True, nogil=True)
def label_day(items, slots, bonus, gap, paid, rest, floor, most, kinds):
    """Set labels of schedules worth more than `floor`: (labels, how many; `most` when
    there are more).

    The first label is nothing held. With `kinds`, every schedule is found that is not made of the
    same kinds of options as a better one.
    """
    labels = np.empty((most, FIELDS), np.int64)
    labels[0] = 0
    labels[0, LAYOUT] = labels[0, LAYOUT + 1] = labels[0, BEFORE] = labels[0, ITEM] = NONE
    active = np.empty(most, np.int64)
    head = np.full(slots + 1, NONE, np.int64)
    active[0], alive, count = 0, 1, 1
    n = len(items.start)
    last_start = np.full(2, NONE, np.int64)
    later = np.zeros(slots + 1, np.int64)
    for i in range(n):
        last_start[items.half[i]] = max(last_start[items.half[i]], items.start[i])
        later[items.start[i]] |= items.met[i]
    for t in range(slots - 1, -1, -1):
        later[t] |= later[t + 1]
    i = 0
    while i < n:
        t = items.start[i]
        kept = 0
        for x in range(alive):
            active[kept] = active[x]
            kept += not _hopeless(labels, active[x], rest, t, gap, bonus, last_start, floor)
        alive = kept
        for ended in range((items.start[i - 1] if i > 0 else NONE) + 1, t + 1):
            j = head[ended]
            while j != NONE:
                alive = _activate(
                    labels, active, alive, j, t, gap, later[t], bonus, last_start, paid, kinds
                )
                j = labels[j, NEXT]
        while i < n and items.start[i] == t:
            for x in range(alive):
                k = active[x]
                if not _fits(labels, k, items, i, t, gap):
                    continue
                if count == most:
                    return labels, most
                new = labels[count]
                _extend(labels[k], items, i, bonus, paid, new)
                new[BEFORE] = k
                if _hopeless(labels, count, rest, t, gap, bonus, last_start, floor):
                    continue
                free = min(new[FREE], new[FREE + 1])
                if free <= t:
                    active[alive] = count
                    alive += 1
                else:
                    new[NEXT] = head[free]
                    head[free] = count
                count += 1
            i += 1
    return labels, count
