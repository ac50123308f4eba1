"""The idle half-days to come at some places, as runs of the same half-day week after week."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from softplace.bookings.models import Terms
from softplace.bookings.prepared import Column
from softplace.bookings.queries.open_hours import open_hours
from softplace.engines.calendar import (
    GroupedIntervals,
    epoch_minutes,
    half_days,
    instant_of,
    intersect_by_group,
)
from softplace.people.enums import Audience
from softplace.places.models import OpeningRule, Resource
from softplace.vacancy.queries.measuring import (
    DAYS,
    HALVES,
    Measured,
    Scope,
    hours_counted,
    measure,
)
from softplace.vacancy.queries.policy import current_policy
from softplace.vacancy.rules.evidence import Room, Span
from softplace.vacancy.rules.release import is_open_to

WEEKS_AHEAD = 5
"""This week and the four after it."""
LEAST_MINUTES = 60


@dataclass(frozen=True, slots=True)
class IdleRun:
    """A resource that is open and idle in the same half-day of one week or several in a row."""

    room: Room
    name: str
    place_name: str
    place_slug: str
    audience: int
    """Whom the resource is for."""
    weekday: int
    is_afternoon: bool
    first_date: date
    last_date: date
    start_minute: int
    end_minute: int
    """On the wall of the place, the same on each date."""
    spans: tuple[Span, ...]
    """Of each date."""
    is_open_to_them: bool
    """Whether those that were asked about may book it already."""
    m2_hours: float | None
    is_made_of_parts: bool
    limited_to: tuple[int, ...] = ()
    """Audiences that its hours, or else its terms, are for, where the resource is for everyone."""

    @property
    def dates(self) -> list[date]:
        return [self.first_date + timedelta(days=DAYS * n) for n in range(len(self.spans))]


@dataclass(frozen=True, slots=True)
class _Half:
    """One idle half-day of a resource."""

    day: date
    is_afternoon: bool
    start_minute: int
    end_minute: int
    span: Span
    is_open_to_them: bool

    @property
    def same(self) -> tuple[int, bool, int, int, bool]:
        """What is alike in all half-days of a run."""
        return (
            self.day.weekday(),
            self.is_afternoon,
            self.start_minute,
            self.end_minute,
            self.is_open_to_them,
        )


def idle_runs(
    place_ids: Collection[int], at: datetime, *, audience: int = Audience.EVERYONE
) -> list[IdleRun]:
    """What stands idle from `at` on, and whether people of an audience may book it. 19
    queries at most.

    Of the kinds of resource that the policy covers, in the hours that it counts: nobody is asked
    to open at night. A pool is idle when all of it is.
    """
    policy = current_policy().fields
    scope = Scope(
        "r.is_bookable AND p.is_published AND p.id = ANY(%s) AND NOT r.kind = ANY(%s)",
        (sorted(place_ids), list(policy.resource_kinds_left_out)),
    )
    today = at.date()
    monday = today - timedelta(days=today.weekday())
    measured = measure(scope, monday, WEEKS_AHEAD, at, counted=policy.counted)
    if not len(measured):
        return []
    first, last = (epoch_minutes(at) + day * 1440 for day in (-DAYS, DAYS * (WEEKS_AHEAD + 1)))
    opened = hours_counted(
        open_hours(measured.calendars, first, last),
        measured.calendars,
        first,
        last,
        policy.counted,
    )
    theirs = open_hours(
        measured.calendars, first, last, audiences={Audience.EVERYONE, audience}, group_ids=()
    )
    resources = {
        one.pk: one
        for one in Resource.objects.filter(pk__in=measured.calendars.ids.tolist())
        .select_related("place")
        .prefetch_related("layouts")
    }
    offered = _offered(measured.calendars.place.tolist())
    hours_for = _hours_for(measured.calendars.place.tolist())
    idle = _idle_of_resources(measured)
    hours, their_hours = _by_resource(opened), _by_resource(intersect_by_group(opened, theirs))
    runs = []
    for position, resource_id in enumerate(measured.calendars.ids.tolist()):
        resource = resources[resource_id]
        admits = is_open_to(
            audience,
            resource_audience=resource.audience,
            opens_to_them=True,
            offered=[
                (of is not None, who)
                for of, who in offered[resource.place_id]
                if of in (None, resource_id)
            ],
        )
        halves = _halves(
            monday,
            measured.calendars.zones[measured.calendars.zone[position]],
            idle[position],
            hours[position],
            their_hours[position] if admits else [],
            at,
        )
        limited_to = _limited_to(resource, hours_for, offered[resource.place_id])
        runs += [
            _run(resource, part, bool(measured.is_made_of_parts[position]), limited_to)
            for part in _in_a_row(halves)
        ]
    return runs


def _offered(place_ids: Sequence[int]) -> dict[int, list[tuple[int | None, int]]]:
    """(resource or None, audience) of all terms, by place; a group's are not for an audience."""
    found: dict[int, list[tuple[int | None, int]]] = defaultdict(list)
    terms = Terms.objects.filter(place_id__in=set(place_ids))
    for place, resource, audience, group in terms.values_list(
        "place_id", "resource_id", "audience", "group_id"
    ):
        found[place].append((resource, audience if group is None else -1))
    return found


