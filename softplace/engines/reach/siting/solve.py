"""Siting: one question in, one plan out."""

import numpy as np

from softplace.engines.contract import Progress, Stop
from softplace.engines.reach.siting.capacity import solve_with_capacities
from softplace.engines.reach.siting.covering import (
    left_for_candidates,
    plan_of,
    solve_centre,
    solve_max_cover,
    solve_set_cover,
)
from softplace.engines.reach.siting.problem import Objective, SitingPlan, SitingProblem
from softplace.engines.reach.siting.tree import MedianCore, MedianSearch

HEURISTIC_ROUNDS = 400


def solve(
    problem: SitingProblem,
    *,
    stop: Stop,
    seed: int,
    start: SitingPlan | None = None,
    progress: Progress | None = None,
    prove: bool = True,
) -> SitingPlan:
    """The best plan found until it is proven best, or until `stop` says so.

    Parameters
    ----------
    problem
        See `SitingProblem`.
    stop, progress
        See `softplace.engines.contract`.
    seed
        Same problem, seed and number of rounds: same plan, unless stopped by a clock.
    start
        A plan of the same problem to improve on.
    prove
        False leaves out the search for a bound (P_MEDIAN and MAX_COVER): a plan that is
        nearly always the best one, in a small part of the time, with a weak bound.

    Raises
    ------
    Refused
        `no_plan_fits`, `no_plan_in_time`, `cells_out_of_reach`, `choose_below_cover` or
        `budget_below_cover`, where that comes out only in solving.

    Notes
    -----
    P_MEDIAN: swap search, Lagrangian bound and tree (modules `swap`, `dual`, `tree`).
    MAX_COVER: the same swap search, then HiGHS; SET_COVER: HiGHS; P_CENTRE: covers at
    bisected radii. With capacities: one mixed-integer program (module `capacity`).
    """
    started = start.sites if start is not None else ()
    if problem.capacities is not None:
        return solve_with_capacities(problem, stop=stop, seed=seed, progress=progress)
    match problem.objective:
        case Objective.P_MEDIAN:
            return _solve_median(problem, stop, seed, started, progress, prove)
        case Objective.MAX_COVER:
            return solve_max_cover(
                problem, stop=stop, seed=seed, start=started, prove=prove, progress=progress
            )
        case Objective.SET_COVER:
            return solve_set_cover(problem, stop=stop, seed=seed, progress=progress)
        case Objective.P_CENTRE:
            return solve_centre(problem, stop=stop, seed=seed, progress=progress)


def _solve_median(
    problem: SitingProblem,
    stop: Stop,
    seed: int,
    started: tuple[int, ...],
    progress: Progress | None,
    prove: bool,
) -> SitingPlan:
    core = median_core(problem)
    candidates = problem.candidates
    known = np.flatnonzero(np.isin(candidates, started))
    search = MedianSearch(
        core, stop=stop, seed=seed, start=tuple(map(int, known)), progress=progress
    )
    search.search(HEURISTIC_ROUNDS)
    if prove:
        search.prove()
    return plan_of(
        problem,
        candidates[search.sites],
        value=search.value,
        bound=min(search.bound, search.value),
        proven=search.proven,
    )


def median_core(problem: SitingProblem) -> MedianCore:
    """The free part of a p-median: sites open in any case become what cells count without it."""
    peopled = problem.people > 0
    people = problem.people[peopled]
    base = problem.costs[peopled][:, problem.always_open].min(axis=1, initial=np.inf)
    costs = np.empty((len(problem.candidates), len(people)))
    for row, site in enumerate(problem.candidates):  # a copy, without a third one on the way
        costs[row] = problem.costs[peopled, site]
    if problem.unserved_cost is not None:
        base = np.minimum(base, problem.unserved_cost)
        np.minimum(costs, problem.unserved_cost, out=costs)
    costs *= people
    return MedianCore(
        costs,
        base * people,
        problem.spent_by[problem.candidates],
        left_for_candidates(problem),
    )
