"""Run the engine on a file, as the command line does."""

from collections.abc import Callable
from pathlib import Path

from softplace.engines.contract import AnyOf, MaxSeconds, Progress, WithinGap
from softplace.engines.documents import InvalidField, document
from softplace.engines.matching.check import check
from softplace.engines.matching.explain import Explainer, causes
from softplace.engines.matching.files import read_problem, read_start
from softplace.engines.matching.plan import Plan
from softplace.engines.matching.problem import Problem
from softplace.engines.matching.solve import solve
from softplace.engines.matching.warm import is_compiled, warm
from softplace.foundation.clock import monotonic_seconds


def read_file(path: str | Path) -> Problem:
    """The problem in a JSON file; raises `InvalidField` with the path of the wrong field."""
    return read_problem(document(path))


def run_file(
    path: str | Path,
    seconds: float,
    seed: int,
    *,
    start: str | Path | None = None,
    progress: Progress | None = None,
    compiling: Callable[[], None] | None = None,
) -> dict[str, object]:
    """Solve a file for at most `seconds` and sum up the plan.

    What is not yet compiled on this machine is compiled before, and `compiling` is told.
    """
    problem = read_file(path)
    if compiling is not None and not is_compiled():
        compiling()
    warm()
    before = None
    if start is not None:
        written = document(start)
        if not isinstance(written, dict):
            raise InvalidField("", f"{start} is not a written plan.")
        before = Plan(read_start(written), 0.0, float("inf"))
    began = monotonic_seconds()
    stop = AnyOf(MaxSeconds(seconds), WithinGap(0.0))
    plan = solve(problem, stop=stop, seed=seed, start=before, progress=progress)
    spent = monotonic_seconds() - began
    return summary(problem, plan, spent)


def summary(problem: Problem, plan: Plan, seconds: float) -> dict[str, object]:
    """Value, bound, gap, what is served, refusals by cause, violations."""
    refusals = Explainer(problem, plan).refusals()
    return {
        "value": plan.value,
        "bound": plan.bound,
        "gap": plan.gap,
        "served_sessions": len(plan.allocations),
        "served_hours": round(plan.served_hours, 2),
        "refusals": causes(refusals),
        "violations": [f"{v.rule}: {v.where}" for v in check(problem, plan)],
        "seconds": round(seconds, 2),
    }
