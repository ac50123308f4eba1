"""What becomes of a booking: confirmed, approved, refused, moved, cancelled, used, released."""

from datetime import datetime

from django.db import transaction

from softplace.bookings.commands.claiming import claim_units
from softplace.bookings.commands.taking import grant, release_time
from softplace.bookings.commands.waiting import Freed, offer_freed, settle_offer
from softplace.bookings.enums import (
    BookingStatus,
    NoticeKind,
    SeriesDateStatus,
    WaitingStatus,
)
from softplace.bookings.models import Booking, Claim, Notice, SeriesDate
from softplace.bookings.queries.asking import person_facts, situation
from softplace.bookings.queries.door import check_in_from
from softplace.bookings.rules import (
    Ask,
    Item,
    PersonFacts,
    TermsFacts,
    best_terms,
    reasons_to_refuse_cancel,
    reasons_to_refuse_check_in,
)
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, refuse
from softplace.foundation.text import one_line
from softplace.people.models import User
from softplace.trail.commands import record

BATCH = 500


@transaction.atomic
def confirm_hold(*, actor: User, booking: Booking) -> Booking:
    """Turn a hold into a booking: confirmed, or requested where a keeper must approve."""
    at = now()
    booking = locked(booking)
    facts = _acting(actor, booking, at)
    refuse(reasons_not_yours(actor, booking, facts))
    if booking.status == BookingStatus.CONFIRMED:
        return booking  # sent twice: the first one did it
    if booking.status != BookingStatus.HELD or (booking.expires_at and booking.expires_at <= at):
        refuse([Reason("hold_is_over")])
    terms = _terms(booking, facts)
    confirmed = facts.keeps_place(booking.place_id) or not terms.needs_approval
    status = BookingStatus.CONFIRMED if confirmed else BookingStatus.REQUESTED
    kept = Claim.objects.filter(booking=booking).update(expires_at=None)
    if kept < _needed_units(booking):
        # Its end had come for somebody whose clock is a moment ahead, and who took a unit.
        refuse([Reason("hold_is_over")])
    kind = NoticeKind.CONFIRMED if confirmed else NoticeKind.REQUESTED
    settle_offer(booking=booking, status=WaitingStatus.TAKEN)
    return _become(booking, status, at, actor=actor, notice=kind)


@transaction.atomic
def approve_booking(*, actor: User, booking: Booking) -> Booking:
    """A keeper says yes to a request."""
    at = now()
    booking = locked(booking)
    refuse(reasons_not_keeper(actor, booking, at))
    if booking.status == BookingStatus.CONFIRMED:
        return booking
    if booking.status != BookingStatus.REQUESTED:
        refuse([Reason("already_ended", "", {"status": booking.status})])
    if booking.ends_at <= at:
        refuse([Reason("already_over")])
    return _become(booking, BookingStatus.CONFIRMED, at, actor=actor, notice=NoticeKind.CONFIRMED)


@transaction.atomic
def refuse_booking(*, actor: User, booking: Booking, reason: str) -> Booking:
    """A keeper says no to a request, and why."""
    at = now()
    booking = locked(booking)
    refuse(reasons_not_keeper(actor, booking, at))
    if not reason.strip():
        refuse([Reason("needs_a_reason", "reason")])
    if booking.status == BookingStatus.REFUSED:
        return booking
    if booking.status != BookingStatus.REQUESTED:
        refuse([Reason("already_ended", "", {"status": booking.status})])
    booking.decision_reason = one_line(reason, 400)
    return end_booking(booking, BookingStatus.REFUSED, at, actor=actor, notice=NoticeKind.REFUSED)


@transaction.atomic
def cancel_booking(*, actor: User, booking: Booking, reason: str = "") -> Booking:
    """Give a booking up; its units are free at once. Past the term only keepers may."""
    at = now()
    booking = locked(booking)
    facts = _acting(actor, booking, at)
    refuse(reasons_not_yours(actor, booking, facts))
    if booking.status == BookingStatus.CANCELLED:
        return booking
    terms = _terms(booking, facts)
    keeps = facts.keeps_place(booking.place_id)
    refuse(
        reasons_to_refuse_cancel(
            booking.status, booking.ends_at, booking.starts_at, terms, at, keeps
        )
    )
    booking.decision_reason = one_line(reason, 400)
    return end_booking(
        booking, BookingStatus.CANCELLED, at, actor=actor, notice=NoticeKind.CANCELLED
    )


