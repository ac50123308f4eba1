"""What a matching campaign asks: a season, what is offered, what is booked, who wants what.

Plain frozen dataclasses with opaque keys, validated when made: a wrong field raises
`InvalidField`, which names its path (`requests[3].windows[0].weekday`). Weekdays are 0 (Monday)
to 6 (Sunday); times of day are minutes since midnight; the grid is `SLOT_MINUTES`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from math import ceil, isfinite

from softplace.foundation.distances import great_circle_metres
from softplace.foundation.errors import Reason, Refused

SLOT_MINUTES = 15
DAY_MINUTES = 1440
MAX_WEEKS = 64
"""Weeks of a season fit in one machine word."""
MAX_GAP_MINUTES = 240
MAX_UNITS = 64
RHYTHMS = ("weekly", "every_other_week", "once")
NOISE_LEVELS = ("quiet", "talk", "music", "loud")


class InvalidField(Refused):
    """A field of a problem that cannot be: where it is, and what it must be."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(Reason("invalid_field", path, {"message": message}))
        self.path, self.message = path, message

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message

    def under(self, prefix: str) -> "InvalidField":
        """The same refusal seen from the object that holds this one."""
        joint = "" if not self.path or self.path.startswith("[") else "."
        return InvalidField(f"{prefix}{joint}{self.path}", self.message)


def _need(right: bool, path: str, message: str) -> None:
    if not right:
        raise InvalidField(path, message)


def _need_span(start: int, end: int, names: tuple[str, str] = ("start", "end")) -> None:
    _need(0 <= start < DAY_MINUTES, names[0], "must be a time of day from 00:00 to 23:59.")
    _need(start < end <= DAY_MINUTES, names[1], f"must be after {names[0]} and at most 24:00.")


def _need_weekday(weekday: int) -> None:
    _need(0 <= weekday <= 6, "weekday", "must be a day of the week, monday to sunday.")


@dataclass(frozen=True, slots=True)
class Point:
    """Latitude and longitude in degrees (WGS 84)."""

    lat: float
    lng: float

    def __post_init__(self) -> None:
        _need(-90 <= self.lat <= 90, "lat", "must be from -90 to 90 degrees.")
        _need(-180 <= self.lng <= 180, "lng", "must be from -180 to 180 degrees.")

    def km_to(self, other: "Point") -> float:
        return great_circle_metres(self.lat, self.lng, other.lat, other.lng) / 1000


