"""Booking, and what becomes of a booking."""

from datetime import datetime
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from softplace.api.areas.bookings import (
    BookingShape,
    Reference,
    router,
    unchanged_booking,
    written,
)
from softplace.api.areas.places import visible_places
from softplace.api.callers import lends, user_of
from softplace.api.fields import Id, Instant, described, or_404
from softplace.api.problems import refused
from softplace.bookings import commands
from softplace.bookings.models import Booking
from softplace.bookings.queries import booking_for
from softplace.bookings.rules import MOST_PEOPLE, MOST_RESOURCES, MOST_UNITS, Ask, Item
from softplace.foundation.errors import Reason, refuse
from softplace.people.enums import Scope
from softplace.places.enums import Layout
from softplace.places.models import Resource

WRITES = lends(Scope.BOOKINGS_WRITE)


def _email(value: str) -> str:
    if value:
        try:
            validate_email(value)
        except ValidationError as error:
            raise refused("not_an_email", value=value[:80]) from error
    return value


Email = Annotated[str, Field(max_length=254), AfterValidator(_email)]


class ItemContent(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("A resource, and how many units of a pool."))
    )

    resource: Id
    quantity: int = Field(1, ge=1, le=MOST_UNITS)


class TimeContent(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("What is taken, and from when to when."))
    )

    resources: list[ItemContent] = Field(min_length=1, max_length=MOST_RESOURCES)
    starts_at: Instant
    ends_at: Instant
    headcount: int | None = Field(None, ge=1, le=MOST_PEOPLE)
    layout: Layout | None = None


class NewBooking(TimeContent):
    model_config = ConfigDict(
        extra="forbid",
        **described(
            sentence("What to book. Mediators and keepers book for somebody else by contact_name.")
        ),
    )

    title: str = Field(min_length=1, max_length=160)
    purpose: str = Field("", max_length=2000)
    contact_name: str = Field("", max_length=120)
    contact_email: Email = ""


class NewHold(TimeContent):
    model_config = ConfigDict(
        extra="forbid",
        **described(sentence("What to keep for you for some minutes, until you confirm it.")),
    )

    title: str = Field(min_length=1, max_length=160)
    minutes: int = Field(commands.HOLD_MINUTES, ge=1, le=60)


class MoveContent(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("What is given is changed, what is not stays."))
    )

    resources: list[ItemContent] | None = Field(None, min_length=1, max_length=MOST_RESOURCES)
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    headcount: int | None = Field(None, ge=1, le=MOST_PEOPLE)
    layout: Layout | None = None


class WhyContent(BaseModel):
    model_config = ConfigDict(extra="forbid", **described(sentence("Why; the person is told.")))

    reason: str = Field("", max_length=400)


class CodeContent(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(sentence("The code of the booking, as it is shown at the door.")),
    )

    code: str = Field("", max_length=8)


class ArrivalShape(BaseModel):
    model_config = described(sentence("Who checked in for which booking, and when."))

    reference: str
    checked_in_at: datetime | None


def items_of(request: HttpRequest, content: list[ItemContent]) -> tuple[Item, ...]:
    """What is asked for; a resource of a place that the caller may not see is not there."""
    wanted = {item.resource for item in content}
    seen = Resource.objects.filter(pk__in=wanted, place__in=visible_places(request))
    missing = sorted(wanted - set(seen.values_list("pk", flat=True)))
    refuse([Reason("no_such_resource", "resources", {"id": number}) for number in missing])
    return tuple(Item(item.resource, item.quantity) for item in content)


def ask_of(request: HttpRequest, content: TimeContent) -> Ask:
    return Ask(
        items_of(request, content.resources),
        content.starts_at,
        content.ends_at,
        content.headcount,
        content.layout or "",
    )


def _made(request: HttpRequest, response: HttpResponse, booking: Booking) -> BookingShape:
    response.headers["Location"] = f"/api/bookings/{booking.reference}"
    return written(request, booking.reference)


@router.post(
    "/bookings",
    **WRITES,
    response={201: BookingShape},
    operation_id="book",
    summary=sentence("Book"),
    description=sentence(
        "Confirmed at once, or requested where a keeper must approve: see status. Several "
        "resources of one place are booked together or not at all."
    ),
)
def add(request: HttpRequest, response: HttpResponse, content: NewBooking) -> object:
    user = user_of(request)
    booking = commands.book(
        actor=user,
        person=None if content.contact_name.strip() else user,
        ask=ask_of(request, content),
        title=content.title,
        purpose=content.purpose,
        contact_name=content.contact_name,
        contact_email=content.contact_email,
    )
    return _made(request, response, booking)


