"""A problem of rounds as arrays, as the kernels read it.

Words used in all kernels:

- *route*: a vehicle on a day, whether it goes out or not; route r is vehicle `r % vehicles` on
  day `r // vehicles`;
- *segment*: some visits in a row, as the least minutes that they take, and the earliest and the
  latest minute to begin them without taking longer or being late (Vidal, Crainic, Gendreau and
  Prins, A hybrid genetic algorithm with adaptive diversity management for a large class of
  vehicle routing problems with time-windows, Computers & Operations Research 40, 2013);
- *fare*: what the kilometres between two points cost;
- *absent*: a stop that nobody visits.
"""

from math import inf
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from softplace.engines.rounds.plan import Plan
from softplace.engines.rounds.problem import Problem, Stop, Vehicle

Array = npt.NDArray[Any]
NEIGHBOURS = 250
"""Of each stop, the nearest that are looked at; a chain of visits is not longer than ten."""
URGENT = 20.0
"""What an absent stop that must be served counts, in dearest days of its own."""


class Arrays(NamedTuple):
    """What the kernels read: points, then routes, stops and markets."""

    minutes: Array  # (points, points)
    fares: Array
    per_minute: float
    per_route: float
    vehicles: int
    longest_row: int  # no route has more visits
    begins: Array  # (routes,) points
    ends: Array
    opens: Array  # (routes,) minutes of the shift
    closes: Array
    longest: Array
    room: Array
    alike: Array  # (routes,) the first route of its day that is the same while empty
    at: Array  # (stops,) points
    service: Array
    load: Array
    missing: Array  # (stops,) cost of an absent one
    may: Array  # (stops, routes) whether it can be on that route, alone
    first: Array  # (stops, days) from when to when a visit may begin
    last: Array
    kept: Array  # (stops, routes) what it saves to be there as in the plan to start from
    pattern_ptr: Array  # (stops + 1,) into `days_ptr`
    days_ptr: Array  # (patterns + 1,) into `days`
    days: Array
    near: Array  # (stops, neighbours) nearest first
    order: Array  # (rules, stops) in what order absent ones are put back
    market: Array  # (stops,) -1: none
    member_ptr: Array  # (markets + 1,) into `member`
    member: Array
    in_common: Array  # (markets,)
    worth: Array  # (markets,)
    needed: Array  # (markets,) what a pair that never meets costs


def arrays_of(problem: Problem, start: Plan | None = None) -> Arrays:
    """The arrays of a problem, and of the plan that it continues."""
    routes, stops = _route_fields(problem), problem.stops
    days, vehicles = problem.days, problem.vehicles
    count, per_km = len(stops), problem.costs.per_km
    at = np.array([problem.place_of[stop.point] for stop in stops], dtype=np.int64)
    fares = problem.metres * (per_km / 1000)
    may = np.zeros((count, days * len(vehicles)), dtype=np.bool_)
    first, last = np.zeros((count, days)), np.full((count, days), -1.0)
    for i, stop in enumerate(stops):
        for day in sorted(frozenset().union(*stop.possible_patterns)):
            first[i, day], last[i, day] = _starts(stop, day)
            for j, vehicle in enumerate(vehicles):
                may[i, day * len(vehicles) + j] = problem.can_go_alone(vehicle, stop, day)
    kept = _kept(problem, start)
    patterns = [[sorted(p) for p in stop.possible_patterns] for stop in stops]
    flat = [days for of_stop in patterns for days in of_stop]
    dearest = _dearest(problem, fares, at)
    members = [[_index(problem)[key] for key in market.stops] for market in problem.markets]
    market = np.full(count, -1, dtype=np.int64)
    for i, of_market in enumerate(members):
        market[of_market] = i
    urgent = URGENT * (1 + dearest.max(initial=0.0) + sum(m.value for m in problem.markets))
    return Arrays(
        minutes=problem.minutes,
        fares=fares,
        per_minute=float(problem.costs.per_minute),
        per_route=float(problem.costs.per_vehicle_day),
        vehicles=len(vehicles),
        longest_row=_longest_row(problem),
        **routes,
        alike=_alike(routes, may, kept, len(vehicles)),
        at=at,
        service=np.array([stop.service_minutes for stop in stops], dtype=np.float64),
        load=np.array([stop.load for stop in stops], dtype=np.float64),
        missing=_missing(problem, urgent),
        may=may,
        first=first,
        last=last,
        kept=kept,
        pattern_ptr=_pointers(patterns),
        days_ptr=_pointers(flat),
        days=np.array([day for p in flat for day in p], dtype=np.int64),
        near=_near(problem, fares, at),
        order=_orders(problem, dearest),
        market=market,
        member_ptr=_pointers(members),
        member=np.array([i for of_market in members for i in of_market], dtype=np.int64),
        in_common=np.array([m.minutes_in_common for m in problem.markets], dtype=np.float64),
        worth=np.array([m.value for m in problem.markets], dtype=np.float64),
        needed=np.array([urgent * m.required for m in problem.markets], dtype=np.float64),
    )


