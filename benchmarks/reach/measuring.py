"""How rows are made."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

REAL_DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """The shortest of some runs: what the machine's other work adds is no property of ours."""
    shortest = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        work()
        shortest = min(shortest, time.perf_counter() - began)
    return shortest


def row(
    measure: str, measured: float, target: float | None, unit: str, *, at_least: bool = False
) -> dict[str, Any]:
    """A figure and whether it meets its target; one without a target is only told."""
    met = None if target is None else measured >= target if at_least else measured <= target
    return {
        "measure": measure, "measured": measured, "target": target, "unit": unit, "met": met
    }  # fmt: skip


def absent(measure: str, target: float, unit: str) -> dict[str, Any]:
    """A row whose real file is not on this machine."""
    return {
        "measure": f"{measure} (no file)", "measured": None, "target": target, "unit": unit,
        "met": None,
    }  # fmt: skip
