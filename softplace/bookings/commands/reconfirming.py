"""Standing bookings are asked for again before each date; what nobody answers for is freed."""

from datetime import timedelta

from django.db import transaction
from django.db.models import (
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from softplace.bookings.commands.deciding import BATCH, end_booking, locked, reasons_not_yours
from softplace.bookings.enums import BookingStatus, NoticeKind
from softplace.bookings.models import Booking, Notice, Terms
from softplace.bookings.queries.asking import person_facts
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, refuse
from softplace.people.models import User
from softplace.trail.commands import record

ANSWER_TIME = timedelta(hours=48)
_EARLIER = ExpressionWrapper(
    F("starts_at")
    - ExpressionWrapper(F("days") * Value(timedelta(days=1)), output_field=DurationField()),
    output_field=DateTimeField(),
)


@transaction.atomic
def ask_to_reconfirm(*, limit: int = BATCH) -> list[Booking]:
    """Ask the holders of coming dates of series whether they still want them."""
    at = now()
    terms = Terms.objects.filter(place=OuterRef("place"), reconfirm_days__isnull=False)
    own = terms.filter(resource__lines__booking=OuterRef("pk"))
    days = Coalesce(
        Subquery(own.values("reconfirm_days")[:1]),
        Subquery(terms.filter(resource=None).values("reconfirm_days")[:1]),
    )
    coming = (
        Booking.objects.confirmed()
        .filter(series__isnull=False, reconfirm_by__isnull=True, starts_at__gt=at)
        .annotate(days=days)
        .filter(days__isnull=False)
        .annotate(ask_from=_EARLIER)
        .filter(ask_from__lte=at)
    )
    bookings = list(coming.select_for_update(skip_locked=True, of=("self",))[:limit])
    for booking in bookings:
        half_way = at + (booking.starts_at - at) / 2
        booking.reconfirm_by = min(at + ANSWER_TIME, half_way)
        booking.save(update_fields=["reconfirm_by"])
    Notice.objects.bulk_create(
        Notice(kind=NoticeKind.RECONFIRM, booking=booking, revision=booking.revision, created_at=at)
        for booking in bookings
    )
    return bookings


@transaction.atomic
def reconfirm_booking(*, actor: User, booking: Booking) -> Booking:
    """Yes, this date is still wanted."""
    at = now()
    booking = locked(booking)
    refuse(reasons_not_yours(actor, booking, person_facts(actor, at)))
    if booking.status != BookingStatus.CONFIRMED:
        refuse([Reason("not_confirmed", "", {"status": booking.status})])
    if booking.reconfirmed_at is None:
        booking.reconfirmed_at = at
        booking.save(update_fields=["reconfirmed_at"])
        record(actor=actor, verb="reconfirm_booking", subject=booking)
    return booking


@transaction.atomic
def release_unanswered(*, limit: int = BATCH) -> list[Booking]:
    """Free the dates that nobody answered for in time."""
    at = now()
    late = Booking.objects.confirmed().filter(
        reconfirm_by__lte=at, reconfirmed_at__isnull=True, starts_at__gt=at
    )
    bookings = list(late.select_for_update(skip_locked=True, of=("self",))[:limit])
    return [
        end_booking(booking, BookingStatus.RELEASED, at, actor=None, notice=NoticeKind.RELEASED)
        for booking in bookings
    ]
