"""Reach: what-if, catchments, siting, hours and roads, against their targets and other tools.

Real files are read from the folder of real data beside the project; a row without its file
says so and is not met. Compiled code is run once before it is timed, as a worker does when it
starts.
"""

from typing import Any

from benchmarks.reach import national, others, roads_and_hours, siting, what_if
from softplace.engines.reach.warm import warm


def run() -> list[dict[str, Any]]:
    """Rows of measure, measured, target, unit, met."""
    warm()
    return [
        *what_if.rows(),
        *others.rows(),
        *siting.rows(),
        *roads_and_hours.rows(),
        *national.rows(),
    ]
