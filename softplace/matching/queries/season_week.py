"""When each offered room is closed, taken or free, the weeks of a season laid on one another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, pairwise

from softplace.engines.matching.problem import DAY_MINUTES
from softplace.foundation.intervals import Interval, difference, in_all, merged
from softplace.matching.models import Campaign
from softplace.matching.queries.free import LEAST_SHARE_OF_DATES
from softplace.matching.queries.rounds import can_be_given, season_left
from softplace.matching.queries.season import DaySpan, Spans, open_days, taken_days
from softplace.places.models import Resource


@dataclass(frozen=True, slots=True)
class DayOfSeason:
    """One weekday of a room, in minutes of the day."""

    closed: tuple[Interval, ...]
    """Open on no date, to those who may apply."""
    taken: tuple[Interval, ...]
    """Free on fewer of the dates on which it is open than a weekly session needs."""
    free: tuple[Interval, ...]


def season_week(
    campaign: Campaign, resources: Sequence[Resource], at: datetime
) -> dict[int, tuple[DayOfSeason, ...]]:
    """By resource, seven days from Monday, over what is left of the season.

    Of resources that can no longer be given, and of a season that is over, nothing is said. A
    fixed number of queries.
    """
    resources = [resource for resource in resources if can_be_given(resource)]
    first, last = season_left(campaign, tuple(resources), at), campaign.last_day
    if first > last or not resources:
        return {}
    opening = open_days(
        resources, first, last, audience=campaign.audience, group_id=campaign.group_id
    )
    units = {resource.pk: [unit.pk for unit in resource.units.all()] for resource in resources}
    held = {
        unit: _by_day(spans)
        for unit, spans in taken_days(resources, units, first, last, at).items()
    }
    found = {}
    for resource in resources:
        opens, frees = _seven_counters(), _seven_counters()
        for day, spans in opening[resource.pk].items():
            sets = [held.get(unit, {}).get(day, []) for unit in units[resource.pk]]
            gone = in_all(sets) if resource.is_pool else merged(chain.from_iterable(sets))
            _count(opens[day.weekday()], spans)
            _count(frees[day.weekday()], difference(spans, gone))
        found[resource.pk] = tuple(map(_day, opens, frees))
    return found


def _by_day(spans: Iterable[DaySpan]) -> dict[date, Spans]:
    found: dict[date, list[Interval]] = defaultdict(list)
    for span in spans:
        found[span.day].append(Interval(span.start, span.end))
    return {day: merged(intervals) for day, intervals in found.items()}


def _seven_counters() -> list[Counter[int]]:
    return [Counter() for _weekday in range(7)]


def _count(changes: Counter[int], spans: Spans) -> None:
    """One more date from each start on, one fewer from each end on."""
    for start, end in spans:
        changes[start] += 1
        changes[end] -= 1


def _day(opens: Counter[int], frees: Counter[int]) -> DayOfSeason:
    closed, taken, free = [], [], []
    open_count = free_count = 0
    for start, end in pairwise(sorted({0, DAY_MINUTES, *opens, *frees})):
        open_count += opens[start]
        free_count += frees[start]
        if not open_count:
            closed.append(Interval(start, end))
        elif free_count < LEAST_SHARE_OF_DATES * open_count:
            taken.append(Interval(start, end))
        else:
            free.append(Interval(start, end))
    return DayOfSeason(tuple(merged(closed)), tuple(merged(taken)), tuple(merged(free)))
