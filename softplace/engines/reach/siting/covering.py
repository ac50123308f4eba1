"""Max cover, set cover and p-centre, by HiGHS on what is left after merging.

Cells with the same covering sites are one cell with their weights together: with 10,000 cells
and 300 sites, about a quarter remain (Cordeau, Furini and Ljubić, Benders decomposition for
very large scale partial set covering and maximal covering location problems, EJOR 275, 2019,
Section 2, merge them likewise).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softplace.engines.contract import AnyOf, Progress, Stop
from softplace.engines.reach.siting.mip import Mip, MipAnswer, solve_mip
from softplace.engines.reach.siting.problem import SitingPlan, SitingProblem
from softplace.engines.reach.siting.tree import MedianCore, MedianSearch
from softplace.engines.travel.points import Floats
from softplace.foundation.errors import Reason, Refused

START_ROUNDS = 30
ROOM = 1e-9
"""Of rounding, in sums that are compared with a limit."""


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """Which candidates cover which merged cells, once what is open anyway has covered its own.

    Attributes
    ----------
    covers
        (merged cells, candidates) booleans, each row with at least one True.
    weights
        (merged cells,).
    covered
        Weight that the sites open in any case cover.
    sites
        (candidates,) their indices in the problem.
    """

    covers: NDArray[np.bool_]
    weights: Floats
    covered: float
    sites: NDArray[np.intp]


def merged_cover(problem: SitingProblem, radius: float) -> Cover:
    """The covering problem at a radius, without cells that are covered or that cannot be."""
    near = problem.costs <= radius
    peopled = problem.people > 0
    done = near[:, problem.always_open].any(axis=1) & peopled
    sites = problem.candidates
    open_rows = np.flatnonzero(peopled & ~done)
    rows = near[np.ix_(open_rows, sites)]
    some = rows.any(axis=1)
    rows, weights = rows[some], problem.people[open_rows][some]
    if len(rows):
        packed = np.ascontiguousarray(np.packbits(rows, axis=1))
        keys = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
        _, first, which = np.unique(keys, return_index=True, return_inverse=True)
        rows = rows[first]
        weights = np.bincount(which.ravel(), weights=weights).astype(np.float64)
    return Cover(rows, weights, float(problem.people[done].sum()), sites)


def left_for_candidates(problem: SitingProblem) -> float:
    """What the limit leaves after the required sites; inf where there is no limit."""
    return problem.limit - float(problem.spent_by[list(set(problem.required))].sum())


def plan_of(problem: SitingProblem, chosen: NDArray[np.intp], **fields: object) -> SitingPlan:
    """A plan of the required sites and the chosen ones."""
    sites = tuple(sorted({*map(int, problem.required), *map(int, chosen)}))
    return SitingPlan(sites=sites, **fields)  # type: ignore[arg-type]


def solve_max_cover(
    problem: SitingProblem,
    *,
    stop: Stop,
    seed: int,
    start: tuple[int, ...],
    prove: bool,
    progress: Progress | None,
) -> SitingPlan:
    """The most people within the radius: a swap search first, HiGHS from its plan."""
    assert problem.radius is not None
    cover = merged_cover(problem, problem.radius)
    everybody = cover.covered + float(cover.weights.sum())
    spent, left = problem.spent_by[cover.sites], left_for_candidates(problem)
    # Uncovered weight is a p-median whose costs are 0 within the radius.
    costs = np.ascontiguousarray(np.where(cover.covers, 0.0, cover.weights[:, None]).T)
    core = MedianCore(costs, cover.weights, spent, left)
    known = np.flatnonzero(np.isin(cover.sites, start))
    search = MedianSearch(core, stop=stop, seed=seed, start=tuple(map(int, known)))
    search.search(START_ROUNDS if prove else 20 * START_ROUNDS)
    chosen, bound, proven = search.sites, everybody, False
    if prove and len(costs) and cover.weights.sum() > 0 and not stop(search.value, 0.0):

        def told(seconds: float, value: float, limit: float) -> None:
            if progress is not None:
                progress(seconds, cover.covered - value, min(everybody, cover.covered - limit))

        answer = solve_mip(
            _max_cover_mip(cover, spent, left),
            stop=lambda value, limit: stop(cover.covered - value, cover.covered - limit),
            seed=seed,
            start=_max_cover_start(cover, chosen),
            progress=told,
        )
        bound = min(everybody, cover.covered - answer.bound)
        if answer.x is not None:
            found = np.flatnonzero(answer.x[: len(cover.sites)] > 0.5)
            if core.affords(found) and core.value(found) < core.value(chosen):
                chosen = found
        proven = answer.proven
    value = everybody - core.value(chosen)
    # Sites that cover nobody new are not worth opening.
    proven = proven or value >= bound * (1 - 1e-12)
    return plan_of(
        problem,
        cover.sites[_useful(cover, chosen)],
        value=value,
        bound=value if proven else bound,
        proven=proven,
    )


def solve_set_cover(
    problem: SitingProblem, *, stop: Stop, seed: int, progress: Progress | None
) -> SitingPlan:
    """The cheapest sites with every cell that any can cover within the radius."""
    assert problem.radius is not None
    cover = merged_cover(problem, problem.radius)
    fixed = float(problem.prices[list(set(problem.required))].sum())
    prices = problem.prices[cover.sites]

    def told(seconds: float, value: float, bound: float) -> None:
        if progress is not None:
            progress(seconds, fixed + value, fixed + bound)

    few = _few_sites(problem, cover, stop=stop, seed=seed)
    chosen, answer = cheapest_cover(cover, prices, stop=stop, seed=seed, progress=told, few=few)
    value = fixed + float(prices[chosen].sum())
    if problem.budget is not None and value > problem.budget * (1 + ROOM):
        needed = fixed + answer.bound
        details = {"budget": problem.budget, "needed": needed}
        raise _known(
            Reason("budget_below_cover", "budget", details), needed > problem.budget * (1 + ROOM)
        )
    return plan_of(
        problem,
        cover.sites[chosen],
        value=value,
        bound=value if answer.proven else min(value, fixed + answer.bound),
        proven=answer.proven,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Few:
    """At most so many columns, and some that are no more and cover every row."""

    most: int
    columns: NDArray[np.intp]


def _few_sites(problem: SitingProblem, cover: Cover, *, stop: Stop, seed: int) -> _Few | None:
    """A cover of as few new sites as may be chosen; None where their number is free.

    Raises
    ------
    Refused
        `choose_below_cover`, or `no_plan_in_time` where that is not known in time.
    """
    if problem.choose is None:
        return None
    required = len(set(problem.required))
    most = problem.choose - required
    known = AnyOf(stop, lambda value, bound: value <= most or bound > most + ROOM)
    columns, answer = cheapest_cover(cover, np.ones(len(cover.sites)), stop=known, seed=seed)
    if len(columns) > most:
        needed = required + float(np.ceil(answer.bound - ROOM))
        details = {"choose": problem.choose, "needed": needed}
        raise _known(Reason("choose_below_cover", "choose", details), needed > problem.choose)
    return _Few(most, columns)


def _known(reason: Reason, is_known: bool) -> Refused:
    """The refusal, or that the time ended before it was known."""
    return Refused(reason if is_known else Reason("no_plan_in_time"))


def cheapest_cover(
    cover: Cover,
    prices: Floats,
    *,
    stop: Stop,
    seed: int,
    progress: Progress | None = None,
    few: _Few | None = None,
) -> tuple[NDArray[np.intp], MipAnswer]:
    """Columns of a cover with every row, the cheapest if not stopped; greedy to begin with."""
    from scipy.sparse import csr_array

    rows, columns = cover.covers.shape
    if not rows:
        return np.zeros(0, dtype=np.intp), MipAnswer(np.zeros(columns), 0.0, True)
    greedy = _greedy_cover(cover.covers, prices)
    most = columns if few is None else few.most
    if few is not None and len(greedy) > most:
        greedy = few.columns
    mip = Mip(
        prices,
        np.zeros(columns),
        np.ones(columns),
        np.ones(columns, dtype=bool),
        csr_array(np.vstack((cover.covers, np.ones(columns))).astype(np.float64)),
        np.append(np.ones(rows), 0.0),
        np.append(np.full(rows, np.inf), float(most)),
    )
    start = np.isin(np.arange(columns), greedy).astype(np.float64)
    answer = solve_mip(mip, stop=stop, seed=seed, start=start, progress=progress)
    chosen = greedy
    if answer.x is not None:
        found = np.flatnonzero(answer.x > 0.5)
        if cover.covers[:, found].any(axis=1).all() and prices[found].sum() < prices[greedy].sum():
            chosen = found
    return chosen, answer


def solve_centre(
    problem: SitingProblem, *, stop: Stop, seed: int, progress: Progress | None
) -> SitingPlan:
    """The smallest radius at which the limit pays for a cover: a bisection over the costs.

    Daskin, Network and Discrete Location (1995), Section 5.4. Each radius is tried by the
    cheapest cover, ended as soon as it is known to fit the limit or not.
    """
    usable = [*problem.always_open, *problem.candidates]
    costs = problem.costs[problem.people > 0]
    spent, left = problem.spent_by[problem.candidates], left_for_candidates(problem)
    floor = float(costs[:, usable].min(axis=1).max())
    radii = np.unique(costs[:, usable])
    radii = radii[np.isfinite(radii) & (radii >= floor)]
    best, value = _farthest_first(problem), np.inf
    if best is not None:
        value = worst_cost(problem, best)
    low, high = 0, len(radii) - 1 if not np.isfinite(value) else int(np.searchsorted(radii, value))
    refuted = True
    while low <= high and radii[low] < value and not stop(value, float(radii[low])):
        middle = (low + high) // 2
        if radii[middle] >= value:
            high = middle - 1
            continue
        cover = merged_cover(problem, float(radii[middle]))
        reached = float(cover.weights.sum()) + cover.covered >= problem.people.sum() * (1 - ROOM)
        known = AnyOf(stop, lambda v, b: v <= left * (1 + ROOM) or b > left * (1 + ROOM))
        chosen, answer = cheapest_cover(cover, spent, stop=known, seed=seed)
        if reached and spent[chosen].sum() <= left * (1 + ROOM):
            best = problem.candidates[chosen]
            value = worst_cost(problem, best)
            high = middle - 1
        elif not reached or answer.proven or answer.bound > left * (1 + ROOM):
            low = middle + 1
        else:
            refuted = False
            break
        if progress is not None:
            progress(0.0, value, float(radii[min(low, len(radii) - 1)]))
    if best is None or not np.isfinite(value):
        raise Refused(
            Reason("cells_out_of_reach", "costs", {"cells": _out_of_reach(problem, best)})
        )
    bound = min(value, float(radii[low])) if low < len(radii) else value
    proven = refuted and bound >= value
    return plan_of(problem, best, value=value, bound=bound, proven=proven)


def worst_cost(problem: SitingProblem, chosen: NDArray[np.intp]) -> float:
    """The cost of the worst-placed cell with people."""
    open_sites = [*problem.always_open, *chosen]
    if not open_sites:
        return float("inf")
    return float(problem.costs[problem.people > 0][:, open_sites].min(axis=1).max())


def _out_of_reach(problem: SitingProblem, chosen: NDArray[np.intp] | None) -> int:
    """How many cells with people reach none of the open sites."""
    open_sites = [*problem.always_open, *(chosen if chosen is not None else ())]
    near = problem.costs[problem.people > 0][:, open_sites].min(axis=1, initial=np.inf)
    return int(np.isinf(near).sum())


def _farthest_first(problem: SitingProblem) -> NDArray[np.intp] | None:
    """Open the site nearest to the worst-placed cell until nothing fits (Gonzalez 1985)."""
    candidates, costs = problem.candidates, problem.costs[problem.people > 0]
    spent, left = problem.spent_by, left_for_candidates(problem)
    near = costs[:, problem.always_open].min(axis=1, initial=np.inf)
    chosen: list[int] = []
    while True:
        fits = [j for j in candidates if spent[j] <= left * (1 + ROOM) and j not in chosen]
        if not fits:
            break
        site = fits[int(np.argmin(costs[int(np.argmax(near)), fits]))]
        chosen.append(int(site))
        left -= spent[site]
        near = np.minimum(near, costs[:, site])
    return np.array(chosen, dtype=np.intp) if chosen or problem.always_open else None


def _greedy_cover(covers: NDArray[np.bool_], prices: Floats) -> NDArray[np.intp]:
    """The column that covers most of what is left per price, again and again; then spare ones out."""
    left = np.ones(len(covers), dtype=bool)
    chosen: list[int] = []
    while left.any():
        column = int(np.argmax(covers[left].sum(axis=0) / prices))
        chosen.append(column)
        left &= ~covers[:, column]
    times = covers[:, chosen].sum(axis=1)
    for column in sorted(chosen, key=lambda j: -prices[j]):
        if (times[covers[:, column]] > 1).all():
            chosen.remove(column)
            times -= covers[:, column]
    return np.array(sorted(chosen), dtype=np.intp)


def _useful(cover: Cover, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of the chosen columns, those that cover something."""
    return chosen[cover.covers[:, chosen].any(axis=0)] if len(chosen) else chosen


