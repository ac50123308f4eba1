"""Hours within reach over France, and Andorra's roads."""

import csv
import resource
from typing import Any

import numpy as np

from benchmarks.reach.measuring import REAL_DATA, absent, row, seconds
from softplace.engines.reach.week import WeekOpenings, hours_within_reach
from softplace.engines.travel import (
    PACES,
    Mode,
    Points,
    read_roads,
    road_matrix,
    snap,
    straight_table,
)

POINTS = 2_845
REACH_MINUTES = 20
HALF_DAYS = ((9 * 60, 12 * 60), (13 * 60 + 30, 17 * 60))


def rows() -> list[dict[str, Any]]:
    return [*_hours(), *_roads()]


def _hours() -> list[dict[str, Any]]:
    """The real communes of France; points drawn among them, hours of their own a quarter each."""
    measure = "hours within reach, France, a week"
    file = REAL_DATA / "territory" / "communes-fr.csv"
    if not file.exists():
        return [absent(measure, 10, "s"), absent("memory of all so far", 4, "GiB")]
    with file.open(encoding="utf-8") as lines:
        where = {
            r["insee_com"]: (float(r["lat"]), float(r["lng"]))
            for r in csv.DictReader(lines)
            if r["lat"] and r["lng"]
        }
    cells = Points.of(where.values())
    rng = np.random.default_rng(3)
    sites = cells.take(rng.choice(len(cells), POINTS, replace=False))
    spans = [
        (site, day * 1440 + start + 15 * int(shift), day * 1440 + end - 15 * int(shift))
        for site in range(POINTS)
        for shift in [rng.integers(0, 5)]
        for day in range(6)
        for start, end in HALF_DAYS
        if rng.random() < 0.7
    ]
    openings = WeekOpenings.of(spans)

    def all_hours() -> object:
        table = straight_table(cells, sites, REACH_MINUTES, PACES[Mode.CAR])
        return hours_within_reach(table, openings)

    all_hours()
    taken = seconds(all_hours, 3)
    gibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return [
        row(f"{measure} ({len(cells):,} x {POINTS:,})", taken, 10, "s"),
        row("memory of all so far", gibibytes, 4, "GiB"),
    ]


def _roads() -> list[dict[str, Any]]:
    file = REAL_DATA / "osm" / "andorra.osm.pbf"
    if not file.exists():
        return [absent("Andorra, from file to matrix of 100", 5, "s")]

    def matrix() -> object:
        graph = read_roads(file, Mode.CAR)
        rng = np.random.default_rng(4)
        chosen = rng.choice(len(graph.nodes), 100, replace=False)
        places = Points(graph.nodes.lat[chosen] + 2e-4, graph.nodes.lng[chosen])
        snapped = snap(graph, places)
        return road_matrix(graph, snapped, snapped)

    return [row("Andorra, from file to matrix of 100", seconds(matrix), 5, "s")]
