"""Each rule of rounds is broken once, and the check says which."""

from dataclasses import replace
from typing import Any

import pytest

from softplace.engines.rounds import (
    Costs,
    Lock,
    Market,
    Meeting,
    Plan,
    Problem,
    Route,
    Visit,
    Window,
    changed,
    check,
)
from tests.engines.rounds.worlds import DAY, problem, stop, vehicle

BOTH = frozenset({0, 1})
COSTS = Costs(per_km=1, per_minute=0.5, per_vehicle_day=10)
MEETING = Meeting("square", 0, ("post", "books"), 500, 520)


def world(**changes: Any) -> Problem:
    """The bank's truck at b and c on day 0 and at b on day 1; a library meets it at b."""
    stops = (
        stop("post", "b", patterns=(BOTH,), load=2, windows={0: Window(490, 530)}),
        stop("money", "c", load=3, function="cash"),
        stop("books", "b", providers=("library",), locks=(Lock(0, "bus", 500),)),
        stop("extra", "e", left_out_cost=7),
    )
    vehicles = (
        vehicle(capacity=5, longest_route_minutes=120, functions=("cash",)),
        vehicle("bus", provider="library", shifts=(DAY, None)),
    )
    market = Market("square", ("post", "books"), 20, value=4)
    fields = {"vehicles": vehicles, "markets": (market,), "costs": COSTS, **changes}
    return problem(*stops, **fields)


MONDAY = Route(0, "truck", 480, 580, (Visit("post", 490), Visit("money", 530)))
BUS = Route(0, "bus", 490, 540, (Visit("books", 500),))
TUESDAY = Route(1, "truck", 480, 530, (Visit("post", 490),))
# 40 + 20 + 20 km, 100 + 50 + 50 minutes, three routes, one stop left out, one meeting.
GOOD = Plan((MONDAY, BUS, TUESDAY), ("extra",), (MEETING,), 80 + 100 + 30 + 7 - 4)


def broken(plan: Plan, asked: Problem | None = None) -> set[str]:
    return {violation.rule for violation in check(asked or world(), plan)}


def with_monday(**changes: Any) -> Plan:
    return replace(GOOD, routes=(replace(MONDAY, **changes), BUS, TUESDAY))


def test_a_right_plan_breaks_nothing() -> None:
    assert check(world(), GOOD) == []


@pytest.mark.parametrize(
    ("plan", "rule"),
    [
        (with_monday(vehicle="bike"), "no_such_vehicle"),
        (with_monday(day=2), "no_such_day"),
        (with_monday(day=1), "two_routes_a_day"),
        (with_monday(visits=()), "route_without_visits"),
        (with_monday(visits=(Visit("fish", 490),)), "no_such_stop"),
        (with_monday(start=479), "outside_the_shift"),
        (with_monday(end=1021), "outside_the_shift"),
        (with_monday(end=601), "route_too_long"),
        (with_monday(end=579), "not_back_yet"),
        (with_monday(visits=(Visit("post", 489), Visit("money", 530))), "not_there_yet"),
        (with_monday(visits=(Visit("post", 490), Visit("money", 529))), "not_there_yet"),
        (with_monday(visits=(Visit("post", 501), Visit("money", 541))), "outside_the_window"),
        (with_monday(visits=(Visit("post", 490),)), "required_stop_left_out"),
        (with_monday(visits=(Visit("money", 530),)), "days_are_no_pattern"),
        (with_monday(visits=(Visit("post", 490), Visit("post", 520))), "visited_twice_a_day"),
        (replace(GOOD, routes=(MONDAY, replace(BUS, day=1), TUESDAY)), "vehicle_not_out"),
        (replace(GOOD, routes=(MONDAY, replace(BUS, day=1), TUESDAY)), "lock_broken"),
        (replace(GOOD, routes=(MONDAY, replace(BUS, visits=(Visit("books", 501),)), TUESDAY)),
         "lock_broken"),
        (replace(GOOD, left_out=()), "left_out_is_not_what_it_says"),
        (replace(GOOD, left_out=("extra", "post")), "left_out_is_not_what_it_says"),
        (replace(GOOD, left_out=("extra", "fish")), "left_out_is_not_what_it_says"),
        (replace(GOOD, meetings=()), "meetings_are_not_what_it_says"),
        (replace(GOOD, meetings=(MEETING, MEETING)), "meetings_are_not_what_it_says"),
        (replace(GOOD, value=GOOD.value + 1), "value_is_not_what_it_says"),
        (replace(GOOD, bound=GOOD.value + 1), "better_than_its_bound"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named(plan: Plan, rule: str) -> None:
    assert rule in broken(plan)


def test_who_serves_whom_is_looked_at() -> None:
    swapped = (replace(MONDAY, vehicle="bus"), replace(BUS, vehicle="truck"), TUESDAY)
    assert {"not_its_provider", "lock_broken"} <= broken(replace(GOOD, routes=swapped))
    keen = world(vehicles=(vehicle(functions=("books",)), *world().vehicles[1:]), stops=(
        *world().stops[:1], replace(world().stops[1], left_out_cost=1), *world().stops[2:]
    ))  # fmt: skip
    assert broken(GOOD, keen) == {"not_its_function"}
    theirs = replace(world().stops[0], vehicles=("bus",), left_out_cost=1)
    assert "not_its_vehicle" in broken(GOOD, world(stops=(theirs, *world().stops[1:])))


def test_a_route_carries_what_it_can() -> None:
    small = world(vehicles=(replace(world().vehicles[0], capacity=4), *world().vehicles[1:]))
    assert broken(GOOD, small) == {"over_capacity"}


def test_a_required_meeting_must_be() -> None:
    asked = world(markets=(Market("square", ("post", "books"), 21, required=True),))
    plan = replace(GOOD, meetings=(), value=GOOD.value + 4)
    assert broken(plan, asked) == {"required_meeting_missed"}


def test_what_changed_between_two_plans_is_counted_by_visit() -> None:
    later = replace(MONDAY, visits=(Visit("money", 520), Visit("post", 560)))
    assert changed(GOOD, replace(GOOD, routes=(later, BUS, TUESDAY))) == 0
    assert changed(GOOD, replace(GOOD, routes=(BUS, TUESDAY))) == 2
