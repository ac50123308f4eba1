"""What is offered and when: the season, resources with their parts and hours, what is booked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from softplace.engines.documents import need
from softplace.engines.matching.fields import MOST_PEOPLE, need_span, need_weekday
from softplace.foundation.distances import great_circle_metres

MAX_WEEKS = 64
"""Weeks of a season fit in one machine word."""
MAX_GAP_MINUTES = 240
MAX_UNITS = 64
NOISE_LEVELS = ("quiet", "talk", "music", "loud")


@dataclass(frozen=True, slots=True)
class Point:
    """Latitude and longitude in degrees (WGS 84)."""

    lat: float
    lng: float

    def __post_init__(self) -> None:
        need(-90 <= self.lat <= 90, "lat", "must be from -90 to 90 degrees.")
        need(-180 <= self.lng <= 180, "lng", "must be from -180 to 180 degrees.")

    def km_to(self, other: "Point") -> float:
        return great_circle_metres(self.lat, self.lng, other.lat, other.lng) / 1000


@dataclass(frozen=True, slots=True)
class Closure:
    """Days, both included, on which nothing is held, and why (a holiday, works)."""

    first_day: date
    last_day: date
    reason: str = "closed"

    def __post_init__(self) -> None:
        need(self.first_day <= self.last_day, "last_day", "must not be before first_day.")

    def covers(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Season:
    """The days, both included, that the campaign gives out; week 0 holds the first of them."""

    first_day: date
    last_day: date
    closures: tuple[Closure, ...] = ()

    def __post_init__(self) -> None:
        need(self.first_day <= self.last_day, "last_day", "must not be before first_day.")
        need(self.weeks <= MAX_WEEKS, "last_day", f"must be within {MAX_WEEKS} weeks.")

    @property
    def first_monday(self) -> date:
        return self.first_day - timedelta(days=self.first_day.weekday())

    @property
    def weeks(self) -> int:
        return (self.last_day - self.first_monday).days // 7 + 1

    def day(self, week: int, weekday: int) -> date:
        return self.first_monday + timedelta(days=7 * week + weekday)

    def week_of(self, day: date) -> int:
        return (day - self.first_monday).days // 7

    def closure_on(self, day: date) -> Closure | None:
        return next((closure for closure in self.closures if closure.covers(day)), None)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of one weekday, as opening hours or as hours that suit: [start, end) minutes."""

    weekday: int
    start: int
    end: int

    def __post_init__(self) -> None:
        need_weekday(self.weekday)
        need_span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Part:
    """A way to take a resource: all of `units` together, or, in a pool, as many as are needed.

    `capacity` is the headcount by layout; in a pool, of each unit.
    """

    key: str
    units: tuple[str, ...]
    capacity: Mapping[str, int]
    equipment: frozenset[str] = frozenset()
    pool: bool = False

    def __post_init__(self) -> None:
        need(bool(self.units), "units", "must name at least one unit.")
        need(len(set(self.units)) == len(self.units), "units", "must not name a unit twice.")
        need(bool(self.capacity), "capacity", "must give the headcount of at least one layout.")
        for layout, headcount in self.capacity.items():
            right = 1 <= headcount <= MOST_PEOPLE
            need(right, f"capacity.{layout}", "must be 1 to 1000000 people.")

    def units_needed(self, headcount: int, layout: str) -> int:
        """How many units that many people take in that layout; 0 when they do not fit."""
        seats = self.capacity.get(layout, 0)
        if not self.pool:
            return len(self.units) if headcount <= seats else 0
        needed = ceil(headcount / seats) if seats else 0
        return needed if needed <= len(self.units) else 0

    def seats(self, headcount: int, layout: str) -> int:
        """The headcount that what is taken could hold."""
        taken = self.units_needed(headcount, layout) if self.pool else 1
        return self.capacity[layout] * taken


@dataclass(frozen=True, slots=True)
class Resource:
    """What can be booked at a place, by units; parts are the ways to take it.

    Between two sessions in one unit there are at least `setup_minutes`, and at least
    `changeover_minutes` when their layouts differ. `erp_headcount` is the most people that the
    safety rules allow in one session; `noise` the loudest level allowed; no `audiences` means
    everyone.
    """

    key: str
    place: str
    units: tuple[str, ...]
    parts: tuple[Part, ...]
    opening: tuple[Window, ...]
    point: Point | None = None
    closures: tuple[Closure, ...] = ()
    setup_minutes: int = 0
    changeover_minutes: int = 0
    erp_headcount: int | None = None
    noise: int = 3
    audiences: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        need(bool(self.key), "key", "must not be empty.")
        need(1 <= len(self.units) <= MAX_UNITS, "units", f"must name 1 to {MAX_UNITS} units.")
        need(len(set(self.units)) == len(self.units), "units", "must not name a unit twice.")
        need(bool(self.parts), "parts", "must give at least one part.")
        for i, part in enumerate(self.parts):
            for j, unit in enumerate(part.units):
                need(unit in self.units, f"parts[{i}].units[{j}]", f"{unit!r} is no unit of it.")
        if any(part.pool for part in self.parts):
            need(len(self.parts) == 1, "parts", "must be a single part when it is a pool.")
        need(0 <= self.setup_minutes <= MAX_GAP_MINUTES, "setup_minutes", "must be 0 to 240.")
        need(
            self.setup_minutes <= self.changeover_minutes <= MAX_GAP_MINUTES
            or self.changeover_minutes == 0,
            "changeover_minutes",
            "must be 0, or from setup_minutes to 240.",
        )
        need(0 <= self.noise < len(NOISE_LEVELS), "noise", "must be a level of noise.")
        if self.erp_headcount is not None:
            need(self.erp_headcount >= 0, "erp_headcount", "must be 0 or more people.")

    def gap_minutes(self, layout: str | None, other_layout: str | None) -> int:
        """Minutes needed between two sessions; an unknown layout differs from every other."""
        same = layout is not None and layout == other_layout
        return self.setup_minutes if same else max(self.setup_minutes, self.changeover_minutes)


def part_wish(resource: Resource, part: Part) -> str:
    """How a wish names one way to take a resource: `hall/left`."""
    return f"{resource.key}/{part.key}"


@dataclass(frozen=True, slots=True)
class Booking:
    """What is already taken: units (none named: all), from `day` to `until` every few weeks."""

    resource: str
    day: date
    start: int
    end: int
    units: tuple[str, ...] = ()
    until: date | None = None
    every_weeks: int = 1
    layout: str | None = None

    def __post_init__(self) -> None:
        need_span(self.start, self.end)
        need(self.every_weeks >= 1, "every_weeks", "must be 1 or more.")
        need(self.until is None or self.until >= self.day, "until", "must not be before day.")

    def days(self) -> list[date]:
        step_days = 7 * self.every_weeks
        length = ((self.until or self.day) - self.day).days
        return [self.day + timedelta(days=after) for after in range(0, length + 1, step_days)]
