"""How many half-days of what a campaign offers stand idle in a typical week, before and after."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from softplace.engines.calendar import epoch_minutes
from softplace.matching.models import Allocation, Campaign
from softplace.vacancy.queries.digest import IdleWeek, idle_half_days


@dataclass(frozen=True, slots=True)
class HalfDayCount:
    """One half-day of the week over all that is offered: open, idle before, idle after."""

    weekday: int
    is_afternoon: bool
    open: int
    idle_before: int
    idle_after: int


@dataclass(frozen=True, slots=True)
class CampaignWeek:
    """A pool is counted by its units, any other resource once; one whose parts are offered too
    is counted by these."""

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


def campaign_week(campaign: Campaign, at: datetime) -> CampaignWeek:
    """Half-days that nobody claims, without this campaign and with it: what it has published,
    as far as it still stands, and what is on its board. As many queries as two digests and two
    more."""
    offered = list(campaign.offers.values_list("resource_id", flat=True))
    allocations = list(campaign.allocations.select_related("resource__place"))
    monday = typical_monday(campaign, allocations)
    published = [each.series_id for each in allocations if each.series_id is not None]
    planned = [
        claim for each in allocations if each.series_id is None for claim in _claims(each, monday)
    ]
    before = idle_half_days(offered, monday, 1, at, without_series=published)
    after = idle_half_days(offered, monday, 1, at, also_claimed=planned)
    halves = zip(
        _sums(before, "open_by_half"),
        _sums(before, "idle_by_half"),
        _sums(after, "idle_by_half"),
        strict=True,
    )
    return CampaignWeek(
        monday,
        tuple(HalfDayCount(n // 2, n % 2 == 1, *counts) for n, counts in enumerate(halves)),
    )


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


def _claims(each: Allocation, monday: date) -> Iterator[tuple[int, int, int]]:
    """What a session on the board would take of the week: units and epoch minutes."""
    zone = ZoneInfo(each.resource.place.zone)
    for day in each.dates:
        if monday <= day < monday + timedelta(days=7):
            midnight = datetime.combine(day, time.min)
            start, end = (
                epoch_minutes((midnight + timedelta(minutes=minute)).replace(tzinfo=zone))
                for minute in (each.start_minute, each.end_minute)
            )
            for unit in each.units:
                yield unit, start, end


def _sums(rows: Sequence[IdleWeek], name: str) -> list[int]:
    """By half-day of the week, over all that is not counted by its parts."""
    kept = [getattr(row, name) for row in rows if not row.is_made_of_parts]
    return [sum(column) for column in zip(*kept, strict=True)] if kept else [0] * 14
