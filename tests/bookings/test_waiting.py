"""The waiting list and the weekly question."""

from datetime import date, time, timedelta

import pytest

from softplace.bookings import commands
from softplace.bookings.commands import set_terms
from softplace.bookings.enums import BookingStatus, WaitingStatus
from softplace.bookings.models import Booking, Notice, WaitingEntry
from softplace.bookings.queries.series import Repetition
from softplace.bookings.rules import Item
from softplace.foundation.errors import Refused
from softplace.people.models import User

from .conftest import World


@pytest.fixture
def taken(world: World) -> Booking:
    return commands.book(
        actor=world.keeper, person=world.keeper, ask=world.ask(world.half), title="Choir"
    )


def wait(world: World, person: User, hours_from_monday: float = 26) -> WaitingEntry:
    return commands.join_waiting_list(
        actor=person,
        resource=world.half,
        ask=world.ask(world.half, hours_from_monday),
        title="Yoga",
    )


def offer_of(entry: WaitingEntry) -> Booking:
    entry.refresh_from_db()
    assert entry.offered is not None
    return entry.offered


def test_the_first_who_waits_is_offered_what_is_freed(world: World, taken: Booking) -> None:
    first, second = wait(world, world.alice), wait(world, world.bob)
    commands.cancel_booking(actor=world.keeper, booking=taken)
    second.refresh_from_db()
    assert offer_of(first).status == BookingStatus.HELD
    assert second.status == WaitingStatus.WAITING
    assert Notice.objects.filter(booking=first.offered, kind="offered").count() == 1


def test_nobody_waits_for_what_the_terms_would_refuse(world: World, taken: Booking) -> None:
    with pytest.raises(Refused) as refused:
        wait(world, world.alice, hours_from_monday=40)
    assert [reason.code for reason in refused.value.reasons] == ["closed_then"]
    set_terms(actor=None, place=world.place, longest_minutes=60, horizon_days=1)
    with pytest.raises(Refused) as refused:
        wait(world, world.alice)
    # That it is too early to book will pass; that it is too long will not.
    assert [reason.code for reason in refused.value.reasons] == ["longer_than_terms"]
    assert WaitingEntry.objects.count() == 0
    set_terms(actor=None, place=world.place, longest_minutes=240)
    assert wait(world, world.alice).status == WaitingStatus.WAITING


def test_an_offer_that_is_taken_becomes_a_booking(world: World, taken: Booking) -> None:
    entry = wait(world, world.alice)
    commands.cancel_booking(actor=world.keeper, booking=taken)
    booking = commands.confirm_hold(actor=world.alice, booking=offer_of(entry))
    entry.refresh_from_db()
    assert (booking.status, entry.status) == (BookingStatus.CONFIRMED, WaitingStatus.TAKEN)


def test_an_offer_that_nobody_answers_goes_to_the_next(
    world: World, taken: Booking, later: object
) -> None:
    first, second = wait(world, world.alice), wait(world, world.bob)
    commands.cancel_booking(actor=world.keeper, booking=taken)
    with later(timedelta(hours=13)):  # type: ignore[operator]
        commands.expire_holds()
        first.refresh_from_db()
        assert first.status == WaitingStatus.ENDED
        assert offer_of(second).person == world.bob


def test_an_offer_that_is_declined_goes_to_the_next(world: World, taken: Booking) -> None:
    first, second = wait(world, world.alice), wait(world, world.bob)
    commands.cancel_booking(actor=world.keeper, booking=taken)
    commands.cancel_booking(actor=world.alice, booking=offer_of(first))
    first.refresh_from_db()
    assert first.status == WaitingStatus.DECLINED
    assert offer_of(second).status == BookingStatus.HELD


def test_a_booking_that_moves_away_frees_its_time_for_who_waits(
    world: World, taken: Booking
) -> None:
    entry = wait(world, world.alice)
    commands.move_booking(actor=world.keeper, booking=taken, ask=world.ask(world.half, 50))
    assert offer_of(entry).status == BookingStatus.HELD


def test_who_no_longer_waits_is_offered_nothing(world: World, taken: Booking) -> None:
    entry = wait(world, world.alice)
    commands.leave_waiting_list(actor=world.alice, entry=entry)
    commands.cancel_booking(actor=world.keeper, booking=taken)
    entry.refresh_from_db()
    assert (entry.status, entry.offered) == (WaitingStatus.ENDED, None)


def test_nobody_ends_the_waiting_of_another(world: World, taken: Booking) -> None:
    entry = wait(world, world.alice)
    with pytest.raises(Refused):
        commands.leave_waiting_list(actor=world.bob, entry=entry)


@pytest.fixture
def standing(world: World) -> Booking:
    commands.set_terms(actor=None, place=world.place, reconfirm_days=7, needs_approval=False)
    commands.book_series(
        actor=world.alice,
        person=world.alice,
        repetition=Repetition(
            date(2027, 3, 3), time(18, 0), 120, "FREQ=WEEKLY;COUNT=4", "Europe/Paris"
        ),
        items=[Item(world.half.pk)],
        title="Choir",
    )
    return Booking.objects.earliest("starts_at")


def test_only_the_coming_date_of_a_series_is_asked_for_again(
    world: World, standing: Booking
) -> None:
    assert commands.ask_to_reconfirm() == [standing]
    assert commands.ask_to_reconfirm() == []
    assert Notice.objects.filter(kind="reconfirm", booking=standing).count() == 1


def test_an_unanswered_date_is_released_and_an_answered_one_is_kept(
    world: World, standing: Booking, later: object
) -> None:
    commands.ask_to_reconfirm()
    with later(timedelta(days=1)):  # type: ignore[operator]
        assert commands.release_unanswered() == []
    with later(timedelta(days=2)):  # type: ignore[operator]
        commands.reconfirm_booking(actor=world.alice, booking=standing)
        assert commands.release_unanswered() == []
    Booking.objects.filter(pk=standing.pk).update(reconfirmed_at=None)
    with later(timedelta(days=2)):  # type: ignore[operator]
        assert commands.release_unanswered() == [standing]
    standing.refresh_from_db()
    assert (standing.status, standing.claims.count()) == (BookingStatus.RELEASED, 0)
