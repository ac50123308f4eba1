"""Roads from a file to the database, and what of the territory stands on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from softplace.engines.travel import Mode, Points, RoadGraph, read_roads, snap
from softplace.foundation.imports import ImportReport
from softplace.places.models import Place
from softplace.reach.commands.roads import import_roads, keep_road_table
from softplace.reach.models import Neighbour
from softplace.reach.queries import cell_set_names, cells
from softplace.reach.queries.roads import roads_digest
from softplace.reach.travel import SNAP_METRES, digest_of, measured_by_road
from softplace.territory.models import Commune

MODES = (Mode.FOOT, Mode.BICYCLE, Mode.CAR)
MOST_PAIRS_AT_ONCE = 2_000_000
"""Of cells and sites, that are measured before anybody asks: seconds, and some megabytes."""


@dataclass(frozen=True, slots=True)
class OffRoads:
    """What stands too far from any road of a means of travel: its name, and how far."""

    mode: Mode
    name: str
    metres: float


@dataclass(frozen=True, slots=True)
class RoadsReport:
    """What an import of roads did, and how the territory stands on them.

    Attributes
    ----------
    ways, missing_nodes
        That were read, and nodes that the file lacks: extracts are cut at their border.
    farthest_snap_metres
        From a commune or place to its road, of those that are on the roads.
    communes_off, places_off
        Kept as unreachable.
    """

    imported: ImportReport
    ways: dict[Mode, int]
    nodes: dict[Mode, int]
    missing_nodes: int
    farthest_snap_metres: float
    communes_off: Sequence[OffRoads]
    places_off: Sequence[OffRoads]
    is_elsewhere: bool
    """Whether there is something to stand on the roads, and nothing does: another land's file."""


def bring_roads_in(file: Path, *, dry_run: bool = False) -> RoadsReport:
    """Read a file for all means of travel, keep its roads, and measure the territory on them.

    Raises
    ------
    Refused
        As `engines.travel.read_roads`; then nothing was changed.
    """
    graphs = {mode: read_roads(file, mode) for mode in MODES}
    digest = sha256(file.read_bytes()).hexdigest()
    report = import_roads(graphs=graphs, file_name=file.name, digest=digest, dry_run=dry_run)
    if report.is_written:
        measure_territory()
    land = cells()
    places = list(
        Place.objects.published()
        .order_by("name", "pk")
        .values_list("name", "latitude", "longitude")
    )
    at = Points.of([(place[1], place[2]) for place in places])
    communes_off, near_communes = _off(graphs, land.points, land.names)
    places_off, near_places = _off(graphs, at, [place[0] for place in places])
    return RoadsReport(
        report,
        {mode: graph.ways for mode, graph in graphs.items()},
        {mode: len(graph.nodes) for mode, graph in graphs.items()},
        max(graph.missing_nodes for graph in graphs.values()),
        max(near_communes, near_places),
        communes_off,
        places_off,
        len(communes_off) + len(places_off) == len(MODES) * (len(land) + len(places)) > 0,
    )


def measure_territory() -> None:
    """Measure from all cells to all places that can be studied, and keep it; to all communes
    too, where new sites may be sought, unless these are too many.

    Only what moved since is measured; nothing at all where no roads were imported.
    """
    points = [
        *Place.objects.published().values_list("latitude", "longitude"),
        *Neighbour.objects.values_list("latitude", "longitude"),
    ]
    communes = Commune.objects.values_list("latitude", "longitude")
    sites, sought = Points.of(dict.fromkeys(points)), Points.of(dict.fromkeys([*points, *communes]))
    for mode in MODES:
        digest = roads_digest(mode)
        if not digest:
            continue
        for name in ("", *cell_set_names()):
            land = cells(name)
            wanted = sought if len(land) * len(sought) <= MOST_PAIRS_AT_ONCE else sites
            known = measured_by_road(land.points, wanted, mode, digest)
            keep_road_table(
                mode=mode, digest=digest, cells_digest=digest_of(land.points), matrices=known
            )


def _off(
    graphs: dict[Mode, RoadGraph], points: Points, names: Sequence[str]
) -> tuple[list[OffRoads], float]:
    """Those off the roads, by means of travel; and the farthest of the others from its road."""
    off, farthest = [], 0.0
    for mode, graph in graphs.items():
        metres = snap(graph, points, np.inf).metres
        off += [
            OffRoads(mode, names[i], float(metres[i]))
            for i in np.flatnonzero(metres > SNAP_METRES).tolist()
        ]
        farthest = max(farthest, float(metres[metres <= SNAP_METRES].max(initial=0.0)))
    return off, farthest
