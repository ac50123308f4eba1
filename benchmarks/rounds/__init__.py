"""Rounds on published periodic vehicle routing problems, beside a plain way to plan them.

`make bench ONLY=rounds SIZE=p01,p08` measures these only, `SECONDS=10` with another limit. The
rival is heard on a few of them, for as long. Real files are read from the folder of real data
beside the project; without them only the generated district is measured.
"""

import csv
import os
import time
from typing import Any

from benchmarks.reach.measuring import REAL_DATA, absent, row
from benchmarks.rounds.rival import day_by_day
from softplace.engines.contract import MaxSeconds
from softplace.engines.rounds import check, generate, read_cordeau, solve
from softplace.engines.rounds.files import read_problem
from softplace.engines.rounds.problem import Problem
from softplace.engines.rounds.warm import warm

FOLDER = REAL_DATA / "instances" / "pvrp"
SECONDS, SEED = 60.0, 1
MEAN_GAP, WORST_GAP = 1.0, 3.0
RIVAL_ON = ("p05", "p08")


def run() -> list[dict[str, Any]]:
    """Rows of measure, measured, target, unit, met."""
    warm()
    seconds = float(os.environ.get("SECONDS", SECONDS))
    return [*_published(seconds), *_district(seconds)]


def _published(seconds: float) -> list[dict[str, Any]]:
    if not FOLDER.exists():
        return [absent("p01-p13, mean gap to the best known", MEAN_GAP, "%")]
    with (FOLDER / "best-known.csv").open() as lines:
        best = {line["instance"]: float(line["best_known"]) for line in csv.DictReader(lines)}
    names = os.environ.get("SIZE", ",".join(best)).split(",")
    rows, gaps, broken = [], [], 0
    for name in names:
        problem = read_cordeau(FOLDER / f"{name}.txt")
        began = time.process_time()
        plan = solve(problem, stop=MaxSeconds(seconds), seed=SEED)
        spent = time.process_time() - began
        broken += bool(check(problem, plan))
        gaps.append(100 * (plan.value / best[name] - 1))
        rows.append(row(f"{name}: gap to the best known", round(gaps[-1], 3), None, "%"))
        rows.append(row(f"{name}: gap to the bound", round(100 * plan.gap, 1), None, "%"))
        rows.append(row(f"{name}: processor time", round(spent, 1), None, "s"))
        if name in RIVAL_ON:
            rows.append(_rival(name, problem, seconds, best[name]))
    return [
        *rows,
        row("mean gap to the best known", round(sum(gaps) / len(gaps), 3), MEAN_GAP, "%"),
        row("worst gap to the best known", round(max(gaps), 3), WORST_GAP, "%"),
        row("plans that break a rule", broken, 0, ""),
    ]


def _rival(name: str, problem: Problem, seconds: float, best: float) -> dict[str, Any]:
    cost = day_by_day(problem, seconds)
    gap = None if cost is None else round(100 * (cost / best - 1), 3)
    found = row(f"{name}: the same of a rival day by day", gap or 0.0, None, "%")
    return found if gap is not None else {**found, "measured": "no plan"}


def _district(seconds: float) -> list[dict[str, Any]]:
    problem = read_problem(generate("district", SEED))
    plan = solve(problem, stop=MaxSeconds(seconds), seed=SEED)
    first = solve(problem, stop=MaxSeconds(0), seed=SEED)
    return [
        row("district of 60 communes, 4 weeks: cost", round(plan.value), None, ""),
        row("the same, the first plan", round(first.value), None, ""),
        row("the same: gap to the bound", round(100 * plan.gap, 1), None, "%"),
        row("the same: meetings", len(plan.meetings), None, ""),
        row("the same: rules broken", len(check(problem, plan)), 0, ""),
    ]
