"""Stops of a market agree on when they stand there together: then both are pinned."""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

import numpy as np

from softplace.engines.compiled import njit
from softplace.engines.rounds.marks import note_route, note_stop
from softplace.engines.rounds.state import LATE, NONE, follow


@njit(cache=True, inner=True)
def is_pinned(s, x, day):
    return s.high[x, day] - s.low[x, day] <= LATE


@njit(cache=True, inner=True)
def meet(a, s, x, y, day):
    """Whether two stops of a market are pinned to a day on which they meet."""
    if s.route[x, day] == NONE or s.route[y, day] == NONE:
        return False
    if not is_pinned(s, x, day) or not is_pinned(s, y, day):
        return False
    first, second = s.low[x, day], s.low[y, day]
    together = min(first + a.service[x], second + a.service[y]) - max(first, second)
    return together >= a.in_common[a.market[x]] - LATE


@njit(cache=True, inner=True)
def times_met(a, s, x, y, but):
    """On how many days they meet, one day not counted."""
    times = 0
    for day in range(s.route.shape[1]):
        if day != but and meet(a, s, x, y, day):
            times += 1
    return times


@njit(cache=True, inner=True)
def cost_of_meetings(a, s):
    """What pairs that meet save, and what those cost that must and never do."""
    total = 0.0
    for m in range(len(a.worth)):
        for i in range(a.member_ptr[m], a.member_ptr[m + 1]):
            for j in range(i + 1, a.member_ptr[m + 1]):
                times = times_met(a, s, a.member[i], a.member[j], NONE)
                total -= a.worth[m] * times
                if times == 0:
                    total += a.needed[m]
    return total


@njit(cache=True, inner=True)
def span(a, s, y, day):
    """Where a visit stands on its route, the ways to and from it, and from when to when it could
    begin if all others stay as they are."""
    q = s.route[y, day]
    row, ahead, behind = s.row[q], s.ahead[q], s.behind[q]
    j = 0
    while row[j] != y:
        j += 1
    before = a.begins[q] if j == 0 else a.at[row[j - 1]]
    after = a.ends[q] if j + 1 == s.size[q] else a.at[row[j + 1]]
    to, back = a.minutes[before, a.at[y]], a.minutes[a.at[y], after]
    early = max(ahead[j, 1] + ahead[j, 0] + to, s.low[y, day])
    late = min(s.high[y, day], behind[j + 1, 2] - back - a.service[y])
    return j, to, back, early, max(early, late)


@njit(cache=True, inner=True)
def lasts_with(a, ahead, behind, to, service, back, low, high):
    """Minutes of a route with a visit between two segments that begins from `low` to `high`."""
    lasts, early, late = follow(ahead[0], ahead[1], ahead[2], to, service, low, high)
    lasts, early, late = follow(lasts, early, late, back, behind[0], behind[1], behind[2])
    return lasts


@njit(cache=True, inner=True)
def answer(a, s, x, sigma, y, day):
    """If x stands there from `sigma`: what y saves by meeting it, and from when y stands there.

    0 and nan where it cannot, or where to meet costs y's route more than it saves.
    """
    m, q, service = a.market[x], s.route[y, day], a.service[y]
    j, to, back, early, late = span(a, s, y, day)
    early = max(early, sigma + a.in_common[m] - service)
    late = min(late, sigma + a.service[x] - a.in_common[m])
    if early > late + LATE:
        return 0.0, np.nan
    gain = a.worth[m]
    if a.needed[m] > 0.0 and times_met(a, s, x, y, day) == 0:
        gain += a.needed[m]
    if is_pinned(s, y, day):
        return gain, s.low[y, day]
    best, minute = 0.0, np.nan
    for choice in range(2):
        at = early if choice == 0 else max(early, late)
        lasts = lasts_with(a, s.ahead[q, j], s.behind[q, j + 1], to, service, back, at, at)
        if lasts <= a.longest[q] + LATE:
            saved = gain - a.per_minute * (lasts - s.lasts[q])
            even = saved == best and best > 0.0 and np.random.random() < 0.5
            if saved > best or even:
                best, minute = saved, at
    return best, minute


