"""Tiny worlds, made of keyword changes to one room, one applicant and one request."""

from datetime import date

from softplace.engines.contract import AfterAsking
from softplace.engines.matching.plan import Allocation, Plan
from softplace.engines.matching.problem import (
    Applicant,
    Part,
    Policy,
    Problem,
    Request,
    Resource,
    Season,
    Window,
)
from softplace.engines.matching.solve import solve

MONDAY = date(2026, 9, 7)
TWO_WEEKS = Season(MONDAY, date(2026, 9, 20))
FOUR_WEEKS = Season(MONDAY, date(2026, 10, 4))


def hours(weekday: int, start: float, end: float) -> Window:
    return Window(weekday, round(start * 60), round(end * 60))


def room(key: str = "room", **changes: object) -> Resource:
    units = changes.pop("units", ("a",))
    fields: dict[str, object] = {
        "key": key,
        "place": f"place of {key}",
        "units": units,
        "parts": (Part("all", units, {"free": 20, "tables": 10}),),  # type: ignore[arg-type]
        "opening": (hours(0, 18, 20),),
    }
    return Resource(**(fields | changes))  # type: ignore[arg-type]


def hall(key: str = "hall", **changes: object) -> Resource:
    parts = (
        Part("whole", ("a", "b"), {"free": 40}),
        Part("left", ("a",), {"free": 20}),
        Part("right", ("b",), {"free": 20}),
    )
    return room(key, units=("a", "b"), parts=parts, **changes)


def desks(count: int, key: str = "desks", **changes: object) -> Resource:
    units = tuple(f"desk {i}" for i in range(count))
    return room(key, units=units, parts=(Part("desk", units, {"free": 1}, pool=True),), **changes)


def request(key: str = "choir", **changes: object) -> Request:
    fields: dict[str, object] = {
        "key": key,
        "applicant": f"applicant of {key}",
        "windows": (hours(0, 18, 20),),
        "headcount": 10,
        "wished_minutes": 60,
        "shortest_minutes": 60,
        "layout": "free",
    }
    return Request(**(fields | changes))  # type: ignore[arg-type]


def world(*things: Resource | Request | Applicant, **changes: object) -> Problem:
    """A problem of these; applicants that are only named are made."""
    resources = tuple(thing for thing in things if isinstance(thing, Resource))
    requests = tuple(thing for thing in things if isinstance(thing, Request))
    known = {thing.key: thing for thing in things if isinstance(thing, Applicant)}
    for asked in requests:
        known.setdefault(asked.applicant, Applicant(asked.applicant))
    fields: dict[str, object] = {
        "season": TWO_WEEKS,
        "resources": resources or (room(),),
        "applicants": tuple(known.values()),
        "requests": requests,
        "policy": Policy(idle_half_day_points=0),
    }
    return Problem(**(fields | changes))  # type: ignore[arg-type]


def solved(
    problem: Problem, *, seed: int = 1, pieces: int = 120, start: Plan | None = None
) -> Plan:
    return solve(problem, stop=AfterAsking(pieces), seed=seed, start=start)


def placed(plan: Plan) -> set[tuple[str, str, int, float]]:
    """(request, resource, weekday, start hour) of each session."""
    return {(a.request, a.resource, a.weekday, a.start / 60) for a in plan.allocations}


def only(plan: Plan) -> Allocation:
    assert len(plan.allocations) == 1
    return plan.allocations[0]
