"""The clock of a solve does not run while kernels are compiled."""

import subprocess
import sys

ASKED = """
from softplace.engines.compiled import kernels_of
from softplace.engines.contract import AfterAsking
from softplace.engines.matching.explain import Explainer
from softplace.engines.matching.files import read_problem
from softplace.engines.matching.generate import generate
from softplace.engines.matching.solve import solve
from softplace.engines.matching.warm import is_compiled, warm

kernels = kernels_of("softplace.engines.matching")


def loaded():
    return sum(len(kernel.signatures) for kernel in kernels)


warm()
before = loaded()
def of(size, requests):
    whole = generate(size, 2)
    return read_problem(whole | {"requests": whole["requests"][:requests]})


# In halls and pools nothing is proven by schedules of rooms' days: they are annealed.
solve(of("town", 60), stop=AfterAsking(90), seed=0)
problem = of("scarce", 30)
plan = solve(problem, stop=AfterAsking(90), seed=0)
explainer = Explainer(problem, plan)
for refusal in explainer.refusals():
    explainer.alternatives.of(refusal.request)
print(before > 10, loaded() - before, is_compiled())
"""


def test_after_warming_a_solve_compiles_nothing() -> None:
    said = subprocess.run(
        [sys.executable, "-c", ASKED], capture_output=True, text=True, check=True, timeout=300
    )
    assert said.stdout.split() == ["True", "0", "True"]
