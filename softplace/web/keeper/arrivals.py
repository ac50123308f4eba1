"""Today: who comes when, who is there, and what is free because nobody came."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from softplace.bookings.commands import check_in, release_booking
from softplace.bookings.models import Booking
from softplace.bookings.queries import keeping
from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.places.models import Place
from softplace.territory.queries import current_territory
from softplace.web.forms import DATE_FORMATS
from softplace.web.keeper.access import kept_places, of_kept_place, signed_in
from softplace.web.keeper.booking_rows import row_of
from softplace.web.sentences import told

FIRST_YEAR, LAST_YEAR = 2000, 2200


@require_safe
@login_required
def all_arrivals(request: HttpRequest) -> HttpResponse:
    """At all the places that one keeps; at all of the territory for a planner."""
    territory = current_territory()
    zone = ZoneInfo(territory.zone if territory else "Europe/Paris")
    shown = _day(request, kept_places(signed_in(request)), zone)
    return render(request, "keeper/all_arrivals.html", shown)


@require_safe
@of_kept_place
def arrivals_at_place(request: HttpRequest, place: Place) -> HttpResponse:
    shown = _day(request, [place], ZoneInfo(place.zone))
    return render(request, "keeper/arrivals.html", {"place": place, **shown})


def _day(request: HttpRequest, places: Iterable[Place], zone: ZoneInfo) -> dict[str, Any]:
    at, today = clock.now(), clock.today(zone)
    on = day_asked(request.GET.get("day", ""), today)
    start, end = (
        datetime.combine(day, time.min, zone).astimezone(UTC)
        for day in (on, on + timedelta(days=1))
    )
    rows = [row_of(booking) for booking in keeping.arrivals(places, start, end)]
    return {
        "part": "today",
        "on": on,
        "is_today": on == today,
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1),
        "rows": [{"row": row, "state": row.state(at)} for row in rows],
        "people_count": sum(row.booking.headcount or 0 for row in rows),
    }


def day_asked(text: str, otherwise: date) -> date:
    """The day that an address names; what cannot be read is no day at all."""
    for style in DATE_FORMATS:
        try:
            read = datetime.strptime(text.strip(), style).date()  # noqa: DTZ007
        except ValueError:
            continue
        return read if FIRST_YEAR <= read.year <= LAST_YEAR else otherwise
    return otherwise


@require_POST
@of_kept_place
def note_arrival(request: HttpRequest, place: Place, reference: str) -> HttpResponse:
    booking = get_object_or_404(Booking.objects.at(place), reference=reference)
    try:
        check_in(actor=signed_in(request), booking=booking)
        messages.success(request, _("They are there: it is noted."))
    except Refused as error:
        messages.error(request, " ".join(told(reason) for reason in error.reasons))
    return _back(request, place)


@require_POST
@of_kept_place
def release(request: HttpRequest, place: Place, reference: str) -> HttpResponse:
    booking = get_object_or_404(Booking.objects.at(place), reference=reference)
    try:
        release_booking(actor=signed_in(request), booking=booking)
        messages.success(request, _("It is free again, and the person is told."))
    except Refused as error:
        messages.error(request, " ".join(told(reason) for reason in error.reasons))
    return _back(request, place)


def _back(request: HttpRequest, place: Place) -> HttpResponse:
    if request.POST.get("from") == "all":
        return redirect("keeper-all-today")
    return redirect("keeper-today", slug=place.slug)
