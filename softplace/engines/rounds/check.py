"""Is this a plan of this problem? Written from the definition, not from the solver."""

from collections.abc import Iterator
from itertools import combinations, pairwise

from softplace.engines.contract import Violation
from softplace.engines.rounds.plan import Meeting, Plan, Route
from softplace.engines.rounds.problem import Problem, Stop, Vehicle

TOLERANCE = 1e-6


def check(problem: Problem, plan: Plan) -> list[Violation]:
    """Every rule that the plan breaks, none if it may be saved and published."""
    unknown = list(_unknown(problem, plan))
    if unknown:
        return unknown
    found = [v for route in plan.routes for v in _check_route(problem, route)]
    found += _check_days(problem, plan)
    found += _check_markets(problem, plan)
    value = value_of(problem, plan)
    slack = TOLERANCE * (1 + abs(value))
    if abs(value - plan.value) > slack:
        found.append(Violation("value_is_not_what_it_says", str(value)))
    if plan.bound > plan.value + slack:
        found.append(Violation("better_than_its_bound", str(plan.bound)))
    return found


def value_of(problem: Problem, plan: Plan) -> float:
    """What the plan costs by the problem's definition."""
    costs, total = problem.costs, 0.0
    for route in plan.routes:
        vehicle = problem.vehicle_by_key[route.vehicle]
        points = [problem.stop_by_key[visit.stop].point for visit in route.visits]
        way = [vehicle.start_point, *points, vehicle.back_at]
        metres = sum(problem.metres_between(a, b) for a, b in pairwise(way))
        total += costs.per_km * metres / 1000 + costs.per_vehicle_day
        total += costs.per_minute * (route.end - route.start)
    served = plan.days_of
    for stop in problem.stops:
        if stop.key not in served:
            total += stop.left_out_cost or 0.0
    value_by_market = {market.key: market.value for market in problem.markets}
    return total - sum(value_by_market[m.market] for m in meetings_of(problem, plan))


def meetings_of(problem: Problem, plan: Plan) -> list[Meeting]:
    """Who meets in a plan, by the problem's definition."""
    stands: dict[tuple[str, int], float] = {
        (visit.stop, route.day): visit.start for route in plan.routes for visit in route.visits
    }
    found = []
    for day in range(problem.days):
        for market in problem.markets:
            for a, b in combinations(market.stops, 2):
                if (a, day) not in stands or (b, day) not in stands:
                    continue
                start = max(stands[a, day], stands[b, day])
                end = min(
                    stands[key, day] + problem.stop_by_key[key].service_minutes for key in (a, b)
                )
                if end - start >= market.minutes_in_common - TOLERANCE:
                    found.append(Meeting(market.key, day, (a, b), start, end))
    return found


