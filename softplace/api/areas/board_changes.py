"""What planners do to the board by hand: place, move, lock, rule out, give points, comment."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.bookings import Reference
from softplace.api.areas.campaign_changes import (
    CHANGES,
    READS,
    WRITES,
    SeenVersion,
    planned_campaign,
)
from softplace.api.areas.campaigns import router
from softplace.api.areas.deciding import version_of_board
from softplace.api.areas.decisions import (
    AppealShape,
    RefusalShape,
    appeal_shape,
    refusal_shape,
)
from softplace.api.areas.requests import Hour, clock_text, minutes_of
from softplace.api.areas.results import SessionShape, session_shape
from softplace.api.callers import user_of
from softplace.api.fields import Day, Id, described, or_404
from softplace.foundation.errors import Reason, Refused
from softplace.matching.commands.adjusting import (
    MOST_POINTS,
    allow_again,
    forbid_for,
    keep_session,
    set_priority,
    take_off_board,
)
from softplace.matching.commands.comments import LONGEST, comment_on
from softplace.matching.models import Allocation, Campaign, Comment, Forbid, Request
from softplace.matching.planning.adjusting import place_by_hand
from softplace.matching.queries.board import RequestView, request_view
from softplace.places.models import Resource

DayOfWeek = Annotated[int, Field(ge=0, le=6, description=sentence("0 is Monday."))]


class SessionPlace(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(
            sentence("Where a session goes; day is its first date where it is not weekly.")
        ),
    )

    version: SeenVersion = None
    resource: Id
    weekday: DayOfWeek
    start: Hour
    minutes: int | None = Field(None, ge=15, le=1440)
    day: Day | None = None


class NewSession(SessionPlace):
    request: Reference


class SeenBoard(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("The version of the board that you saw."))
    )

    version: SeenVersion = None


class BoardChange(BaseModel):
    model_config = described(sentence("The new version of the board, and the session if any."))

    version: int
    session: SessionShape | None


class NewForbid(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(sentence("What is ruled out: whatever agrees with all that is given.")),
    )

    version: SeenVersion = None
    request: Reference
    resource: Id | None = None
    weekday: DayOfWeek | None = None
    start: Hour | None = None


class ForbidShape(BaseModel):
    model_config = described(sentence("What is ruled out for a request."))

    id: int
    resource: int | None
    weekday: int | None
    start: str | None


class ForbidChange(BaseModel):
    model_config = described(sentence("What was ruled out, and the new version of the board."))

    version: int
    forbid: ForbidShape


class NewPoints(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(sentence("More points an hour for a request, and why: it stays in the trail.")),
    )

    version: SeenVersion = None
    points: float = Field(ge=0, le=MOST_POINTS, allow_inf_nan=False)
    reason: str = Field(min_length=1, max_length=400)


class NewComment(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(sentence("For the others who decide; applicants do not read it.")),
    )

    text: str = Field(min_length=1, max_length=LONGEST)


class CommentShape(BaseModel):
    model_config = described(sentence("What somebody who decides said of a request."))

    author: str
    text: str
    at: datetime


class BoardRequest(BaseModel):
    model_config = described(
        sentence("One request on the board, with all that planners know, say and do about it.")
    )

    version: int = Field(description=sentence("Of the board."))
    reference: str
    title: str
    applicant: str
    points: float
    missing: int
    sessions: list[SessionShape]
    forbids: list[ForbidShape]
    comments: list[CommentShape]
    appeals: list[AppealShape]
    refusal: RefusalShape | None


def _forbid(each: Forbid) -> ForbidShape:
    return ForbidShape(
        id=each.pk,
        resource=each.resource_id,
        weekday=each.weekday,
        start=None if each.start_minute is None else clock_text(each.start_minute),
    )


def _comment(each: Comment) -> CommentShape:
    return CommentShape(author=str(each.author or ""), text=each.text, at=each.at)


def _request_of(campaign: Campaign, reference: str) -> Request:
    """A request of the campaign; otherwise there is nothing at this address."""
    rows = campaign.requests.select_related("applicant__person")
    found: Request = or_404(rows.filter(reference=reference).first())
    return found


def _named_request(campaign: Campaign, reference: str) -> Request:
    """The request that a body names."""
    found = campaign.requests.select_related("applicant").filter(reference=reference).first()
    if found is None:
        raise Refused(Reason("unknown_choice", "request", {"value": reference}))
    return found


def _resource(pk: int | None) -> Resource | None:
    if pk is None:
        return None
    found = Resource.objects.select_related("place").filter(pk=pk).first()
    if found is None:
        raise Refused(Reason("unknown_choice", "resource", {"value": str(pk)}))
    return found


def _session_of(campaign: Campaign, session_id: int) -> Allocation:
    """A session of the board that is not published yet."""
    rows = campaign.allocations.filter(series=None).select_related("request__applicant", "resource")
    found: Allocation = or_404(rows.filter(pk=session_id).first())
    return found


def _version(campaign: Campaign) -> int:
    return Campaign.objects.values_list("version", flat=True).get(pk=campaign.pk)


def _changed(campaign: Campaign, session: Allocation | None = None) -> BoardChange:
    shape = session_shape(session, session.request.applicant.name) if session else None
    return BoardChange(version=_version(campaign), session=shape)


def _place(
    request: HttpRequest,
    campaign: Campaign,
    row: Request,
    content: SessionPlace,
    instead: Allocation | None = None,
) -> BoardChange:
    resource = _resource(content.resource)
    assert resource is not None  # it must be given
    placed = place_by_hand(
        actor=user_of(request),
        campaign=campaign,
        version=version_of_board(request, campaign, content.version),
        request=row,
        resource=resource,
        weekday=content.weekday,
        start_minute=minutes_of(content.start),
        minutes=content.minutes,
        day=content.day,
        instead=instead,
    )
    return _changed(campaign, placed)


@router.get(
    "/campaigns/{campaign_id}/board/{reference}",
    **READS,
    response=BoardRequest,
    operation_id="read_board_request",
    summary=sentence("Read one request on the board"),
    description=sentence("For planners: its sessions, what is ruled out, why it is not served."),
)
def read_board_request(
    request: HttpRequest, campaign_id: Path[Id], reference: Path[Reference]
) -> object:
    campaign = planned_campaign(request, campaign_id)
    row = _request_of(campaign, reference)
    return _on_board(campaign, row, request_view(campaign, row))


def _on_board(campaign: Campaign, row: Request, view: RequestView) -> BoardRequest:
    name = row.applicant.name
    lacks = view.told is not None and view.missing > 0
    return BoardRequest(
        version=campaign.version,
        reference=row.reference,
        title=row.title,
        applicant=name,
        points=row.priority_points,
        missing=max(view.missing, 0),
        sessions=[session_shape(each, name) for each in view.allocations],
        forbids=[_forbid(each) for each in view.forbids],
        comments=[_comment(each) for each in view.comments],
        appeals=[appeal_shape(each) for each in view.appeals],
        refusal=refusal_shape(view.told, to_planner=True) if view.told and lacks else None,
    )


@router.post(
    "/campaigns/{campaign_id}/sessions",
    **CHANGES,
    response={201: BoardChange},
    operation_id="place_session",
    summary=sentence("Place a session on the board"),
    description=sentence("For planners. It is locked there; against says what it overrides."),
)
def place(request: HttpRequest, campaign_id: Path[Id], content: NewSession) -> object:
    campaign = planned_campaign(request, campaign_id)
    return _place(request, campaign, _named_request(campaign, content.request), content)


@router.put(
    "/campaigns/{campaign_id}/sessions/{session_id}",
    **CHANGES,
    response=BoardChange,
    operation_id="move_session",
    summary=sentence("Move a session of the board"),
    description=sentence("For planners. It is locked where it goes."),
)
def move(
    request: HttpRequest, campaign_id: Path[Id], session_id: Path[Id], content: SessionPlace
) -> object:
    campaign = planned_campaign(request, campaign_id)
    held = _session_of(campaign, session_id)
    return _place(request, campaign, held.request, content, held)


@router.post(
    "/campaigns/{campaign_id}/sessions/{session_id}/lock",
    **CHANGES,
    response=BoardChange,
    operation_id="lock_session",
    summary=sentence("Lock a session of the board"),
    description=sentence("For planners. It stays where it is when the rest is computed again."),
)
def lock(
    request: HttpRequest, campaign_id: Path[Id], session_id: Path[Id], content: SeenBoard
) -> object:
    return _keep(request, campaign_id, session_id, content, locked=True)


@router.post(
    "/campaigns/{campaign_id}/sessions/{session_id}/unlock",
    **CHANGES,
    response=BoardChange,
    operation_id="unlock_session",
    summary=sentence("Unlock a session of the board"),
    description=sentence("For planners. It may move at the next computation."),
)
def unlock(
    request: HttpRequest, campaign_id: Path[Id], session_id: Path[Id], content: SeenBoard
) -> object:
    return _keep(request, campaign_id, session_id, content, locked=False)


def _keep(
    request: HttpRequest, campaign_id: int, session_id: int, content: SeenBoard, *, locked: bool
) -> BoardChange:
    campaign = planned_campaign(request, campaign_id)
    held = _session_of(campaign, session_id)
    version = version_of_board(request, campaign, content.version)
    kept = keep_session(
        actor=user_of(request),
        campaign=campaign,
        version=version,
        allocation=held,
        locked=locked,
    )
    return _changed(campaign, kept)


@router.delete(
    "/campaigns/{campaign_id}/sessions/{session_id}",
    **CHANGES,
    response=BoardChange,
    operation_id="take_session_off",
    summary=sentence("Take a session off the board"),
    description=sentence("For planners. It is no longer given; what is published stays."),
)
def take_off(
    request: HttpRequest, campaign_id: Path[Id], session_id: Path[Id], query: Query[SeenBoard]
) -> object:
    campaign = planned_campaign(request, campaign_id)
    held = _session_of(campaign, session_id)
    version = version_of_board(request, campaign, query.version)
    take_off_board(actor=user_of(request), campaign=campaign, version=version, allocation=held)
    return _changed(campaign)


@router.post(
    "/campaigns/{campaign_id}/forbids",
    **CHANGES,
    response={201: ForbidChange},
    operation_id="forbid",
    summary=sentence("Rule something out for a request"),
    description=sentence(
        "For planners. A room, a weekday, an hour, or together; sessions there leave the board, "
        "locked ones stay."
    ),
)
def forbid(request: HttpRequest, campaign_id: Path[Id], content: NewForbid) -> object:
    campaign = planned_campaign(request, campaign_id)
    made = forbid_for(
        actor=user_of(request),
        campaign=campaign,
        version=version_of_board(request, campaign, content.version),
        request=_named_request(campaign, content.request),
        resource=_resource(content.resource),
        weekday=content.weekday,
        start_minute=None if content.start is None else minutes_of(content.start),
    )
    return ForbidChange(version=_version(campaign), forbid=_forbid(made))


@router.delete(
    "/campaigns/{campaign_id}/forbids/{forbid_id}",
    **CHANGES,
    response=BoardChange,
    operation_id="allow_again",
    summary=sentence("Allow again what was ruled out"),
    description=sentence("For planners. It is possible again from the next computation on."),
)
def allow(
    request: HttpRequest, campaign_id: Path[Id], forbid_id: Path[Id], query: Query[SeenBoard]
) -> object:
    campaign = planned_campaign(request, campaign_id)
    found: Forbid = or_404(campaign.forbids.select_related("request").filter(pk=forbid_id).first())
    version = version_of_board(request, campaign, query.version)
    allow_again(actor=user_of(request), campaign=campaign, version=version, forbid=found)
    return _changed(campaign)


@router.put(
    "/campaigns/{campaign_id}/board/{reference}/points",
    **CHANGES,
    response=BoardRequest,
    operation_id="set_points",
    summary=sentence("Give a request more points"),
    description=sentence("For planners. They count from the next computation on."),
)
def points(
    request: HttpRequest, campaign_id: Path[Id], reference: Path[Reference], content: NewPoints
) -> object:
    campaign = planned_campaign(request, campaign_id)
    row = _request_of(campaign, reference)
    version = version_of_board(request, campaign, content.version)
    wish = content.model_dump(exclude={"version"})
    set_priority(actor=user_of(request), campaign=campaign, version=version, request=row, **wish)
    campaign = planned_campaign(request, campaign_id)
    return _on_board(campaign, row, request_view(campaign, row))


@router.post(
    "/campaigns/{campaign_id}/board/{reference}/comments",
    **WRITES,
    response={201: CommentShape},
    operation_id="comment_on_request",
    summary=sentence("Comment on a request"),
    description=sentence("For planners, among those who decide."),
)
def comment(
    request: HttpRequest, campaign_id: Path[Id], reference: Path[Reference], content: NewComment
) -> object:
    campaign = planned_campaign(request, campaign_id)
    row = _request_of(campaign, reference)
    made = comment_on(actor=user_of(request), campaign=campaign, request=row, text=content.text)
    return _comment(made)
