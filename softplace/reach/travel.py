"""How far every cell is from every site, remembered by the process.

What is asked again and again (a page drawn anew, a scenario with one place more) is measured
only for the points that moved: docs/decisions/0062. Where roads were imported, travel goes along
them; a straight line is never put in their place.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from softplace.engines.travel import (
    PACES,
    Mode,
    Points,
    RoadGraph,
    TravelMatrix,
    TravelTable,
    Unit,
    recomputed,
    road_matrix,
    snap,
    straight_matrix,
    straight_table,
)
from softplace.engines.travel.points import Floats
from softplace.foundation.errors import Reason, Refused
from softplace.reach.enums import Basis
from softplace.reach.queries.roads import (
    RoadMatrices,
    kept_matrices,
    road_digests,
    road_graph_of,
    roads_digest,
)

MOST_PAIRS = 4_000_000
"""More pairs of a cell and a site are not all measured, only those within a limit."""
MOST_ROAD_PAIRS = 20_000_000
FIRST_LIMIT_KM = 60.0
SNAP_METRES = 2000.0
"""A point farther than this from any road is not on the roads."""
MOST_KEPT = 12
MOST_BASES = 6


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """From cells to sites.

    Attributes
    ----------
    kilometres
        Along the way; by road, of the shortest.
    minutes
        None for a straight line, which is no travel; by road, of the quickest way.
    basis
        What both were measured on.
    cells_off, sites_off
        (cells,) and (sites,) that no road joins to any site, or to any cell.
    """

    kilometres: TravelTable
    minutes: TravelTable | None
    basis: Basis
    cells_off: NDArray[np.bool_]
    sites_off: NDArray[np.bool_]

    @property
    def is_whole(self) -> bool:
        """Whether every pair was measured."""
        return bool(np.isinf(self.kilometres.limit))


@dataclass(frozen=True, slots=True, eq=False)
class _Straight:
    """What was measured last over the sphere, to be copied from."""

    cells: Points
    sites: Points
    kilometres: TravelMatrix


_kept: OrderedDict[tuple[str, ...], Travel] = OrderedDict()
_straight: list[_Straight] = []
_by_road: OrderedDict[tuple[str, str, str], RoadMatrices] = OrderedDict()


def forget_travel() -> None:
    """Measure everything anew, as a new process would."""
    _kept.clear()
    _straight.clear()
    _by_road.clear()
    _graph.cache_clear()


def travel(
    cells: Points,
    sites: Points,
    mode: Mode,
    *,
    least_km: float,
    roads: Mapping[str, str] | None = None,
) -> Travel:
    """Every pair; of very many, those within `least_km` (and 60 km) only.

    One query, for the roads of a means of travel, unless they are given as `road_digests` has
    them; more where this process has not read them yet.

    Raises
    ------
    Refused
        `too_many_pairs_by_road`: rather than a straight line in their place.
    """
    digest = ""
    if mode != Mode.STRAIGHT:
        digest = roads_digest(mode) if roads is None else roads.get(str(mode), "")
    pairs = len(cells) * len(sites)
    if not digest and pairs > MOST_PAIRS:
        return _near_only(cells, sites, mode, least_km)
    if pairs > MOST_ROAD_PAIRS:
        details = {"cells": len(cells), "sites": len(sites), "limit": MOST_ROAD_PAIRS}
        raise Refused(Reason("too_many_pairs_by_road", "mode", details))
    key = (str(mode), digest, digest_of(cells), digest_of(sites))
    found = _kept.get(key)
    if found is None:
        if digest:
            found = _along_roads(cells, sites, mode, digest)
        else:
            found = _over_the_sphere(cells, sites, mode)
        _kept[key] = found
    _kept.move_to_end(key)
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return found


def ways_along_roads(
    cells: Points, sites: Points, mode: Mode, *, is_in_minutes: bool
) -> TravelTable | None:
    """Minutes or kilometres along the imported roads; None where there are none.

    Raises
    ------
    Refused
        As `travel`.
    """
    roads = road_digests()
    if not roads.get(str(mode)):
        return None
    found = travel(cells, sites, mode, least_km=0.0, roads=roads)
    return found.minutes if is_in_minutes else found.kilometres


def every_pair(
    cells: Points, sites: Points, mode: Mode, *, is_in_minutes: bool
) -> tuple[Floats, Basis]:
    """(cells, sites) minutes, or kilometres along the way, and what they were measured on.

    inf where no road joins the two. One query; more where this process has not read the roads.
    """
    pace = PACES.get(mode)
    digest = roads_digest(mode) if pace is not None else ""
    if digest:
        known = measured_by_road(cells, sites, mode, digest)
        matrix = known.minutes if is_in_minutes else known.kilometres
        return matrix.costs[:, known.columns(sites)], Basis.ROADS
    straight = straight_matrix(cells, sites).costs
    if pace is None:
        return straight, Basis.STRAIGHT
    each = pace.minutes_per_straight_km if is_in_minutes else pace.detour_factor
    return straight * each, Basis.DETOUR


def measured_by_road(cells: Points, sites: Points, mode: Mode, digest: str) -> RoadMatrices:
    """Minutes and kilometres along the roads: copied from what this process or the database
    holds, measured for the points that are new. It may hold more sites than were asked for."""
    key = (str(mode), digest, digest_of(cells))
    before = _by_road.get(key) or kept_matrices(mode, digest, digest_of(cells))
    if before is None:
        # Other cells on the same roads: those of them that stayed need not be measured again.
        same = [known for at, known in _by_road.items() if at[:2] == key[:2]]
        before = same[-1] if same else RoadMatrices.none()
    wanted = _with_new(before.sites, sites)
    if len(cells) * len(wanted) > MOST_ROAD_PAIRS:
        wanted = sites
    old = (before.cells, before.sites, cells, wanted)
    after = RoadMatrices(
        cells,
        wanted,
        recomputed(before.minutes, *old, _measure(mode, digest, Unit.MINUTES)),
        recomputed(before.kilometres, *old, _measure(mode, digest, Unit.KM)),
    )
    _by_road[key] = after
    _by_road.move_to_end(key)
    while len(_by_road) > MOST_BASES:
        _by_road.popitem(last=False)
    return after


def _along_roads(cells: Points, sites: Points, mode: Mode, digest: str) -> Travel:
    known = measured_by_road(cells, sites, mode, digest)
    columns = known.columns(sites)
    minutes = TravelMatrix(known.minutes.costs[:, columns], Unit.MINUTES)
    kilometres = TravelMatrix(known.kilometres.costs[:, columns], Unit.KM)
    is_off = np.isinf(minutes.costs)
    return Travel(
        kilometres.table(),
        minutes.table(),
        Basis.ROADS,
        np.asarray(is_off.all(axis=1)),
        np.asarray(is_off.all(axis=0)),
    )


def _measure(mode: Mode, digest: str, unit: Unit) -> Callable[[Points, Points], TravelMatrix]:
    def measure(cells: Points, sites: Points) -> TravelMatrix:
        graph = _graph(mode, digest)
        snapped = snap(graph, cells, SNAP_METRES), snap(graph, sites, SNAP_METRES)
        return road_matrix(graph, *snapped, unit=unit)

    return measure


@lru_cache(maxsize=3)
def _graph(mode: Mode, digest: str) -> RoadGraph:
    return road_graph_of(mode, digest)


def _with_new(known: Points, sites: Points) -> Points:
    """The known sites, then those of the others that are new, each once."""
    stood = dict.fromkeys(zip(known.lat.tolist(), known.lng.tolist(), strict=True))
    stood |= dict.fromkeys(zip(sites.lat.tolist(), sites.lng.tolist(), strict=True))
    return Points.of(stood)


def _over_the_sphere(cells: Points, sites: Points, mode: Mode) -> Travel:
    pace = PACES.get(mode)
    last = next(iter(_straight), None)
    if last is None:
        matrix = straight_matrix(cells, sites)
    else:
        matrix = recomputed(last.kilometres, last.cells, last.sites, cells, sites, straight_matrix)
    _straight[:] = [_Straight(cells, sites, matrix)]
    if pace is None:
        return _travel(matrix.table(), None, Basis.STRAIGHT)
    km = TravelMatrix(matrix.costs * pace.detour_factor, Unit.KM).table()
    return _travel(km, _scaled(km, 60.0 / pace.km_per_hour, Unit.MINUTES), Basis.DETOUR)


def _near_only(cells: Points, sites: Points, mode: Mode, least_km: float) -> Travel:
    pace = PACES.get(mode)
    detour = pace.detour_factor if pace else 1.0
    straight = straight_table(cells, sites, max(FIRST_LIMIT_KM, least_km / detour * 1.001))
    if pace is None:
        return _travel(straight, None, Basis.STRAIGHT)
    km = _scaled(straight, detour, Unit.KM)
    return _travel(km, _scaled(km, 60.0 / pace.km_per_hour, Unit.MINUTES), Basis.DETOUR)


def _travel(kilometres: TravelTable, minutes: TravelTable | None, basis: Basis) -> Travel:
    nowhere_off = np.zeros(kilometres.cell_count, dtype=bool)
    return Travel(
        kilometres, minutes, basis, nowhere_off, np.zeros(kilometres.site_count, dtype=bool)
    )


def _scaled(table: TravelTable, factor: float, unit: Unit) -> TravelTable:
    return TravelTable(
        table.starts,
        table.sites,
        table.costs * factor,
        table.site_count,
        unit,
        table.limit * factor,
    )


def digest_of(points: Points) -> str:
    return blake2b(points.lat.tobytes() + points.lng.tobytes(), digest_size=16).hexdigest()
