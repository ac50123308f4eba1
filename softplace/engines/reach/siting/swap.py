"""Swap search for p-median problems, compiled.

The interchange of Whitaker (A fast algorithm for the greedy interchange for large-scale
clustering and median location problems, INFOR 21, 1983), with the first and second nearest
sites updated as by Resende and Werneck (A fast swap-based local search procedure for location
problems, Annals of Operations Research 150, 2007), inside a variable neighbourhood search
(Hansen and Mladenović, Variable neighborhood search for the p-median, Location Science 5,
1997). Sites may have unequal prices: a swap or an addition must fit into what is left.

Everywhere: `costs` is (sites, cells), weight included; `base` (cells,) what a cell counts
where nothing chosen is nearer (an existing site, or the worst candidate).
"""

import numpy as np

from softplace.engines.compiled import njit

WIDEST_SHAKE = 20
"""Measured on OR-Library's pmed1 to pmed20 with four seeds: 400 rounds missed none of the 80
optima with 20, three with 30, one with 45; 600 rounds missed 13 with 4 and 9 with 8."""


@njit(cache=True)
def _nearest_two(costs, base, chosen, count, first, second, one, two, cell):  # type: ignore[no-untyped-def]
    # Slot -1 is the base.
    a, b, slot_a, slot_b = base[cell], np.inf, -1, -2
    for slot in range(count):
        c = costs[chosen[slot], cell]
        if c < a:
            b, slot_b = a, slot_a
            a, slot_a = c, slot
        elif c < b:
            b, slot_b = c, slot
    one[cell], two[cell], first[cell], second[cell] = a, b, slot_a, slot_b


@njit(cache=True)
def _replace(costs, base, chosen, count, first, second, one, two, slot):  # type: ignore[no-untyped-def]
    """After `chosen[slot]` became another site: look again at the cells that it concerns."""
    site = chosen[slot]
    for cell in range(len(base)):
        if first[cell] == slot or second[cell] == slot:
            _nearest_two(costs, base, chosen, count, first, second, one, two, cell)
            continue
        c = costs[site, cell]
        if c < one[cell]:
            two[cell], second[cell] = one[cell], first[cell]
            one[cell], first[cell] = c, slot
        elif c < two[cell]:
            two[cell], second[cell] = c, slot


@njit(cache=True)
def local_search(costs, base, prices, budget, chosen, count, site, tried, tries):  # type: ignore[no-untyped-def]
    """Swap and add until nothing of the kind helps, or until so many sites were tried.

    Parameters
    ----------
    costs, base, prices, budget
        (sites, cells), (cells,), (sites,) above 0, and what the chosen may cost together.
    chosen, count
        (sites,) whose first `count` are chosen: changed in place.
    site, tried
        Where to go on, and how many sites in a row did not help: 0 and 0 to begin.
    tries
        At most so many sites are tried.

    Returns
    -------
    tuple
        Value, count, site, tried, and the tries made. At a local optimum `tried` is the
        number of sites.
    """
    sites, cells = costs.shape
    first, second = np.empty(cells, np.int64), np.empty(cells, np.int64)
    one, two = np.empty(cells), np.empty(cells)
    is_chosen = np.zeros(sites, np.bool_)
    left = budget
    for slot in range(count):
        is_chosen[chosen[slot]] = True
        left -= prices[chosen[slot]]
    for cell in range(cells):
        _nearest_two(costs, base, chosen, count, first, second, one, two, cell)
    loss_alone, loss = np.empty(sites), np.empty(sites)
    stale = True
    made = 0
    while tried < sites and made < tries:
        made += 1
        if stale:
            loss_alone[:count] = 0.0
            for cell in range(cells):
                if first[cell] >= 0:
                    loss_alone[first[cell]] += two[cell] - one[cell]
            stale = False
        if not is_chosen[site]:
            gain = 0.0
            loss[:count] = loss_alone[:count]
            for cell in range(cells):
                c = costs[site, cell]
                if c < two[cell]:
                    slot = first[cell]
                    if c < one[cell]:
                        gain += one[cell] - c
                        if slot >= 0:
                            loss[slot] -= two[cell] - one[cell]
                    elif slot >= 0:
                        loss[slot] -= two[cell] - c
            tolerance = 1e-9 * (1.0 + gain)
            if prices[site] <= left and gain > tolerance:
                out, better = count, True
            else:
                out, best = -1, np.inf
                for slot in range(count):
                    fits = prices[site] - prices[chosen[slot]] <= left
                    if fits and loss[slot] < best:
                        out, best = slot, loss[slot]
                better = out >= 0 and gain - best > tolerance
            if better:
                if out == count:
                    count += 1
                else:
                    is_chosen[chosen[out]] = False
                    left += prices[chosen[out]]
                is_chosen[site] = True
                left -= prices[site]
                chosen[out] = site
                _replace(costs, base, chosen, count, first, second, one, two, out)
                stale = True
                tried = 0
        tried += 1
        site += 1
        if site == sites:
            site = 0
    return one.sum(), count, site, tried, made


@njit(cache=True)
def sampled_greedy(costs, base, prices, budget, seed):  # type: ignore[no-untyped-def]
    """Add the best per price of a few sites drawn at random, again and again.

    The sample greedy of Resende and Werneck (A hybrid heuristic for the p-median problem,
    Journal of Heuristics 10, 2004). Returns `chosen` and `count` as for `local_search`.
    """
    np.random.seed(seed)
    sites, cells = costs.shape
    chosen, count, left = np.empty(sites, np.int64), 0, budget
    is_chosen = np.zeros(sites, np.bool_)
    near = base.copy()
    drawn = 2 + int(np.log2(1.0 + sites * prices.mean() / max(budget, prices.min())))
    for _ in range(4 * sites):
        best, best_gain = -1, 0.0
        for _ in range(drawn):
            site = np.random.randint(sites)
            if is_chosen[site] or prices[site] > left:
                continue
            gain = 0.0
            for cell in range(cells):
                gain += max(0.0, near[cell] - costs[site, cell])
            if gain / prices[site] > best_gain:
                best, best_gain = site, gain / prices[site]
        if best < 0:
            continue
        is_chosen[best] = True
        left -= prices[best]
        chosen[count] = best
        count += 1
        near = np.minimum(near, costs[best])
        if left < prices.min():
            break
    return chosen, count


@njit(cache=True)
def shaken(prices, budget, chosen, count, swaps, seed):  # type: ignore[no-untyped-def]
    """Take some chosen sites out at random and put others in, as long as they fit."""
    np.random.seed(seed)
    sites = len(prices)
    now = chosen.copy()
    is_chosen = np.zeros(sites, np.bool_)
    left = budget
    for slot in range(count):
        is_chosen[now[slot]] = True
        left -= prices[now[slot]]
    for _ in range(min(swaps, count)):
        slot = np.random.randint(count)
        is_chosen[now[slot]] = False
        left += prices[now[slot]]
        count -= 1
        now[slot] = now[count]
    for _ in range(4 * swaps):
        site = np.random.randint(sites)
        if not is_chosen[site] and prices[site] <= left:
            is_chosen[site] = True
            left -= prices[site]
            now[count] = site
            count += 1
    return now, count
