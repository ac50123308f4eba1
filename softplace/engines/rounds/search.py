"""Ruin and recreate by simulated annealing, pattern choice outside the day's routing.

A turn takes stops off all of their days and puts each back on the days of the pattern that
costs least, or takes visits off one day and puts them back on that day. What a day costs is
asked of each route once, as long as the route stays the same.
"""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

from typing import NamedTuple

import numpy as np

from softplace.engines.compiled import njit
from softplace.engines.rounds.arrays import Array, Arrays
from softplace.engines.rounds.insertion import (
    Memo,
    Offers,
    cheapest_pattern,
    new_memo,
    new_offers,
    price_day,
    renew,
    settle,
)
from softplace.engines.rounds.marks import Marks, forget, new_marks
from softplace.engines.rounds.meetings import cost_of_meetings
from softplace.engines.rounds.ruin import lift_market, lift_routes, ruin, some_day
from softplace.engines.rounds.state import (
    NONE,
    State,
    copy_of,
    copy_route,
    copy_stop,
    new_state,
)

BLINK = 0.02
SIZE = 10.0
ONE_DAY = 0.5
WHOLE_MARKET = 0.1
WHOLE_ROUTES = 0.04
EAGER = 0.3
"""How often stops are put back that cost more than to leave them out."""


class Bench(NamedTuple):
    """Three states and what is needed to go from one to the next."""

    now: State
    held: State
    best: State
    memo: Memo
    offers: Offers
    marks: Marks
    behind: Array  # (routes,) those of `best` that are not as in `held`
    behind_stops: Array  # (stops,)
    queue: Array  # (stops,) who waits to be put back
    rank: Array
    costs: Array  # of `held` and of `best`


def new_bench(a: Arrays) -> Bench:
    stops, routes = a.may.shape
    state = new_state(a)
    return Bench(
        state,
        copy_of(state),
        copy_of(state),
        new_memo(a),
        new_offers(a),
        new_marks(a),
        np.zeros(routes, dtype=np.bool_),
        np.zeros(stops, dtype=np.bool_),
        np.zeros(stops, dtype=np.int64),
        np.zeros(stops),
        np.array([np.inf, np.inf]),
    )


@njit(cache=True, inner=True)
def cost_of(a, s):
    """Of a whole state, what is absent and who does not meet included."""
    total = cost_of_meetings(a, s)
    for r in range(len(s.cost)):
        total += s.cost[r]
    for x in range(len(s.pattern)):
        if s.pattern[x] == NONE:
            total += a.missing[x]
    return total


@njit(cache=True, inner=True)
def line_up(a, queue, rank, count):
    """Sort who waits by a rule drawn by chance."""
    draw = np.random.randint(16)
    for i in range(count):
        x = queue[i]
        if draw < 4:
            rank[i] = np.random.random()
        elif draw < 8:
            rank[i] = a.order[0, x]
        elif draw < 10:
            rank[i] = a.order[1, x]
        elif draw < 11:
            rank[i] = a.order[2, x]
        elif draw < 14:
            rank[i] = a.order[3, x]
        else:
            rank[i] = a.order[4, x]
    for i in range(1, count):
        x, key, j = queue[i], rank[i], i
        while j > 0 and rank[j - 1] > key:
            queue[j], rank[j] = queue[j - 1], rank[j - 1]
            j -= 1
        queue[j], rank[j] = x, key


@njit(cache=True, inner=True)
def put_back(a, b, only, blink):
    """Each waiting stop where it costs least; whether all visits of a single day found a place."""
    s, count = b.now, 0
    if only == NONE:
        for x in range(len(s.pattern)):
            if s.pattern[x] == NONE:
                b.queue[count] = x
                count += 1
    else:
        for i in range(b.marks.counts[1]):
            x = b.marks.stops[i]
            if s.route[x, only] == NONE and s.pattern[x] != NONE:
                b.queue[count] = x
                count += 1
    line_up(a, b.queue, b.rank, count)
    # Two stops may be worth a way together that neither is worth alone.
    eager = 1.0 if np.random.random() > EAGER else 1.0 + 2.0 * np.random.random()
    for i in range(count):
        x = b.queue[i]
        if only != NONE:
            b.offers.turn[0] += 1
            price_day(a, s, b.memo, b.offers, x, only, blink)
            if b.offers.route[only] == NONE:
                return False
            settle(a, s, b.offers, b.marks, x, only)
            continue
        pattern, cost = cheapest_pattern(a, s, b.memo, b.offers, x, blink)
        if pattern == NONE or cost >= a.missing[x] * eager:
            continue
        s.pattern[x] = pattern
        for q in range(a.days_ptr[pattern], a.days_ptr[pattern + 1]):
            settle(a, s, b.offers, b.marks, x, a.days[q])
    return True


