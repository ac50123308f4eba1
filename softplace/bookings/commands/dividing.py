"""Dividing a resource anew that was booked: coming bookings follow, past ones stay as they were.

A booking that is over keeps its claims on the old units, which are retired. One that is to come
gives them up and claims what the new division asks for, at the same time; where that is taken,
nothing is divided and the keeper is told which bookings are in the way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from psycopg.errors import ExclusionViolation

from softplace.bookings.commands.claiming import LOCK_SECONDS, as_refusal, claim_units
from softplace.bookings.commands.deciding import give_up_claims
from softplace.bookings.commands.waiting import Freed
from softplace.bookings.enums import CLAIMING
from softplace.bookings.models import RETIRED_UNTIL, Booking, Claim, Line
from softplace.bookings.prepared import rows
from softplace.bookings.queries.asking import conditions
from softplace.bookings.rules import Ask, Item, ResourceFacts
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused
from softplace.people.models import User
from softplace.places.commands import change_resource
from softplace.places.models import Resource, Unit

MOST_TOLD = 10


def divide_anew(*, actor: User | None, resource: Resource, **fields: Any) -> Resource:
    """`places.commands.change_resource`, for a resource that may have been booked.

    Raises Refused, and changes nothing, where a coming booking has no room in the new division.
    """
    at = now()

    def settle(changed: Resource, was_pool: bool, left: Sequence[Unit]) -> None:
        # As it is cut now: the facts of the bookings are read from the database.
        changed.save(update_fields=["is_pool"])
        _carry_over(changed, was_pool, at)
        _retire(left, at)

    with as_refusal(), transaction.atomic():
        rows("SELECT set_config('lock_timeout', %s, true)", [f"{LOCK_SECONDS}s"])
        return change_resource(actor=actor, resource=resource, settle=settle, **fields)


def _carry_over(resource: Resource, was_pool: bool, at: datetime) -> None:
    """Coming bookings of the resource claim its new units for the time that they had."""
    coming = list(
        Booking.objects.filter(lines__resource=resource, status__in=CLAIMING)
        .filter(pk__in=Claim.objects.filter(period__endswith__gt=at).values("booking_id"))
        # Against: one of them moved or cancelled meanwhile.
        .select_for_update(of=("self",))
        .order_by("starts_at", "pk")
    )
    if resource.is_pool != was_pool:
        # Whole before, all of the pool now; one of a pool before, the whole now.
        quantity = resource.units.count() if resource.is_pool else 1
        Line.objects.filter(resource=resource, booking__in=coming).update(quantity=quantity)
    lines: dict[int, list[Item]] = {booking.pk: [] for booking in coming}
    for line in Line.objects.filter(booking__in=coming).order_by("pk"):
        lines[line.booking_id].append(Item(line.resource_id, line.quantity))
    known = conditions({item.resource_id for items in lines.values() for item in items}).resources
    # All give up their claims before one claims anew: they may change places.
    freed = {booking.pk: give_up_claims(booking) for booking in coming}
    in_the_way = []
    for booking in coming:
        had_run_out = booking.expires_at is not None and booking.expires_at <= at
        items = lines[booking.pk]
        facts = _as_before(resource, booking, items, known, freed[booking.pk])
        if not had_run_out and not _claims_again(booking, items, facts, at):
            in_the_way.append(booking)
    if in_the_way:
        raise Refused(*_reasons(resource, in_the_way))


def _as_before(
    resource: Resource,
    booking: Booking,
    items: Sequence[Item],
    known: Mapping[int, ResourceFacts],
    freed: Sequence[Freed],
) -> dict[int, ResourceFacts]:
    """The resources of a booking, each with the buffers with which it was claimed."""
    others = {
        unit
        for item in items
        if item.resource_id != resource.pk
        for unit in known[item.resource_id].unit_ids
    }
    facts = {}
    for item in items:
        is_divided = item.resource_id == resource.pk
        units = set(known[item.resource_id].unit_ids)
        own = [
            each
            for each in freed
            if (each.unit_id not in others if is_divided else each.unit_id in units)
        ] or freed
        start = min(each.start for each in own)
        end = max(each.end for each in own)
        facts[item.resource_id] = replace(
            known[item.resource_id],
            setup_minutes=int((booking.starts_at - start).total_seconds() // 60),
            changeover_minutes=int((end - booking.ends_at).total_seconds() // 60),
        )
    return facts


def _claims_again(
    booking: Booking, items: Sequence[Item], facts: Mapping[int, ResourceFacts], at: datetime
) -> bool:
    """Whether the booking finds room in the new division."""
    ask = Ask(tuple(items), booking.starts_at, booking.ends_at)
    try:
        with transaction.atomic():
            claim_units(
                booking_id=booking.pk,
                ask=ask,
                resources=facts,
                at=at,
                expires_at=booking.expires_at,
            )
    except Refused as refused:
        if any(reason.code == "busy" for reason in refused.reasons):
            raise
        return False
    return True


def _reasons(resource: Resource, in_the_way: Sequence[Booking]) -> list[Reason]:
    """How many, until when, and the first of them one by one."""
    zone = ZoneInfo(resource.place.zone)
    last = max(booking.ends_at for booking in in_the_way).astimezone(zone)
    about = {"name": resource.name, "count": len(in_the_way), "last": last}
    first = [
        Reason(
            "in_the_way_of_dividing",
            "sharing",
            {
                "title": booking.title,
                "reference": booking.reference,
                "start": booking.starts_at.astimezone(zone),
            },
        )
        for booking in in_the_way[:MOST_TOLD]
    ]
    return [Reason("bookings_have_no_room", "sharing", about), *first]


def _retire(left: Sequence[Unit], at: datetime) -> None:
    """Units that belong to nothing go; those that keep the claims of past bookings are retired."""
    booked = set(Claim.objects.filter(unit__in=left).values_list("unit_id", flat=True))
    Unit.objects.filter(pk__in=[unit.pk for unit in left if unit.pk not in booked]).delete()
    try:
        Claim.objects.bulk_create(
            Claim(unit_id=unit, period=DateTimeTZRange(at, RETIRED_UNTIL))
            for unit in sorted(booked)
        )
    except IntegrityError as error:
        if isinstance(error.__cause__, ExclusionViolation):
            # Somebody claimed one past all that guards it in Python; try again, and it is seen.
            raise Refused(Reason("busy", "", {"seconds": LOCK_SECONDS})) from error
        raise
