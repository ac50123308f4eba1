"""Documents of docs/siting-format.md: every choice of sites is tried on tiny ones, and wrong
fields are refused with their path."""

import json
from collections.abc import Iterator
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from softplace.engines.documents import InvalidField
from softplace.engines.reach.siting import Objective, SitingPlan, generate, run, run_file
from softplace.engines.reach.siting.files import MOST_PAIRS
from softplace.foundation.errors import Refused

CELLS, SITES = 6, 5
INF = float("inf")
Document = dict[str, Any]


def document(objective: str, seed: int, **changes: object) -> Document:
    """Six cells with two groups, five sites: one required, one forbidden, one existing."""
    rng = np.random.default_rng(seed)
    statuses = ["existing", "required", "forbidden", "candidate", "candidate"]
    found: Document = {
        "format": "softplace-siting/1",
        "objective": objective,
        "group_weights": {"old": 2.0, "young": 0.5},
        "cells": [
            {
                "key": f"c{i}",
                "weight": int(rng.integers(0, 5)),
                "groups": {"old": int(rng.integers(0, 4)), "young": int(rng.integers(1, 4))},
            }
            for i in range(CELLS)
        ],
        "sites": [
            {"key": f"s{j}", "status": statuses[j], "cost": int(rng.integers(1, 5))}
            for j in range(SITES)
        ],
        "costs": rng.integers(1, 10, (CELLS, SITES)).tolist(),
    }
    if objective != "set-cover":
        found["choose"] = 2
    if objective in ("max-cover", "set-cover"):
        found["radius"] = 4
    return {**found, **changes}


def with_capacities(of: Document, share: float) -> Document:
    """Each site serves so much of all; the last one without limit."""
    everyone = sum(weights(of))
    sites = [
        {**site, "capacity": round(share * everyone, 3)} if j < SITES - 1 else site
        for j, site in enumerate(of["sites"])
    ]
    return {**of, "sites": sites}


def weights(of: Document) -> list[float]:
    counted = of.get("group_weights", {})
    return [
        cell.get("weight", 0) + sum(counted[g] * n for g, n in cell.get("groups", {}).items())
        for cell in of["cells"]
    ]


def choices(of: Document) -> Iterator[tuple[int, ...]]:
    """Sets of open sites that the document allows, existing ones among them."""
    sites = of["sites"]
    given = {j for j, site in enumerate(sites) if site["status"] == "existing"}
    free = [j for j, site in enumerate(sites) if site["status"] in ("required", "candidate")]
    for chosen in chain.from_iterable(combinations(free, k) for k in range(len(free) + 1)):
        if any(s["status"] == "required" and j not in chosen for j, s in enumerate(sites)):
            continue
        if len(chosen) > of.get("choose", SITES):
            continue
        if sum(sites[j]["cost"] for j in chosen) > of.get("budget", INF):
            continue
        yield tuple(sorted({*chosen, *given}))


def served(of: Document, opened: tuple[int, ...], cost: np.ndarray, *, all_of: list[int]) -> float:
    """The least sum of weight × cost with capacities: a linear program of its own. Cells of
    `all_of` must be served, others may be; inf where that cannot be."""
    people = np.array(weights(of))
    pairs = [(i, j) for i in range(CELLS) for j in opened if cost[i, j] < INF and people[i] > 0]
    if not pairs:
        return INF if any(people[i] > 0 for i in all_of) else 0.0
    rows, limits = [], []
    for j in opened:
        capacity = of["sites"][j].get("capacity", float(people.sum()))
        rows.append([people[i] if site == j else 0.0 for i, site in pairs])
        limits.append(capacity)
    must, may = [], []
    for i in range(CELLS):
        (must if i in all_of and people[i] > 0 else may).append(
            [1.0 if cell == i else 0.0 for cell, _ in pairs]
        )
    found = linprog(
        [people[i] * cost[i, j] for i, j in pairs],
        A_ub=np.array(rows + may),
        b_ub=np.array(limits + [1.0] * len(may)),
        A_eq=np.array(must) if must else None,
        b_eq=np.ones(len(must)) if must else None,
    )
    return float(found.fun) if found.status == 0 else INF


