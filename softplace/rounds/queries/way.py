"""The day of a vehicle: from its depot, stop after stop, and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from softplace.foundation.intervals import Interval
from softplace.places.models import Place
from softplace.rounds.models import Visit
from softplace.rounds.queries.days import visits_by_day
from softplace.rounds.queries.drives import Point, Ways, ways_between


@dataclass(frozen=True, slots=True)
class Leg:
    """One drive: it leaves as soon as it can, the first one as late as it may."""

    to_name: str
    """Empty for the way back."""
    leaves_at: datetime
    arrives_at: datetime
    minutes: float
    km: float
    is_short: bool
    """Whether it arrives after the stop should open."""


@dataclass(frozen=True, slots=True)
class Day:
    """A vehicle's day: a leg before each visit, and one back to the depot."""

    day: date
    visits: tuple[Visit, ...]
    legs: tuple[Leg, ...]
    is_guessed: bool
    """Whether no roads were imported, so that minutes are guessed from straight lines."""

    @property
    def leaves_at(self) -> datetime:
        return self.legs[0].leaves_at

    @property
    def back_at(self) -> datetime:
        return self.legs[-1].arrives_at

    @property
    def minutes(self) -> float:
        return sum(leg.minutes for leg in self.legs)

    @property
    def km(self) -> float:
        return sum(leg.km for leg in self.legs)

    @property
    def stops(self) -> list[Interval]:
        return [Interval(visit.starts_at, visit.ends_at) for visit in self.visits]

    @property
    def drives(self) -> list[Interval]:
        return [Interval(leg.leaves_at, leg.arrives_at) for leg in self.legs]


def days_of(places: Sequence[Place], visits: Sequence[Visit]) -> dict[tuple[int, date], Day]:
    """The days on which some vehicles are out, by the id of their place and the day.

    Two queries for all the ways, more where this process has not read the roads yet.
    """
    depots = {place.pk: (place.latitude, place.longitude) for place in places}
    ways = ways_between([*depots.values(), *(visit.point for visit in visits)])
    return {
        (vehicle, day): _day(day, found, depots[vehicle], ways)
        for (vehicle, day), found in visits_by_day(visits).items()
    }


def _day(day: date, visits: Sequence[Visit], depot: Point, ways: Ways) -> Day:
    legs, at = [], depot
    for number, visit in enumerate(visits):
        minutes = _drivable(ways.minutes_between(at, visit.point))
        way = timedelta(minutes=round(minutes))
        leaves = visits[number - 1].ends_at if number else visit.starts_at - way
        km = _drivable(ways.km_between(at, visit.point))
        arrives = leaves + way
        legs.append(Leg(visit.name, leaves, arrives, minutes, km, arrives > visit.starts_at))
        at = visit.point
    minutes, leaves = _drivable(ways.minutes_between(at, depot)), visits[-1].ends_at
    km = _drivable(ways.km_between(at, depot))
    back = leaves + timedelta(minutes=round(minutes))
    legs.append(Leg("", leaves, back, minutes, km, is_short=False))
    return Day(day, tuple(visits), tuple(legs), ways.is_guessed)


def _drivable(amount: float) -> float:
    """No road leads there: then nothing is known of the way, and none is drawn."""
    return amount if amount < 24 * 60 else 0.0
