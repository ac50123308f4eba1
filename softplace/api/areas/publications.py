"""Publishing scenarios into openings: the preview, and the one click."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.studies import (
    CHANGES,
    READS,
    ScenarioShape,
    planned_scenario,
    read_scenario,
    scenario_shape,
    version_of_scenario,
)
from softplace.api.callers import user_of
from softplace.api.fields import Day, Id, Version, described
from softplace.reach.commands.publishing import Step
from softplace.reach.planning import plan_publication, publish

router = Router(tags=["studies"])


class PublicationQuery(BaseModel):
    effective_on: Day = Field(description=sentence("The first day on which it holds."))


class StepShape(BaseModel):
    model_config = described(
        sentence("What is written for one place: its slug, or nothing for a new place.")
    )

    kind: str
    place: str
    name: str
    latitude: float | None
    longitude: float | None
    hours: dict[str, list[tuple[int, int]]]


class ObstacleShape(BaseModel):
    model_config = described(sentence("A booking at a place that closes; it is never touched."))

    booking: str
    place: str
    starts_on: date


class PublicationShape(BaseModel):
    model_config = described(
        sentence("Exactly what publishing would write. Send digest back to publish that.")
    )

    effective_on: date
    steps: list[StepShape]
    obstacles: list[ObstacleShape]
    left_out: list[str]
    digest: str


class NewPublication(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: Version = None
    effective_on: Day
    digest: str = Field(max_length=40, description=sentence("Of the preview that you read."))
    bookings_stay: bool = Field(
        False, description=sentence("That bookings at places which close stay as they are.")
    )


def _step(step: Step) -> StepShape:
    return StepShape(
        kind=step.kind,
        place=step.place,
        name=step.name,
        latitude=step.latitude,
        longitude=step.longitude,
        hours={code: list(spans) for code, spans in step.hours},
    )


@router.get(
    "/scenarios/{scenario_id}/publication",
    **READS,
    response=PublicationShape,
    operation_id="preview_publication",
    summary=sentence("Preview the publication of a scenario"),
    description=sentence("For planners. Writes nothing."),
)
def preview(request: HttpRequest, scenario_id: Path[Id], query: Query[PublicationQuery]) -> object:
    plan = plan_publication(planned_scenario(request, scenario_id), query.effective_on)
    obstacles: list[dict[str, Any]] = [
        {
            "booking": booking.reference,
            "place": booking.place.slug,
            "starts_on": booking.starts_at.date(),
        }
        for booking in plan.obstacles
    ]
    return {
        "effective_on": plan.effective_on,
        "steps": [_step(step) for step in plan.steps],
        "obstacles": obstacles,
        "left_out": [reason.code for reason in plan.left_out],
        "digest": plan.digest,
    }


@router.post(
    "/scenarios/{scenario_id}/publication",
    **CHANGES,
    response=ScenarioShape,
    operation_id="publish_scenario",
    summary=sentence("Publish a scenario into openings"),
    description=sentence(
        "For planners. All of it in one transaction, once: published before, nothing happens "
        "again and the answer is the same."
    ),
)
def publish_now(request: HttpRequest, scenario_id: Path[Id], content: NewPublication) -> object:
    scenario = planned_scenario(request, scenario_id)
    version = scenario.version
    if scenario.published_at is None:  # else it is done, and the answer is the same
        version = version_of_scenario(request, scenario, content.version)
    wish = content.model_dump(exclude={"version"})
    publish(actor=user_of(request), scenario=scenario, version=version, **wish)
    return scenario_shape(read_scenario(scenario_id))
