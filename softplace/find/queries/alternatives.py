"""What to offer instead of a time that is refused."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from softplace.bookings.rules import Ask
from softplace.find.queries.free_time import FreeTime, find_free_time
from softplace.find.rules.free_time import LONGEST_MINUTES, FreeTimeQuestion, daily_windows
from softplace.find.rules.free_time_fields import ROOMS
from softplace.find.rules.question import Spot
from softplace.foundation.intervals import Interval
from softplace.people.models import User
from softplace.places.models import Resource

DAYS_AHEAD = 14
NEAR_KM = 30.0
MOST = 5


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The same place at other times, and other places (or rooms) at the same time."""

    same_place: tuple[datetime, ...] = ()
    same_time: tuple[FreeTime, ...] = ()


def alternatives(resource: Resource, ask: Ask, person: User | None, now: datetime) -> Alternatives:
    """Where and when something like an ask is free. Two searches, whatever is asked."""
    if not 0 < ask.minutes <= LONGEST_MINUTES:
        return Alternatives()
    zone = ZoneInfo(resource.place.zone)
    question = FreeTimeQuestion(
        windows=(), minutes=ask.minutes, headcount=ask.headcount, quantity=ask.items[0].quantity
    )
    wall = max(ask.starts_at, now).astimezone(zone)
    days = [wall.date() + timedelta(days=n) for n in range(DAYS_AHEAD)]
    earlier = daily_windows(days[:1], time(0), time(0), zone)
    later = daily_windows(days, wall.time().replace(second=0, microsecond=0), time(0), zone)
    other_times = replace(
        question, windows=(*earlier, *later), resource_ids=frozenset({resource.pk})
    )
    starts = [
        start
        for found in find_free_time(other_times, person, now).found
        for start in found.starts
        if start != ask.starts_at
    ]
    other_places = replace(
        question,
        windows=(ask.interval,),
        kinds=frozenset({resource.kind}),
        layout=ask.layout,
        spot=Spot(resource.place.latitude, resource.place.longitude, NEAR_KM),
        without=frozenset({resource.pk}),
    )
    same_time: tuple[FreeTime, ...] = ()
    if ask.starts_at >= now:
        same_time = find_free_time(other_places, person, now).found[:MOST]
    return Alternatives(tuple(sorted(dict.fromkeys(starts)))[:MOST], same_time)


def rooms_instead(
    resource: Resource, asks: Sequence[Ask], person: User | None, now: datetime
) -> dict[datetime, list[FreeTime]]:
    """For each ask, by its start, the other rooms of the place that are free then.

    One search for all of them, the best fit first.
    """
    wanted = [ask for ask in asks if ask.starts_at >= now]
    if not wanted or not 0 < wanted[0].minutes <= LONGEST_MINUTES:
        return {}
    windows = tuple(Interval(ask.starts_at, ask.ends_at) for ask in wanted)
    question = FreeTimeQuestion(
        windows=windows,
        minutes=min(ask.minutes for ask in wanted),
        headcount=wanted[0].headcount,
        kinds=_of_its_sort(resource),
        place_id=resource.place_id,
        without=frozenset({resource.pk}),
    )
    instead: dict[datetime, list[FreeTime]] = {}
    for found in find_free_time(question, person, now).found:
        for start in found.starts:
            instead.setdefault(start, []).append(found)
    return instead


def _of_its_sort(resource: Resource) -> frozenset[str]:
    return ROOMS if resource.kind in ROOMS else frozenset({resource.kind})
