"""Kernels are compiled anew when anything that they may be made of has changed."""

import subprocess
import sys
from pathlib import Path

CALLER = """
from softplace.engines.compiled import njit
from called import price

@njit(cache=True)
def twice(number):
    return 2 * price(number)

print(twice.is_cached, twice(1))
"""
CALLED = """
from softplace.engines.compiled import njit

@njit(cache=True)
def price(number):
    return number + {added}
"""


def run(folder: Path) -> str:
    command = [sys.executable, str(folder / "caller.py")]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_a_kernel_is_compiled_anew_when_one_that_it_calls_has_changed(tmp_path: Path) -> None:
    (tmp_path / "caller.py").write_text(CALLER)
    (tmp_path / "called.py").write_text(CALLED.format(added=1))
    assert run(tmp_path) == "False 4"
    assert run(tmp_path) == "True 4"
    (tmp_path / "called.py").write_text(CALLED.format(added=10))
    assert run(tmp_path) == "False 22"
