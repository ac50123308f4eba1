"""What is free now for a request that stands by itself: which room, which day, which hour.

A fixed number of queries, however many rooms and bookings there are. What is offered keeps to
opening hours, terms and audience; who books it is held against all of these once more.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from softplace.bookings.prepared import rows
from softplace.bookings.queries.asking import Situation, person_facts, situation
from softplace.bookings.rules import (
    Ask,
    ResourceFacts,
    TermsFacts,
    best_terms,
)
from softplace.engines.matching.offers import MAX_UNITS
from softplace.engines.matching.problem import SLOT_MINUTES
from softplace.foundation.distances import great_circle_metres
from softplace.foundation.intervals import Interval, difference, merged
from softplace.matching.enums import Rhythm
from softplace.matching.models import Request
from softplace.matching.queries.asked import fields_of, wishes_of
from softplace.matching.queries.rooms import capacities, room_tests
from softplace.people.models import User
from softplace.places.models import Resource, ResourceQuerySet

MOST_ROOMS = 150
"""The nearest, or those wished for, that are looked at: a search stays quick."""
MOST_OPTIONS = 12
MOST_OF_A_ROOM = 3
LEAST_SHARE_OF_DATES = 0.75
"""Of the dates of a weekly request that must be free for an option to be one."""
KM_OF_A_DEGREE = 111.195
LONGEST_HORIZON_DAYS = 3660
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Option:
    """Something free: what is booked when the person chooses it."""

    resource: Resource
    day: date
    """The first date; of a request for once, the only one."""
    start: int
    minutes: int
    dates: tuple[date, ...]
    wished_dates: int
    quantity: int
    needs_approval: bool
    rank: int
    metres: float | None

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.resource.pk}-{self.day.isoformat()}-{self.start}-{self.minutes}"

    @property
    def end(self) -> int:
        return self.start + self.minutes

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.resource.place.zone)


def options_for(request: Request, at: datetime, person: User) -> list[Option]:
    """What is free now for the request, the best first: wished rooms, whole length, near, soon."""
    facts = person_facts(person, at)
    fields, wishes = fields_of(request), wishes_of(request)
    rooms = [
        room.resource
        for room in room_tests(_candidates(request), fields, wishes, facts)
        if room.fits
    ]
    first, last = request.first_day, request.last_day
    if not rooms or first is None or last is None:
        return []
    first = max(first, at.astimezone(UTC).date() - timedelta(days=1))
    start, end = (
        datetime.combine(day, time.min, UTC)
        for day in (first - timedelta(days=1), last + timedelta(days=2))
    )
    known = situation([room.pk for room in rooms], Ask((), start, end), facts)
    taken = _claims(known, start, end, at)
    ranks = {wish.resource_id: rank for rank, wish in enumerate(wishes) if wish.resource_id}
    places = {wish.place_id: rank for rank, wish in enumerate(wishes) if wish.place_id}
    found: list[Option] = []
    for room in rooms:
        facts_of_room = known.resources[room.pk]
        keeps = facts.keeps_place(room.place_id)
        terms = TermsFacts() if keeps else best_terms(known.terms[room.pk], facts)
        if terms is None or (facts_of_room.is_pool and not request.headcount):
            continue
        looked = _Room(
            room,
            facts_of_room,
            terms,
            keeps,
            [
                _free_time(facts_of_room, unit, known.open_intervals[room.pk], taken)
                for unit in _groups(facts_of_room)
            ],
            _quantity(room, facts_of_room, request),
            ranks.get(room.pk, places.get(room.place_id, len(wishes))),
            _metres(request, room),
        )
        found += looked.options(request, first, last, at)
    found.sort(key=_goodness)
    return found[:MOST_OPTIONS]


def _goodness(option: Option) -> tuple[object, ...]:
    return (
        -option.minutes,
        option.rank,
        -len(option.dates),
        # Without a point to start from, by name.
        option.metres if option.metres is not None else 0.0,
        "" if option.metres is not None else f"{option.resource.place.name} {option.resource.name}",
        # Then room by room: twelve rooms on the same day would be less of a choice.
        option.resource.pk,
        option.day,
        option.start,
    )


Pieces = list[tuple[int, int]]
"""Stretches of one day that are free, in minutes since midnight on the wall."""


@dataclass(frozen=True)
class _Room:
    """A room that fits, with the free time of each group of its units."""

    resource: Resource
    facts: ResourceFacts
    terms: TermsFacts
    keeps: bool
    free: Sequence[Sequence[Interval]]
    quantity: int
    rank: int
    metres: float | None

    def options(self, request: Request, first: date, last: date, at: datetime) -> list[Option]:
        shortest, longest = self._lengths(request)
        if shortest > longest:
            return []
        lengths = range(longest, shortest - 1, -SLOT_MINUTES)
        last = min(last, self._latest(at))
        if request.rhythm == Rhythm.ONCE:
            found = self._single(request, first, last, lengths, at)
        else:
            found = self._repeated(request, first, last, lengths, at)
        return sorted(found, key=_goodness)[:MOST_OF_A_ROOM]

    def _lengths(self, request: Request) -> tuple[int, int]:
        """Shortest and longest session that is asked for and that the terms allow."""
        shortest, longest = request.shortest_minutes, request.wished_minutes
        if not self.keeps:
            shortest = max(shortest, -(-self.terms.shortest_minutes // SLOT_MINUTES) * SLOT_MINUTES)
            longest = min(longest, self.terms.longest_minutes // SLOT_MINUTES * SLOT_MINUTES)
        return shortest, longest

    def _latest(self, at: datetime) -> date:
        """The last day to the end of which one may book."""
        days = LONGEST_HORIZON_DAYS if self.keeps else self.terms.horizon_days
        return at.date() + timedelta(days=days - 1)

    def _single(
        self, request: Request, first: date, last: date, lengths: range, at: datetime
    ) -> list[Option]:
        """On each day the longest that fits, as early as it does; the first few days."""
        found: list[Option] = []
        for day in _days(first, last):
            windows = [window for window in request.windows if window[0] == day.weekday()]
            pieces = self._pieces(day, windows, at) if windows else []
            for minutes in lengths:
                start = next(
                    (one for one in _starts(windows, minutes) if self._fits(pieces, one, minutes)),
                    None,
                )
                if start is not None:
                    found.append(self._option(start, minutes, (day,), 1))
                    break
            if sum(option.minutes == lengths[0] for option in found) >= MOST_OF_A_ROOM:
                break
        return found

    def _repeated(
        self, request: Request, first: date, last: date, lengths: range, at: datetime
    ) -> list[Option]:
        """On each weekday the longest that keeps enough of the dates, on as many as it can."""
        step = 14 if request.rhythm == Rhythm.EVERY_OTHER_WEEK else 7
        found = []
        for weekday in sorted({window[0] for window in request.windows}):
            windows = [window for window in request.windows if window[0] == weekday]
            begin = first + timedelta(days=(weekday - first.weekday()) % 7)
            for shift in range(0, step, 7):
                dates = list(_days(begin + timedelta(days=shift), last, step))
                pieces = {day: self._pieces(day, windows, at) for day in dates}
                best = self._best_of(pieces, windows, lengths)
                if best is not None:
                    found.append(best)
        return found

    def _best_of(
        self,
        pieces: Mapping[date, list[Pieces]],
        windows: Sequence[Sequence[int]],
        lengths: range,
    ) -> Option | None:
        least = max(1, ceil(LEAST_SHARE_OF_DATES * len(pieces)))
        for minutes in lengths:
            best: Option | None = None
            for start in _starts(windows, minutes):
                held = tuple(
                    day for day, free in pieces.items() if self._fits(free, start, minutes)
                )
                if len(held) >= least and (best is None or len(held) > len(best.dates)):
                    best = self._option(start, minutes, held, len(pieces))
            if best is not None:
                return best
        return None

    def _pieces(self, day: date, windows: Sequence[Sequence[int]], at: datetime) -> list[Pieces]:
        """What is free of each group of units within the windows of a day."""
        zone = ZoneInfo(self.facts.zone)
        notice = 0 if self.keeps else self.terms.notice_minutes
        earliest = at + timedelta(minutes=notice)
        midnight = datetime.combine(day, time.min, zone)
        found: list[Pieces] = [[] for _ in self.free]
        for _, start, end in windows:
            begin, stop = (_on_wall(midnight, minutes) for minutes in (start, end))
            if stop - begin != timedelta(minutes=end - start):
                continue  # the night on which clocks change: a session would be longer or shorter
            low = max(begin, earliest)
            for group, free in zip(found, self.free, strict=True):
                position = max(0, bisect_right(free, (low, low)) - 1)
                while position < len(free) and free[position].start < stop:
                    a, b = max(low, free[position].start), min(stop, free[position].end)
                    if a < b:
                        group.append(
                            (start + ceil((a - begin) / MINUTE), start + (b - begin) // MINUTE)
                        )
                    position += 1
        return found

    def _fits(self, pieces: Sequence[Pieces], start: int, minutes: int) -> bool:
        enough = self.quantity if self.facts.is_pool else 1
        end = start + minutes
        free = sum(any(low <= start and end <= high for low, high in group) for group in pieces)
        return free >= enough

    def _option(self, start: int, minutes: int, dates: tuple[date, ...], wished: int) -> Option:
        return Option(
            self.resource,
            dates[0],
            start,
            minutes,
            dates,
            wished,
            self.quantity,
            self.terms.needs_approval and not self.keeps,
            self.rank,
            self.metres,
        )


def _on_wall(midnight: datetime, minutes: int) -> datetime:
    """The instant at which the wall shows that many minutes after midnight."""
    local = midnight.replace(tzinfo=None) + timedelta(minutes=minutes)
    return local.replace(tzinfo=midnight.tzinfo).astimezone(UTC)


def _days(first: date, last: date, step: int = 1) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=step)


def _starts(windows: Sequence[Sequence[int]], minutes: int) -> Iterator[int]:
    """Quarters of an hour at which a session may begin to lie within a window."""
    for _, begin, end in windows:
        yield from range(-(-begin // SLOT_MINUTES) * SLOT_MINUTES, end - minutes + 1, SLOT_MINUTES)


def _groups(resource: ResourceFacts) -> list[Sequence[int]]:
    """A pool is looked at unit by unit; any other resource as one."""
    units = resource.unit_ids
    return [[unit] for unit in units] if resource.is_pool else [units]


def _free_time(
    resource: ResourceFacts,
    units: Sequence[int],
    opened: Sequence[Interval],
    taken: dict[int, list[Interval]],
) -> list[Interval]:
    """When a session could be: open, and with its buffers clear of every claim."""
    before, after = (
        timedelta(minutes=minutes)
        for minutes in (resource.setup_minutes, resource.changeover_minutes)
    )
    blocked = merged(
        (claim.start - after, claim.end + before) for unit in units for claim in taken.get(unit, ())
    )
    return difference(merged(opened), blocked)


def _quantity(room: Resource, facts: ResourceFacts, request: Request) -> int:
    """How many units of a pool so many people need."""
    if not facts.is_pool:
        return 1
    seats = capacities(room).get(request.layout, 0)
    return -(-request.headcount // seats) if seats else MAX_UNITS


def _claims(
    known: Situation, start: datetime, end: datetime, at: datetime
) -> dict[int, list[Interval]]:
    """By unit, what is taken. One query."""
    units = sorted({unit for room in known.resources.values() for unit in room.unit_ids})
    found: dict[int, list[Interval]] = {}
    for unit, begins, ends in rows(
        "SELECT c.unit_id, lower(c.period), upper(c.period) FROM unnest(%s::bigint[]) AS unit"
        " JOIN bookings_claim c"
        " ON int8range(c.unit_id, c.unit_id, '[]') && int8range(unit, unit, '[]')"
        " AND c.period && tstzrange(%s, %s)"
        " WHERE c.expires_at IS NULL OR c.expires_at > %s",
        [units, start, end, at],
    ):
        found.setdefault(unit, []).append(Interval(begins, ends))
    return found


def _candidates(request: Request) -> list[Resource]:
    """The rooms to look at, with place, units and layouts: four queries.

    Those wished for, then the nearest to where the request, or who asks, is.
    """
    resources: ResourceQuerySet = Resource.objects.bookable()
    wishes = wishes_of(request)
    wished = [wish.resource_id for wish in wishes if wish.resource_id]
    places = [wish.place_id for wish in wishes if wish.place_id]
    if request.equipment:
        resources = resources.filter(equipment__contains=request.equipment)
    if not request.takes_anything:
        named = resources.filter(pk__in=wished) | resources.filter(place__in=places)
        return _with_all(named)
    if request.radius_km and request.latitude is not None:
        margin = request.radius_km / KM_OF_A_DEGREE
        near = resources.filter(
            place__latitude__range=(request.latitude - margin, request.latitude + margin)
        )
        named = resources.filter(pk__in=wished) | resources.filter(place__in=places)
        resources = near | named
    rows = resources.values_list("pk", "place_id", "place__latitude", "place__longitude")
    centre = _centre(request)

    def order(row: tuple[int, int, float, float]) -> tuple[bool, float, int]:
        pk, place, latitude, longitude = row
        metres = great_circle_metres(*centre, latitude, longitude) if centre else 0.0
        return pk not in wished and place not in places, metres, pk

    nearest = sorted(rows, key=order)[:MOST_ROOMS]
    return _with_all(Resource.objects.filter(pk__in=[row[0] for row in nearest]))


def _with_all(resources: ResourceQuerySet) -> list[Resource]:
    return list(
        resources.select_related("place__commune")
        .prefetch_related("units", "layouts")
        .distinct()
        .order_by("pk")[:MOST_ROOMS]
    )


def _centre(request: Request) -> tuple[float, float] | None:
    for where in (request, request.applicant):
        if where.latitude is not None and where.longitude is not None:
            return where.latitude, where.longitude
    return None


def _metres(request: Request, room: Resource) -> float | None:
    centre = _centre(request)
    if centre is None:
        return None
    return great_circle_metres(*centre, room.place.latitude, room.place.longitude)
