"""Matching on generated campaigns, beside a plain greedy and a plain CP-SAT model.

`make bench ONLY=matching SIZE=scarce,town` measures these only, `SECONDS=300` with another limit
than the target's. Each run has a process of its own, so that its peak of memory is its own.
"""

import os
import resource
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
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
    rows: list[dict[str, Any]] = []
    for size in _sizes():
        rows += _side_by_side(size)
        if size == "town":
            rows += _after_locks(size)
    return rows


def _sizes() -> list[str]:
    asked = os.environ.get("SIZE", ",".join(LIMITS)).split(",")
    for size in asked:
        if size not in LIMITS:
            raise SystemExit(f"SIZE has {', '.join(LIMITS)}, not {size}.")
    return asked


def _side_by_side(size: str) -> list[dict[str, Any]]:
    """The engine, then its rivals, on one instance and with the same time."""
    seconds, gap = LIMITS[size]
    seconds = float(os.environ.get("SECONDS", seconds))
    ours = _alone(_engine, size, seconds)
    rivals = {
        "plain greedy": _alone(_greedy, size, seconds),
        "plain CP-SAT": _alone(_cp_sat, size, seconds, MOST_GIGABYTES),
    }
    rows = [
        _row(f"{size}: gap", round(ours["gap"] * 100, 3), gap * 100, "%", ours["gap"] <= gap),
        _row(f"{size}: seconds", ours["seconds"], seconds, "s", ours["seconds"] <= seconds),
        _row(f"{size}: bound", round(ours["bound"]), None, "points", None),
        _row(f"{size}: value", round(ours["value"]), None, "points", None),
    ]
    for name, found in rivals.items():
        if "value" not in found:
            rows.append(_row(f"{size}: {name}: {found['failed']}", None, None, "", None))
            continue
        value = round(found["value"])
        asked = f" (a model of {found['modelled']:.0%})" if "modelled" in found else ""
        rows += [
            _row(f"{size}: value over {name}{asked}", round(ours["value"]) - value, 1, "points",
                 ours["value"] > found["value"]),
            _row(f"{size}: value of {name}{asked}", value, None, "points", None),
            _row(f"{size}: seconds of {name}", found["seconds"], None, "s", None),
        ]  # fmt: skip
    broken = sum(found.get("violations", 0) for found in (ours, *rivals.values()))
    return [
        *rows,
        _row(f"{size}: peak memory", round(ours["gigabytes"], 2), MOST_GIGABYTES, "GB",
             ours["gigabytes"] <= MOST_GIGABYTES),
        _row(f"{size}: violations", broken, 0, "", broken == 0),
    ]  # fmt: skip


def _after_locks(size: str) -> list[dict[str, Any]]:
    again = _alone(_again, size, 3.0)
    name = f"{size}, re-solve after 5 locks"
    return [
        _row(f"{name}: seconds", again["seconds"], 5.0, "s", again["seconds"] <= 5.0),
        _row(f"{name}: changed beyond need", round(again["beyond"] * 100, 2), 3.0, "%",
             again["beyond"] <= 0.03),
        _row(f"{name}: value (before in target)", round(again["value"]), round(again["before"]),
             "points", None),
    ]  # fmt: skip


def _row(
    measure: str, measured: float | None, target: float | None, unit: str, met: bool | None
) -> dict[str, Any]:
    if isinstance(measured, float) and unit == "s":
        measured = round(measured, 2)
    return {"measure": measure, "measured": measured, "target": target, "unit": unit, "met": met}


def _alone(
    what: Any, size: str, seconds: float, most_gigabytes: float | None = None
) -> dict[str, Any]:
    """The run in a process of its own; one that dies of want of memory says so."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        try:
            return process.submit(_run, what, size, seconds, most_gigabytes).result()
        except (MemoryError, BrokenProcessPool):
            return {"failed": f"no plan, over {most_gigabytes:g} GB"}


def _run(what: Any, size: str, seconds: float, most_gigabytes: float | None) -> dict[str, Any]:
    problem = _problem(size)
    if most_gigabytes:
        most = int(most_gigabytes * 1e9)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    found: dict[str, Any] = what(problem, seconds)
    return found


def _engine(problem: Any, seconds: float) -> dict[str, Any]:
    from softplace.engines.contract import MaxSeconds
    from softplace.engines.matching import solve

    began = monotonic_seconds()
    plan = solve(problem, stop=MaxSeconds(seconds), seed=SEED)
    return _measured(problem, plan, monotonic_seconds() - began)


def _greedy(problem: Any, seconds: float) -> dict[str, Any]:
    from benchmarks.matching.rivals import greedy

    began = monotonic_seconds()
    plan = greedy(problem)
    return _measured(problem, plan, monotonic_seconds() - began)


def _cp_sat(problem: Any, seconds: float) -> dict[str, Any]:
    from benchmarks.matching.rivals import plain_cp_sat

    began = monotonic_seconds()
    plan, modelled = plain_cp_sat(problem, seconds, SEED)
    found = _measured(problem, plan, monotonic_seconds() - began)
    return found if modelled == 1 else found | {"modelled": modelled}


def _again(problem: Any, seconds: float) -> dict[str, Any]:
    """Push five sessions by locks into the hours of others, and solve again."""
    from softplace.engines.contract import MaxSeconds
    from softplace.engines.matching import check, solve
    from softplace.engines.matching.plan import changed

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


def _problem(size: str) -> Any:
    from softplace.engines.matching.files import read_problem
    from softplace.engines.matching.generate import generate
    from softplace.engines.matching.warm import warm

    warm()
    return read_problem(generate(size, SEED))


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
