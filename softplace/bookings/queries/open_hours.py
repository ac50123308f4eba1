"""Opening hours of, and claims on, many resources at once, as columns.

Making Python objects of tens of thousands of rows would take longer than a whole search may.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.db import connection

from softplace.bookings.models import LONG_CLAIM
from softplace.bookings.prepared import MINUTE, MOST_BY_NAME, Column, columns, listed
from softplace.engines.calendar import (
    Closures,
    GroupedIntervals,
    RuleTable,
    SchoolHolidays,
    date_of,
    expand,
    instant_of,
    merge_by_group,
)
from softplace.engines.calendar.grouped import ranges
from softplace.engines.calendar.rules import NEVER_ENDS, NEVER_STARTS

LONGEST_SHORT_CLAIM = timedelta(days=2)


@dataclass(frozen=True)
class Calendars:
    """What the hours of resources depend on, as columns by ascending resource id.

    The zone, the region of public holidays and the school zone are those of the place, as
    positions in `zones`, `regions` and `schools`.
    """

    ids: Column
    place: Column
    has_own_hours: Column
    zone: Column
    region: Column
    school: Column
    zones: tuple[str, ...]
    regions: tuple[str, ...]
    schools: tuple[str, ...]


def coded(texts: Sequence[str]) -> tuple[Column, tuple[str, ...]]:
    """The position of each text among the different ones, and these."""
    different = tuple(dict.fromkeys(texts))
    code = {text: position for position, text in enumerate(different)}
    return np.fromiter(map(code.__getitem__, texts), np.int64, len(texts)), different


def open_hours(
    resources: Calendars,
    first: int,
    last: int,
    *,
    audiences: Collection[int] | None = None,
    group_ids: Collection[int] | None = None,
) -> GroupedIntervals:
    """When each resource is open between two epoch minutes, by its position. Three queries.

    To these audiences and groups; to anybody at all without them.
    """
    places = np.unique(resources.place)
    own = resources.ids[resources.has_own_hours == 1]
    low, high = date_of(first // 1440 - 9), date_of(last // 1440 + 2)
    wanted = {
        "o.id": "int",
        "o.place_id": "int",
        "coalesce(o.resource_id, 0)": "int",
        "o.pattern": "int",
        "o.weekdays": "int",
        "o.start_minute": "int",
        "o.length_minutes": "int",
        f"coalesce(o.starts_on - DATE '1970-01-01', {NEVER_STARTS})": "int",
        f"coalesce(o.ends_on - DATE '1970-01-01', {NEVER_ENDS})": "int",
        "o.on_public_holidays": "int",
        "o.on_school_holidays": "int",
        "o.recurrence": "text",
        "o.hours": "text",
    }
    source = (
        "FROM places_openingrule o WHERE o.place_id = ANY(%s::bigint[]) AND o.function_id IS NULL"
        " AND (o.resource_id IS NULL OR o.resource_id = ANY(%s::bigint[]))"
        " AND (o.ends_on IS NULL OR o.ends_on >= %s)"
        " AND (o.starts_on IS NULL OR o.starts_on <= %s)"
    )
    values: list[object] = [listed(places), listed(own), low, high]
    if audiences is not None:
        source += " AND o.audience = ANY(%s)"
        values.append(sorted(audiences))
    if group_ids is not None:
        source += " AND (o.group_id IS NULL OR o.group_id = ANY(%s))"
        values.append(sorted(group_ids))
    *numbers, recurrences, hours = columns(wanted, source, values)
    key, place, resource, *rest = numbers
    recurrence, texts = coded(recurrences)
    expression, expressions = coded(hours)
    if not len(key):
        return GroupedIntervals(key, key, key)
    # The zone and the holidays of a rule are those of its place, which some resource is at.
    by_place = np.argsort(resources.place, kind="stable")
    at = by_place[np.searchsorted(resources.place[by_place], place)]
    table = RuleTable(
        key=key,
        owner=place,
        zone=resources.zone[at],
        pattern=rest[0],
        weekdays=rest[1],
        start_minute=rest[2],
        length_minutes=rest[3],
        starts_on=rest[4],
        ends_on=rest[5],
        on_public_holidays=rest[6],
        on_school_holidays=rest[7],
        recurrence=recurrence,
        hours=expression,
        holiday_region=resources.region[at],
        school_zone=resources.school[at],
        zones=resources.zones,
        recurrences=texts,
        expressions=expressions,
        regions=resources.regions,
        school_zones=resources.schools,
    )
    closures, school = _closed(listed(places), low, high)
    occurrences = expand(table, first, last, closures=closures, school_holidays=school)
    rule = occurrences.rule_index
    # A rule of a resource is its own; a general one is of all at the place that have none.
    of_own = np.flatnonzero(resource[rule] != 0)
    group = [np.searchsorted(resources.ids, resource[rule[of_own]])]
    start, end = [occurrences.start[of_own]], [occurrences.end[of_own]]
    general = np.flatnonzero(resource[rule] == 0)
    sharing = by_place[resources.has_own_hours[by_place] == 0]
    shared_places = resources.place[sharing]
    begin = np.searchsorted(shared_places, place[rule[general]], side="left")
    count = np.searchsorted(shared_places, place[rule[general]], side="right") - begin
    group.append(sharing[ranges(begin, count)])
    start.append(np.repeat(occurrences.start[general], count))
    end.append(np.repeat(occurrences.end[general], count))
    return merge_by_group(np.concatenate(group), np.concatenate(start), np.concatenate(end))


def _closed(places: str, low: date, high: date) -> tuple[Closures, SchoolHolidays]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place_id, rule_id, first_date, last_date FROM places_closure"
            " WHERE first_date <= %s AND last_date >= %s AND place_id = ANY(%s::bigint[])",
            [high, low, places],
        )
        closed = cursor.fetchall()
    of_rules = tuple((rule, a, b) for _, rule, a, b in closed if rule is not None)
    of_owners = tuple((place, a, b) for place, rule, a, b in closed if rule is None)
    return Closures(of_rules=of_rules, of_owners=of_owners), school_holidays(low, high)


def school_holidays(low: date, high: date) -> SchoolHolidays:
    """Those that touch the dates from `low` to `high`. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT zone, first_date, last_date FROM territory_schoolholiday"
            " WHERE first_date <= %s AND last_date >= %s",
            [high, low],
        )
        return SchoolHolidays.from_rows(cursor.fetchall())


