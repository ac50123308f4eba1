"""The solvers of the engines live in one process, as in a worker that does one job after another.

Two of them carry a copy of HiGHS; copies of one name in one process break each other's import.
"""

import subprocess
import sys

import pytest

ENGINES = ("softplace.engines.matching.exact", "softplace.engines.reach.siting.mip")


@pytest.mark.parametrize("order", [ENGINES, ENGINES[::-1]])
def test_one_process_imports_every_solver_in_any_order(order: tuple[str, ...]) -> None:
    code = "; ".join(f"import {module}" for module in order)
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).stderr == b""
