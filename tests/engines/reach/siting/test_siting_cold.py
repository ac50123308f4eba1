"""The clock of a question does not run while kernels are compiled."""

import subprocess
import sys

ASKED = """
from softplace.engines.compiled import Kernel
from softplace.engines.contract import MaxSeconds
from softplace.engines.reach.siting import Objective, dual, generate, solve, swap
from softplace.engines.reach.siting.files import problem_of, read_document
from softplace.engines.reach.siting.warm import warm

kernels = [k for m in (dual, swap) for k in vars(m).values() if isinstance(k, Kernel)]


def loaded():
    return sum(len(kernel.signatures) for kernel in kernels)


warm()
before = loaded()
for objective in Objective:
    solve(problem_of(read_document(generate(objective, 1))), stop=MaxSeconds(60), seed=1)
print(before > 0, loaded() - before)
"""


def test_after_warming_a_question_compiles_nothing() -> None:
    said = subprocess.run(
        [sys.executable, "-c", ASKED], capture_output=True, text=True, check=True, timeout=300
    )
    assert said.stdout.split() == ["True", "0"]
