"""Several scenarios of a study against today, on one reading of the calendar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from softplace.foundation.errors import Reason, Refused
from softplace.reach.models import Edit, Rates, Scenario, Study
from softplace.reach.planning.assessment import FIGURES, Assessed, Compared, assess, compared
from softplace.reach.planning.edits import studied_calendar
from softplace.reach.queries import Calendar, Cells, cells, rates


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
    land: Cells
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
        Where even today has no figures: nobody lives here.
    """
    edits_of = {scenario.pk: list(scenario.edits.all()) for scenario in chosen}
    plan = studied_calendar(study, [edit for edits in edits_of.values() for edit in edits])
    land, costs = cells(), rates()
    today = assess(study, plan, land, function=function, rates=costs)
    answers = []
    for scenario in chosen:
        edits = edits_of[scenario.pk]
        try:
            after = assess(study, plan, land, function=function, rates=costs, edits=edits)
        except Refused as refused:
            answers.append(Answer(scenario, edits, list(refused.reasons)))
        else:
            change = compared(land, today.found, after.found)
            answers.append(Answer(scenario, edits, [], after, change))
    return Comparison(study, function, land, plan, costs, today, answers)


def figures_of(assessed: Assessed) -> dict[str, float | None]:
    """The figures by name, as a file holds them: None where nothing is reached."""
    return {
        figure.name: value if isfinite(value := assessed.figures[figure.name]) else None
        for figure in FIGURES
    }


def commune_rows(comparison: Comparison) -> Iterator[dict[str, Any]]:
    """For each commune what it has today and in each scenario, by the scenario's number."""
    land, before = comparison.land, comparison.today.found
    for i, code in enumerate(land.codes):
        row: dict[str, Any] = {
            "code": code,
            "commune": land.names[i],
            "people": int(land.people[i]),
            "km_today": _rounded(before.kilometres[i]),
            "hours_today": round(float(before.hours[i]), 2),
        }
        for number, (_, after, change) in enumerate(comparison.shown, 1):
            row[f"km_{number}"] = _rounded(after.found.kilometres[i])
            row[f"hours_{number}"] = round(float(after.found.hours[i]), 2)
            row[f"change_{number}"] = change.signs[i]
        yield row


def _rounded(km: float) -> float | None:
    return round(float(km), 3) if isfinite(km) else None
