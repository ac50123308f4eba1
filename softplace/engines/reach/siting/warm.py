"""Compile before the clock of a question starts."""

import numpy as np

from softplace.engines.contract import MaxSeconds
from softplace.engines.reach.siting.problem import Objective, SitingProblem
from softplace.engines.reach.siting.solve import solve


def warm() -> None:
    """Compile, or load from the cache on disk, what the search runs; the rest is libraries'."""
    costs = np.array([[1.0, 9.0, 4.0], [7.0, 2.0, 5.0], [6.0, 8.0, 3.0]])
    problem = SitingProblem(Objective.P_MEDIAN, costs, choose=2)
    solve(problem, stop=MaxSeconds(600), seed=1)
