"""Searches that found nothing, as wishes that idle half-days may meet."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from softplace.bookings.models import UnmetRequest
from softplace.engines.calendar import epoch_minutes
from softplace.find.queries.lexicon import current_lexicon
from softplace.find.rules.free_time_fields import ask_free_time
from softplace.vacancy.queries.wishes import MOST_WISHES
from softplace.vacancy.rules.evidence import Wish, WishKind


def unmet_searches(at: datetime, zone: ZoneInfo) -> Iterator[Wish]:
    """Those that nobody has answered, read as they would be asked again now."""
    lexicon = current_lexicon()
    left = UnmetRequest.objects.filter(answered_at=None).order_by("-id")
    for request in left[:MOST_WISHES]:
        question = ask_free_time(request.question, lexicon=lexicon, now=at, zone=zone).question
        if question is None:
            continue
        spot = question.spot
        yield Wish(
            WishKind.SEARCH,
            request.person_id,
            tuple((epoch_minutes(w.start), epoch_minutes(w.end)) for w in question.windows),
            question.minutes,
            question.headcount,
            question.kinds,
            question.equipment,
            question.layout,
            (spot.latitude, spot.longitude) if spot else None,
            spot.radius_km if spot else 0.0,
            frozenset({question.place_id} if question.place_id else ()),
        )