def _max_cover_mip(cover: Cover, spent: Floats, left: float) -> Mip:
    """Church and ReVelle (1974): z_i <= Σ y_j over the sites that cover i; maximise Σ w_i z_i."""
    from scipy.sparse import coo_array, csr_array, hstack, vstack

    rows, columns = cover.covers.shape
    cells, sites = np.nonzero(cover.covers)
    covering = csr_array(coo_array((np.ones(len(cells)), (cells, sites)), shape=(rows, columns)))
    counted = csr_array(
        coo_array((-np.ones(rows), (np.arange(rows), np.arange(rows))), shape=(rows, rows))
    )
    limit = hstack([csr_array(spent[None, :]), csr_array((1, rows))])
    limited = np.isfinite(left)
    return Mip(
        np.concatenate((np.zeros(columns), -cover.weights)),
        np.zeros(columns + rows),
        np.ones(columns + rows),
        np.arange(columns + rows) < columns,
        csr_array(vstack([hstack([covering, counted]), limit])),
        np.append(np.zeros(rows), -np.inf),
        np.append(np.full(rows, np.inf), left if limited else np.inf),
    )


def _max_cover_start(cover: Cover, chosen: NDArray[np.int64]) -> Floats:
    opened = np.zeros(cover.covers.shape[1])
    opened[chosen] = 1.0
    return np.concatenate((opened, cover.covers[:, chosen].any(axis=1).astype(np.float64)))
