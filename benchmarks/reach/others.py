"""Against `access` and `spopt` of PySAL, in the same run."""

from typing import Any

import numpy as np
import pandas as pd
import pulp
from access import Access
from access.weights import step_fn
from spopt.locate import MCLP

from benchmarks.reach.measuring import row, seconds
from softplace.engines.contract import MaxSeconds
from softplace.engines.reach.decay import LUO_QI_2009
from softplace.engines.reach.opportunities import floating_catchments
from softplace.engines.reach.siting import Objective, SitingPlan, SitingProblem, solve
from softplace.engines.travel import TravelMatrix


def rows() -> list[dict[str, Any]]:
    return [*_catchments(), *_max_cover()]


def _catchments() -> list[dict[str, Any]]:
    """2SFCA and E2SFCA of 10,000 cells and 1,000 sites. Both begin with the travel times in the
    shape that they want: a data frame for `access`, a table for ours; making ours is told apart."""
    rng = np.random.default_rng(2)
    cells, sites = rng.random((10_000, 2)), rng.random((1_000, 2))
    minutes = 100 * np.linalg.norm(cells[:, None] - sites[None], axis=2)
    people = rng.integers(1, 900, 10_000).astype(float)
    supply = rng.integers(1, 9, 1_000).astype(float)
    cell, site = np.nonzero(minutes <= 30)
    costs = pd.DataFrame({"from": cell, "to": site, "minutes": minutes[cell, site]})
    theirs = Access(
        demand_df=pd.DataFrame({"id": np.arange(10_000), "people": people}),
        demand_index="id",
        demand_value="people",
        supply_df=pd.DataFrame({"id": np.arange(1_000), "supply": supply}),
        supply_index="id",
        supply_value="supply",
        cost_df=costs,
        cost_origin="from",
        cost_dest="to",
        cost_name="minutes",
    )
    travel = TravelMatrix(minutes)
    table = travel.table(30)
    found: dict[str, Any] = {}

    def our_plain() -> None:
        found["ours"] = floating_catchments(table, supply, people).access

    def their_plain() -> None:
        found["theirs"] = theirs.two_stage_fca(max_cost=30)

    def our_enhanced() -> None:
        found["ours enhanced"] = floating_catchments(table, supply, people, LUO_QI_2009).access

    def their_enhanced() -> None:
        weights = step_fn({10: 1, 20: 0.68, 30: 0.22})
        found["theirs enhanced"] = theirs.enhanced_two_stage_fca(max_cost=30, weight_fn=weights)

    plain = seconds(their_plain) / seconds(our_plain, 5)
    enhanced = seconds(their_enhanced) / seconds(our_enhanced, 5)
    return [
        row("2SFCA 10,000 x 1,000 against access", plain, 20, "x faster", at_least=True),
        row("E2SFCA 10,000 x 1,000 against access", enhanced, 20, "x faster", at_least=True),
        row("2SFCA, largest difference", _apart(found, ""), 1e-12, "relative"),
        row("E2SFCA, largest difference", _apart(found, " enhanced"), 1e-12, "relative"),
        row("table of 10,000 x 1,000 travel times", seconds(lambda: travel.table(30)), None, "s"),
    ]


def _apart(found: dict[str, Any], which: str) -> float:
    ours = found[f"ours{which}"]
    theirs = found[f"theirs{which}"].reindex(range(len(ours))).fillna(0).iloc[:, 0].to_numpy()
    return float((np.abs(ours - theirs) / np.maximum(np.abs(theirs), 1e-300)).max())


def _max_cover() -> list[dict[str, Any]]:
    """10,000 cells, 300 sites, p = 20; both prove their optimum, both by HiGHS."""
    rng = np.random.default_rng(7)
    cells = rng.random((10_000, 2))
    sites = cells[rng.choice(10_000, 300, replace=False)]
    people = np.ceil(rng.lognormal(3, 1, 10_000))
    costs = np.linalg.norm(cells[:, None] - sites[None], axis=2)
    radius = 0.08
    found: dict[str, Any] = {}

    def ours() -> None:
        problem = SitingProblem(
            Objective.MAX_COVER, costs, weights=people, choose=20, radius=radius
        )
        found["ours"] = solve(problem, stop=MaxSeconds(120), seed=1)

    def theirs() -> None:
        solver = pulp.HiGHS(msg=False, gapRel=0)
        model = MCLP.from_cost_matrix(costs, people, radius, 20).solve(solver)
        found["theirs"] = float(model.problem.objective.value())

    ours()
    faster = seconds(theirs) / seconds(ours, 3)
    plan: SitingPlan = found["ours"]
    apart = abs(plan.value - found["theirs"]) if plan.proven else float("inf")
    return [
        row("max cover 10,000 x 300, p = 20, against spopt", faster, 20, "x faster", at_least=True),
        row("max cover, difference of proven optima", apart, 1e-6, "people"),
    ]
