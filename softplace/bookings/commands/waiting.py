"""The waiting list: what is freed is offered, for a time, to the first who fits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from softplace.bookings.commands.taking import grant, write_booking
from softplace.bookings.enums import BookingStatus, NoticeKind, WaitingStatus
from softplace.bookings.models import Booking, WaitingEntry
from softplace.bookings.rules import Ask, Item
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.foundation.text import one_line
from softplace.people.models import User
from softplace.places.models import Resource
from softplace.trail.commands import record

LONGEST_OFFER = timedelta(hours=24)
LONGEST_BUFFER = timedelta(days=1)
SHORTEST_OFFER = timedelta(minutes=10)
MAY_CHANGE = {"beyond_horizon", "over_quota"}
"""Reasons that may be gone when something is freed; nobody waits against the others."""
MOST_WAITING = 20
"""How many entries of one person may wait at once."""


@transaction.atomic
def join_waiting_list(*, actor: User, resource: Resource, ask: Ask, title: str) -> WaitingEntry:
    """Wait for a time of a resource that is taken now, and could be booked if it were free."""
    at = now()
    wish = replace(ask, items=(Item(resource.pk, ask.items[0].quantity),))
    try:
        grant(actor=actor, person=actor, ask=wish, at=at)
    except Refused as refused:
        refuse([reason for reason in refused.reasons if reason.code not in MAY_CHANGE])
    if (
        WaitingEntry.objects.filter(person=actor, status=WaitingStatus.WAITING).count()
        >= MOST_WAITING
    ):
        refuse([Reason("waits_for_too_much", "", {"limit": MOST_WAITING})])
    entry, created = WaitingEntry.objects.get_or_create(
        person=actor,
        resource=resource,
        starts_at=ask.starts_at,
        ends_at=ask.ends_at,
        status=WaitingStatus.WAITING,
        defaults={
            "quantity": ask.items[0].quantity,
            "title": one_line(title, 160),
            "headcount": ask.headcount,
            "created_at": at,
        },
    )
    if created:
        record(actor=actor, verb="join_waiting_list", subject=entry)
    return entry


@transaction.atomic
def leave_waiting_list(*, actor: User, entry: WaitingEntry) -> WaitingEntry:
    """Wait no longer."""
    entry = WaitingEntry.objects.select_for_update().get(pk=entry.pk)
    if entry.person_id != actor.pk:
        refuse([Reason("not_yours")])
    if entry.status == WaitingStatus.WAITING:
        entry.status = WaitingStatus.ENDED
        entry.save(update_fields=["status"])
        record(actor=actor, verb="leave_waiting_list", subject=entry)
    return entry


@dataclass(frozen=True, slots=True)
class Freed:
    """A unit that a booking gave up, and when: its time and the buffers around it."""

    unit_id: int
    start: datetime
    end: datetime


def offer_freed(*, freed: Sequence[Freed], at: datetime) -> list[Booking]:
    """Offer what a booking gave up to those who wait, in the order in which they came.

    Runs in the transaction that frees the units, so that nobody can slip in between. Each offer
    is a hold; who does not answer in time loses it to the next.
    """
    if not freed or max(unit.end for unit in freed) <= at:
        return []
    # Who waits needs buffers too: their time may lie beside what is freed.
    start = min(unit.start for unit in freed) - LONGEST_BUFFER
    end = max(unit.end for unit in freed) + LONGEST_BUFFER
    waiting = (
        WaitingEntry.objects.filter(status=WaitingStatus.WAITING, starts_at__gt=at)
        .filter(starts_at__lt=end, ends_at__gt=start)
        .filter(resource__units__in={unit.unit_id for unit in freed})
        .select_related("person")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("created_at", "id")
    )
    offers: list[Booking] = []
    seen: set[int] = set()
    for entry in waiting:
        if entry.pk in seen:
            continue  # a resource of several freed units comes once for each
        seen.add(entry.pk)
        try:
            with transaction.atomic():
                offers.append(_offer(entry, at))
        except Refused:
            continue  # it does not fit this one; the next may
    return offers


def settle_offer(*, booking: Booking, status: WaitingStatus) -> None:
    """Note on the waiting list what became of an offered hold."""
    WaitingEntry.objects.filter(offered=booking, status=WaitingStatus.OFFERED).update(status=status)


def _offer(entry: WaitingEntry, at: datetime) -> Booking:
    items = (Item(entry.resource_id, entry.quantity),)
    ask = Ask(items, entry.starts_at, entry.ends_at, entry.headcount)
    granted = grant(actor=entry.person, person=entry.person, ask=ask, at=at)
    half_way = (entry.starts_at - at) / 2
    booking = write_booking(
        granted,
        BookingStatus.HELD,
        at,
        actor=None,
        person=entry.person,
        title=entry.title,
        expires_at=at + max(SHORTEST_OFFER, min(LONGEST_OFFER, half_way)),
        notice=NoticeKind.OFFERED,
    )
    entry.status, entry.offered = WaitingStatus.OFFERED, booking
    entry.save(update_fields=["status", "offered"])
    return booking
