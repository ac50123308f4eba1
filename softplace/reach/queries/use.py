"""How much the places are used."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count

from softplace.bookings.models import Booking
from softplace.reach.enums import UseMeasure


def use_of_places(
    slugs: Sequence[str], measure: str, start: datetime, end: datetime
) -> dict[str, float]:
    """By slug, confirmed bookings that began between two instants, or those of them that were
    checked in. A place without any is not in it. One query."""
    bookings = Booking.objects.confirmed().filter(
        place__slug__in=slugs, starts_at__gte=start, starts_at__lt=end
    )
    if measure == UseMeasure.CHECK_INS:
        bookings = bookings.filter(checked_in_at__isnull=False)
    counts = bookings.values_list("place__slug").annotate(Count("id"))
    return {slug: float(count) for slug, count in counts}
