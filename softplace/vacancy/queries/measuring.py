"""Openings minus claims by half-day, of any number of resources, in a fixed number of queries.

A pool is counted unit by unit; any other resource at once, taken when any of its units is. What
is counted apart is called a part here.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from softplace.bookings.prepared import Column, columns
from softplace.bookings.queries.open_hours import (
    Calendars,
    claims_on,
    coded,
    open_hours,
    school_holidays,
)
from softplace.engines.calendar import (
    GroupedIntervals,
    HalfDays,
    HolidayPolicy,
    IdleHalfDays,
    Pattern,
    RuleTable,
    date_of,
    epoch_minutes,
    expand,
    half_day_minutes,
    half_days,
    intersect_by_group,
    subtract_by_group,
)
from softplace.engines.calendar.grouped import ranges
from softplace.vacancy.rules import ALL_HOURS, Counted, Leave

DAYS = 7
HALVES = 2 * DAYS
LEAST_OPEN_MINUTES = 60
"""A half-day that is open for less is none."""

Claims = tuple[Column, Column, Column]
"""Units, starts and ends in epoch minutes."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which resources are measured: an SQL condition on a resource `r` of a place `p`."""

    where: str
    values: tuple[Any, ...] = ()


EVERYWHERE = Scope("r.is_bookable AND p.is_published")


def at_place(place_id: int) -> Scope:
    """All that a place has, bookable or not."""
    return Scope("r.place_id = %s", (place_id,))


def these(resource_ids: Collection[int]) -> Scope:
    return Scope("r.id = ANY(%s)", (sorted(resource_ids),))


@dataclass(frozen=True)
class Measured:
    """Columns of resources by ascending id, of their parts, and of the parts' open half-days."""

    calendars: Calendars
    area_m2: Column
    """NaN where it is not said."""
    unit_count: Column
    """Parts of each resource: the units of a pool; 1 for any other."""
    is_made_of_parts: Column
    """Its parts are resources too, so that a sum leaves it out."""
    owner: Column
    """By part: the position of its resource. Parts of one resource follow each other."""
    first_monday: date
    weeks: int
    part: Column
    """By row, sorted with the next: an open half-day of a part."""
    half: Column
    """Half-days since the morning of the first Monday."""
    open_minutes: Column
    free_minutes: Column

    def __len__(self) -> int:
        return len(self.calendars.ids)

    @property
    def counts(self) -> Column:
        """By row: open long enough to be a half-day."""
        return self.open_minutes >= LEAST_OPEN_MINUTES

    @property
    def idle(self) -> Column:
        """By row: a half-day of which nobody claims anything."""
        return self.counts & (self.free_minutes == self.open_minutes)

    @property
    def week(self) -> Column:
        return self.half // HALVES

    @property
    def resource(self) -> Column:
        """By row: the position of its resource."""
        return self.owner[self.part]

    def half_day_table(self) -> IdleHalfDays:
        """As the engine of half-days reads it."""
        kept = self.counts
        return IdleHalfDays(
            self.part[kept], self.half[kept], self.open_minutes[kept], self.idle[kept]
        )

    def m2_hours(self, minutes: Column) -> Column:
        """By row: m²·hours of `minutes`. The area of a pool is that of all its units together."""
        each = np.nan_to_num(self.area_m2) / self.unit_count
        return each[self.resource] * minutes / 60


