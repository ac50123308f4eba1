"""Where the next sites should go: p-median, max cover, set cover, p-centre.

`SitingProblem` is the question, `solve` answers it, `check` verifies the answer.
"""

from softplace.engines.reach.siting.check import check
from softplace.engines.reach.siting.generate import generate
from softplace.engines.reach.siting.orlib import read_pmedian
from softplace.engines.reach.siting.problem import (
    Objective,
    SitingPlan,
    SitingProblem,
    group_weights,
)
from softplace.engines.reach.siting.run import run_file
from softplace.engines.reach.siting.solve import solve

__all__ = [
    "Objective",
    "SitingPlan",
    "SitingProblem",
    "check",
    "generate",
    "group_weights",
    "read_pmedian",
    "run_file",
    "solve",
]
