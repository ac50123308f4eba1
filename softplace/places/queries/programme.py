"""What a place offers between two dates: its programme, for its page, for print and previews.

All hours are those on the wall of the place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from softplace.engines.calendar import (
    Closures,
    RuleTable,
    SchoolHolidays,
    epoch_minutes,
    expand,
    instant_of,
    public_holidays,
)
from softplace.places.enums import HolidayPolicy, Pattern
from softplace.places.models import Closure, OpeningRule, Place, Resource
from softplace.places.queries.rule_rows import row_of, waits_for_unknown_holidays
from softplace.territory.models import Function, SchoolHoliday


@dataclass(frozen=True, slots=True)
class Opening:
    """One occurrence of an opening rule; `start` and `end` in the time zone of the place."""

    rule_id: int | None
    """None while the rule is only previewed."""
    start: datetime
    end: datetime
    function: Function | None
    resource: Resource | None
    title: str
    audience: int
    group: str
    mode: str
    is_one_off: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of an opening that falls on one day, in minutes of that day on the wall."""

    start_minute: int
    """0 to 1439; 0 where the opening began the day before."""
    end_minute: int
    """1 to 1440; 1440 where the opening goes on the day after."""
    opening: Opening


@dataclass(frozen=True, slots=True)
class ProgrammeDay:
    date: date
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """What is open: the place in general, one of its functions, or one of its resources."""

    function: Function | None
    resource: Resource | None
    days: tuple[ProgrammeDay, ...]

    @property
    def opens(self) -> bool:
        return any(day.stretches for day in self.days)


@dataclass(frozen=True, slots=True)
class Programme:
    """Rows of the same days: the place's own first, then its functions', then its resources'.

    The place's own row is there even when it never opens.
    """

    first: date
    last: date
    rows: tuple[ProgrammeRow, ...]
    closures: tuple[Closure, ...]
    """Of the whole place, between the two dates."""
    public_holidays: frozenset[date]

    @property
    def general(self) -> ProgrammeRow:
        return self.rows[0]

    @property
    def opens(self) -> bool:
        return any(row.opens for row in self.rows)


def openings(
    place: Place,
    first: date,
    last: date,
    *,
    rules: Iterable[OpeningRule] | None = None,
    closures: Iterable[Closure] | None = None,
) -> list[Opening]:
    """The openings of a place that touch the days from `first` to `last`, by start.

    `rules` and `closures` stand in for those that are saved: for a preview.
    """
    kept = list(_rules_of(place) if rules is None else rules)
    kept = [rule for rule in kept if not waits_for_unknown_holidays(rule, place)]
    if not kept:
        return []
    closed = place.closures.all() if closures is None else closures
    position = {rule.pk: key for key, rule in enumerate(kept) if rule.pk is not None}
    zone = ZoneInfo(place.zone)
    found = expand(
        RuleTable.from_rows(row_of(rule, place, key=key, owner=0) for key, rule in enumerate(kept)),
        epoch_minutes(datetime.combine(first, datetime.min.time(), zone)),
        epoch_minutes(datetime.combine(last + timedelta(days=1), datetime.min.time(), zone)),
        closures=_closures(closed, position),
        school_holidays=_school_holidays(place, kept),
    )
    result = [
        _opening(kept[key], instant_of(start).astimezone(zone), instant_of(end).astimezone(zone))
        for key, start, end in zip(
            found.rule_index.tolist(), found.start.tolist(), found.end.tolist(), strict=True
        )
    ]
    return sorted(result, key=lambda opening: (opening.start, opening.end))


def programme(
    place: Place,
    first: date,
    last: date,
    *,
    rules: Iterable[OpeningRule] | None = None,
    closures: Iterable[Closure] | None = None,
) -> Programme:
    """Day by day, what is open at a place between two dates, both included."""
    closed = list(place.closures.all() if closures is None else closures)
    found = openings(place, first, last, rules=rules, closures=closed)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    subjects: dict[tuple[int, int], tuple[Function | None, Resource | None]] = {
        (0, 0): (None, None)
    }
    of_subject: dict[tuple[int, int], list[Opening]] = {(0, 0): []}
    for opening in found:
        function, resource = opening.function, opening.resource
        key = (function.pk if function else 0, resource.pk if resource else 0)
        subjects.setdefault(key, (function, resource))
        of_subject.setdefault(key, []).append(opening)
    order = sorted(subjects, key=lambda key: (key[1] > 0, key[0] > 0, str(subjects[key][1]), key))
    rows = tuple(
        ProgrammeRow(*subjects[key], tuple(_day(on, of_subject[key]) for on in days))
        for key in order
    )
    return Programme(
        first=first,
        last=last,
        rows=rows,
        closures=tuple(
            closure
            for closure in sorted(closed, key=lambda closure: closure.first_date)
            if closure.rule_id is None and closure.first_date <= last and first <= closure.last_date
        ),
        public_holidays=frozenset(
            on
            for year in {first.year, last.year}
            for on in public_holidays(place.holiday_region, year)
            if first <= on <= last
        ),
    )


def week_programme(place: Place, monday: date) -> Programme:
    """The seven days from a Monday. Three queries, whatever the place holds."""
    return programme(place, monday, monday + timedelta(days=6))


def _rules_of(place: Place) -> Iterable[OpeningRule]:
    return place.opening_rules.select_related("function", "resource", "group").order_by("id")


def _closures(closures: Iterable[Closure], position: dict[int, int]) -> Closures:
    closed = list(closures)
    return Closures(
        of_rules=tuple(
            (position[c.rule_id], c.first_date, c.last_date)
            for c in closed
            if c.rule_id in position
        ),
        of_owners=tuple((0, c.first_date, c.last_date) for c in closed if c.rule_id is None),
    )


def _school_holidays(place: Place, rules: Sequence[OpeningRule]) -> SchoolHolidays:
    if all(rule.on_school_holidays == HolidayPolicy.AS_USUAL for rule in rules):
        return SchoolHolidays()
    rows = SchoolHoliday.objects.filter(zone=place.school_zone)
    return SchoolHolidays.from_rows(rows.values_list("zone", "first_date", "last_date"))


def _opening(rule: OpeningRule, start: datetime, end: datetime) -> Opening:
    return Opening(
        rule_id=rule.pk,
        start=start,
        end=end,
        function=rule.function,
        resource=rule.resource,
        title=rule.title,
        audience=rule.audience,
        group=rule.group.name if rule.group else "",
        mode=rule.mode,
        is_one_off=rule.pattern == Pattern.ONCE,
    )


def _day(on: date, found: Iterable[Opening]) -> ProgrammeDay:
    stretches = []
    for opening in found:
        if not opening.start.date() <= on <= opening.end.date():
            continue
        start = _minute(opening.start) if opening.start.date() == on else 0
        end = _minute(opening.end) if opening.end.date() == on else 1440
        if start < end:
            stretches.append(Stretch(start, end, opening))
    return ProgrammeDay(on, tuple(stretches))


def _minute(at: datetime) -> int:
    return at.hour * 60 + at.minute
