"""What a person has booked, waits for and has left: all that the page of their bookings shows."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from softplace.bookings.enums import BookingStatus, WaitingStatus
from softplace.bookings.models import (
    Booking,
    FeedToken,
    Series,
    SeriesDate,
    UnmetRequest,
    WaitingEntry,
)
from softplace.people.models import User

MOST_COMING = 500
MOST_PAST = 30


@dataclass
class Standing:
    """A series that still has dates to come: those booked, those refused, those given up."""

    series: Series
    dates: list[SeriesDate] = field(default_factory=list)

    @property
    def next_booking(self) -> Booking | None:
        return next((date.booking for date in self.dates if date.is_standing), None)


@dataclass(frozen=True)
class Mine:
    """Everything, soonest first. A fixed number of queries."""

    offers: list[Booking]
    """Kept for the person for a while: to be taken or left."""
    to_reconfirm: list[Booking]
    coming: list[Booking]
    """Single bookings that stand."""
    standing: list[Standing]
    past: list[Booking]
    """Over, refused, cancelled or released; latest first."""
    waiting: list[WaitingEntry]
    requests: list[UnmetRequest]
    feeds: list[FeedToken]


def bookings_of(person: User, at: datetime) -> Mine:
    """What the person sees of their bookings."""
    bookings = (
        Booking.objects.of(person)
        .select_related("place", "series")
        .prefetch_related("lines__resource")
    )
    stands = Q(status__in=[BookingStatus.REQUESTED, BookingStatus.CONFIRMED], ends_at__gt=at)
    held = Q(status=BookingStatus.HELD, expires_at__gt=at)
    coming = list(bookings.filter(stands | held).order_by("starts_at", "id")[:MOST_COMING])
    past = bookings.exclude(stands | Q(status=BookingStatus.HELD) | Q(status="expired"))
    return Mine(
        offers=[b for b in coming if b.status == BookingStatus.HELD],
        to_reconfirm=[b for b in coming if b.reconfirm_by is not None and b.reconfirmed_at is None],
        coming=[b for b in coming if b.status != BookingStatus.HELD and b.series_id is None],
        standing=_standing(person, at),
        past=list(past.order_by("-starts_at", "-id")[:MOST_PAST]),
        waiting=list(
            WaitingEntry.objects.filter(
                person=person, status=WaitingStatus.WAITING, starts_at__gt=at
            )
            .select_related("resource__place")
            .order_by("starts_at", "id")
        ),
        requests=list(
            UnmetRequest.objects.filter(person=person, answered_at=None).order_by("-created_at")
        ),
        feeds=list(
            FeedToken.objects.filter(owner=person, revoked_at=None)
            .select_related("place", "resource__place")
            .order_by("-created_at")
        ),
    )


def _standing(person: User, at: datetime) -> list[Standing]:
    dates = (
        SeriesDate.objects.filter(series__person=person, ends_at__gt=at)
        .select_related("series", "booking__place")
        .prefetch_related("booking__lines__resource")
        .order_by("starts_at")[:MOST_COMING]
    )
    found: dict[int, Standing] = {}
    for date in dates:
        found.setdefault(date.series_id, Standing(date.series)).dates.append(date)
    return [standing for standing in found.values() if standing.next_booking is not None]
