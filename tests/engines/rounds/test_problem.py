"""What a question of rounds may not be, and which field says so."""

from typing import Any

import numpy as np
import pytest

from softplace.engines.documents import InvalidField
from softplace.engines.rounds import Costs, Lock, Market, Stop, Window
from tests.engines.rounds.worlds import DAY, MINUTES, problem, stop, vehicle

MONDAY, TUESDAY = frozenset({0}), frozenset({1})


def refusal(**changes: Any) -> str:
    """Why a problem with one stop at b is refused when something of it is changed."""
    stops = changes.pop("stops", (stop("post"),))
    with pytest.raises(InvalidField) as refused:
        problem(*stops, **changes)
    return refused.value.path


def stop_refusal(**changes: Any) -> str:
    with pytest.raises(InvalidField) as refused:
        problem(stop("post", **changes))
    return refused.value.path


def test_a_plain_problem_is_taken() -> None:
    asked = problem(stop("post"), stop("bank", "c"))
    assert asked.minutes_between("b", "d") == 20.0
    assert asked.metres_between("a", "e") == 40_000.0
    assert asked.stop_by_key["bank"].point == "c"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"days": 0}, "days"),
        ({"days": 400}, "days"),
        ({"days": 3}, "vehicles[0].shifts"),
        ({"points": ("a", "b", "c", "d", "d")}, "points"),
        ({"points": ("a", "b")}, "minutes"),
        ({"minutes": MINUTES - 5}, "minutes"),
        ({"minutes": MINUTES + 5}, "minutes"),
        ({"metres": np.full((5, 5), np.nan)}, "metres"),
        ({"vehicles": (vehicle(), vehicle())}, "vehicles[1].key"),
        ({"vehicles": (vehicle(start_point="z"),)}, "vehicles[0].start_point"),
        ({"vehicles": (vehicle(end_point="z"),)}, "vehicles[0].end_point"),
        ({"stops": (stop("post"), stop("post"))}, "stops[1].key"),
        ({"stops": (stop("post", "z"),)}, "stops[0].point"),
    ],
)
def test_what_does_not_fit_together_is_refused(changes: dict[str, Any], path: str) -> None:
    assert refusal(**changes) == path


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"service_minutes": -1}, "service_minutes"),
        ({"load": float("inf")}, "load"),
        ({"left_out_cost": -1}, "left_out_cost"),
        ({"patterns": ()}, "patterns"),
        ({"patterns": (frozenset(),)}, "patterns[0]"),
        ({"patterns": (MONDAY, MONDAY)}, "patterns[1]"),
        ({"patterns": (MONDAY, frozenset({2}))}, "stops[0].patterns[1]"),
        ({"windows": {2: DAY}}, "stops[0].windows"),
        ({"windows": {0: Window(480, 500)}}, "stops[0].windows"),
        ({"vehicles": ("bike",)}, "stops[0].vehicles"),
        ({"providers": ("post",)}, "stops[0].providers"),
        ({"locks": (Lock(0), Lock(0))}, "locks[1].day"),
        ({"locks": (Lock(0), Lock(1))}, "locks"),
        ({"patterns": (MONDAY,), "locks": (Lock(1),)}, "locks"),
        ({"locks": (Lock(0, "bike"),)}, "stops[0].locks[0].vehicle"),
        ({"locks": (Lock(0, "truck", 485),)}, "stops[0].locks[0]"),
        ({"locks": (Lock(0, "truck", 985),)}, "stops[0].locks[0]"),
        ({"windows": {0: Window(600, 700)}, "locks": (Lock(0, None, 590),)}, "stops[0].locks[0]"),
        ({"service_minutes": 530}, "stops[0]"),
    ],
)
def test_a_stop_that_cannot_be_is_refused(changes: dict[str, Any], path: str) -> None:
    assert stop_refusal(**changes) == path


def test_a_stop_that_nobody_can_reach_may_be_asked_for_if_it_may_be_left_out() -> None:
    assert problem(stop("post", service_minutes=530, left_out_cost=9)).days == 2


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"shifts": (DAY, None)}, ""),
        ({"shifts": (None, None)}, "stops[0]"),
        ({"capacity": 3}, "stops[0]"),
        ({"capacity": 4}, ""),
        ({"longest_route_minutes": 49}, "stops[0]"),
        ({"longest_route_minutes": 50}, ""),
        ({"functions": ("library",)}, "stops[0]"),
        ({"functions": ("library", "post")}, ""),
    ],
)
def test_a_stop_that_must_be_served_needs_a_vehicle_that_can(
    changes: dict[str, Any], path: str
) -> None:
    asked = stop("post", load=4, function="post")
    if path:
        assert refusal(stops=(asked,), vehicles=(vehicle(**changes),)) == path
    else:
        assert problem(asked, vehicles=(vehicle(**changes),)).stops == (asked,)


def test_two_locked_starts_of_a_vehicle_are_apart_by_the_way_between() -> None:
    early = stop("early", "b", locks=(Lock(0, "truck", 500),))
    just = stop("just", "d", locks=(Lock(0, "truck", 550),))
    assert problem(early, just).stops == (early, just)
    late = stop("late", "d", locks=(Lock(0, "truck", 549),))
    assert refusal(stops=(early, late)) == "stops[1].locks[0].start"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"stops": ("post",)}, "stops"),
        ({"stops": ("post", "post")}, "stops[1]"),
        ({"stops": ("post", "fish")}, "markets[0].stops[1]"),
        ({"stops": ("post", "far")}, "markets[0].stops[1]"),
        ({"stops": ("post", "bank"), "minutes_in_common": 31}, "markets[0].stops[0]"),
        ({"stops": ("post", "bank"), "minutes_in_common": 0}, "minutes_in_common"),
        ({"stops": ("post", "bank"), "value": -1}, "value"),
        ({"stops": ("post", "monday"), "required": True}, "markets[0].stops[1]"),
        ({"stops": ("post", "monday")}, ""),
    ],
)
def test_a_market_is_of_stops_that_could_meet(changes: dict[str, Any], path: str) -> None:
    stops: tuple[Stop, ...] = (
        stop("post", patterns=(TUESDAY,)),
        stop("bank"),
        stop("far", "c"),
        stop("monday", patterns=(MONDAY,)),
    )
    fields = {"minutes_in_common": 20, **changes}
    if not path:
        assert problem(*stops, markets=(Market("square", **fields),)).markets[0].key == "square"
        return
    with pytest.raises(InvalidField) as refused:
        problem(*stops, markets=(Market("square", **fields),))
    assert refused.value.path == path


def test_a_stop_is_in_one_market() -> None:
    markets = tuple(Market(key, ("post", "bank"), 20) for key in ("square", "street"))
    assert refusal(stops=(stop("post"), stop("bank")), markets=markets) == "markets[1].stops[0]"


def test_a_stop_that_must_meet_others_must_be_reached() -> None:
    far = stop("far", service_minutes=530, left_out_cost=5)
    market = Market("square", ("post", "far"), 20, required=True)
    assert refusal(stops=(stop("post"), far), markets=(market,)) == "stops[1]"


def test_no_cost_is_below_0() -> None:
    for name in ("per_km", "per_minute", "per_vehicle_day", "per_change"):
        with pytest.raises(InvalidField) as refused:
            Costs(**{name: -1.0})
        assert refused.value.path == name
