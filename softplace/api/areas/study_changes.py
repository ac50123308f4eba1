"""Changing and removing studies, renaming scenarios, and what things cost in the territory."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.functions import functions_named
from softplace.api.areas.studies import (
    CELLS,
    CHANGES,
    IN_MINUTES,
    READS,
    ScenarioShape,
    StudyShape,
    planned_scenario,
    planned_study,
    read_scenario,
    router,
    scenario_shape,
    study_shape,
    version_of_scenario,
)
from softplace.api.callers import planner_of, user_of
from softplace.api.conditions import version_seen
from softplace.api.fields import Code, Day, Id, Seen, Version, described, or_404
from softplace.reach.commands import change_rates, change_study, remove_study, rename_scenario
from softplace.reach.enums import TravelMode
from softplace.reach.models import Rates, Study
from softplace.reach.queries import rates, study_with
from softplace.reach.rules import LARGEST_THRESHOLD_KM, LARGEST_THRESHOLD_MINUTES, LONGEST_SET_NAME

STAY = sentence("What is given is changed, what is not stays.")


class StudyChange(BaseModel):
    model_config = ConfigDict(extra="forbid", **described(STAY))

    version: Version = None
    name: str = Field(default_factory=str, min_length=1, max_length=80)
    question: str = Field(default_factory=str, max_length=1000)
    functions: list[Code] = Field(default_factory=list, min_length=1, max_length=20)
    mode: TravelMode = Field(default_factory=lambda: TravelMode.STRAIGHT)
    threshold_km: float = Field(
        default_factory=float, ge=0.1, le=LARGEST_THRESHOLD_KM, allow_inf_nan=False
    )
    threshold_minutes: float | None = Field(
        None, ge=1, le=LARGEST_THRESHOLD_MINUTES, allow_inf_nan=False, description=IN_MINUTES
    )
    week: Day | None = Field(
        None, description=sentence("The Monday of the week that counts; null for the present one.")
    )
    cells: str = Field(default_factory=str, max_length=LONGEST_SET_NAME, description=CELLS)


class ScenarioChange(BaseModel):
    model_config = ConfigDict(extra="forbid", **described(sentence("Another name.")))

    version: Version = None
    name: str = Field(min_length=1, max_length=80)


class RatesShape(BaseModel):
    model_config = described(
        sentence(
            "What things cost and emit in this territory: rents in euros per m² and year, hours "
            "and kilometres in euros, diesel in litres, emissions in kg CO₂e."
        )
    )

    rent_per_square_metre_year: float
    square_metres_per_site: float
    staff_per_hour: float
    staff_at_desk: float
    vehicle_per_km: float
    vehicle_km_per_hour: float
    drivers_at_stop: float
    litres_per_100_km: float
    kgco2e_per_litre: float
    version: int


class RatesChange(BaseModel):
    model_config = ConfigDict(extra="forbid", **described(STAY))

    version: Version = None
    rent_per_square_metre_year: float = Field(default_factory=float, allow_inf_nan=False)
    square_metres_per_site: float = Field(default_factory=float, allow_inf_nan=False)
    staff_per_hour: float = Field(default_factory=float, allow_inf_nan=False)
    staff_at_desk: float = Field(default_factory=float, allow_inf_nan=False)
    vehicle_per_km: float = Field(default_factory=float, allow_inf_nan=False)
    vehicle_km_per_hour: float = Field(default_factory=float, allow_inf_nan=False)
    drivers_at_stop: float = Field(default_factory=float, allow_inf_nan=False)
    litres_per_100_km: float = Field(default_factory=float, allow_inf_nan=False)
    kgco2e_per_litre: float = Field(default_factory=float, allow_inf_nan=False)


def rates_shape(stored: Rates) -> RatesShape:
    return RatesShape(**{name: getattr(stored, name) for name in RatesShape.model_fields})


def _said_before(study: Study) -> dict[str, Any]:
    names = ("name", "question", "mode", "threshold_km", "threshold_minutes", "week", "cells")
    return {name: getattr(study, name) for name in names}


@router.patch(
    "/studies/{study_id}",
    **CHANGES,
    response=StudyShape,
    operation_id="change_study",
    summary=sentence("Change a study"),
    description=sentence(
        "For planners. Its scenarios keep their edits; a function that one of them is about stays."
    ),
)
def change(request: HttpRequest, study_id: Path[Id], content: StudyChange) -> object:
    study = planned_study(request, study_id)
    version = version_seen(request, content.version, study.version, study_shape(study))
    given = content.model_dump(exclude_unset=True, exclude={"version"})
    codes = given.pop("functions", None)
    functions = list(study.functions.all()) if codes is None else functions_named(codes)
    change_study(
        actor=user_of(request),
        study_id=study_id,
        version=version,
        functions=functions,
        **{**_said_before(study), **given},
    )
    return study_shape(or_404(study_with(study_id)))


@router.delete(
    "/studies/{study_id}",
    **CHANGES,
    response={204: None},
    operation_id="remove_study",
    summary=sentence("Remove a study"),
    description=sentence("For planners. With its scenarios, of which none was published."),
)
def remove(request: HttpRequest, study_id: Path[Id], query: Query[Seen]) -> object:
    study = planned_study(request, study_id)
    version = version_seen(request, query.version, study.version, study_shape(study))
    remove_study(actor=user_of(request), study_id=study_id, version=version)
    return None


@router.patch(
    "/scenarios/{scenario_id}",
    **CHANGES,
    response=ScenarioShape,
    operation_id="rename_scenario",
    summary=sentence("Rename a scenario"),
    description=sentence("For planners; not one that was published."),
)
def rename(request: HttpRequest, scenario_id: Path[Id], content: ScenarioChange) -> object:
    scenario = planned_scenario(request, scenario_id)
    version = version_of_scenario(request, scenario, content.version)
    rename_scenario(
        actor=user_of(request), scenario_id=scenario_id, version=version, name=content.name
    )
    return scenario_shape(read_scenario(scenario_id))


@router.get(
    "/rates",
    **READS,
    response=RatesShape,
    operation_id="read_rates",
    summary=sentence("Read what things cost"),
    description=sentence("For planners. The rates with which every study counts."),
)
def read_rates(request: HttpRequest) -> object:
    planner_of(request)
    return rates_shape(rates())


@router.patch(
    "/rates",
    **CHANGES,
    response=RatesShape,
    operation_id="change_rates",
    summary=sentence("Say what things cost"),
    description=sentence("For planners. Every study counts with them at once."),
)
def change_costs(request: HttpRequest, content: RatesChange) -> object:
    user = planner_of(request)
    stored = rates()
    version = version_seen(request, content.version, stored.version, rates_shape(stored))
    given = content.model_dump(exclude_unset=True, exclude={"version"})
    return rates_shape(change_rates(actor=user, version=version, **given))
