"""Compile before somebody waits: the clock of a solve must not run while kernels are made."""

import numpy as np

from softplace.engines.compiled import are_cached
from softplace.engines.contract import AfterAsking
from softplace.engines.matching.board import NONE, day_taken, loss
from softplace.engines.matching.columns import Columns
from softplace.engines.matching.dual import Pricer
from softplace.engines.matching.explain import Explainer
from softplace.engines.matching.files import read_problem
from softplace.engines.matching.generate import generate
from softplace.engines.matching.grid import build_grid
from softplace.engines.matching.neighbourhoods import Neighbourhoods
from softplace.engines.matching.plan import Plan
from softplace.engines.matching.prices import first_prices
from softplace.engines.matching.problem import Problem
from softplace.engines.matching.solve import solve

REQUESTS = 8
"""So many that prices alone prove nothing, so few that schedules of rooms' days and CP-SAT do."""
TURNS = 100
"""More than all of that asks for."""


def is_compiled() -> bool:
    """Whether an earlier process compiled all of it, so that to warm is only to load."""
    return are_cached(__package__)


def warm() -> None:
    """Compile, or load from the cache on disk, every kernel: call it before the clock starts."""
    problem = _little()
    plan = solve(problem, stop=AfterAsking(TURNS), seed=0)
    # Proven before anything is annealed; what starts from a plan is annealed first.
    solve(problem, stop=AfterAsking(1), seed=0, start=plan)
    nothing = Plan((), 0.0, float("inf"))
    Explainer(problem, nothing).refusals()
    explainer = Explainer(problem, plan)
    explainer.alternatives.of(problem.requests[0].key)
    a, b = explainer.grid.arrays, explainer.board
    loss(a, b, int(np.flatnonzero(b.held != NONE)[0]))
    day_taken(a, b, 0, 0)
    Neighbourhoods(a, np.zeros(explainer.grid.options), 1.0).improve(b, 1, 0)
    grid = build_grid(read_problem(generate("scarce", 0)))
    pricer = Pricer(grid.arrays, grid.groups)
    columns = Columns(pricer, first_prices(grid.arrays, pricer.side))
    columns.begin(np.zeros(0, np.int64))
    columns.ruled_out(0)
    pricer.close()


def _little() -> Problem:
    """A few requests for scarce rooms."""
    whole = generate("scarce", 0)
    requests = whole["requests"]
    assert isinstance(requests, list)
    return read_problem(whole | {"requests": requests[:REQUESTS]})
