"""The best plan of a tiny problem by trying everything: patterns, vehicles, orders, minutes.

Everything is in whole minutes, so visits begin at whole minutes in some best plan.
"""

from collections.abc import Iterator
from itertools import combinations, pairwise, permutations, product
from math import inf

import numpy as np

from softplace.engines.rounds import Problem, Stop, Vehicle

Starts = dict[str, int]


def best_cost(problem: Problem) -> float:
    """What the cheapest plan costs; inf if there is none."""
    choices = []
    for stop in problem.stops:
        needed = stop.must_be_served or stop.key in problem.required_together
        choices.append([*stop.possible_patterns, *([] if needed else [None])])
    cheapest = inf
    for chosen in product(*choices):
        left_out = sum(
            stop.left_out_cost or 0.0
            for stop, days in zip(problem.stops, chosen, strict=True)
            if days is None
        )
        days = [
            [s for s, c in zip(problem.stops, chosen, strict=True) if c is not None and day in c]
            for day in range(problem.days)
        ]
        for total in _whole_periods(problem, days):
            cheapest = min(cheapest, left_out + total)
    return cheapest


def _whole_periods(problem: Problem, days: list[list[Stop]]) -> Iterator[float]:
    """Costs of the period; required meetings are asked of all days together."""
    needed = {
        frozenset(pair)
        for market in problem.markets
        if market.required
        for pair in combinations(market.stops, 2)
    }
    by_day = [_best_by_meetings(problem, day, stops) for day, stops in enumerate(days)]
    for held in product(*by_day):
        met = frozenset().union(*held) & needed
        if met == needed:
            yield sum(by_day[day][pairs] for day, pairs in enumerate(held))


def _best_by_meetings(
    problem: Problem, day: int, stops: list[Stop]
) -> dict[frozenset[frozenset[str]], float]:
    """The least cost of a day by the pairs that meet on it."""
    found: dict[frozenset[frozenset[str]], float] = {}
    out = [vehicle for vehicle in problem.vehicles if vehicle.shifts[day] is not None]
    for who in product(out, repeat=len(stops)):
        mine = [[s for s, v in zip(stops, who, strict=True) if v is vehicle] for vehicle in out]
        routes = [
            list(_routes(problem, vehicle, day, own))
            for vehicle, own in zip(out, mine, strict=True)
        ]
        for together in product(*routes):
            starts = {key: at for _, own in together for key, at in own.items()}
            pairs = _meetings(problem, starts)
            total = sum(cost for cost, _ in together)
            total -= sum(_worth(problem, pair) for pair in pairs)
            found[pairs] = min(found.get(pairs, inf), total)
    return found


def _routes(
    problem: Problem, vehicle: Vehicle, day: int, stops: list[Stop]
) -> Iterator[tuple[float, Starts]]:
    """Every order and every whole minute that can be, with its cost; fewer where nobody minds."""
    if not stops:
        yield 0.0, {}
        return
    able = all(problem.can_go_alone(vehicle, stop, day) for stop in stops)
    full = vehicle.capacity is not None and sum(s.load for s in stops) > vehicle.capacity
    if not able or full:
        return
    costs = problem.costs
    best: dict[tuple[tuple[str, int], ...], float] = {}
    markets = {key for market in problem.markets for key in market.stops}
    for order in permutations(stops):
        points = [vehicle.start_point, *(stop.point for stop in order), vehicle.back_at]
        metres = sum(problem.metres_between(a, b) for a, b in pairwise(points))
        for starts, minutes in _timetables(problem, vehicle, day, order):
            cost = costs.per_vehicle_day + costs.per_km * metres / 1000
            cost += costs.per_minute * minutes
            key = tuple(sorted((k, at) for k, at in starts.items() if k in markets))
            best[key] = min(best.get(key, inf), cost)
    for key, cost in best.items():
        yield cost, dict(key)


def _timetables(
    problem: Problem, vehicle: Vehicle, day: int, order: tuple[Stop, ...]
) -> Iterator[tuple[Starts, float]]:
    """Starts minute by minute; who leaves last and is back first pays least."""
    shift = vehicle.shifts[day]
    assert shift is not None
    longest = inf if vehicle.longest_route_minutes is None else vehicle.longest_route_minutes

    def go_on(i: int, free: float, at: str, starts: Starts) -> Iterator[tuple[Starts, float]]:
        if i == len(order):
            back = free + problem.minutes_between(at, vehicle.back_at)
            first = order[0]
            to = problem.minutes_between(vehicle.start_point, first.point)
            minutes = back - (starts[first.key] - to)
            if back <= shift.end and minutes <= longest:
                yield dict(starts), minutes
            return
        stop = order[i]
        earliest = int(np.ceil(free + problem.minutes_between(at, stop.point)))
        window, lock = stop.window_on(day), stop.lock_on(day)
        earliest = max(earliest, int(window.start))
        latest = int(min(window.end, shift.end) - stop.service_minutes)
        for start in range(earliest, latest + 1):
            if lock is not None and lock.start not in (None, start):
                continue
            starts[stop.key] = start
            yield from go_on(i + 1, start + stop.service_minutes, stop.point, starts)
            del starts[stop.key]

    yield from go_on(0, shift.start, vehicle.start_point, {})


def _meetings(problem: Problem, starts: Starts) -> frozenset[frozenset[str]]:
    met = set()
    for market in problem.markets:
        for a, b in combinations([key for key in market.stops if key in starts], 2):
            ends = [starts[key] + problem.stop_by_key[key].service_minutes for key in (a, b)]
            if min(ends) - max(starts[a], starts[b]) >= market.minutes_in_common:
                met.add(frozenset((a, b)))
    return frozenset(met)


def _worth(problem: Problem, pair: frozenset[str]) -> float:
    return next(market.value for market in problem.markets if pair <= set(market.stops))
