"""A shuttle in a scenario: it moves no place, it brings people to one."""

import numpy as np
from numpy.typing import NDArray

from softplace.engines.travel.points import Floats
from softplace.engines.travel.table import TravelMatrix, Unit
from softplace.foundation.errors import Reason, Refused


def with_shuttle(
    travel: TravelMatrix,
    to_stops: TravelMatrix,
    ride_minutes: Floats,
    sites: NDArray[np.int64] | list[int],
) -> TravelMatrix:
    """Travel when a line leads from its stops to some sites.

    A person takes whichever is quicker: the way as before, or to a stop and on by the line.

    Parameters
    ----------
    travel
        (cells, sites) minutes without the line.
    to_stops
        (cells, stops) minutes to each stop.
    ride_minutes
        (stops, len(sites)) from each stop to each site served, mean wait included.
    sites
        Indices of the sites that the line serves.
    """
    ride = np.asarray(ride_minutes, dtype=np.float64)
    if travel.unit is not Unit.MINUTES or to_stops.unit is not Unit.MINUTES:
        raise Refused(Reason("shuttle_needs_minutes", "travel"))
    if ride.shape != (to_stops.costs.shape[1], len(sites)):
        raise ValueError(f"ride_minutes must be (stops, sites served), not of shape {ride.shape}.")
    if ride.size and not ride.min() >= 0:
        raise Refused(Reason("weights_negative", "ride_minutes"))
    costs = travel.costs.copy()
    for column, site in enumerate(sites):
        by_line = (to_stops.costs + ride[:, column]).min(axis=1, initial=np.inf)
        costs[:, site] = np.minimum(costs[:, site], by_line)
    return TravelMatrix(costs, Unit.MINUTES)
