"""What a matching campaign asks: a season, what is offered, what is booked, who wants what.

Plain frozen dataclasses with opaque keys, validated when made: a wrong field raises
`InvalidField`, which names its path (`requests[3].windows[0].weekday`). Weekdays are 0 (Monday)
to 6 (Sunday); times of day are minutes since midnight; the grid is `SLOT_MINUTES`. The parts of
a problem are in `offers`, `wishes` and `policy`, and all are had from here.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from softplace.engines.documents import InvalidField, need
from softplace.engines.matching.fields import (
    DAY_MINUTES,
    SLOT_MINUTES,
    need_span,
    need_weekday,
)
from softplace.engines.matching.offers import (
    NOISE_LEVELS,
    Booking,
    Closure,
    Part,
    Point,
    Resource,
    Season,
    Window,
    part_wish,
)
from softplace.engines.matching.policy import Policy, Tranche
from softplace.engines.matching.wishes import RHYTHMS, Applicant, Request

__all__ = [
    "DAY_MINUTES",
    "NOISE_LEVELS",
    "RHYTHMS",
    "SLOT_MINUTES",
    "Applicant",
    "Booking",
    "Closure",
    "Forbid",
    "InvalidField",
    "Lock",
    "Part",
    "Point",
    "Policy",
    "Problem",
    "Request",
    "Resource",
    "Season",
    "Tranche",
    "Window",
]


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
        need_weekday(self.weekday)
        need(self.start % SLOT_MINUTES == 0, "start", "must be on the quarter of an hour.")
        need(
            self.minutes > 0 and self.minutes % SLOT_MINUTES == 0,
            "minutes",
            f"must be a multiple of {SLOT_MINUTES}.",
        )
        need_span(self.start, self.start + self.minutes, ("start", "minutes"))
        need(bool(self.units), "units", "must name at least one unit.")
        need(len(set(self.units)) == len(self.units), "units", "must not name a unit twice.")
        need(self.day is None or self.day.weekday() == self.weekday, "day", "must be that weekday.")


@dataclass(frozen=True, slots=True)
class Forbid:
    """What a person rules out for a request: whatever agrees with all that is given.

    `resource` is one as a whole, or a part of one (`hall/left`).
    """

    request: str
    resource: str | None = None
    weekday: int | None = None
    start: int | None = None

    def __post_init__(self) -> None:
        if self.weekday is not None:
            need_weekday(self.weekday)

    def names(self, resource: Resource, part: Part) -> bool:
        return self.resource in (None, resource.key, part_wish(resource, part))


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
                need(item.key not in seen, f"{name}[{i}].key", f"{item.key!r} is used twice.")
                seen.add(item.key)
        places = {resource.place for resource in self.resources}
        parts = {
            part_wish(resource, part) for resource in self.resources for part in resource.parts
        }
        for i, request in enumerate(self.requests):
            at = f"requests[{i}]"
            need(
                request.applicant in self.applicant_by_key,
                f"{at}.applicant",
                f"{request.applicant!r} is not among the applicants.",
            )
            for j, wish in enumerate(request.wishes):
                need(
                    wish in self.resource_by_key or wish in places or wish in parts,
                    f"{at}.wishes[{j}]",
                    f"{wish!r} is neither a resource, a part of one, nor a place.",
                )
        for i, booking in enumerate(self.bookings):
            self._need_units(f"bookings[{i}]", booking.resource, booking.units)
        for i, lock in enumerate(self.locks):
            at = f"locks[{i}]"
            self._need_request(at, lock.request)
            self._need_units(at, lock.resource, lock.units)
            if self.request_by_key[lock.request].rhythm != "weekly":
                need(lock.day is not None, f"{at}.day", "is needed when it is not weekly.")
            if lock.day is not None:
                inside = self.season.first_day <= lock.day <= self.season.last_day
                need(inside, f"{at}.day", "must be a day of the season.")
        for i, forbid in enumerate(self.forbids):
            self._need_request(f"forbids[{i}]", forbid.request)
            if forbid.resource is not None and forbid.resource not in parts:
                self._need_units(f"forbids[{i}]", forbid.resource, ())

    def _need_request(self, at: str, key: str) -> None:
        need(key in self.request_by_key, f"{at}.request", f"{key!r} is not among the requests.")

    def _need_units(self, at: str, key: str, units: tuple[str, ...]) -> None:
        known = key in self.resource_by_key
        need(known, f"{at}.resource", f"{key!r} is not among the resources.")
        for j, unit in enumerate(units):
            has = unit in self.resource_by_key[key].units
            need(has, f"{at}.units[{j}]", f"{unit!r} is no unit of {key!r}.")

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

    def rank(self, request: Request, resource: Resource, part: Part) -> int | None:
        """0 for the first wish; None when it is not wished."""
        for i, wish in enumerate(request.wishes):
            if wish in (resource.key, part_wish(resource, part), resource.place):
                return i
        return None
