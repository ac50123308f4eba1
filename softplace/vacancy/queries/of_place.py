"""Vacancy: opening hours of resources that nobody claims, by half-day and by m²·hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from softplace.bookings.prepared import rows
from softplace.bookings.queries.asking import Situation, situation
from softplace.bookings.rules import Ask, PersonFacts
from softplace.engines.calendar import (
    GroupedIntervals,
    HalfDays,
    date_of,
    epoch_minutes,
    half_days,
    idle_half_days,
    longest_idle_stretch,
    subtract_by_group,
)
from softplace.people.enums import Audience
from softplace.people.models import Group
from softplace.places.models import Place, Resource

WEEKS_OF_STRETCH = 4
"""The longest idle stretch is sought in the week that is asked for and those that follow."""
DAYS = 7


@dataclass(frozen=True, slots=True)
class HalfDay:
    """One morning or afternoon of a resource; minutes are added up over the units of a pool."""

    day: date
    is_afternoon: bool
    open_minutes: int
    free_minutes: int

    @property
    def state(self) -> str:
        if not self.open_minutes:
            return "closed"
        if self.free_minutes == self.open_minutes:
            return "idle"
        return "part" if self.free_minutes else "taken"

    @property
    def taken_percent(self) -> int:
        return round(100 * (1 - self.free_minutes / self.open_minutes)) if self.open_minutes else 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of idle half-days, of the unit that has the longest where there are several."""

    first: HalfDay
    last: HalfDay
    half_day_count: int
    open_minutes: int


@dataclass(frozen=True, slots=True)
class ResourceVacancy:
    resource: Resource
    unit_count: int
    """Units that are counted apart: those of a pool; 1 for any other resource."""
    is_made_of_parts: bool
    """Its parts are resources too, so a sum over the place leaves it out."""
    half_days: tuple[HalfDay, ...]
    """Morning and afternoon of each day of the week."""
    open_half_day_count: int
    idle_half_day_count: int
    open_minutes: int
    free_minutes: int
    longest: Stretch | None

    @property
    def open_m2_hours(self) -> float | None:
        return self._m2_hours(self.open_minutes)

    @property
    def idle_m2_hours(self) -> float | None:
        return self._m2_hours(self.free_minutes)

    def _m2_hours(self, minutes: int) -> float | None:
        """The area of a pool is that of all its units together."""
        area = self.resource.area_m2
        return area / self.unit_count * minutes / 60 if area is not None else None


@dataclass(frozen=True, slots=True)
class PlaceVacancy:
    monday: date
    resources: tuple[ResourceVacancy, ...]

    def _sum(self, name: str) -> float:
        return sum(getattr(row, name) or 0 for row in self.resources if not row.is_made_of_parts)

    @property
    def open_half_day_count(self) -> int:
        return int(self._sum("open_half_day_count"))

    @property
    def idle_half_day_count(self) -> int:
        return int(self._sum("idle_half_day_count"))

    @property
    def open_m2_hours(self) -> float:
        return self._sum("open_m2_hours")

    @property
    def idle_m2_hours(self) -> float:
        return self._sum("idle_m2_hours")


