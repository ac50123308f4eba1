"""Bookings that repeat."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Router
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.booking_changes import WRITES, ItemContent, WhyContent, items_of
from softplace.api.areas.places import visible_places
from softplace.api.callers import lends, user_of
from softplace.api.fields import Day, Id, Instant, described, or_404
from softplace.bookings.commands import book_series, cancel_series, move_series
from softplace.bookings.enums import SeriesDateStatus
from softplace.bookings.models import Series, SeriesDate
from softplace.bookings.queries import (
    MOST_DATES,
    PlannedDate,
    Repetition,
    plan_series,
    reasons_to_refuse_repetition,
    series_for,
)
from softplace.bookings.rules import LONGEST_BOOKING_MINUTES, MOST_PEOPLE, MOST_RESOURCES, Item
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, refuse
from softplace.people.enums import Scope
from softplace.places.enums import Layout
from softplace.places.models import Resource
from softplace.web.sentences import told

router = Router(tags=["bookings"])


class ReasonShape(BaseModel):
    model_config = described(sentence("Why something is refused."))

    code: str
    field: str
    detail: str


class PlannedDateShape(BaseModel):
    model_config = described(
        sentence("One date of a series before it is booked; free when it has no errors.")
    )

    day: date
    starts_at: datetime | None
    ends_at: datetime | None
    is_free: bool
    errors: list[ReasonShape]


class SeriesDateShape(BaseModel):
    model_config = described(sentence("One date of a series: its booking, or why there is none."))

    starts_at: datetime
    ends_at: datetime
    status: SeriesDateStatus
    booking: str | None = Field(description=sentence("Reference of its booking."))
    error: ReasonShape | None


class SeriesShape(BaseModel):
    model_config = described(sentence("A repeated booking."))

    id: int
    title: str
    recurrence: str
    dates: list[SeriesDateShape]


class OutcomeShape(BaseModel):
    model_config = described(sentence("What became of one date when a series was changed."))

    booking: str
    errors: list[ReasonShape]


class RepetitionContent(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("A time on the wall of a place, and its dates."))
    )

    resources: list[ItemContent] = Field(min_length=1, max_length=MOST_RESOURCES)
    first_day: Day | None = None
    start: time = Field(description=sentence("On the wall of the place, such as 18:30."))
    minutes: int = Field(ge=1, le=LONGEST_BOOKING_MINUTES)
    recurrence: str = Field(
        "",
        max_length=300,
        description=sentence("RRULE of RFC 5545 with COUNT or UNTIL: FREQ=WEEKLY;COUNT=10."),
    )
    picked: list[Day] = Field(
        [],
        max_length=MOST_DATES,
        description=sentence("Dates picked one by one, in place of first_day and recurrence."),
    )
    headcount: int | None = Field(None, ge=1, le=MOST_PEOPLE)
    layout: Layout | None = None


class NewSeries(RepetitionContent):
    title: str = Field(min_length=1, max_length=160)
    purpose: str = Field("", max_length=2000)
    instead: dict[Day, list[ItemContent]] = Field(
        default_factory=dict,
        max_length=200,
        description=sentence("Other resources for some dates."),
    )
    all_or_nothing: bool = Field(
        False, description=sentence("Refuse the whole series if one date is refused.")
    )


class SeriesMove(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(sentence("Another time, length or resources. Dates keep their day.")),
    )

    start: time
    minutes: int = Field(ge=1, le=LONGEST_BOOKING_MINUTES)
    resources: list[ItemContent] | None = Field(None, min_length=1, max_length=MOST_RESOURCES)
    since: Instant | None = Field(None, description=sentence("Only dates from this instant on."))


class SeriesCancel(WhyContent):
    since: Instant | None = Field(None, description=sentence("Only dates from this instant on."))


def _told(reasons: tuple[Reason, ...]) -> list[ReasonShape]:
    return [ReasonShape(code=r.code, field=r.field, detail=told(r)) for r in reasons]


def _repetition(request: HttpRequest, content: RepetitionContent) -> Repetition:
    if content.start.tzinfo is not None or content.start.second or content.start.microsecond:
        refuse([Reason("not_a_time", "start", {"value": content.start.isoformat()})])
    seen = Resource.objects.filter(place__in=visible_places(request)).select_related("place")
    first = seen.filter(pk=content.resources[0].resource).first()
    if first is None:
        number = content.resources[0].resource
        refuse([Reason("no_such_resource", "resources", {"id": number})])
    assert first is not None
    said = {"first_day": content.first_day, "recurrence": content.recurrence}
    if content.picked:
        refuse([Reason("dates_said_twice", name) for name, value in said.items() if value])
    else:
        refuse([Reason("required", name) for name, value in said.items() if not value])
    first_day = content.first_day or min(content.picked)
    return Repetition(
        first_day,
        content.start,
        content.minutes,
        content.recurrence,
        first.place.zone,
        picked=tuple(content.picked),
    )


def _planned(planned: PlannedDate) -> PlannedDateShape:
    return PlannedDateShape(
        day=planned.day,
        starts_at=planned.ask.starts_at if planned.ask else None,
        ends_at=planned.ask.ends_at if planned.ask else None,
        is_free=planned.is_free,
        errors=_told(planned.reasons),
    )


def _shape(series: Series) -> SeriesShape:
    return SeriesShape(
        id=series.pk,
        title=series.title,
        recurrence=series.recurrence,
        dates=[_date(row) for row in series.dates.all()],
    )


def _date(row: SeriesDate) -> SeriesDateShape:
    reason = Reason(row.reason_code, "", row.reason_details) if row.reason_code else None
    return SeriesDateShape(
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        status=SeriesDateStatus(row.status),
        booking=row.booking.reference if row.booking else None,
        error=_told((reason,))[0] if reason else None,
    )


def _readable(request: HttpRequest, series_id: int) -> Series:
    dates = Prefetch("dates", SeriesDate.objects.select_related("booking"))
    found = series_for(user_of(request)).filter(pk=series_id).prefetch_related(dates)
    series: Series = or_404(found.first())
    return series


@router.post(
    "/series/plan",
    **lends(Scope.BOOKINGS_READ),
    response=list[PlannedDateShape],
    operation_id="plan_series",
    summary=sentence("See the dates of a series before booking them"),
    description=sentence("Each free, or with the reasons that would refuse it now. Books nothing."),
)
def plan(request: HttpRequest, content: RepetitionContent) -> object:
    repetition = _repetition(request, content)
    refuse(reasons_to_refuse_repetition(repetition))
    planned = plan_series(
        user_of(request),
        repetition,
        items_of(request, content.resources),
        now(),
        headcount=content.headcount,
        layout=content.layout or "",
    )
    return [_planned(day) for day in planned]


@router.post(
    "/series",
    **WRITES,
    response={201: SeriesShape},
    operation_id="book_series",
    summary=sentence("Book a series"),
    description=sentence("Each date that can be; the others stay in it with their reason."),
)
def add(request: HttpRequest, response: HttpResponse, content: NewSeries) -> object:
    user = user_of(request)
    series = book_series(
        actor=user,
        person=user,
        repetition=_repetition(request, content),
        items=items_of(request, content.resources),
        title=content.title,
        purpose=content.purpose,
        headcount=content.headcount,
        layout=content.layout or "",
        instead={day: items_of(request, items) for day, items in content.instead.items() if items},
        all_or_nothing=content.all_or_nothing,
    )
    response.headers["Location"] = f"/api/series/{series.pk}"
    return _shape(_readable(request, series.pk))


@router.get(
    "/series/{series_id}",
    **lends(Scope.BOOKINGS_READ),
    response=SeriesShape,
    operation_id="read_series",
    summary=sentence("Read a series"),
    description=sentence("For its holder, keepers of its place, mediators and planners."),
)
def read(request: HttpRequest, series_id: Path[Id]) -> object:
    return _shape(_readable(request, series_id))


@router.post(
    "/series/{series_id}/move",
    **WRITES,
    response=list[OutcomeShape],
    operation_id="move_series",
    summary=sentence("Move a series"),
    description=sentence("All its dates, or those from an instant on. One that cannot stays."),
)
def move(request: HttpRequest, series_id: Path[Id], content: SeriesMove) -> object:
    series = _readable(request, series_id)
    zone = _zone_of(series)
    items: list[Item] | None = None
    if content.resources is not None:
        items = list(items_of(request, content.resources))
    repetition = Repetition(
        series.starts_at.astimezone(ZoneInfo(zone)).date(),
        content.start,
        content.minutes,
        series.recurrence,
        zone,
    )
    outcomes = move_series(
        actor=user_of(request),
        series=series,
        repetition=repetition,
        items=items,
        since=content.since,
    )
    return [
        OutcomeShape(booking=each.booking.reference, errors=_told(each.reasons))
        for each in outcomes
    ]


@router.post(
    "/series/{series_id}/cancel",
    **WRITES,
    response=list[OutcomeShape],
    operation_id="cancel_series",
    summary=sentence("Cancel a series"),
    description=sentence("All its dates that are not over, or those from an instant on."),
)
def cancel(request: HttpRequest, series_id: Path[Id], content: SeriesCancel) -> object:
    outcomes = cancel_series(
        actor=user_of(request),
        series=_readable(request, series_id),
        since=content.since,
        reason=content.reason,
    )
    return [
        OutcomeShape(booking=each.booking.reference, errors=_told(each.reasons))
        for each in outcomes
    ]


def _zone_of(series: Series) -> str:
    zone = series.bookings.values_list("place__zone", flat=True).first()
    return str(or_404(zone))
