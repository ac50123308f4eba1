"""Check-in at the door, with the code of the booking and without an account."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from softplace.bookings import commands
from softplace.bookings.models import Booking
from softplace.foundation.errors import Reason, Refused
from softplace.web import words
from softplace.web.sentences import told


@require_http_methods(["GET", "HEAD", "POST"])
def at_the_door(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the code; nothing is told of the booking until it is right."""
    code = (request.POST if request.method == "POST" else request.GET).get("code", "")[:20]
    said, errors = "", []
    if request.method == "POST":
        found = (
            Booking.objects.filter(reference=reference.replace("\x00", "").upper()[:12])
            .select_related("place")
            .first()
        )
        try:
            if found is None:
                raise Refused(Reason("wrong_code", "code"))
            commands.check_in(actor=None, booking=found, code=code)
        except Refused as refused:
            errors = [told(reason) for reason in refused.reasons]
        else:
            zone = ZoneInfo(found.place.zone)
            said = _("Welcome at %(place)s, until %(hour)s.") % {
                "place": found.place.name,
                "hour": words.hour(found.ends_at.astimezone(zone)),
            }
    context = {"reference": reference[:12], "code": code, "said": said, "errors": errors}
    response = render(request, "bookings/check_in.html", context)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
