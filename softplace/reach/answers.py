"""A question about the territory, its answer, and the answer as figures and rows for files."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from softplace.engines.reach.inequality import percentile
from softplace.engines.travel.points import Floats
from softplace.foundation.errors import Reason, Refused
from softplace.reach.enums import TravelMode
from softplace.reach.indicators import Indicators, Question, indicators
from softplace.reach.planning import Outlook, outlook
from softplace.reach.queries import Calendar, Cells, calendar, cells
from softplace.territory.models import Function

Figures = dict[str, Any]
P90 = 0.9


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is how far from a function, in the week of a Monday.

    Attributes
    ----------
    threshold_minutes
        Takes the place of the kilometres where it is given.
    cells
        The name of an imported set, "" for the communes.
    """

    function: Function
    monday: date
    zone: ZoneInfo
    mode: str = TravelMode.STRAIGHT
    threshold_km: float = 10.0
    threshold_minutes: float | None = None
    cells: str = ""
    question: Question = field(default_factory=Question)

    @property
    def threshold(self) -> float:
        return self.threshold_km if self.threshold_minutes is None else self.threshold_minutes


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What was found, and on what."""

    asked: Asked
    land: Cells
    plan: Calendar
    found: Outlook
    more: Indicators


def answer(asked: Asked) -> Answer:
    """The indicators of the calendar as it is in that week; a fixed number of queries.

    Raises
    ------
    Refused
        As `planning.outlook` and `indicators.indicators`; `minutes_without_travel` too.
    """
    if asked.threshold_minutes is not None and asked.mode == TravelMode.STRAIGHT:
        raise Refused(Reason("minutes_without_travel", "threshold_minutes"))
    land = cells(asked.cells)
    plan = calendar(asked.function, asked.monday, asked.zone)
    found = outlook(
        plan.network,
        land,
        function=asked.function.code,
        mode=asked.mode,
        threshold_km=asked.threshold_km,
        threshold_minutes=asked.threshold_minutes,
    )
    more = indicators(found, land, threshold=asked.threshold, question=asked.question)
    return Answer(asked, land, plan, found, more)


def terms(given: Answer) -> Figures:
    """On what the figures stand: written into every file, so that it says itself what it is."""
    asked = given.asked
    return {
        "function": asked.function.code,
        "week_of": asked.monday.isoformat(),
        "mode": str(asked.mode),
        "measured_on": str(given.found.travel.basis),
        "threshold": asked.threshold,
        "threshold_unit": "km" if asked.threshold_minutes is None else "minutes",
        "cell_set": asked.cells or "communes",
        "nth": asked.question.nth,
        "open_at_minute_of_week": asked.question.minute,
        "decay": str(asked.question.decay),
        "apl_minutes": list(asked.question.apl.limits),
        "apl_weights": list(asked.question.apl.weights),
        "apl_needs": dict(asked.question.apl_needs),
    }


def figures(given: Answer) -> Figures:
    """The figures of the whole territory, with what they stand on."""
    found, more, people = given.found, given.more, given.land.people
    of = found.coverage
    return terms(given) | {
        "threshold_km": given.asked.threshold_km,
        "cells": len(given.land),
        "people": round(of.people),
        "sites": len(found.keys),
        "sites_beyond_border": len(given.plan.beyond),
        "mean_km": mean_reached(found.kilometres, people),
        "p90_km": _finite(percentile(found.kilometres, people, P90)),
        "worst_km": _finite(found.kilometres[of.worst_cell]),
        "worst_cell": given.land.names[of.worst_cell],
        "people_beyond": round(of.people_beyond),
        "share_beyond": of.share_beyond,
        "cells_beyond": of.cells_beyond,
        "people_unreached": round(of.people_unreached),
        "gini": of.gini,
        "theil": more.theil.total,
        "theil_between": more.theil.between,
        "theil_within": more.theil.within,
        "palma": more.palma if more.palma is None else _finite(more.palma),
        "mean_minutes": None if found.minutes is None else mean_reached(found.minutes, people),
        "p90_minutes": None
        if found.minutes is None
        else _finite(percentile(found.minutes, people, P90)),
        "mean_hours_a_week": float(found.hours @ people) / of.people,
        "people_without_hours": round(float(people[found.hours == 0].sum())),
        "mean_nth": mean_reached(more.nth, people),
        "mean_open_at": mean_reached(more.open_now, people),
        "mean_places": float(more.places @ people) / of.people,
        "mean_opportunity_hours": float(more.opportunity_hours @ people) / of.people,
        "mean_catchment": float(more.catchment @ people) / of.people,
        "mean_apl": float(more.apl @ people) / of.people,
        "postal_presence": {
            department or "": {"share_far": _finite(share), "passed": bool(passed)}
            for department, share, passed in zip(
                more.departments, more.presence.shares, more.presence.passed, strict=True
            )
        },
        "groups": [
            {
                "name": group.name,
                "people": round(group.people),
                "mean": _finite(group.mean),
                "share_beyond": group.share_beyond,
                "mean_hours_a_week": group.hours,
            }
            for group in more.groups
        ],
    }


def cell_rows(given: Answer) -> Iterator[Figures]:
    """What each cell has; None where it reaches nothing."""
    land, found, more = given.land, given.found, given.more
    for i, code in enumerate(land.codes):
        yield {
            "code": code,
            "commune": land.names[i],
            "people": round(float(land.people[i])),
            "km": _rounded(found.kilometres[i], 3),
            "minutes": None if found.minutes is None else _rounded(found.minutes[i], 2),
            "hours_a_week": _rounded(found.hours[i], 2),
            "nearest": given.plan.names.get(found.nearest[i], ""),
            "nth": _rounded(more.nth[i], 3),
            "open_at": _rounded(more.open_now[i], 3),
            "places": round(float(more.places[i])),
            "opportunity_hours": _rounded(more.opportunity_hours[i], 2),
            "catchment": _rounded(more.catchment[i], 4),
            "apl": _rounded(more.apl[i], 4),
        }


def mean_reached(costs: Floats, people: Floats) -> float | None:
    """Of those who reach something, weighted by people."""
    reached = (costs < float("inf")) & (people > 0)
    heads = float(people[reached].sum())
    return float(costs[reached] @ people[reached]) / heads if heads else None


def _finite(number: float) -> float | None:
    return float(number) if isfinite(number) else None


def _rounded(number: float, digits: int) -> float | None:
    return round(float(number), digits) if isfinite(number) else None
