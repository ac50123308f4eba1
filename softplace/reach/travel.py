"""How far every cell is from every site, remembered by the process.

What is asked again and again (a page drawn anew, a scenario with one place more) is measured
only for the points that moved.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from softplace.engines.travel import (
    PACES,
    Mode,
    Points,
    TravelMatrix,
    TravelTable,
    Unit,
    recomputed,
    straight_matrix,
    straight_table,
)
from softplace.reach.enums import Basis

MOST_PAIRS = 4_000_000
"""More pairs of a cell and a site are not all measured, only those within a limit."""
FIRST_LIMIT_KM = 60.0
MOST_KEPT = 12


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """From cells to sites.

    Attributes
    ----------
    kilometres
        Along the way.
    minutes
        None for a straight line, which is no travel.
    basis
        What both were measured on.
    cells_off, sites_off
        (cells,) and (sites,) that stand too far from any road: nothing is reached from or at
        them.
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
class _Matrices:
    """What was measured last, to be copied from."""

    cells: Points
    sites: Points
    kilometres: TravelMatrix


_kept: OrderedDict[tuple[str, ...], Travel] = OrderedDict()
_last: dict[Mode, _Matrices] = {}


def forget_travel() -> None:
    """Measure everything anew, as a new process would."""
    _kept.clear()
    _last.clear()


def travel(cells: Points, sites: Points, mode: Mode, *, least_km: float) -> Travel:
    """Every pair; of very many, those within `least_km` (and 60 km) only."""
    if len(cells) * len(sites) > MOST_PAIRS:
        return _near_only(cells, sites, mode, least_km)
    key = (str(mode), _digest(cells), _digest(sites))
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = _measured(cells, sites, mode)
    _kept.move_to_end(key)
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return found


def _measured(cells: Points, sites: Points, mode: Mode) -> Travel:
    pace = PACES.get(mode)
    straight = _again(cells, sites, Mode.STRAIGHT, straight_matrix)
    if pace is None:
        return _travel(straight.table(), None, Basis.STRAIGHT)
    km = TravelMatrix(straight.costs * pace.detour_factor, Unit.KM).table()
    return _travel(km, _scaled(km, 60.0 / pace.km_per_hour, Unit.MINUTES), Basis.DETOUR)


def _again(
    cells: Points, sites: Points, mode: Mode, measure: Callable[[Points, Points], TravelMatrix]
) -> TravelMatrix:
    """The matrix, of which only what moved since the last one is measured."""
    last = _last.get(mode)
    if last is None:
        matrix = measure(cells, sites)
    else:
        matrix = recomputed(last.kilometres, last.cells, last.sites, cells, sites, measure)
    _last[mode] = _Matrices(cells, sites, matrix)
    return matrix


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


def _digest(points: Points) -> str:
    return blake2b(points.lat.tobytes() + points.lng.tobytes(), digest_size=16).hexdigest()