def _hours_for(place_ids: Sequence[int]) -> dict[tuple[int, int | None], set[int]]:
    """(place, resource or None) to the audiences of its opening rules."""
    found: dict[tuple[int, int | None], set[int]] = defaultdict(set)
    rules = OpeningRule.objects.filter(place_id__in=set(place_ids), function=None)
    for place, resource, audience in rules.values_list("place_id", "resource_id", "audience"):
        found[place, resource].add(audience)
    return found


def _limited_to(
    resource: Resource,
    hours_for: Mapping[tuple[int, int | None], set[int]],
    offered: Sequence[tuple[int | None, int]],
) -> tuple[int, ...]:
    """Those whom its rules name besides everyone, else those to whom it is lent."""
    of = resource.pk if resource.has_own_hours else None
    named = hours_for.get((resource.place_id, of), set()) - {Audience.EVERYONE}
    if named:
        return tuple(sorted(named))
    own = [who for key, who in offered if key == resource.pk]
    lent = own or [who for key, who in offered if key is None]
    return tuple(sorted({who for who in lent if who > Audience.EVERYONE}))


def _idle_of_resources(measured: Measured) -> Column:
    """(resources, half-days): open, and all its parts idle."""
    wide = measured.weeks * HALVES
    cell = measured.resource * wide + measured.half
    size = len(measured) * wide
    idle = np.bincount(cell, measured.idle, minlength=size).reshape(-1, wide)
    return idle == measured.unit_count[:, None]


def _by_resource(table: GroupedIntervals) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for group, start, end in zip(*(column.tolist() for column in table), strict=True):
        found[group].append((start, end))
    return found


def _halves(
    monday: date,
    zone_name: str,
    idle: Column,
    hours: Sequence[Span],
    their_hours: Sequence[Span],
    at: datetime,
) -> Iterator[_Half]:
    """The idle half-days to come of one resource, each with its longest opening."""
    edges = half_days(zone_name, monday, monday + timedelta(days=DAYS * WEEKS_AHEAD - 1))
    zone, now = ZoneInfo(zone_name), epoch_minutes(at)
    for half in np.flatnonzero(idle).tolist():
        low, high = int(edges.start[half]), int(edges.end[half])
        cut = [(max(start, low), min(end, high)) for start, end in hours]
        span = max(cut, key=lambda part: part[1] - part[0])
        if span[0] <= now or span[1] - span[0] < LEAST_MINUTES:
            continue
        start = instant_of(span[0]).astimezone(zone)
        end = instant_of(span[1]).astimezone(zone)
        begins = start.hour * 60 + start.minute
        ends = (end.hour * 60 + end.minute) or 1440
        if begins < ends:
            yield _Half(
                start.date(),
                bool(half % 2),
                begins,
                ends,
                span,
                any(a <= span[0] and span[1] <= b for a, b in their_hours),
            )


def _in_a_row(halves: Iterator[_Half]) -> Iterator[list[_Half]]:
    """Half-days that are alike, a week apart."""
    alike: dict[object, list[_Half]] = defaultdict(list)
    for half in halves:
        alike[half.same].append(half)
    for group in alike.values():
        run = [group[0]]
        for half in group[1:]:
            if half.day - run[-1].day != timedelta(days=DAYS):
                yield run
                run = []
            run.append(half)
        yield run


def _run(
    resource: Resource,
    halves: Sequence[_Half],
    is_made_of_parts: bool,
    limited_to: tuple[int, ...],
) -> IdleRun:
    place, first = resource.place, halves[0]
    minutes = sum(half.span[1] - half.span[0] for half in halves)
    return IdleRun(
        Room(
            resource.pk,
            place.pk,
            resource.kind,
            resource.headcount,
            frozenset(resource.equipment),
            {row.layout: row.headcount for row in resource.layouts.all()},
            place.latitude,
            place.longitude,
        ),
        resource.name,
        place.name,
        place.slug,
        resource.audience,
        first.day.weekday(),
        first.is_afternoon,
        first.day,
        halves[-1].day,
        first.start_minute,
        first.end_minute,
        tuple(half.span for half in halves),
        first.is_open_to_them,
        resource.area_m2 * minutes / 60 if resource.area_m2 is not None else None,
        is_made_of_parts,
        limited_to,
    )
