"""Taking: a hold for some minutes, or a booking at once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from softplace.bookings.commands.claiming import CLAIM_UNITS, lock_person, write_and_claim
from softplace.bookings.commands.once import (
    LETTERS,
    REFERENCE_LENGTH,
    booked_before,
    reference_of,
)
from softplace.bookings.enums import BookingStatus, NoticeKind
from softplace.bookings.models import Booking, Series
from softplace.bookings.prepared import rows
from softplace.bookings.queries.asking import (
    minutes_booked_in_week,
    person_facts,
    whose_situation,
)
from softplace.bookings.rules import (
    Ask,
    Item,
    PersonFacts,
    Quote,
    ResourceFacts,
    TermsFacts,
    best_terms,
    quote,
    reasons_to_refuse_resource,
    reasons_to_refuse_shape,
    reasons_to_refuse_terms,
)
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, refuse
from softplace.foundation.text import one_line
from softplace.people.models import Group, User

HOLD_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Granted:
    """An ask that the rules allow: on which terms, at what price."""

    ask: Ask
    resources: dict[int, ResourceFacts]
    terms: TermsFacts
    quote: Quote
    keeps: bool
    place_id: int


@transaction.atomic
def book(
    *,
    actor: User | None,
    person: User | None,
    ask: Ask,
    title: str,
    purpose: str = "",
    contact_name: str = "",
    contact_email: str = "",
    group: Group | None = None,
    series: Series | None = None,
    quietly: bool = False,
    reference: str = "",
    key: str = "",
) -> Booking:
    """Book for a person: confirmed at once, or requested where a keeper must approve.

    `actor` acts, for itself or (a mediator, a keeper) for `person`, who may have no account:
    then a contact name is needed. Raises Refused, with every reason, and changes nothing.
    `quietly` sends no notice: the caller tells of several bookings in one. With the `key` of a
    form, what this person has booked with it already is returned as it is.
    """
    at = now()
    if key and person is not None:
        reference = reference_of(key, person)
        earlier = booked_before(reference)
        if earlier is not None:
            return earlier
    granted = grant(actor=actor, person=person, ask=ask, at=at, contact_name=contact_name)
    confirmed = granted.keeps or not granted.terms.needs_approval
    status = BookingStatus.CONFIRMED if confirmed else BookingStatus.REQUESTED
    notice = NoticeKind.CONFIRMED if confirmed else NoticeKind.REQUESTED
    return write_booking(
        granted,
        status,
        at,
        actor=actor,
        person=person,
        title=title,
        purpose=purpose,
        contact_name=contact_name,
        contact_email=contact_email,
        group=group,
        series=series,
        notice=None if quietly else notice,
        reference=reference,
    )


@transaction.atomic
def hold(
    *, actor: User, person: User, ask: Ask, title: str, minutes: int = HOLD_MINUTES
) -> Booking:
    """Keep units for a person for some minutes, to be confirmed by `confirm_hold`."""
    at = now()
    granted = grant(actor=actor, person=person, ask=ask, at=at)
    return write_booking(
        granted,
        BookingStatus.HELD,
        at,
        actor=actor,
        person=person,
        title=title,
        expires_at=at + timedelta(minutes=minutes),
    )


def grant(
    *,
    actor: User | None,
    person: User | None,
    ask: Ask,
    at: datetime,
    contact_name: str = "",
    but: int | None = None,
) -> Granted:
    """Weigh an ask against every rule; raises Refused with all the reasons at once.

    `but` is a booking that is being moved, and so does not count against the quota.
    """
    refuse(reasons_to_refuse_shape(ask, at))
    ids = [item.resource_id for item in ask.items]
    facts, known = whose_situation(ids, ask, person, at)
    missing = [
        Reason("no_such_resource", "resources", {"id": i}) for i in ids if i not in known.resources
    ]
    refuse(missing)
    resources = known.resources
    place_ids = {resource.place_id for resource in resources.values()}
    if len(place_ids) > 1:
        refuse([Reason("several_places", "resources")])
    place_id = place_ids.pop()
    same = actor is not None and person is not None and actor.pk == person.pk
    acting = facts if same else person_facts(actor, at)
    reasons = reasons_to_act_for(actor, person, acting, place_id, contact_name)
    # A keeper who books for somebody else uses the keeper's freedom.
    judged = acting if acting.keeps_place(place_id) else facts
    price, strictest = Quote(), None
    for item in ask.items:
        resource = resources[item.resource_id]
        terms = best_terms(known.terms[item.resource_id], judged)
        reasons += reasons_to_refuse_resource(ask, item, resource)
        booked = 0
        if terms and terms.quota_minutes_per_week is not None and person is not None:
            lock_person(person.pk)
            zone = ZoneInfo(resource.zone)
            booked = minutes_booked_in_week(person.pk, place_id, ask.starts_at, zone, but=but)
        reasons += reasons_to_refuse_terms(
            ask,
            resource,
            terms,
            judged,
            at=at,
            open_intervals=known.open_intervals[item.resource_id],
            minutes_booked_that_week=booked,
        )
        terms = best_terms(known.terms[item.resource_id], facts) or terms or TermsFacts()
        price += quote(ask, item, resource, terms)
        strictest = terms if strictest is None else _stricter(strictest, terms)
    refuse(reasons)
    assert strictest is not None  # an ask has at least one item, see reasons_to_refuse_shape
    return Granted(ask, resources, strictest, price, judged.keeps_place(place_id), place_id)


def reasons_to_act_for(
    actor: User | None, person: User | None, acting: PersonFacts, place_id: int, contact_name: str
) -> list[Reason]:
    """Booking for somebody else is for keepers of the place and for mediators."""
    if actor is None:
        return []  # the software itself: imports, campaigns, the demo
    if person is not None and person.pk == actor.pk:
        return []
    if not (acting.keeps_place(place_id) or acting.is_mediator):
        return [Reason("only_for_yourself", "person")]
    if person is None and not contact_name.strip():
        return [Reason("needs_a_contact", "contact_name")]
    return []


def new_reference(length: int = REFERENCE_LENGTH) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def _stricter(a: TermsFacts, b: TermsFacts) -> TermsFacts:
    """Of a bundle, the terms that decide on approval and release."""
    return max(a, b, key=lambda terms: (terms.needs_approval, terms.no_show_minutes is not None))


def write_booking(
    granted: Granted,
    status: BookingStatus,
    at: datetime,
    *,
    actor: User | None,
    person: User | None,
    title: str,
    purpose: str = "",
    contact_name: str = "",
    contact_email: str = "",
    group: Group | None = None,
    series: Series | None = None,
    expires_at: datetime | None = None,
    notice: NoticeKind | None = None,
    reference: str = "",
) -> Booking:
    """Write what was granted, with its claims; raises Refused("taken") if somebody was first."""
    ask = granted.ask
    booking = Booking(
        reference=reference or new_reference(),
        check_in_code=new_reference(6),
        place_id=granted.place_id,
        person=person,
        contact_name=one_line(contact_name, 120),
        contact_email=contact_email,
        group=group,
        series=series,
        title=one_line(title, 160),
        purpose=purpose,
        headcount=ask.headcount,
        layout=ask.layout,
        starts_at=ask.starts_at,
        ends_at=ask.ends_at,
        status=status,
        expires_at=expires_at,
        release_at=release_time(granted.terms, ask),
        quote=granted.quote.as_json(),
        price_cents=granted.quote.cents,
        price_minutes=granted.quote.time_minutes,
        created_at=at,
        changed_at=at,
    )
    write_and_claim(
        lambda claims: _insert(booking, ask.items, actor, notice, claims),
        ask=ask,
        resources=granted.resources,
        at=at,
        expires_at=expires_at,
    )
    return booking


def release_time(terms: TermsFacts, ask: Ask) -> datetime | None:
    if terms.no_show_minutes is None:
        return None
    return ask.starts_at + timedelta(minutes=terms.no_show_minutes)


_COLUMNS = [str(field.column) for field in Booking._meta.concrete_fields if not field.primary_key]
_INSERT = f"""
WITH booking AS (
    INSERT INTO bookings_booking ({", ".join(_COLUMNS)})
    VALUES ({", ".join(["%s"] * len(_COLUMNS))}) RETURNING id
), line AS (
    INSERT INTO bookings_line (booking_id, resource_id, quantity)
    SELECT booking.id, item.resource, item.quantity
    FROM booking, unnest(%s::bigint[], %s::int[]) AS item(resource, quantity)
), notice AS (
    INSERT INTO bookings_notice (kind, booking_id, revision, created_at, attempts, fault)
    SELECT %s, booking.id, 0, %s, 0, '' FROM booking WHERE %s::text IS NOT NULL
), entry AS (
    INSERT INTO trail_entry
        (at, actor_id, verb, subject_type, subject_id, subject_name, changes)
    SELECT %s, %s, %s, 'bookings.booking', booking.id::text, %s, '{{}}' FROM booking
), claim AS ({CLAIM_UNITS.format(booking="booking.id", others="booking,")})
SELECT id, ARRAY(SELECT unit_id FROM claim) FROM booking
"""
"""A booking with its lines, claims, notice and entry of the trail, in one round trip: with six,
the database would be waited for longer than it works. A test holds it against the models."""


def _insert(
    booking: Booking,
    items: Sequence[Item],
    actor: User | None,
    notice: NoticeKind | None,
    claims: Sequence[Any],
) -> tuple[int, list[int]]:
    """Write a booking: its id, and which of the units that it claims it got."""
    # The connection itself: each field asks it, and Django's proxy would look it up each time.
    plain = connections[DEFAULT_DB_ALIAS]
    values = [
        field.get_db_prep_save(getattr(booking, field.attname), plain)
        for field in Booking._meta.concrete_fields
        if not field.primary_key
    ]
    ((booking.pk, got),) = rows(
        _INSERT,
        [
            *values,
            [item.resource_id for item in items],
            [item.quantity for item in items],
            notice,
            booking.created_at,
            notice,
            booking.created_at,
            actor.pk if actor else None,
            f"booking_{booking.status}",
            str(booking)[:200],
            *claims,
        ],
        keep_plan=True,
    )
    booking._state.adding = False
    return booking.pk, got
