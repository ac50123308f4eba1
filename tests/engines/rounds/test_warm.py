"""The clock of a question does not run while kernels are compiled."""

import subprocess
import sys

ASKED = """
from importlib import import_module
from softplace.engines.compiled import Kernel
from softplace.engines.contract import MaxSeconds
from softplace.engines.rounds import generate, solve
from softplace.engines.rounds.files import read_problem
from softplace.engines.rounds.warm import KERNELS, is_compiled, warm

modules = [import_module(f"softplace.engines.rounds.{name}") for name in KERNELS]
kernels = {k for m in modules for k in vars(m).values() if isinstance(k, Kernel)}


def loaded():
    return sum(len(kernel.signatures) for kernel in kernels)


warm()
before = loaded()
problem = read_problem(generate("small", 1))
plan = solve(problem, stop=MaxSeconds(0.1), seed=1)
solve(problem, stop=MaxSeconds(0.1), seed=1, start=plan)
print(before > 0, loaded() - before, is_compiled())
"""


def test_after_warming_a_question_compiles_nothing() -> None:
    said = subprocess.run(
        [sys.executable, "-c", ASKED], capture_output=True, text=True, check=True, timeout=300
    )
    assert said.stdout.split() == ["True", "0", "True"]
