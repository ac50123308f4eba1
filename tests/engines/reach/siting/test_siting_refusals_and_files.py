import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from softplace.engines.contract import MaxSeconds
from softplace.engines.reach.siting import (
    Objective,
    SitingPlan,
    SitingProblem,
    check,
    group_weights,
    read_pmedian,
    run_file,
    solve,
)
from softplace.foundation.errors import Refused

COSTS = np.array([[1.0, 4.0, 6.0], [5.0, 2.0, 3.0]])
FOUR_NODES = "4 4 2\n1 2 3\n2 3 4\n3 4 1\n1 2 7\n"


def codes(**fields: object) -> list[tuple[str, str]]:
    """The reasons to refuse a p-median of two cells and three sites, changed by `fields`."""
    with pytest.raises(Refused) as refused:
        SitingProblem(**{"objective": Objective.P_MEDIAN, "costs": COSTS, "choose": 1, **fields})  # type: ignore[arg-type]
    return [(reason.code, reason.field) for reason in refused.value.reasons]


@pytest.mark.parametrize(
    "fields, expected",
    [
        ({"weights": np.zeros(2)}, [("cells_without_people", "weights")]),
        ({"costs": np.zeros((0, 3))}, [("cells_without_people", "weights")]),
        ({"weights": np.array([1.0, -2.0])}, [("weights_negative", "weights")]),
        ({"costs": -COSTS}, [("costs_negative", "costs")]),
        ({"unserved_cost": -1.0}, [("unserved_cost_negative", "unserved_cost")]),
        ({"unserved_cost": float("nan")}, [("unserved_cost_negative", "unserved_cost")]),
        ({"choose": 4}, [("choose_above_candidates", "choose")]),
        ({"choose": 3, "forbidden": (1,)}, [("choose_above_candidates", "choose")]),
        ({"choose": -1}, [("choose_below_required", "choose")]),
        ({"choose": 0}, [("no_site_affordable", "choose")]),
        ({"choose": 1, "required": (0, 1)}, [("choose_below_required", "choose")]),
        ({"required": (1,), "forbidden": (1,)}, [("site_in_two_lists", "forbidden")]),
        ({"capacities": np.array([1.0, 0.5, 0.4])}, [("capacity_below_demand", "capacities")]),
        ({"capacities": np.array([1.0, 2.0, -1.0])}, [("capacities_negative", "capacities")]),
        ({"costs": np.array([[1, np.inf, 2]])}, [("unserved_cost_missing", "unserved_cost")]),
        (
            {"objective": Objective.P_CENTRE, "costs": np.array([[1, 1], [np.inf, np.inf]])},
            [("cells_out_of_reach", "costs")],
        ),
        (
            {"choose": None, "budget": 3.0, "site_costs": np.array([4.0, 4, 4]), "required": (0,)},
            [("budget_below_required", "budget")],
        ),
        (
            {"choose": None, "budget": 3.0, "site_costs": np.array([4.0, 4, 4])},
            [("no_site_affordable", "budget")],
        ),
        (
            {"choose": None, "budget": 3.0, "site_costs": np.array([4.0, 0, 4])},
            [("site_costs_not_positive", "site_costs")],
        ),
        (
            {"weights": np.array([1.0, -2.0]), "required": (1,), "existing": (1,)},
            [("weights_negative", "weights"), ("site_in_two_lists", "existing")],
        ),
    ],
)
def test_a_question_without_an_answer_is_refused_with_every_reason(
    fields: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    assert codes(**fields) == expected


def test_capacities_that_fit_in_sum_but_in_no_choice_are_refused() -> None:
    problem = SitingProblem(
        Objective.P_MEDIAN, COSTS, choose=1, weights=np.ones(2), capacities=np.full(3, 1.0)
    )
    with pytest.raises(Refused) as refused:
        solve(problem, stop=MaxSeconds(600), seed=1)
    assert [r.code for r in refused.value.reasons] == ["no_plan_fits"]


def test_a_cover_that_the_budget_does_not_pay_is_refused_with_what_it_needs() -> None:
    problem = SitingProblem(
        Objective.SET_COVER, COSTS, radius=2, budget=4.0, site_costs=np.array([3.0, 3.0, 3.0])
    )
    with pytest.raises(Refused) as refused:
        solve(problem, stop=MaxSeconds(600), seed=1)
    (reason,) = refused.value.reasons
    assert (reason.code, reason.details) == ("budget_below_cover", {"budget": 4.0, "needed": 6.0})


def test_a_cover_that_so_few_sites_cannot_give_is_refused_with_how_many_it_takes() -> None:
    problem = SitingProblem(
        Objective.SET_COVER, COSTS, radius=2, choose=1, site_costs=np.array([0.2, 0.2, 0.2])
    )
    with pytest.raises(Refused) as refused:
        solve(problem, stop=MaxSeconds(600), seed=1)
    (reason,) = refused.value.reasons
    assert (reason.code, reason.details) == ("choose_below_cover", {"choose": 1, "needed": 2.0})


def test_weights_by_group_count_some_people_more() -> None:
    people = np.array([[100.0, 10.0], [50.0, 0.0]])
    assert group_weights(people, np.array([1.0, 3.0])).tolist() == [130, 50]


PROBLEM = SitingProblem(
    Objective.P_MEDIAN, COSTS, choose=2, required=(1,), forbidden=(0,), weights=np.array([2.0, 1])
)
PLAN = SitingPlan(sites=(1, 2), value=10.0, bound=10.0, proven=True)


@pytest.mark.parametrize(
    "wrong, rule",
    [
        ({"sites": (2,)}, "required_site_left_out"),
        ({"sites": (0, 1)}, "forbidden_site_chosen"),
        ({"sites": (1, 9)}, "no_such_site"),
        ({"sites": (1, 1)}, "site_chosen_twice"),
        ({"value": 9.0, "bound": 9.0}, "value_is_not_what_it_says"),
        ({"bound": 11.0, "proven": False}, "better_than_its_bound"),
        ({"bound": 3.0}, "proven_without_bound"),
    ],
)
def test_the_check_finds_what_is_wrong(wrong: dict[str, object], rule: str) -> None:
    assert check(PROBLEM, PLAN) == []
    assert rule in [violation.rule for violation in check(PROBLEM, replace(PLAN, **wrong))]  # type: ignore[arg-type]


def test_the_check_counts_sites_and_money() -> None:
    too_many = SitingProblem(Objective.P_MEDIAN, COSTS, choose=1)
    assert [v.rule for v in check(too_many, replace(PLAN, value=6.0, bound=6.0))] == [
        "too_many_sites"
    ]
    poor = SitingProblem(
        Objective.P_MEDIAN, COSTS, budget=3.0, site_costs=np.array([2.0, 2.0, 2.0])
    )
    assert [v.rule for v in check(poor, replace(PLAN, value=6.0, bound=6.0))] == ["over_budget"]


def test_the_check_minds_capacities() -> None:
    problem = SitingProblem(
        Objective.P_MEDIAN, COSTS, choose=2, capacities=np.array([1.0, 1.0, 1.0])
    )
    shares = np.array([[0.5, 0, 0], [1.0, 0, 0]])
    plan = SitingPlan((0, 1), 5.5, 5.5, True, shares)
    rules = [violation.rule for violation in check(problem, plan)]
    assert rules == ["cell_not_served_once", "over_capacity"]


def test_a_file_of_or_library_is_read_and_the_last_length_of_an_edge_counts(
    tmp_path: Path,
) -> None:
    file = tmp_path / "four.txt"
    file.write_text(FOUR_NODES)
    problem = read_pmedian(file)
    assert problem.choose == 2
    assert problem.costs.tolist() == [[0, 7, 11, 12], [7, 0, 4, 5], [11, 4, 0, 1], [12, 5, 1, 0]]


def test_a_file_is_solved_into_what_is_printed(tmp_path: Path) -> None:
    file = tmp_path / "four.txt"
    file.write_text(FOUR_NODES)
    printed = json.loads(json.dumps(run_file(file, seconds=600, seed=1)))
    assert printed.pop("seconds") >= 0
    assert printed.pop("sites") in ([1, 3], [1, 4])
    assert printed == {"value": 5, "bound": 5, "proven": True}


@pytest.mark.parametrize(
    "text, code, line",
    [
        ("", "siting_file_empty", 1),
        ("4 4 2\n1 2 3\n", "siting_file_edge_count", 2),
        ("4 1 2\n1 two 3\n", "siting_file_three_whole_numbers", 2),
        ("4 1 2\n1 2\n", "siting_file_three_whole_numbers", 2),
        ("4 1 2\n1 5 3\n", "siting_file_node", 2),
        ("4 1 2\n1 2 -3\n", "siting_file_length", 2),
        ("4 1 2\n1 2 " + "9" * 400 + "\n", "siting_file_length", 2),
        ("99999999 1 2\n1 2 3\n", "siting_file_too_large", 1),
        ("0 0 0\n", "siting_file_counts", 1),
        ("4 1 2\n1 2 3\n", "unserved_cost_missing", None),
        ("2 1 3\n1 2 3\n", "choose_above_candidates", None),
        ("2 1 0\n1 2 3\n", "no_site_affordable", None),
    ],
)
def test_a_faulty_file_is_refused_with_its_line(
    tmp_path: Path, text: str, code: str, line: int | None
) -> None:
    file = tmp_path / "faulty.txt"
    file.write_text(text)
    with pytest.raises(Refused) as refused:
        run_file(file, seconds=600, seed=1)
    (reason,) = refused.value.reasons
    assert (reason.code, reason.details.get("line")) == (code, line)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        run_file(tmp_path / "none.txt", seconds=600, seed=1)
    assert [r.code for r in refused.value.reasons] == ["siting_file_missing"]


def test_published_optima_are_found_and_proven(real_data: Path) -> None:
    folder = real_data / "instances" / "pmedian"
    with (folder / "best-known.csv").open() as lines:
        published = {row["instance"]: int(row["optimum"]) for row in csv.DictReader(lines)}
    assert len(published) == 20
    for instance, optimum in published.items():
        found = run_file(folder / f"{instance}.txt", seconds=600, seed=1)
        assert (instance, found["value"], found["proven"]) == (instance, optimum, True)


def test_published_centres_are_found_and_proven(real_data: Path) -> None:
    """Optima of p-centre on the same networks: Elloumi, Labbé and Pochet, A new formulation and
    resolution method for the p-center problem, INFORMS Journal on Computing 16 (2004)."""
    for number, optimum in enumerate((127, 98, 93, 74, 48), start=1):
        file = real_data / "instances" / "pmedian" / f"pmed{number}.txt"
        network = read_pmedian(file)
        problem = SitingProblem(Objective.P_CENTRE, network.costs, choose=network.choose)
        plan = solve(problem, stop=MaxSeconds(600), seed=1)
        assert check(problem, plan) == []
        assert (plan.value, plan.proven) == (optimum, True)
