"""A booking asked for twice by the same form is made once.

The form carries a key of its own. The reference of what it books is computed from the key and
the person, so that the second time the booking is found again, by the same unique reference
that no two bookings may share.
"""

from hashlib import sha256

from softplace.bookings.commands.claiming import lock_keys
from softplace.bookings.models import Booking
from softplace.people.models import User

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without those that are mistaken for each other at a door: 0 and O, 1, I and L."""
REFERENCE_LENGTH = 8
KEY_LOCKS = 7_303


def reference_of(key: str, person: User) -> str:
    """The reference of what a form with this key books for the person."""
    digest = sha256(f"{person.pk}:{key}".encode()).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:REFERENCE_LENGTH])


def booked_before(reference: str) -> Booking | None:
    """What the same form has booked already; waits for one that is just being sent."""
    lock_reference(reference)
    return Booking.objects.filter(reference=reference).select_related("series").first()


def lock_reference(reference: str) -> None:
    """Against the same form sent twice in one millisecond: the second waits for the first."""
    lock_keys(KEY_LOCKS, [int.from_bytes(sha256(reference.encode()).digest()[:3])])
