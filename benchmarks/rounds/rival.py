"""What the engine is measured against: patterns chosen by load, then OR-tools for each day."""

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from softplace.engines.rounds.problem import Problem, Stop

SCALE = 1000
"""OR-tools counts in whole numbers."""


def day_by_day(problem: Problem, seconds: float) -> float | None:
    """What a plain periodic problem costs, days planned one after the other; None if no plan.

    Each stop, the largest first, takes the pattern whose days are least loaded; then each day
    is a routing problem of its own, for its part of the time.
    """
    loads = [0.0] * problem.days
    chosen: dict[str, frozenset[int]] = {}
    for stop in sorted(problem.stops, key=lambda stop: -stop.load):
        pattern = min(stop.patterns, key=lambda days: max(loads[day] for day in days))
        chosen[stop.key] = pattern
        for day in pattern:
            loads[day] += stop.load
    total = 0.0
    for day in range(problem.days):
        stops = [stop for stop in problem.stops if day in chosen[stop.key]]
        cost = _one_day(problem, stops, seconds / problem.days)
        if cost is None:
            return None
        total += cost
    return total


def _one_day(problem: Problem, stops: list[Stop], seconds: float) -> float | None:
    depot = problem.vehicles[0]
    at = [problem.place_of[key] for key in (depot.start_point, *(stop.point for stop in stops))]
    services = [0.0, *(stop.service_minutes for stop in stops)]
    ways = problem.minutes[at][:, at]
    manager = pywrapcp.RoutingIndexManager(len(at), len(problem.vehicles), 0)
    routing = pywrapcp.RoutingModel(manager)

    def cost(a: int, b: int) -> int:
        return round(SCALE * ways[manager.IndexToNode(a), manager.IndexToNode(b)])

    def minutes(a: int, b: int) -> int:
        return cost(a, b) + round(SCALE * services[manager.IndexToNode(a)])

    def load(a: int) -> int:
        node = manager.IndexToNode(a)
        return round(stops[node - 1].load) if node else 0

    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitCallback(cost))
    if depot.longest_route_minutes is not None:
        limit = round(SCALE * depot.longest_route_minutes)
        routing.AddDimension(routing.RegisterTransitCallback(minutes), 0, limit, True, "minutes")
    if depot.capacity is not None:
        rooms = [round(depot.capacity)] * len(problem.vehicles)
        callback = routing.RegisterUnaryTransitCallback(load)
        routing.AddDimensionWithVehicleCapacity(callback, 0, rooms, True, "load")
    search = pywrapcp.DefaultRoutingSearchParameters()
    search.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    search.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    search.time_limit.FromMilliseconds(max(1, round(1000 * seconds)))
    found = routing.SolveWithParameters(search)
    return None if found is None else found.ObjectiveValue() / SCALE
