"""What keepers decide at the door and at the desk: several requests at once, who did not come."""

from collections.abc import Sequence

from django.db import transaction

from softplace.bookings.commands.deciding import (
    approve_booking,
    end_booking,
    locked,
    reasons_not_keeper,
    refuse_booking,
)
from softplace.bookings.enums import BookingStatus, NoticeKind
from softplace.bookings.models import Booking
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, refuse
from softplace.people.models import User


@transaction.atomic
def approve_bookings(*, actor: User, bookings: Sequence[Booking]) -> list[Booking]:
    """Say yes to several requests, or to none of them."""
    return [approve_booking(actor=actor, booking=booking) for booking in _in_order(bookings)]


@transaction.atomic
def refuse_bookings(*, actor: User, bookings: Sequence[Booking], reason: str) -> list[Booking]:
    """Say no to several requests for one reason, or to none of them."""
    return [
        refuse_booking(actor=actor, booking=booking, reason=reason)
        for booking in _in_order(bookings)
    ]


@transaction.atomic
def release_booking(*, actor: User, booking: Booking) -> Booking:
    """Nobody came: the rest of the time is free for others."""
    at = now()
    booking = locked(booking)
    refuse(reasons_not_keeper(actor, booking, at))
    if booking.status == BookingStatus.RELEASED:
        return booking  # sent twice: the first one did it
    if booking.status != BookingStatus.CONFIRMED:
        refuse([Reason("not_confirmed", "", {"status": booking.status})])
    if booking.ends_at <= at:
        refuse([Reason("already_over")])
    if booking.starts_at > at:
        refuse([Reason("not_begun")])
    if booking.checked_in_at is not None:
        refuse([Reason("already_there")])
    return end_booking(booking, BookingStatus.RELEASED, at, actor=actor, notice=NoticeKind.RELEASED)


def _in_order(bookings: Sequence[Booking]) -> list[Booking]:
    """Against two keepers who lock the same bookings in different orders."""
    if not bookings:
        refuse([Reason("choose_a_date")])
    return sorted(bookings, key=lambda booking: booking.pk)
