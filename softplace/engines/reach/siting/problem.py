"""Where should the next sites go: the question and its answer, as plain arrays."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from softplace.engines.travel.points import Floats
from softplace.foundation.errors import Reason, refuse


class Objective(StrEnum):
    """What a good set of sites is.

    P_MEDIAN: the least sum of weight × cost of each cell to its nearest open site.
    MAX_COVER: the most weight within the radius of an open site.
    SET_COVER: the cheapest set with every cell that can be covered within the radius.
    P_CENTRE: the least cost of the worst-placed cell.
    """

    P_MEDIAN = "p-median"
    MAX_COVER = "max-cover"
    SET_COVER = "set-cover"
    P_CENTRE = "p-centre"


@dataclass(frozen=True, slots=True, eq=False)
class SitingProblem:
    """Cells, candidate sites, and what may be chosen.

    Attributes
    ----------
    objective
        See `Objective`.
    costs
        (cells, sites) minutes or kilometres, 0 or more, inf where unreachable.
    weights
        (cells,) people, or people weighted by group; 0 or more, not all 0. 1 each if None.
    choose
        How many new sites open at most, required ones among them, existing ones not. For all
        objectives but SET_COVER, either `choose` or `budget`.
    budget, site_costs
        Instead of `choose`: new sites may cost this much together; (sites,) above 0.
        SET_COVER minimises `site_costs` (1 each if None).
    radius
        For the two covers: a site covers the cells that it costs at most this much to reach.
    required, forbidden, existing
        Indices of sites that must be among the new ones; that must not; that are open
        already and stay, for nothing.
    capacities
        (sites,) weight that a site can serve. A cell may then be split between sites. None:
        no limit.
    unserved_cost
        For P_MEDIAN: what a cell counts at most, and so what it counts where nothing open can
        be reached. Must be given when some site cannot be reached from some cell.

    Raises
    ------
    Refused
        With every reason found: see `reasons_to_refuse`.
    """

    objective: Objective
    costs: Floats
    weights: Floats | None = None
    choose: int | None = None
    budget: float | None = None
    site_costs: Floats | None = None
    radius: float | None = None
    required: tuple[int, ...] = ()
    forbidden: tuple[int, ...] = ()
    existing: tuple[int, ...] = ()
    capacities: Floats | None = None
    unserved_cost: float | None = None
    people: Floats = field(init=False)
    prices: Floats = field(init=False)

    def __post_init__(self) -> None:
        costs = np.ascontiguousarray(self.costs, dtype=np.float64)
        if costs.ndim != 2:
            raise ValueError(f"costs must be (cells, sites), not of shape {costs.shape}.")
        cells, sites = costs.shape
        keep = object.__setattr__
        keep(self, "costs", costs)
        keep(self, "people", _vector("weights", self.weights, cells))
        keep(self, "prices", _vector("site_costs", self.site_costs, sites))
        if self.capacities is not None:
            keep(self, "capacities", _vector("capacities", self.capacities, sites))
        covers = self.objective in (Objective.MAX_COVER, Objective.SET_COVER)
        if covers and self.radius is None:
            raise ValueError(f"{self.objective} needs a radius.")
        if self.objective is not Objective.SET_COVER and (self.choose is None) == (
            self.budget is None
        ):
            raise ValueError(f"{self.objective} needs either `choose` or `budget`.")
        if self.budget is not None and self.site_costs is None:
            raise ValueError("A budget needs site_costs.")
        for site in (*self.required, *self.forbidden, *self.existing):
            if not 0 <= site < sites:
                raise ValueError(f"There is no site {site}: there are {sites}.")
        refuse(reasons_to_refuse(self))

    @property
    def candidates(self) -> NDArray[np.intp]:
        """Sites that may be chosen and need not: neither required, forbidden nor existing."""
        free = np.ones(self.costs.shape[1], dtype=bool)
        free[[*self.required, *self.forbidden, *self.existing]] = False
        return np.flatnonzero(free)

    @property
    def spent_by(self) -> Floats:
        """(sites,) what each new site takes from the limit: 1 of `choose`, a price of `budget`."""
        return np.ones(len(self.prices)) if self.budget is None else self.prices

    @property
    def limit(self) -> float:
        """What new sites may take together: `choose` or `budget`; inf where neither binds."""
        if self.budget is not None:
            return self.budget
        return np.inf if self.choose is None else float(self.choose)

    @property
    def always_open(self) -> list[int]:
        return sorted({*self.required, *self.existing})


@dataclass(frozen=True, slots=True, eq=False)
class SitingPlan:
    """An answer.

    Attributes
    ----------
    sites
        The new sites, rising; required ones among them, existing ones not.
    value
        By the problem's objective: cost (P_MEDIAN, P_CENTRE), weight (MAX_COVER), price
        (SET_COVER).
    bound
        No plan is better than this: value >= bound, for MAX_COVER value <= bound.
    proven
        Whether the value is proven best: the bound meets it.
    shares
        For problems with capacities, (cells, sites): which part of a cell each open site
        serves. None otherwise: everyone goes to the nearest.
    """

    sites: tuple[int, ...]
    value: float
    bound: float
    proven: bool
    shares: Floats | None = None


def group_weights(people: Floats, weight_of_group: Floats) -> Floats:
    """(cells,) weights from (cells, groups) people and (groups,) what one of each counts."""
    return np.asarray(people, dtype=np.float64) @ np.asarray(weight_of_group, dtype=np.float64)


def reasons_to_refuse(problem: SitingProblem) -> list[Reason]:
    """Why a question has no answer, in the words of the caller's fields."""
    reasons = [*_bad_numbers(problem), *_bad_lists(problem)]
    if reasons:
        return reasons
    return [*_bad_limit(problem), *_bad_reach(problem)]


