"""What every page knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from softplace.bookings.queries.keeping import request_count
from softplace.foundation.clock import now
from softplace.matching.models import Campaign
from softplace.people.models import User
from softplace.territory.queries import current_territory


def _keeps_places(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return isinstance(user, User) and user.places.exists()


def _request_count(request: HttpRequest) -> int:
    user = getattr(request, "user", None)
    return request_count(user, now()) if isinstance(user, User) else 0


def _shows_campaigns(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return (isinstance(user, User) and user.is_planner) or Campaign.objects.visible().exists()


def page(request: HttpRequest) -> dict[str, Any]:
    parameters = request.GET.copy()
    parameters.pop("language", None)
    return {
        "territory": SimpleLazyObject(current_territory),
        "keeps_places": SimpleLazyObject(lambda: _keeps_places(request)),
        "requests_to_decide": SimpleLazyObject(lambda: _request_count(request)),
        "shows_campaigns": SimpleLazyObject(lambda: _shows_campaigns(request)),
        "address_without_language": f"{request.path}?{parameters.urlencode()}&".replace("?&", "?"),
    }
