"""A draft as the engine's problem: targets, what stands already, who may meet."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from softplace.engines.rounds.plan import Plan, Route
from softplace.engines.rounds.plan import Visit as Standing
from softplace.engines.rounds.problem import Costs, Lock, Market, Problem, Window
from softplace.engines.rounds.problem import Stop as Wanted
from softplace.engines.rounds.problem import Vehicle as Driver
from softplace.foundation.errors import Reason, Refused
from softplace.places.models import Place
from softplace.rounds.enums import Cadence
from softplace.rounds.models import Draft, Target, Vehicle, Visit
from softplace.rounds.queries import Ways, ways_between
from softplace.rounds.rules import VehicleFields
from softplace.rounds.rules.draft import DAYS

COSTS = Costs(per_km=0.5, per_minute=0.5, per_vehicle_day=20.0, per_change=5.0)
"""Euros: fuel and wear of a kilometre, half an hour's wage in thirty minutes, a day out."""
LEFT_OUT_COST = 2000.0
"""Of a target that is not served at all: more than any way is worth."""
STEP = 5
"""Minutes: ways are rounded up to it, so that every start falls on a clock's five minutes."""
LEAST_TOGETHER = 30
Point = tuple[float, float]
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """A draft, and the problem that it poses."""

    draft: Draft
    problem: Problem
    targets: Mapping[str, Target]
    """By the key of the engine's stop; those of other stops stand and stay."""
    standing: Plan | None
    """What was taken over before, for the engine to continue from."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A stop that is planned already and stays: on a day of the two weeks, from a minute on."""

    vehicle: int
    day: int
    start: int
    minutes: int
    point: Point
    target: int | None

    @property
    def end(self) -> int:
        return self.start + self.minutes


def asked_of(draft: Draft) -> Asked:
    """Load a draft; a fixed number of queries.

    Raises
    ------
    Refused
        `no_road_between` where the imported roads lead nowhere.
    """
    places = list(draft.vehicles.order_by("pk"))
    targets = list(draft.targets.select_related("commune", "square").prefetch_related("functions"))
    fixed, before = _planned(draft, places)
    points = [
        *((place.latitude, place.longitude) for place in places),
        *((target.latitude, target.longitude) for target in targets),
        *(one.point for one in fixed),
    ]
    names = {point: f"p{n}" for n, point in enumerate(dict.fromkeys(points))}
    ways = ways_between(list(names))
    minutes, metres = _matrices(list(names), ways)
    locked = {one.target for one in fixed if one.target is not None}
    wanted = {f"t{target.pk}": target for target in targets if target.pk not in locked}
    stops = [_wanted(key, target, names) for key, target in wanted.items()]
    kept = _reachable(fixed, minutes, names)
    stops += [_kept(n, one, names) for n, one in enumerate(kept)]
    fields = {row.pk: row.fields for row in Vehicle.objects.filter(place__in=places)}
    problem = Problem(
        days=DAYS,
        points=tuple(names.values()),
        minutes=minutes,
        metres=metres,
        vehicles=tuple(
            _driver(place, fields.get(place.pk, VehicleFields()), kept, names, minutes)
            for place in places
        ),
        stops=tuple(stops),
        markets=_markets(draft, wanted, names),
        costs=COSTS,
    )
    return Asked(draft, problem, wanted, _standing(before, wanted))


def _planned(draft: Draft, places: Sequence[Place]) -> tuple[list[Fixed], list[Fixed]]:
    """What stands on the days of the draft, as of two weeks: what stays, and what of this draft
    was taken over before and may move."""
    stays: dict[tuple[int, int, int], Fixed] = {}
    moves: dict[tuple[int, int, int], Fixed] = {}
    zones = {place.pk: ZoneInfo(place.zone) for place in places}
    visits = Visit.objects.filter(
        vehicle__in=[place.pk for place in places], day__range=(draft.first_day, draft.last_day)
    ).select_related("stop__target")
    for visit in visits.order_by("day", "pk"):
        stop = visit.stop
        start = visit.starts_at.astimezone(zones[visit.vehicle_id])
        minute = start.hour * 60 + start.minute
        of_draft = stop.target is not None and stop.target.draft_id == draft.pk
        day = (visit.day - draft.first_day).days % DAYS
        one = Fixed(
            visit.vehicle_id, day, minute, stop.length_minutes, stop.point,
            stop.target_id if of_draft else None,
        )  # fmt: skip
        found = moves if of_draft and not stop.is_locked else stays
        found.setdefault((one.vehicle, day, minute), one)
    return list(stays.values()), list(moves.values())


