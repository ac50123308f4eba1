"""One booking: what it is, and what may be done with it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from softplace.bookings.models import Booking
from softplace.bookings.queries import booking_for
from softplace.foundation.clock import now


@login_required
def booking(request: HttpRequest, reference: str) -> HttpResponse:
    found: Booking | None = booking_for(request.user, reference)  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return render(request, "bookings/detail.html", {"booking": found, "now": now()})
