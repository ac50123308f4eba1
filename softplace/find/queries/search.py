"""A search from its fields to its answers, for the page and for the API alike."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from softplace.find.queries.answers import Answers, FunctionName
from softplace.find.queries.lexicon import current_lexicon
from softplace.find.queries.openings import find_openings
from softplace.find.rules import Asked, ask
from softplace.territory.models import Function
from softplace.territory.queries import current_territory

DEFAULT_ZONE = "Europe/Paris"


def territory_zone() -> ZoneInfo:
    """The time zone of the territory's walls."""
    territory = current_territory()
    return ZoneInfo(territory.zone if territory else DEFAULT_ZONE)


def search(
    given: Mapping[str, Sequence[str]], *, now: datetime, zone: ZoneInfo
) -> tuple[Asked, Answers]:
    """What was asked and its answers. Fields are those of `rules.ask`."""
    asked = ask(given, lexicon=current_lexicon(), now=now, zone=zone)
    return asked, find_openings(asked.question, now=now)


def functions_offered() -> list[FunctionName]:
    """The functions that some published place offers, the most offered first. One query."""
    rows = (
        Function.objects.annotate(
            places_count=Count("offers", filter=Q(offers__place__is_published=True))
        )
        .filter(places_count__gt=0)
        .order_by("-places_count", "id")
        .values_list("code", "name_fr", "name_en")
    )
    return [FunctionName(*row) for row in rows]
