"""What the engine of rounds gives back: routes, who meets, what is left out, and its cost."""

from dataclasses import dataclass
from math import inf

from softplace.engines.contract import relative_gap


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop, and the minute of the day from which the vehicle stands there."""

    stop: str
    start: float


@dataclass(frozen=True, slots=True)
class Route:
    """A vehicle's day: when it leaves, whom it visits in turn, when it is back."""

    day: int
    vehicle: str
    start: float
    end: float
    visits: tuple[Visit, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two stops of a market, and the minutes of a day that they stand there together."""

    market: str
    day: int
    stops: tuple[str, str]
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Plan:
    """An answer.

    Attributes
    ----------
    routes
        By day, then in the order of the problem's vehicles; none without a visit.
    left_out
        Stops that nobody visits, in the problem's order. If one of them had to be served, no
        place was found for it, and `check` refuses the plan.
    meetings
        By day; each once, its stops in the market's order.
    value
        The cost: kilometres, minutes, vehicle-days and what is left out, less the meetings.
    bound
        No plan costs less; -inf where none is known.
    """

    routes: tuple[Route, ...]
    left_out: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    value: float
    bound: float = -inf

    @property
    def gap(self) -> float:
        """(value - bound) / |value|; 0 is proven best."""
        return relative_gap(self.value, self.bound)

    @property
    def days_of(self) -> dict[str, frozenset[int]]:
        """The pattern that was chosen for each stop that is visited."""
        found: dict[str, set[int]] = {}
        for route in self.routes:
            for visit in route.visits:
                found.setdefault(visit.stop, set()).add(route.day)
        return {stop: frozenset(days) for stop, days in found.items()}


def changed(before: Plan, after: Plan) -> int:
    """How many visits of `before` are not on the same day by the same vehicle in `after`."""
    return len(_placements(before) - _placements(after))


def _placements(plan: Plan) -> set[tuple[str, int, str]]:
    return {
        (visit.stop, route.day, route.vehicle) for route in plan.routes for visit in route.visits
    }
