"""What is held on a person about bookings, to be handed out on demand."""

from typing import Any

from softplace.bookings.models import Booking, FeedToken, Series, UnmetRequest, WaitingEntry
from softplace.people.models import User

_OF_A_BOOKING = (
    "reference", "title", "purpose", "headcount", "layout", "starts_at", "ends_at", "status",
    "place__name", "check_in_code", "checked_in_at", "reconfirmed_at", "decision_reason", "quote",
    "price_cents", "price_minutes", "paid_at", "created_at", "changed_at",
)  # fmt: skip


def bookings_held_on(person: User) -> dict[str, Any]:
    """All of it, as plain values. Secrets of feeds are kept as hashes only, and left out."""
    things: dict[str, list[str]] = {}
    for reference, name in Booking.objects.of(person).values_list(
        "reference", "lines__resource__name"
    ):
        things.setdefault(reference, []).append(name or "")
    bookings = Booking.objects.of(person).order_by("starts_at", "id").values(*_OF_A_BOOKING)
    return {
        "bookings": [{**row, "resources": sorted(things[row["reference"]])} for row in bookings],
        "series": list(
            Series.objects.filter(person=person)
            .order_by("pk")
            .values("title", "recurrence", "created_at")
        ),
        "waiting": list(
            WaitingEntry.objects.filter(person=person).values(
                "resource__name", "title", "headcount", "starts_at", "ends_at", "status"
            )
        ),
        "requests": list(
            UnmetRequest.objects.filter(person=person)
            .order_by("pk")
            .values("question", "created_at")
        ),
        "calendar_addresses": list(
            FeedToken.objects.filter(owner=person)
            .order_by("pk")
            .values("kind", "created_at", "revoked_at", "last_read_at")
        ),
    }
