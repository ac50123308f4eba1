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
from softplace.bookings.commands.dividing import divide_anew
from softplace.bookings.commands.keeping import (
    approve_bookings,
    refuse_bookings,
    release_booking,
)
from softplace.bookings.commands.reconfirming import (
    ask_to_reconfirm,
    reconfirm_booking,
    release_unanswered,
)
from softplace.bookings.commands.requests import leave_request, withdraw_request
from softplace.bookings.commands.series import (
    DateOutcome,
    book_series,
    cancel_series,
    move_series,
)
from softplace.bookings.commands.taking import HOLD_MINUTES, book, hold
from softplace.bookings.commands.terms import remove_terms, set_terms
from softplace.bookings.commands.waiting import join_waiting_list, leave_waiting_list

__all__ = [
    "HOLD_MINUTES",
    "DateOutcome",
    "approve_booking",
    "approve_bookings",
    "ask_to_reconfirm",
    "book",
    "book_series",
    "cancel_booking",
    "cancel_series",
    "check_in",
    "confirm_hold",
    "divide_anew",
    "expire_holds",
    "hold",
    "join_waiting_list",
    "leave_request",
    "leave_waiting_list",
    "move_booking",
    "move_series",
    "reconfirm_booking",
    "record_payment",
    "refuse_booking",
    "refuse_bookings",
    "release_booking",
    "release_no_shows",
    "release_unanswered",
    "remove_terms",
    "set_terms",
    "withdraw_request",
]
