"""Many series confirmed at once, all or none: what a campaign has given out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from psycopg.errors import ExclusionViolation

from softplace.bookings.commands.taking import new_reference, release_time
from softplace.bookings.enums import BookingStatus, NoticeKind, SeriesDateStatus
from softplace.bookings.models import Booking, Claim, Line, Notice, Series, SeriesDate
from softplace.bookings.prepared import rows
from softplace.bookings.queries.asking import Situation, facts_of_people, situation
from softplace.bookings.rules import Ask, Item, PersonFacts, Quote, TermsFacts, best_terms, quote
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.foundation.text import one_line
from softplace.people.models import Group, User
from softplace.trail.commands import record_many

MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class SeriesDraft:
    """A series that was decided on elsewhere: units and dates stand, and no terms are asked."""

    person: User | None
    group: Group | None
    title: str
    purpose: str
    headcount: int | None
    layout: str
    resource_id: int
    unit_ids: tuple[int, ...]
    recurrence: str
    dates: tuple[tuple[datetime, datetime], ...]
    lost: tuple[tuple[datetime, datetime, str], ...] = ()
    """Dates that fall out, and the code of the reason."""


@transaction.atomic
def confirm_together(*, actor: User | None, drafts: Sequence[SeriesDraft]) -> list[Series]:
    """Write every date of every draft as a confirmed booking, telling of each series once.

    Raises Refused with what is taken, and then nothing is written. The caller has checked that
    `actor` may give these resources out: their keepers have offered them.
    """
    if not drafts:
        return []
    at = now()
    known = _situation(drafts)
    _hold_units(drafts, known)
    _refuse_taken(drafts, known, at)
    series = Series.objects.bulk_create(
        Series(
            person=draft.person,
            title=one_line(draft.title, 160),
            recurrence=draft.recurrence,
            starts_at=draft.dates[0][0],
            ends_at=draft.dates[0][1],
            created_at=at,
        )
        for draft in drafts
    )
    people = {draft.person.pk: draft.person for draft in drafts if draft.person is not None}
    facts = facts_of_people(list(people.values()), at)
    bookings: list[Booking] = []
    of_draft: list[SeriesDraft] = []
    for made, draft in zip(series, drafts, strict=True):
        asker = facts.get(draft.person.pk, PersonFacts()) if draft.person else PersonFacts()
        mine = _bookings(made, draft, known, asker, at)
        bookings += mine
        of_draft += [draft] * len(mine)
    Booking.objects.bulk_create(bookings, batch_size=2000)
    pairs = list(zip(bookings, of_draft, strict=True))
    Line.objects.bulk_create(
        (
            Line(booking=booking, resource_id=draft.resource_id, quantity=_quantity(draft, known))
            for booking, draft in pairs
        ),
        batch_size=5000,
    )
    _claim(pairs, known)
    _write_dates(pairs)
    firsts = {booking.series_id: booking for booking in reversed(bookings)}
    Notice.objects.bulk_create(
        Notice(kind=NoticeKind.CONFIRMED, booking=first, created_at=at) for first in firsts.values()
    )
    record_many(actor=actor, verb="booking_confirmed", subjects=((each, {}) for each in bookings))
    record_many(actor=actor, verb="book_series", subjects=((each, {}) for each in series))
    return list(series)


def _situation(drafts: Sequence[SeriesDraft]) -> Situation:
    start = min(draft.dates[0][0] for draft in drafts)
    end = start + timedelta(hours=1)  # only resources and terms are asked for, not hours
    return situation({d.resource_id for d in drafts}, Ask((), start, end), PersonFacts())


def _quantity(draft: SeriesDraft, known: Situation) -> int:
    return len(draft.unit_ids) if known.resources[draft.resource_id].is_pool else 1


def _ask(draft: SeriesDraft, known: Situation, start: datetime, end: datetime) -> Ask:
    item = Item(draft.resource_id, _quantity(draft, known))
    return Ask((item,), start, end, draft.headcount, draft.layout)


def _bookings(
    made: Series, draft: SeriesDraft, known: Situation, asker: PersonFacts, at: datetime
) -> list[Booking]:
    resource = known.resources[draft.resource_id]
    terms = best_terms(known.terms[draft.resource_id], asker) or TermsFacts()
    first = _ask(draft, known, *draft.dates[0])
    price: Quote = quote(first, first.items[0], resource, terms)
    shared: dict[str, Any] = {
        "place_id": resource.place_id,
        "person": draft.person,
        "group": draft.group,
        "series": made,
        "title": one_line(draft.title, 160),
        "purpose": draft.purpose,
        "headcount": draft.headcount,
        "layout": draft.layout,
        "status": BookingStatus.CONFIRMED,
        "quote": price.as_json(),
        "price_cents": price.cents,
        "price_minutes": price.time_minutes,
        "created_at": at,
        "changed_at": at,
    }
    return [
        Booking(
            reference=new_reference(),
            check_in_code=new_reference(6),
            starts_at=start,
            ends_at=end,
            release_at=release_time(terms, _ask(draft, known, start, end)),
            **shared,
        )
        for start, end in draft.dates
    ]


def _hold_units(drafts: Sequence[SeriesDraft], known: Situation) -> None:
    """Against a keeper who divides a resource anew: its units stay what they are until the end."""
    pairs = sorted({(draft.resource_id, unit) for draft in drafts for unit in draft.unit_ids})
    found = rows(
        "SELECT link.resource_id, link.unit_id FROM places_resource_units AS link"
        " JOIN unnest(%s::bigint[], %s::bigint[]) AS wanted(resource, unit)"
        " ON link.resource_id = wanted.resource AND link.unit_id = wanted.unit"
        " FOR KEY SHARE OF link",
        [[resource for resource, _ in pairs], [unit for _, unit in pairs]],
    )
    gone = sorted({resource for resource, _ in set(pairs) - set(found)})
    refuse(
        [
            Reason("divided_since_planned", "", {"resource": known.resources[resource].name})
            for resource in gone
        ]
    )


def _claim(pairs: Sequence[tuple[Booking, SeriesDraft]], known: Situation) -> None:
    claims = []
    for booking, draft in pairs:
        ask = _ask(draft, known, booking.starts_at, booking.ends_at)
        period = DateTimeTZRange(*known.resources[draft.resource_id].claimed(ask))
        claims += [Claim(booking=booking, unit_id=u, period=period) for u in draft.unit_ids]
    # The same order for all, so that nobody waits in a circle.
    claims.sort(key=lambda claim: (claim.unit_id, claim.period.lower))
    try:
        Claim.objects.bulk_create(claims, batch_size=5000)
    except IntegrityError as error:
        if isinstance(error.__cause__, ExclusionViolation):
            raise Refused(Reason("taken_at_this_moment")) from error
        raise


def _write_dates(pairs: Sequence[tuple[Booking, SeriesDraft]]) -> None:
    dates = [
        SeriesDate(
            series_id=booking.series_id,
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            status=SeriesDateStatus.BOOKED,
            booking=booking,
        )
        for booking, _ in pairs
        if booking.series_id is not None
    ]
    told: set[int] = set()
    for booking, draft in pairs:
        if booking.series_id is None or booking.series_id in told:
            continue
        told.add(booking.series_id)
        dates += [
            SeriesDate(
                series_id=booking.series_id,
                starts_at=start,
                ends_at=end,
                status=SeriesDateStatus.REFUSED,
                reason_code=code,
            )
            for start, end, code in draft.lost
        ]
    SeriesDate.objects.bulk_create(dates, batch_size=5000)


def _refuse_taken(drafts: Sequence[SeriesDraft], known: Situation, at: datetime) -> None:
    """Which dates somebody has booked meanwhile; claims of holds that ran out are removed."""
    units, starts, ends, whose = [], [], [], []
    for number, draft in enumerate(drafts):
        resource = known.resources[draft.resource_id]
        for start, end in draft.dates:
            claimed = resource.claimed(_ask(draft, known, start, end))
            for unit in draft.unit_ids:
                units.append(unit)
                starts.append(claimed.start)
                ends.append(claimed.end)
                whose.append(number)
    found = rows(
        # Unit by unit, in the words of the constraint, so that its index answers.
        "SELECT c.id, c.expires_at, w.number, w.starts"
        " FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::int[])"
        " AS w(unit, starts, ends, number) JOIN bookings_claim c"
        " ON int8range(c.unit_id, c.unit_id, '[]') && int8range(w.unit, w.unit, '[]')"
        " AND c.period && tstzrange(w.starts, w.ends) ORDER BY w.number, w.starts",
        [units, starts, ends, whose],
    )
    stale = [claim for claim, expires, _, _ in found if expires is not None and expires <= at]
    if stale:
        rows(
            "DELETE FROM bookings_claim WHERE id = ANY(%s) AND expires_at <= %s RETURNING id",
            [stale, at],
        )
    gone = set(stale)
    taken = {(number, start) for claim, _, number, start in found if claim not in gone}
    if taken:
        raise Refused(
            *(
                Reason(
                    "taken_meanwhile",
                    "",
                    {
                        "title": drafts[number].title,
                        "resource": known.resources[drafts[number].resource_id].name,
                        "date": start.date().isoformat(),
                    },
                )
                for number, start in sorted(taken)[:MOST_TOLD]
            )
        )
