"""The best schedule of one room on one day at given weights: the kernels of `room_days`.

A dynamic program along the slots of the day. Its state is the slot from which the room is free,
the layout of the last session, and which of some *watched* requests have been served: those may
come once only. *Items* fill the room in all weeks: single sessions, or *blocks* of sessions that
leave weeks to one another (every other week), each block as good as its span allows.
"""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

import numpy as np

from softplace.engines.compiled import njit

NEVER = -(1 << 60)
"""The value of a state that cannot be reached."""


@njit(cache=True, nogil=True)
def base_of(slots, layouts, states):
    """Nothing held yet: worth 0 at every slot, in the last layout, which is none."""
    base = np.full((slots + 1, layouts + 1, states), NEVER, np.int64)
    base[:, layouts, 0] = 0
    return base


@njit(cache=True, nogil=True)
def _before(reached, base, bonus, t, layout, gap, found):
    """The best of each state from which an item of that layout may start at slot t."""
    last = reached.shape[1] - 1
    found[:] = NEVER
    for other in range(last + 1):
        at = t if other in (layout, last) or layout == last else t - gap
        if at < 0:
            continue
        for state in range(len(found)):
            best = max(reached[at, other, state], base[at, other, state] + bonus)
            found[state] = max(found[state], best)


@njit(cache=True, nogil=True)
def advance(start, stop, layout, mask, weight, lo, hi, base, bonus, gap):
    """Items [lo, hi), in order of start, of one half of the day, on top of `base`.

    The first of them brings `bonus`. Returns the best value of [slot, layout, state] with an item
    of this half the last, and the item that ends there (-1: none at that slot).
    """
    reached = np.full(base.shape, NEVER, np.int64)
    chosen = np.full(base.shape, -1, np.int32)
    found = np.empty(base.shape[2], np.int64)
    i = lo
    for t in range(base.shape[0]):
        if t > 0:
            for other in range(base.shape[1]):
                for state in range(base.shape[2]):
                    if reached[t - 1, other, state] >= reached[t, other, state]:
                        reached[t, other, state] = reached[t - 1, other, state]
                        chosen[t, other, state] = -1
        known = -1
        while i < hi and start[i] == t:
            if layout[i] != known:
                known = layout[i]
                _before(reached, base, bonus, t, known, gap, found)
            end, own = stop[i], mask[i]
            for state in range(len(found)):
                if state & own or found[state] < 0:
                    continue
                worth = found[state] + weight[i]
                if worth > reached[end, known, state | own]:
                    reached[end, known, state | own] = worth
                    chosen[end, known, state | own] = i
            i += 1
    return reached, chosen


@njit(cache=True, nogil=True)
def joined(base, reached):
    """The better of both, state by state."""
    return np.maximum(base, reached)


@njit(cache=True, nogil=True)
def _ended(reached, base, chosen, t, other, state):
    """The slot at which the state was reached, by an item of this half; -1 when by none."""
    while t > 0 and chosen[t, other, state] < 0:
        if reached[t - 1, other, state] != reached[t, other, state]:
            return -1
        t -= 1
    return t if chosen[t, other, state] >= 0 else -1


@njit(cache=True, nogil=True)
def path(layout, start, mask, weight, reached, chosen, base, bonus, gap, t, other, state, items):
    """Walk back from a state of this half to one of `base`; fills `items` and says where it ends:
    (how many, slot, layout, state)."""
    count = 0
    last = base.shape[1] - 1
    while True:
        t = _ended(reached, base, chosen, t, other, state)
        i = chosen[t, other, state]
        items[count] = i
        count += 1
        want = reached[t, other, state] - weight[i]
        state = state & ~mask[i]
        for before in range(last + 1):
            at = start[i] if before in (layout[i], last) or layout[i] == last else start[i] - gap
            if at < 0:
                continue
            if base[at, before, state] + bonus == want:
                return count, at, before, state
            if reached[at, before, state] == want:
                t, other = at, before
                break


