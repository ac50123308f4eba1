"""Every plan is tried on tiny problems, and the engine must find one of the best."""

from dataclasses import replace
from math import inf
from typing import Any

import numpy as np
import pytest

from softplace.engines.contract import AfterAsking
from softplace.engines.rounds import (
    Costs,
    Lock,
    Market,
    Problem,
    Stop,
    Vehicle,
    Window,
    check,
    solve,
)
from softplace.engines.rounds.bound import bound_of
from tests.engines.rounds.brute_force import best_cost

POINTS = ("hub", "west", "north", "east")
PATTERNS = (
    (frozenset({0}), frozenset({1})),
    (frozenset({0, 1}),),
    (frozenset({0}), frozenset({0, 1})),
    (frozenset({1}),),
)


def random_problem(seed: int, **changes: Any) -> Problem:
    """Four or five stops, two vehicles of two providers, two days of 20 short minutes."""
    rng = np.random.default_rng(seed)
    minutes = rng.integers(1, 5, (4, 4)).astype(float)
    np.fill_diagonal(minutes, 0)
    metres = rng.integers(1, 9, (4, 4)) * 1000.0
    np.fill_diagonal(metres, 0)
    shift = Window(0, 20)
    vehicles = (
        Vehicle("truck", "bank", "hub", (shift, shift), capacity=5),
        Vehicle(
            "bus", "library", "west", (Window(2, 18), shift if seed % 3 else None),
            end_point="hub", longest_route_minutes=15,
        ),
    )  # fmt: skip
    stops = []
    for i in range(4):
        windows = {0: Window(3, 14)} if rng.random() < 0.4 else {}
        stops.append(
            Stop(
                f"s{i}",
                POINTS[1] if i < 2 else POINTS[int(rng.integers(1, 4))],
                float(rng.integers(2, 5)),
                PATTERNS[int(rng.integers(4))],
                load=float(rng.integers(1, 4)),
                windows=windows,
                left_out_cost=float(rng.integers(4, 30)),
            )
        )
    stops[0] = replace(stops[0], providers=("bank",))
    stops[1] = replace(stops[1], providers=("library",))
    costs = Costs(per_km=1, per_minute=float(rng.integers(0, 3)) / 2, per_vehicle_day=2)
    market = Market("square", ("s0", "s1"), 2, value=float(rng.integers(0, 12)))
    fields = {
        "days": 2, "points": POINTS, "minutes": minutes, "metres": metres, "vehicles": vehicles,
        "stops": tuple(stops), "markets": (market,), "costs": costs,
    }  # fmt: skip
    return Problem(**{**fields, **changes})


def assert_best(problem: Problem) -> None:
    best = best_cost(problem)
    assert best < inf
    plan = solve(problem, stop=AfterAsking(4), seed=1)
    assert check(problem, plan) == []
    assert plan.value == pytest.approx(best)
    assert bound_of(problem) <= best + 1e-9


@pytest.mark.parametrize("seed", range(12))
def test_with_windows_limits_markets_and_stops_left_out(seed: int) -> None:
    assert_best(random_problem(seed))


@pytest.mark.parametrize("seed", range(12, 18))
def test_with_a_meeting_that_must_be(seed: int) -> None:
    asked = random_problem(seed)
    must = replace(asked.markets[0], required=True)
    able = [
        replace(stop, patterns=(frozenset({0}), frozenset({1})), service_minutes=4.0, windows={})
        for stop in asked.stops[:2]
    ]
    assert_best(replace(asked, markets=(must,), stops=(*able, *asked.stops[2:])))


@pytest.mark.parametrize("seed", range(18, 24))
def test_with_what_a_planner_has_fixed(seed: int) -> None:
    asked = random_problem(seed)
    fixed = replace(
        asked.stops[0], patterns=PATTERNS[0], windows={}, locks=(Lock(1, "truck", 9.0),)
    )
    assert_best(replace(asked, stops=(fixed, *asked.stops[1:])))


@pytest.mark.parametrize("seed", range(24, 28))
def test_three_who_may_meet_two_by_two(seed: int) -> None:
    asked = random_problem(seed)
    third = replace(asked.stops[2], point="west", providers=None)
    market = Market("square", ("s0", "s1", "s2"), 2, value=9.0)
    assert_best(replace(asked, stops=(*asked.stops[:2], third, asked.stops[3]), markets=(market,)))
