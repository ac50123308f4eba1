"""OR-Library's pmed1 to pmed20."""

import csv
from typing import Any

from benchmarks.reach.measuring import REAL_DATA, absent, row, seconds
from softplace.engines.contract import MaxSeconds
from softplace.engines.reach.siting import read_pmedian, run_file, solve

FOLDER = REAL_DATA / "instances" / "pmedian"


def rows() -> list[dict[str, Any]]:
    if not FOLDER.exists():
        return [
            absent("pmed1-20 proven", 20, "of 20"),
            absent("pmed1-20 proven, together", 60, "s"),
            absent("pmed1-20 heuristic, optimal", 19, "of 20"),
            absent("pmed1-20 heuristic, worst gap", 0.1, "%"),
            absent("pmed1-20 heuristic, together", 5, "s"),
        ]
    with (FOLDER / "best-known.csv").open() as lines:
        optima = {r["instance"]: int(r["optimum"]) for r in csv.DictReader(lines)}
    run_file(FOLDER / "pmed1.txt", seconds=60, seed=1)

    proven = 0
    gaps = []

    def prove_all() -> None:
        nonlocal proven
        for name, optimum in optima.items():
            found = run_file(FOLDER / f"{name}.txt", seconds=60, seed=1)
            proven += found["proven"] is True and found["value"] == optimum

    def search_all() -> None:
        for name, optimum in optima.items():
            problem = read_pmedian(FOLDER / f"{name}.txt")
            plan = solve(problem, stop=MaxSeconds(60), seed=1, prove=False)
            gaps.append(plan.value / optimum - 1)

    proving, searching = seconds(prove_all), seconds(search_all)
    optimal = sum(gap == 0 for gap in gaps)
    return [
        row("pmed1-20 proven", proven, 20, "of 20", at_least=True),
        row("pmed1-20 proven, together", proving, 60, "s"),
        row("pmed1-20 heuristic, optimal", optimal, 19, "of 20", at_least=True),
        row("pmed1-20 heuristic, worst gap", 100 * max(gaps), 0.1, "%"),
        row("pmed1-20 heuristic, together", searching, 5, "s"),
    ]
