"""All that the rules need to decide on an ask, in a fixed number of queries."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DurationField, ExpressionWrapper, F, Sum

from softplace.bookings.models import Booking
from softplace.bookings.prepared import rows
from softplace.bookings.rules import (
    Ask,
    PersonFacts,
    Quote,
    ResourceFacts,
    TermsFacts,
    best_terms,
    quote,
)
from softplace.engines.calendar import (
    Closures,
    RuleTable,
    SchoolHolidays,
    epoch_minutes,
    expand,
    instant_of,
    merge_by_group,
)
from softplace.foundation.intervals import Interval
from softplace.people.enums import Audience, Role
from softplace.people.models import User
from softplace.territory.models import SchoolHoliday

OfferedTerms = tuple[int | None, int, int | None, TermsFacts]
"""Resource or None for the whole place, audience, group, terms."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What resources are, and on which terms they are lent."""

    resources: dict[int, ResourceFacts]
    terms: dict[int, list[OfferedTerms]]
    """By resource: what is offered for it, its own and its place's."""


@dataclass(frozen=True, slots=True)
class Situation(Conditions):
    """What is known of the resources that an ask names."""

    open_intervals: dict[int, list[Interval]]
    """By resource: when it is open to the person around the ask, as instants."""


_TERMS = """
    SELECT jsonb_agg(jsonb_build_array(
        t.resource_id, t.audience, t.group_id, t.id, t.notice_minutes, t.horizon_days,
        t.shortest_minutes, t.longest_minutes, t.quota_minutes_per_week, t.needs_approval,
        t.check_in_minutes, t.no_show_minutes, t.cancel_minutes, t.tariff, t.cents_per_hour, t.cents_per_day,
        t.time_minutes_per_hour, t.social_percent))
    FROM bookings_terms t
    WHERE t.place_id = r.place_id AND (t.resource_id = r.id OR t.resource_id IS NULL)
"""

_RULES = """
    SELECT jsonb_agg(jsonb_build_array(
        o.audience, o.group_id, o.id, o.place_id, p.zone, o.pattern, o.weekdays, o.start_minute,
        o.length_minutes, o.recurrence, o.hours, o.starts_on, o.ends_on, o.on_public_holidays,
        o.on_school_holidays, p.holiday_region, p.school_zone,
        (SELECT jsonb_agg(jsonb_build_array(c.first_date, c.last_date)) FROM places_closure c
         WHERE c.place_id = o.place_id AND (c.rule_id IS NULL OR c.rule_id = o.id)
           AND c.last_date >= %(first)s AND c.first_date <= %(last)s)))
    FROM places_openingrule o
    WHERE o.place_id = r.place_id AND o.function_id IS NULL
      AND CASE WHEN r.has_own_hours THEN o.resource_id = r.id ELSE o.resource_id IS NULL END
      AND (o.ends_on IS NULL OR o.ends_on >= %(first)s)
"""

_PERSON = """
    ARRAY(SELECT e.audience FROM people_entitlement e
          WHERE e.user_id = %(person)s AND (e.until IS NULL OR e.until >= %(today)s)),
    ARRAY(SELECT g.group_id FROM people_group_members g WHERE g.user_id = %(person)s),
    ARRAY(SELECT k.place_id FROM places_place_keepers k WHERE k.user_id = %(person)s),
    ARRAY(SELECT a.role FROM people_grant a WHERE a.user_id = %(person)s)
"""

_CONDITIONS = f"""
SELECT r.id, r.name, r.place_id, p.zone, r.is_bookable AND p.is_published, r.is_pool,
       ARRAY(SELECT u.unit_id FROM places_resource_units u
             WHERE u.resource_id = r.id ORDER BY u.unit_id),
       r.headcount, p.legal_headcount, r.audience, r.setup_minutes, r.changeover_minutes,
       (SELECT jsonb_object_agg(l.layout, l.headcount) FROM places_resourcelayout l
        WHERE l.resource_id = r.id),
       ({_TERMS}){{more}}
FROM places_resource r JOIN places_place p ON p.id = r.place_id
WHERE r.id = ANY(%(ids)s)
"""


