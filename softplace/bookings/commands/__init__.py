"""The only writes about bookings."""

from softplace.bookings.commands.deciding import (
    approve_booking,
    cancel_booking,
    check_in,
    confirm_hold,
    expire_holds,
    move_booking,
    record_payment,
    refuse_booking,
    release_no_shows,
)
from softplace.bookings.commands.taking import book, hold
from softplace.bookings.commands.terms import remove_terms, set_terms

__all__ = [
    "approve_booking",
    "book",
    "cancel_booking",
    "check_in",
    "confirm_hold",
    "expire_holds",
    "hold",
    "move_booking",
    "record_payment",
    "refuse_booking",
    "release_no_shows",
    "remove_terms",
    "set_terms",
]