@njit(cache=True, inner=True)
def can_answer(a, s, x, r, y, day):
    """Whether y stands there that day on another route, on which no earlier member might move."""
    q = s.route[y, day]
    if y == x or q in (NONE, r):
        return False
    m = a.market[x]
    for i in range(a.member_ptr[m], a.member_ptr[m + 1]):
        if a.member[i] == y:
            break
        if a.member[i] != x and s.route[a.member[i], day] == q:
            return False
    return True


@njit(cache=True, inner=True)
def best_agreement(a, s, x, r, i, start, last, to, back):
    """At place i of a route, beginning from `start` to `last`: what pinning x changes of the
    cost, at best, and its minute; 0 and nan if it is better free.

    Tried are the first and the last minute, and for each of the others of the market those at
    which x, beginning there, just meets, or begins with, its first or its last possible minute.
    """
    day, m, service = r // a.vehicles, a.market[x], a.service[x]
    first, end, common = a.member_ptr[m], a.member_ptr[m + 1], a.in_common[m]
    ahead, behind = s.ahead[r, i], s.behind[r, i]
    free = lasts_with(a, ahead, behind, to, service, back, s.low[x, day], s.high[x, day])
    best, pinned, ties = 0.0, np.nan, 0
    for partner in range(first - 1, end):
        early, late, least, most = start, last, 0.0, 0.0
        if partner >= first:
            y = a.member[partner]
            if not can_answer(a, s, x, r, y, day):
                continue
            _, _, _, early, late = span(a, s, y, day)
            least, most = common - service, a.service[y] - common
        for choice in range(6):
            shift = least if choice % 3 == 0 else (most if choice % 3 == 1 else 0.0)
            sigma = max(start, min(last, (early if choice < 3 else late) + shift))
            lasts = lasts_with(a, ahead, behind, to, service, back, sigma, sigma)
            if lasts > a.longest[r] + LATE:
                continue
            change = a.per_minute * (lasts - free)
            for j in range(first, end):
                if can_answer(a, s, x, r, a.member[j], day):
                    saved, _ = answer(a, s, x, sigma, a.member[j], day)
                    change -= saved
            if change < best - LATE:
                best, pinned, ties = change, sigma, 1
            elif change <= best + LATE and not np.isnan(pinned):
                # Which of several as good ones leaves room for a third is not seen yet.
                ties += 1
                if np.random.random() * ties < 1.0:
                    pinned = sigma
    return best, pinned


@njit(cache=True, inner=True)
def agree(a, s, marks, x, r, sigma, day):
    """Pin x, which was just put on route r, and all who answer."""
    m = a.market[x]
    for j in range(a.member_ptr[m], a.member_ptr[m + 1]):
        y = a.member[j]
        if can_answer(a, s, x, r, y, day):
            _, minute = answer(a, s, x, sigma, y, day)
            if not np.isnan(minute):
                s.low[y, day], s.high[y, day] = minute, minute
                note_stop(marks, y)
                note_route(marks, s.route[y, day])
    s.low[x, day], s.high[x, day] = sigma, sigma


@njit(cache=True, inner=True)
def loosen(a, s, marks, m, day):
    """Pin nobody any more who meets nobody that day."""
    for i in range(a.member_ptr[m], a.member_ptr[m + 1]):
        x = a.member[i]
        if s.route[x, day] == NONE or not is_pinned(s, x, day):
            continue
        alone = True
        for j in range(a.member_ptr[m], a.member_ptr[m + 1]):
            if j != i and meet(a, s, x, a.member[j], day):
                alone = False
        if alone:
            s.low[x, day], s.high[x, day] = a.first[x, day], a.last[x, day]
            note_stop(marks, x)
            note_route(marks, s.route[x, day])
