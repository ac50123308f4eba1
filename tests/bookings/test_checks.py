"""Each check of bookings is broken once, below the commands, and tells what is wrong."""

from datetime import timedelta

import pytest
from django.db import connection

from softplace.bookings.checks import CHECKS
from softplace.bookings.commands import book, hold
from softplace.bookings.models import Booking, Claim
from softplace.places.models import Resource
from tests.bookings.conftest import MONDAY, World


def faulty() -> dict[str, tuple[str, ...]]:
    """The checks that find something, and the rows that they name."""
    found = {check.name: list(check.run()) for check in CHECKS}
    return {name: faults[0].rows for name, faults in found.items() if faults}


def booked(world: World, resource: Resource, hours: float = 26, quantity: int = 1) -> Booking:
    ask = world.ask(resource, hours, quantity=quantity)
    return book(actor=world.alice, person=world.alice, ask=ask, title="Choir")


@pytest.fixture
def hall(world: World) -> Booking:
    return booked(world, world.hall)


def test_what_the_commands_write_is_clean(world: World, hall: Booking) -> None:
    booked(world, world.desks, quantity=2)
    booked(world, world.half, 50)
    hold(actor=world.bob, person=world.bob, ask=world.ask(world.projector), title="Perhaps")
    assert faulty() == {}


def test_a_unit_taken_twice_is_found(world: World, hall: Booking) -> None:
    other = booked(world, world.half, 50)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE bookings_claim DROP CONSTRAINT no_two_claims_of_one_unit_overlap"
        )
    first = hall.claims.get(unit__in=world.half.units.all())
    second = other.claims.get()
    Claim.objects.filter(pk=second.pk).update(period=first.period)
    Booking.objects.filter(pk=other.pk).update(starts_at=hall.starts_at, ends_at=hall.ends_at)
    assert faulty() == {
        "claims_do_not_overlap": (f"claims {first.pk} and {second.pk} of unit {first.unit_id}",)
    }


def test_a_fallen_booking_that_still_claims_is_found(hall: Booking) -> None:
    Booking.objects.filter(pk=hall.pk).update(status="cancelled")
    assert faulty() == {"fallen_bookings_claim_nothing": (f"booking {hall.pk}",)}


def test_a_standing_booking_without_claims_is_found(hall: Booking) -> None:
    hall.claims.all().delete()
    assert faulty() == {
        "standing_bookings_claim_their_units": (f"booking {hall.pk}",),
        "coming_bookings_claim_exactly_what_they_need": (f"booking {hall.pk}",),
    }


def test_half_a_hall_for_a_whole_one_is_found(hall: Booking) -> None:
    hall.claims.order_by("unit_id")[0].delete()
    assert faulty() == {"coming_bookings_claim_exactly_what_they_need": (f"booking {hall.pk}",)}


def test_a_desk_more_than_was_booked_is_found(world: World) -> None:
    booking = booked(world, world.desks)
    claim = booking.claims.get()
    free = world.desks.units.exclude(pk=claim.unit_id)[0]
    Claim.objects.create(booking=booking, unit=free, period=claim.period)
    assert faulty() == {"coming_bookings_claim_exactly_what_they_need": (f"booking {booking.pk}",)}


def test_a_claim_on_something_else_is_found(world: World) -> None:
    booking = booked(world, world.half)
    claim = booking.claims.get()
    Claim.objects.filter(pk=claim.pk).update(unit=world.projector.units.get())
    assert faulty() == {
        "claims_are_what_was_booked": (f"claim {claim.pk} of booking {booking.pk}",),
        "coming_bookings_claim_exactly_what_they_need": (f"booking {booking.pk}",),
    }


def test_a_claim_at_another_time_is_found(world: World, hall: Booking) -> None:
    Booking.objects.filter(pk=hall.pk).update(ends_at=hall.ends_at + timedelta(hours=1))
    assert set(faulty()) == {"claims_are_what_was_booked"}


def test_a_hold_that_never_ends_is_found(world: World) -> None:
    held = hold(actor=world.bob, person=world.bob, ask=world.ask(world.half), title="Perhaps")
    held.claims.update(expires_at=None)
    assert faulty() == {"holds_run_out_and_nothing_else_does": (f"booking {held.pk}",)}


def test_a_booking_that_ends_like_a_hold_is_found(hall: Booking) -> None:
    hall.claims.update(expires_at=MONDAY)
    assert faulty() == {"holds_run_out_and_nothing_else_does": (f"booking {hall.pk}",)}
