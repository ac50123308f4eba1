"""What publishing the rounds of a vehicle would write: the difference to what is on the calendar."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from softplace.bookings.queries import situation
from softplace.bookings.rules import Ask, PersonFacts, TermsFacts, best_terms
from softplace.people.enums import Audience
from softplace.places.models import Closure
from softplace.rounds.enums import StepKind
from softplace.rounds.models import Berth, Stop, Vehicle, Visit
from softplace.rounds.queries.reading import stops_of
from softplace.rounds.queries.said import offered

Closed = tuple[date, date, str]
"""First day, last day and note of a closure."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is written. For days off the road, `name` is the note of the closure."""

    kind: StepKind
    name: str
    stop_id: int | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """Dates of one stop for which its room or pitch is booked, or given up."""

    stop_id: int
    name: str
    resource_id: int
    resource: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """A preview: exactly what is written if nothing changes before. `digest` is of all of it."""

    steps: Sequence[Step]
    to_book: Sequence[Days]
    to_give_up: Sequence[Days]

    def __bool__(self) -> bool:
        return bool(self.steps or self.to_book or self.to_give_up)

    @property
    def digest(self) -> str:
        seen = [
            [asdict(one) for one in part] for part in (self.steps, self.to_book, self.to_give_up)
        ]
        return blake2b(json.dumps(seen, default=str).encode(), digest_size=12).hexdigest()


def differences(vehicle: Vehicle, at: datetime) -> Differences:
    """Stop by stop, then the days off the road, as of an instant. A fixed number of queries."""
    today = at.astimezone(ZoneInfo(vehicle.place.zone)).date()
    stops = stops_of([vehicle])
    steps = [step for stop in stops if (step := _step_of(stop, today)) is not None]
    off = closures_of(vehicle.pk, today)
    to_book, to_give_up = _berths(vehicle, stops, off, at, today)
    return Differences([*steps, *_closures(vehicle, off, steps, today)], to_book, to_give_up)


def _step_of(stop: Stop, today: date) -> Step | None:
    after, before = offered(stop), stop.published
    if stop.is_removed:
        return Step(StepKind.END, stop.name, stop.pk, before)
    if before is None:
        is_over = stop.last_day < today
        return None if is_over else Step(StepKind.OPEN, stop.name, stop.pk, None, after)
    if before == after:
        return None
    is_shorter = before | {"last_day": after["last_day"]} == after
    ends = is_shorter and after["last_day"] < before["last_day"]
    return Step(StepKind.END if ends else StepKind.CHANGE, stop.name, stop.pk, before, after)


def _closures(
    vehicle: Vehicle, wanted: set[Closed], steps: Sequence[Step], today: date
) -> list[Step]:
    """Days off the road that the halts do not know, and those that they should know no more."""
    halts = list(vehicle.halts.values_list("place_id", flat=True))
    known: dict[int, set[Closed]] = {halt: set() for halt in halts}
    for place, first, last, note in Closure.objects.filter(
        place__in=halts, rule=None, last_date__gte=today
    ).values_list("place_id", "first_date", "last_date", "note"):
        known[place].add((first, last, note))
    missing = {one for one in wanted for halt in halts if one not in known[halt]}
    if not halts and any(step.kind == StepKind.OPEN for step in steps):
        missing = set(wanted)
    gone = {one for halt in halts for one in known[halt]} - wanted
    return [
        *(Step(StepKind.CLOSE, note, None, None, None, *days) for *days, note in sorted(missing)),
        *(Step(StepKind.REOPEN, note, None, None, None, *days) for *days, note in sorted(gone)),
    ]


def closures_of(place: int, today: date) -> set[Closed]:
    """The closures of a whole place that are not over. One query."""
    rows = Closure.objects.filter(place=place, rule=None, last_date__gte=today)
    return set(rows.values_list("first_date", "last_date", "note"))


def _berths(
    vehicle: Vehicle, stops: Sequence[Stop], off: set[Closed], at: datetime, today: date
) -> tuple[list[Days], list[Days]]:
    """Dates whose room or pitch is still to be booked, and bookings that are wanted no more.

    Dates that are farther ahead than the place lets anybody book wait for a later publication.
    """
    of = {stop.pk: stop for stop in stops}
    held: dict[tuple[int, date], tuple[int, datetime, datetime]] = {}
    for berth in (
        Berth.objects.filter(stop__vehicle=vehicle, day__gt=today)
        .select_related("booking")
        .prefetch_related("booking__lines")
        .order_by("day")
    ):
        booking = berth.booking
        if booking.claims_units:
            line = next(iter(booking.lines.all()))
            held[berth.stop_id, berth.day] = (line.resource_id, booking.starts_at, booking.ends_at)
    until = _horizons({stop.resource_id for stop in stops if stop.resource_id is not None}, at)
    wanted = {}
    for visit in Visit.objects.filter(
        vehicle=vehicle, day__gt=today, stop__resource__isnull=False
    ).order_by("day"):
        resource = of[visit.stop_id].resource_id
        closed = any(first <= visit.day <= last for first, last, _ in off)
        if resource in until and not closed and visit.starts_at <= until[resource]:
            wanted[visit.stop_id, visit.day] = (resource, visit.starts_at, visit.ends_at)
    to_book = [key for key in wanted if held.get(key) != wanted[key]]
    to_give_up = [key for key in held if held[key] != wanted.get(key)]
    return _by_stop(to_book, of), _by_stop(to_give_up, of)


def _horizons(resources: set[int], at: datetime) -> dict[int, datetime]:
    """Until when each may be booked now, by whoever may farthest; none that is not bookable."""
    if not resources:
        return {}
    anybody = PersonFacts(audiences=frozenset(Audience.values))
    known = situation(sorted(resources), Ask((), at, at + timedelta(hours=1)), anybody)
    found = {}
    for resource in known.resources:
        terms = best_terms(known.terms[resource], anybody) or TermsFacts()
        found[resource] = at + timedelta(days=terms.horizon_days)
    return found


def _by_stop(keys: Sequence[tuple[int, date]], stops: Mapping[int, Stop]) -> list[Days]:
    found: dict[int, list[date]] = {}
    for stop, day in keys:
        found.setdefault(stop, []).append(day)
    result = []
    for stop, days in sorted(found.items()):
        room = stops[stop].resource
        named = (room.pk, room.name) if room is not None else (0, "")
        result.append(Days(stop, stops[stop].name, *named, tuple(days)))
    return result
