"""Several scenarios of a study against today, on one reading of the calendar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from softplace.foundation.errors import Reason, Refused
from softplace.reach.models import Edit, Rates, Scenario, Study
from softplace.reach.planning.assessment import (
    Assessed,
    Compared,
    Figure,
    assess,
    compared,
    figures_shown,
)
from softplace.reach.planning.edits import studied_calendar
from softplace.reach.queries import Calendar, Land, land_of, rates, road_digests


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A scenario with what it means; `reasons` say why it means nothing."""

    scenario: Scenario
    edits: Sequence[Edit]
    reasons: Sequence[Reason]
    assessed: Assessed | None = None
    change: Compared | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Today and some scenarios of a study, for one of its functions."""

    study: Study
    function: str
    land: Land
    plan: Calendar
    rates: Rates
    today: Assessed
    answers: Sequence[Answer]

    @property
    def shown(self) -> list[tuple[Answer, Assessed, Compared]]:
        """The scenarios that have figures."""
        return [
            (answer, answer.assessed, answer.change)
            for answer in self.answers
            if answer.assessed is not None and answer.change is not None
        ]


def compare_scenarios(study: Study, function: str, chosen: Sequence[Scenario]) -> Comparison:
    """Assess some scenarios of a study; a fixed number of queries, whatever they hold.

    Raises
    ------
    Refused
        Where even today has no figures: nobody lives here, or the cells are gone.
    """
    edits_of = {scenario.pk: list(scenario.edits.all()) for scenario in chosen}
    plan = studied_calendar(study, [edit for edits in edits_of.values() for edit in edits])
    land = land_of(study)
    options: dict[str, Any] = {"function": function, "rates": rates(), "roads": road_digests()}
    today = assess(study, plan, land.cells, **options)
    answers = []
    for scenario in chosen:
        edits = edits_of[scenario.pk]
        try:
            after = assess(study, plan, land.cells, edits=edits, **options)
        except Refused as refused:
            answers.append(Answer(scenario, edits, list(refused.reasons)))
        else:
            change = compared(land.cells, today.found, after.found)
            answers.append(Answer(scenario, edits, [], after, change))
    return Comparison(study, function, land, plan, options["rates"], today, answers)


def figure_name(figure: Figure, land: Land) -> str:
    """As files call it: a cell that is no commune is not counted as one."""
    of_cells = land.of is not None and figure.name == "communes_beyond"
    return "cells_beyond" if of_cells else figure.name


def figures_of(assessed: Assessed, land: Land) -> dict[str, float | None]:
    """The figures by name, as a file holds them: None where nothing is reached."""
    return {
        figure_name(figure, land): value
        if isfinite(value := assessed.figures[figure.name])
        else None
        for figure in figures_shown(is_in_minutes=assessed.found.is_in_minutes)
    }


def study_terms(comparison: Comparison) -> dict[str, str]:
    """On what its figures stand, as a file says it."""
    study = comparison.study
    return {
        "cell_set": study.cells or "communes",
        "mode": study.mode,
        "measured_on": str(comparison.today.found.travel.basis),
        "threshold": f"{study.threshold:g}",
        "threshold_unit": "minutes" if study.is_in_minutes else "km",
    }


def commune_rows(comparison: Comparison) -> Iterator[dict[str, Any]]:
    """For each commune what its people have today and in each scenario, by the scenario's number.

    Of a commune with several cells the mean, and how many of its people gain and lose.
    """
    land, before = comparison.land, comparison.today.found
    unit = "minutes" if before.is_in_minutes else "km"
    costs, hours = land.means(before.costs), land.means(before.hours)
    columns = [
        (
            land.means(after.found.costs),
            land.means(after.found.hours),
            land.signs(change.signs),
            [land.people_with(change.signs, sign) for sign in ("gain", "lose")],
        )
        for _, after, change in comparison.shown
    ]
    for i, code in enumerate(land.shown.codes):
        row: dict[str, Any] = {
            "code": code,
            "commune": land.shown.names[i],
            "people": round(float(land.shown.people[i])),
            f"{unit}_today": _rounded(costs[i]),
            "hours_today": round(float(hours[i]), 2),
        }
        for number, (costs_after, hours_after, signs, (gain, lose)) in enumerate(columns, 1):
            row[f"{unit}_{number}"] = _rounded(costs_after[i])
            row[f"hours_{number}"] = round(float(hours_after[i]), 2)
            row[f"change_{number}"] = signs[i]
            if land.of is not None:
                row[f"people_gaining_{number}"] = round(float(gain[i]))
                row[f"people_losing_{number}"] = round(float(lose[i]))
        yield row


def _rounded(cost: float) -> float | None:
    return round(float(cost), 3) if isfinite(cost) else None
