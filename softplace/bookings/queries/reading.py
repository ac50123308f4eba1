"""Reads of single bookings, for those who may."""

from softplace.bookings.models import Booking
from softplace.people.models import User


def booking_for(person: User, reference: str) -> Booking | None:
    """The booking of a reference if the person may read it: it is theirs, or they keep the place,
    or they are a mediator or a planner. None otherwise, as if there were none."""
    found = (
        Booking.objects.filter(reference=reference.upper())
        .select_related("place", "person", "series")
        .prefetch_related("lines__resource")
        .first()
    )
    if found is None:
        return None
    if found.person_id == person.pk or person.is_mediator or person.is_planner:
        return found
    return found if found.place.keepers.filter(pk=person.pk).exists() else None
