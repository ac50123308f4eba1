"""What a campaign offers, as rooms of the engine with their weeks and what is taken of them.

Offered resources that share units (a hall and its halves) become one room, with a part for each:
its key is the lowest id of them. Where they differ, the stricter holds for all: hours are those
at which all are open, noise the quieter, buffers the longer.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from softplace.engines.calendar import public_holidays
from softplace.engines.matching.offers import MAX_GAP_MINUTES, MAX_UNITS
from softplace.engines.matching.problem import (
    DAY_MINUTES,
    NOISE_LEVELS,
    Booking,
    Closure,
    Part,
    Point,
    Window,
)
from softplace.engines.matching.problem import Resource as Room
from softplace.foundation.errors import Reason, Refused
from softplace.foundation.intervals import Interval, difference, intersection, merged
from softplace.matching.queries.rounds import Round
from softplace.matching.queries.season import DaySpan, Spans, days_between
from softplace.people.enums import Audience
from softplace.places.enums import Layout
from softplace.places.models import LARGEST_HEADCOUNT, Resource

NOBODY = "nobody"


def rooms_of(round: Round, room_of: dict[int, str]) -> tuple[list[Room], list[Booking]]:
    """The rooms, and what is taken of them."""
    audiences = set(round.audiences.values())
    rooms, bookings = [], []
    for key, parts in _grouped(round.resources, room_of).items():
        room, taken = _room(round, key, parts, audiences)
        rooms.append(room)
        bookings += taken
    return rooms, bookings


def shared_rooms(round: Round) -> dict[int, str]:
    """Resources that share a unit, directly or through others, are one room."""
    lowest: dict[int, int] = {resource.pk: resource.pk for resource in round.resources}

    def root(pk: int) -> int:
        while lowest[pk] != pk:
            pk = lowest[pk]
        return pk

    owner: dict[int, int] = {}
    for resource in round.resources:
        for unit in round.units_of(resource):
            a, b = root(resource.pk), root(owner.setdefault(unit, resource.pk))
            lowest[max(a, b)] = min(a, b)
    return {pk: str(root(pk)) for pk in lowest}


def _grouped(resources: Iterable[Resource], room_of: dict[int, str]) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = defaultdict(list)
    for resource in resources:
        found[room_of[resource.pk]].append(resource)
    return found


def _room(
    round: Round, key: str, parts: Sequence[Resource], audiences: Collection[frozenset[int]]
) -> tuple[Room, list[Booking]]:
    first = parts[0]
    units = sorted({unit for part in parts for unit in round.units_of(part)})[:MAX_UNITS]
    before = max(part.setup_minutes for part in parts)
    after = max(part.changeover_minutes for part in parts)
    gap = before + after
    if gap > MAX_GAP_MINUTES:
        details = {"resource": first.name, "minutes": gap, "limit": MAX_GAP_MINUTES}
        raise Refused(Reason("buffers_too_long", "", details))
    days = _common_days([round.opening[part.pk] for part in parts])
    # Buffers are claimed too: kept within the day, they meet nobody of the day before or after.
    days = {
        day: intersection(spans, [(before, DAY_MINUTES - after)]) for day, spans in days.items()
    }
    is_pool = len(parts) == 1 and first.is_pool
    windows, closures, blocked = _week_of(round, days, is_pool)
    names = tuple(str(unit) for unit in units)
    taken = [
        Booking(key, span.day, span.start, span.end, names)
        for each in blocked
        for span in [_without_gap(each, before, after)]
    ]
    for unit in units:
        for each in merged_days(round.taken.get(unit, [])):
            span = _without_gap(each, before, after)
            taken.append(Booking(key, span.day, span.start, span.end, (str(unit),)))
    room = Room(
        key,
        f"place:{first.place_id}",
        names,
        tuple(part for each in parts for part in _parts(round, each, units, is_pool)),
        tuple(windows),
        Point(first.place.latitude, first.place.longitude),
        tuple(closures),
        setup_minutes=gap,
        erp_headcount=first.place.legal_headcount,
        noise=min(
            NOISE_LEVELS.index(part.noise) if part.noise else len(NOISE_LEVELS) - 1
            for part in parts
        ),
        audiences=_allowed(parts, audiences),
    )
    return room, taken


def _common_days(opening: Sequence[dict[date, Spans]]) -> dict[date, Spans]:
    common = dict(opening[0])
    for other in opening[1:]:
        common = {
            day: intersection(spans, other[day]) for day, spans in common.items() if day in other
        }
    return {day: spans for day, spans in common.items() if spans}


def _parts(round: Round, resource: Resource, units: Sequence[int], is_pool: bool) -> list[Part]:
    own = [str(unit) for unit in round.units_of(resource) if unit in set(units)]
    equipment = frozenset(resource.equipment)
    seats = _seats(resource)
    if is_pool or not resource.is_pool:
        return [Part(str(resource.pk), tuple(own), seats, equipment, pool=is_pool)]
    # A pool that shares units with others: each of its units, or its first ones together.
    single = [Part(str(resource.pk), (unit,), seats, equipment) for unit in own]
    several = [
        Part(str(resource.pk), tuple(own[:n]), {k: min(v * n, LARGEST_HEADCOUNT)
             for k, v in seats.items()}, equipment)
        for n in range(2, len(own) + 1)
    ]  # fmt: skip
    return single + several


def _seats(resource: Resource) -> dict[str, int]:
    """People by layout; in a pool, of each unit. Where nothing is said, nothing is limited."""
    most = resource.headcount or LARGEST_HEADCOUNT
    if resource.is_pool:
        count = max(1, len(resource.units.all()))
        each = max(1, resource.headcount // count) if resource.headcount else LARGEST_HEADCOUNT
        return dict.fromkeys(Layout.values, each)
    described = {row.layout: max(1, min(row.headcount, most)) for row in resource.layouts.all()}
    return described or dict.fromkeys(Layout.values, most)


def _allowed(parts: Sequence[Resource], audiences: Collection[frozenset[int]]) -> frozenset[str]:
    """The sets of audiences, as `audience_key` names them, that all of the parts let in."""
    wanted = {part.audience for part in parts} - {Audience.EVERYONE}
    if not wanted:
        return frozenset()
    return frozenset({NOBODY, *(audience_key(has) for has in audiences if wanted <= has)})


def audience_key(audiences: frozenset[int]) -> str:
    return "+".join(str(int(each)) for each in sorted(audiences))


def _week_of(
    round: Round, days: dict[date, Spans], is_pool: bool
) -> tuple[list[Window], list[Closure], list[DaySpan]]:
    """Days as a week's windows, the days on which it is closed all day, and the stretches by
    which a day falls short of the windows.

    The windows hold all that is ever open on a weekday. A pool keeps its weekly dates whatever
    is booked of it, so its windows are those of most days, and a day that falls short is closed.
    """
    windows, closed, short = [], [], []
    season = days_between(round.first, round.last)
    for weekday in range(7):
        mine = [day for day in season if day.weekday() == weekday]
        opened = [days[day] for day in mine if day in days]
        if not opened:
            continue
        if is_pool:
            usual = Counter(tuple(spans) for spans in opened).most_common(1)[0][0]
            week = list(usual)
        else:
            week = merged(span for spans in opened for span in spans)
        windows += [Window(weekday, start, end) for start, end in week]
        for day in mine:
            missing = difference(week, days.get(day, []))
            if day not in days or (is_pool and missing):
                closed.append(day)
            else:
                short += [DaySpan(day, start, end) for start, end in missing]
    return windows, _closures(round, closed), short


def _closures(round: Round, closed: Sequence[date]) -> list[Closure]:
    region = round.resources[0].place.holiday_region
    holidays = {
        day
        for year in range(round.first.year, round.last.year + 1)
        for day in public_holidays(region, year)
    }
    return [
        Closure(day, day, "public_holiday" if day in holidays else "closed")
        for day in sorted(closed)
    ]


def closed_everywhere(round: Round, rooms: Sequence[Room]) -> tuple[Closure, ...]:
    """Days of a weekday on which rooms open, and on which now none does."""
    weekdays = {window.weekday for room in rooms for window in room.opening}
    opened: set[date] = set()
    for room in rooms:
        closed = {closure.first_day for closure in room.closures}
        mine = {window.weekday for window in room.opening}
        opened |= {
            day
            for day in days_between(round.first, round.last)
            if day.weekday() in mine and day not in closed
        }
    return tuple(
        _closures(
            round,
            [
                day
                for day in days_between(round.first, round.last)
                if day.weekday() in weekdays and day not in opened
            ],
        )
    )


def merged_days(spans: Iterable[DaySpan]) -> list[DaySpan]:
    by_day: dict[date, list[Interval]] = defaultdict(list)
    for span in spans:
        by_day[span.day].append(Interval(span.start, span.end))
    return [
        DaySpan(day, start, end)
        for day, found in sorted(by_day.items())
        for start, end in merged(found)
    ]


def _without_gap(span: DaySpan, before: int, after: int) -> DaySpan:
    """What to tell the engine, which keeps `before + after` minutes away on both sides, so that
    a session's own buffers stay clear of what is taken, and no more."""
    start = span.start + before if span.start > 0 else 0
    end = span.end - after if span.end < DAY_MINUTES else DAY_MINUTES
    if start >= end:
        start = min(max(0, min(start, end)), DAY_MINUTES - 1)
        end = start + 1
    return DaySpan(span.day, start, end)
