"""The week of a vehicle as ribbons with stops and drives, and its way on the territory's shapes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from softplace.find.queries import current_lexicon
from softplace.foundation.intervals import Interval
from softplace.places.models import Place
from softplace.rounds.models import Visit
from softplace.rounds.queries import Day, days_of, visits_between, week_of
from softplace.territory.queries import current_territory
from softplace.web import words
from softplace.web.map import Plane, drawing
from softplace.web.ribbon import Bar, Ribbon, Scale, scale_for
from softplace.web.shapes import shapes_around

NARROWEST_UNITS = 1600.0


@dataclass(frozen=True)
class DayRow:
    """One day of a vehicle; `out` is None where it stays in its depot."""

    day: date
    ribbon: Ribbon
    out: Day | None
    visits: tuple[Visit, ...]


@dataclass(frozen=True)
class Week:
    """The week of one vehicle on a scale that it shares with the others of the page."""

    place: Place
    rows: tuple[DayRow, ...]
    whole: Ribbon
    minutes: float
    km: float

    @property
    def visit_count(self) -> int:
        return sum(len(row.visits) for row in self.rows)


@dataclass(frozen=True)
class Weeks:
    monday: date
    scale: Scale
    of_day: Scale
    weeks: tuple[Week, ...]
    is_guessed: bool


def weeks_of(places: Sequence[Place], day: date, now: datetime) -> Weeks:
    """The week around a day of each of some vehicles; a fixed number of queries."""
    monday, sunday = week_of(day)
    visits = visits_between([place.pk for place in places], monday, sunday)
    out = days_of(places, visits)
    zone = ZoneInfo(places[0].zone if places else "Europe/Paris")
    spans = [[Interval(one.leaves_at, one.back_at)] for one in out.values()]
    scale = scale_for(monday, 7, zone, spans)
    of_day = Scale(monday, 1, scale.first_hour, scale.last_hour, zone)
    return Weeks(
        monday,
        scale,
        of_day,
        tuple(_week(place, scale, out, now) for place in places),
        is_guessed=any(one.is_guessed for one in out.values()),
    )


def _week(place: Place, scale: Scale, out: Mapping[tuple[int, date], Day], now: datetime) -> Week:
    rows = []
    for number in range(7):
        day = scale.first + timedelta(days=number)
        found = out.get((place.pk, day))
        of_day = Scale(day, 1, scale.first_hour, scale.last_hour, scale.zone)
        ribbon = ribbon_of([found] if found else [], of_day, now)
        rows.append(DayRow(day, ribbon, found, found.visits if found else ()))
    days = [row.out for row in rows if row.out is not None]
    return Week(
        place,
        tuple(rows),
        ribbon_of(days, scale, now),
        sum(day.minutes for day in days),
        sum(day.km for day in days),
    )


def ribbon_of(days: Sequence[Day], scale: Scale, now: datetime) -> Ribbon:
    """Stops stand tall, drives are thin between them; the words say both."""
    bars = [_bar(scale, drive, "drive") for day in days for drive in day.drives]
    bars += [_bar(scale, stop, "open") for day in days for stop in day.stops]
    wall = now.astimezone(scale.zone).date()
    shown = scale.first <= wall < scale.first + timedelta(days=scale.days)
    told = words.listed_apart(_told(day, scale.zone, with_day=scale.days > 1) for day in days)
    return Ribbon(
        tuple(bar for bar in bars if bar.width > 0),
        scale.percent(now) if shown else None,
        told or _("in the depot"),
        scale.grid,
    )


def _bar(scale: Scale, interval: Interval, kind: str) -> Bar:
    left, right = scale.percent(interval.start), scale.percent(interval.end)
    return Bar(left, round(right - left, 3), kind)


def _told(day: Day, zone: ZoneInfo, *, with_day: bool) -> str:
    halts = ", ".join(
        f"{words.hours(visit.starts_at.astimezone(zone), visit.ends_at.astimezone(zone))} "
        f"{visit.name}"
        for visit in day.visits
    )
    return words.named(words.day_short(day.day), halts) if with_day else halts


def map_of(
    points: Iterable[tuple[float, float, str, str]], depot: tuple[float, float] | None
) -> dict[str, Any]:
    """What `map_drawing.html` needs: numbered halts in order, and the way between them.

    points: (latitude, longitude, name, link). The way leads from the depot and back; without a
    depot, none is drawn.
    """
    halts = list(points)
    territory = current_territory()
    first = depot or (halts[0][:2] if halts else (0.0, 0.0))
    centre = (territory.latitude, territory.longitude) if territory else first
    towns = current_lexicon().towns
    around = shapes_around(centre, towns)
    way = [point[:2] for point in halts]
    drawn = drawing(
        Plane(*centre),
        places=[(lat, lng, n, name, link) for n, (lat, lng, name, link) in enumerate(halts, 1)],
        towns=towns,
        spot=None,
        radius_km=None,
        narrowest_units=NARROWEST_UNITS,
        way=[depot, *way, depot] if depot and way else [],
    )
    return {"drawing": drawn, "shapes_version": around.version, "shapes_frame": around.frame}
