"""A cost below which no plan can be. It is weak, and costs nothing to have.

Each visit is given a share of its route's cost, in two ways, of which neither gives away more
than the route costs:

- half of the cheapest way to it and half of the cheapest way from it, and its own minutes;
- the cheapest way there and back and the vehicle's day, in proportion to the load it takes
  (Haimovich and Rinnooy Kan, Bounds and heuristics for capacitated routing problems,
  Mathematics of Operations Research 10, 1985).

A stop pays its share on each day of its shortest pattern, or to be left out; all meetings that
could be are taken to be held.
"""

from itertools import combinations
from math import inf

import numpy as np

from softplace.engines.rounds.arrays import Array
from softplace.engines.rounds.problem import Problem, Stop


def bound_of(problem: Problem) -> float:
    """The better of the two; at most the cost of any plan that keeps all rules."""
    if not problem.stops:
        return 0.0
    shares = (_by_ways(problem), _by_loads(problem))
    best = max(
        sum(
            _least(problem, stop, float(one))
            for stop, one in zip(problem.stops, share, strict=True)
        )
        for share in shares
    )
    return best - _all_meetings(problem)


def _least(problem: Problem, stop: Stop, share: float) -> float:
    """What a stop costs at least, at that share a visit."""
    able = [len(days) for days in stop.possible_patterns if problem.can_be_served(stop, days)]
    served = min(able) * share if able else inf
    if stop.must_be_served or stop.key in problem.required_together:
        return served
    return min(served, stop.left_out_cost or 0.0)


def _costs(problem: Problem) -> Array:
    """(points, points) of going straight from one to another."""
    by_way = problem.metres * (problem.costs.per_km / 1000)
    return np.asarray(by_way + problem.costs.per_minute * problem.minutes)


def _least_costs(problem: Problem) -> Array:
    """(points, points) of going from one to another by any way at all."""
    from scipy.sparse.csgraph import floyd_warshall

    # The ways of the problem need not be the shortest; 0 is a way here, and no absence of one.
    return np.asarray(floyd_warshall(np.ma.masked_invalid(_costs(problem))), dtype=np.float64)


def _by_ways(problem: Problem) -> Array:
    costs = _costs(problem)
    at = np.array([problem.place_of[stop.point] for stop in problem.stops])
    begins = np.array([problem.place_of[v.start_point] for v in problem.vehicles], dtype=np.int64)
    ends = np.array([problem.place_of[v.back_at] for v in problem.vehicles], dtype=np.int64)
    between = costs[np.ix_(at, at)]
    np.fill_diagonal(between, inf)
    to = np.minimum(between.min(axis=0), costs[np.ix_(begins, at)].min(axis=0, initial=inf))
    back = np.minimum(between.min(axis=1), costs[np.ix_(at, ends)].min(axis=1, initial=inf))
    services = np.array([stop.service_minutes for stop in problem.stops])
    return np.asarray((to + back) / 2 + problem.costs.per_minute * services)


def _by_loads(problem: Problem) -> Array:
    rooms = [vehicle.capacity for vehicle in problem.vehicles]
    if not rooms or any(not room for room in rooms):
        return np.zeros(len(problem.stops))
    room = max(room for room in rooms if room)
    at = np.array([problem.place_of[stop.point] for stop in problem.stops])
    costs = _least_costs(problem)
    ways = np.full(len(at), inf)
    for vehicle in problem.vehicles:
        begin, end = problem.place_of[vehicle.start_point], problem.place_of[vehicle.back_at]
        ways = np.minimum(ways, costs[begin, at] + costs[at, end])
    loads = np.array([stop.load for stop in problem.stops])
    return np.asarray(loads / room * (ways + problem.costs.per_vehicle_day))


def _all_meetings(problem: Problem) -> float:
    total = 0.0
    for market in problem.markets:
        stops = [problem.stop_by_key[key] for key in market.stops]
        for a, b in combinations(stops, 2):
            days = max(len(p & q) for p in a.possible_patterns for q in b.possible_patterns)
            total += market.value * days
    return total
