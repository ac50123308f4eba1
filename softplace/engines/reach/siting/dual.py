"""Lagrangian bound of p-median problems, compiled.

The assignment of each cell is relaxed with a price (Narula, Ogbu and Samuelsson, An algorithm
for the p-median problem, Operations Research 25, 1977; Beasley, Lagrangean heuristics for
location problems, EJOR 65, 1993): for prices u >= 0 with u <= base,

    L(u) = Σ_i u_i + min { Σ_j r_j y_j : Σ_j price_j y_j <= budget, 0 <= y_j <= 1 },
    r_j  = Σ_i min(0, c_ij - u_i),

bounds the cost of every plan from below. The inner minimum is a continuous knapsack; with
prices of 1 it is the sum of the smallest r_j. The maximum over u is the bound of the linear
relaxation, which is nearly tight for p-median problems.
"""

import numpy as np

from softplace.engines.compiled import njit


@njit(cache=True, fastmath=True)
def _reduced(costs, prices_of_cells, reduced):  # type: ignore[no-untyped-def]
    sites, cells = costs.shape
    for site in range(sites):
        total = 0.0
        for cell in range(cells):
            total += min(costs[site, cell] - prices_of_cells[cell], 0.0)
        reduced[site] = total


@njit(cache=True)
def ascend(  # type: ignore[no-untyped-def]
    costs, base, prices, budget, scale, u, u_best, r_best, memory, state, upper, target, steps
):
    """Some subgradient steps (Held, Wolfe and Crowder), towards the best prices of cells.

    Parameters
    ----------
    costs, base, prices, budget
        (sites, cells), (cells,), (sites,), float.
    scale
        (cells,) above 0: a cell's step is this many times the slope.
    u, u_best, r_best, memory, state
        Changed in place, so that an ascent can be continued: (cells,) where it stands; (cells,)
        and (sites,) the best u met and its r; (cells,) the smoothed direction; (5,) best
        bound (-inf to begin), step factor, steps since the bound was better, patience (so
        many such steps halve the factor), done (1) or not.
    upper
        Value of the best plan known.
    target
        The ascent is done when the bound is above it.
    steps
        How many, at most.

    Returns
    -------
    tuple
        Value of the best plan met on the way, and its sites.
    """
    sites, cells = costs.shape
    reduced = np.empty(sites)
    slope, near = np.empty(cells), np.empty(cells)
    value_best, sites_best = np.inf, np.empty(0, np.int64)
    for _ in range(steps):
        _reduced(costs, u, reduced)
        order = np.argsort(reduced / prices)
        bound, left, taken = u.sum(), budget, 0
        slope[:] = 1.0
        near[:] = base
        fraction, partial = 0.0, -1
        while taken < sites and left > 0.0 and reduced[order[taken]] < 0.0:
            site = order[taken]
            if prices[site] > left * (1 + 1e-12):
                fraction, partial = left / prices[site], site
                bound += fraction * reduced[site]
                break
            bound += reduced[site]
            left -= prices[site]
            for cell in range(cells):
                c = costs[site, cell]
                if c < u[cell]:
                    slope[cell] -= 1.0
                    if c < near[cell]:
                        near[cell] = c
            taken += 1
        if partial >= 0:
            for cell in range(cells):
                if costs[partial, cell] < u[cell]:
                    slope[cell] -= fraction
        # Cells that no taken site undercuts may still be near one.
        value = 0.0
        for cell in range(cells):
            if near[cell] >= u[cell]:
                for k in range(taken):
                    near[cell] = min(near[cell], costs[order[k], cell])
            value += near[cell]
        if value < value_best:
            value_best, sites_best = value, order[:taken].copy()
            upper = min(upper, value)
        if state[0] == -np.inf or bound > state[0] + 1e-7 * abs(state[0]):
            state[0], state[2] = bound, 0.0
            u_best[:] = u
            r_best[:] = reduced
        else:
            state[2] += 1.0
            if state[2] >= state[3]:
                state[1] *= 0.5
                state[2] = 0.0
                u[:] = u_best
        if state[0] > target or state[1] < 1e-3:
            state[4] = 1.0
            break
        length = 0.0
        for cell in range(cells):
            if u[cell] >= base[cell] and slope[cell] > 0.0:
                slope[cell] = 0.0
            memory[cell] = slope[cell] + 0.3 * memory[cell]
            length += scale[cell] * memory[cell] * memory[cell]
        if length < 1e-12:
            state[4] = 1.0
            break
        step = state[1] * max(upper - bound, 1e-4 * abs(upper) + 1e-9) / length
        for cell in range(cells):
            u[cell] = min(max(u[cell] + step * scale[cell] * memory[cell], 0.0), base[cell])
    return value_best, sites_best
