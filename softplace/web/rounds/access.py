"""Which vehicle a page is about, and whether the visitor may plan its rounds."""

from datetime import date

from django.http import HttpRequest

from softplace.find.rules.moments import FIRST_YEAR, LAST_YEAR
from softplace.foundation.clock import today
from softplace.places.models import Place
from softplace.rounds.queries import mobile_units
from softplace.territory.queries import territory_zone
from softplace.web.keeper.access import of_one_kept

of_vehicle = of_one_kept(lambda: mobile_units().select_related("commune", "vehicle"))
"""A page about a vehicle for its keepers and for planners."""


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
