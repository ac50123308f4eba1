"""A shuttle in a scenario: it moves no place, it brings people to one, on its own days."""

import numpy as np
from numpy.typing import NDArray

from softplace.engines.reach.scenario import Hours, Line
from softplace.engines.travel.pace import PACES, Mode
from softplace.engines.travel.points import Floats, Points
from softplace.engines.travel.straight import great_circle_km, straight_matrix
from softplace.engines.travel.table import TravelMatrix, TravelTable, Unit, table_of_pairs
from softplace.foundation.errors import Reason, Refused

WAIT_MINUTES = 5.0
"""Of a rider at a stop, on average."""
STOP_MINUTES = 1.0
"""That the line stands at each stop."""


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


def with_lines(
    table: TravelTable,
    cells: Points,
    lines: list[tuple[Line, tuple[float, float]]],
    minutes_per_unit: float,
) -> TravelTable:
    """A table with one more site for each line: its place, as its riders reach it.

    A rider walks to a stop and waits there; what that and the ride take is told in the table's
    own unit: as the kilometres that the same minutes take by its means of travel.

    Parameters
    ----------
    table
        In minutes, or in kilometres along the way.
    lines
        Each with the (latitude, longitude) of its place.
    minutes_per_unit
        Of the table: 1 for minutes, for kilometres what one takes.
    """
    cell, site, costs = [table.pair_cells], [table.sites.astype(np.intp)], [table.costs]
    for number, (line, place) in enumerate(lines):
        nobody = TravelMatrix(np.full((len(cells), 1), np.inf))
        walk = straight_matrix(cells, Points.of(line.stops), PACES[Mode.FOOT])
        by_line = with_shuttle(nobody, walk, ride_minutes(line, place)[:, None], [0]).costs[:, 0]
        there = by_line / minutes_per_unit
        reached = np.flatnonzero((there <= table.limit) & np.isfinite(there))
        cell.append(reached)
        site.append(np.full(len(reached), table.site_count + number, dtype=np.intp))
        costs.append(there[reached])
    return table_of_pairs(
        np.concatenate(cell),
        np.concatenate(site),
        np.concatenate(costs),
        (table.cell_count, table.site_count + len(lines)),
        table.unit,
        table.limit,
    )


def ride_minutes(line: Line, place: tuple[float, float]) -> Floats:
    """(stops,) from each stop along the others to the place, by car, wait and halts included."""
    legs = line_km(line, place) / PACES[Mode.CAR].km_per_hour * 60 + STOP_MINUTES
    return np.cumsum(legs[::-1])[::-1] + WAIT_MINUTES


def line_km(line: Line, place: tuple[float, float]) -> Floats:
    """(stops,) kilometres by road from each stop to the next, from the last to the place."""
    way = Points.of([*line.stops, place])
    here, there = np.arange(len(line.stops)), np.arange(1, len(way))
    km = great_circle_km(way, way)[here, there]
    return np.asarray(km * PACES[Mode.CAR].detour_factor, dtype=np.float64)


def hours_with_line(line: Line, place_hours: Hours) -> Hours:
    """When the place is open while the line's riders are there."""
    return tuple(
        sorted(
            {
                (max(a, c), min(b, d))
                for a, b in line.hours
                for c, d in place_hours
                if max(a, c) < min(b, d)
            }
        )
    )