@transaction.atomic
def move_booking(*, actor: User, booking: Booking, ask: Ask) -> Booking:
    """Another time or other resources for a booking that stands; all rules apply anew.

    Its present claims are given up first, so it may move onto part of its own time. Raises
    Refused, and then the booking stands as it was.
    """
    at = now()
    booking = locked(booking)
    facts = _acting(actor, booking, at)
    refuse(reasons_not_yours(actor, booking, facts))
    if booking.status not in (BookingStatus.CONFIRMED, BookingStatus.REQUESTED):
        refuse([Reason("already_ended", "", {"status": booking.status})])
    if booking.ends_at <= at:
        refuse([Reason("already_over")])
    granted = grant(
        actor=actor,
        person=booking.person,
        ask=ask,
        at=at,
        contact_name=booking.contact_name,
        but=booking.pk,
    )
    if granted.place_id != booking.place_id:
        refuse([Reason("moves_to_another_place", "resources")])
    before = (booking.starts_at, booking.ends_at)
    freed = give_up_claims(booking)
    claim_units(booking_id=booking.pk, ask=ask, resources=granted.resources, at=at, expires_at=None)
    booking.lines.all().delete()
    booking.lines.model.objects.bulk_create(
        booking.lines.model(booking=booking, resource_id=item.resource_id, quantity=item.quantity)
        for item in ask.items
    )
    booking.starts_at, booking.ends_at = ask.starts_at, ask.ends_at
    booking.headcount, booking.layout = ask.headcount, ask.layout
    booking.release_at = release_time(granted.terms, ask)
    booking.quote = granted.quote.as_json()
    booking.price_cents = granted.quote.cents
    booking.price_minutes = granted.quote.time_minutes
    status = booking.status
    if not granted.keeps and granted.terms.needs_approval:
        status = BookingStatus.REQUESTED
    moved = _become(booking, BookingStatus(status), at, actor=None, notice=NoticeKind.CHANGED)
    record(
        actor=actor,
        verb="move_booking",
        subject=booking,
        changes={
            "starts_at": (before[0], booking.starts_at),
            "ends_at": (before[1], booking.ends_at),
        },
    )
    offer_freed(freed=freed, at=at)
    return moved


@transaction.atomic
def check_in(*, actor: User | None, booking: Booking, code: str = "") -> Booking:
    """Somebody is there. By the code at the door, or by the person or a keeper signed in.

    Not before the hour that the terms give; a keeper, who sees who is there, is free.
    """
    at = now()
    booking = locked(booking)
    if code.strip().upper() != booking.check_in_code:
        if actor is None:
            refuse([Reason("wrong_code", "code")])
        else:
            refuse(reasons_not_yours(actor, booking, _acting(actor, booking, at)))
    if booking.checked_in_at is not None:
        return booking
    keeps = actor is not None and _acting(actor, booking, at).keeps_place(booking.place_id)
    opens_at = at if keeps else check_in_from(booking, at)
    refuse(
        reasons_to_refuse_check_in(booking.status, opens_at, booking.starts_at, booking.ends_at, at)
    )
    booking.checked_in_at = at
    booking.save(update_fields=["checked_in_at"])
    record(actor=actor, verb="check_in", subject=booking)
    return booking


@transaction.atomic
def record_payment(*, actor: User, booking: Booking) -> Booking:
    """Note that a booking was paid; SoftPlace itself collects nothing."""
    at = now()
    booking = locked(booking)
    refuse(reasons_not_keeper(actor, booking, at))
    if booking.paid_at is None:
        booking.paid_at = at
        booking.save(update_fields=["paid_at"])
        record(actor=actor, verb="record_payment", subject=booking)
    return booking


@transaction.atomic
def release_no_shows(*, limit: int = BATCH) -> list[Booking]:
    """Free the units of those who have not come within their delay."""
    at = now()
    late = Booking.objects.no_shows(at).filter(ends_at__gt=at)
    # SKIP LOCKED: somebody who checks in at this moment is not released, nor waited for.
    bookings = list(late.select_for_update(skip_locked=True, of=("self",))[:limit])
    return [
        end_booking(booking, BookingStatus.RELEASED, at, actor=None, notice=NoticeKind.RELEASED)
        for booking in bookings
    ]


