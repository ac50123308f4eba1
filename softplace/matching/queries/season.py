"""When the offered resources are open on each day of a season, on the walls of their places."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from softplace.bookings.queries.claimed import claimed_times
from softplace.foundation.intervals import Interval, difference, merged
from softplace.people.enums import Audience
from softplace.places.models import OpeningRule, Place, Resource
from softplace.places.queries.occurrences import occurrences, rules_between

Spans = list[Interval]
"""Minutes since midnight, [start, end) within 0 to 1440, sorted and apart."""
MOST_OCCURRENCES = 2_000_000


@dataclass(frozen=True, slots=True)
class DaySpan:
    """A stretch of one day on the wall."""

    day: date
    start: int
    end: int


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def day_spans(start: datetime, end: datetime) -> list[DaySpan]:
    """A stretch of time on the wall, cut at midnights; both in the zone of the wall."""
    spans, day = [], start.date()
    while day <= end.date():
        first = _minute(start) if day == start.date() else 0
        last = _minute_up(end) if day == end.date() else 1440
        if first < last:
            spans.append(DaySpan(day, first, last))
        day += timedelta(days=1)
    return spans


def _minute(at: datetime) -> int:
    return at.hour * 60 + at.minute


def _minute_up(at: datetime) -> int:
    return _minute(at) + bool(at.second or at.microsecond)


def clock_changes(zone: ZoneInfo, first: date, last: date) -> dict[date, Interval]:
    """Nights on which clocks change, and the minutes that the wall skips or shows twice.

    A session then would be shorter or longer than it says, so none is held.
    """
    found = {}
    for day in days_between(first, last):
        midnight = datetime.combine(day, time.min, zone)
        if midnight.utcoffset() == (midnight + timedelta(days=1)).utcoffset():
            continue
        instant = midnight.astimezone(UTC)
        before = midnight.utcoffset()
        while instant.astimezone(zone).utcoffset() == before:
            instant += timedelta(minutes=15)
        after = instant.astimezone(zone).utcoffset()
        assert before is not None and after is not None  # a zone has an offset
        walls = [_minute((instant + offset).replace(tzinfo=None)) for offset in (before, after)]
        found[day] = Interval(min(walls), max(walls))
    return found


def open_days(
    resources: Sequence[Resource],
    first: date,
    last: date,
    *,
    audience: int,
    group_id: int | None,
) -> dict[int, dict[date, Spans]]:
    """By resource, the days on which it opens to those who may apply, and the hours.

    Closures, holidays and one-off openings are in it; past midnight an opening goes on as one of
    the day after. Three queries.
    """
    places = list({resource.place_id: resource.place for resource in resources}.values())
    start = datetime.combine(first - timedelta(days=1), time.min, UTC)
    end = datetime.combine(last + timedelta(days=2), time.min, UTC)
    rules = [
        rule for rule in rules_between(places, start, end) if _opens_to(rule, audience, group_id)
    ]
    spoken: dict[int, dict[int | None, dict[date, list[Interval]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for opening in occurrences(places, rules, start, end, most=MOST_OCCURRENCES):
        days = spoken[opening.place_id][opening.rule.resource_id]
        for span in day_spans(opening.start, opening.end):
            if first <= span.day <= last:
                days[span.day].append(Interval(span.start, span.end))
    changes = {
        zone: clock_changes(ZoneInfo(zone), first, last) for zone in {p.zone for p in places}
    }
    found = {}
    for resource in resources:
        subject = resource.pk if resource.has_own_hours else None
        gone = changes[resource.place.zone]
        found[resource.pk] = {
            day: difference(merged(spans), [gone[day]] if day in gone else [])
            for day, spans in spoken[resource.place_id][subject].items()
        }
    return found


def _opens_to(rule: OpeningRule, audience: int, group_id: int | None) -> bool:
    if rule.function_id is not None:
        return False
    if rule.audience == Audience.EVERYONE:
        return True
    same_group = rule.group_id is None or rule.group_id == group_id
    return rule.audience == audience and same_group


def taken_days(
    resources: Sequence[Resource], units_of: Mapping[int, Sequence[int]], first: date, last: date,
    at: datetime,
) -> dict[int, list[DaySpan]]:  # fmt: skip
    """By unit, what bookings claim of each day, buffers included. One query."""
    place_of: dict[int, Place] = {
        unit: resource.place for resource in resources for unit in units_of[resource.pk]
    }
    start = datetime.combine(first - timedelta(days=1), time.min, UTC)
    end = datetime.combine(last + timedelta(days=2), time.min, UTC)
    found: dict[int, list[DaySpan]] = defaultdict(list)
    for claim in claimed_times(place_of, start, end, at):
        zone = ZoneInfo(place_of[claim.unit_id].zone)
        found[claim.unit_id] += [
            span
            for span in day_spans(claim.start.astimezone(zone), claim.end.astimezone(zone))
            if first <= span.day <= last
        ]
    return found
