"""Every choice of sites is tried on tiny problems, and the engine must find the best one."""

from itertools import chain, combinations

import numpy as np
import pytest

from softplace.engines.contract import MaxSeconds
from softplace.engines.reach.siting import Objective, SitingPlan, SitingProblem, check, solve

BIG = 20.0


def random_problem(objective: Objective, seed: int, **changes: object) -> SitingProblem:
    """12 cells and 7 sites in a square of 10 minutes; every other one pays, caps, requires."""
    rng = np.random.default_rng(seed)
    cells, sites = rng.uniform(0, 10, (12, 2)), rng.uniform(0, 10, (7, 2))
    costs = np.linalg.norm(cells[:, None] - sites[None], axis=2)
    fields: dict[str, object] = {
        "costs": np.round(costs) if seed % 2 else costs,
        "weights": rng.integers(0, 9, 12).astype(float) + (np.arange(12) == 0),
        "choose": 3,
        "radius": 3.5 if objective in (Objective.MAX_COVER, Objective.SET_COVER) else None,
    }
    if objective is Objective.SET_COVER:
        fields.update(choose=None, site_costs=rng.uniform(1, 3, 7))
    return SitingProblem(objective, **{**fields, **changes})  # type: ignore[arg-type]


def worth(problem: SitingProblem, chosen: tuple[int, ...]) -> float:
    """The value by definition; inf (or minus it) where the choice is no plan."""
    none = -np.inf if problem.objective is Objective.MAX_COVER else np.inf
    open_sites = [*chosen, *problem.existing]
    if set(chosen) & {*problem.forbidden, *problem.existing}:
        return none
    if not set(problem.required) <= set(chosen):
        return none
    if problem.choose is not None and len(chosen) > problem.choose:
        return none
    if problem.budget is not None and problem.prices[list(chosen)].sum() > problem.budget:
        return none
    near = problem.costs[:, open_sites].min(axis=1, initial=np.inf)
    match problem.objective:
        case Objective.P_MEDIAN:
            if problem.unserved_cost is not None:
                near = np.minimum(near, problem.unserved_cost)
            peopled = problem.people > 0
            return float(problem.people[peopled] @ near[peopled])
        case Objective.MAX_COVER:
            return float(problem.people[near <= problem.radius].sum())
        case Objective.SET_COVER:
            usable = [*problem.always_open, *problem.candidates]
            can = problem.costs[:, usable].min(axis=1) <= problem.radius
            if ((problem.people > 0) & can & ~(near <= problem.radius)).any():
                return none
            return float(problem.prices[list(chosen)].sum())
        case Objective.P_CENTRE:
            return float(near[problem.people > 0].max())


def best_by_brute_force(problem: SitingProblem) -> float:
    sites = range(problem.costs.shape[1])
    choices = chain.from_iterable(combinations(sites, k) for k in range(len(sites) + 1))
    values = [worth(problem, choice) for choice in choices]
    return max(values) if problem.objective is Objective.MAX_COVER else min(values)


def solved(problem: SitingProblem) -> SitingPlan:
    plan = solve(problem, stop=MaxSeconds(600), seed=1)
    assert check(problem, plan) == []
    return plan


CHANGES = {
    "plain": {},
    "required, forbidden and existing": {"required": (2,), "forbidden": (0, 5), "existing": (6,)},
    "all sites of the limit required": {"required": (1, 3, 4)},
    "budget": {"choose": None, "budget": 5.0, "site_costs": np.array([2, 1, 3, 2.5, 1, 2, 1.5])},
    "budget beside what is open": {
        "choose": None,
        "budget": 3.2,
        "site_costs": np.array([2, 1, 3, 2.5, 1, 2, 1.5]),
        "existing": (2,),
    },
    "nothing may open": {"choose": 0, "existing": (3,)},
    "one": {"choose": 1},
    "everything may open": {"choose": 7},
}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("objective", list(Objective))
def test_the_plan_is_the_best_of_all(objective: Objective, change: str, seed: int) -> None:
    changes = dict(CHANGES[change])
    if objective is Objective.SET_COVER:
        changes = {k: v for k, v in changes.items() if k in ("required", "forbidden", "existing")}
    problem = random_problem(objective, seed, **changes)
    plan = solved(problem)
    assert plan.value == pytest.approx(best_by_brute_force(problem))
    assert plan.proven
    assert plan.bound == plan.value


