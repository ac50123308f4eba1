"""Compile before somebody waits: the clock of a solve must not run while kernels are made."""

import numpy as np

from softplace.engines.compiled import are_cached
from softplace.engines.contract import AfterAsking
from softplace.engines.rounds.plan import Plan
from softplace.engines.rounds.problem import Costs, Market, Problem, Stop, Vehicle, Window
from softplace.engines.rounds.solve import FIRST_CYCLE, solve


def is_compiled() -> bool:
    """Whether an earlier process compiled all of it, so that to warm is only to load."""
    return are_cached(__package__)


def warm() -> None:
    """Compile, or load from the cache on disk, every kernel: call it before the clock starts."""
    shift, both = Window(480, 1020), frozenset({0, 1})
    problem = Problem(
        2,
        ("hub", "square"),
        np.array([[0.0, 9.0], [9.0, 0.0]]),
        np.array([[0.0, 9000.0], [9000.0, 0.0]]),
        tuple(Vehicle(key, key, "hub", (shift, shift)) for key in ("bank", "post")),
        tuple(Stop(key, "square", 60.0, (both,), providers=(key,)) for key in ("bank", "post")),
        (Market("square", ("bank", "post"), 30.0, value=5.0),),
        Costs(per_km=1.0, per_minute=0.1),
    )
    plan: Plan | None = None
    for _ in range(2):  # the second time from a plan
        plan = solve(problem, stop=AfterAsking(FIRST_CYCLE + 2), seed=0, start=plan)
