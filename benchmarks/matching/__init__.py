"""Matching on generated campaigns, beside a plain greedy and a plain CP-SAT model.

`MATCHING_KINDS=scarce,town` in the environment measures these only. Each run has a process of
its own, so that its peak of memory is its own.
"""

import os
import resource
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

from softplace.foundation.clock import monotonic_seconds

LIMITS = {
    "scarce": (10.0, 0.0),
    "town": (60.0, 0.005),
    "city": (300.0, 0.015),
    "metropole": (600.0, 0.04),
}
"""Seconds, and the gap to prove in them."""
MOST_GIGABYTES = 8.0
SEED = 1


def run() -> list[dict[str, Any]]:
    """Rows of measure, measured, target, unit, met."""
    kinds = os.environ.get("MATCHING_KINDS", ",".join(LIMITS)).split(",")
    rows: list[dict[str, Any]] = []
    for kind in kinds:
        seconds, gap = LIMITS[kind]
        ours = _alone(_engine, kind, seconds)
        greedy = _alone(_greedy, kind, seconds)
        cp_sat = _alone(_cp_sat, kind, seconds)
        rows += [
            _row(f"{kind}: gap", round(ours["gap"] * 100, 3), gap * 100, "%", ours["gap"] <= gap),
            _row(
                f"{kind}: seconds",
                round(ours["seconds"], 1),
                seconds,
                "s",
                ours["seconds"] <= seconds * 1.05,
            ),
            _row(f"{kind}: bound", round(ours["bound"]), None, "points", None),
            _row(
                f"{kind}: value",
                round(ours["value"]),
                round(max(greedy["value"], cp_sat["value"])),
                "points",
                ours["value"] > max(greedy["value"], cp_sat["value"]),
            ),
            _row(f"{kind}: value of plain greedy", round(greedy["value"]), None, "points", None),
            _row(f"{kind}: seconds of plain greedy", round(greedy["seconds"], 1), None, "s", None),
            _row(f"{kind}: value of plain CP-SAT", round(cp_sat["value"]), None, "points", None),
            _row(f"{kind}: seconds of plain CP-SAT", round(cp_sat["seconds"], 1), None, "s", None),
            _row(
                f"{kind}: peak memory",
                round(ours["gigabytes"], 2),
                MOST_GIGABYTES,
                "GB",
                ours["gigabytes"] <= MOST_GIGABYTES,
            ),
            _row(
                f"{kind}: violations",
                sum(run["violations"] for run in (ours, greedy, cp_sat)),
                0,
                "",
                not any(run["violations"] for run in (ours, greedy, cp_sat)),
            ),
        ]
    if "town" in kinds:
        again = _alone(_again, "town", 5.0)
        rows += [
            _row("town, re-solve after 5 locks: seconds", round(again["seconds"], 1), 5.0, "s",
                 again["seconds"] <= 5.25),
            _row("town, re-solve after 5 locks: changed beyond need",
                 round(again["beyond"] * 100, 2), 3.0, "%", again["beyond"] <= 0.03),
            _row("town, re-solve after 5 locks: value", round(again["value"]),
                 round(again["before"]), "points", None),
        ]  # fmt: skip
    return rows


def _row(
    measure: str, measured: float, target: float | None, unit: str, met: bool | None
) -> dict[str, Any]:
    return {"measure": measure, "measured": measured, "target": target, "unit": unit, "met": met}


def _alone(what: Any, kind: str, seconds: float) -> dict[str, float]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(what, kind, seconds).result()


def _engine(kind: str, seconds: float) -> dict[str, float]:
    from softplace.engines.contract import MaxSeconds
    from softplace.engines.matching import solve

    problem = _problem(kind)
    began = monotonic_seconds()
    plan = solve(problem, stop=MaxSeconds(seconds), seed=SEED)
    return _measured(problem, plan, monotonic_seconds() - began)


def _greedy(kind: str, seconds: float) -> dict[str, float]:
    from benchmarks.matching.rivals import greedy

    problem = _problem(kind)
    began = monotonic_seconds()
    plan = greedy(problem)
    return _measured(problem, plan, monotonic_seconds() - began)


def _cp_sat(kind: str, seconds: float) -> dict[str, float]:
    from benchmarks.matching.rivals import plain_cp_sat

    problem = _problem(kind)
    began = monotonic_seconds()
    plan = plain_cp_sat(problem, seconds, SEED)
    return _measured(problem, plan, monotonic_seconds() - began)


def _again(kind: str, seconds: float) -> dict[str, float]:
    """Move five sessions by locks to where the next-best plan has them, and solve again."""
    from softplace.engines.contract import MaxSeconds
    from softplace.engines.matching import check, solve
    from softplace.engines.matching.plan import changed

    problem = _problem(kind)
    before = solve(problem, stop=MaxSeconds(20), seed=SEED)
    problem, needed = with_locks(problem, before, 5)
    began = monotonic_seconds()
    after = solve(problem, stop=MaxSeconds(seconds), seed=SEED, start=before)
    spent = monotonic_seconds() - began
    beyond = max(0, changed(before, after) - needed) / len(before.allocations)
    return {
        "seconds": spent,
        "beyond": beyond,
        "value": after.value,
        "before": before.value,
        "violations": len(check(problem, after)),
    }


def with_locks(problem: Any, plan: Any, count: int) -> tuple[Any, int]:
    """Locks that push sessions into the hours of others; how many allocations must change."""
    from softplace.engines.matching.grid import build_grid
    from softplace.engines.matching.problem import InvalidField, Lock

    locks: list[Any] = []
    touched: set[Any] = set()
    taken = {(a.resource, a.weekday, a.start): a for a in plan.allocations}
    for first in plan.allocations:
        request = problem.request_by_key[first.request]
        other = next(
            (a for a in plan.allocations
             if a.resource == first.resource and a.weekday == first.weekday
             and set(a.units) == set(first.units) and a.request != first.request
             and problem.request_by_key[a.request].rhythm == "weekly"
             and a.placement not in touched),
            None,
        )  # fmt: skip
        if other is None or request.rhythm != "weekly" or first.placement in touched:
            continue
        lock = Lock(
            first.request, first.resource, first.units, first.weekday, other.start, first.minutes
        )
        trial = replace(problem, locks=(*locks, lock))
        try:
            build_grid(trial)
        except InvalidField:
            continue
        locks.append(lock)
        end = other.start + first.minutes
        for a in taken.values():
            same = a.resource == first.resource and a.weekday == first.weekday
            if same and set(a.units) & set(first.units) and a.start < end and other.start < a.end:
                touched.add(a.placement)
        touched.add(first.placement)
        if len(locks) == count:
            break
    return replace(problem, locks=tuple(locks)), len(touched)


def _problem(kind: str) -> Any:
    from softplace.engines.matching.files import read_problem
    from softplace.engines.matching.generate import generate
    from softplace.engines.matching.run import warm

    warm()
    return read_problem(generate(kind, SEED))


def _measured(problem: Any, plan: Any, seconds: float) -> dict[str, float]:
    from softplace.engines.matching import check

    return {
        "value": plan.value,
        "bound": plan.bound,
        "gap": plan.gap,
        "seconds": seconds,
        "violations": len(check(problem, plan)),
        "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
    }
