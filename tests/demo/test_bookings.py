"""The demo's bookings: plausible, around today, and under the same constraint as all others."""

from datetime import timedelta

import pytest

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
    assert not Booking.objects.filter(claims=None).exists()
    assert Claim.objects.count() >= Booking.objects.count()
    assert Terms.objects.count() == Place.objects.count()
    assert Booking.objects.filter(person__email="habitante@demo.example").count() == 6
