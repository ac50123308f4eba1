"""What a calendar feed shows."""

from datetime import datetime, timedelta

from django.db.models import Q

from softplace.bookings.enums import BookingStatus, FeedKind
from softplace.bookings.models import Booking, FeedToken

PAST = timedelta(days=60)
FUTURE = timedelta(days=400)
MOST_EVENTS = 5000

_SHOWN = (
    BookingStatus.REQUESTED,
    BookingStatus.CONFIRMED,
    # Calendars drop an event only when they are told that it is cancelled.
    BookingStatus.CANCELLED,
    BookingStatus.REFUSED,
    BookingStatus.RELEASED,
)


def feed_of(token_hash: str) -> FeedToken | None:
    """The feed of a token, None when there is none or it was revoked."""
    return (
        FeedToken.objects.filter(token_hash=token_hash, revoked_at__isnull=True)
        .filter(owner__is_active=True)
        .select_related("owner", "place", "resource__place")
        .first()
    )


def bookings_of_feed(feed: FeedToken, at: datetime) -> list[Booking]:
    """Bookings of the last two months and the coming year. A fixed number of queries."""
    about = {
        FeedKind.PERSON: Q(person_id=feed.owner_id),
        FeedKind.PLACE: Q(place_id=feed.place_id),
        FeedKind.RESOURCE: Q(lines__resource_id=feed.resource_id),
    }[FeedKind(feed.kind)]
    return list(
        Booking.objects.filter(about, status__in=_SHOWN)
        .filter(starts_at__gte=at - PAST, starts_at__lt=at + FUTURE)
        .select_related("place", "person")
        .prefetch_related("lines__resource")
        .order_by("starts_at", "id")[:MOST_EVENTS]
    )