@njit(cache=True, nogil=True)
def blocks(start, stop, lane, bit, weight, stop_slots, states):
    """Values of [from slot, to slot, state]: the best of two lanes side by side within that span.

    Options in order of start; a lane is a set of weeks, `bit` the watched request (-1: none). A
    state is exactly the watched requests that are served.
    """
    best = np.full((stop_slots + 1, stop_slots + 1, states), NEVER, np.int64)
    for begin in range(stop_slots + 1):
        if not np.any(start == begin):
            continue
        first = packed(start, stop, lane, bit, weight, begin, 0, stop_slots, states)
        second = packed(start, stop, lane, bit, weight, begin, 1, stop_slots, states)
        for end in range(begin, stop_slots + 1):
            for state in range(states):
                part = state
                while True:
                    left, right = first[end, part], second[end, state & ~part]
                    if left >= 0 and right >= 0:
                        best[begin, end, state] = max(best[begin, end, state], left + right)
                    if part == 0:
                        break
                    part = (part - 1) & state
    return best


@njit(cache=True, nogil=True)
def packed(start, stop, lane, bit, weight, begin, own, slots, states):
    """The best of one lane from slot `begin` on, by [end, state]."""
    best = np.full((slots + 1, states), NEVER, np.int64)
    best[begin, 0] = 0
    i = 0
    for t in range(begin, slots + 1):
        if t > begin:
            for state in range(states):
                best[t, state] = max(best[t, state], best[t - 1, state])
        while i < len(start) and start[i] <= t:
            if start[i] == t and lane[i] == own and weight[i] > 0:
                mark = 0 if bit[i] < 0 else 1 << bit[i]
                for state in range(states):
                    if state & mark == 0 and best[t, state] >= 0:
                        worth = best[t, state] + weight[i]
                        best[stop[i], state | mark] = max(best[stop[i], state | mark], worth)
            i += 1
    return best


@njit(cache=True, nogil=True)
def tight(best):
    """Rows (from, to, state) of the blocks that no shorter or smaller one is as good as."""
    slots, states = best.shape[0] - 1, best.shape[2]
    rows = np.empty((best.size, 3), np.int64)
    count = 0
    # the best of all spans within [from, to], grown from the shortest on
    inner = np.full(best.shape, NEVER, np.int64)
    for begin in range(slots, -1, -1):
        for end in range(begin + 1, slots + 1):
            for state in range(states):
                within = max(np.int64(0), inner[begin, end - 1, state])
                if begin < slots:
                    within = max(within, inner[begin + 1, end, state])
                own = best[begin, end, state]
                inner[begin, end, state] = max(within, own)
                for k in range(8):
                    if state >> k & 1:
                        within = max(within, inner[begin, end, state & ~(1 << k)])
                if own > within:
                    rows[count] = begin, end, state
                    count += 1
    return rows[:count]


@njit(cache=True, nogil=True)
def forced(
    start, stop, layout, mask, weight, lo, hi, fore, base, back, back_base, bonus, gap, values
):
    """For each item [lo, hi) of a half, the best schedule with it, to `values`.

    `fore` and `base` as `advance` leaves them; `back` and `back_base` the same of the day turned
    round, where slot t is the last slot less t.
    """
    slots, states = fore.shape[0] - 1, fore.shape[2]
    found = np.empty(states, np.int64)
    after = np.empty(states, np.int64)
    known_end, known_layout = -1, -1
    for i in range(lo, hi):
        _before(fore, base, bonus, start[i], layout[i], gap, found)
        if known_end != stop[i] or known_layout != layout[i]:
            known_end, known_layout = stop[i], layout[i]
            _before(back, back_base, bonus, slots - stop[i], layout[i], gap, after)
            bit = 1
            while bit < states:
                for state in range(states):
                    if state & bit:
                        after[state] = max(after[state], after[state & ~bit])
                bit <<= 1
        best = np.int64(NEVER)
        for state in range(states):
            if state & mask[i] == 0 and found[state] >= 0:
                # the bonus of this half is in what comes before and in what comes after
                rest = after[(states - 1) & ~(state | mask[i])] - bonus
                best = max(best, found[state] + weight[i] + rest)
        values[i] = best
