"""The driver's sheet of a day: printed, and read on the road."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from softplace.places.models import Place
from softplace.rounds.models import Visit
from softplace.rounds.queries import Leg, days_of, visits_between
from softplace.web.rounds.access import day_in, of_vehicle
from softplace.web.rounds.drawings import map_of


@require_safe
@of_vehicle
def sheet(request: HttpRequest, place: Place, day: str) -> HttpResponse:
    """Times, addresses, whom to call, keys and remarks, stop by stop."""
    on = day_in(day)
    if on is None:
        raise Http404
    out = days_of([place], visits_between([place.pk], on, on)).get((place.pk, on))
    context: dict[str, Any] = {
        "part": "plan",
        "place": place,
        "vehicle": getattr(place, "vehicle", None),
        "day": on,
        "day_before": on - timedelta(days=1),
        "day_after": on + timedelta(days=1),
        "out": out,
    }
    if out is not None:
        zone = ZoneInfo(place.zone)
        pairs = zip(out.visits, out.legs, strict=False)  # the last leg leads back
        context["rows"] = [_row(visit, leg, zone, on) for visit, leg in pairs]
        context["leaves"] = out.leaves_at.astimezone(zone)
        context["back"] = out.back_at.astimezone(zone)
        context["last_leg"] = out.legs[-1]
        halts = [
            (*visit.point, visit.name, f"#stop-{number}")
            for number, visit in enumerate(out.visits, 1)
        ]
        context |= map_of(halts, (place.latitude, place.longitude))
    response = render(request, "rounds/sheet.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _row(visit: Visit, leg: Leg, zone: ZoneInfo, day: date) -> dict[str, Any]:
    stop, language = visit.stop, get_language() or "fr"
    return {
        "stop": stop,
        "leg": leg,
        "leaves": leg.leaves_at.astimezone(zone),
        "starts": visit.starts_at.astimezone(zone),
        "ends": visit.ends_at.astimezone(zone),
        "functions": ", ".join(function.name(language) for function in stop.functions.all()),
        "at": stop.resource.place if stop.resource else None,
    }
