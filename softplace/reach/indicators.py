"""All indicators of one function over some cells: supply, inequality, groups, legal tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from softplace.engines.reach.coverage import coverage
from softplace.engines.reach.decay import (
    APL_2012,
    LUO_QI_2009,
    Decay,
    ExponentialDecay,
    GaussianDecay,
    StepDecay,
)
from softplace.engines.reach.inequality import Theil, palma, theil
from softplace.engines.reach.nearest import nearest_open, nth_nearest
from softplace.engines.reach.opportunities import (
    cumulative_opportunities,
    floating_catchments,
    standardised_people,
)
from softplace.engines.reach.presets import PresenceResult
from softplace.engines.reach.week import hours_open
from softplace.engines.travel import TravelTable
from softplace.engines.travel.points import Floats
from softplace.foundation.errors import Reason, Refused
from softplace.reach.planning import Outlook, cars_of, postal_presence
from softplace.reach.queries import Cells

SIZES = (500, 2_000, 10_000)
"""Kinds of commune, by people: where a commune is one cell, inequality is told between them."""
LEAST_PEOPLE = 5
"""A group of fewer people is not told of."""
HEADS = 1_000


class DecayKind(StrEnum):
    """How much a place counts the farther it is."""

    STEPS = "steps"
    GAUSSIAN = "gaussian"
    EXPONENTIAL = "exponential"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Question:
    """What else is asked than a function, a means of travel and a threshold.

    Attributes
    ----------
    nth
        The n-th nearest site, from 1.
    minute
        Of the week, at which sites are asked for that are open.
    decay
        Of the floating catchments; it ends at the threshold, that of steps at its last step.
    apl
        The steps of the APL, in minutes by car.
    apl_needs
        How much a person of each of some groups uses the service, those of no such group 1: the
        APL is then of people standardised so. The groups are age bands that do not overlap.
    """

    nth: int = 2
    minute: int = 0
    decay: DecayKind = DecayKind.GAUSSIAN
    apl: StepDecay = APL_2012
    apl_needs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """How one group of people fares."""

    name: str
    people: float
    mean: float
    share_beyond: float
    hours: float


@dataclass(frozen=True, slots=True, eq=False)
class Indicators:
    """Of one function over some cells; costs are kilometres or minutes, as the threshold is.

    Attributes
    ----------
    nth, open_now
        (cells,) costs to the n-th nearest site, and to the nearest that is open at the minute.
    places, opportunity_hours
        (cells,) sites within the threshold, and the hours that they are open in a week together.
    catchment, apl
        (cells,) hours of opening a week for 1,000 people: E2SFCA, and by the steps of the APL.
    theil, theil_kinds
        Of the costs, with its parts between and within groups of cells, and the mean cost and
        people of each group.
    palma
        Costs of the richest tenth over those of the poorest 40 %; None where no income is known.
    groups
        Those of the cells that have at least `LEAST_PEOPLE` people.
    departments, presence
        The test of postal presence, by département.
    """

    nth: Floats
    open_now: Floats
    places: Floats
    opportunity_hours: Floats
    catchment: Floats
    apl: Floats
    theil: Theil
    theil_kinds: Mapping[str, tuple[float, float]]
    palma: float | None
    groups: Sequence[GroupFigures]
    departments: Sequence[str]
    presence: PresenceResult


def indicators(found: Outlook, cells: Cells, *, threshold: float, question: Question) -> Indicators:
    """What a planner may ask of an outlook.

    Raises
    ------
    Refused
        `decay_needs_minutes` where steps of minutes are asked of a straight line;
        `need_group_unknown` or `weights_negative`, by the needs of the APL.
    """
    open_hours = hours_open(found.openings, len(found.keys))
    by_car = cars_of(found, cells.points, found.points, minutes=max(question.apl.limits))
    assert by_car.minutes is not None
    table, decay = _catchment(found, threshold, question.decay)
    kinds, names = _kinds(cells)
    reached = np.isfinite(found.costs) & (cells.people > 0)
    departments, result = postal_presence(cells, by_car)
    return Indicators(
        nth=nth_nearest(found.table, question.nth).costs,
        open_now=nearest_open(
            found.table, found.openings.open_at(question.minute, len(found.keys))
        ).costs,
        places=cumulative_opportunities(found.within, np.ones(len(found.keys))),
        opportunity_hours=cumulative_opportunities(found.within, open_hours),
        catchment=_for_heads(table, open_hours, cells.people, decay),
        apl=_for_heads(
            by_car.minutes.within(max(question.apl.limits)),
            open_hours,
            _in_need(cells, question.apl_needs),
            question.apl,
        ),
        theil=_theil(found.costs, cells.people, kinds, reached),
        theil_kinds=_kind_means(found.costs, cells.people, kinds, names, reached),
        palma=_palma(found.costs, cells, reached),
        groups=_groups(found, cells, threshold),
        departments=departments,
        presence=result,
    )


def _catchment(
    found: Outlook, threshold: float, kind: DecayKind
) -> tuple[TravelTable, Decay | None]:
    """The pairs that count, and how much."""
    match kind:
        case DecayKind.STEPS:
            minutes = found.travel.minutes
            if minutes is None:
                raise Refused(Reason("decay_needs_minutes", "decay"))
            return minutes.within(max(LUO_QI_2009.limits)), LUO_QI_2009
        case DecayKind.GAUSSIAN:
            return found.within, GaussianDecay(threshold)
        case DecayKind.EXPONENTIAL:
            return found.within, ExponentialDecay(threshold / 4, threshold)
        case DecayKind.NONE:
            return found.within, None


def _for_heads(table: TravelTable, supply: Floats, people: Floats, decay: Decay | None) -> Floats:
    return HEADS * floating_catchments(table, supply, people, decay).access


def _in_need(cells: Cells, needs: Mapping[str, float]) -> Floats:
    """(cells,) people counted by how much their age uses the service; as they are without needs.

    As the DREES does it: the people of each age band times the mean use of one of them, over the
    mean use of all, so that the sum stays the number of people. Lucas-Gabrielli and Mangeney,
    Comment améliorer les mesures d'accessibilité aux soins pour mieux cibler les zones
    sous-denses ?, Revue d'épidémiologie et de santé publique 67 (2019); Barlet and others: see
    `decay.APL_2012`.
    """
    if not needs:
        return cells.people
    for name, need in needs.items():
        if name not in cells.groups:
            known = ", ".join(cells.groups)[:200] or "–"
            raise Refused(
                Reason("need_group_unknown", "apl_needs", {"group": name, "known": known})
            )
        if not need >= 0:
            raise Refused(Reason("weights_negative", "apl_needs"))
    bands = np.column_stack([cells.groups[name] for name in needs])
    rest = np.maximum(cells.people - bands.sum(axis=1), 0.0)
    return standardised_people(np.column_stack([bands, rest]), np.array([*needs.values(), 1.0]))


def _kinds(cells: Cells) -> tuple[NDArray[np.int64], list[str]]:
    """The group of each cell: its commune, or where communes are the cells, their size."""
    if cells.source:
        return _numbered(cells.communes)
    sizes = np.searchsorted(np.array(SIZES), cells.people, side="right").astype(np.int64)
    return sizes, [str(number) for number in range(len(SIZES) + 1)]


def _numbered(keys: Sequence[str]) -> tuple[NDArray[np.int64], list[str]]:
    names, numbers = np.unique(np.array(keys, dtype=str), return_inverse=True)
    return numbers.astype(np.int64), [str(name) for name in names]


def _theil(
    costs: Floats, people: Floats, kinds: NDArray[np.int64], reached: NDArray[np.bool_]
) -> Theil:
    if not reached.any():
        return Theil(0.0, 0.0, 0.0)
    return theil(costs[reached], people[reached], kinds[reached])


def _kind_means(
    costs: Floats,
    people: Floats,
    kinds: NDArray[np.int64],
    names: Sequence[str],
    reached: NDArray[np.bool_],
) -> dict[str, tuple[float, float]]:
    heads = np.bincount(kinds[reached], weights=people[reached], minlength=len(names))
    held = np.bincount(
        kinds[reached], weights=people[reached] * costs[reached], minlength=len(names)
    )
    return {
        name: (float(held[i] / heads[i]), float(heads[i]))
        for i, name in enumerate(names)
        if heads[i]
    }


def _palma(costs: Floats, cells: Cells, reached: NDArray[np.bool_]) -> float | None:
    if cells.income is None:
        return None
    known = reached & np.isfinite(cells.income)
    if not known.any():
        return None
    return palma(costs[known], cells.people[known], cells.income[known])


def _groups(found: Outlook, cells: Cells, threshold: float) -> list[GroupFigures]:
    figures = []
    for name, people in cells.groups.items():
        if people.sum() < LEAST_PEOPLE:
            continue
        of = coverage(found.costs, people, threshold)
        hours = float(found.hours @ people) / of.people
        figures.append(GroupFigures(name, of.people, of.mean, of.share_beyond, hours))
    return figures
