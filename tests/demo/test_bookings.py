"""The demo's bookings: plausible, around today, and under the same constraint as all others."""

from datetime import timedelta

import pytest
from django.db.models import F

from softplace.bookings.enums import BookingStatus
from softplace.bookings.models import Booking, Claim, Terms
from softplace.demo.commands import load_demo
from softplace.foundation import clock
from softplace.places.models import Place


@pytest.mark.django_db
def test_the_demo_has_eight_weeks_of_bookings_around_today() -> None:
    load_demo()
    now = clock.now()
    assert Booking.objects.count() > 1000
    assert Booking.objects.filter(starts_at__lt=now - timedelta(weeks=3)).exists()
    assert Booking.objects.filter(starts_at__gt=now + timedelta(weeks=3)).exists()
    assert Booking.objects.filter(status=BookingStatus.REQUESTED, starts_at__gt=now).exists()
    assert not Booking.objects.claiming().filter(claims=None).exists()
    assert Claim.objects.count() >= Booking.objects.claiming().count()
    assert not Claim.objects.exclude(booking__in=Booking.objects.claiming()).exists()
    assert Terms.objects.count() == Place.objects.filter(halt=None).count()
    assert Booking.objects.filter(person__email="habitante@demo.example").count() == 6
    # A stay ends days after it began; nothing else goes past midnight.
    nights = Booking.objects.exclude(starts_at__date=F("ends_at__date"))
    assert set(nights.values_list("lines__resource__kind", flat=True)) == {"bed"}

    # What is paid for costs what its terms say, and is paid once it is over, mostly.
    desks = Booking.objects.filter(place__name="Tiers-lieu La Navette", price_cents__gt=0)
    for booking in desks.prefetch_related("lines")[:50]:
        hours = (booking.ends_at - booking.starts_at).total_seconds() / 3600
        each = min(round(800 * hours), 4000)
        assert booking.price_cents == each * sum(line.quantity for line in booking.lines.all())
    assert desks.filter(paid_at=None, ends_at__lt=clock.now()).exists()
    assert desks.exclude(paid_at=None).exists()
    assert not Booking.objects.exclude(paid_at=None).filter(ends_at__gt=clock.now()).exists()
    free = Booking.objects.filter(place__name="Médiathèque de Crest")
    assert set(free.values_list("price_cents", flat=True)) == {0}
