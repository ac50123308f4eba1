"""The calendar once more, obvious and slow: one occurrence at a time, by datetime and zoneinfo.

Written from the words of the engine's documentation, not from its code.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from softplace.engines.calendar import HolidayPolicy, Pattern

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    key: int = 1
    owner: int = 0
    zone: str = "Europe/Paris"
    pattern: Pattern = Pattern.WEEKLY
    weekdays: int = 127
    start_minute: int = 540
    length_minutes: int = 180
    recurrence: str = ""
    hours: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    on_public_holidays: HolidayPolicy = HolidayPolicy.AS_USUAL
    on_school_holidays: HolidayPolicy = HolidayPolicy.AS_USUAL
    holiday_region: str = ""
    school_zone: str = ""

    def row(self) -> tuple[object, ...]:
        return (
            self.key, self.owner, self.zone, self.pattern, self.weekdays, self.start_minute,
            self.length_minutes, self.recurrence, self.hours, self.starts_on, self.ends_on,
            self.on_public_holidays, self.on_school_holidays, self.holiday_region,
            self.school_zone,
        )  # fmt: skip


@dataclass(frozen=True)
class World:
    """What stands beside the rules. Every pair of dates is inclusive."""

    closed_rules: tuple[tuple[int, date, date], ...] = ()
    closed_owners: tuple[tuple[int, date, date], ...] = ()
    public_holidays: dict[str, frozenset[date]] = field(default_factory=dict)
    school_holidays: tuple[tuple[str, date, date], ...] = ()


# Expressions of opening hours, and the weekly rules that say the same.
WEEKS: dict[str, tuple[Rule, ...]] = {
    "Mo-Fr 09:00-12:00,13:30-17:00": (
        Rule(weekdays=31, start_minute=540, length_minutes=180),
        Rule(weekdays=31, start_minute=810, length_minutes=210),
    ),
    "Fr,Sa 22:00-06:00": (Rule(weekdays=48, start_minute=1320, length_minutes=480),),
    "Su 01:00-02:30,02:30-03:15": (Rule(weekdays=64, start_minute=60, length_minutes=135),),
    "24/7": (Rule(weekdays=127, start_minute=0, length_minutes=1440),),
}


def first_instant_showing(wall: datetime, zone: str) -> datetime:
    """The first instant at which the clock shows that time or a later one."""
    tz = ZoneInfo(zone)
    guess = wall.replace(tzinfo=tz, fold=0).astimezone(UTC)
    if guess.astimezone(tz).replace(tzinfo=None) == wall:
        return guess
    instant = guess - 25 * 60 * MINUTE
    while instant.astimezone(tz).replace(tzinfo=None) < wall:
        instant += MINUTE
    return instant


def occurrences(
    rule: Rule, world: World, window_start: datetime, window_end: datetime
) -> list[tuple[datetime, datetime]]:
    """All occurrences of one rule that overlap the window, in order."""
    found = []
    if rule.pattern == Pattern.HOURS:
        for part in WEEKS[rule.hours]:
            found += occurrences(
                replace(
                    rule,
                    pattern=Pattern.WEEKLY,
                    weekdays=part.weekdays,
                    start_minute=part.start_minute,
                    length_minutes=part.length_minutes,
                ),
                world, window_start, window_end,
            )  # fmt: skip
        return sorted(found)
    for day in _start_dates(rule, (window_start - 10 * DAY).date(), (window_end + 2 * DAY).date()):
        begin = datetime.combine(day, time()) + rule.start_minute * MINUTE
        for low, high in _open_parts(rule, world, begin):
            start, end = (first_instant_showing(wall, rule.zone) for wall in (low, high))
            if start < end and start < window_end and end > window_start:
                found.append((start, end))
    return sorted(found)


def _start_dates(rule: Rule, first: date, last: date) -> Iterable[date]:
    if rule.pattern == Pattern.RECURRENCE:
        anchor = datetime.combine(rule.starts_on or first, time())
        recurrence = rrulestr(rule.recurrence, dtstart=anchor)
        low, high = (datetime.combine(day, time()) for day in (first, last))
        dates = [moment.date() for moment in recurrence.between(low, high, inc=True)]
    else:
        dates = [first + n * DAY for n in range((last - first).days + 1)]
    for day in dates:
        if rule.pattern == Pattern.WEEKLY and not rule.weekdays >> day.weekday() & 1:
            continue
        if rule.pattern == Pattern.ONCE and day != rule.starts_on:
            continue
        if (rule.starts_on and day < rule.starts_on) or (rule.ends_on and day > rule.ends_on):
            continue
        yield day


def _open_parts(rule: Rule, world: World, begin: datetime) -> list[tuple[datetime, datetime]]:
    end = begin + rule.length_minutes * MINUTE
    if rule.length_minutes <= 1440:
        return [(begin, end)] if _is_open_date(rule, world, begin.date()) else []
    parts: list[tuple[datetime, datetime]] = []
    low = begin
    while low < end:
        high = min(end, datetime.combine(low.date() + DAY, time()))
        if _is_open_date(rule, world, low.date()):
            if parts and parts[-1][1] == low:
                parts[-1] = (parts[-1][0], high)
            else:
                parts.append((low, high))
        low = high
    return parts


def _is_open_date(rule: Rule, world: World, day: date) -> bool:
    closed = [c for c in world.closed_rules if c[0] == rule.key]
    closed += [c for c in world.closed_owners if c[0] == rule.owner]
    if any(first <= day <= last for _, first, last in closed):
        return False
    public = day in world.public_holidays.get(rule.holiday_region, frozenset())
    school = any(
        zone == rule.school_zone and first <= day <= last
        for zone, first, last in world.school_holidays
        if zone
    )
    for policy, holiday in ((rule.on_public_holidays, public), (rule.on_school_holidays, school)):
        if policy == HolidayPolicy.CLOSED and holiday:
            return False
        if policy == HolidayPolicy.ONLY and not holiday:
            return False
    return True
