"""What a place has to account for: its activity, and what each person or group owes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from softplace.bookings.enums import BookingStatus
from softplace.bookings.models import Booking, BookingQuerySet
from softplace.places.models import Place


@dataclass(frozen=True, slots=True)
class Statement:
    """The confirmed bookings of one payer that start in a stretch of time."""

    name: str
    email: str
    bookings: tuple[Booking, ...]

    @property
    def price_cents(self) -> int:
        return sum(booking.price_cents for booking in self.bookings)

    @property
    def price_minutes(self) -> int:
        return sum(booking.price_minutes for booking in self.bookings)

    @property
    def due_cents(self) -> int:
        """What is not paid yet."""
        return sum(b.price_cents for b in self.bookings if b.paid_at is None)

    @property
    def booked_minutes(self) -> int:
        return sum(int((b.ends_at - b.starts_at).total_seconds() // 60) for b in self.bookings)


def activity(place: Place, start: datetime, end: datetime) -> Sequence[Booking]:
    """Every booking of a place that starts between two instants, whatever became of it."""
    return list(_starting(place, start, end))


def statements(place: Place, start: datetime, end: datetime) -> list[Statement]:
    """What was confirmed, by who pays: the group, else the person, else the contact.

    A booking that was cancelled, refused, or released because nobody came, costs nothing.
    """
    payers: dict[tuple[str, object], list[Booking]] = {}
    for booking in _starting(place, start, end).filter(status=BookingStatus.CONFIRMED):
        payers.setdefault(_payer(booking), []).append(booking)
    found = [Statement(_name(of[0]), _email(of[0]), tuple(of)) for of in payers.values()]
    return sorted(found, key=lambda statement: statement.name.casefold())


def _starting(place: Place, start: datetime, end: datetime) -> BookingQuerySet:
    return (
        Booking.objects.at(place)
        .filter(starts_at__gte=start, starts_at__lt=end)
        .select_related("place", "person", "group")
        .prefetch_related("lines__resource")
        .order_by("starts_at", "id")
    )


def _payer(booking: Booking) -> tuple[str, object]:
    if booking.group_id is not None:
        return ("group", booking.group_id)
    if booking.person_id is not None:
        return ("person", booking.person_id)
    return ("contact", (booking.contact_name.casefold(), booking.contact_email.casefold()))


def _name(booking: Booking) -> str:
    if booking.group is not None:
        return booking.group.name
    return str(booking.person) if booking.person is not None else booking.contact_name


def _email(booking: Booking) -> str:
    if booking.group is not None:
        return ""
    return booking.person.email if booking.person is not None else booking.contact_email