@njit(cache=True, inner=True)
def copy_touched(b, source, target):
    for i in range(b.marks.counts[0]):
        copy_route(source, target, b.marks.routes[i])
    for i in range(b.marks.counts[1]):
        copy_stop(source, target, b.marks.stops[i])


@njit(cache=True, inner=True)
def keep_best(b):
    """What is held is the best so far."""
    for r in range(len(b.behind)):
        if b.behind[r]:
            copy_route(b.held, b.best, r)
            b.behind[r] = False
    for x in range(len(b.behind_stops)):
        if b.behind_stops[x]:
            copy_stop(b.held, b.best, x)
            b.behind_stops[x] = False
    b.costs[1] = b.costs[0]


@njit(cache=True)
def begin(a, b, seed):
    """Put back all who wait in `now`, and hold that as the best."""
    np.random.seed(seed)
    b.marks.counts[2] = b.now.version.max()
    put_back(a, b, NONE, 0.0)
    for r in range(len(b.behind)):
        copy_route(b.now, b.held, r)
        b.behind[r] = True
    for x in range(len(b.behind_stops)):
        copy_stop(b.now, b.held, x)
        b.behind_stops[x] = True
    forget(b.marks)
    b.costs[0] = cost_of(a, b.held)
    keep_best(b)


@njit(cache=True, inner=True)
def change(a, b):
    """The change of cost from `held` to `now`."""
    total, meets = 0.0, False
    for i in range(b.marks.counts[0]):
        r = b.marks.routes[i]
        total += b.now.cost[r] - b.held.cost[r]
    for i in range(b.marks.counts[1]):
        x = b.marks.stops[i]
        total += a.missing[x] * ((b.now.pattern[x] == NONE) * 1.0 - (b.held.pattern[x] == NONE))
        if a.market[x] != NONE:
            meets = True
    if meets:
        total += cost_of_meetings(a, b.now) - cost_of_meetings(a, b.held)
    return total


@njit(cache=True, inner=True)
def disturb(a, b):
    """Take something off `now`; say of which single day, NONE if of all days."""
    stops = len(a.at)
    if len(a.worth) > 0 and np.random.random() < WHOLE_MARKET:
        m = np.random.randint(len(a.worth))
        only = some_day(b.now, a.member[a.member_ptr[m]]) if np.random.random() < ONE_DAY else NONE
        lift_market(a, b.now, b.marks, m, only)
        return only
    seed, only = np.random.randint(stops), NONE
    if np.random.random() < WHOLE_ROUTES:
        lift_routes(a, b.now, b.marks, seed, 1 + np.random.randint(2))
        return NONE
    if np.random.random() < ONE_DAY:
        only = some_day(b.now, seed)
    ruin(a, b.now, b.marks, seed, only, SIZE)
    return only


@njit(cache=True)
def anneal(a, b, turns, hot, cold, seed):
    """So many turns, while it cools from one temperature to another."""
    np.random.seed(seed)
    b.costs[0] = cost_of(a, b.held)
    cooling = (cold / hot) ** (1.0 / max(1, turns))
    heat = hot
    for _ in range(turns):
        only = disturb(a, b)
        renew(a, b.now, b.marks)
        whole = put_back(a, b, only, BLINK)
        taken = False
        if whole:
            difference = change(a, b)
            taken = difference < -heat * np.log(np.random.random())
        if taken:
            copy_touched(b, b.now, b.held)
            for i in range(b.marks.counts[0]):
                b.behind[b.marks.routes[i]] = True
            for i in range(b.marks.counts[1]):
                b.behind_stops[b.marks.stops[i]] = True
            b.costs[0] += difference
            if b.costs[0] < b.costs[1] - 1e-9:
                keep_best(b)
        else:
            copy_touched(b, b.held, b.now)
            for i in range(b.marks.counts[0]):
                b.marks.stale[b.marks.routes[i]] = False
        forget(b.marks)
        heat *= cooling


@njit(cache=True)
def return_to_best(a, b):
    """Hold the best again."""
    for r in range(len(b.behind)):
        copy_route(b.best, b.held, r)
        copy_route(b.best, b.now, r)
        b.behind[r] = False
    for x in range(len(b.behind_stops)):
        copy_stop(b.best, b.held, x)
        copy_stop(b.best, b.now, x)
        b.behind_stops[x] = False
    b.costs[0] = b.costs[1]
