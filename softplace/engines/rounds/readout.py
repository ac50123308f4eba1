"""A state of the search as a plan: when each vehicle leaves, who meets, what it costs."""

from softplace.engines.rounds.arrays import Arrays
from softplace.engines.rounds.plan import Meeting, Plan, Route, Visit
from softplace.engines.rounds.problem import Problem
from softplace.engines.rounds.state import NONE, State


def read_out(problem: Problem, a: Arrays, s: State, bound: float) -> Plan:
    """The plan of a state. Each vehicle leaves as early as it can without waiting for longer."""
    routes = [_route(problem, a, s, r) for r in range(len(s.size)) if s.size[r]]
    left_out = tuple(stop.key for i, stop in enumerate(problem.stops) if s.pattern[i] == NONE)
    meetings = _meetings(problem, routes)
    value = sum(
        stop.left_out_cost or 0.0 for i, stop in enumerate(problem.stops) if s.pattern[i] == NONE
    )
    value += sum(_cost(problem, route) for route in routes)
    worth = {market.key: market.value for market in problem.markets}
    value -= sum(worth[meeting.market] for meeting in meetings)
    return Plan(tuple(routes), left_out, tuple(meetings), value, min(bound, value))


def _route(problem: Problem, a: Arrays, s: State, r: int) -> Route:
    day, vehicle = divmod(r, a.vehicles)
    n = int(s.size[r])
    leaves = float(s.ahead[r, n, 1])
    free, point, visits = leaves, int(a.begins[r]), []
    for i in range(n):
        x = int(s.row[r, i])
        there = int(a.at[x])
        start = max(free + float(a.minutes[point, there]), float(s.low[x, day]))
        visits.append(Visit(problem.stops[x].key, start))
        free, point = start + float(a.service[x]), there
    back = free + float(a.minutes[point, a.ends[r]])
    return Route(day, problem.vehicles[vehicle].key, leaves, back, tuple(visits))


def _cost(problem: Problem, route: Route) -> float:
    vehicle, costs = problem.vehicle_by_key[route.vehicle], problem.costs
    metres, point = 0.0, vehicle.start_point
    for visit in route.visits:
        there = problem.stop_by_key[visit.stop].point
        metres += problem.metres_between(point, there)
        point = there
    metres += problem.metres_between(point, vehicle.back_at)
    minutes = costs.per_minute * (route.end - route.start)
    return costs.per_vehicle_day + costs.per_km * metres / 1000 + minutes


def _meetings(problem: Problem, routes: list[Route]) -> list[Meeting]:
    stands = {(visit.stop, route.day): visit.start for route in routes for visit in route.visits}
    met = []
    for day in range(problem.days):
        for market in problem.markets:
            there = [key for key in market.stops if (key, day) in stands]
            for i, first in enumerate(there):
                for second in there[i + 1 :]:
                    both = (first, second)
                    start = max(stands[key, day] for key in both)
                    end = min(
                        stands[key, day] + problem.stop_by_key[key].service_minutes for key in both
                    )
                    if end - start >= market.minutes_in_common - 1e-6:
                        met.append(Meeting(market.key, day, both, start, end))
    return met
