"""Take stops off the routes: chains of visits near each other.

Christiaens and Vanden Berghe, Slack induction by string removals for vehicle routing problems,
Transportation Science 54 (2020), for several days: a stop goes off all of its days, so that it
may take another pattern, or off one day only, whose routing is then done anew by itself.
"""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

import numpy as np

from softplace.engines.compiled import njit
from softplace.engines.rounds.marks import note_route, note_stop
from softplace.engines.rounds.meetings import loosen
from softplace.engines.rounds.state import NONE, take_off

LONGEST_CHAIN = 10
SPLIT = 0.5
"""How often a chain leaves some visits within it in place."""


@njit(cache=True, inner=True)
def lift(a, s, marks, x, day):
    """A visit off its route."""
    note_stop(marks, x)
    note_route(marks, take_off(a, s, x, day))
    if a.market[x] != NONE:
        loosen(a, s, marks, a.market[x], day)


@njit(cache=True, inner=True)
def lift_all(a, s, marks, x):
    """A stop off all of its days."""
    for day in range(s.route.shape[1]):
        if s.route[x, day] != NONE:
            lift(a, s, marks, x, day)
    s.pattern[x] = NONE


@njit(cache=True, inner=True)
def lift_market(a, s, marks, m, only):
    """All who stand at a market, off one day or off all."""
    for i in range(a.member_ptr[m], a.member_ptr[m + 1]):
        x = a.member[i]
        if only == NONE:
            lift_all(a, s, marks, x)
        elif s.route[x, only] != NONE:
            lift(a, s, marks, x, only)


@njit(cache=True, inner=True)
def lift_routes(a, s, marks, seed, count):
    """Whole stops of the routes on which stops near one are: so a vehicle's day can be saved."""
    chain, done = np.empty(s.row.shape[1], np.int64), 0
    for i in range(a.near.shape[1]):
        day = some_day(s, a.near[seed, i])
        if day == NONE:
            continue
        r = s.route[a.near[seed, i], day]
        n = s.size[r]
        for j in range(n):
            chain[j] = s.row[r, j]
        for j in range(n):
            lift_all(a, s, marks, chain[j])
        done += 1
        if done == count:
            break


@njit(cache=True, inner=True)
def some_day(s, x):
    """A day by chance on which a stop is visited; NONE if there is none."""
    days, found, chosen = s.route.shape[1], 0, NONE
    for day in range(days):
        if s.route[x, day] != NONE:
            found += 1
            if np.random.random() * found < 1.0:
                chosen = day
    return chosen


@njit(cache=True, inner=True)
def chain_around(s, r, x, length, chain):
    """Fill `chain` with visits in a row of a route, x among them; say how many."""
    row, n = s.row[r], s.size[r]
    place = 0
    while row[place] != x:
        place += 1
    stays = 0
    if length > 1 and length < n and np.random.random() < SPLIT:
        stays = 1
        while length + stays < n and np.random.random() > 0.01:
            stays += 1
    whole = length + stays
    lowest, highest = max(0, place - whole + 1), min(place, n - whole)
    begin = lowest + np.random.randint(highest - lowest + 1)
    gap = begin + np.random.randint(length + 1)
    count = 0
    for i in range(begin, begin + whole):
        if i < gap or i >= gap + stays:
            chain[count] = row[i]
            count += 1
    return count


@njit(cache=True, inner=True)
def ruin(a, s, marks, seed, only, size):
    """Take chains near a stop off their routes, about `size` visits in all.

    With `only` a day, visits of that day only; else, whole stops. Each route loses one chain.
    """
    used, routes = 0, 0
    for r in range(len(s.size)):
        if s.size[r] > 0 and (only == NONE or r // a.vehicles == only):
            used += s.size[r]
            routes += 1
    if routes == 0:
        return
    longest = min(float(LONGEST_CHAIN), used / routes)
    chains = int(1.0 + np.random.random() * (4.0 * size / (1.0 + longest) - 1.0))
    ruined = np.empty(chains, np.int64)
    chain = np.empty(LONGEST_CHAIN + 1, np.int64)
    done = 0
    for i in range(a.near.shape[1]):
        x = a.near[seed, i]
        day = only if only != NONE else some_day(s, x)
        if day == NONE or s.route[x, day] == NONE:
            continue
        r = s.route[x, day]
        fresh = True
        for j in range(done):
            if ruined[j] == r:
                fresh = False
        if not fresh:
            continue
        length = int(1.0 + np.random.random() * min(float(s.size[r]), longest))
        count = chain_around(s, r, x, min(length, s.size[r]), chain)
        for j in range(count):
            if only != NONE:
                lift(a, s, marks, chain[j], only)
            else:
                lift_all(a, s, marks, chain[j])
        ruined[done] = r
        done += 1
        if done == chains:
            break
