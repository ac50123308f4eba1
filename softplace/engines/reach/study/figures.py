"""From what the cells have to the figures of the study and of each part.

Nothing is summed until the cells of all parts stand in the order of the study: sums of floating
numbers depend on their order, and so no figure depends on who worked what, or when.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from softplace.engines.reach.coverage import Coverage, coverage
from softplace.engines.reach.inequality import Theil, gini, percentile, theil
from softplace.engines.reach.study.cells import CellsOfPart
from softplace.engines.reach.study.problem import Study
from softplace.engines.travel.points import Floats


@dataclass(frozen=True, slots=True)
class Access:
    """How much there is for each person, in sites for 100,000 people (E2SFCA).

    Attributes
    ----------
    mean, median
        Of people.
    people_without
        Who have no site within the threshold.
    gini, theil
        Between cells; Theil's parts between and within the parts of the study.
    """

    mean: float
    median: float
    people_without: float
    gini: float
    theil: Theil


@dataclass(frozen=True, slots=True)
class FiguresOfPart:
    """One part on its own: coverage (None where nobody lives), hours and access of a person."""

    key: str
    cells: int
    coverage: Coverage | None
    mean_hours: float
    mean_access: float


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """The answer to a study.

    Attributes
    ----------
    costs, hours, access
        (cells,) as `CellsOfPart` has them.
    coverage
        Of the costs; the parts of Theil's index are between and within the study's parts.
    mean_hours, people_without_hours
        Hours a week within the threshold of a person, and people who have none at all.
    per_person
        Of the access.
    parts
        In the order of the study's keys.
    """

    costs: Floats
    hours: Floats
    access: Floats
    coverage: Coverage
    mean_hours: float
    people_without_hours: float
    per_person: Access
    parts: tuple[FiguresOfPart, ...]


def put_together(study: Study, answers: Iterable[CellsOfPart]) -> Figures:
    """The figures of all parts, whatever order they come in.

    Raises
    ------
    ValueError
        Where a cell is answered by no part, or by two.
    """
    count = len(study.cells)
    costs, hours, access = np.empty(count), np.empty(count), np.empty(count)
    times = np.zeros(count, dtype=np.int64)
    for answer in answers:
        costs[answer.position] = answer.costs
        hours[answer.position] = answer.hours
        access[answer.position] = answer.access
        times[answer.position] += 1
    if (times != 1).any():
        wrong = int(np.flatnonzero(times != 1)[0])
        raise ValueError(f"Cell {wrong} was answered {times[wrong]} times, not once.")
    people, threshold = study.people, study.threshold
    return Figures(
        costs,
        hours,
        access,
        coverage(costs, people, threshold, study.parts),
        _mean(hours, people),
        fsum(people[hours == 0]),
        Access(
            _mean(access, people),
            percentile(access, people, 0.5),
            fsum(people[access == 0]),
            gini(access, people),
            theil(access, people, study.parts),
        ),
        tuple(_of_part(study, number, costs, hours, access) for number in np.unique(study.parts)),
    )


def _of_part(
    study: Study, number: int, costs: Floats, hours: Floats, access: Floats
) -> FiguresOfPart:
    own: NDArray[np.bool_] = study.parts == number
    people = study.people[own]
    peopled = bool(people.any())
    return FiguresOfPart(
        study.part_keys[number],
        int(own.sum()),
        coverage(costs[own], people, study.threshold) if peopled else None,
        _mean(hours[own], people),
        _mean(access[own], people),
    )


def _mean(amounts: Floats, people: Floats) -> float:
    """Of a person; NaN where nobody is."""
    heads = fsum(people)
    return fsum(amounts * people) / heads if heads else float("nan")
