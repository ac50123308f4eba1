"""What the people of one commune have near them, beside the median of the territory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from softplace.engines.reach.inequality import percentile
from softplace.engines.reach.nearest import nth_nearest
from softplace.engines.reach.week import WeekOpenings, hours_within_reach
from softplace.engines.travel import Points, straight_table
from softplace.engines.travel.points import Floats
from softplace.foundation.intervals import Interval, merged
from softplace.reach.queries import Cells, cells
from softplace.reach.queries.whole_week import (
    Site,
    Span,
    WholeWeek,
    state_of_calendar,
    whole_week,
)
from softplace.territory.models import Commune, Function

REACH_KM = 10.0
FARTHEST_KM = 400.0
SHOWN = 2


@dataclass(frozen=True, slots=True)
class NearSite:
    """A place near a commune; `opening` is the present or next one, None within two weeks."""

    site: Site
    km: float
    opening: Interval | None


@dataclass(frozen=True, slots=True)
class NearFunction:
    """One function as the people of a commune have it.

    Attributes
    ----------
    nearest
        The nearest places, at most `SHOWN`.
    hours
        Of the week in which a place within `REACH_KM` is open to everyone.
    median_km, median_hours
        What half of the people of the territory do not exceed; inf where they reach none.
    """

    function: Function
    nearest: Sequence[NearSite]
    hours: float
    median_km: float
    median_hours: float


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    """One function over all communes."""

    sites: Sequence[int]
    spans: Sequence[Sequence[Span]]
    points: Points
    hours: Floats
    median_km: float
    median_hours: float
    function: Function


_kept: tuple[Any, Cells | None, WholeWeek | None, list[_Measured]] = (None, None, None, [])


def near(commune: Commune, now: datetime, zone: ZoneInfo) -> list[NearFunction]:
    """Every function that is offered, by its code. One query where nothing changed since."""
    today = now.astimezone(zone).date()
    land, week, measured = _current(today - timedelta(days=today.weekday()), zone)
    here = Points.of([(commune.latitude, commune.longitude)])
    at = list(land.codes).index(commune.code)
    return [_near(one, week, here, at, now) for one in measured]


def _current(monday: date, zone: ZoneInfo) -> tuple[Cells, WholeWeek, list[_Measured]]:
    """The territory's week, measured once for each state of the calendar."""
    global _kept
    state = (monday, str(zone), state_of_calendar())
    known, land, week, measured = _kept
    if known != state or land is None or week is None:
        land, week = cells(), whole_week(monday, zone)
        measured = [_measured(code, week, land) for code in sorted(week.offerings)]
        _kept = (state, land, week, measured)
    return land, week, measured


def _measured(code: str, week: WholeWeek, land: Cells) -> _Measured:
    offering = week.offerings[code]
    sites = [week.sites[i] for i in offering.sites]
    points = Points.of([(site.latitude, site.longitude) for site in sites])
    openings = WeekOpenings.of(
        (i, low, high) for i, spans in enumerate(offering.minutes) for low, high in spans
    )
    table = straight_table(land.points, points, FARTHEST_KM)
    hours = hours_within_reach(table.within(REACH_KM), openings)
    has_people = bool(land.people.sum() > 0)
    return _Measured(
        offering.sites,
        offering.spans,
        points,
        hours,
        percentile(nth_nearest(table).costs, land.people, 0.5) if has_people else np.inf,
        percentile(hours, land.people, 0.5) if has_people else 0.0,
        offering.function,
    )


def _near(one: _Measured, week: WholeWeek, here: Points, at: int, now: datetime) -> NearFunction:
    table = straight_table(here, one.points, FARTHEST_KM)
    nearest = [
        NearSite(week.sites[one.sites[site]], float(km), _opening(one.spans[site], now))
        for site, km in zip(table.sites[:SHOWN], table.costs[:SHOWN], strict=True)
    ]
    return NearFunction(
        one.function, nearest, float(one.hours[at]), one.median_km, one.median_hours
    )


def _opening(spans: Sequence[Span], now: datetime) -> Interval | None:
    """Rules that touch make one opening: it does not close where the next one begins."""
    return next((opening for opening in merged(spans) if opening.end > now), None)