@router.post(
    "/holds",
    **WRITES,
    response={201: BookingShape},
    operation_id="hold",
    summary=sentence("Keep something for some minutes"),
    description=sentence("A hold claims its units until expires_at, unless it is confirmed."),
)
def add_hold(request: HttpRequest, response: HttpResponse, content: NewHold) -> object:
    user = user_of(request)
    booking = commands.hold(
        actor=user,
        person=user,
        ask=ask_of(request, content),
        title=content.title,
        minutes=content.minutes,
    )
    return _made(request, response, booking)


@router.patch(
    "/bookings/{reference}",
    **lends(Scope.BOOKINGS_WRITE, versioned=True),
    response=BookingShape,
    operation_id="move_booking",
    summary=sentence("Move a booking"),
    description=sentence(
        "To another time or other resources of its place. All rules apply anew; if one refuses, "
        "the booking stands as it was."
    ),
)
def move(request: HttpRequest, reference: Path[Reference], content: MoveContent) -> object:
    given = content.model_fields_set
    with transaction.atomic():
        booking = unchanged_booking(request, reference)
        kept = tuple(Item(line.resource_id, line.quantity) for line in booking.lines.all())
        length = booking.ends_at - booking.starts_at
        starts_at = content.starts_at or booking.starts_at
        ask = Ask(
            items_of(request, content.resources) if content.resources else kept,
            starts_at,
            content.ends_at or starts_at + length,
            content.headcount if "headcount" in given else booking.headcount,
            (content.layout or "") if "layout" in given else booking.layout,
        )
        commands.move_booking(actor=user_of(request), booking=booking, ask=ask)
    return written(request, reference)


def _deciding(address: str, name: str, summary: str, description: str) -> Any:
    """A route that changes the status of a booking."""
    return router.post(
        f"/bookings/{{reference}}/{address}",
        **WRITES,
        response=BookingShape,
        operation_id=name,
        summary=summary,
        description=description,
    )


@_deciding(
    "confirm",
    "confirm_hold",
    sentence("Confirm a hold"),
    sentence("Within its time. Confirming what is confirmed changes nothing."),
)
def confirm(request: HttpRequest, reference: Path[Reference]) -> object:
    with transaction.atomic():
        booking = unchanged_booking(request, reference)
        commands.confirm_hold(actor=user_of(request), booking=booking)
    return written(request, reference)


@_deciding(
    "approve",
    "approve_booking",
    sentence("Approve a request"),
    sentence("For keepers of the place and for planners."),
)
def approve(request: HttpRequest, reference: Path[Reference]) -> object:
    with transaction.atomic():
        booking = unchanged_booking(request, reference)
        commands.approve_booking(actor=user_of(request), booking=booking)
    return written(request, reference)


@_deciding(
    "refuse",
    "refuse_booking",
    sentence("Refuse a request"),
    sentence("With a reason, for keepers of the place and for planners."),
)
def refuse_it(request: HttpRequest, reference: Path[Reference], content: WhyContent) -> object:
    with transaction.atomic():
        booking = unchanged_booking(request, reference)
        commands.refuse_booking(actor=user_of(request), booking=booking, reason=content.reason)
    return written(request, reference)


@_deciding(
    "cancel",
    "cancel_booking",
    sentence("Cancel a booking"),
    sentence("Its units are free at once, and offered to who waits for them."),
)
def cancel(request: HttpRequest, reference: Path[Reference], content: WhyContent) -> object:
    with transaction.atomic():
        booking = unchanged_booking(request, reference)
        commands.cancel_booking(actor=user_of(request), booking=booking, reason=content.reason)
    return written(request, reference)


@_deciding(
    "reconfirm",
    "reconfirm_booking",
    sentence("Say that a date is still wanted"),
    sentence("The answer to the question that comes before each date of a series."),
)
def reconfirm(request: HttpRequest, reference: Path[Reference]) -> object:
    with transaction.atomic():
        booking = unchanged_booking(request, reference)
        commands.reconfirm_booking(actor=user_of(request), booking=booking)
    return written(request, reference)


@router.post(
    "/bookings/{reference}/check-in",
    **WRITES,
    response=ArrivalShape,
    operation_id="check_in",
    summary=sentence("Check in"),
    description=sentence(
        "Somebody is there: the holder, a keeper, or whoever shows the code of the booking."
    ),
)
def arrive(request: HttpRequest, reference: Path[Reference], content: CodeContent) -> object:
    user = user_of(request)
    booking = booking_for(user, reference)
    if booking is None:  # a screen at the door may check in what it may not read
        known = Booking.objects.filter(check_in_code=content.code.strip().upper())
        booking = or_404(known.filter(reference=reference.upper()).first())
    booking = commands.check_in(actor=user, booking=booking, code=content.code)
    return ArrivalShape(reference=booking.reference, checked_in_at=booking.checked_in_at)
