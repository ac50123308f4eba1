"""What every page knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from softplace.bookings.queries.keeping import request_count
from softplace.foundation.clock import now
from softplace.matching.models import Campaign
from softplace.people.models import User
from softplace.territory.queries import current_territory


def _kept(request: HttpRequest) -> frozenset[bool]:
    """Of the places that the visitor keeps, whether some stand still and whether some move."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return frozenset()
    return frozenset(user.places.order_by().values_list("is_mobile", flat=True).distinct())


def _request_count(request: HttpRequest) -> int:
    user = getattr(request, "user", None)
    return request_count(user, now()) if isinstance(user, User) else 0


def _shows_campaigns(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return (isinstance(user, User) and user.is_planner) or Campaign.objects.visible().exists()


def page(request: HttpRequest) -> dict[str, Any]:
    parameters = request.GET.copy()
    parameters.pop("language", None)
    kept = SimpleLazyObject(lambda: _kept(request))
    return {
        "territory": SimpleLazyObject(current_territory),
        "keeps_places": kept,
        "keeps_vehicles": SimpleLazyObject(lambda: True in kept),
        "requests_to_decide": SimpleLazyObject(lambda: _request_count(request)),
        "shows_campaigns": SimpleLazyObject(lambda: _shows_campaigns(request)),
        "address_without_language": f"{request.path}?{parameters.urlencode()}&".replace("?&", "?"),
    }
