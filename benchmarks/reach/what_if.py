"""100,000 cells, 1,000 candidates, 120 open."""

from typing import Any

import numpy as np

from benchmarks.reach.measuring import row, seconds
from softplace.engines.reach.coverage import coverage
from softplace.engines.reach.decay import LUO_QI_2009
from softplace.engines.reach.what_if import WhatIf

CELLS, CANDIDATES, OPEN = 100_000, 1_000, 120
COMMUNES = 2_000
THRESHOLD = 20.0


def rows() -> list[dict[str, Any]]:
    rng = np.random.default_rng(1)
    cells, sites = rng.random((CELLS, 2)), rng.random((CANDIDATES, 2))
    minutes = np.empty((CANDIDATES, CELLS))
    for site in range(CANDIDATES):
        minutes[site] = 200 * np.hypot(*(cells - sites[site]).T)
    people = rng.integers(0, 300, CELLS).astype(float)
    communes = rng.integers(0, COMMUNES, CELLS)
    supply = rng.uniform(1, 5, CANDIDATES)
    world = WhatIf.of(minutes, people, rng.choice(CANDIDATES, OPEN, replace=False), THRESHOLD)
    closed = int(np.flatnonzero(~world.is_open)[0])
    access = np.zeros(CELLS)

    def closures() -> object:
        return world.closures()

    def opening() -> object:
        """Nearest and second, every indicator, and the floating catchments."""
        after = world.opened(closed)
        weights = LUO_QI_2009(minutes[closed])
        now = access + weights * (supply[closed] / float(weights @ people))
        return coverage(after.cost_first, people, THRESHOLD, communes), now

    def openings() -> object:
        return world.openings()

    for work in (closures, opening, openings):
        work()
    return [
        row("effect of each of 120 closures", 1000 * seconds(closures, 20), 10, "ms"),
        row("one opening, all indicators", 1000 * seconds(opening, 20), 20, "ms"),
        row("effect of each of 880 openings", 1000 * seconds(openings, 5), None, "ms"),
    ]