def worth(of: Document, opened: tuple[int, ...]) -> float:
    """By definition; a max cover is counted below 0, so that less is better everywhere."""
    costs = np.array([[INF if c is None else c for c in row] for row in of["costs"]], dtype=float)
    everyone = list(range(CELLS))
    match of["objective"]:
        case "p-median":
            unserved = of.get("unserved_cost")
            if unserved is None:
                return served(of, opened, costs, all_of=everyone)
            gained = np.where(costs <= unserved, costs - unserved, INF)
            return unserved * sum(weights(of)) + served(of, opened, gained, all_of=[])
        case "max-cover":
            gained = np.where(costs <= of["radius"], -1.0, INF)
            return served(of, opened, gained, all_of=[])
        case "set-cover":
            usable = [j for j, site in enumerate(of["sites"]) if site["status"] != "forbidden"]
            near = np.where(costs <= of["radius"], 0.0, INF)
            can = [i for i in everyone if np.isfinite(near[i, usable]).any()]
            if served(of, opened, near, all_of=can) == INF:
                return INF
            new = [j for j in opened if of["sites"][j]["status"] != "existing"]
            return float(sum(of["sites"][j]["cost"] for j in new))
        case _:
            for radius in np.unique(costs):
                near = np.where(costs <= radius, 0.0, INF)
                if served(of, opened, near, all_of=everyone) < INF:
                    return float(radius)
            return INF


def solved(of: Document, folder: Path) -> dict[str, Any]:
    file = folder / "siting.json"
    file.write_text(json.dumps(of), encoding="utf-8")
    return run_file(file, seconds=600, seed=1)


VARIANTS: dict[str, Document] = {
    "choose": {},
    "budget": {"choose": None, "budget": 6},
    "unreachable": {},
    "capacities": {},
    "capacities, some unserved": {},
    "capacities and budget": {"choose": None, "budget": 7},
}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("objective", list(Objective))
def test_the_best_of_all_choices_is_found(
    objective: str, variant: str, seed: int, tmp_path: Path
) -> None:
    of = document(objective, seed, **VARIANTS[variant])
    of = {name: value for name, value in of.items() if value is not None}
    if variant == "unreachable":
        of["costs"][seed][3] = None
        if objective == "p-median":
            of["unserved_cost"] = 7
    if "capacities" in variant:
        of = with_capacities(of, 0.45)
    if variant == "capacities, some unserved" and objective == "p-median":
        of["unserved_cost"] = 5
    best = min(worth(of, opened) for opened in choices(of))
    if best == INF:
        with pytest.raises(Refused):
            solved(of, tmp_path)
        return
    found = solved(of, tmp_path)
    assert found["violations"] == []
    assert found["proven"]
    assert found["value"] == pytest.approx(-best if objective == "max-cover" else best)
    assert found["bound"] == pytest.approx(found["value"])
    chosen = {int(key[1:]) for key in found["sites"]}
    existing = {j for j, site in enumerate(of["sites"]) if site["status"] == "existing"}
    assert worth(of, tuple(sorted(chosen | existing))) == pytest.approx(best)
    if "capacities" in variant:
        assert all(0 < one["share"] <= 1 for one in found["shares"])


@pytest.mark.parametrize("most", [1, 2, 3])
@pytest.mark.parametrize("seed", range(6))
def test_a_set_cover_of_few_sites_may_have_to_be_dearer(
    seed: int, most: int, tmp_path: Path
) -> None:
    of = document("set-cover", seed, choose=most)
    of["sites"] = [
        {"key": f"s{j}", "status": "candidate", "cost": cost}
        for j, cost in enumerate([9, 9, 2, 2, 2])
    ]
    of["costs"] = np.random.default_rng(seed).integers(1, 8, (CELLS, SITES)).tolist()
    best = min(worth(of, opened) for opened in choices(of))
    if best == INF:
        with pytest.raises(Refused, match="choose_below_cover"):
            solved(of, tmp_path)
        return
    found = solved(of, tmp_path)
    assert (found["violations"], found["proven"]) == ([], True)
    assert found["value"] == pytest.approx(best)


