"""What a planner reads first: people, the mean, who is beyond a threshold, the worst."""

from dataclasses import dataclass

import numpy as np

from softplace.engines.reach.inequality import Theil, gini, percentile, theil
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
    groups: np.ndarray[tuple[int], np.dtype[np.int64]] | None = None,
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
    peopled = people > 0
    reached = np.where(np.isfinite(costs), people, 0.0)
    someone = float(reached.sum())
    finite = np.where(np.isfinite(costs), costs, 0.0)
    beyond = (costs > threshold) & peopled
    worst_cell = int(np.argmax(np.where(peopled, costs, -1.0)))
    return Coverage(
        people=everyone,
        people_unreached=everyone - someone,
        mean=float(finite @ reached) / someone if someone else float("inf"),
        p90=percentile(costs, people, 0.9),
        worst=float(costs[worst_cell]),
        worst_cell=worst_cell,
        people_beyond=float(people[beyond].sum()),
        share_beyond=float(people[beyond].sum()) / everyone,
        cells_beyond=int(beyond.sum()),
        gini=gini(finite, reached) if someone else 0.0,
        theil=theil(finite, reached, groups) if someone else Theil(0.0, 0.0, 0.0),
    )
