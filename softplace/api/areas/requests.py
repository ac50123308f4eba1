"""Requests: what somebody asks for, in a campaign or by itself, and what is free for it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.bookings import Reference
from softplace.api.areas.rules import WEEKDAYS, Weekday
from softplace.api.callers import lends, user_of
from softplace.api.conditions import require_unchanged
from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import Day, Degrees, Id, described, or_404
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.matching import commands
from softplace.matching.enums import RequestStatus, Rhythm
from softplace.matching.models import Applicant, Campaign, Request
from softplace.matching.queries import (
    Option,
    fields_of,
    options_for,
    requests_seen_by,
    wishes_of,
    with_all,
)
from softplace.matching.queries.results import has_results
from softplace.matching.rules import RequestFields, Window, Wished
from softplace.people.enums import Scope
from softplace.places.enums import Equipment, Layout, Noise

router = Router(tags=["requests"])
READS, WRITES = lends(Scope.REQUESTS_READ), lends(Scope.REQUESTS_WRITE)
MAY_BE_EMPTY = {"first_day", "last_day", "latitude", "longitude", "radius_km"}
Hour = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Minutes = Annotated[int, Field(ge=0, le=1440)]


class WindowContent(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("Hours of a weekday that suit, on the wall."))
    )

    weekday: Weekday
    start: Hour
    end: Hour


class WishContent(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("A resource, or any of a place by its id."))
    )

    resource: Id | None = None
    place: Id | None = None


class RequestContent(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("What is given is changed, what is not stays."))
    )

    title: str | None = Field(None, min_length=1, max_length=160)
    purpose: str | None = Field(None, max_length=2000)
    headcount: int | None = Field(None, ge=1, le=100_000)
    layout: Layout | None = None
    equipment: list[Equipment] | None = Field(None, max_length=20)
    noise: Noise | None = None
    rhythm: Rhythm | None = None
    session_count: int | None = Field(None, ge=1, le=7)
    wished_minutes: Minutes | None = None
    shortest_minutes: Minutes | None = None
    windows: list[WindowContent] | None = Field(None, max_length=28)
    first_day: Day | None = None
    last_day: Day | None = None
    takes_anything: bool | None = None
    latitude: Degrees | None = None
    longitude: Degrees | None = None
    radius_km: Degrees | None = None
    wishes: list[WishContent] | None = Field(None, max_length=10)


class NewRequest(RequestContent):
    model_config = ConfigDict(
        extra="forbid",
        **described(
            sentence(
                "What is asked for. Without a campaign both dates are needed, and what is free is "
                "told at once."
            )
        ),
    )

    applicant: Id
    campaign: Id | None = None
    title: str = Field(min_length=1, max_length=160)
    headcount: int = Field(ge=1, le=100_000)
    layout: Layout
    wished_minutes: Minutes
    windows: list[WindowContent] = Field(max_length=28)


class OptionContent(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("The option that is taken, by its key."))
    )

    option: str = Field(min_length=1, max_length=60)


class GivenShape(BaseModel):
    model_config = described(sentence("A session that a published campaign gave."))

    resource: int
    weekday: Weekday
    start: str
    minutes: int
    dates: list[date]
    series: int | None


class RequestShape(BaseModel):
    model_config = described(
        sentence(
            "A request. What a campaign decides is told once it is published. booking is the "
            "reference of what was booked for a request without a campaign."
        )
    )

    reference: str
    applicant: str
    campaign: int | None
    title: str
    purpose: str
    headcount: int
    layout: Layout
    equipment: list[Equipment]
    noise: Noise
    rhythm: Rhythm
    session_count: int
    wished_minutes: int
    shortest_minutes: int
    windows: list[WindowContent]
    first_day: date | None
    last_day: date | None
    takes_anything: bool
    latitude: float | None
    longitude: float | None
    radius_km: float | None
    wishes: list[WishContent]
    status: RequestStatus
    given: list[GivenShape]
    booking: str | None
    created_at: datetime
    changed_at: datetime


class OptionShape(BaseModel):
    model_config = described(
        sentence("Something that is free for a request now. Nothing is kept until it is taken.")
    )

    key: str
    resource: int
    name: str
    place: str
    day: date
    start: str
    minutes: int
    dates: list[date]
    wished_dates: int
    needs_approval: bool


class RequestQuery(PageQuery):
    campaign: Id | None = Field(
        None,
        description=sentence(
            "Requests of a campaign that you may read; without it, your own of all kinds."
        ),
    )


def clock_text(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def minutes_of(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def windows_of(content: Sequence[WindowContent]) -> list[Window]:
    return [
        (WEEKDAYS.index(one.weekday), minutes_of(one.start), minutes_of(one.end)) for one in content
    ]


def wishes_named(content: Sequence[WishContent]) -> list[Wished]:
    return [Wished(one.resource, one.place) for one in content]


def request_fields(given: dict[str, Any], before: RequestFields | None = None) -> RequestFields:
    """What is said, over what was said before. Only what may be empty is emptied by null."""
    refuse(
        [
            Reason("required", name)
            for name, value in given.items()
            if value is None and name not in MAY_BE_EMPTY
        ]
    )
    said: dict[str, Any] = dict(before or {})
    for name, value in given.items():
        if name not in {"applicant", "campaign", "wishes", "windows"}:
            said[name] = value
    said.setdefault("shortest_minutes", said.get("wished_minutes"))
    return said  # type: ignore[return-value]


def request_shape(found: Request) -> RequestShape:
    campaign = found.campaign
    is_told = campaign is None or has_results(campaign)
    is_told = is_told or found.status == RequestStatus.WITHDRAWN
    said: dict[str, Any] = {
        **fields_of(found),
        "windows": [
            WindowContent(weekday=WEEKDAYS[day], start=clock_text(start), end=clock_text(end))
            for day, start, end in found.windows
        ],
    }
    return RequestShape(
        **said,
        reference=found.reference,
        applicant=found.applicant.name,
        campaign=found.campaign_id,
        wishes=[
            WishContent(resource=wish.resource_id, place=wish.place_id)
            for wish in found.wishes.all()
        ],
        status=RequestStatus(found.status) if is_told else RequestStatus.SUBMITTED,
        given=[
            GivenShape(
                resource=one.resource_id,
                weekday=WEEKDAYS[one.weekday],
                start=clock_text(one.start_minute),
                minutes=one.minutes,
                dates=one.dates,
                series=one.series_id,
            )
            for one in found.allocations.all()
            if is_told and one.series_id is not None
        ],
        booking=found.booking.reference if found.booking else None,
        created_at=found.created_at,
        changed_at=found.changed_at,
    )


def _option(found: Option) -> OptionShape:
    return OptionShape(
        key=found.key,
        resource=found.resource.pk,
        name=found.resource.name,
        place=found.resource.place.slug,
        day=found.day,
        start=clock_text(found.start),
        minutes=found.minutes,
        dates=list(found.dates),
        wished_dates=found.wished_dates,
        needs_approval=found.needs_approval,
    )


def _campaign_named(campaign_id: int | None) -> Campaign | None:
    if campaign_id is None:
        return None
    found = Campaign.objects.visible().filter(pk=campaign_id).first()
    if found is None:
        raise Refused(Reason("no_such_campaign", "campaign"))
    return found


def seen_request(request: HttpRequest, reference: str) -> Request:
    """A request that the caller may read; otherwise there is nothing at this address."""
    seen = requests_seen_by(user_of(request)).filter(reference=reference)
    found: Request = or_404(with_all(seen).first())
    return found


def locked_request(request: HttpRequest, reference: str) -> Request:
    """A request that the caller may read, as it stands, unchanged where If-Match asks for that."""
    found = seen_request(request, reference)
    if "If-Match" in request.headers:
        # The campaign first, as the commands do: nobody waits in a circle.
        if found.campaign is not None:
            Campaign.objects.select_for_update(no_key=True).get(pk=found.campaign.pk)
        Request.objects.select_for_update(of=("self",)).get(pk=found.pk)
        found = seen_request(request, reference)
        require_unchanged(request, request_shape(found))
    return found


@router.get(
    "/requests",
    **READS,
    response=PageOf[RequestShape],
    operation_id="list_requests",
    summary=sentence("List requests"),
    description=sentence(
        "Your own; with campaign, those of it that you may read: all for a planner, for a keeper "
        "those that wish for what they keep."
    ),
)
def list_requests(
    request: HttpRequest, response: HttpResponse, query: Query[RequestQuery]
) -> object:
    user = user_of(request)
    if query.campaign is None:
        found = Request.objects.filter(applicant__person=user)
    else:
        found = requests_seen_by(user).filter(campaign=_campaign_named(query.campaign))
    return page_of(request, response, query, with_all(found), key="id", shape=request_shape)


@router.get(
    "/requests/{reference}",
    **READS,
    response=RequestShape,
    operation_id="read_request",
    summary=sentence("Read a request"),
    description=sentence("For who wrote it, planners, and keepers whom it concerns."),
)
def read_request(request: HttpRequest, reference: Path[Reference]) -> object:
    return request_shape(seen_request(request, reference))


@router.post(
    "/requests",
    **WRITES,
    response={201: RequestShape},
    operation_id="submit_request",
    summary=sentence("Apply in a campaign, or ask for a space"),
    description=sentence(
        "In the name of one of your applicants. Without a campaign, read its options next."
    ),
)
def submit_request(request: HttpRequest, response: HttpResponse, content: NewRequest) -> object:
    user = user_of(request)
    applicant = Applicant.objects.filter(pk=content.applicant, person=user).first()
    if applicant is None:
        raise Refused(Reason("no_such_applicant", "applicant"))
    given = content.model_dump(exclude_none=True)
    made = commands.submit_request(
        actor=user,
        applicant=applicant,
        campaign=_campaign_named(content.campaign),
        fields={**request_fields(given), "windows": windows_of(content.windows)},
        wishes=wishes_named(content.wishes or []),
    )
    response.headers["Location"] = f"/api/requests/{made.reference}"
    return request_shape(seen_request(request, made.reference))


@router.patch(
    "/requests/{reference}",
    **lends(Scope.REQUESTS_WRITE, versioned=True),
    response=RequestShape,
    operation_id="change_request",
    summary=sentence("Ask for something else instead"),
    description=sentence(
        "Until applications close, or while it waits. What is not given stays as it is."
    ),
)
def change_request(
    request: HttpRequest, reference: Path[Reference], content: RequestContent
) -> object:
    with transaction.atomic():
        found = locked_request(request, reference)
        fields = request_fields(content.model_dump(exclude_unset=True), fields_of(found))
        if content.windows is not None:
            fields["windows"] = windows_of(content.windows)
        wishes = wishes_of(found) if content.wishes is None else wishes_named(content.wishes)
        commands.change_request(actor=user_of(request), request=found, fields=fields, wishes=wishes)
    return request_shape(seen_request(request, reference))


@router.post(
    "/requests/{reference}/withdraw",
    **lends(Scope.REQUESTS_WRITE, versioned=True),
    response=RequestShape,
    operation_id="withdraw_request",
    summary=sentence("Withdraw a request"),
    description=sentence("It is wanted no longer. Until applications close, or while it waits."),
)
def withdraw_request(request: HttpRequest, reference: Path[Reference]) -> object:
    with transaction.atomic():
        found = locked_request(request, reference)
        commands.withdraw_request(actor=user_of(request), request=found)
    return request_shape(seen_request(request, reference))


@router.get(
    "/requests/{reference}/options",
    **READS,
    response=list[OptionShape],
    operation_id="list_options",
    summary=sentence("List what is free for a request"),
    description=sentence(
        "For a request of yours that stands by itself and waits: the best first. Empty, if "
        "nothing that fits is free now."
    ),
)
def list_options(request: HttpRequest, reference: Path[Reference]) -> object:
    user = user_of(request)
    found = seen_request(request, reference)
    if found.applicant.person_id != user.pk or not (
        found.campaign is None and found.status == RequestStatus.SUBMITTED
    ):
        return []
    return [_option(option) for option in options_for(found, now(), user)]


@router.post(
    "/requests/{reference}/take",
    **WRITES,
    response=RequestShape,
    operation_id="take_option",
    summary=sentence("Take what is free"),
    description=sentence(
        "Book one of the options. The terms of its place hold: a keeper may have to approve."
    ),
)
def take_option(request: HttpRequest, reference: Path[Reference], content: OptionContent) -> object:
    found = seen_request(request, reference)
    commands.take_option(actor=user_of(request), request=found, key=content.option)
    return request_shape(seen_request(request, reference))
