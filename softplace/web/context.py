"""What every page knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from softplace.people.models import User
from softplace.territory.queries import current_territory


def _keeps_places(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return isinstance(user, User) and user.places.exists()


def page(request: HttpRequest) -> dict[str, Any]:
    parameters = request.GET.copy()
    parameters.pop("language", None)
    return {
        "territory": SimpleLazyObject(current_territory),
        "keeps_places": SimpleLazyObject(lambda: _keeps_places(request)),
        "address_without_language": f"{request.path}?{parameters.urlencode()}&".replace("?&", "?"),
    }