@pytest.mark.parametrize("seed", range(6))
def test_who_cannot_be_reached_counts_the_cost_of_the_unserved(seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = random_problem(Objective.P_MEDIAN, seed, choose=2)
    costs = np.where(rng.random(problem.costs.shape) < 0.6, np.inf, problem.costs)
    problem = random_problem(Objective.P_MEDIAN, seed, choose=2, costs=costs, unserved_cost=BIG)
    assert solved(problem).value == pytest.approx(best_by_brute_force(problem))


@pytest.mark.parametrize("objective", list(Objective))
def test_ample_capacities_change_nothing(objective: Objective) -> None:
    for seed in range(3):
        free = random_problem(objective, seed)
        ample = random_problem(objective, seed, capacities=np.full(7, 1000.0))
        assert solved(ample).value == pytest.approx(solved(free).value)


@pytest.mark.parametrize("seed", range(4))
def test_scarce_capacities_are_kept_and_cost_something(seed: int) -> None:
    free = random_problem(Objective.P_MEDIAN, seed)
    scarce = random_problem(
        Objective.P_MEDIAN, seed, capacities=np.full(7, float(free.people.sum()) / 2.9)
    )
    plan = solved(scarce)
    assert plan.shares is not None
    assert (plan.shares.T @ scarce.people <= scarce.capacities + 1e-6).all()
    assert plan.value >= solved(free).value


def test_with_capacities_people_go_to_the_second_nearest_when_the_nearest_is_full() -> None:
    problem = SitingProblem(
        Objective.P_MEDIAN,
        np.array([[1.0, 3.0]]),
        weights=np.array([10.0]),
        choose=2,
        capacities=np.array([6.0, 6.0]),
    )
    plan = solved(problem)
    assert plan.value == 6 * 1 + 4 * 3
    assert plan.shares is not None
    assert plan.shares[0] == pytest.approx([0.6, 0.4])


def test_max_cover_with_capacities_counts_whom_it_serves() -> None:
    problem = SitingProblem(
        Objective.MAX_COVER,
        np.array([[1.0, 9.0], [1.0, 9.0], [9.0, 1.0]]),
        weights=np.array([8.0, 5.0, 4.0]),
        choose=1,
        radius=2,
        capacities=np.array([10.0, 10.0]),
    )
    assert solved(problem).value == 10


@pytest.mark.parametrize("objective", list(Objective))
def test_same_seed_same_plan(objective: Objective) -> None:
    problem = random_problem(objective, 4)
    assert solved(problem).sites == solved(problem).sites


def test_a_start_is_improved_and_never_worsened() -> None:
    problem = random_problem(Objective.P_MEDIAN, 2)
    start = SitingPlan((0, 1, 2), worth(problem, (0, 1, 2)), 0.0, False)
    plan = solve(problem, stop=MaxSeconds(0), seed=1, start=start)
    assert plan.value <= start.value


def test_told_to_stop_at_once_it_still_gives_a_plan_with_an_honest_bound() -> None:
    rng = np.random.default_rng(3)
    costs = rng.uniform(1, 9, (80, 40))
    for objective in (Objective.P_MEDIAN, Objective.MAX_COVER, Objective.P_CENTRE):
        radius = 2.0 if objective is Objective.MAX_COVER else None
        problem = SitingProblem(objective, costs, choose=5, radius=radius)
        stopped = solve(problem, stop=MaxSeconds(0), seed=1)
        assert check(problem, stopped) == []
        best = solved(problem)
        assert best.proven
        if objective is Objective.MAX_COVER:
            assert stopped.value <= best.value <= stopped.bound
        else:
            assert stopped.bound <= best.value <= stopped.value


def test_progress_closes_the_gap_between_value_and_bound() -> None:
    problem = SitingProblem(
        Objective.P_MEDIAN, np.random.default_rng(5).integers(1, 90, (60, 60)).astype(float),
        choose=6,
    )  # fmt: skip
    told: list[tuple[float, float]] = []
    plan = solve(
        problem, stop=MaxSeconds(600), seed=1, progress=lambda s, v, b: told.append((v, b))
    )
    values, bounds = [v for v, _ in told], [b for _, b in told]
    assert values == sorted(values, reverse=True)
    assert bounds == sorted(bounds)
    assert bounds[-1] <= plan.value <= values[-1]
