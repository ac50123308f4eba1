"""Rounds from the command line."""

from collections.abc import Callable
from math import isfinite
from pathlib import Path

from softplace.engines.contract import AnyOf, MaxSeconds, Progress, WithinGap
from softplace.engines.documents import document
from softplace.engines.rounds.check import check
from softplace.engines.rounds.cordeau import read_cordeau
from softplace.engines.rounds.files import read_problem
from softplace.engines.rounds.plan import Plan
from softplace.engines.rounds.problem import Problem
from softplace.engines.rounds.solve import solve
from softplace.engines.rounds.warm import is_compiled, warm
from softplace.foundation.clock import monotonic_seconds


def read_file(path: Path) -> Problem:
    """The problem of a file: JSON (`docs/rounds-format.md`) or Cordeau's text.

    Raises
    ------
    InvalidField
        With the path of the wrong field, or the wrong line.
    """
    return read_problem(document(path)) if _is_json(path) else read_cordeau(path)


def run_file(
    path: Path,
    seconds: float,
    seed: int,
    *,
    progress: Progress | None = None,
    compiling: Callable[[], None] | None = None,
) -> dict[str, object]:
    """Solve a file for at most `seconds` and tell the plan, ready to be written as JSON.

    What is not yet compiled on this machine is compiled before, and `compiling` is told.
    """
    problem = read_file(path)
    if compiling is not None and not is_compiled():
        compiling()
    warm()
    began = monotonic_seconds()
    stop = AnyOf(MaxSeconds(seconds), WithinGap(0.0))
    plan = solve(problem, stop=stop, seed=seed, progress=progress)
    return summary(problem, plan, monotonic_seconds() - began)


def summary(problem: Problem, plan: Plan, seconds: float) -> dict[str, object]:
    """Value, bound, gap, routes, what is left out, who meets, violations."""
    return {
        "value": plan.value,
        "bound": plan.bound if isfinite(plan.bound) else None,
        "gap": plan.gap if isfinite(plan.gap) else None,
        "routes": [
            {
                "day": route.day,
                "vehicle": route.vehicle,
                "start": round(route.start, 3),
                "end": round(route.end, 3),
                "visits": [
                    {"stop": visit.stop, "start": round(visit.start, 3)} for visit in route.visits
                ],
            }
            for route in plan.routes
        ],
        "left_out": list(plan.left_out),
        "meetings": [
            {
                "market": meeting.market,
                "day": meeting.day,
                "stops": list(meeting.stops),
                "start": round(meeting.start, 3),
                "end": round(meeting.end, 3),
            }
            for meeting in plan.meetings
        ],
        "violations": [f"{one.rule}: {one.where}" for one in check(problem, plan)],
        "seconds": round(seconds, 2),
    }


def _is_json(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"["))
