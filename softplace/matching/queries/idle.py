"""How many half-days of what is offered stand idle in a typical week, before and after."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from softplace.bookings.models import Booking
from softplace.bookings.queries.claimed import claimed_times
from softplace.foundation.intervals import Interval
from softplace.matching.models import Allocation, Campaign
from softplace.matching.queries.rounds import offered_resources
from softplace.matching.queries.season import Spans, day_spans, days_between, open_days
from softplace.matching.rules import policy_of
from softplace.places.models import Resource


@dataclass(frozen=True, slots=True)
class HalfDayCount:
    """One half-day of the week over all units: how many are open, idle before, idle after."""

    weekday: int
    is_afternoon: bool
    open: int
    idle_before: int
    idle_after: int


@dataclass(frozen=True, slots=True)
class IdleWeek:
    """A unit is counted for itself: a hall of two halves twice, a pool by its units."""

    monday: date
    halves: tuple[HalfDayCount, ...]

    @property
    def open(self) -> int:
        return sum(half.open for half in self.halves)

    @property
    def idle_before(self) -> int:
        return sum(half.idle_before for half in self.halves)

    @property
    def idle_after(self) -> int:
        return sum(half.idle_after for half in self.halves)


Half = tuple[int, date, bool]
"""Unit, day, whether it is the afternoon."""


def typical_monday(campaign: Campaign, allocations: Sequence[Allocation]) -> date:
    """Of the weeks of the season the one with most sessions, the first of them; else a middle
    one."""
    weeks = Counter(
        day - timedelta(days=day.weekday()) for each in allocations for day in each.dates
    )
    if weeks:
        most = max(weeks.values())
        return min(monday for monday, count in weeks.items() if count == most)
    middle = campaign.first_day + (campaign.last_day - campaign.first_day) // 2
    return middle - timedelta(days=middle.weekday())


def idle_week(campaign: Campaign, at: datetime) -> IdleWeek:
    """Half-days of the offered units that nobody claims, without this campaign and with it: what
    it has published and what is on its board. Nine queries."""
    resources = offered_resources(campaign)
    allocations = list(campaign.allocations.all())
    monday = typical_monday(campaign, allocations)
    sunday = monday + timedelta(days=6)
    noon = policy_of(campaign.policy).noon
    opening = open_days(
        resources, monday, sunday, audience=campaign.audience, group_id=campaign.group_id
    )
    opened: set[Half] = set()
    for resource in resources:
        for day, spans in opening[resource.pk].items():
            for unit in resource.units.all():
                opened |= {(unit.pk, day, late) for late in _halves(spans, noon)}
    taken = _claimed(campaign, resources, monday, noon, at)
    given: set[Half] = set()
    for each in allocations:
        for day in each.dates:
            if monday <= day <= sunday:
                spans = [Interval(each.start_minute, each.end_minute)]
                given |= {(unit, day, late) for unit in each.units for late in _halves(spans, noon)}
    halves = []
    for day in days_between(monday, sunday):
        for late in (False, True):
            here = {half for half in opened if half[1] == day and half[2] == late}
            before = here - taken
            halves.append(
                HalfDayCount(day.weekday(), late, len(here), len(before), len(before - given))
            )
    return IdleWeek(monday, tuple(halves))


def _halves(spans: Spans, noon: int) -> set[bool]:
    """Which halves of the day the spans touch."""
    return {False for start, _ in spans if start < noon} | {True for _, end in spans if end > noon}


def _claimed(
    campaign: Campaign, resources: Sequence[Resource], monday: date, noon: int, at: datetime
) -> set[Half]:
    """Half-days that bookings other than the campaign's own claim."""
    place_of = {unit.pk: resource.place for resource in resources for unit in resource.units.all()}
    start = datetime.combine(monday - timedelta(days=1), time.min, UTC)
    end = start + timedelta(days=9)
    own = set(
        Booking.objects.filter(
            series__in=campaign.allocations.exclude(series=None).values("series"),
            starts_at__gte=start,
            starts_at__lt=end,
        ).values_list("pk", flat=True)
    )
    found: set[Half] = set()
    for claim in claimed_times(place_of, start, end, at):
        if claim.booking_id in own:
            continue
        zone = ZoneInfo(place_of[claim.unit_id].zone)
        for span in day_spans(claim.start.astimezone(zone), claim.end.astimezone(zone)):
            halves = _halves([Interval(span.start, span.end)], noon)
            found |= {(claim.unit_id, span.day, late) for late in halves}
    return found
