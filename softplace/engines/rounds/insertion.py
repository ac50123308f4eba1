"""Where a stop would go at least cost on each of its days, and to put it there."""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

from typing import NamedTuple

import numpy as np

from softplace.engines.compiled import njit
from softplace.engines.rounds.arrays import Array, Arrays
from softplace.engines.rounds.marks import note_route, note_stop
from softplace.engines.rounds.meetings import agree, best_agreement
from softplace.engines.rounds.state import LATE, NONE, follow, put, refresh


class Memo(NamedTuple):
    """The cheapest place of a stop on a route, as long as the route's version is the same."""

    version: Array  # (stops, routes)
    cost: Array
    place: Array


class Offers(NamedTuple):
    """For one stop: its cheapest place on each day."""

    turn: Array  # (1,) how often anything was asked
    asked: Array  # (days,) in which turn
    cost: Array  # (days,)
    route: Array
    place: Array
    start: Array  # pinned to that minute; nan: free
    empty: Array  # (routes,) in which turn an empty one of that kind was looked at


def new_memo(a: Arrays) -> Memo:
    shape = a.may.shape
    none = np.iinfo(np.int64).min
    return Memo(np.full(shape, none), np.zeros(shape), np.zeros(shape, dtype=np.int64))


def new_offers(a: Arrays) -> Offers:
    days, routes = a.first.shape[1], len(a.begins)
    return Offers(
        np.zeros(1, dtype=np.int64),
        np.zeros(days, dtype=np.int64),
        np.zeros(days),
        np.zeros(days, dtype=np.int64),
        np.zeros(days, dtype=np.int64),
        np.zeros(days),
        np.zeros(routes, dtype=np.int64),
    )


@njit(cache=True, inner=True)
def price_day(a, s, memo, offers, x, day, blink):
    """The cheapest place of a stop on a day; each route is overlooked with that probability.

    One long loop on purpose: calls that carry the state cost more than what they would compute.
    """
    minutes, fares, at = a.minutes, a.fares, a.at
    point, service, load = at[x], a.service[x], a.load[x]
    per_minute, meets = a.per_minute, a.market[x] != NONE
    low, high, turn = s.low[x, day], s.high[x, day], offers.turn[0]
    cheapest, best_route, best_place, best_start = np.inf, NONE, 0, np.nan
    for r in range(day * a.vehicles, (day + 1) * a.vehicles):
        if not a.may[x, r] or s.load[r] + load > a.room[r] + LATE:
            continue
        n = s.size[r]
        if n == s.row.shape[1]:
            continue
        if n == 0:
            if offers.empty[a.alike[r]] == turn:
                continue
            offers.empty[a.alike[r]] = turn
        if blink > 0.0 and np.random.random() < blink:
            continue
        if not meets and memo.version[x, r] == s.version[r]:
            if memo.cost[x, r] < cheapest:
                cheapest, best_route, best_place = memo.cost[x, r], r, memo.place[x, r]
            continue
        row, ahead, behind = s.row[r], s.ahead[r], s.behind[r]
        longest, end = a.longest[r] + LATE, a.ends[r]
        timed = per_minute > 0.0 or longest < np.inf
        fixed = -a.kept[x, r]
        if n == 0:
            fixed += a.per_route
        least, least_place, least_start = np.inf, 0, np.nan
        before = a.begins[r]
        for i in range(n + 1):
            after = end if i == n else at[row[i]]
            fare = fares[before, point] + fares[point, after] + fixed
            if n > 0:
                fare -= fares[before, after]
            to, back = minutes[before, point], minutes[point, after]
            before = after
            if per_minute == 0.0 and not meets and fare >= least:
                continue
            start = max(ahead[i, 1] + ahead[i, 0] + to, low)
            if start > high + LATE or start + service + back > behind[i, 2] + LATE:
                continue
            if timed:
                lasts, early, late = follow(
                    ahead[i, 0], ahead[i, 1], ahead[i, 2], to, service, low, high
                )
                lasts, early, late = follow(
                    lasts, early, late, back, behind[i, 0], behind[i, 1], behind[i, 2]
                )
                if lasts > longest:
                    continue
                fare += per_minute * (lasts - s.lasts[r])
            if fare < least:
                least, least_place, least_start = fare, i, np.nan
            if meets:
                last = min(high, behind[i, 2] - back - service)
                change, pinned = best_agreement(a, s, x, r, i, start, last, to, back)
                if fare + change < least:
                    least, least_place, least_start = fare + change, i, pinned
        if not meets:
            memo.version[x, r], memo.cost[x, r], memo.place[x, r] = s.version[r], least, least_place
        if least < cheapest:
            cheapest, best_route, best_place, best_start = least, r, least_place, least_start
    offers.cost[day], offers.route[day] = cheapest, best_route
    offers.place[day], offers.start[day] = best_place, best_start


@njit(cache=True, inner=True)
def cheapest_pattern(a, s, memo, offers, x, blink):
    """The pattern whose days cost least together, and that cost; NONE if none is possible."""
    offers.turn[0] += 1
    turn = offers.turn[0]
    best, least = NONE, np.inf
    for k in range(a.pattern_ptr[x], a.pattern_ptr[x + 1]):
        total = 0.0
        for q in range(a.days_ptr[k], a.days_ptr[k + 1]):
            day = a.days[q]
            if offers.asked[day] != turn:
                offers.asked[day] = turn
                price_day(a, s, memo, offers, x, day, blink)
            total += offers.cost[day]
            if total == np.inf:
                break
        if total < least:
            best, least = k, total
    return best, least


@njit(cache=True, inner=True)
def settle(a, s, offers, marks, x, day):
    """Put a stop where it was offered to go that day, and reckon anew what that changes."""
    r = offers.route[day]
    if not np.isnan(offers.start[day]):
        agree(a, s, marks, x, r, offers.start[day], day)
    put(a, s, r, offers.place[day], x)
    note_route(marks, r)
    note_stop(marks, x)
    renew(a, s, marks)


@njit(cache=True, inner=True)
def renew(a, s, marks):
    """Reckon anew all touched routes that have changed since they were."""
    for i in range(marks.counts[0]):
        r = marks.routes[i]
        if marks.stale[r]:
            marks.counts[2] += 1
            refresh(a, s, r, marks.counts[2])
            marks.stale[r] = False
