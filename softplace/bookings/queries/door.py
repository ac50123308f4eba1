"""From when one may check in at the door."""

from datetime import datetime

from softplace.bookings.models import Booking
from softplace.bookings.queries.asking import conditions, person_facts
from softplace.bookings.rules import TermsFacts, best_terms, check_in_opens_at


def check_in_from(booking: Booking, at: datetime) -> datetime:
    """By the terms that hold now for whom the booking is for. Two or three queries."""
    facts = person_facts(booking.person, at)
    resources = list(booking.lines.order_by("id").values_list("resource_id", flat=True))
    known = conditions(resources)
    terms = [best_terms(known.terms[pk], facts) or TermsFacts() for pk in resources]
    return check_in_opens_at(booking.starts_at, terms)
