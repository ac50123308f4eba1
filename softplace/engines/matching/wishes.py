"""Who asks, and for what."""

from dataclasses import dataclass
from datetime import date
from math import isfinite

from softplace.engines.documents import need
from softplace.engines.matching.fields import DAY_MINUTES, MOST_PEOPLE, SLOT_MINUTES
from softplace.engines.matching.offers import NOISE_LEVELS, Point, Window

RHYTHMS = ("weekly", "every_other_week", "once")


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks. Past hours a week count as already served, so that newcomers come first."""

    key: str
    point: Point | None = None
    past_hours_per_week: float = 0.0
    several_at_once: bool = False

    def __post_init__(self) -> None:
        need(bool(self.key), "key", "must not be empty.")
        need(0 <= self.past_hours_per_week <= 168, "past_hours_per_week", "must be 0 to 168.")


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
        need(bool(self.key), "key", "must not be empty.")
        need(self.rhythm in RHYTHMS, "rhythm", f"must be one of {', '.join(RHYTHMS)}.")
        need(1 <= self.sessions <= 7, "sessions", "must be 1 to 7.")
        need(self.rhythm != "once" or self.sessions == 1, "sessions", "must be 1 when it is once.")
        need(bool(self.windows), "windows", "must give at least one window.")
        need(1 <= self.headcount <= MOST_PEOPLE, "headcount", "must be 1 to 1000000 people.")
        for name, minutes in (
            ("shortest_minutes", self.shortest_minutes),
            ("wished_minutes", self.wished_minutes),
        ):
            need(
                0 < minutes <= DAY_MINUTES and minutes % SLOT_MINUTES == 0,
                name,
                f"must be a multiple of {SLOT_MINUTES} up to a day.",
            )
        need(
            self.shortest_minutes <= self.wished_minutes,
            "shortest_minutes",
            "must be at most wished_minutes.",
        )
        need(bool(self.layout), "layout", "must name a layout.")
        need(0 <= self.noise < len(NOISE_LEVELS), "noise", "must be a level of noise.")
        need(bool(self.wishes) or self.anything, "wishes", "must not be empty unless anything.")
        need(self.radius_km is None or self.radius_km >= 0, "radius_km", "must be 0 or more km.")
        need(self.radius_km is None or self.near is not None, "near", "is needed with radius_km.")
        need(0 <= self.least_share_of_dates <= 1, "least_share_of_dates", "must be 0 to 1.")
        need(
            isfinite(self.priority_points) and 0 <= self.priority_points <= 10_000,
            "priority_points",
            "must be 0 to 10000.",
        )
        if self.first_day is not None and self.last_day is not None:
            need(self.first_day <= self.last_day, "last_day", "must not be before first_day.")