@dataclass(frozen=True, slots=True)
class Closure:
    """Days, both included, on which nothing is held, and why (a holiday, works)."""

    first_day: date
    last_day: date
    reason: str = "closed"

    def __post_init__(self) -> None:
        _need(self.first_day <= self.last_day, "last_day", "must not be before first_day.")

    def covers(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Season:
    """The days, both included, that the campaign gives out; week 0 holds the first of them."""

    first_day: date
    last_day: date
    closures: tuple[Closure, ...] = ()

    def __post_init__(self) -> None:
        _need(self.first_day <= self.last_day, "last_day", "must not be before first_day.")
        _need(self.weeks <= MAX_WEEKS, "last_day", f"must be within {MAX_WEEKS} weeks.")

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
        _need_weekday(self.weekday)
        _need_span(self.start, self.end)


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
        _need(bool(self.units), "units", "must name at least one unit.")
        _need(len(set(self.units)) == len(self.units), "units", "must not name a unit twice.")
        _need(bool(self.capacity), "capacity", "must give the headcount of at least one layout.")
        for layout, headcount in self.capacity.items():
            _need(headcount >= 1, f"capacity.{layout}", "must be 1 or more people.")

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
        _need(bool(self.key), "key", "must not be empty.")
        _need(1 <= len(self.units) <= MAX_UNITS, "units", f"must name 1 to {MAX_UNITS} units.")
        _need(len(set(self.units)) == len(self.units), "units", "must not name a unit twice.")
        _need(bool(self.parts), "parts", "must give at least one part.")
        for i, part in enumerate(self.parts):
            for j, unit in enumerate(part.units):
                _need(unit in self.units, f"parts[{i}].units[{j}]", f"{unit!r} is no unit of it.")
        if any(part.pool for part in self.parts):
            _need(len(self.parts) == 1, "parts", "must be a single part when it is a pool.")
        _need(0 <= self.setup_minutes <= MAX_GAP_MINUTES, "setup_minutes", "must be 0 to 240.")
        _need(
            self.setup_minutes <= self.changeover_minutes <= MAX_GAP_MINUTES
            or self.changeover_minutes == 0,
            "changeover_minutes",
            "must be 0, or from setup_minutes to 240.",
        )
        _need(0 <= self.noise < len(NOISE_LEVELS), "noise", "must be a level of noise.")
        if self.erp_headcount is not None:
            _need(self.erp_headcount >= 0, "erp_headcount", "must be 0 or more people.")

    def gap_minutes(self, layout: str | None, other_layout: str | None) -> int:
        """Minutes needed between two sessions; an unknown layout differs from every other."""
        same = layout is not None and layout == other_layout
        return self.setup_minutes if same else max(self.setup_minutes, self.changeover_minutes)


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
        _need_span(self.start, self.end)
        _need(self.every_weeks >= 1, "every_weeks", "must be 1 or more.")
        _need(self.until is None or self.until >= self.day, "until", "must not be before day.")

    def days(self) -> list[date]:
        step = timedelta(weeks=self.every_weeks)
        days, last = [self.day], self.until or self.day
        while days[-1] + step <= last:
            days.append(days[-1] + step)
        return days


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks. Past hours a week count as already served, so that newcomers come first."""

    key: str
    point: Point | None = None
    past_hours_per_week: float = 0.0
    several_at_once: bool = False

    def __post_init__(self) -> None:
        _need(bool(self.key), "key", "must not be empty.")
        _need(0 <= self.past_hours_per_week <= 168, "past_hours_per_week", "must be 0 to 168.")


@dataclass(frozen=True, slots=True)
class Request:
    """A wish not yet placed.

    `sessions` a week (on different weekdays), or one date when the rhythm is `once`; each of
    `wished_minutes`, or shorter down to `shortest_minutes`. `wishes` ranks keys of resources or
    places, best first; with `anything`, others that fit will do. Dates lost to closures and
    bookings are reported; at least `least_share_of_dates` of those on which the territory is
    open must be held.
    """

    key: str
    applicant: str
    windows: tuple[Window, ...]
    headcount: int
    wished_minutes: int
    shortest_minutes: int
    layout: str
    rhythm: str = "weekly"
    sessions: int = 1
    first_day: date | None = None
    last_day: date | None = None
    equipment: frozenset[str] = frozenset()
    noise: int = 1
    audience: str = ""
    wishes: tuple[str, ...] = ()
    anything: bool = True
    near: Point | None = None
    radius_km: float | None = None
    priority_points: float = 0.0
    least_share_of_dates: float = 0.75

    def __post_init__(self) -> None:
        _need(bool(self.key), "key", "must not be empty.")
        _need(self.rhythm in RHYTHMS, "rhythm", f"must be one of {', '.join(RHYTHMS)}.")
        _need(1 <= self.sessions <= 7, "sessions", "must be 1 to 7.")
        _need(self.rhythm != "once" or self.sessions == 1, "sessions", "must be 1 when it is once.")
        _need(bool(self.windows), "windows", "must give at least one window.")
        _need(self.headcount >= 1, "headcount", "must be 1 or more people.")
        for name, minutes in (
            ("shortest_minutes", self.shortest_minutes),
            ("wished_minutes", self.wished_minutes),
        ):
            _need(
                0 < minutes <= DAY_MINUTES and minutes % SLOT_MINUTES == 0,
                name,
                f"must be a multiple of {SLOT_MINUTES} up to a day.",
            )
        _need(
            self.shortest_minutes <= self.wished_minutes,
            "shortest_minutes",
            "must be at most wished_minutes.",
        )
        _need(bool(self.layout), "layout", "must name a layout.")
        _need(0 <= self.noise < len(NOISE_LEVELS), "noise", "must be a level of noise.")
        _need(bool(self.wishes) or self.anything, "wishes", "must not be empty unless anything.")
        _need(self.radius_km is None or self.radius_km >= 0, "radius_km", "must be 0 or more km.")
        _need(self.radius_km is None or self.near is not None, "near", "is needed with radius_km.")
        _need(0 <= self.least_share_of_dates <= 1, "least_share_of_dates", "must be 0 to 1.")
        _need(
            isfinite(self.priority_points) and 0 <= self.priority_points <= 10_000,
            "priority_points",
            "must be 0 to 10000.",
        )
        if self.first_day is not None and self.last_day is not None:
            _need(self.first_day <= self.last_day, "last_day", "must not be before first_day.")


@dataclass(frozen=True, slots=True)
class Tranche:
    """Hours a week of one applicant up to a limit (none: all the rest) count for a share."""

    up_to_hours: float | None
    share: float

    def __post_init__(self) -> None:
        _need(self.up_to_hours is None or self.up_to_hours > 0, "up_to_hours", "must be above 0.")
        _need(0 < self.share <= 1, "share", "must be above 0 and at most 1.")


@dataclass(frozen=True, slots=True)
class Policy:
    """What counts, in points; all the weights that a planner sets and the public reads.

    A session held once brings `hour_points` an hour times the share of the applicant's tranche
    (diminishing value: fairness), `session_points`, `person_hour_points` a person and hour, the
    points an hour of the wish's rank (the last for all further ranks; none for a place not
    wished), less `km_points` a kilometre and `empty_seat_points` an hour times the share of
    seats left empty. A half-day of a resource (parted at `noon`) that was idle brings
    `idle_half_day_points` on each date on which a session begins in it. `kept_points` is what a
    re-solve pays, a week of the season, to leave one session as it was; it is no part of the value.
    """

    hour_points: float = 100.0
    tranches: tuple[Tranche, ...] = (
        Tranche(2.0, 1.0),
        Tranche(4.0, 0.8),
        Tranche(8.0, 0.6),
        Tranche(None, 0.4),
    )
    session_points: float = 20.0
    person_hour_points: float = 0.5
    rank_points: tuple[float, ...] = (30.0, 20.0, 10.0)
    km_points: float = 4.0
    empty_seat_points: float = 15.0
    idle_half_day_points: float = 10.0
    kept_points: float = 150.0
    noon: int = 13 * 60
    step_minutes: int = 30

    def __post_init__(self) -> None:
        for name in (
            "hour_points",
            "session_points",
            "person_hour_points",
            "km_points",
            "empty_seat_points",
            "idle_half_day_points",
            "kept_points",
        ):
            points = getattr(self, name)
            _need(isfinite(points) and 0 <= points <= 10_000, name, "must be 0 to 10000 points.")
        _need(self.hour_points > 0, "hour_points", "must be above 0.")
        for i, points in enumerate(self.rank_points):
            _need(0 <= points <= 10_000, f"rank_points[{i}]", "must be 0 to 10000 points.")
            _need(
                i == 0 or points <= self.rank_points[i - 1], f"rank_points[{i}]", "must not rise."
            )
        _need(bool(self.tranches), "tranches", "must give at least one tranche.")
        for i, tranche in enumerate(self.tranches):
            last = i == len(self.tranches) - 1
            _need(
                (tranche.up_to_hours is None) == last,
                f"tranches[{i}].up_to_hours",
                "must be given in all tranches but the last.",
            )
            if i:
                before = self.tranches[i - 1]
                _need(tranche.share <= before.share, f"tranches[{i}].share", "must not rise.")
                _need(
                    last or (tranche.up_to_hours or 0) > (before.up_to_hours or 0),
                    f"tranches[{i}].up_to_hours",
                    "must rise.",
                )
        _need(0 < self.noon < DAY_MINUTES, "noon", "must be a time of day after 00:00.")
        _need(self.noon % SLOT_MINUTES == 0, "noon", "must be on the quarter of an hour.")
        _need(
            self.step_minutes > 0 and self.step_minutes % SLOT_MINUTES == 0,
            "step_minutes",
            f"must be a multiple of {SLOT_MINUTES}.",
        )


@dataclass(frozen=True, slots=True)
class Lock:
    """A session that a person has placed: it stays.

    It may go against what the request wishes (the plan says so), never against opening hours,
    bookings or another lock. `day` is one date of it: needed when the rhythm is not weekly.
    """

    request: str
    resource: str
    units: tuple[str, ...]
    weekday: int
    start: int
    minutes: int
    day: date | None = None

    def __post_init__(self) -> None:
        _need_weekday(self.weekday)
        _need(self.start % SLOT_MINUTES == 0, "start", "must be on the quarter of an hour.")
        _need(
            self.minutes > 0 and self.minutes % SLOT_MINUTES == 0,
            "minutes",
            f"must be a multiple of {SLOT_MINUTES}.",
        )
        _need_span(self.start, self.start + self.minutes, ("start", "minutes"))
        _need(bool(self.units), "units", "must name at least one unit.")
        _need(
            self.day is None or self.day.weekday() == self.weekday, "day", "must be that weekday."
        )


@dataclass(frozen=True, slots=True)
class Forbid:
    """What a person rules out for a request: whatever agrees with all that is given."""

    request: str
    resource: str | None = None
    weekday: int | None = None
    start: int | None = None

    def __post_init__(self) -> None:
        if self.weekday is not None:
            _need_weekday(self.weekday)


@dataclass(frozen=True)
class Problem:
    """A whole campaign. See docs/matching-format.md for the same as JSON."""

    season: Season
    resources: tuple[Resource, ...]
    applicants: tuple[Applicant, ...]
    requests: tuple[Request, ...]
    bookings: tuple[Booking, ...] = ()
    policy: Policy = field(default_factory=Policy)
    locks: tuple[Lock, ...] = ()
    forbids: tuple[Forbid, ...] = ()

    def __post_init__(self) -> None:
        for name in ("resources", "applicants", "requests"):
            seen: set[str] = set()
            for i, item in enumerate(getattr(self, name)):
                _need(item.key not in seen, f"{name}[{i}].key", f"{item.key!r} is used twice.")
                seen.add(item.key)
        places = {resource.place for resource in self.resources}
        for i, request in enumerate(self.requests):
            at = f"requests[{i}]"
            _need(
                request.applicant in self.applicant_by_key,
                f"{at}.applicant",
                f"{request.applicant!r} is not among the applicants.",
            )
            for j, wish in enumerate(request.wishes):
                _need(
                    wish in self.resource_by_key or wish in places,
                    f"{at}.wishes[{j}]",
                    f"{wish!r} is neither a resource nor a place.",
                )
        for i, booking in enumerate(self.bookings):
            self._need_units(f"bookings[{i}]", booking.resource, booking.units)
        for i, lock in enumerate(self.locks):
            at = f"locks[{i}]"
            self._need_request(at, lock.request)
            self._need_units(at, lock.resource, lock.units)
            if self.request_by_key[lock.request].rhythm != "weekly":
                _need(lock.day is not None, f"{at}.day", "is needed when it is not weekly.")
            if lock.day is not None:
                inside = self.season.first_day <= lock.day <= self.season.last_day
                _need(inside, f"{at}.day", "must be a day of the season.")
        for i, forbid in enumerate(self.forbids):
            self._need_request(f"forbids[{i}]", forbid.request)
            if forbid.resource is not None:
                self._need_units(f"forbids[{i}]", forbid.resource, ())

    def _need_request(self, at: str, key: str) -> None:
        _need(key in self.request_by_key, f"{at}.request", f"{key!r} is not among the requests.")

    def _need_units(self, at: str, key: str, units: tuple[str, ...]) -> None:
        known = key in self.resource_by_key
        _need(known, f"{at}.resource", f"{key!r} is not among the resources.")
        for j, unit in enumerate(units):
            has = unit in self.resource_by_key[key].units
            _need(has, f"{at}.units[{j}]", f"{unit!r} is no unit of {key!r}.")

    @cached_property
    def resource_by_key(self) -> dict[str, Resource]:
        return {resource.key: resource for resource in self.resources}

    @cached_property
    def applicant_by_key(self) -> dict[str, Applicant]:
        return {applicant.key: applicant for applicant in self.applicants}

    @cached_property
    def request_by_key(self) -> dict[str, Request]:
        return {request.key: request for request in self.requests}

    def wished_days(self, request: Request, weekday: int) -> list[date]:
        """The days of that weekday between the request's dates and within the season."""
        season = self.season
        first = max(season.first_day, request.first_day or season.first_day)
        last = min(season.last_day, request.last_day or season.last_day)
        days = (season.day(week, weekday) for week in range(season.weeks))
        return [day for day in days if first <= day <= last]

    def kilometres(self, request: Request, resource: Resource) -> float:
        """From where the request asks to be near, or the applicant's home; 0 when unknown."""
        origin = request.near or self.applicant_by_key[request.applicant].point
        if origin is None or resource.point is None:
            return 0.0
        return origin.km_to(resource.point)

    def rank(self, request: Request, resource: Resource) -> int | None:
        """0 for the first wish; None when it is not wished."""
        for i, wish in enumerate(request.wishes):
            if wish in (resource.key, resource.place):
                return i
        return None
