"""What keepers decide and read: several requests at once, who comes, who did not come."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from softplace.bookings.commands import (
    approve_bookings,
    book,
    check_in,
    refuse_bookings,
    release_booking,
    set_terms,
)
from softplace.bookings.enums import BookingStatus
from softplace.bookings.models import Booking, Claim
from softplace.bookings.queries.keeping import arrivals, request_count, requests_at
from softplace.foundation.errors import Refused
from softplace.places.models import Resource
from tests.bookings.conftest import MONDAY, World


def asked(world: World, resource: Resource, hours: float, title: str = "Choir") -> Booking:
    return book(actor=world.alice, person=world.alice, ask=world.ask(resource, hours), title=title)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


@pytest.fixture
def needs_approval(world: World) -> World:
    set_terms(actor=None, place=world.place, needs_approval=True)
    return world


def test_requests_are_listed_soonest_first_and_counted_for_the_keeper(
    needs_approval: World,
) -> None:
    world = needs_approval
    late, soon = asked(world, world.hall, 50), asked(world, world.hall, 26)
    listed = requests_at([world.place], MONDAY)
    assert [waiting.bookings for waiting in listed] == [(soon,), (late,)]
    assert request_count(world.keeper, MONDAY) == 2
    assert request_count(world.alice, MONDAY) == 0


def test_all_the_ticked_requests_are_approved_or_none(needs_approval: World) -> None:
    world = needs_approval
    first, second = asked(world, world.hall, 26), asked(world, world.hall, 50)
    refuse_bookings(actor=world.keeper, bookings=[second], reason="Works")
    with pytest.raises(Refused) as refused:
        approve_bookings(actor=world.keeper, bookings=[first, second])
    assert codes(refused) == ["already_ended"]
    first.refresh_from_db()
    assert first.status == BookingStatus.REQUESTED


def test_no_date_ticked_decides_nothing(needs_approval: World) -> None:
    with pytest.raises(Refused) as refused:
        approve_bookings(actor=needs_approval.keeper, bookings=[])
    assert codes(refused) == ["choose_a_date"]


def test_a_keeper_frees_what_nobody_came_for(
    world: World, later: Callable[[timedelta], object]
) -> None:
    booking = asked(world, world.hall, 2)
    with later(timedelta(hours=2, minutes=20)):  # type: ignore[attr-defined]
        released = release_booking(actor=world.keeper, booking=booking)
    assert released.status == BookingStatus.RELEASED
    assert not Claim.objects.filter(booking=booking).exists()


@pytest.mark.parametrize(("after_hours", "code"), [(1, "not_begun"), (5, "already_over")])
def test_a_booking_is_released_only_while_it_lasts(
    world: World, later: Callable[[timedelta], object], after_hours: int, code: str
) -> None:
    booking = asked(world, world.hall, 2)
    with later(timedelta(hours=after_hours)), pytest.raises(Refused) as refused:  # type: ignore[attr-defined]
        release_booking(actor=world.keeper, booking=booking)
    assert codes(refused) == [code]


def test_who_has_come_is_not_released(world: World, later: Callable[[timedelta], object]) -> None:
    booking = asked(world, world.hall, 2)
    with later(timedelta(hours=3)), pytest.raises(Refused) as refused:  # type: ignore[attr-defined]
        check_in(actor=world.keeper, booking=booking)
        release_booking(actor=world.keeper, booking=booking)
    assert codes(refused) == ["already_there"]


def test_nobody_but_a_keeper_releases(world: World, later: Callable[[timedelta], object]) -> None:
    booking = asked(world, world.hall, 2)
    with later(timedelta(hours=3)), pytest.raises(Refused) as refused:  # type: ignore[attr-defined]
        release_booking(actor=world.alice, booking=booking)
    assert codes(refused) == ["not_keeper"]


def test_who_comes_on_a_day_is_read_in_a_fixed_number_of_queries(
    world: World, django_assert_num_queries: Callable[[int], object]
) -> None:
    later_one = asked(world, world.hall, 5, "Assembly")
    first = asked(world, world.hall, 2, "Choir")
    asked(world, world.hall, 26, "Tomorrow")
    with django_assert_num_queries(3):  # type: ignore[attr-defined]
        found = list(arrivals([world.place], MONDAY, MONDAY + timedelta(hours=14)))
        assert [row.lines.all()[0].resource.name for row in found] == ["Hall", "Hall"]
    assert found == [first, later_one]