def conditions(resource_ids: Collection[int]) -> Conditions:
    """Resources and their terms, whenever it is: one query."""
    known = Conditions({}, {})
    for row in rows(_CONDITIONS.format(more=""), {"ids": sorted(resource_ids)}):
        _add(known, *row)
    return known


def _add(known: Conditions, *row: Any) -> int:
    """Add a row of `_CONDITIONS`; which resource it is of."""
    *facts, layouts, offered = row
    resource = ResourceFacts(*[*facts, _json(layouts, {})])
    known.resources[resource.id] = resource
    known.terms[resource.id] = [(*of[:3], TermsFacts(*of[3:])) for of in _json(offered, [])]
    return resource.id


def situation(resource_ids: Collection[int], ask: Ask, person: PersonFacts) -> Situation:
    """Resources, terms and opening hours of an ask: one query, two with school holidays."""
    statement = _CONDITIONS.format(more=f", ({_RULES})")
    found = rows(statement, {"ids": sorted(resource_ids), **_around(ask)}, keep_plan=True)
    return _situation(found, ask, person)


def whose_situation(
    resource_ids: Collection[int], ask: Ask, person: User | None, at: datetime
) -> tuple[PersonFacts, Situation]:
    """Who asks, and what `situation` knows, in its one query: every booking waits for it."""
    if person is None:
        nobody = PersonFacts()
        return nobody, situation(resource_ids, ask, nobody)
    found = rows(
        _CONDITIONS.format(more=f", ({_RULES}), {_PERSON}"),
        {"ids": sorted(resource_ids), **_around(ask), "person": person.pk, "today": at.date()},
        keep_plan=True,
    )
    facts = _facts(person, *found[0][-4:]) if found else person_facts(person, at)
    return facts, _situation([row[:-4] for row in found], ask, facts)


def _around(ask: Ask) -> dict[str, date]:
    """The first and last day of which rules and closures may matter."""
    monday, next_monday = _weeks(ask)
    return {
        "first": monday.date() - timedelta(days=8),
        "last": next_monday.date() + timedelta(days=1),
    }


def _weeks(ask: Ask) -> tuple[datetime, datetime]:
    """Whole weeks: what is computed for one ask then serves the others of the week."""
    return _monday(ask.starts_at), _monday(ask.ends_at) + timedelta(days=7)


def _situation(found: Sequence[tuple[Any, ...]], ask: Ask, person: PersonFacts) -> Situation:
    known, rules = Situation({}, {}, {}), {}
    for *row, opening in found:
        rules[_add(known, *row)] = tuple(
            _rule(number, row)
            for number, row in enumerate(_json(opening, []))
            if person.is_of(row[0], row[1])
        )
    needs_school = any(row[12] for resource_rules in rules.values() for row in resource_rules)
    school = _school_holidays(**_around(ask)) if needs_school else ()
    start, end = (epoch_minutes(instant) for instant in _weeks(ask))
    for resource_id, resource_rules in rules.items():
        known.open_intervals[resource_id] = [
            Interval(instant_of(opens), instant_of(closes))
            for opens, closes in _expanded(resource_rules, start, end, school)
        ]
    return known


def _json(text: str | None, nothing: Any) -> Any:
    return json.loads(text) if text else nothing


def _rule(number: int, row: list[Any]) -> tuple[Any, ...]:
    """A row of `RuleTable` and, last, the closures of the rule.

    Its key is its number here, not its id: rules of different places that say the same are
    then equal, and are expanded once.
    """
    starts_on, ends_on = (date.fromisoformat(day) if day else None for day in row[11:13])
    closures = tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in row[17] or ())
    return (number, 0, *row[4:11], starts_on, ends_on, *row[13:17], closures)


def _monday(instant: datetime) -> datetime:
    """The midnight, in UTC, that begins the instant's week."""
    utc = instant.astimezone(UTC)
    midnight = utc.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=utc.weekday())


def _school_holidays(first: date, last: date) -> tuple[tuple[str, date, date], ...]:
    rows = SchoolHoliday.objects.filter(last_date__gte=first, first_date__lte=last)
    return tuple(rows.values_list("zone", "first_date", "last_date"))