def _unknown(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Names of nothing: where there is any, nothing else can be looked at."""
    taken: set[tuple[int, str]] = set()
    for route in plan.routes:
        where = _where(route)
        if route.vehicle not in problem.vehicle_by_key:
            yield Violation("no_such_vehicle", where)
        if not 0 <= route.day < problem.days:
            yield Violation("no_such_day", where)
        if not route.visits:
            yield Violation("route_without_visits", where)
        if (route.day, route.vehicle) in taken:
            yield Violation("two_routes_a_day", where)
        taken.add((route.day, route.vehicle))
        for visit in route.visits:
            if visit.stop not in problem.stop_by_key:
                yield Violation("no_such_stop", f"{where}, {visit.stop}")


def _check_route(problem: Problem, route: Route) -> Iterator[Violation]:
    vehicle, where = problem.vehicle_by_key[route.vehicle], _where(route)
    shift = vehicle.shifts[route.day]
    if shift is None:
        yield Violation("vehicle_not_out", where)
    elif route.start < shift.start - TOLERANCE or route.end > shift.end + TOLERANCE:
        yield Violation("outside_the_shift", where)
    longest, stops = vehicle.longest_route_minutes, _stops(problem, route)
    if longest is not None and route.end - route.start > longest + TOLERANCE:
        yield Violation("route_too_long", where)
    if vehicle.capacity is not None:
        load = sum(stop.load for stop in stops)
        if load > vehicle.capacity * (1 + TOLERANCE):
            yield Violation("over_capacity", where)
    free, at = route.start, vehicle.start_point
    for visit, stop in zip(route.visits, stops, strict=True):
        if visit.start < free + problem.minutes_between(at, stop.point) - TOLERANCE:
            yield Violation("not_there_yet", f"{where}, {stop.key}")
        yield from _check_visit(problem, vehicle, stop, route.day, visit.start)
        free, at = visit.start + stop.service_minutes, stop.point
    if route.end < free + problem.minutes_between(at, vehicle.back_at) - TOLERANCE:
        yield Violation("not_back_yet", where)


def _check_visit(
    problem: Problem, vehicle: Vehicle, stop: Stop, day: int, start: float
) -> Iterator[Violation]:
    where = f"day {day}, {vehicle.key}, {stop.key}"
    window = stop.windows.get(day)
    if window is not None and not (
        window.start - TOLERANCE <= start and start + stop.service_minutes <= window.end + TOLERANCE
    ):
        yield Violation("outside_the_window", where)
    if stop.vehicles is not None and vehicle.key not in stop.vehicles:
        yield Violation("not_its_vehicle", where)
    if stop.providers is not None and vehicle.provider not in stop.providers:
        yield Violation("not_its_provider", where)
    known = stop.function is None or vehicle.functions is None
    if not known and stop.function not in (vehicle.functions or ()):
        yield Violation("not_its_function", where)


def _check_days(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Each stop on exactly the days of one pattern, locks kept, or left out and said so."""
    visits: dict[str, dict[int, tuple[str, float]]] = {stop.key: {} for stop in problem.stops}
    for route in plan.routes:
        for visit in route.visits:
            if route.day in visits[visit.stop]:
                yield Violation("visited_twice_a_day", f"day {route.day}, {visit.stop}")
            visits[visit.stop][route.day] = (route.vehicle, visit.start)
    said = set(plan.left_out)
    for stop in problem.stops:
        held = visits[stop.key]
        if held and frozenset(held) not in stop.patterns:
            yield Violation("days_are_no_pattern", f"{stop.key}: {sorted(held)}")
        if bool(held) == (stop.key in said):
            yield Violation("left_out_is_not_what_it_says", stop.key)
        if not held and (stop.left_out_cost is None or stop.locks):
            yield Violation("required_stop_left_out", stop.key)
        for lock in stop.locks:
            vehicle, start = held.get(lock.day, (None, None))
            where = f"day {lock.day}, {stop.key}"
            if vehicle is None or start is None:
                yield Violation("lock_broken", where)
            elif lock.vehicle not in (None, vehicle):
                yield Violation("lock_broken", f"{where}, {vehicle}")
            elif lock.start is not None and abs(lock.start - start) > TOLERANCE:
                yield Violation("lock_broken", f"{where}, {start}")
    for key in sorted(said - set(visits)):
        yield Violation("left_out_is_not_what_it_says", key)


def _check_markets(problem: Problem, plan: Plan) -> Iterator[Violation]:
    held = meetings_of(problem, plan)
    said = {(m.market, m.day, frozenset(m.stops)) for m in plan.meetings}
    if len(said) != len(plan.meetings) or said != {
        (m.market, m.day, frozenset(m.stops)) for m in held
    }:
        yield Violation("meetings_are_not_what_it_says", str(len(held)))
    met = {frozenset(m.stops) for m in held}
    for market in problem.markets:
        for pair in combinations(market.stops, 2) if market.required else ():
            if frozenset(pair) not in met:
                yield Violation("required_meeting_missed", f"{market.key}: {', '.join(pair)}")


def _stops(problem: Problem, route: Route) -> list[Stop]:
    return [problem.stop_by_key[visit.stop] for visit in route.visits]


def _where(route: Route) -> str:
    return f"day {route.day}, {route.vehicle}"
