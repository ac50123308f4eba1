"""What becomes of a booking, who may decide it, and who is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from softplace.bookings import commands
from softplace.bookings.enums import BookingStatus, NoticeKind
from softplace.bookings.models import Booking, Claim, Notice
from softplace.bookings.queries.door import check_in_from
from softplace.bookings.rules import Item
from softplace.foundation.errors import Refused
from softplace.people.models import User
from softplace.trail.models import Entry

from .conftest import MONDAY, World


@pytest.fixture
def request_(world: World) -> Booking:
    commands.set_terms(actor=None, place=world.place, needs_approval=True)
    return commands.book(
        actor=world.alice, person=world.alice, ask=world.ask(world.half), title="Choir"
    )


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reasons[0].code


def test_a_request_claims_its_units_until_it_is_decided(world: World, request_: Booking) -> None:
    assert request_.status == BookingStatus.REQUESTED
    ask = world.ask(world.half)
    assert (
        code_of(lambda: commands.book(actor=world.bob, person=world.bob, ask=ask, title="Too"))
        == "taken"
    )


def test_a_keeper_approves_and_the_person_is_told(world: World, request_: Booking) -> None:
    booking = commands.approve_booking(actor=world.keeper, booking=request_)
    assert booking.status == BookingStatus.CONFIRMED
    kinds = list(Notice.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == [NoticeKind.REQUESTED, NoticeKind.CONFIRMED]


def test_a_keeper_refuses_with_a_reason_and_the_units_are_free(
    world: World, request_: Booking
) -> None:
    assert (
        code_of(lambda: commands.refuse_booking(actor=world.keeper, booking=request_, reason="  "))
        == "needs_a_reason"
    )
    booking = commands.refuse_booking(actor=world.keeper, booking=request_, reason="Works")
    assert (booking.status, booking.decision_reason) == (BookingStatus.REFUSED, "Works")
    assert Claim.objects.count() == 0


@pytest.mark.parametrize("name", ["alice", "bob", "mediator"])
def test_only_keepers_and_planners_decide(world: World, request_: Booking, name: str) -> None:
    actor: User = getattr(world, name)
    for act in (
        lambda: commands.approve_booking(actor=actor, booking=request_),
        lambda: commands.refuse_booking(actor=actor, booking=request_, reason="No"),
        lambda: commands.record_payment(actor=actor, booking=request_),
    ):
        assert code_of(act) == "not_keeper"
    request_.refresh_from_db()
    assert request_.status == BookingStatus.REQUESTED


def test_nobody_cancels_or_moves_what_is_not_theirs(world: World, request_: Booking) -> None:
    later = world.ask(world.half, 50)
    assert (
        code_of(lambda: commands.cancel_booking(actor=world.bob, booking=request_)) == "not_yours"
    )
    assert (
        code_of(lambda: commands.move_booking(actor=world.bob, booking=request_, ask=later))
        == "not_yours"
    )


def test_a_booking_moves_onto_part_of_its_own_time(world: World) -> None:
    booking = commands.book(
        actor=world.alice, person=world.alice, ask=world.ask(world.half, 26, 2), title="Choir"
    )
    moved = commands.move_booking(
        actor=world.alice, booking=booking, ask=world.ask(world.half, 27, 2)
    )
    assert moved.starts_at == world.ask(world.half, 27).starts_at
    assert moved.revision == 1
    assert moved.claims.count() == 1


def test_a_move_that_is_refused_leaves_the_booking_as_it_was(world: World) -> None:
    booking = commands.book(
        actor=world.alice, person=world.alice, ask=world.ask(world.half, 26, 2), title="Choir"
    )
    commands.book(actor=world.bob, person=world.bob, ask=world.ask(world.half, 50, 2), title="Yoga")
    ask = world.ask(world.half, 51, 2)
    assert (
        code_of(lambda: commands.move_booking(actor=world.alice, booking=booking, ask=ask))
        == "taken"
    )
    booking.refresh_from_db()
    assert (booking.starts_at, booking.revision) == (world.ask(world.half, 26).starts_at, 0)
    assert booking.claims.count() == 1


def test_a_booking_that_is_over_cannot_be_cancelled(world: World, later: object) -> None:
    booking = commands.book(
        actor=world.alice, person=world.alice, ask=world.ask(world.half, 1, 1), title="Choir"
    )
    with later(timedelta(hours=2)):  # type: ignore[operator]
        assert (
            code_of(lambda: commands.cancel_booking(actor=world.alice, booking=booking))
            == "already_over"
        )


def test_past_the_term_only_a_keeper_cancels(world: World, later: object) -> None:
    commands.set_terms(actor=None, place=world.place, cancel_minutes=1440)
    booking = commands.book(
        actor=world.alice, person=world.alice, ask=world.ask(world.half, 26), title="Choir"
    )
    with later(timedelta(hours=3)):  # type: ignore[operator]
        assert (
            code_of(lambda: commands.cancel_booking(actor=world.alice, booking=booking))
            == "too_late_to_cancel"
        )
        cancelled = commands.cancel_booking(actor=world.keeper, booking=booking)
    assert cancelled.status == BookingStatus.CANCELLED


def test_who_does_not_come_is_released_and_who_checks_in_is_not(
    world: World, later: object
) -> None:
    commands.set_terms(actor=None, place=world.place, no_show_minutes=20, needs_approval=False)
    absent, present = (
        commands.book(
            actor=world.alice, person=world.alice, ask=world.ask(resource, 1, 3), title="Choir"
        )
        for resource in (world.half, world.projector)
    )
    with later(timedelta(hours=1, minutes=10)):  # type: ignore[operator]
        commands.check_in(actor=None, booking=present, code=present.check_in_code.lower())
        assert commands.release_no_shows() == []
    with later(timedelta(hours=1, minutes=20)):  # type: ignore[operator]
        assert commands.release_no_shows() == [absent]
    absent.refresh_from_db()
    assert absent.status == BookingStatus.RELEASED
    assert Claim.objects.filter(booking=present).count() == 1


def test_a_wrong_code_checks_nobody_in(world: World, request_: Booking) -> None:
    assert (
        code_of(lambda: commands.check_in(actor=None, booking=request_, code="AAAAAA"))
        == "wrong_code"
    )


def test_a_hold_is_confirmed_once_however_often_it_is_sent(world: World) -> None:
    held = commands.hold(
        actor=world.alice, person=world.alice, ask=world.ask(world.half), title="Choir"
    )
    first = commands.confirm_hold(actor=world.alice, booking=held)
    second = commands.confirm_hold(actor=world.alice, booking=held)
    assert first.status == second.status == BookingStatus.CONFIRMED
    assert Notice.objects.count() == 1


def test_a_hold_that_has_run_out_cannot_be_confirmed(world: World, later: object) -> None:
    held = commands.hold(
        actor=world.alice, person=world.alice, ask=world.ask(world.half), title="Choir"
    )
    with later(timedelta(minutes=15)):  # type: ignore[operator]
        assert (
            code_of(lambda: commands.confirm_hold(actor=world.alice, booking=held))
            == "hold_is_over"
        )
        assert commands.expire_holds() == [held]
    assert Claim.objects.count() == 0


def test_every_decision_leaves_who_and_what_on_the_trail(world: World, request_: Booking) -> None:
    commands.approve_booking(actor=world.keeper, booking=request_)
    verbs = list(Entry.objects.about(request_).order_by("id").values_list("actor__email", "verb"))
    assert verbs == [
        ("alice@example.org", "booking_requested"),
        ("keeper@example.org", "booking_confirmed"),
    ]


def test_nobody_keeps_a_room_by_checking_in_days_ahead(world: World, later: object) -> None:
    commands.set_terms(
        actor=None, place=world.place, check_in_minutes=15, no_show_minutes=20, needs_approval=False
    )
    booking = commands.book(
        actor=world.alice, person=world.alice, ask=world.ask(world.half, 1, 3), title="Choir"
    )
    with later(timedelta(minutes=44)), pytest.raises(Refused) as refused:  # type: ignore[operator]
        commands.check_in(actor=None, booking=booking, code=booking.check_in_code)
    assert [(r.code, r.details) for r in refused.value.reasons] == [
        ("check_in_not_open", {"minutes": 15})
    ]
    booking.refresh_from_db()
    assert booking.checked_in_at is None
    with later(timedelta(minutes=44)):  # type: ignore[operator]
        code = code_of(lambda: commands.check_in(actor=world.alice, booking=booking))
        assert code == "check_in_not_open"
    with later(timedelta(minutes=45)):  # type: ignore[operator]
        commands.check_in(actor=world.alice, booking=booking)
    booking.refresh_from_db()
    assert booking.checked_in_at == MONDAY + timedelta(minutes=45)


def test_a_keeper_notes_who_is_there_early(world: World) -> None:
    booking = commands.book(
        actor=world.alice, person=world.alice, ask=world.ask(world.half, 3), title="Choir"
    )
    assert commands.check_in(actor=world.keeper, booking=booking).checked_in_at == MONDAY


def test_of_two_resources_the_stricter_terms_say_when_check_in_opens(world: World) -> None:
    commands.set_terms(
        actor=None, place=world.place, resource=world.projector, check_in_minutes=5,
        needs_approval=False,
    )  # fmt: skip
    ask = replace(world.ask(world.half, 1), items=(Item(world.half.pk), Item(world.projector.pk)))
    booking = commands.book(actor=world.alice, person=world.alice, ask=ask, title="Choir")
    assert check_in_from(booking, MONDAY) == ask.starts_at - timedelta(minutes=5)
