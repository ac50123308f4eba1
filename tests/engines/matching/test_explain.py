"""A refusal is told by its binding cause, and the change proposed is one that is then served."""

from dataclasses import replace

import pytest

from softplace.engines.matching.check import check
from softplace.engines.matching.explain import Explainer
from softplace.engines.matching.problem import Booking, Part, Point, Problem
from tests.engines.matching.worlds import MONDAY, TWO_WEEKS, hours, request, room, solved, world

HOUR = {"windows": (hours(0, 18, 19),)}


def cause_of(problem: Problem) -> str:
    refusals = Explainer(problem, solved(problem)).refusals()
    assert len(refusals) == 1
    return refusals[0].cause


def test_no_refusal_when_all_are_served() -> None:
    problem = world(request())
    assert Explainer(problem, solved(problem)).refusals() == []


def test_no_room_fits_and_the_test_that_leaves_none_is_named() -> None:
    problem = world(request(headcount=99))
    (refusal,) = Explainer(problem, solved(problem)).refusals()
    assert refusal.cause == "no_room_fits"
    tests = refusal.details["tests"]
    assert (tests["equipment"], tests["headcount"]) == (1, 0)  # type: ignore[index]


def test_windows_outside_opening_hours() -> None:
    assert cause_of(world(request(windows=(hours(1, 18, 20),)))) == "outside_opening_hours"


def test_booked_already() -> None:
    booking = Booking("room", MONDAY, 18 * 60, 20 * 60, until=TWO_WEEKS.last_day)
    assert cause_of(world(request(), bookings=(booking,))) == "booked"


def test_more_sessions_than_weekdays() -> None:
    assert cause_of(world(request(sessions=2))) == "one_a_day"


def test_the_applicant_is_elsewhere() -> None:
    rooms = (room("one", opening=(hours(0, 18, 19),)), room("two", opening=(hours(0, 18, 19),)))
    both = (request("a", applicant="club", **HOUR), request("b", applicant="club", **HOUR))
    assert cause_of(world(*rooms, *both)) == "applicant_busy"


def test_the_applicant_is_elsewhere_and_the_room_is_taken_too() -> None:
    both = (request("a", applicant="club", **HOUR), request("b", applicant="club", **HOUR))
    assert cause_of(world(*both)) == "applicant_elsewhere"


def test_a_day_that_is_left_is_no_day_too_few() -> None:
    two_days = (hours(0, 18, 19), hours(1, 18, 19))
    asked = request("a", applicant="club", sessions=2, windows=two_days, headcount=5)
    other = request("b", applicant="club", windows=(hours(1, 18, 19),), headcount=20)
    problem = world(room(opening=two_days), asked, other)
    assert cause_of(problem) == "applicant_elsewhere"


def test_taken_names_who_holds_the_room_and_what_they_are_worth() -> None:
    big, small = request("big", headcount=20, **HOUR), request("small", headcount=2, **HOUR)
    problem = world(big, small)
    (refusal,) = Explainer(problem, solved(problem)).refusals()
    assert (refusal.request, refusal.cause) == ("small", "taken")
    assert [by["request"] for by in refusal.details["by"]] == ["big"]  # type: ignore[attr-defined]
    assert refusal.details["worth"] < refusal.details["against"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("resource", "refused", "kind", "change"),
    [
        (room(opening=(hours(0, 18, 20),)), {}, "start", {"windows": (hours(0, 18, 20),)}),
        (
            room(opening=(hours(0, 18, 19), hours(2, 18, 19))),
            {},
            "weekday",
            {"windows": (hours(2, 18, 19),)},
        ),
        (room(opening=(hours(0, 18, 19.5),)), {"windows": (hours(0, 18.5, 19.5),)}, "minutes",
         {"shortest_minutes": 30, "wished_minutes": 30}),
        (
            room(parts=(Part("all", ("a",), {"free": 8}),), opening=(hours(0, 19, 20),)),
            {"windows": (hours(0, 19, 20),), "headcount": 10},
            "headcount",
            {"headcount": 8},
        ),
        (
            room(parts=(Part("all", ("a",), {"free": 17}),), opening=(hours(0, 19, 20),)),
            {"windows": (hours(0, 19, 20),), "headcount": 19},
            "headcount",
            {"headcount": 17},
        ),
        (
            room(point=Point(44.7, 5.1), opening=(hours(0, 18, 19), hours(0, 20, 21))),
            {"windows": (hours(0, 20, 21),), "near": Point(44.7, 5.0), "radius_km": 7.0},
            "radius",
            {"radius_km": 8.0},
        ),
    ],
)  # fmt: skip
def test_the_smallest_change_is_then_served(
    resource: object, refused: dict[str, object], kind: str, change: dict[str, object]
) -> None:
    first = request("first", headcount=5, priority_points=500, **HOUR)
    asked = request("asked", **({"headcount": 5} | HOUR | refused))
    problem = world(resource, first, asked)  # type: ignore[arg-type]
    plan = solved(problem)
    assert "asked" not in {a.request for a in plan.allocations}
    explainer = Explainer(problem, plan)
    smallest = explainer.alternatives.smallest("asked")
    assert smallest is not None
    assert smallest.kind == kind
    if kind in {"headcount", "radius"}:
        assert smallest.details == change
    changed = replace(problem, requests=(first, replace(asked, **change)))  # type: ignore[arg-type]
    again = solved(changed)
    assert check(changed, again) == []
    served = {a.request: a for a in again.allocations}
    assert len(served) == len(plan.allocations) + 1
    assert (served["asked"].weekday, served["asked"].start) == (smallest.weekday, smallest.start)


def test_without_a_free_room_there_is_no_change() -> None:
    problem = world(room(opening=(hours(0, 18, 19),)), request("a", **HOUR), request("b", **HOUR))
    plan = solved(problem)
    (refusal,) = Explainer(problem, plan).refusals()
    assert Explainer(problem, plan).alternatives.of(refusal.request) == []
