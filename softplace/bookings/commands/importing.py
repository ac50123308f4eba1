"""Bookings brought in as they are, from another system or for the demo."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from psycopg.errors import ExclusionViolation

from softplace.bookings.commands.taking import new_reference
from softplace.bookings.enums import CLAIMING, BookingStatus
from softplace.bookings.models import Booking, Claim, Line
from softplace.bookings.rules import Quote
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused
from softplace.people.models import User


@dataclass(frozen=True, slots=True)
class BookingDraft:
    """A booking as another system knew it: nothing is judged but that units do not collide."""

    place_id: int
    resource_id: int
    unit_ids: tuple[int, ...]
    starts_at: datetime
    ends_at: datetime
    claimed_from: datetime
    claimed_until: datetime
    title: str
    status: BookingStatus = BookingStatus.CONFIRMED
    quantity: int = 1
    headcount: int | None = None
    person: User | None = None
    contact_name: str = ""
    checked_in_at: datetime | None = None
    price: Quote = field(default_factory=Quote)
    paid_at: datetime | None = None


@transaction.atomic
def import_bookings(*, drafts: Sequence[BookingDraft]) -> list[Booking]:
    """Write all of them, telling nobody, or none: raises Refused if any two collide."""
    at = now()
    bookings = Booking.objects.bulk_create(
        [
            Booking(
                reference=new_reference(),
                check_in_code=new_reference(6),
                place_id=draft.place_id,
                person=draft.person,
                contact_name=draft.contact_name,
                title=draft.title,
                headcount=draft.headcount,
                starts_at=draft.starts_at,
                ends_at=draft.ends_at,
                status=draft.status,
                checked_in_at=draft.checked_in_at,
                quote=draft.price.as_json() if draft.price.lines else {},
                price_cents=draft.price.cents,
                price_minutes=draft.price.time_minutes,
                paid_at=draft.paid_at,
                created_at=at,
                changed_at=at,
            )
            for draft in drafts
        ],
        batch_size=2000,
    )
    pairs = list(zip(bookings, drafts, strict=True))
    Line.objects.bulk_create(
        [
            Line(booking=booking, resource_id=draft.resource_id, quantity=draft.quantity)
            for booking, draft in pairs
        ],
        batch_size=5000,
    )
    try:
        Claim.objects.bulk_create(
            [
                Claim(
                    booking=booking,
                    unit_id=unit,
                    period=DateTimeTZRange(draft.claimed_from, draft.claimed_until),
                )
                for booking, draft in pairs
                if draft.status in CLAIMING
                for unit in draft.unit_ids
            ],
            batch_size=5000,
        )
    except IntegrityError as error:
        if isinstance(error.__cause__, ExclusionViolation):
            raise Refused(Reason("bookings_collide")) from error
        raise
    return bookings
