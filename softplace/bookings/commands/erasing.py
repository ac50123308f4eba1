"""A person goes: what is to come is given up, what is over keeps no name."""

from django.db import transaction

from softplace.bookings.commands.deciding import end_booking
from softplace.bookings.enums import CLAIMING, BookingStatus, NoticeKind
from softplace.bookings.models import Booking, Delivery, Series, WaitingEntry
from softplace.foundation.clock import now
from softplace.people.commands import erase_account
from softplace.people.models import User
from softplace.trail.commands import forget_names


@transaction.atomic
def erase_person(*, person: User) -> None:
    """Erase the account of a person, at their own demand.

    Bookings to come are cancelled, even past the term: nobody would come. Those that are over
    stay without name, title or purpose: accounting keeps the time, the place and the price.
    """
    at = now()
    # First, so that nothing of what is freed is offered to somebody who is leaving.
    WaitingEntry.objects.filter(person=person).delete()
    standing = Booking.objects.of(person).filter(status__in=CLAIMING, ends_at__gt=at)
    for booking in standing.order_by("id").select_for_update(of=("self",)):
        end_booking(booking, BookingStatus.CANCELLED, at, actor=None, notice=NoticeKind.CANCELLED)
    bookings = list(Booking.objects.of(person))
    # What was told to other programs names the booking by its title.
    Delivery.objects.filter(notice__booking__in=bookings).delete()
    Booking.objects.of(person).update(
        person=None,
        title="",
        purpose="",
        contact_name="",
        contact_email="",
        decision_reason="",
        group=None,
    )
    series = list(Series.objects.filter(person=person))
    Series.objects.filter(person=person).update(person=None, title="")
    forget_names(subjects=bookings)
    forget_names(subjects=series)
    erase_account(person=person)