@lru_cache(maxsize=4096)
def _expanded(
    rows: tuple[tuple[Any, ...], ...],
    window_start: int,
    window_end: int,
    school: tuple[tuple[str, date, date], ...],
) -> tuple[tuple[int, int], ...]:
    """Merged openings in epoch minutes. Pure, so what was computed once may be remembered."""
    if not rows:
        return ()
    closed = tuple((row[0], first, last) for row in rows for first, last in row[15])
    found = expand(
        RuleTable.from_rows([row[:15] for row in rows]),
        window_start,
        window_end,
        closures=Closures(of_rules=closed),
        school_holidays=SchoolHolidays.from_rows(school),
    )
    joined = merge_by_group(found.rule_index * 0, found.start, found.end)
    return tuple(zip(joined.start.tolist(), joined.end.tolist(), strict=True))


def person_facts(person: User | None, at: datetime) -> PersonFacts:
    """Who asks, in one query: audiences, groups, roles, and which places are kept."""
    if person is None:
        return PersonFacts()
    ((audiences, groups, keeps, roles),) = rows(
        f"SELECT {_PERSON}", {"person": person.pk, "today": at.date()}, keep_plan=True
    )
    return _facts(person, audiences, groups, keeps, roles)


def facts_of_people(people: Sequence[User], at: datetime) -> dict[int, PersonFacts]:
    """The same of many, by their ids, in one query."""
    found = rows(
        f"SELECT u.id, {_PERSON.replace('%(person)s', 'u.id')}"
        " FROM people_user u WHERE u.id = ANY(%(people)s)",
        {"people": sorted(person.pk for person in people), "today": at.date()},
    )
    known = {person.pk: person for person in people}
    return {pk: _facts(known[pk], *more) for pk, *more in found}


def _facts(
    person: User, audiences: list[int], groups: list[int], keeps: list[int], roles: list[str]
) -> PersonFacts:
    members = {Audience.MEMBERS} if groups else set()
    return PersonFacts(
        person.pk,
        frozenset({Audience.EVERYONE, *audiences, *members}),
        frozenset(groups),
        frozenset(keeps),
        keeps_all=bool({Role.PLANNER, Role.ADMINISTRATOR} & set(roles)),
        is_mediator=Role.MEDIATOR in roles,
    )


def minutes_booked_in_week(
    person_id: int, place_id: int, at: datetime, zone: ZoneInfo, *, but: int | None = None
) -> int:
    """Minutes that a person has booked at a place in the calendar week of an instant."""
    local = at.astimezone(zone)
    monday = (local - timedelta(days=local.weekday())).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    bookings = (
        Booking.objects.claiming()
        .filter(person_id=person_id, place_id=place_id)
        .filter(starts_at__gte=monday, starts_at__lt=monday + timedelta(days=7))
    )
    if but is not None:
        bookings = bookings.exclude(pk=but)
    length = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
    total = bookings.aggregate(total=Sum(length))["total"]
    return int(total.total_seconds() // 60) if total else 0


@dataclass(frozen=True, slots=True)
class Offer:
    """On what terms a person may book something, and what it costs."""

    terms: TermsFacts
    """Of a bundle, those of its first resource."""
    needs_approval: bool
    quote: Quote


def offer(person: User | None, ask: Ask, at: datetime) -> Offer | None:
    """The terms and the price of an ask, free or not; None where nothing is offered to them."""
    facts = person_facts(person, at)
    known = situation([item.resource_id for item in ask.items], ask, facts)
    price, found, needs_approval = Quote(), [], False
    for item in ask.items:
        resource = known.resources.get(item.resource_id)
        terms = best_terms(known.terms[item.resource_id], facts) if resource else None
        if resource is None or (terms is None and not facts.keeps_place(resource.place_id)):
            return None
        terms = terms or TermsFacts()
        found.append(terms)
        keeps = facts.keeps_place(resource.place_id)
        needs_approval = needs_approval or (terms.needs_approval and not keeps)
        price += quote(ask, item, resource, terms)
    return Offer(found[0], needs_approval, price) if found else None
