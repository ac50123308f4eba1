"""The vacancy of one place in one week, by half-day and by m²·hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from softplace.engines.calendar import longest_idle_stretch
from softplace.places.models import Place, Resource
from softplace.vacancy.queries.measuring import HALVES, at_place, measure

WEEKS_OF_STRETCH = 4
"""The longest idle stretch is sought in the week that is asked for and those that follow."""


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

    Claims count with their buffers; a hold that ran out before `at` counts for nothing. Seven
    queries at most, however many resources and bookings there are.
    """
    resources = list(place.resources.order_by("name"))
    if not resources:
        return PlaceVacancy(monday, ())
    found = measure(at_place(place.pk), monday, WEEKS_OF_STRETCH, at)
    shape = (2, len(found.owner), WEEKS_OF_STRETCH * HALVES)
    table = np.zeros(shape, dtype=np.int64)
    table[0, found.part, found.half] = found.open_minutes
    table[1, found.part, found.half] = found.free_minutes
    counts = np.zeros(shape, dtype=np.int64)
    counts[0, found.part, found.half] = found.counts
    counts[1, found.part, found.half] = found.idle
    longest = {
        int(part): Stretch(
            _half_day(monday, table, [int(part)], int(first)),
            _half_day(monday, table, [int(part)], int(final)),
            int(count),
            int(minutes),
        )
        for part, first, final, count, minutes in zip(
            *longest_idle_stretch(found.half_day_table()), strict=True
        )
    }
    position = {int(key): n for n, key in enumerate(found.calendars.ids)}
    answers = []
    for resource in resources:
        parts = np.flatnonzero(found.owner == position[resource.pk]).tolist()
        stretches = [longest[part] for part in parts if part in longest]
        answers.append(
            ResourceVacancy(
                resource,
                len(parts),
                bool(found.is_made_of_parts[position[resource.pk]]),
                tuple(_half_day(monday, table, parts, half) for half in range(HALVES)),
                int(counts[0][parts, :HALVES].sum()),
                int(counts[1][parts, :HALVES].sum()),
                int(table[0][parts, :HALVES].sum()),
                int(table[1][parts, :HALVES].sum()),
                max(stretches, key=lambda run: run.half_day_count, default=None),
            )
        )
    return PlaceVacancy(monday, tuple(answers))


def _half_day(monday: date, table: np.ndarray, parts: Sequence[int], half: int) -> HalfDay:
    return HalfDay(
        monday + timedelta(days=half // 2),
        bool(half % 2),
        int(table[0][parts, half].sum()),
        int(table[1][parts, half].sum()),
    )
