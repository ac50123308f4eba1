"""Bookings: what is taken, as those who may see it read it."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from softplace.api.callers import lends, user_of
from softplace.api.conditions import require_unchanged
from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import Instant, Slug, described, or_404
from softplace.bookings.enums import BookingStatus
from softplace.bookings.models import Booking
from softplace.bookings.queries import booking_for, bookings_readable_by
from softplace.people.enums import Scope

router = Router(tags=["bookings"])

Reference = Annotated[str, Field(min_length=1, max_length=12)]


class LineShape(BaseModel):
    model_config = described(sentence("One resource of a booking, and how many units of a pool."))

    resource: int
    name: str
    quantity: int


class PriceLineShape(BaseModel):
    model_config = described(sentence("One step of how a price was computed."))

    code: str
    cents: int
    time_minutes: int
    details: dict[str, Any]


class BookingShape(BaseModel):
    model_config = described(
        sentence(
            "A booking. It claims its units while it is held, requested or confirmed. The code is "
            "what its holder shows at the door."
        )
    )

    reference: str
    code: str
    place: str = Field(description=sentence("Slug of its place."))
    resources: list[LineShape]
    title: str
    purpose: str
    holder: str
    headcount: int | None
    layout: str
    starts_at: datetime
    ends_at: datetime
    status: BookingStatus
    expires_at: datetime | None
    release_at: datetime | None
    checked_in_at: datetime | None
    reconfirm_by: datetime | None
    decision_reason: str
    price_cents: int
    price_time_minutes: int
    price_lines: list[PriceLineShape]
    paid_at: datetime | None
    series: int | None
    revision: int
    created_at: datetime
    changed_at: datetime


class BookingQuery(PageQuery):
    place: Slug | None = Field(
        None, description=sentence("Bookings at a place that you keep; without it, your own.")
    )
    status: BookingStatus | None = None
    start: Instant | None = Field(
        None, alias="from", description=sentence("Those that end after this instant.")
    )
    end: Instant | None = Field(
        None, alias="to", description=sentence("Those that start before this instant.")
    )


def booking_shape(booking: Booking) -> BookingShape:
    same = (
        "title purpose headcount layout starts_at ends_at status expires_at release_at"
        " checked_in_at reconfirm_by decision_reason price_cents paid_at revision created_at"
        " changed_at reference"
    )
    return BookingShape.model_validate(
        {
            **{name: getattr(booking, name) for name in same.split()},
            "code": booking.check_in_code,
            "place": booking.place.slug,
            "resources": [
                LineShape(
                    resource=line.resource_id, name=line.resource.name, quantity=line.quantity
                )
                for line in sorted(booking.lines.all(), key=lambda line: line.pk)
            ],
            "holder": str(booking.person or booking.contact_name),
            "price_time_minutes": booking.price_minutes,
            "price_lines": booking.quote.get("lines", []),
            "series": booking.series_id,
        }
    )


def readable_booking(request: HttpRequest, reference: str) -> Booking:
    """A booking that the caller may read; otherwise it is as if there were none."""
    booking: Booking = or_404(booking_for(user_of(request), reference))
    return booking


def unchanged_booking(request: HttpRequest, reference: str) -> Booking:
    """The same, unchanged where If-Match asks for that. Inside the transaction of the write."""
    booking = readable_booking(request, reference)
    if "If-Match" in request.headers:
        Booking.objects.select_for_update().get(pk=booking.pk)
        booking = readable_booking(request, reference)
        require_unchanged(request, booking_shape(booking))
    return booking


def written(request: HttpRequest, reference: str) -> BookingShape:
    """The booking as it is after a write."""
    return booking_shape(readable_booking(request, reference))


@router.get(
    "/bookings",
    **lends(Scope.BOOKINGS_READ),
    response=PageOf[BookingShape],
    operation_id="list_bookings",
    summary=sentence("List bookings"),
    description=sentence("Your own or, with place, those at a place that you keep."),
)
def list_bookings(
    request: HttpRequest, response: HttpResponse, query: Query[BookingQuery]
) -> object:
    user = user_of(request)
    if query.place is None:
        found = Booking.objects.of(user)
    else:
        found = bookings_readable_by(user).filter(place__slug=query.place)
    if query.status is not None:
        found = found.filter(status=query.status)
    if query.start is not None:
        found = found.filter(ends_at__gt=query.start)
    if query.end is not None:
        found = found.filter(starts_at__lt=query.end)
    rows = found.select_related("place", "person").prefetch_related("lines__resource")
    return page_of(request, response, query, rows, key="id", shape=booking_shape)


@router.get(
    "/bookings/{reference}",
    **lends(Scope.BOOKINGS_READ),
    response=BookingShape,
    operation_id="read_booking",
    summary=sentence("Read a booking"),
    description=sentence("For its holder, keepers of its place, mediators and planners."),
)
def read_booking(request: HttpRequest, reference: Path[Reference]) -> object:
    return booking_shape(readable_booking(request, reference))
