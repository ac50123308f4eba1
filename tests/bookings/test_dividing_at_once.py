"""A keeper divides a resource at the very moment at which somebody books it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from softplace.bookings import checks
from softplace.bookings.commands import book, divide_anew
from softplace.bookings.models import Booking
from softplace.foundation.errors import Refused
from softplace.places.commands import add_resource
from softplace.places.models import Resource

from .conftest import World, make_world, wait_until_somebody_waits_for_us


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    yield make_world()


@pytest.fixture
def room(world: World) -> Resource:
    return add_resource(actor=None, place=world.place, name="Room", kind="room")


def test_the_keeper_waits_for_who_is_booking_and_takes_them_along(
    world: World, room: Resource
) -> None:
    def divide() -> None:
        divide_anew(actor=None, resource=room, sharing="pool", unit_count=2)

    said = _while_open(lambda: _book(world, room), divide)
    assert said == "done"
    assert set(Booking.objects.get().claims.values_list("unit_id", flat=True)) == set(
        room.units.values_list("pk", flat=True)
    )
    assert not [fault for check in checks.CHECKS for fault in check.run()]


def test_who_books_waits_for_the_keeper_and_is_told_to_look_again(
    world: World, room: Resource
) -> None:
    east, west = (
        add_resource(actor=None, place=world.place, name=name, kind="room")
        for name in ("East", "West")
    )

    def divide() -> None:
        divide_anew(actor=None, resource=room, sharing="parts", parts=[east, west])

    assert _while_open(divide, lambda: _book(world, room)) == "divided_anew"
    assert Booking.objects.count() == 0
    _book(world, room)
    assert Booking.objects.get().claims.count() == 2


def test_parts_that_live_on_are_guarded_too(world: World, room: Resource) -> None:
    east, west = (
        add_resource(actor=None, place=world.place, name=name, kind="room")
        for name in ("East", "West")
    )
    divide_anew(actor=None, resource=room, sharing="parts", parts=[east, west])

    def divide() -> None:
        divide_anew(actor=None, resource=room, sharing="whole")

    assert _while_open(divide, lambda: _book(world, room)) == "divided_anew"
    assert Booking.objects.count() == 0


def _book(world: World, room: Resource) -> None:
    book(actor=world.alice, person=world.alice, ask=world.ask(room), title="Choir")


def _while_open(first: Callable[[], None], second: Callable[[], None]) -> str:
    """What becomes of the second, which begins before the first is committed."""

    def attempt() -> str:
        try:
            second()
            return "done"
        except Refused as refused:
            return refused.reasons[0].code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            other = pool.submit(attempt)
            wait_until_somebody_waits_for_us()
        return other.result(30)
