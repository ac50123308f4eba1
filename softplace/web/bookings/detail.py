"""One booking: what it is, and what may be done with it."""

from typing import Any
from zoneinfo import ZoneInfo

import segno
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from softplace.bookings.enums import BookingStatus
from softplace.bookings.models import Booking, SeriesDate
from softplace.bookings.queries import booking_for
from softplace.bookings.queries.door import check_in_from
from softplace.foundation import clock
from softplace.web.bookings.prices import lines_of, price
from softplace.web.bookings.rows import booking_row, date_of_series
from softplace.web.calendars import calendar_of


@login_required
@require_safe
def booking(request: HttpRequest, reference: str) -> HttpResponse:
    return page_of(request, found_for(request, reference))


def page_of(
    request: HttpRequest, found: Booking, *, refused: tuple[str, ...] = (), moved: Any = None
) -> HttpResponse:
    """The page of a booking, with what kept a change from being made."""
    now = clock.now()
    zone = ZoneInfo(found.place.zone)
    stands = found.status in (BookingStatus.CONFIRMED, BookingStatus.REQUESTED)
    is_coming = stands and found.ends_at > now
    may_check_in = is_coming and found.status == BookingStatus.CONFIRMED
    opens_at = check_in_from(found, now) if may_check_in else now
    dates = []
    if found.series_id is not None:
        series = (
            SeriesDate.objects.filter(series=found.series_id)
            .select_related("booking__place")
            .prefetch_related("booking__lines__resource")
        )
        dates = [date_of_series(date, zone) for date in series]
    begins, ends = found.starts_at.astimezone(zone), found.ends_at.astimezone(zone)
    wall = {
        "date": begins.date().isoformat(),
        "start": f"{begins:%H:%M}",
        "end": f"{ends:%H:%M}",
    }
    context = {
        "booking": found,
        "row": booking_row(found),
        "is_mine": found.person_id == request.user.pk,
        "is_coming": is_coming,
        "is_held": found.status == BookingStatus.HELD
        and found.expires_at is not None
        and found.expires_at > now,
        "is_asked_again": is_coming
        and found.reconfirm_by is not None
        and found.reconfirmed_at is None,
        "may_check_in": may_check_in and found.checked_in_at is None and opens_at <= now,
        "check_in_from": opens_at.astimezone(zone)
        if may_check_in and found.checked_in_at is None and now < opens_at
        else None,
        "checked_in_at": found.checked_in_at.astimezone(zone) if found.checked_in_at else None,
        "release_at": found.release_at.astimezone(zone)
        if found.release_at and may_check_in
        else None,
        "price": price(found.price_cents, found.price_minutes),
        "price_lines": lines_of(found.quote),
        "dates": dates,
        "refused": refused,
        "wall": moved or wall,
        "code": _code(request, found) if may_check_in else "",
    }
    response = render(request, "bookings/detail.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def event(request: HttpRequest, reference: str) -> HttpResponse:
    """The booking for a calendar program."""
    found = found_for(request, reference)
    body = calendar_of([found], name=found.title)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.ics"'
    return response


def found_for(request: HttpRequest, reference: str) -> Booking:
    found = booking_for(request.user, reference.replace("\x00", ""))  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return found


def _code(request: HttpRequest, found: Booking) -> str:
    """The address of the check-in with its code, as a QR code."""
    address = reverse("check-in", args=[found.reference])
    whole = request.build_absolute_uri(f"{address}?code={found.check_in_code}")
    drawn = segno.make(whole, error="m").svg_inline(
        scale=4, border=2, omitsize=True, dark="#000", light="#fff"
    )
    return mark_safe(drawn)  # made of squares alone
