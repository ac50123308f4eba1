"""What each cell has of a function: how far, how many hours, how much for each person."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softplace.engines.reach.decay import GaussianDecay
from softplace.engines.reach.nearest import NO_SITE, nth_nearest
from softplace.engines.reach.opportunities import PER_HEADS, floating_catchments
from softplace.engines.reach.study.problem import Part
from softplace.engines.reach.week import hours_within_reach
from softplace.engines.travel import TravelTable, straight_table
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
    costs
        (cells,) kilometres or minutes of the way to the nearest site, inf where there is none.
    hours
        (cells,) of the week in which some site within the threshold is open.
    access
        (cells,) sites for 100,000 people, by E2SFCA with a Gaussian decay to the threshold.
    """

    position: NDArray[np.intp]
    costs: Floats
    hours: Floats
    access: Floats


def worked(part: Part) -> CellsOfPart:
    """Answer a part: the same numbers for a cell whatever part it stands in.

    A cell's costs and hours are of its own sites only. A site's people are summed in the
    order of the study, over all cells of its catchment, those of other parts among them.
    """
    near = _near(part)
    found = floating_catchments(
        near, np.ones(len(part.sites)), part.people, GaussianDecay(part.threshold)
    )
    hours = hours_within_reach(near, part.openings)
    return CellsOfPart(
        part.position, _nearest(part), hours[part.own], PER_HEADS * found.access[part.own]
    )


def _near(part: Part) -> TravelTable:
    """The ways within the threshold from all cells of a part."""
    if part.ways is not None:
        return part.ways.within(part.threshold)
    limit_km = part.threshold / part.cost_of_km * 1.001
    return _lengthened(straight_table(part.cells, part.sites, limit_km), part).within(
        part.threshold
    )


def _nearest(part: Part) -> Floats:
    """(own cells,) what their nearest site costs, at any distance."""
    if part.ways is not None:
        return nth_nearest(part.ways).costs[part.own]
    own = part.cells.take(part.own)
    near = nth_nearest(_lengthened(straight_table(own, part.sites, part.limit_km), part))
    far = np.flatnonzero(near.sites == NO_SITE)
    if len(far) and len(part.sites):
        again = nth_nearest(straight_table(own.take(far), part.sites, HALF_ROUND_KM))
        near.costs[far] = again.costs * part.cost_of_km
    return near.costs


def _lengthened(table: TravelTable, part: Part) -> TravelTable:
    """From kilometres of straight lines to what they cost."""
    costs, limit = table.costs * part.cost_of_km, table.limit * part.cost_of_km
    return TravelTable(table.starts, table.sites, costs, table.site_count, part.unit, limit)
