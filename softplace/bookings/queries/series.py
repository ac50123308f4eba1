"""The dates of a series before it is booked: each free, or the reasons why not."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from softplace.bookings.models import Booking
from softplace.bookings.prepared import rows
from softplace.bookings.queries.asking import Situation, person_facts, situation
from softplace.bookings.rules import (
    Ask,
    Item,
    PersonFacts,
    best_terms,
    reasons_to_refuse_resource,
    reasons_to_refuse_shape,
    reasons_to_refuse_terms,
)
from softplace.engines.calendar import date_of, day_number, reasons_to_refuse_recurrence
from softplace.engines.calendar.recurrence import recurrence_days
from softplace.engines.calendar.recurrence_text import parse_recurrence
from softplace.foundation.errors import Reason
from softplace.foundation.walltime import instant_on_wall
from softplace.people.models import User

MOST_DATES = 200
"""A weekly booking for nearly four years; more is a mistake, or a lease."""
LONGEST_SERIES_DAYS = 4 * 366


@dataclass(frozen=True, slots=True)
class Repetition:
    """A time on the wall of a place, and its dates: by a rule, or picked one by one."""

    first_date: date
    wall: time
    minutes: int
    recurrence: str
    """RRULE of RFC 5545 with COUNT or UNTIL, without DTSTART; empty where dates are picked."""
    zone: str
    picked: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """One date of a series; free when it has no reasons."""

    day: date
    ask: Ask | None
    """None when the wall never shows that time on that date."""
    reasons: tuple[Reason, ...] = ()

    @property
    def is_free(self) -> bool:
        return not self.reasons


def reasons_to_refuse_repetition(repetition: Repetition) -> list[Reason]:
    """What is wrong with the rule itself: unreadable, without end, too long, no date at all."""
    reasons = (
        []
        if repetition.picked
        else reasons_to_refuse_recurrence(repetition.recurrence, repetition.first_date)
    )
    if reasons:
        return reasons
    if repetition.minutes <= 0:
        return [Reason("ends_before_start", "ends_at")]
    if repetition.picked:
        return _reasons_to_refuse_picked(repetition)
    parsed, _ = parse_recurrence(repetition.recurrence)
    assert parsed is not None  # what cannot be read was refused above
    until = parsed.until_wall if parsed.until_wall is not None else parsed.until_instant
    if parsed.count is None and until is None:
        return [Reason("series_without_end", "recurrence")]
    count = len(_days(repetition))
    if count > MOST_DATES:
        return [Reason("too_many_dates", "recurrence", {"limit": MOST_DATES})]
    if count == 0:
        return [Reason("no_dates", "recurrence")]
    last_minute = (day_number(repetition.first_date) + LONGEST_SERIES_DAYS) * 1440
    if (parsed.count or 0) > count or (until or 0) > last_minute:
        return [Reason("series_too_long", "recurrence", {"years": 4})]
    return []


def _reasons_to_refuse_picked(repetition: Repetition) -> list[Reason]:
    days = _days(repetition)
    if len(days) > MOST_DATES:
        return [Reason("too_many_dates", "picked", {"limit": MOST_DATES})]
    if (days[-1] - days[0]).days > LONGEST_SERIES_DAYS:
        return [Reason("series_too_long", "picked", {"years": 4})]
    return []


def _days(repetition: Repetition) -> list[date]:
    if repetition.picked:
        return sorted(set(repetition.picked))
    first = day_number(repetition.first_date)
    found = recurrence_days(repetition.recurrence, first, first, first + LONGEST_SERIES_DAYS)
    return [date_of(int(day)) for day in found[: MOST_DATES + 1]]


def asks_of(repetition: Repetition, items: Sequence[Item], **fields: object) -> list[PlannedDate]:
    """An ask for each date, at the same time on the wall; no database."""
    zone = ZoneInfo(repetition.zone)
    planned = []
    for day in _days(repetition):
        start, reasons = instant_on_wall(day, repetition.wall, zone, field="starts_at")
        if start is None:
            planned.append(PlannedDate(day, None, tuple(reasons)))
            continue
        # The end is on the wall too: a meeting from 20:00 to 22:00 stays so across the seasons.
        local_end = datetime.combine(day, repetition.wall) + timedelta(minutes=repetition.minutes)
        end = local_end.replace(tzinfo=zone).astimezone(UTC)
        planned.append(PlannedDate(day, Ask(tuple(items), start, end, **fields)))  # type: ignore[arg-type]
    return planned


def plan_series(
    person: User | None,
    repetition: Repetition,
    items: Sequence[Item],
    at: datetime,
    **fields: object,
) -> list[PlannedDate]:
    """Each date with the reasons that would refuse it now. A fixed number of queries."""
    planned = asks_of(repetition, items, **fields)
    asks = [date_.ask for date_ in planned if date_.ask is not None]
    if not asks:
        return planned
    facts = person_facts(person, at)
    whole = replace(asks[0], ends_at=asks[-1].ends_at)
    known = situation([item.resource_id for item in items], whole, facts)
    missing = [item for item in items if item.resource_id not in known.resources]
    if missing:
        gone = tuple(
            Reason("no_such_resource", "resources", {"id": i.resource_id}) for i in missing
        )
        return [replace(date_, reasons=gone) for date_ in planned]
    taken, booked = _taken(known, whole, at), _booked_by_week(known, whole, facts)
    weighed = []
    for date_ in planned:
        ask = date_.ask
        reasons = _reasons(ask, known, facts, taken, booked, at) if ask is not None else []
        if ask is not None and not reasons:
            # The dates before count against the quota of a week like bookings that stand.
            for place_id, zone in _places(known):
                booked[place_id, _monday_of(ask.starts_at, zone)] += ask.minutes
        weighed.append(date_ if ask is None else replace(date_, reasons=tuple(reasons)))
    return weighed


def _places(known: Situation) -> set[tuple[int, str]]:
    return {(resource.place_id, resource.zone) for resource in known.resources.values()}


def _monday_of(instant: datetime, zone: str) -> date:
    day = instant.astimezone(ZoneInfo(zone)).date()
    return day - timedelta(days=day.weekday())


def _booked_by_week(
    known: Situation, whole: Ask, facts: PersonFacts
) -> dict[tuple[int, date], int]:
    """Minutes that the person has booked, by place and Monday. One query, none without a person."""
    booked: dict[tuple[int, date], int] = defaultdict(int)
    zones = dict(_places(known))
    if facts.id is None:
        return booked
    standing = Booking.objects.claiming().filter(person_id=facts.id, place_id__in=zones)
    week = timedelta(days=8)
    near = standing.filter(
        starts_at__gte=whole.starts_at - week, starts_at__lt=whole.ends_at + week
    )
    for place_id, start, end in near.values_list("place_id", "starts_at", "ends_at"):
        minutes = int((end - start).total_seconds() // 60)
        booked[place_id, _monday_of(start, zones[place_id])] += minutes
    return booked


def _taken(
    known: Situation, whole: Ask, at: datetime
) -> dict[int, list[tuple[datetime, datetime]]]:
    """Claims on the units of the resources between the first date and the last, by unit."""
    units = [unit for resource in known.resources.values() for unit in resource.unit_ids]
    found: dict[int, list[tuple[datetime, datetime]]] = {unit: [] for unit in units}
    for unit, start, end in rows(
        "SELECT c.unit_id, lower(c.period), upper(c.period)"
        " FROM unnest(%s::bigint[]) AS unit JOIN bookings_claim c"
        " ON int8range(c.unit_id, c.unit_id, '[]') && int8range(unit, unit, '[]')"
        " AND c.period && tstzrange(%s, %s)"
        " WHERE c.expires_at IS NULL OR c.expires_at > %s",
        [units, whole.starts_at - timedelta(days=1), whole.ends_at + timedelta(days=1), at],
    ):
        found[unit].append((start, end))
    return found


def _reasons(
    ask: Ask,
    known: Situation,
    facts: PersonFacts,
    taken: dict[int, list[tuple[datetime, datetime]]],
    booked: Mapping[tuple[int, date], int],
    at: datetime,
) -> list[Reason]:
    reasons = reasons_to_refuse_shape(ask, at)
    for item in ask.items:
        resource = known.resources[item.resource_id]
        terms = best_terms(known.terms[item.resource_id], facts)
        reasons += reasons_to_refuse_resource(ask, item, resource)
        reasons += reasons_to_refuse_terms(
            ask,
            resource,
            terms,
            facts,
            at=at,
            open_intervals=known.open_intervals[resource.id],
            minutes_booked_that_week=booked.get(
                (resource.place_id, _monday_of(ask.starts_at, resource.zone)), 0
            ),
        )
        start, end = resource.claimed(ask)
        free = [
            unit
            for unit in resource.unit_ids
            if not any(s < end and start < e for s, e in taken[unit])
        ]
        needed = item.quantity if resource.is_pool else len(resource.unit_ids)
        if len(free) < needed:
            reasons.append(Reason("taken", "starts_at", {"resource": resource.name}))
    return reasons
