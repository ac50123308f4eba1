"""Travel measured again only for what moved."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from softplace.engines.travel.points import Points
from softplace.engines.travel.table import TravelMatrix

Measure = Callable[[Points, Points], TravelMatrix]
"""Gives the matrix of some cells and some sites: `straight_matrix`, `road_matrix`, ..."""


def recomputed(
    before: TravelMatrix,
    cells_before: Points,
    sites_before: Points,
    cells: Points,
    sites: Points,
    measure: Measure,
) -> TravelMatrix:
    """The matrix of `cells` and `sites`, copied where both points stood in the old one.

    `measure` is asked for the new sites from all cells, and for the new cells to the sites
    that stayed: at most twice, and not at all where nothing moved.
    """
    if before.costs.shape != (len(cells_before), len(sites_before)):
        raise ValueError("recomputed() needs the points from which the old matrix was made.")
    old_cell, old_site = _position(cells_before, cells), _position(sites_before, sites)
    costs = np.empty((len(cells), len(sites)))
    stayed_cells, stayed_sites = np.flatnonzero(old_cell >= 0), np.flatnonzero(old_site >= 0)
    costs[np.ix_(stayed_cells, stayed_sites)] = before.costs[
        np.ix_(old_cell[stayed_cells], old_site[stayed_sites])
    ]
    new_cells, new_sites = np.flatnonzero(old_cell < 0), np.flatnonzero(old_site < 0)
    if len(new_sites):
        costs[:, new_sites] = measure(cells, sites.take(new_sites)).costs
    if len(new_cells) and len(stayed_sites):
        costs[np.ix_(new_cells, stayed_sites)] = measure(
            cells.take(new_cells), sites.take(stayed_sites)
        ).costs
    return TravelMatrix(costs, before.unit)


def _position(before: Points, now: Points) -> NDArray[np.intp]:
    """(now,) where each point stood before, -1 where it did not."""
    stood = {pair: i for i, pair in enumerate(zip(before.lat, before.lng, strict=True))}
    return np.array(
        [stood.get(pair, -1) for pair in zip(now.lat, now.lng, strict=True)], dtype=np.intp
    )
