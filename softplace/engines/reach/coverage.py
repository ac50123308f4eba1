"""What a planner reads first: people, the mean, who is beyond a threshold, the worst."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softplace.engines.compiled import njit
from softplace.engines.reach.inequality import (
    Theil,
    gini_in_order,
    percentile_in_order,
    theil_parts,
)
from softplace.engines.travel.points import Floats
from softplace.foundation.errors import Reason, Refused


@dataclass(frozen=True, slots=True)
class Coverage:
    """Indicators of one function over one territory.

    Attributes
    ----------
    people, people_unreached
        All, and those who reach no site at all.
    mean, p90
        Cost of a person who reaches one, weighted by people; cost that 90 % of all people do
        not exceed (inf where more than 10 % reach nothing).
    worst, worst_cell
        The highest cost of a cell with people, and its index (an unreached one first).
    people_beyond, share_beyond, cells_beyond
        People farther than the threshold or unreached, their share of all, in how many cells.
    gini, theil
        Of the costs of those who reach a site.
    """

    people: float
    people_unreached: float
    mean: float
    p90: float
    worst: float
    worst_cell: int
    people_beyond: float
    share_beyond: float
    cells_beyond: int
    gini: float
    theil: Theil


def coverage(
    costs: Floats,
    people: Floats,
    threshold: float,
    groups: NDArray[np.int64] | None = None,
) -> Coverage:
    """The indicators of `costs`, each cell's to its nearest site.

    Parameters
    ----------
    costs
        (cells,) minutes or kilometres, inf where unreached.
    people
        (cells,) 0 or more, not all 0.
    threshold
        In the unit of the costs: beyond means more than it.
    groups
        (cells,) numbers from 0, for the parts of Theil's index.

    Raises
    ------
    Refused
        `cells_without_people`, `weights_negative` or `threshold_negative`.
    """
    people = np.asarray(people, dtype=np.float64)
    if len(people) and not people.min() >= 0:
        raise Refused(Reason("weights_negative", "people"))
    everyone = float(people.sum())
    if everyone <= 0:
        raise Refused(Reason("cells_without_people", "people"))
    if not threshold >= 0:
        raise Refused(Reason("threshold_negative", "threshold", {"number": threshold}))
    costs = np.asarray(costs, dtype=np.float64)
    order = np.argsort(costs)
    number = np.zeros(len(people), dtype=np.int64) if groups is None else np.asarray(groups)
    travelled, reached, beyond, cells_beyond, worst_cell = _sums(costs, people, float(threshold))
    return Coverage(
        people=everyone,
        people_unreached=everyone - reached,
        mean=travelled / reached if reached else float("inf"),
        p90=percentile_in_order(costs, people, order, 0.9),
        worst=float(costs[worst_cell]),
        worst_cell=worst_cell,
        people_beyond=beyond,
        share_beyond=beyond / everyone,
        cells_beyond=cells_beyond,
        gini=gini_in_order(costs, people, order),
        theil=Theil(*theil_parts(costs, people, number, int(number.max()) + 1)),
    )


@njit(cache=True)
def _sums(costs, people, threshold):  # type: ignore[no-untyped-def]
    travelled = reached = beyond = 0.0
    cells_beyond, worst = 0, -1
    for cell in range(len(costs)):
        if people[cell] <= 0:
            continue
        if costs[cell] < np.inf:
            travelled += people[cell] * costs[cell]
            reached += people[cell]
        if costs[cell] > threshold:
            beyond += people[cell]
            cells_beyond += 1
        if worst < 0 or costs[cell] > costs[worst]:
            worst = cell
    return travelled, reached, beyond, cells_beyond, worst