def test_points_are_measured_in_kilometres_or_in_minutes(tmp_path: Path) -> None:
    of: Document = {
        "format": "softplace-siting/1",
        "objective": "p-centre",
        "choose": 1,
        "cells": [{"key": "a", "weight": 1, "point": {"lat": 45, "lng": 5}}],
        "sites": [{"key": "b", "point": {"lat": 46, "lng": 5}}],
    }
    km = np.pi / 180 * 6371.0088
    assert solved(of, tmp_path)["value"] == pytest.approx(km, rel=1e-6)
    of["travel"] = {"mode": "car", "km_per_hour": 60, "detour_factor": 1.5}
    assert solved(of, tmp_path)["value"] == pytest.approx(1.5 * km, rel=1e-6)


@pytest.mark.parametrize("objective", list(Objective))
def test_the_same_seed_generates_the_same_document(objective: Objective, tmp_path: Path) -> None:
    assert generate(objective, 3) == generate(objective, 3) != generate(objective, 4)
    assert solved(generate(objective, 3), tmp_path)["violations"] == []


GONE = object()


@pytest.mark.parametrize(
    ("where", "value", "message"),
    [
        (("format",), "other", "format: must be 'softplace-siting/1'."),
        (("format",), GONE, "format: is missing."),
        (("objective",), "best", "objective: must be one of p-median, max-cover, set-cover,"),
        (("cells",), [], "cells: must hold at least one."),
        (("sites",), [], "sites: must hold at least one."),
        (("sites",), GONE, "sites: is missing."),
        (("cells", 2, "weight"), -1, "cells[2].weight: must be 0 or more."),
        (("cells", 2, "weight"), float("nan"), "cells[2].weight: must be a number."),
        (("cells", 2, "weight"), float("inf"), "cells[2].weight: must be a number."),
        (("cells", 2, "weight"), "3", "cells[2].weight: must be a number."),
        (("cells", 2, "weight"), 10**400, "cells[2].weight: must be a number of usual size."),
        (("cells", 2, "groups", "old"), -1, "cells[2].groups.old: must be 0 or more."),
        (("cells", 2, "groups", "tall"), 1, "cells[2].groups.tall: has no entry in group_weights."),
        (("cells", 2, "people"), 1, "cells[2].people: is not a field of this format."),
        (("cells", 2, "key"), "c0", "cells[2].key: is also that of cells[0]."),
        (("cells", 2, "point"), {"lat": 91, "lng": 5}, "cells[2].point.lat: must be from -90"),
        (("cells", 2, "point"), {"lat": 45}, "cells[2].point.lng: is missing."),
        (("sites", 1, "key"), "s0", "sites[1].key: is also that of sites[0]."),
        (("sites", 1, "key"), "", "sites[1].key: must be a text that is not empty."),
        (("sites", 1, "status"), "open", "sites[1].status: must be one of candidate, required"),
        (("sites", 1, "cost"), 0, "sites[1].cost: must be above 0."),
        (("sites", 1, "capacity"), -5, "sites[1].capacity: must be 0 or more."),
        (("choose",), -1, "choose: must be 0 or more."),
        (("choose",), 1.5, "choose: must be a whole number."),
        (("choose",), GONE, "choose: is missing: p-median needs choose or budget."),
        (("budget",), 5, "budget: does not go with choose: give one of them."),
        (("radius",), 5, "radius: means nothing to p-median."),
        (("costs",), [[1] * SITES], "costs: must hold 6 rows, one for each cell."),
        (("costs", 3), [1], "costs[3]: must hold 5 numbers, one for each site."),
        (("costs", 3, 1), -1, "costs[3][1]: must be 0 or more."),
        (("costs",), GONE, "cells[0].point: is missing, and so are the costs."),
        (("travel",), {"mode": "car"}, "travel: does not go with costs: give one of them."),
        (("goal",), 1, "goal: is not a field of this format."),
    ],
)
def test_a_wrong_field_is_refused_with_its_path(
    where: tuple[str | int, ...], value: object, message: str, tmp_path: Path
) -> None:
    of = document("p-median", 0)
    inside: Any = of
    for step in where[:-1]:
        inside = inside[step]
    if value is GONE:
        del inside[where[-1]]
    else:
        inside[where[-1]] = value
    with pytest.raises(InvalidField) as refused:
        solved(of, tmp_path)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("objective", "changes", "message"),
    [
        ("max-cover", {"radius": None}, "radius: is missing: max-cover needs it."),
        ("p-centre", {"unserved_cost": 5}, "unserved_cost: means nothing to p-centre."),
        ("p-centre", {"choose": None, "budget": 5}, "sites[1].cost: is missing: a budget needs"),
    ],
)
def test_what_an_objective_needs_and_what_means_nothing_to_it(
    objective: str, changes: Document, message: str, tmp_path: Path
) -> None:
    of = document(objective, 0, **changes)
    if "budget" in changes:
        of["sites"] = [{k: v for k, v in s.items() if k != "cost"} for s in of["sites"]]
    with pytest.raises(InvalidField) as refused:
        solved(of, tmp_path)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"choose": 4}, "choose_above_candidates", "choose"),
        ({"choose": 0}, "choose_below_required", "choose"),
        ({"cells": [{"key": f"c{i}"} for i in range(CELLS)]}, "cells_without_people", "cells"),
        ({"choose": None, "budget": 0}, "budget_below_required", "budget"),
    ],
)
def test_a_question_without_an_answer_names_the_field(
    changes: Document, code: str, path: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refused:
        solved(document("p-median", 0, **changes), tmp_path)
    (reason,) = refused.value.reasons
    assert (reason.code, reason.details["path"]) == (code, path)


def test_a_name_that_stands_twice_in_one_object_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "twice.json"
    text = json.dumps(document("p-median", 0))
    for once, twice, message in (
        ('"choose": 2', '"choose": 2, "choose": 3', "choose: stands twice."),
        ('"key": "c1"', '"key": "c1", "key": "c9"', "cells[1].key: stands twice."),
        ('{"old": 2.0', '{"old": 2.0, "old": 3.0', "group_weights.old: stands twice."),
    ):
        file.write_text(text.replace(once, twice, 1), encoding="utf-8")
        with pytest.raises(InvalidField) as refused:
            run_file(file, seconds=1, seed=1)
        assert str(refused.value) == message


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"format": "softplace-siting/1"}', "[" * 9999])
def test_what_is_no_document_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidField):
        run_file(file, seconds=1, seed=1)


def test_more_pairs_than_fit_in_memory_are_refused(tmp_path: Path) -> None:
    of = document("p-median", 0)
    of["cells"] = [{"key": str(i)} for i in range(20_000)]
    of["sites"] = [{"key": str(i)} for i in range(MOST_PAIRS // 20_000 + 1)]
    with pytest.raises(InvalidField, match="cells: make more than 50,000,000 pairs"):
        solved(of, tmp_path)


def test_what_the_check_finds_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wrong = SitingPlan(sites=(2, 3), value=1.0, bound=1.0, proven=True)
    monkeypatch.setattr(run, "solve", lambda problem, **_: wrong)
    found = solved(document("p-median", 0), tmp_path)
    assert found["violations"] == ["required_site_left_out: 1", "forbidden_site_chosen: 2"]
    file = tmp_path / "orlib.txt"
    file.write_text("4 3 2\n1 2 3\n2 3 3\n3 4 2\n")
    assert run_file(file, seconds=1, seed=1)["violations"] == ["value_is_not_what_it_says: 9.0"]