def measure(
    scope: Scope,
    first_monday: date,
    weeks: int,
    at: datetime,
    *,
    counted: Counted = ALL_HOURS,
    leaves: Sequence[Leave] = (),
    without_series: Collection[int] = (),
    also_claimed: Sequence[tuple[int, int, int]] = (),
) -> Measured:
    """The half-days of whole weeks. Seven queries: resources, units, opening rules, closures,
    school holidays twice at most, claims.

    Openings to any audience count, and claims count with their buffers; a hold that ran out
    before `at` counts for nothing. Only `counted` hours are looked at, and none on the days of
    `leaves`. `without_series` leaves the claims of these series aside, and `also_claimed` adds
    (unit, start, end) in epoch minutes: what a plan would take.
    """
    found, area, is_pool = _resources(scope)
    owner_of_unit, unit = columns(
        {"u.resource_id": "int", "u.unit_id": "int"},
        "FROM places_resource_units u WHERE u.resource_id = ANY(%s)",
        [found.ids.tolist()],
    )
    holder = np.searchsorted(found.ids, owner_of_unit)
    owner, part_of_pair, made_of_parts = _parts(len(found.ids), holder, unit, is_pool)
    halves = {
        code: half_days(zone, first_monday, first_monday + timedelta(days=DAYS * weeks - 1))
        for code, zone in enumerate(found.zones)
    }
    none = np.empty(0, dtype=np.int64)
    rows: list[tuple[Column, ...]] = []
    if len(owner):
        first = min(int(table.start[0]) for table in halves.values())
        last = max(int(table.end[-1]) for table in halves.values())
        opened = hours_counted(open_hours(found, first, last), found, first, last, counted, leaves)
        claims = claims_on(np.unique(unit), first, last, at, without_series=without_series)
        more = np.array(also_claimed, dtype=np.int64).reshape(-1, 3).T
        claims = tuple(np.concatenate(pair) for pair in zip(claims, more, strict=True))  # type: ignore[assignment]
        rows = list(
            _by_zone(
                found.zone[owner],
                halves,
                _of_parts(opened, owner),
                _on_parts(claims, unit, part_of_pair),
            )
        )
    merged = [np.concatenate(column) for column in zip(*rows, strict=True)] if rows else [none] * 4
    order = np.lexsort((merged[1], merged[0]))
    return Measured(
        found,
        area,
        np.maximum(np.bincount(owner, minlength=len(found.ids)), 1),
        made_of_parts,
        owner,
        first_monday,
        weeks,
        *(column[order] for column in merged),
    )


def _resources(scope: Scope) -> tuple[Calendars, Column, Column]:
    """Resources, their areas, and which of them are pools."""
    *numbers, zones, regions, schools = columns(
        {
            "r.id": "int",
            "r.place_id": "int",
            "r.has_own_hours::int": "int",
            "r.is_pool::int": "int",
            "coalesce(r.area_m2, 'NaN')": "float",
            "p.zone": "text",
            "p.holiday_region": "text",
            "p.school_zone": "text",
        },
        f"FROM places_resource r JOIN places_place p ON p.id = r.place_id WHERE {scope.where}",
        scope.values,
    )
    order = np.argsort(numbers[0], kind="stable")
    ids, place, own, pool, area = (column[order] for column in numbers)
    (zone, zone_names), (region, region_names), (school, school_names) = (
        coded(texts) for texts in (zones, regions, schools)
    )
    calendars = Calendars(
        ids,
        place,
        own,
        zone[order],
        region[order],
        school[order],
        zone_names,
        region_names,
        school_names,
    )
    return calendars, area, pool == 1


def _parts(
    count: int, holder: Column, unit: Column, is_pool: Column
) -> tuple[Column, Column, Column]:
    """The resource of each part, the part of each (resource, unit), and who is made of parts."""
    key = np.where(is_pool[holder], unit, -1)
    parts, part_of_pair = np.unique(np.stack([holder, key]), axis=1, return_inverse=True)
    # Only resources that share a unit with another can have it among their parts.
    shared = np.bincount(np.unique(unit, return_inverse=True)[1].reshape(-1))
    touched = np.unique(holder[shared[np.unique(unit, return_inverse=True)[1].reshape(-1)] > 1])
    made_of_parts = np.zeros(count, dtype=np.bool_)
    kept = np.isin(holder, touched)
    units: dict[int, set[int]] = {}
    of_unit: dict[int, set[int]] = {}
    for resource, one in zip(holder[kept].tolist(), unit[kept].tolist(), strict=True):
        units.setdefault(resource, set()).add(one)
        of_unit.setdefault(one, set()).add(resource)
    for resource, own in units.items():
        others = set().union(*(of_unit[one] for one in own)) - {resource}
        made_of_parts[resource] = any(units[other] < own for other in others)
    return parts[0], part_of_pair.reshape(-1), made_of_parts


