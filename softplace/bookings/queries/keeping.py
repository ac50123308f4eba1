"""What keepers read: requests to decide, and who comes on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from softplace.bookings.enums import BookingStatus
from softplace.bookings.models import Booking, BookingQuerySet
from softplace.people.models import User
from softplace.places.models import Place

MOST_REQUESTS = 300


@dataclass(frozen=True, slots=True)
class Request:
    """What is decided at once: one booking, or all the dates of a series that still wait."""

    bookings: tuple[Booking, ...]

    @property
    def first(self) -> Booking:
        return self.bookings[0]

    @property
    def price_cents(self) -> int:
        return sum(booking.price_cents for booking in self.bookings)

    @property
    def price_minutes(self) -> int:
        return sum(booking.price_minutes for booking in self.bookings)


def request_count(keeper: User, at: datetime) -> int:
    """How many bookings wait for a decision at the places that one keeps oneself."""
    return Booking.objects.to_decide_by(keeper).filter(ends_at__gt=at).count()


def requests_at(places: Iterable[Place], at: datetime) -> list[Request]:
    """Bookings that wait for a decision, the soonest first, dates of a series together."""
    waiting = (
        _with_all_that_is_shown(Booking.objects.filter(place__in=places))
        .filter(status=BookingStatus.REQUESTED, ends_at__gt=at)
        .order_by("starts_at", "id")
    )
    together: dict[tuple[str, int], list[Booking]] = {}
    for booking in waiting[:MOST_REQUESTS]:
        key = ("series", booking.series_id) if booking.series_id else ("booking", booking.pk)
        together.setdefault(key, []).append(booking)
    return [Request(tuple(bookings)) for bookings in together.values()]


def arrivals(places: Iterable[Place], start: datetime, end: datetime) -> Sequence[Booking]:
    """Who comes between two instants: confirmed, asked for, or given up by not coming."""
    shown = (BookingStatus.CONFIRMED, BookingStatus.REQUESTED, BookingStatus.RELEASED)
    return list(
        _with_all_that_is_shown(Booking.objects.filter(place__in=places))
        .overlapping(start, end)
        .filter(status__in=shown)
        .order_by("starts_at", "place__name", "id")
    )


def _with_all_that_is_shown(bookings: BookingQuerySet) -> BookingQuerySet:
    return bookings.select_related("place", "person", "group", "series").prefetch_related(
        "lines__resource"
    )
