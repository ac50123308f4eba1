"""Begin from a plan: put in of it whatever is still possible."""

from softplace.engines.rounds.arrays import Arrays
from softplace.engines.rounds.plan import Plan, Route
from softplace.engines.rounds.problem import Problem
from softplace.engines.rounds.state import LATE, NONE, State, follow, put, refresh, take_off


def put_in(problem: Problem, a: Arrays, s: State, start: Plan) -> None:
    """The plan's visits in their order, those left out that would break a rule now; then stops
    whose days are no pattern any more go off altogether."""
    stops = {stop.key: i for i, stop in enumerate(problem.stops)}
    vehicles = {vehicle.key: i for i, vehicle in enumerate(problem.vehicles)}
    met = {(key, meeting.day) for meeting in start.meetings for key in meeting.stops}
    for route in start.routes:
        if route.vehicle in vehicles and 0 <= route.day < problem.days:
            r = route.day * a.vehicles + vehicles[route.vehicle]
            _put_in_route(a, s, r, route, stops, met)
    for x, stop in enumerate(problem.stops):
        days = frozenset(day for day in range(problem.days) if s.route[x, day] != NONE)
        if days in stop.possible_patterns:
            s.pattern[x] = int(a.pattern_ptr[x]) + stop.possible_patterns.index(days)
            continue
        for day in days:
            r = int(take_off(a, s, x, day))
            refresh(a, s, r, s.version.max() + 1)


def _put_in_route(
    a: Arrays,
    s: State,
    r: int,
    route: Route,
    stops: dict[str, int],
    met: set[tuple[str, int]],
) -> None:
    for visit in route.visits:
        if visit.stop not in stops:
            continue
        x = stops[visit.stop]
        first, last = float(a.first[x, route.day]), float(a.last[x, route.day])
        spans = [(first, last)]
        if (visit.stop, route.day) in met and first <= visit.start <= last:
            spans.insert(0, (visit.start, visit.start))
        for low, high in spans:
            if s.route[x, route.day] == NONE and _fits_last(a, s, r, x, low, high):
                s.low[x, route.day], s.high[x, route.day] = low, high
                put(a, s, r, int(s.size[r]), x)
                refresh(a, s, r, s.version.max() + 1)


def _fits_last(a: Arrays, s: State, r: int, x: int, low: float, high: float) -> bool:
    """Whether a stop can follow all that is on a route."""
    n, point = int(s.size[r]), a.at[x]
    if n == s.row.shape[1] or not a.may[x, r] or s.load[r] + a.load[x] > a.room[r] + LATE:
        return False
    before = a.begins[r] if n == 0 else a.at[s.row[r, n - 1]]
    lasts, early, late = (float(number) for number in s.ahead[r, n])
    to, back = float(a.minutes[before, point]), float(a.minutes[point, a.ends[r]])
    begins = max(early + lasts + to, low)
    if begins > high + LATE or begins + a.service[x] + back > a.closes[r] + LATE:
        return False
    there = follow(lasts, early, late, to, float(a.service[x]), low, high)
    home = follow(*there, back, 0.0, float(a.opens[r]), float(a.closes[r]))
    return bool(home[0] <= a.longest[r] + LATE)
