"""Reads of bookings, for those who may."""

from django.db.models import Q, QuerySet

from softplace.bookings.models import Booking, BookingQuerySet, Series
from softplace.people.models import User


def bookings_readable_by(person: User) -> BookingQuerySet:
    """Those that are theirs, or at places that they keep; mediators and planners read all."""
    if person.is_mediator:  # planners are
        return Booking.objects.all()
    return Booking.objects.filter(Q(person=person) | Q(place_id__in=person.places.values("pk")))


def booking_for(person: User, reference: str) -> Booking | None:
    """The booking of a reference if the person may read it; None otherwise, as if there were
    none."""
    return (
        bookings_readable_by(person)
        .filter(reference=reference.upper())
        .select_related("place", "person", "series")
        .prefetch_related("lines__resource")
        .first()
    )


def series_for(person: User) -> "QuerySet[Series]":
    """Series that are theirs, or of which they may read a booking."""
    readable = bookings_readable_by(person).filter(series__isnull=False)
    return Series.objects.filter(Q(person=person) | Q(pk__in=readable.values("series")))
