"""A hold that is confirmed at the moment at which somebody else takes it for run out."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections, transaction

from softplace.bookings.commands import book, hold
from softplace.bookings.commands.claiming import claim_units
from softplace.bookings.models import Booking, Claim
from softplace.bookings.queries.asking import person_facts, situation
from softplace.foundation.errors import Refused

from .conftest import MONDAY, World, make_world, wait_until_somebody_waits_for_us


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    yield make_world()


def test_a_hold_that_is_being_confirmed_keeps_its_claims(world: World) -> None:
    ask = world.ask(world.half)
    held = hold(actor=world.alice, person=world.alice, ask=ask, title="x", minutes=5)
    other = book(actor=world.bob, person=world.bob, ask=world.ask(world.half, 50), title="y")
    late = MONDAY + timedelta(minutes=6)
    known = situation([world.half.pk], ask, person_facts(world.bob, MONDAY))

    def take_over() -> str:
        try:
            with transaction.atomic():
                claim_units(
                    booking_id=other.pk,
                    ask=ask,
                    resources=known.resources,
                    at=late,
                    expires_at=None,
                )
            return "taken over"
        except Refused as refused:
            return refused.reasons[0].code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            # What `confirm_hold` writes, and does not commit yet.
            Claim.objects.filter(booking=held).update(expires_at=None)
            Booking.objects.filter(pk=held.pk).update(status="confirmed", expires_at=None)
            attempt = pool.submit(take_over)
            wait_until_somebody_waits_for_us()
        assert attempt.result(30) == "taken"
    assert Claim.objects.filter(booking=held).count() == 1
