"""The openings of many places between two instants, in a fixed number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Q

from softplace.engines.calendar import (
    Closures,
    RuleTable,
    SchoolHolidays,
    epoch_minutes,
    expand,
    instant_of,
)
from softplace.places.models import Closure, OpeningRule, Place
from softplace.places.queries.rule_rows import row_of, waits_for_unknown_holidays
from softplace.territory.models import SchoolHoliday

MARGIN = timedelta(days=9)
"""An occurrence lasts a week at most, and zones differ by a day."""


Position = tuple[int, int, int]
"""Where an opening stands in the order: place id, start in epoch minutes, rule id."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One opening of one place; `start` and `end` in the time zone of the place."""

    place_id: int
    rule: OpeningRule
    start: datetime
    end: datetime

    @property
    def position(self) -> Position:
        return self.place_id, epoch_minutes(self.start), self.rule.pk


def rules_between(
    places: Sequence[Place],
    start: datetime,
    end: datetime,
    *,
    functions: Collection[int] | None = None,
) -> list[OpeningRule]:
    """The rules that may open between two instants; one query.

    With `functions`, only those of these functions, and the places' general ones.
    """
    rules = OpeningRule.objects.filter(place__in=[place.pk for place in places])
    first, last = (start - MARGIN).date(), (end + MARGIN).date()
    rules = rules.filter(
        Q(starts_on=None) | Q(starts_on__lte=last), Q(ends_on=None) | Q(ends_on__gte=first)
    )
    if functions is not None:
        rules = rules.filter(
            Q(function__in=functions) | Q(function__isnull=True, resource__isnull=True)
        )
    by_id = {place.pk: place for place in places}
    return [
        rule
        for rule in rules.select_related("function", "group").order_by("place_id", "id")
        if not waits_for_unknown_holidays(rule, by_id[rule.place_id])
    ]


def occurrences(
    places: Sequence[Place],
    rules: Sequence[OpeningRule],
    start: datetime,
    end: datetime,
    *,
    after: Position | None = None,
    most: int,
) -> list[Occurrence]:
    """The first `most` openings that overlap [start, end), by place id, start and rule id.

    `rules` are of `places`. With `after`, those behind that position. Two queries.
    """
    closures, holidays = _closures(places, start, end), _school_holidays(start, end)
    if not rules:
        return []
    by_id = {place.pk: place for place in places}
    table = RuleTable.from_rows(
        row_of(rule, by_id[rule.place_id], key=rule.pk, owner=rule.place_id) for rule in rules
    )
    found = expand(
        table, epoch_minutes(start), epoch_minutes(end), closures=closures, school_holidays=holidays
    )
    place, rule = table.owner[found.rule_index], table.key[found.rule_index]
    order = np.lexsort((rule, found.start, place))
    if after is not None:
        at_place, at_start, at_rule = after
        same_place = place[order] == at_place
        same_start = same_place & (found.start[order] == at_start)
        order = order[
            (place[order] > at_place)
            | (same_place & (found.start[order] > at_start))
            | (same_start & (rule[order] > at_rule))
        ]
    order = order[:most]
    zones = {place.pk: ZoneInfo(place.zone) for place in places}
    result = []
    for at, begin, stop in zip(
        found.rule_index[order].tolist(),
        found.start[order].tolist(),
        found.end[order].tolist(),
        strict=True,
    ):
        of_rule = rules[at]
        zone = zones[of_rule.place_id]
        result.append(
            Occurrence(
                of_rule.place_id,
                of_rule,
                instant_of(begin).astimezone(zone),
                instant_of(stop).astimezone(zone),
            )
        )
    return result


def _closures(places: Sequence[Place], start: datetime, end: datetime) -> Closures:
    first, last = (start.astimezone(UTC) - MARGIN).date(), (end.astimezone(UTC) + MARGIN).date()
    rows = list(
        Closure.objects.filter(
            place__in=[place.pk for place in places], first_date__lte=last, last_date__gte=first
        ).values_list("place_id", "rule_id", "first_date", "last_date")
    )
    return Closures(
        of_rules=tuple((rule, low, high) for _, rule, low, high in rows if rule is not None),
        of_owners=tuple((place, low, high) for place, rule, low, high in rows if rule is None),
    )


def _school_holidays(start: datetime, end: datetime) -> SchoolHolidays:
    first, last = (start.astimezone(UTC) - MARGIN).date(), (end.astimezone(UTC) + MARGIN).date()
    holidays = SchoolHoliday.objects.filter(first_date__lte=last, last_date__gte=first)
    return SchoolHolidays.from_rows(holidays.values_list("zone", "first_date", "last_date"))
