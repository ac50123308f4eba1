"""What travel is measured into: every pair, or for each cell its sites, nearest first."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from softplace.engines.compiled import njit
from softplace.engines.travel.points import Floats

UNREACHABLE = np.inf


class Unit(StrEnum):
    MINUTES = "minutes"
    KM = "km"


def cells_and_sites_checked(costs: Floats) -> Floats:
    """The costs as float64, if they are a matrix without NaN or negative entries."""
    costs = np.asarray(costs, dtype=np.float64)
    if costs.ndim != 2:
        raise ValueError(f"A travel matrix is (cells, sites), not of shape {costs.shape}.")
    if costs.size and not costs.min() >= 0:
        raise ValueError("A travel matrix holds numbers of 0 or more; inf where unreachable.")
    return costs


@dataclass(frozen=True, slots=True, eq=False)
class TravelMatrix:
    """What it costs to travel from every cell to every site.

    Attributes
    ----------
    costs
        (cells, sites), 0 or more, inf where the site cannot be reached from the cell.
    unit
        Of the costs.
    """

    costs: Floats
    unit: Unit = Unit.MINUTES

    def __post_init__(self) -> None:
        object.__setattr__(self, "costs", cells_and_sites_checked(self.costs))

    def table(self, limit: float = UNREACHABLE) -> "TravelTable":
        """The pairs that cost at most `limit` (unreachable ones never), nearest first."""
        starts, sites, costs = _nearest_first(self.costs, float(limit))
        return TravelTable(starts, sites, costs, self.costs.shape[1], self.unit, float(limit))


@dataclass(frozen=True, slots=True, eq=False)
class TravelTable:
    """For each cell the sites within a limit, nearest first; of equal ones, the first index.

    The sites of cell i stand at `starts[i]:starts[i + 1]` in `sites` and `costs`.

    Attributes
    ----------
    starts
        (cells + 1,) int64.
    sites
        (pairs,) int32, index of the site.
    costs
        (pairs,) float64, rising within a cell, finite.
    site_count
        How many sites there are, listed or not.
    unit
        Of the costs and of the limit.
    limit
        Pairs that cost more were left out: inf where none were.
    """

    starts: NDArray[np.int64]
    sites: NDArray[np.int32]
    costs: Floats
    site_count: int
    unit: Unit
    limit: float

    @property
    def cell_count(self) -> int:
        return len(self.starts) - 1

    @property
    def pair_cells(self) -> NDArray[np.intp]:
        """(pairs,) the cell of each pair."""
        return np.repeat(np.arange(self.cell_count), np.diff(self.starts))

    def within(self, limit: float) -> "TravelTable":
        """The same table cut to a shorter limit."""
        if limit > self.limit:
            raise ValueError(f"within({limit}) asks for more than the table's {self.limit}.")
        return self._keep(self.costs <= limit, limit)

    def only(self, sites: NDArray[np.bool_]) -> "TravelTable":
        """The same table with the marked sites only; (site_count,) booleans."""
        return self._keep(sites[self.sites], self.limit)

    def _keep(self, pairs: NDArray[np.bool_], limit: float) -> "TravelTable":
        starts = np.concatenate(([0], np.cumsum(pairs)))[self.starts]
        return TravelTable(
            starts, self.sites[pairs], self.costs[pairs], self.site_count, self.unit, limit
        )


def table_of_pairs(
    cell: NDArray[np.intp],
    site: NDArray[np.intp],
    costs: Floats,
    shape: tuple[int, ...],
    unit: Unit,
    limit: float,
) -> TravelTable:
    """A table from (pairs,) cells, sites and finite costs, in any order."""
    order = np.lexsort((site, costs, cell))
    starts = np.zeros(shape[0] + 1, dtype=np.int64)
    np.cumsum(np.bincount(cell, minlength=shape[0]), out=starts[1:])
    return TravelTable(
        starts, site[order].astype(np.int32), costs[order], shape[1], unit, float(limit)
    )


@njit(cache=True)
def _nearest_first(costs, limit):  # type: ignore[no-untyped-def]
    cells = costs.shape[0]
    starts = np.zeros(cells + 1, np.int64)
    for cell in range(cells):
        near = 0
        for cost in costs[cell]:
            near += cost <= limit and cost < np.inf
        starts[cell + 1] = starts[cell] + near
    sites, kept = np.empty(starts[-1], np.int32), np.empty(starts[-1])
    for cell in range(cells):
        row = np.flatnonzero((costs[cell] <= limit) & (costs[cell] < np.inf))
        # Mergesort is stable: of equal costs the first site stays first.
        order = np.argsort(costs[cell][row], kind="mergesort")
        sites[starts[cell] : starts[cell + 1]] = row[order]
        kept[starts[cell] : starts[cell + 1]] = costs[cell][row[order]]
    return starts, sites, kept
