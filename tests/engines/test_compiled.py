"""Kernels are compiled once, and anew when anything that they may be made of has changed."""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def"

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from softplace.engines.compiled import njit

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


@njit(inner=True)
def doubled(number):
    return 2 * number


@njit()
def doubles_of(numbers, flags):
    return doubled(7) + doubled(numbers[0]) + doubled(len(flags))


def test_a_kernel_is_compiled_once_for_constants_and_numbers_of_any_size() -> None:
    assert doubles_of(np.array([3], np.int8), np.array([True])) == 14 + 6 + 2
    assert len(doubled.signatures) == 1


def test_what_only_kernels_call_says_so_to_others() -> None:
    with pytest.raises(TypeError, match="inner=True"):
        doubled(1)
