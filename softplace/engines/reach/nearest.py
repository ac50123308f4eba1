"""How far the nearest, the n-th nearest, and the nearest open site are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softplace.engines.compiled import njit
from softplace.engines.travel.points import Floats
from softplace.engines.travel.table import TravelTable

NO_SITE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """One site for each cell.

    Attributes
    ----------
    costs
        (cells,) minutes or kilometres, inf where there is none within the table's limit.
    sites
        (cells,) its index, NO_SITE where there is none.
    """

    costs: Floats
    sites: NDArray[np.int32]


def nth_nearest(table: TravelTable, n: int = 1) -> Nearest:
    """The nearest site (n = 1), the second nearest, ..., whether open or not.

    Of sites equally far the one with the lower index comes first.
    """
    if n < 1:
        raise ValueError(f"nth_nearest() counts from 1, not {n}.")
    position = table.starts[:-1] + (n - 1)
    there = position < table.starts[1:]
    costs = np.full(table.cell_count, np.inf)
    sites = np.full(table.cell_count, NO_SITE, dtype=np.int32)
    costs[there], sites[there] = table.costs[position[there]], table.sites[position[there]]
    return Nearest(costs, sites)


def nearest_open(table: TravelTable, is_open: NDArray[np.bool_], n: int = 1) -> Nearest:
    """The n-th nearest of the sites that are open.

    Parameters
    ----------
    is_open
        (sites,), as `WeekOpenings.open_at` gives it for an hour.
    """
    if n < 1:
        raise ValueError(f"nearest_open() counts from 1, not {n}.")
    costs, sites = _first_marked(table.starts, table.sites, table.costs, is_open, n)
    return Nearest(costs, sites)


@njit(cache=True)
def _first_marked(starts, sites, costs, marked, n):  # type: ignore[no-untyped-def]
    cells = len(starts) - 1
    near, which = np.full(cells, np.inf), np.full(cells, -1, np.int32)
    for cell in range(cells):
        wanted = n
        for pair in range(starts[cell], starts[cell + 1]):
            if marked[sites[pair]]:
                wanted -= 1
                if wanted == 0:
                    near[cell], which[cell] = costs[pair], sites[pair]
                    break
    return near, which
