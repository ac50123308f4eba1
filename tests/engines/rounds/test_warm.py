"""The clock of a question does not run while kernels are compiled."""

import subprocess
import sys

ASKED = """
from dataclasses import replace

from softplace.engines.compiled import kernels_of
from softplace.engines.contract import AfterAsking
from softplace.engines.rounds import Costs, Lock, Window, generate, solve
from softplace.engines.rounds.files import read_problem
from softplace.engines.rounds.warm import is_compiled, warm
from tests.engines.rounds.worlds import problem, stop, vehicle

kernels = kernels_of("softplace.engines.rounds")


def loaded():
    return sum(len(kernel.signatures) for kernel in kernels)


warm()
before = loaded()
markets = read_problem(generate("small", 1))
plan = solve(markets, stop=AfterAsking(3), seed=1)
solve(replace(markets, markets=()), stop=AfterAsking(3), seed=1, start=plan)
bounded = problem(
    stop("timed", windows={0: Window(600, 700)}, load=2),
    stop("locked", "c", locks=(Lock(1, "truck", 900),)),
    vehicles=(vehicle(capacity=3, longest_route_minutes=200),),
    costs=Costs(per_vehicle_day=100, per_change=5),
)
plan = solve(bounded, stop=AfterAsking(3), seed=1)
solve(bounded, stop=AfterAsking(3), seed=2, start=plan)
print(before > 0, loaded() - before, is_compiled())
"""


def test_after_warming_no_kind_of_question_compiles_anything() -> None:
    said = subprocess.run(
        [sys.executable, "-c", ASKED], capture_output=True, text=True, check=True, timeout=300
    )
    assert said.stdout.split() == ["True", "0", "True"]
