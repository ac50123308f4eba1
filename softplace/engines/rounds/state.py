"""Routes as the search holds them, and what it takes to keep them right.

A visit that meets others is *pinned* to a minute: `low` and `high` of its stop on that day are
the same. So a meeting is a matter of two windows, and never of two routes at once.
"""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

from typing import NamedTuple

import numpy as np

from softplace.engines.compiled import njit
from softplace.engines.rounds.arrays import Array, Arrays

NONE = -1
LATE = 1e-7
"""Minutes of rounding that are forgiven."""


class State(NamedTuple):
    """Routes, and who is where. `ahead[r, i]` is the segment before visit i, `behind[r, i]`
    that from it on: minutes, earliest and latest beginning."""

    row: Array  # (routes, longest row) stops
    size: Array  # (routes,)
    ahead: Array  # (routes, longest row + 1, 3)
    behind: Array
    load: Array  # (routes,)
    lasts: Array  # (routes,) minutes
    cost: Array  # (routes,) less what is kept
    version: Array  # (routes,) another number for other contents
    route: Array  # (stops, days)
    low: Array  # (stops, days) from when to when the visit may begin, as pinned
    high: Array
    pattern: Array  # (stops,) NONE: absent


def new_state(a: Arrays) -> State:
    """Nobody goes out."""
    routes, (stops, days), longest = len(a.begins), a.first.shape, a.longest_row
    state = State(
        row=np.full((routes, longest), NONE, dtype=np.int64),
        size=np.zeros(routes, dtype=np.int64),
        ahead=np.zeros((routes, longest + 1, 3)),
        behind=np.zeros((routes, longest + 1, 3)),
        load=np.zeros(routes),
        lasts=np.zeros(routes),
        cost=np.zeros(routes),
        version=np.arange(routes, dtype=np.int64) - routes,
        route=np.full((stops, days), NONE, dtype=np.int64),
        low=a.first.copy(),
        high=a.last.copy(),
        pattern=np.full(stops, NONE, dtype=np.int64),
    )
    for ends in (state.ahead, state.behind):
        ends[:, 0, 1], ends[:, 0, 2] = a.opens, a.closes
    return state


def copy_of(state: State) -> State:
    return State(*(field.copy() for field in state))


@njit(cache=True)
def follow(lasts, early, late, way, then_lasts, then_early, then_late):
    """One segment after another, with so many minutes of way between; nobody may be late."""
    after = lasts + way
    wait = max(then_early - after - late, 0.0)
    return (
        after + then_lasts + wait,
        max(then_early - after, early) - wait,
        min(then_late - after, late),
    )


@njit(cache=True)
def refresh(a, s, r, version):
    """Reckon a route anew after its visits, or their windows, have changed."""
    n, day = s.size[r], r // a.vehicles
    minutes, fares = a.minutes, a.fares
    row, ahead, behind = s.row[r], s.ahead[r], s.behind[r]
    load, fare, kept = 0.0, 0.0, 0.0
    point = a.begins[r]
    for i in range(n):
        x = row[i]
        there = a.at[x]
        way = minutes[point, there]
        lasts, early, late = follow(
            ahead[i, 0], ahead[i, 1], ahead[i, 2],
            way, a.service[x], s.low[x, day], s.high[x, day],
        )  # fmt: skip
        ahead[i + 1, 0], ahead[i + 1, 1], ahead[i + 1, 2] = lasts, early, late
        fare += fares[point, there]
        load += a.load[x]
        kept += a.kept[x, r]
        point = there
    behind[n, 0], behind[n, 1], behind[n, 2] = 0.0, a.opens[r], a.closes[r]
    after = a.ends[r]
    for i in range(n - 1, -1, -1):
        x = row[i]
        lasts, early, late = follow(
            a.service[x], s.low[x, day], s.high[x, day],
            minutes[a.at[x], after], behind[i + 1, 0], behind[i + 1, 1], behind[i + 1, 2],
        )  # fmt: skip
        behind[i, 0], behind[i, 1], behind[i, 2] = lasts, early, late
        after = a.at[x]
    s.version[r] = version
    s.load[r] = load
    if n == 0:
        s.lasts[r], s.cost[r] = 0.0, 0.0
        return
    s.lasts[r] = ahead[n, 0] + minutes[point, a.ends[r]]
    fare += fares[point, a.ends[r]]
    s.cost[r] = fare + a.per_minute * s.lasts[r] + a.per_route - kept


@njit(cache=True)
def put(a, s, r, i, x):
    """A stop at place i of a route, which is not reckoned anew yet."""
    row = s.row[r]
    for j in range(s.size[r], i, -1):
        row[j] = row[j - 1]
    row[i] = x
    s.size[r] += 1
    s.route[x, r // a.vehicles] = r


@njit(cache=True)
def take_off(a, s, x, day):
    """A visit off its route, which is not reckoned anew yet; the stop is pinned no more."""
    r = s.route[x, day]
    row, n = s.row[r], s.size[r]
    i = 0
    while row[i] != x:
        i += 1
    for j in range(i, n - 1):
        row[j] = row[j + 1]
    s.size[r] = n - 1
    s.route[x, day] = NONE
    s.low[x, day], s.high[x, day] = a.first[x, day], a.last[x, day]
    return r


@njit(cache=True, inner=True)
def copy_route(source, target, r):
    n = source.size[r]
    target.size[r] = n
    for i in range(n):
        target.row[r, i] = source.row[r, i]
    for i in range(n + 1):
        for k in range(3):
            target.ahead[r, i, k] = source.ahead[r, i, k]
            target.behind[r, i, k] = source.behind[r, i, k]
    target.load[r] = source.load[r]
    target.lasts[r] = source.lasts[r]
    target.cost[r] = source.cost[r]
    target.version[r] = source.version[r]


@njit(cache=True, inner=True)
def copy_stop(source, target, x):
    for day in range(source.route.shape[1]):
        target.route[x, day] = source.route[x, day]
        target.low[x, day] = source.low[x, day]
        target.high[x, day] = source.high[x, day]
    target.pattern[x] = source.pattern[x]