def _bad_numbers(problem: SitingProblem) -> list[Reason]:
    reasons = []
    if problem.costs.size and not problem.costs.min() >= 0:
        reasons.append(Reason("costs_negative", "costs"))
    if not problem.costs.shape[0] or not problem.people.any():
        reasons.append(Reason("cells_without_people", "weights"))
    for field_name, numbers in (("weights", problem.people), ("capacities", problem.capacities)):
        if numbers is not None and not (np.isfinite(numbers) & (numbers >= 0)).all():
            first = int(np.flatnonzero(~(np.isfinite(numbers) & (numbers >= 0)))[0])
            details = {"index": first, "number": float(numbers[first])}
            reasons.append(Reason(f"{field_name}_negative", field_name, details))
    if not (np.isfinite(problem.prices) & (problem.prices > 0)).all():
        first = int(np.flatnonzero(~(np.isfinite(problem.prices) & (problem.prices > 0)))[0])
        reasons.append(Reason("site_costs_not_positive", "site_costs", {"index": first}))
    for field_name, number in (
        ("radius", problem.radius),
        ("budget", problem.budget),
        ("unserved_cost", problem.unserved_cost),
    ):
        if number is not None and not number >= 0:
            reasons.append(Reason(f"{field_name}_negative", field_name, {"number": number}))
    return reasons


def _bad_lists(problem: SitingProblem) -> list[Reason]:
    lists = {
        "required": set(problem.required),
        "forbidden": set(problem.forbidden),
        "existing": set(problem.existing),
    }
    return [
        Reason("site_in_two_lists", second, {"site": min(both), "lists": f"{first}, {second}"})
        for first, second in (
            ("required", "forbidden"), ("existing", "forbidden"), ("required", "existing")
        )
        if (both := lists[first] & lists[second])
    ]  # fmt: skip


def _bad_limit(problem: SitingProblem) -> list[Reason]:
    required = list(set(problem.required))
    available = len(required) + len(problem.candidates)
    if problem.choose is not None:
        details: dict[str, object] = {
            "choose": problem.choose,
            "candidates": available,
            "required": len(required),
        }
        if problem.choose > available:
            return [Reason("choose_above_candidates", "choose", details)]
        if problem.choose < max(0, len(required)):
            return [Reason("choose_below_required", "choose", details)]
    if problem.budget is not None and problem.prices[required].sum() > problem.budget:
        needed = float(problem.prices[required].sum())
        details = {"budget": problem.budget, "required_cost": needed}
        return [Reason("budget_below_required", "budget", details)]
    if problem.objective in (Objective.P_MEDIAN, Objective.P_CENTRE) and not problem.existing:
        cheapest = problem.spent_by[[*required, *problem.candidates]].min(initial=np.inf)
        if problem.limit < cheapest:
            return [Reason("no_site_affordable", "choose" if problem.budget is None else "budget")]
    return []


def _bad_reach(problem: SitingProblem) -> list[Reason]:
    usable = [*problem.always_open, *problem.candidates]
    if np.isinf(problem.costs).any():  # else no copy of a large matrix is made
        costs = problem.costs[problem.people > 0][:, usable]
        if problem.objective is Objective.P_MEDIAN and problem.unserved_cost is None:
            cut = int(np.isinf(costs).any(axis=1).sum())
            if cut:
                return [Reason("unserved_cost_missing", "unserved_cost", {"cells": cut})]
        if problem.objective is Objective.P_CENTRE:
            cut = int(np.isinf(costs.min(axis=1, initial=np.inf)).sum())
            if cut:
                return [Reason("cells_out_of_reach", "costs", {"cells": cut})]
    all_served = problem.objective in (Objective.P_MEDIAN, Objective.P_CENTRE)
    if problem.capacities is not None and all_served and problem.unserved_cost is None:
        room, needed = float(problem.capacities[usable].sum()), float(problem.people.sum())
        if room < needed:
            return [Reason("capacity_below_demand", "capacities", {"room": room, "needed": needed})]
    return []


def _vector(name: str, numbers: Floats | None, length: int) -> Floats:
    if numbers is None:
        return np.ones(length)
    vector = np.ascontiguousarray(numbers, dtype=np.float64)
    if vector.shape != (length,):
        raise ValueError(f"{name} must hold {length} numbers, not {vector.shape}.")
    return vector
