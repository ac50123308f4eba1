"""Is this a plan of this problem? Written from the definition, not from the solver."""

import numpy as np

from softplace.engines.contract import Violation
from softplace.engines.reach.siting.problem import Objective, SitingPlan, SitingProblem

TOLERANCE = 1e-6


def check(problem: SitingProblem, plan: SitingPlan) -> list[Violation]:
    """Every rule that the plan breaks, none if it may be shown and published."""
    found = [
        *(Violation("required_site_left_out", str(s)) for s in problem.required
          if s not in plan.sites),
        *(Violation("forbidden_site_chosen", str(s)) for s in problem.forbidden
          if s in plan.sites),
        *(Violation("existing_site_chosen_again", str(s)) for s in problem.existing
          if s in plan.sites),
        *(Violation("no_such_site", str(s)) for s in plan.sites
          if not 0 <= s < problem.costs.shape[1]),
    ]  # fmt: skip
    if len(set(plan.sites)) != len(plan.sites):
        found.append(Violation("site_chosen_twice", str(plan.sites)))
    if found:
        return found
    if problem.choose is not None and len(plan.sites) > problem.choose:
        found.append(Violation("too_many_sites", str(len(plan.sites))))
    if problem.budget is not None:
        price = sum(float(problem.prices[s]) for s in plan.sites)
        if price > problem.budget * (1 + TOLERANCE):
            found.append(Violation("over_budget", str(price)))
    if plan.shares is not None:
        found += _check_shares(problem, plan)
    value = value_of(problem, plan)
    if not _close(value, plan.value):
        found.append(Violation("value_is_not_what_it_says", str(value)))
    better = plan.bound - plan.value
    if problem.objective is Objective.MAX_COVER:
        better = -better
    if better > TOLERANCE * (1 + abs(plan.value)):
        found.append(Violation("better_than_its_bound", str(plan.bound)))
    if plan.proven and not _close(plan.value, plan.bound):
        found.append(Violation("proven_without_bound", str(plan.bound)))
    if problem.objective is Objective.SET_COVER:
        found += _check_covered(problem, plan)
    return found


def value_of(problem: SitingProblem, plan: SitingPlan) -> float:
    """What the plan is worth by the definition of its objective."""
    open_sites = sorted({*plan.sites, *problem.existing})
    if problem.objective is Objective.SET_COVER:
        return sum(float(problem.prices[s]) for s in plan.sites)
    total = worst = 0.0
    for cell in range(problem.costs.shape[0]):
        people = float(problem.people[cell])
        if not people:
            continue
        if plan.shares is None:
            nearest = min((float(problem.costs[cell, s]) for s in open_sites), default=np.inf)
            served = [(1.0, nearest)]
        else:
            served = [
                (float(plan.shares[cell, s]), float(problem.costs[cell, s]))
                for s in np.flatnonzero(plan.shares[cell] > TOLERANCE)
            ]
        worst = max([worst, *(cost for _, cost in served)])
        if problem.objective is Objective.MAX_COVER:
            assert problem.radius is not None
            total += people * sum(share for share, cost in served if cost <= problem.radius)
            continue
        unserved = 0.0
        if problem.unserved_cost is not None:
            unserved = problem.unserved_cost * (1 - sum(share for share, _ in served))
            served = [(share, min(cost, problem.unserved_cost)) for share, cost in served]
        total += people * (unserved + sum(share * cost for share, cost in served))
    if problem.objective is Objective.P_CENTRE:
        # With capacities the plan names the radius within which everybody could be served.
        return plan.value if plan.shares is not None and worst <= plan.value else worst
    return total


def _check_shares(problem: SitingProblem, plan: SitingPlan) -> list[Violation]:
    assert plan.shares is not None and problem.capacities is not None
    found = []
    open_sites = {*plan.sites, *problem.existing}
    served = plan.shares.sum(axis=1)
    may_stay_out = problem.objective is Objective.MAX_COVER or problem.unserved_cost is not None
    for cell in np.flatnonzero(problem.people > 0):
        coverable = True
        if problem.objective is Objective.SET_COVER:
            assert problem.radius is not None
            usable = [*problem.always_open, *problem.candidates]
            coverable = bool((problem.costs[cell, usable] <= problem.radius).any())
        short = served[cell] < 1 - TOLERANCE and coverable and not may_stay_out
        if short or served[cell] > 1 + TOLERANCE:
            found.append(Violation("cell_not_served_once", str(cell)))
    for site in range(problem.costs.shape[1]):
        load = float(plan.shares[:, site] @ problem.people)
        if load > TOLERANCE and site not in open_sites:
            found.append(Violation("served_by_a_closed_site", str(site)))
        if load > problem.capacities[site] + TOLERANCE * (1 + problem.people.sum()):
            found.append(Violation("over_capacity", str(site)))
    return found


def _check_covered(problem: SitingProblem, plan: SitingPlan) -> list[Violation]:
    assert problem.radius is not None
    open_sites = [*plan.sites, *problem.existing]
    usable = [*problem.always_open, *problem.candidates]
    near = problem.costs <= problem.radius
    left_out = (problem.people > 0) & near[:, usable].any(axis=1) & ~near[:, open_sites].any(axis=1)
    return [Violation("coverable_cell_not_covered", str(i)) for i in np.flatnonzero(left_out)]


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= TOLERANCE * (1 + abs(a))
