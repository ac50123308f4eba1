"""Deciding on a campaign: the board, computing, publishing, the second pass."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Status
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.campaign_changes import (
    CHANGES,
    READS,
    WRITES,
    SeenVersion,
    planned_campaign,
    version_of_campaign,
)
from softplace.api.areas.campaigns import router
from softplace.api.areas.results import SessionShape, session_shape
from softplace.api.callers import user_of
from softplace.api.conditions import version_seen
from softplace.api.fields import Id, described, or_404
from softplace.api.problems import ProblemError
from softplace.computing.enums import RunStatus
from softplace.foundation.clock import now
from softplace.foundation.errors import Refused
from softplace.matching.commands.publishing import LONGEST_APPEAL_DAYS, open_second_pass
from softplace.matching.commands.solving import (
    FEWEST_SECONDS,
    MOST_SECONDS,
    ask_to_stop,
    request_run,
)
from softplace.matching.enums import CampaignStatus
from softplace.matching.models import Campaign, Run
from softplace.matching.planning.publishing import board_of, publish, reasons_not_to_publish
from softplace.matching.queries.board import board_view
from softplace.vacancy.queries import campaign_week
from softplace.web.plan_runs import fault_words
from softplace.web.sentences import told


class RunShape(BaseModel):
    model_config = described(
        sentence(
            "One computation. No plan is worth more than the bound; progress holds seconds, value "
            "and bound."
        )
    )

    id: int
    status: RunStatus
    value: float | None
    bound: float | None
    changed_count: int | None
    fault: str
    requested_at: datetime
    ended_at: datetime | None
    progress: list[Any]


class BoardShape(BaseModel):
    model_config = described(
        sentence("The board of a campaign; give its version with what you change.")
    )

    version: int
    pass_number: int
    status: CampaignStatus
    sessions: list[SessionShape]
    unserved: list[str]
    run: RunShape | None


class PublicationPreview(BaseModel):
    model_config = described(
        sentence(
            "What publishing would do, what stands in its way, and how many half-days of a usual "
            "week would stand idle without the campaign and with it."
        )
    )

    version: int
    obstacles: list[str]
    sessions: int
    dates: int
    letters: int
    monday: date
    open_half_days: int
    idle_half_days_before: int
    idle_half_days_after: int


class SecondPass(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("The version of the board that you saw."))
    )

    version: SeenVersion = None


class NewRun(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("For how long to compute, at most."))
    )

    version: SeenVersion = None
    seconds: int = Field(20, ge=FEWEST_SECONDS, le=MOST_SECONDS)
    seed: int = Field(1, ge=0, le=2**31 - 1)
    from_scratch: bool = False


class Publication(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(sentence("The version of the board, and for how many days appeals are heard.")),
    )

    version: SeenVersion = None
    appeal_days: int = Field(14, ge=0, le=LONGEST_APPEAL_DAYS)


def _run(run: Run) -> RunShape:
    return RunShape(
        id=run.pk,
        status=RunStatus(run.status),
        value=run.value,
        bound=run.bound,
        changed_count=run.changed_count,
        fault=fault_words(run.fault),
        requested_at=run.requested_at,
        ended_at=run.ended_at,
        progress=run.progress,
    )


def board_shape(campaign: Campaign) -> BoardShape:
    view = board_view(campaign)
    return BoardShape(
        version=campaign.version,
        pass_number=campaign.pass_number,
        status=CampaignStatus(campaign.status),
        sessions=[session_shape(each, each.request.applicant.name) for each in view.allocations],
        unserved=[each.request.reference for each in view.waiting],
        run=_run(view.run) if view.run else None,
    )


def version_of_board(request: HttpRequest, campaign: Campaign, given: int | None) -> int:
    """The version that is said, or that of the board or the campaign whose tag is in If-Match."""
    if "If-Match" not in request.headers:
        return version_of_campaign(request, campaign, given)
    try:
        return version_of_campaign(request, campaign, given)
    except ProblemError:
        return version_seen(request, given, campaign.version, board_shape(campaign))


@router.get(
    "/campaigns/{campaign_id}/board",
    **READS,
    response=BoardShape,
    operation_id="read_board",
    summary=sentence("Read the board of a campaign"),
    description=sentence("For planners: what is given so far, who waits, the last computation."),
)
def read_board(request: HttpRequest, campaign_id: Path[Id]) -> object:
    return board_shape(planned_campaign(request, campaign_id))


@router.post(
    "/campaigns/{campaign_id}/runs",
    **CHANGES,
    response={201: RunShape},
    operation_id="start_run",
    summary=sentence("Let a plan be computed"),
    description=sentence(
        "For planners, while the campaign is decided on. It goes on in the background; read the "
        "run to follow it."
    ),
)
def start_run(request: HttpRequest, campaign_id: Path[Id], content: NewRun) -> object:
    campaign = planned_campaign(request, campaign_id)
    version = version_of_board(request, campaign, content.version)
    wish = content.model_dump(exclude={"version"})
    run = request_run(actor=user_of(request), campaign=campaign, version=version, **wish)
    return Status(201, _run(run))


@router.get(
    "/campaigns/{campaign_id}/runs/{run_id}",
    **READS,
    response=RunShape,
    operation_id="read_run",
    summary=sentence("Read a computation"),
    description=sentence("For planners: how far it is, its value and its bound."),
)
def read_run(request: HttpRequest, campaign_id: Path[Id], run_id: Path[Id]) -> object:
    return _run(_run_of(planned_campaign(request, campaign_id), run_id))


@router.post(
    "/campaigns/{campaign_id}/runs/{run_id}/stop",
    **WRITES,
    response=RunShape,
    operation_id="stop_run",
    summary=sentence("Stop a computation"),
    description=sentence("For planners: the best plan found so far is kept."),
)
def stop_run(request: HttpRequest, campaign_id: Path[Id], run_id: Path[Id]) -> object:
    run = _run_of(planned_campaign(request, campaign_id), run_id)
    return _run(ask_to_stop(actor=user_of(request), run=run))


def _run_of(campaign: Campaign, run_id: int) -> Run:
    found: Run = or_404(campaign.runs.filter(pk=run_id).first())
    return found


@router.post(
    "/campaigns/{campaign_id}/publish",
    **CHANGES,
    response=BoardShape,
    operation_id="publish_campaign",
    summary=sentence("Publish the board of a campaign"),
    description=sentence(
        "For planners: bookings, reasons and mails, all at once or not at all. Sent twice with "
        "one version, it happens once."
    ),
)
def publish_campaign(request: HttpRequest, campaign_id: Path[Id], content: Publication) -> object:
    campaign = planned_campaign(request, campaign_id)
    version = version_of_board(request, campaign, content.version)
    until = now() + timedelta(days=content.appeal_days) if content.appeal_days else None
    published = publish(
        actor=user_of(request), campaign=campaign, version=version, appeals_close_at=until
    )
    return board_shape(published)


@router.get(
    "/campaigns/{campaign_id}/publication",
    **READS,
    response=PublicationPreview,
    operation_id="preview_campaign_publication",
    summary=sentence("Preview the publication of a campaign"),
    description=sentence("For planners. What it would book, whom it would write to, what is idle."),
)
def preview_publication(request: HttpRequest, campaign_id: Path[Id]) -> object:
    campaign, at = planned_campaign(request, campaign_id), now()
    view = board_view(campaign)
    try:
        obstacles = [told(reason) for reason in reasons_not_to_publish(board_of(campaign, at))]
    except Refused as refusal:
        obstacles = [told(reason) for reason in refusal.reasons]
    fresh = [each for each in view.allocations if each.series_id is None]
    written = {each.request.applicant_id for each in fresh}
    written |= {each.request.applicant_id for each in view.waiting}
    week = campaign_week(campaign, at)
    return PublicationPreview(
        version=campaign.version,
        obstacles=obstacles,
        sessions=len(fresh),
        dates=sum(len(each.dates) for each in fresh),
        letters=len(written),
        monday=week.monday,
        open_half_days=week.open,
        idle_half_days_before=week.idle_before,
        idle_half_days_after=week.idle_after,
    )


@router.post(
    "/campaigns/{campaign_id}/second-pass",
    **CHANGES,
    response=BoardShape,
    operation_id="open_second_pass",
    summary=sentence("Open the second pass of a campaign"),
    description=sentence("For planners, once it is published: what was not served is decided on."),
)
def second_pass(request: HttpRequest, campaign_id: Path[Id], content: SecondPass) -> object:
    campaign = planned_campaign(request, campaign_id)
    version = version_of_board(request, campaign, content.version)
    opened = open_second_pass(actor=user_of(request), campaign=campaign, version=version)
    return board_shape(opened)
