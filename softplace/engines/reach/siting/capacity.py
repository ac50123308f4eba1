"""Siting with capacities: a site serves at most so much, and a cell may be split.

One mixed-integer program for all four objectives: y_j opens a site, x_ij is the share of cell
i that site j serves, x_ij <= y_j and Σ_i w_i x_ij <= capacity_j y_j (Daskin, Network and
Discrete Location, 1995, Chapter 7).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softplace.engines.contract import AnyOf, Progress, Stop
from softplace.engines.reach.siting.mip import Mip, MipAnswer, solve_mip
from softplace.engines.reach.siting.problem import Objective, SitingPlan, SitingProblem
from softplace.engines.travel.points import Floats
from softplace.foundation.errors import Reason, Refused


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """The (cell, site) pairs that may be served, sites that cannot open left out."""

    cells: NDArray[np.intp]
    sites: NDArray[np.intp]


def solve_with_capacities(
    problem: SitingProblem, *, stop: Stop, seed: int, progress: Progress | None
) -> SitingPlan:
    """Any objective with capacities, by HiGHS."""
    if problem.objective is Objective.P_CENTRE:
        return _centre(problem, stop=stop, seed=seed, progress=progress)
    pairs = _pairs(problem, problem.radius)
    sign = -1.0 if problem.objective is Objective.MAX_COVER else 1.0
    # Paid whatever is chosen: required sites of a set cover, everyone unserved of a p-median.
    paid = 0.0
    if problem.unserved_cost is not None and problem.objective is Objective.P_MEDIAN:
        paid = float(problem.people.sum()) * problem.unserved_cost

    def told(seconds: float, value: float, bound: float) -> None:
        if progress is not None:
            progress(seconds, sign * value + paid, sign * bound + paid)

    answer = solve_mip(
        _mip(problem, pairs),
        stop=lambda value, bound: stop(sign * value + paid, sign * bound + paid),
        seed=seed,
        progress=told,
    )
    if answer.x is None:
        raise _no_plan(proven=answer.proven)
    value = sign * float(_costs(problem, pairs) @ _rounded(problem, answer)) + paid
    bound = sign * answer.bound + paid
    bound = max(bound, value) if sign < 0 else min(bound, value)
    return _plan(problem, pairs, answer, value=value, bound=bound)


def _centre(
    problem: SitingProblem, *, stop: Stop, seed: int, progress: Progress | None
) -> SitingPlan:
    """Bisection over the costs; at each, can everyone be served within it?"""
    usable = [*problem.always_open, *problem.candidates]
    radii = np.unique(problem.costs[problem.people > 0][:, usable])
    radii = radii[np.isfinite(radii)]
    low, high = 0, len(radii) - 1
    best: SitingPlan | None = None
    while low <= high:
        middle = (low + high) // 2
        pairs = _pairs(problem, float(radii[middle]))
        served_by_any = np.isin(np.flatnonzero(problem.people > 0), pairs.cells).all()
        if served_by_any:
            first = AnyOf(stop, lambda value, bound: np.isfinite(value))
            answer = solve_mip(_mip(problem, pairs), stop=first, seed=seed)
        else:
            answer = MipAnswer(None, np.inf, True)
        if answer.x is not None:
            worst = float(radii[middle])
            best = _plan(problem, pairs, answer, value=worst, bound=0.0)
            high = middle - 1
        elif answer.proven:
            low = middle + 1
        else:
            break
        if progress is not None:
            value = best.value if best is not None else float(radii[-1])
            progress(0.0, value, float(radii[min(low, len(radii) - 1)]))
    if best is None:
        raise _no_plan(proven=low > high)
    bound = min(best.value, float(radii[low])) if low < len(radii) else best.value
    return SitingPlan(best.sites, best.value, bound, bound >= best.value, best.shares)


def _no_plan(*, proven: bool) -> Refused:
    return Refused(Reason("no_plan_fits")) if proven else Refused(Reason("no_plan_in_time"))


def _pairs(problem: SitingProblem, radius: float | None) -> _Pairs:
    usable = np.zeros(problem.costs.shape[1], dtype=bool)
    usable[[*problem.always_open, *problem.candidates]] = True
    longest = np.inf if radius is None else radius
    if problem.objective is Objective.P_MEDIAN and problem.unserved_cost is not None:
        longest = problem.unserved_cost
    may = (problem.costs <= longest) & np.isfinite(problem.costs) & usable
    may &= (problem.people > 0)[:, None]
    return _Pairs(*np.nonzero(may))


def _costs(problem: SitingProblem, pairs: _Pairs) -> Floats:
    sites, weights = problem.costs.shape[1], problem.people[pairs.cells]
    opening, serving = np.zeros(sites), np.zeros(len(pairs.cells))
    match problem.objective:
        case Objective.P_MEDIAN:
            serving = weights * problem.costs[pairs.cells, pairs.sites]
            if problem.unserved_cost is not None:
                serving = serving - weights * problem.unserved_cost
        case Objective.MAX_COVER:
            serving = -weights
        case Objective.SET_COVER:
            opening = problem.prices.copy()
            opening[list(problem.existing)] = 0.0
        case Objective.P_CENTRE:
            pass
    return np.concatenate((opening, serving))


def _mip(problem: SitingProblem, pairs: _Pairs) -> Mip:
    from scipy.sparse import coo_array, csr_array

    assert problem.capacities is not None
    cells, sites = problem.costs.shape
    count = len(pairs.cells)
    x = sites + np.arange(count)
    lower, upper = np.zeros(sites + count), np.ones(sites + count)
    lower[problem.always_open] = 1.0
    upper[list(problem.forbidden)] = 0.0
    spent = problem.spent_by.copy()
    spent[list(problem.existing)] = 0.0

    every = np.arange(sites)
    blocks = [  # (row, column, coefficient) of: the share of a cell, x <= y, capacity, limit
        (pairs.cells, x, np.ones(count)),
        (cells + np.arange(count), x, np.ones(count)),
        (cells + np.arange(count), pairs.sites, -np.ones(count)),
        (cells + count + pairs.sites, x, problem.people[pairs.cells]),
        (cells + count + every, every, -problem.capacities),
        (np.full(sites, cells + count + sites), every, spent),
    ]
    row, column, number = (np.concatenate(part) for part in zip(*blocks, strict=True))
    height = cells + count + sites + 1
    rows = csr_array(coo_array((number, (row, column)), shape=(height, sites + count)))

    served = np.isin(np.arange(cells), pairs.cells)
    partly = problem.objective is Objective.MAX_COVER or (
        problem.objective is Objective.P_MEDIAN and problem.unserved_cost is not None
    )
    row_lower, row_upper = np.full(height, -np.inf), np.zeros(height)
    row_lower[:cells] = 0.0 if partly else served.astype(np.float64)
    row_upper[:cells] = 1.0
    row_upper[-1] = problem.limit
    whole = np.arange(sites + count) < sites
    return Mip(_costs(problem, pairs), lower, upper, whole, rows, row_lower, row_upper)


def _rounded(problem: SitingProblem, answer: MipAnswer) -> Floats:
    assert answer.x is not None
    sites = problem.costs.shape[1]
    opened = np.round(answer.x[:sites])
    return np.concatenate((opened, np.clip(answer.x[sites:], 0.0, 1.0)))


def _plan(
    problem: SitingProblem, pairs: _Pairs, answer: MipAnswer, *, value: float, bound: float
) -> SitingPlan:
    x = _rounded(problem, answer)
    sites = problem.costs.shape[1]
    shares = np.zeros(problem.costs.shape)
    shares[pairs.cells, pairs.sites] = x[sites:]
    chosen = set(map(int, np.flatnonzero(x[:sites] > 0.5))) - set(problem.existing)
    return SitingPlan(
        tuple(sorted(chosen)), value, value if answer.proven else bound, answer.proven, shares
    )