def claims_on(
    units: Column, first: int, last: int, at: datetime, *, without_series: Collection[int] = ()
) -> tuple[Column, Column, Column]:
    """Claims that touch the time between two epoch minutes: unit, start and end. One query.

    Holds that have run out at `at` are left aside, and so are the dates of `without_series`.
    Claims on other units may come too.
    """
    low, high = instant_of(first), instant_of(last)
    earliest = low - LONGEST_SHORT_CLAIM
    counts = "(expires_at IS NULL OR expires_at > %s)"
    values: list[object] = [at]
    if without_series:
        series = "SELECT b.id FROM bookings_booking b WHERE b.series_id = ANY(%s)"
        counts += f" AND booking_id NOT IN ({series})"
        values.append(sorted(without_series))
    # Of many units it is quicker to read all the claims of the time and to leave some aside. Of
    # the long ones always: asked for by unit, PostgreSQL would read all that these ever had.
    short = f"{counts} AND lower(period) >= %s AND lower(period) < %s AND upper(period) > %s"
    of_short: list[object] = [*values, earliest, high, low]
    if len(units) <= MOST_BY_NAME:
        short += " AND unit_id = ANY(%s::bigint[])"
        of_short.append(listed(np.unique(units)))
    long = f"{counts} AND lower(period) < %s AND period && tstzrange(%s, %s) AND {LONG_CLAIM}"
    unit, start, end = columns(
        {"unit_id": "int", "lower(period)": "instant", "upper(period)": "instant"},
        f"FROM (SELECT unit_id, period FROM bookings_claim WHERE {short}"
        f" UNION ALL SELECT unit_id, period FROM bookings_claim WHERE {long}) AS claim",
        [*of_short, *values, earliest, low, high],
    )
    return unit, start // MINUTE, -(-end // MINUTE)
