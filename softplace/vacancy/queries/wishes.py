"""What people want and do not have: who waits, and requests that wait or were refused."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from softplace.bookings.enums import WaitingStatus
from softplace.bookings.models import WaitingEntry
from softplace.engines.calendar import epoch_minutes
from softplace.matching.enums import RequestStatus
from softplace.matching.models import Request
from softplace.vacancy.queries.idle import WEEKS_AHEAD
from softplace.vacancy.rules.evidence import Span, Wish, WishKind

MOST_WISHES = 2000
WAITING_RADIUS_KM = 15.0
"""Who waits for a resource takes another one this near."""


def wishes(at: datetime, zone: ZoneInfo) -> list[Wish]:
    """Of the weeks that are looked at; three queries."""
    return [*_waiting(at), *_requests(at, zone)]


def _waiting(at: datetime) -> Iterator[Wish]:
    until = at + timedelta(days=7 * (WEEKS_AHEAD + 1))
    entries = WaitingEntry.objects.filter(
        status=WaitingStatus.WAITING, starts_at__gte=at, starts_at__lt=until
    ).select_related("resource__place")
    for entry in entries.order_by("-id")[:MOST_WISHES]:
        place = entry.resource.place
        span = (epoch_minutes(entry.starts_at), epoch_minutes(entry.ends_at))
        yield Wish(
            WishKind.WAITING,
            entry.person_id,
            (span,),
            span[1] - span[0],
            entry.headcount,
            frozenset({entry.resource.kind}),
            near=(place.latitude, place.longitude),
            radius_km=WAITING_RADIUS_KM,
        )


def _requests(at: datetime, zone: ZoneInfo) -> Iterator[Wish]:
    """Those that wait by themselves, and those that a campaign refused and that found nothing."""
    today = at.astimezone(zone).date()
    refused = Q(
        status__in=[RequestStatus.REFUSED, RequestStatus.PARTLY_SERVED],
        refusals__taken_series=None,
        campaign__last_day__gte=today,
    )
    waiting = Q(campaign=None, status=RequestStatus.SUBMITTED, last_day__gte=today)
    found = (
        Request.objects.filter(waiting | refused)
        .select_related("campaign", "applicant")
        .prefetch_related("wishes")
        .distinct()
        .order_by("-id")
    )
    for request in found[:MOST_WISHES]:
        spans = tuple(_spans(request, today, zone))
        if not spans:
            continue
        near = None
        if request.latitude is not None and request.longitude is not None and request.radius_km:
            near = (request.latitude, request.longitude)
        named = [] if request.takes_anything else list(request.wishes.all())
        yield Wish(
            WishKind.REQUEST,
            request.applicant.person_id,
            spans,
            request.shortest_minutes,
            request.headcount,
            equipment=frozenset(request.equipment),
            layout=request.layout,
            near=near,
            radius_km=request.radius_km or 0.0,
            place_ids=frozenset(wish.place_id for wish in named if wish.place_id),
            resource_ids=frozenset(wish.resource_id for wish in named if wish.resource_id),
        )


def _spans(request: Request, today: date, zone: ZoneInfo) -> Iterator[Span]:
    """The windows of a request on the days that are looked at."""
    season = request.campaign
    first = request.first_day or (season.first_day if season else today)
    last = request.last_day or (season.last_day if season else today)
    for ahead in range(7 * WEEKS_AHEAD):
        day = today + timedelta(days=ahead)
        if not first <= day <= last:
            continue
        midnight = datetime.combine(day, time.min, zone)
        for weekday, start, end in request.windows:
            if weekday == day.weekday():
                yield (_at(midnight, start), _at(midnight, end))


def _at(midnight: datetime, minute: int) -> int:
    """On the wall, so that a day on which clocks change keeps its hours."""
    return epoch_minutes((midnight + timedelta(minutes=minute)).astimezone(UTC))
