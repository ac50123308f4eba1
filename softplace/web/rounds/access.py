"""Which vehicle a page is about, and whether the visitor may plan its rounds."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from softplace.find.rules.moments import FIRST_YEAR, LAST_YEAR
from softplace.foundation.clock import today
from softplace.places.models import Place
from softplace.places.rules import may_change_place
from softplace.rounds.queries import mobile_units
from softplace.territory.queries import territory_zone
from softplace.web.keeper.access import View, signed_in

P = ParamSpec("P")


def of_vehicle(view: Callable[Concatenate[HttpRequest, Place, P], HttpResponse]) -> View:
    """A page about a vehicle for its keepers and for planners."""

    @wraps(view)
    @login_required
    def planned(request: HttpRequest, slug: str, **named: Any) -> HttpResponse:
        units = mobile_units().select_related("commune", "vehicle")
        place = get_object_or_404(units, slug=slug)
        user = signed_in(request)
        is_keeper = place.keepers.filter(pk=user.pk).exists()
        if not may_change_place(is_keeper=is_keeper, roles=user.roles()):
            raise PermissionDenied
        return view(request, place, **named)  # type: ignore[call-arg]

    return planned


def version_of(place: Place) -> int:
    """The version of a vehicle's rounds; 1 before anything is planned."""
    vehicle = getattr(place, "vehicle", None)
    return vehicle.version if vehicle is not None else 1


def version_seen(request: HttpRequest) -> int:
    """What the form that was sent was made from; -1, which never stands, where it does not say."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else -1


def day_asked(request: HttpRequest, name: str = "day") -> date:
    """The day in the address; today where there is none."""
    return day_in(request.GET.get(name, "")) or today(territory_zone())


def day_in(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
