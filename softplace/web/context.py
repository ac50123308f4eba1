"""What every page knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from softplace.territory.queries import current_territory


def page(request: HttpRequest) -> dict[str, Any]:
    parameters = request.GET.copy()
    parameters.pop("language", None)
    return {
        "territory": SimpleLazyObject(current_territory),
        "address_without_language": f"{request.path}?{parameters.urlencode()}&".replace("?&", "?"),
    }