def _route_fields(problem: Problem) -> dict[str, Array]:
    out = [vehicle for _ in range(problem.days) for vehicle in problem.vehicles]
    shifts = [vehicle.shifts[day] for day in range(problem.days) for vehicle in problem.vehicles]

    def limit(of: Vehicle, name: str) -> float:
        given = getattr(of, name)
        return inf if given is None else float(given)

    return {
        "begins": np.array([problem.place_of[v.start_point] for v in out], dtype=np.int64),
        "ends": np.array([problem.place_of[v.back_at] for v in out], dtype=np.int64),
        "opens": np.array([0.0 if s is None else s.start for s in shifts], dtype=np.float64),
        "closes": np.array([0.0 if s is None else s.end for s in shifts], dtype=np.float64),
        "longest": np.array([limit(v, "longest_route_minutes") for v in out], dtype=np.float64),
        "room": np.array([limit(v, "capacity") for v in out], dtype=np.float64),
    }


def _starts(stop: Stop, day: int) -> tuple[float, float]:
    """From when to when a visit may begin that day."""
    lock, window = stop.lock_on(day), stop.window_on(day)
    if lock is not None and lock.start is not None:
        return lock.start, lock.start
    return window.start, window.end - stop.service_minutes


def _kept(problem: Problem, start: Plan | None) -> Array:
    kept = np.zeros((len(problem.stops), problem.days * len(problem.vehicles)))
    place = {vehicle.key: j for j, vehicle in enumerate(problem.vehicles)}
    index = _index(problem)
    for route in () if start is None else start.routes:
        for visit in route.visits:
            if route.vehicle in place and visit.stop in index and route.day < problem.days:
                r = route.day * len(place) + place[route.vehicle]
                kept[index[visit.stop], r] = problem.costs.per_change
    return kept


def _index(problem: Problem) -> dict[str, int]:
    return {stop.key: i for i, stop in enumerate(problem.stops)}


def _alike(routes: dict[str, Array], may: Array, kept: Array, vehicles: int) -> Array:
    seen: dict[tuple[object, ...], int] = {}
    alike = np.empty(len(routes["begins"]), dtype=np.int64)
    for r in range(len(alike)):
        same = tuple(float(field[r]) for field in routes.values())
        key = (r // vehicles, same, may[:, r].tobytes(), kept[:, r].tobytes())
        alike[r] = seen.setdefault(key, r)
    return alike


def _longest_row(problem: Problem) -> int:
    """More visits than that no route can hold, by loads or by minutes."""
    most = 0
    loads = np.cumsum(np.sort([stop.load for stop in problem.stops]))
    services = np.cumsum(np.sort([stop.service_minutes for stop in problem.stops]))
    for vehicle in problem.vehicles:
        room = inf if vehicle.capacity is None else vehicle.capacity
        spans = [shift.end - shift.start for shift in vehicle.shifts if shift is not None]
        by_load = int(np.searchsorted(loads, room * (1 + 1e-9) + 1e-9, side="right"))
        by_time = int(np.searchsorted(services, max(spans, default=0.0) + 1e-6, side="right"))
        most = max(most, min(by_load, by_time))
    return max(1, most)


def _dearest(problem: Problem, fares: Array, at: Array) -> Array:
    """(stops,) the most that a day of it alone may cost, at any vehicle."""
    per_minute, dearest = problem.costs.per_minute, np.zeros(len(at))
    for vehicle in problem.vehicles:
        begin, end = problem.place_of[vehicle.start_point], problem.place_of[vehicle.back_at]
        ways = problem.minutes[begin, at] + problem.minutes[at, end]
        ways += np.array([stop.service_minutes for stop in problem.stops])
        cost = fares[begin, at] + fares[at, end] + per_minute * ways
        dearest = np.maximum(dearest, cost + problem.costs.per_vehicle_day)
    return dearest


def _missing(problem: Problem, urgent: float) -> Array:
    return np.array(
        [
            urgent * max(map(len, stop.possible_patterns))
            if stop.must_be_served or stop.key in problem.required_together
            else stop.left_out_cost
            for stop in problem.stops
        ],
        dtype=np.float64,
    )


def _near(problem: Problem, fares: Array, at: Array) -> Array:
    weights = fares + problem.costs.per_minute * problem.minutes
    if not weights.any():
        weights = problem.minutes
    between = (weights + weights.T)[np.ix_(at, at)]
    np.fill_diagonal(between, -1.0)
    kept = np.argsort(between, axis=1, kind="stable")[:, :NEIGHBOURS]
    return np.ascontiguousarray(kept, dtype=np.int64)


def _orders(problem: Problem, dearest: Array) -> Array:
    """Ranks by which stops are put back: loads, far ones, near ones, many days, few patterns."""
    loads = np.array([stop.load for stop in problem.stops], dtype=np.float64)
    often = np.array([len(stop.patterns[0]) for stop in problem.stops], dtype=np.float64)
    narrow = [
        -max((w.end - w.start for w in stop.windows.values()), default=inf)
        for stop in problem.stops
    ]
    rules = [-loads * often, -dearest, dearest, -often, -np.array(narrow, dtype=np.float64)]
    return np.array(
        [np.argsort(np.argsort(rule, kind="stable"), kind="stable") for rule in rules],
        dtype=np.float64,
    ).reshape(len(rules), len(problem.stops))


def _pointers(lists: list[list[Any]]) -> Array:
    return np.cumsum([0, *map(len, lists)]).astype(np.int64)
