"""Advice while somebody applies: which rooms fit, and how many others want the same hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from softplace.bookings.queries.asking import person_facts, situation
from softplace.bookings.rules import Ask
from softplace.foundation.intervals import Interval
from softplace.matching.enums import RequestStatus
from softplace.matching.models import Campaign, Request
from softplace.matching.queries.rooms import Tested, room_tests
from softplace.matching.rules import RequestFields, Window, Wished, joined
from softplace.people.models import User
from softplace.places.models import Resource

STRETCHES = ((480, 720), (720, 1080), (1080, 1320))
"""Morning, afternoon and evening, of which the week is made that is shown."""
LEAST_SHARE_OPEN = 0.5
"""Of the days of the season on which a room must be open long enough to count."""


@dataclass(frozen=True, slots=True)
class WindowAdvice:
    """What is known of some hours of a weekday."""

    weekday: int
    start: int
    end: int
    request_count: int
    """Other requests that want some of these hours."""
    room_count: int
    """Rooms that fit, and are open long enough then."""

    @property
    def is_crowded(self) -> bool:
        return self.request_count > self.room_count


@dataclass(frozen=True, slots=True)
class Advice:
    rooms: tuple[Tested, ...]
    windows: tuple[WindowAdvice, ...]
    week: tuple[tuple[WindowAdvice, ...], ...]
    """For each of STRETCHES, the seven days."""

    @property
    def fitting(self) -> list[Tested]:
        return [room for room in self.rooms if room.fits]


def advice(
    campaign: Campaign,
    person: User,
    fields: RequestFields,
    wishes: Sequence[Wished],
    at: datetime,
    *,
    but: Request | None = None,
) -> Advice:
    """Advice on a request that keeps to the rules. Eight queries at most, however much there is.

    `but` is the request that is being changed: it does not compete with itself.
    """
    facts = person_facts(person, at)
    resources = offered_resources(campaign)
    rooms = room_tests(resources, fields, wishes, facts)
    fitting = [room.resource for room in rooms if room.fits]
    first = max(campaign.first_day, fields.get("first_day") or campaign.first_day)
    last = min(campaign.last_day, fields.get("last_day") or campaign.last_day)
    opened = _open_by_day(fitting, first, last, facts) if fitting and first <= last else {}
    wanted = _wanted(campaign, but)
    shortest = fields["shortest_minutes"]

    def about(window: Window) -> WindowAdvice:
        weekday, start, end = window
        enough = min(shortest, end - start)
        return WindowAdvice(
            weekday,
            start,
            end,
            sum(_wants(windows, least, window) for windows, least in wanted),
            sum(_is_open(days, window, enough, first, last) for days in opened.values()),
        )

    return Advice(
        tuple(rooms),
        tuple(about(window) for window in joined(fields["windows"])),
        tuple(tuple(about((day, *stretch)) for day in range(7)) for stretch in STRETCHES),
    )


def offered_resources(campaign: Campaign) -> list[Resource]:
    """What is offered and can be booked, with place, units and layouts. Three queries."""
    return list(
        Resource.objects.bookable()
        .filter(offers__campaign=campaign)
        .select_related("place__commune")
        .prefetch_related("units", "layouts")
        .order_by("place__name", "name", "pk")
    )


def _wanted(campaign: Campaign, but: Request | None) -> list[tuple[list[list[int]], int]]:
    """Windows and shortest length of every request that competes. One query."""
    requests = campaign.requests.filter(status=RequestStatus.SUBMITTED)
    if but is not None:
        requests = requests.exclude(pk=but.pk)
    return list(requests.values_list("windows", "shortest_minutes"))


def _wants(windows: Sequence[Sequence[int]], least: int, window: Window) -> bool:
    """Whether a request whose shortest session is `least` could be within the window."""
    weekday, start, end = window
    return any(
        day == weekday and min(end, stop) - max(start, begin) >= min(least, end - start)
        for day, begin, stop in windows
    )


Days = dict[date, list[Interval]]
"""By day, the minutes since midnight from and to which it is open."""


def _open_by_day(
    resources: Sequence[Resource], first: date, last: date, facts: object
) -> dict[int, Days]:
    """By resource, its hours on each day, on the wall of its place. Two queries at most."""
    zones = {resource.pk: ZoneInfo(resource.place.zone) for resource in resources}
    start, end = (
        datetime.combine(day, time.min, UTC)
        for day in (first - timedelta(days=1), last + timedelta(days=2))
    )
    known = situation(list(zones), Ask((), start, end), facts)  # type: ignore[arg-type]
    found: dict[int, Days] = {}
    for pk, intervals in known.open_intervals.items():
        days: Days = {}
        for begin, stop in intervals:
            for day, low, high in on_the_wall(begin, stop, zones[pk]):
                days.setdefault(day, []).append(Interval(low, high))
        found[pk] = days
    return found


def on_the_wall(start: datetime, end: datetime, zone: ZoneInfo) -> list[tuple[date, int, int]]:
    """A stretch of time by day, in minutes since midnight on the wall; cut at midnights."""
    begin, stop = start.astimezone(zone), end.astimezone(zone)
    pieces, day = [], begin.date()
    while day <= stop.date():
        low = begin.hour * 60 + begin.minute if day == begin.date() else 0
        high = stop.hour * 60 + stop.minute if day == stop.date() else 1440
        if low < high:
            pieces.append((day, low, high))
        day += timedelta(days=1)
    return pieces


def _is_open(days: Days, window: Window, enough: int, first: date, last: date) -> bool:
    """Whether it is open long enough within the window, on at least half of those days."""
    weekday, start, end = window
    begin = first + timedelta(days=(weekday - first.weekday()) % 7)
    total = max(0, (last - begin).days // 7 + 1) if begin <= last else 0
    good = sum(
        any(min(end, high) - max(start, low) >= enough for low, high in hours)
        for day, hours in days.items()
        if day.weekday() == weekday and first <= day <= last
    )
    return total > 0 and good >= LEAST_SHARE_OPEN * total
