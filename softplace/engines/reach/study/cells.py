"""What each cell has of a function: how far, how many hours, how much for each person."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softplace.engines.reach.decay import GaussianDecay
from softplace.engines.reach.nearest import NO_SITE, Nearest, nth_nearest
from softplace.engines.reach.opportunities import PER_HEADS, floating_catchments
from softplace.engines.reach.study.problem import Part
from softplace.engines.reach.week import hours_within_reach
from softplace.engines.travel import Points, TravelTable, Unit, straight_table
from softplace.engines.travel.points import Floats
from softplace.foundation.distances import EARTH_RADIUS_METRES

HALF_ROUND_KM = np.pi * EARTH_RADIUS_METRES / 1000 + 1


@dataclass(frozen=True, slots=True, eq=False)
class CellsOfPart:
    """What the cells of a part have.

    Attributes
    ----------
    position
        (cells,) where they stand in the study.
    kilometres
        (cells,) along the way to the nearest site, inf where there is none.
    hours
        (cells,) of the week in which some site within the threshold is open.
    access
        (cells,) sites for 100,000 people, by E2SFCA with a Gaussian decay to the threshold.
    """

    position: NDArray[np.intp]
    kilometres: Floats
    hours: Floats
    access: Floats


def worked(part: Part) -> CellsOfPart:
    """Answer a part: the same numbers for a cell whatever part it stands in.

    A cell's kilometres and hours are of its own sites only. A site's people are summed in the
    order of the study, over all cells of its catchment, those of other parts among them.
    """
    own = part.cells.take(part.own)
    table = kilometres_table(own, part.sites, part.limit_km, part.detour)
    catchments = kilometres_table(
        part.cells, part.sites, part.threshold_km / part.detour * 1.001, part.detour
    ).within(part.threshold_km)
    found = floating_catchments(
        catchments, np.ones(len(part.sites)), part.people, GaussianDecay(part.threshold_km)
    )
    return CellsOfPart(
        part.position,
        nearest_of(table, own, part.sites, part.detour).costs,
        hours_within_reach(table.within(part.threshold_km), part.openings),
        PER_HEADS * found.access[part.own],
    )


def kilometres_table(cells: Points, sites: Points, limit_km: float, detour: float) -> TravelTable:
    """Kilometres of the way, for straight lines within the limit."""
    table = straight_table(cells, sites, limit_km)
    costs, limit = table.costs * detour, table.limit * detour
    return TravelTable(table.starts, table.sites, costs, table.site_count, Unit.KM, limit)


def nearest_of(table: TravelTable, cells: Points, sites: Points, detour: float) -> Nearest:
    """The nearest site at any distance; `table` holds the kilometres up to its limit."""
    near = nth_nearest(table)
    far = np.flatnonzero(near.sites == NO_SITE)
    if len(far) and len(sites):
        again = nth_nearest(straight_table(cells.take(far), sites, HALF_ROUND_KM))
        near.costs[far], near.sites[far] = again.costs * detour, again.sites
    return near