def _matrices(points: Sequence[Point], ways: Ways) -> tuple[Matrix, Matrix]:
    size = len(points)
    minutes, metres = np.zeros((size, size)), np.zeros((size, size))
    for i, a in enumerate(points):
        for j, b in enumerate(points):
            if i == j:
                continue
            way = ways.minutes_between(a, b)
            if not np.isfinite(way):
                raise Refused(Reason("no_road_between"))
            minutes[i, j] = ceil(way / STEP - 1e-9) * STEP
            metres[i, j] = ways.km_between(a, b) * 1000
    return minutes, metres


def _wanted(key: str, target: Target, names: Mapping[Point, str]) -> Wanted:
    every_week = target.cadence == Cadence.WEEKLY
    days = range(7) if every_week else range(DAYS)
    patterns = [frozenset({day, day + 7} if every_week else {day}) for day in days]
    window = Window(target.from_minute, target.to_minute)
    return Wanted(
        key,
        names[target.latitude, target.longitude],
        target.minutes,
        tuple(patterns),
        windows=dict.fromkeys(range(DAYS), window),
        vehicles=None if target.vehicle_id is None else (f"v{target.vehicle_id}",),
        left_out_cost=LEFT_OUT_COST,
    )


def _kept(number: int, one: Fixed, names: Mapping[Point, str]) -> Wanted:
    lock = Lock(one.day, f"v{one.vehicle}", one.start)
    return Wanted(f"s{number}", names[one.point], one.minutes, (frozenset({one.day}),),
                  vehicles=(f"v{one.vehicle}",), locks=(lock,))  # fmt: skip


def _reachable(
    fixed: Sequence[Fixed],
    minutes: Matrix,
    names: Mapping[Point, str],
) -> list[Fixed]:
    """Without those that no engine reaches after the one before: a person accepted that drive, or
    they stand on other dates of the same fortnight."""
    order = {point: n for n, point in enumerate(names)}
    kept: list[Fixed] = []
    for one in sorted(fixed, key=lambda one: (one.vehicle, one.day, one.start)):
        last = kept[-1] if kept else None
        if last is not None and (last.vehicle, last.day) == (one.vehicle, one.day):
            way = minutes[order[last.point], order[one.point]]
            if one.start < last.end + way:
                continue
        kept.append(one)
    return kept


def _driver(
    place: Place,
    fields: VehicleFields,
    kept: Sequence[Fixed],
    names: Mapping[Point, str],
    minutes: Matrix,
) -> Driver:
    """Its working hours, made longer on the days on which a person planned beyond them."""
    order = {point: n for n, point in enumerate(names)}
    depot = place.latitude, place.longitude
    shifts: list[Window | None] = []
    of_day: dict[int, list[Fixed]] = defaultdict(list)
    for one in kept:
        if one.vehicle == place.pk:
            of_day[one.day].append(one)
    for day in range(DAYS):
        starts = [one.start - minutes[order[depot], order[one.point]] for one in of_day[day]]
        ends = [one.end + minutes[order[one.point], order[depot]] for one in of_day[day]]
        if fields.weekdays >> (day % 7) & 1:
            starts.append(fields.first_minute)
            ends.append(fields.last_minute)
        shifts.append(Window(max(0.0, min(starts)), max(ends)) if starts else None)
    return Driver(f"v{place.pk}", f"v{place.pk}", names[depot], tuple(shifts))


def _markets(
    draft: Draft, wanted: Mapping[str, Target], names: Mapping[Point, str]
) -> tuple[Market, ...]:
    """Targets of one point may meet: several services on one square on one day."""
    together: dict[str, list[str]] = defaultdict(list)
    for key, target in wanted.items():
        together[names[target.latitude, target.longitude]].append(key)
    return tuple(
        Market(
            point,
            tuple(keys),
            min(LEAST_TOGETHER, *(wanted[key].minutes for key in keys)),
            float(draft.meeting_value),
        )
        for point, keys in together.items()
        if len(keys) > 1
    )


def _standing(before: Sequence[Fixed], wanted: Mapping[str, Target]) -> Plan | None:
    """What was taken over before, as a plan to continue from."""
    ways: dict[tuple[int, int], list[Fixed]] = defaultdict(list)
    for one in before:
        if f"t{one.target}" in wanted:
            ways[one.day, one.vehicle].append(one)
    if not ways:
        return None
    routes = []
    for (day, vehicle), found in sorted(ways.items()):
        visits = [Standing(f"t{one.target}", one.start) for one in sorted(found, key=_start)]
        last = max(one.end for one in found)
        routes.append(Route(day, f"v{vehicle}", visits[0].start, last, tuple(visits)))
    return Plan(tuple(routes), (), (), 0.0)


def _start(one: Fixed) -> int:
    return one.start