def vacancy_of(place: Place, monday: date, at: datetime) -> PlaceVacancy:
    """The vacancy of a place's resources in a week.

    Claims count with their buffers; a hold that ran out before `at` counts for nothing. Five
    queries at most, however many resources and bookings there are.
    """
    resources = list(place.resources.order_by("name"))
    if not resources:
        return PlaceVacancy(monday, ())
    zone = ZoneInfo(place.zone)
    last = monday + timedelta(days=DAYS * WEEKS_OF_STRETCH - 1)
    start, end = (
        datetime.combine(day, time.min, zone).astimezone(UTC)
        for day in (monday, last + timedelta(days=1))
    )
    everybody = PersonFacts(
        audiences=frozenset(Audience),
        group_ids=frozenset(Group.objects.values_list("pk", flat=True)),
    )
    known = situation([resource.pk for resource in resources], Ask((), start, end), everybody)
    groups = [
        (resource, units) for resource in resources for units in _units_counted(known, resource)
    ]
    opened = _intervals(
        (n, interval.start, interval.end)
        for n, (resource, _) in enumerate(groups)
        for interval in known.open_intervals[resource.pk]
    )
    of_unit: dict[int, list[int]] = {}
    for n, (_, units) in enumerate(groups):
        for unit in units:
            of_unit.setdefault(unit, []).append(n)
    claimed = _intervals(
        (n, begins, ends)
        for unit, begins, ends in _claims(sorted(of_unit), start, end, at)
        for n in of_unit[unit]
    )
    halves = half_days(place.zone, monday, last)
    free = subtract_by_group(opened, claimed)
    idle = idle_half_days(halves, opened, claimed)
    opened_by_half = idle_half_days(halves, opened, claimed, minimum_open_minutes=1)
    free_by_half = idle_half_days(halves, free, claimed, minimum_open_minutes=1)
    table = np.zeros((2, len(groups), len(halves.day)), dtype=np.int64)
    table[0, opened_by_half.group, opened_by_half.half_day] = opened_by_half.open_minutes
    table[1, free_by_half.group, free_by_half.half_day] = free_by_half.open_minutes
    shown = 2 * DAYS
    counts = np.zeros((2, len(groups)), dtype=np.int64)
    within = idle.half_day < shown
    np.add.at(counts[0], idle.group[within], 1)
    np.add.at(counts[1], idle.group[within & idle.idle], 1)
    runs = longest_idle_stretch(idle)
    longest = {
        int(group): Stretch(
            _half_day(halves, table, [int(group)], int(first)),
            _half_day(halves, table, [int(group)], int(final)),
            int(count),
            int(minutes),
        )
        for group, first, final, count, minutes in zip(*runs, strict=True)
    }
    found = []
    for resource in resources:
        mine = [n for n, (owner, _) in enumerate(groups) if owner is resource]
        stretches = [longest[n] for n in mine if n in longest]
        own_units = set(known.resources[resource.pk].unit_ids)
        found.append(
            ResourceVacancy(
                resource,
                len(mine),
                any(
                    set(other.unit_ids) < own_units
                    for other in known.resources.values()
                    if other.unit_ids
                ),
                tuple(_half_day(halves, table, mine, half) for half in range(shown)),
                int(counts[0, mine].sum()),
                int(counts[1, mine].sum()),
                int(table[0][mine, :shown].sum()),
                int(table[1][mine, :shown].sum()),
                max(stretches, key=lambda run: run.half_day_count, default=None),
            )
        )
    return PlaceVacancy(monday, tuple(found))


def _units_counted(known: Situation, resource: Resource) -> list[Sequence[int]]:
    """A pool is counted unit by unit; any other resource at once, taken when any unit is."""
    units = known.resources[resource.pk].unit_ids
    return [[unit] for unit in units] if resource.is_pool else [units]


def _intervals(found: object) -> GroupedIntervals:
    table = [(n, epoch_minutes(a), epoch_minutes(b)) for n, a, b in found]  # type: ignore[attr-defined]
    columns = np.array(table, dtype=np.int64).reshape(-1, 3).T
    return GroupedIntervals(*columns)


def _claims(
    units: Sequence[int], start: datetime, end: datetime, at: datetime
) -> list[tuple[int, datetime, datetime]]:
    return rows(
        # Unit by unit, in the words of the constraint, so that its index answers.
        "SELECT c.unit_id, lower(c.period), upper(c.period) FROM unnest(%s::bigint[]) AS unit"
        " JOIN bookings_claim c"
        " ON int8range(c.unit_id, c.unit_id, '[]') && int8range(unit, unit, '[]')"
        " AND c.period && tstzrange(%s, %s)"
        " WHERE c.expires_at IS NULL OR c.expires_at > %s",
        [list(units), start, end, at],
    )


def _half_day(halves: HalfDays, table: np.ndarray, groups: Sequence[int], position: int) -> HalfDay:
    return HalfDay(
        date_of(int(halves.day[position])),
        bool(halves.half[position]),
        int(table[0][groups, position].sum()),
        int(table[1][groups, position].sum()),
    )