def hours_counted(
    opened: GroupedIntervals,
    found: Calendars,
    first: int,
    last: int,
    counted: Counted,
    leaves: Sequence[Leave] = (),
) -> GroupedIntervals:
    """Opening hours cut to those that count, without the days of leave."""
    if counted != ALL_HOURS:
        opened = intersect_by_group(opened, _hours_that_count(found, first, last, counted))
    if not leaves:
        return opened
    rows = [
        (position, _midnight(leave.first_date, zone), _midnight(leave.next_date, zone))
        for leave in leaves
        for position in np.flatnonzero(
            found.place == leave.place_id
            if leave.resource_id is None
            else found.ids == leave.resource_id
        ).tolist()
        for zone in [ZoneInfo(found.zones[found.zone[position]])]
    ]
    free_of = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return subtract_by_group(opened, (free_of[0], free_of[1], free_of[2]))


def _midnight(day: date, zone: ZoneInfo) -> int:
    return epoch_minutes(datetime.combine(day, time.min, zone))


def _hours_that_count(
    found: Calendars, first: int, last: int, counted: Counted
) -> GroupedIntervals:
    """What the policy counts, as an opening rule of each sort of calendar that there is."""
    sorts, sort = np.unique(
        np.stack([found.zone, found.region, found.school]), axis=1, return_inverse=True
    )
    sort = sort.reshape(-1)
    table = RuleTable.from_rows(
        (
            number,
            number,
            found.zones[zone],
            Pattern.WEEKLY,
            counted.weekdays,
            counted.start_minute,
            counted.end_minute - counted.start_minute,
            "",
            "",
            None,
            None,
            HolidayPolicy.AS_USUAL if counted.on_public_holidays else HolidayPolicy.CLOSED,
            HolidayPolicy.AS_USUAL if counted.in_school_holidays else HolidayPolicy.CLOSED,
            found.regions[region],
            found.schools[school],
        )
        for number, (zone, region, school) in enumerate(sorts.T.tolist())
    )
    low, high = date_of(first // 1440 - 9), date_of(last // 1440 + 2)
    spans = expand(table, first, last, school_holidays=school_holidays(low, high))
    begin = np.searchsorted(spans.rule_index, sort, side="left")
    count = np.searchsorted(spans.rule_index, sort, side="right") - begin
    pick = ranges(begin, count)
    return GroupedIntervals(
        np.repeat(np.arange(len(sort)), count), spans.start[pick], spans.end[pick]
    )


def _of_parts(opened: GroupedIntervals, owner: Column) -> GroupedIntervals:
    """The opening hours of a resource are those of each of its parts."""
    begin = np.searchsorted(opened.group, owner, side="left")
    count = np.searchsorted(opened.group, owner, side="right") - begin
    pick = ranges(begin, count)
    return GroupedIntervals(
        np.repeat(np.arange(len(owner)), count), opened.start[pick], opened.end[pick]
    )


def _on_parts(claims: Claims, unit: Column, part_of_pair: Column) -> GroupedIntervals:
    """A claim on a unit is one on every part that holds it."""
    claimed, start, end = claims
    by_unit = np.argsort(unit, kind="stable")
    begin = np.searchsorted(unit[by_unit], claimed, side="left")
    count = np.searchsorted(unit[by_unit], claimed, side="right") - begin
    pairs = by_unit[ranges(begin, count)]
    return GroupedIntervals(part_of_pair[pairs], np.repeat(start, count), np.repeat(end, count))


def _by_zone(
    zone: Column, halves: dict[int, HalfDays], opened: GroupedIntervals, claimed: GroupedIntervals
) -> Iterator[tuple[Column, ...]]:
    """Half-days begin with the wall of each zone."""
    for code, edges in halves.items():
        mine = zone[opened.group] == code
        taken = zone[claimed.group] == code
        yield half_day_minutes(
            edges,
            tuple(column[mine] for column in opened),
            tuple(column[taken] for column in claimed),
        )