@transaction.atomic
def expire_holds(*, limit: int = BATCH) -> list[Booking]:
    """End the holds that nobody confirmed in time."""
    at = now()
    over = Booking.objects.filter(status=BookingStatus.HELD, expires_at__lte=at)
    bookings = list(over.select_for_update(skip_locked=True, of=("self",))[:limit])
    return [
        end_booking(booking, BookingStatus.EXPIRED, at, actor=None, notice=None)
        for booking in bookings
    ]


def locked(booking: Booking) -> Booking:
    """The booking as it is now, held against a decision by somebody else at the same time."""
    return Booking.objects.select_for_update(of=("self",)).get(pk=booking.pk)


def _acting(actor: User, booking: Booking, at: datetime) -> PersonFacts:
    return person_facts(actor, at)


def reasons_not_yours(actor: User, booking: Booking, facts: PersonFacts) -> list[Reason]:
    if booking.person_id == actor.pk or facts.keeps_place(booking.place_id):
        return []
    if actor.is_mediator:
        return []
    return [Reason("not_yours")]


def reasons_not_keeper(actor: User, booking: Booking, at: datetime) -> list[Reason]:
    if _acting(actor, booking, at).keeps_place(booking.place_id):
        return []
    return [Reason("not_keeper")]


def _terms(booking: Booking, facts: PersonFacts) -> TermsFacts:
    """The terms of the booking's first resource for whoever it is for."""
    items = tuple(
        Item(resource_id, quantity)
        for resource_id, quantity in booking.lines.order_by("id").values_list(
            "resource_id", "quantity"
        )
    )
    ask = Ask(items, booking.starts_at, booking.ends_at)
    known = situation([item.resource_id for item in items], ask, facts)
    found = [best_terms(known.terms[item.resource_id], facts) or TermsFacts() for item in items]
    return max(found, key=lambda terms: (terms.needs_approval, terms.cancel_minutes))


def _become(
    booking: Booking,
    status: BookingStatus,
    at: datetime,
    *,
    actor: User | None,
    notice: NoticeKind | None,
) -> Booking:
    before = booking.status
    booking.status = status
    booking.expires_at = None
    booking.changed_at = at
    booking.revision += 1
    booking.save()
    if notice is not None:
        Notice.objects.create(
            kind=notice, booking=booking, revision=booking.revision, created_at=at
        )
    if before != status:
        record(
            actor=actor,
            verb=f"booking_{status}",
            subject=booking,
            changes={"status": (before, status)},
        )
    return booking


def end_booking(
    booking: Booking,
    status: BookingStatus,
    at: datetime,
    *,
    actor: User | None,
    notice: NoticeKind | None,
) -> Booking:
    """The booking falls, and its units go to who waits for them, or are free for all."""
    freed = give_up_claims(booking)
    was_held = booking.status == BookingStatus.HELD
    if was_held and not freed:
        # Somebody took a part of its time after its end; the rest is still to be offered.
        units = booking.lines.values_list("resource__units", flat=True)
        freed = [Freed(unit, booking.starts_at, booking.ends_at) for unit in units if unit]
    ended = _become(booking, status, at, actor=actor, notice=notice)
    if was_held:
        answered = status == BookingStatus.CANCELLED
        settle_offer(
            booking=ended, status=WaitingStatus.DECLINED if answered else WaitingStatus.ENDED
        )
    SeriesDate.objects.filter(booking=ended).update(status=SeriesDateStatus.CANCELLED)
    offer_freed(freed=freed, at=at)
    return ended


def give_up_claims(booking: Booking) -> list[Freed]:
    """Delete the claims of a booking; which units that frees, and when, buffers included."""
    claims = Claim.objects.filter(booking=booking)
    freed = [
        Freed(unit, period.lower, period.upper)
        for unit, period in claims.values_list("unit_id", "period")
    ]
    claims.delete()
    return freed


def _needed_units(booking: Booking) -> int:
    """How many units it must have: all of a resource, as many of a pool as were asked for."""
    needed = 0
    shared: set[int] = set()
    for line in booking.lines.select_related("resource").prefetch_related("resource__units"):
        if line.resource.is_pool:
            needed += line.quantity
        else:
            shared |= {unit.pk for unit in line.resource.units.all()}
    return needed + len(shared)
