"""Deciding on a campaign: the board, computing, publishing; and the results, for everybody."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Status
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.campaigns import router, visible_campaign
from softplace.api.callers import lends, user_of
from softplace.api.fields import Id, described, or_404
from softplace.foundation.clock import now
from softplace.foundation.errors import refuse
from softplace.matching.commands.publishing import LONGEST_APPEAL_DAYS
from softplace.matching.commands.solving import (
    FEWEST_SECONDS,
    MOST_SECONDS,
    ask_to_stop,
    request_run,
)
from softplace.matching.enums import CampaignStatus, RunStatus
from softplace.matching.models import Allocation, Campaign, Run
from softplace.matching.planning.publishing import publish
from softplace.matching.queries.board import board_view
from softplace.matching.queries.results import Count, has_results, public_name, results_of
from softplace.people.enums import Scope
from softplace.people.models import User
from softplace.places.rules import reasons_to_refuse_planning

READS, WRITES = lends(Scope.REQUESTS_READ), lends(Scope.REQUESTS_WRITE)


class SessionShape(BaseModel):
    model_config = described(
        sentence(
            "A session given every week or so: weekday 0 is Monday, start and minutes on the "
            "wall of the place. applicant is empty in results where it is a person."
        )
    )

    request: str
    applicant: str
    resource: int
    weekday: int
    start: str
    minutes: int
    dates: list[date]
    is_locked: bool
    is_published: bool
    against: list[str]


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


class ResultsShape(BaseModel):
    model_config = described(
        sentence(
            "What was decided. A count that would be 1 to 4 is null, and so is one from which such "
            "a count could be computed; of persons no name is told."
        )
    )

    campaign: int
    requests: int | None
    served: int | None
    partly_served: int | None
    refused: int | None
    refusals: dict[str, int | None]
    served_hours: float
    value: float | None
    bound: float | None
    sessions: list[SessionShape]


class NewRun(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("For how long to compute, at most."))
    )

    version: int = Field(ge=1)
    seconds: int = Field(20, ge=FEWEST_SECONDS, le=MOST_SECONDS)
    seed: int = Field(1, ge=0, le=2**31 - 1)
    from_scratch: bool = False


class Publication(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(sentence("The version of the board, and for how many days appeals are heard.")),
    )

    version: int = Field(ge=1)
    appeal_days: int = Field(14, ge=0, le=LONGEST_APPEAL_DAYS)


def _session(each: Allocation, name: str) -> SessionShape:
    hours, minutes = divmod(each.start_minute, 60)
    return SessionShape(
        request=each.request.reference,
        applicant=name,
        resource=each.resource_id,
        weekday=each.weekday,
        start=f"{hours:02}:{minutes:02}",
        minutes=each.minutes,
        dates=each.dates,
        is_locked=each.is_locked,
        is_published=each.series_id is not None,
        against=each.against,
    )


def _run(run: Run) -> RunShape:
    return RunShape(
        id=run.pk,
        status=RunStatus(run.status),
        value=run.value,
        bound=run.bound,
        changed_count=run.changed_count,
        fault=run.fault,
        requested_at=run.requested_at,
        ended_at=run.ended_at,
        progress=run.progress,
    )


def _planner(request: HttpRequest) -> User:
    user = user_of(request)
    refuse(reasons_to_refuse_planning(user.roles()))
    return user


def _campaign(campaign_id: int) -> Campaign:
    found: Campaign = or_404(Campaign.objects.filter(pk=campaign_id).first())
    return found


def _board(campaign: Campaign) -> BoardShape:
    view = board_view(campaign)
    return BoardShape(
        version=campaign.version,
        pass_number=campaign.pass_number,
        status=CampaignStatus(campaign.status),
        sessions=[_session(each, each.request.applicant.name) for each in view.allocations],
        unserved=[each.request.reference for each in view.waiting],
        run=_run(view.run) if view.run else None,
    )


@router.get(
    "/campaigns/{campaign_id}/results",
    response=ResultsShape,
    operation_id="read_results",
    summary=sentence("Read the results of a campaign"),
    description=sentence("Once they are published; open to everybody."),
)
def read_results(request: HttpRequest, campaign_id: Path[Id]) -> object:
    campaign = visible_campaign(campaign_id)
    or_404(campaign if has_results(campaign) else None)
    found = results_of(campaign)

    def told(count: Count) -> int | None:
        return count.shown

    return ResultsShape(
        campaign=campaign.pk,
        requests=told(found.requests),
        served=told(found.served),
        partly_served=told(found.partly),
        refused=told(found.refused),
        refusals={cause: told(count) for cause, count in found.causes},
        served_hours=round(found.served_hours, 2),
        value=found.run.value if found.run else None,
        bound=found.run.bound if found.run else None,
        sessions=[
            _session(given.row, public_name(given.row)).model_copy(update=_unnamed(given.row))
            for given in found.given
        ],
    )


def _unnamed(row: Allocation) -> dict[str, str]:
    """A request of a person has no reference for the public either."""
    return {} if public_name(row) else {"request": ""}


@router.get(
    "/campaigns/{campaign_id}/board",
    **READS,
    response=BoardShape,
    operation_id="read_board",
    summary=sentence("Read the board of a campaign"),
    description=sentence("For planners: what is given so far, who waits, the last computation."),
)
def read_board(request: HttpRequest, campaign_id: Path[Id]) -> object:
    _planner(request)
    return _board(_campaign(campaign_id))


@router.post(
    "/campaigns/{campaign_id}/runs",
    **WRITES,
    response={201: RunShape},
    operation_id="start_run",
    summary=sentence("Let a plan be computed"),
    description=sentence(
        "For planners, while the campaign is decided on. It goes on in the background; read the "
        "run to follow it."
    ),
)
def start_run(request: HttpRequest, campaign_id: Path[Id], content: NewRun) -> object:
    user = _planner(request)
    run = request_run(actor=user, campaign=_campaign(campaign_id), **content.model_dump())
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
    _planner(request)
    return _run(_found_run(campaign_id, run_id))


@router.post(
    "/campaigns/{campaign_id}/runs/{run_id}/stop",
    **WRITES,
    response=RunShape,
    operation_id="stop_run",
    summary=sentence("Stop a computation"),
    description=sentence("For planners: the best plan found so far is kept."),
)
def stop_run(request: HttpRequest, campaign_id: Path[Id], run_id: Path[Id]) -> object:
    user = _planner(request)
    return _run(ask_to_stop(actor=user, run=_found_run(campaign_id, run_id)))


def _found_run(campaign_id: int, run_id: int) -> Run:
    found: Run = or_404(Run.objects.filter(campaign=campaign_id, pk=run_id).first())
    return found


@router.post(
    "/campaigns/{campaign_id}/publish",
    **WRITES,
    response=BoardShape,
    operation_id="publish_campaign",
    summary=sentence("Publish the board of a campaign"),
    description=sentence(
        "For planners: bookings, reasons and mails, all at once or not at all. Sent twice with "
        "one version, it happens once."
    ),
)
def publish_campaign(request: HttpRequest, campaign_id: Path[Id], content: Publication) -> object:
    user = _planner(request)
    until = now() + timedelta(days=content.appeal_days) if content.appeal_days else None
    published = publish(
        actor=user,
        campaign=_campaign(campaign_id),
        version=content.version,
        appeals_close_at=until,
    )
    return _board(published)
