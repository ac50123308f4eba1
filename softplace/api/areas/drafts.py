"""Drafts of rounds: what must be served, computations of a plan, and taking one over."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.functions import functions_named
from softplace.api.areas.rounds import (
    CHANGES,
    MOST_FUNCTIONS,
    READS,
    WRITES,
    Minute,
)
from softplace.api.callers import user_of
from softplace.api.conditions import version_seen
from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import Code, CommuneCode, Day, Id, Seen, Slug, Version, described, or_404
from softplace.api.problems import ProblemError
from softplace.computing.enums import RunStatus
from softplace.foundation.errors import Reason
from softplace.places.models import Place
from softplace.rounds.commands import (
    add_target,
    create_draft,
    remove_target,
    request_computation,
    stop_computation,
    take_over,
)
from softplace.rounds.models import Computation, Draft
from softplace.rounds.queries import drafts_of
from softplace.rounds.rules import LONGEST_NAME
from softplace.rounds.rules.draft import (
    FEWEST_SECONDS,
    LARGEST_VALUE,
    MOST_SECONDS,
    MOST_VEHICLES,
    DraftFields,
    TargetFields,
)
from softplace.territory.models import Commune
from softplace.web.plan_runs import fault_words

router = Router(tags=["rounds"])


class DraftRow(BaseModel):
    model_config = described(sentence("Rounds of some vehicles that are computed together."))

    id: int
    version: int
    name: str
    first_day: date
    last_day: date
    meeting_value: int


class TargetShape(BaseModel):
    model_config = described(sentence("A commune or a square that must be served."))

    id: int
    name: str
    commune: str
    functions: list[str]
    cadence: str
    minutes: int
    from_minute: int
    to_minute: int
    vehicle: str | None


class DraftShape(DraftRow):
    model_config = described(sentence("A draft, its vehicles and what must be served."))

    vehicles: list[str]
    targets: list[TargetShape]
    last_computation: int | None


class NewDraft(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(sentence("Two weeks are planned from a Monday to come, again until last_day.")),
    )

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    vehicles: list[Slug] = Field(min_length=1, max_length=MOST_VEHICLES)
    first_day: Day
    last_day: Day
    meeting_value: int = Field(40, ge=0, le=LARGEST_VALUE)


class NewTarget(BaseModel):
    model_config = ConfigDict(extra="forbid", **described(sentence("What must be served.")))

    version: Version = None
    commune: CommuneCode
    square: Slug | None = None
    spot: str = Field("", max_length=LONGEST_NAME)
    functions: list[Code] = Field(min_length=1, max_length=MOST_FUNCTIONS)
    cadence: Literal["weekly", "every_other_week"] = "weekly"
    minutes: int = Field(ge=5, le=960)
    from_minute: Minute
    to_minute: Minute
    vehicle: Slug | None = None


class AskingForPlan(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("How long to look for a plan, at most."))
    )

    version: Version = None
    seconds: int = Field(20, ge=FEWEST_SECONDS, le=MOST_SECONDS)


class TakingPlan(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("The version of the draft that you saw."))
    )

    version: Version = None


class PlannedVisit(BaseModel):
    model_config = described(sentence("A visit of the plan; day counts from the draft’s first."))

    target: int
    vehicle: str
    day: int
    start_minute: int


class ComputationShape(BaseModel):
    model_config = described(
        sentence("A computation and its plan, in euros; no plan costs less than bound.")
    )

    id: int
    status: RunStatus
    value: float | None
    bound: float | None
    progress: list[list[float | None]]
    visits: list[PlannedVisit]
    left_out: list[int]
    meeting_count: int
    is_current: bool
    fault: str


def _row(draft: Draft) -> dict[str, Any]:
    return {
        name: getattr(draft, name)
        for name in ("version", "name", "first_day", "last_day", "meeting_value")
    } | {"id": draft.pk}


def _row_shape(draft: Draft) -> DraftRow:
    return DraftRow(**_row(draft))


def _shape(draft: Draft) -> DraftShape:
    targets = draft.targets.select_related("commune", "square", "vehicle")
    last = draft.computations.first()
    return DraftShape(
        **_row(draft),
        vehicles=list(draft.vehicles.order_by("slug").values_list("slug", flat=True)),
        targets=[
            TargetShape(
                id=target.pk,
                name=target.name,
                commune=target.commune.code,
                functions=sorted(function.code for function in target.functions.all()),
                cadence=target.cadence,
                minutes=target.minutes,
                from_minute=target.from_minute,
                to_minute=target.to_minute,
                vehicle=target.vehicle.slug if target.vehicle else None,
            )
            for target in targets.prefetch_related("functions")
        ],
        last_computation=last.pk if last else None,
    )


def _computation_shape(found: Computation) -> ComputationShape:
    slugs = dict(found.draft.vehicles.values_list("pk", "slug"))
    return ComputationShape(
        id=found.pk,
        status=RunStatus(found.status),
        value=found.value,
        bound=found.bound,
        progress=found.progress,
        visits=[
            PlannedVisit(target=target, vehicle=slugs[vehicle], day=day, start_minute=start)
            for target, vehicle, day, start in found.visits
            if vehicle in slugs
        ],
        left_out=found.left_out,
        meeting_count=found.meeting_count,
        is_current=found.draft_version == found.draft.version,
        fault=fault_words(found.fault),
    )


def _draft(request: HttpRequest, draft_id: int) -> Draft:
    draft: Draft = or_404(drafts_of(user_of(request)).filter(pk=draft_id).first())
    return draft


def _seen(request: HttpRequest, draft: Draft, given: int | None) -> int:
    return version_seen(request, given, draft.version, _shape(draft))


def _computation(draft: Draft, computation_id: int) -> Computation:
    found: Computation = or_404(
        draft.computations.select_related("draft").filter(pk=computation_id).first()
    )
    return found


def _places(slugs: list[str], field: str) -> tuple[int, ...]:
    known = dict(Place.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    for slug in slugs:
        if slug not in known:
            raise ProblemError(422, Reason("unknown_choice", field, {"value": slug}))
    return tuple(known[slug] for slug in dict.fromkeys(slugs))


def _one(slug: str | None, field: str) -> int | None:
    return None if slug is None else _places([slug], field)[0]


@router.get(
    "/drafts",
    **READS,
    response=PageOf[DraftRow],
    operation_id="list_drafts",
    summary=sentence("List drafts of rounds"),
    description=sentence("Those of whose vehicles you keep all; every draft for planners."),
)
def list_drafts(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> object:
    found = drafts_of(user_of(request))
    return page_of(request, response, query, found, key="id", shape=_row_shape)


@router.post(
    "/drafts",
    **WRITES,
    response={201: DraftShape},
    operation_id="create_draft",
    summary=sentence("Begin a draft of rounds"),
    description=sentence("For planners and for who keeps all of its vehicles."),
)
def begin(request: HttpRequest, content: NewDraft) -> object:
    fields = DraftFields(
        content.name,
        _places(content.vehicles, "vehicles"),
        content.first_day,
        content.last_day,
        content.meeting_value,
    )
    return _shape(create_draft(actor=user_of(request), fields=fields))


@router.get(
    "/drafts/{draft_id}",
    **READS,
    response=DraftShape,
    operation_id="get_draft",
    summary=sentence("Read a draft of rounds"),
    description=sentence("With what must be served."),
)
def get_draft(request: HttpRequest, draft_id: Path[Id]) -> object:
    return _shape(_draft(request, draft_id))


@router.post(
    "/drafts/{draft_id}/targets",
    **CHANGES,
    response={201: DraftShape},
    operation_id="add_target",
    summary=sentence("Say what must be served"),
    description=sentence("A commune or a square: how often, how long, within which hours."),
)
def add(request: HttpRequest, draft_id: Path[Id], content: NewTarget) -> object:
    draft = _draft(request, draft_id)
    version = _seen(request, draft, content.version)
    commune = Commune.objects.filter(code=content.commune).first()
    if commune is None:
        raise ProblemError(422, Reason("unknown_commune", "commune", {"name": content.commune}))
    fields = TargetFields(
        commune.pk,
        tuple(each.pk for each in functions_named(content.functions)),
        content.cadence,
        content.minutes,
        content.from_minute,
        content.to_minute,
        content.spot,
        _one(content.square, "square"),
        _one(content.vehicle, "vehicle"),
    )
    add_target(actor=user_of(request), draft=draft, version=version, fields=fields)
    return _shape(_draft(request, draft_id))


@router.delete(
    "/drafts/{draft_id}/targets/{target_id}",
    **CHANGES,
    response=DraftShape,
    operation_id="remove_target",
    summary=sentence("Say that something need not be served any more"),
    description=sentence("Stops that serve it stay until a plan is taken over."),
)
def drop(
    request: HttpRequest, draft_id: Path[Id], target_id: Path[Id], query: Query[Seen]
) -> object:
    draft = _draft(request, draft_id)
    version = _seen(request, draft, query.version)
    target = or_404(draft.targets.filter(pk=target_id).first())
    remove_target(actor=user_of(request), draft=draft, version=version, target=target)
    return _shape(_draft(request, draft_id))


@router.post(
    "/drafts/{draft_id}/computations",
    **CHANGES,
    response={201: ComputationShape},
    operation_id="request_computation",
    summary=sentence("Ask for a plan to be computed"),
    description=sentence("In the background, one at a time. Its plan is a proposal."),
)
def compute(request: HttpRequest, draft_id: Path[Id], content: AskingForPlan) -> object:
    draft = _draft(request, draft_id)
    version = _seen(request, draft, content.version)
    made = request_computation(
        actor=user_of(request), draft=draft, version=version, seconds=content.seconds
    )
    return _computation_shape(made)


@router.get(
    "/drafts/{draft_id}/computations/{computation_id}",
    **READS,
    response=ComputationShape,
    operation_id="get_computation",
    summary=sentence("Follow a computation"),
    description=sentence("progress holds seconds, cost and bound as they came."),
)
def get_computation(request: HttpRequest, draft_id: Path[Id], computation_id: Path[Id]) -> object:
    return _computation_shape(_computation(_draft(request, draft_id), computation_id))


@router.post(
    "/drafts/{draft_id}/computations/{computation_id}/stop",
    **WRITES,
    response=ComputationShape,
    operation_id="stop_computation",
    summary=sentence("Stop a computation"),
    description=sentence("The best plan so far is kept."),
)
def stop(request: HttpRequest, draft_id: Path[Id], computation_id: Path[Id]) -> object:
    found = _computation(_draft(request, draft_id), computation_id)
    stop_computation(actor=user_of(request), computation=found)
    return _computation_shape(_computation(_draft(request, draft_id), computation_id))


@router.post(
    "/drafts/{draft_id}/computations/{computation_id}/take-over",
    **CHANGES,
    response=DraftShape,
    operation_id="take_over_plan",
    summary=sentence("Take a computed plan over as stops"),
    description=sentence("All or nothing. Locked stops stay; nobody sees it before publication."),
)
def take(
    request: HttpRequest, draft_id: Path[Id], computation_id: Path[Id], content: TakingPlan
) -> object:
    draft = _draft(request, draft_id)
    version = _seen(request, draft, content.version)
    found = _computation(draft, computation_id)
    take_over(actor=user_of(request), draft=draft, version=version, computation=found)
    return _shape(_draft(request, draft_id))
