"""What the search of rounds promises: any time a plan, the same for the same seed, few changes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from softplace.engines.contract import AfterAsking, MaxSeconds
from softplace.engines.rounds import (
    Costs,
    Lock,
    Market,
    Plan,
    Problem,
    Window,
    changed,
    check,
    read_cordeau,
    solve,
)
from tests.engines.rounds.worlds import DAY, problem, stop, vehicle

TWICE = (frozenset({0, 1}),)


def district(**changes: Any) -> Problem:
    """Thirty stops somewhere, three vehicles in the middle, two days."""
    rng = np.random.default_rng(5)
    places = np.vstack([[[30, 30]], rng.uniform(0, 60, (30, 2))])
    minutes = np.ceil(np.linalg.norm(places[:, None] - places[None], axis=2))
    points = tuple(f"point-{i}" for i in range(31))
    stops = tuple(
        stop(
            f"stop-{i}",
            f"point-{i + 1}",
            service_minutes=float(rng.integers(10, 30)),
            patterns=TWICE if i % 3 == 0 else (frozenset({0}), frozenset({1})),
        )
        for i in range(30)
    )
    fields = {
        "points": points,
        "minutes": minutes,
        "metres": minutes * 1000,
        "vehicles": tuple(vehicle(key, start_point="point-0") for key in ("truck", "van", "bus")),
        "costs": Costs(per_km=1, per_minute=0.2),
    }
    return problem(*stops, **{**fields, **changes})


def test_told_to_stop_at_once_it_still_gives_a_plan_with_a_bound() -> None:
    asked = district()
    plan = solve(asked, stop=MaxSeconds(0), seed=1)
    assert check(asked, plan) == []
    assert 0 < plan.bound <= plan.value


def test_same_seed_same_plan() -> None:
    asked = district()
    assert solve(asked, stop=AfterAsking(5), seed=3) == solve(asked, stop=AfterAsking(5), seed=3)


def test_longer_is_never_worse_and_progress_tells_each_better_plan() -> None:
    asked, told = district(), []
    short = solve(asked, stop=AfterAsking(2), seed=1)
    plan = solve(asked, stop=AfterAsking(9), seed=1, progress=lambda s, v, b: told.append((v, b)))
    assert plan.value <= short.value
    values = [value for value, _ in told]
    assert values == sorted(set(values), reverse=True)
    assert {bound for _, bound in told} == {plan.bound}


def test_nothing_to_do_is_a_plan() -> None:
    empty = problem()
    assert solve(empty, stop=AfterAsking(3), seed=1) == Plan((), (), (), 0.0, 0.0)


def test_a_stop_that_found_no_place_is_left_out_and_the_check_says_so() -> None:
    asked = problem(*(stop(f"long-{i}", service_minutes=400, patterns=TWICE) for i in range(2)))
    plan = solve(asked, stop=AfterAsking(3), seed=1)
    assert len(plan.left_out) == 1
    assert [v.rule for v in check(asked, plan)] == ["required_stop_left_out"]


def test_a_start_is_kept_where_changing_costs_more_than_it_saves() -> None:
    asked = district(costs=Costs(per_km=1, per_minute=0.2, per_change=1000))
    before = solve(asked, stop=MaxSeconds(0), seed=1)
    again = solve(asked, stop=AfterAsking(4), seed=2, start=before)
    assert changed(before, again) == 0
    # Only its order may be better: the same stops on the same days by the same vehicles.
    assert again.value <= before.value
    free = district()
    assert solve(free, stop=AfterAsking(4), seed=2, start=before).value < again.value


def test_after_a_lock_only_what_must_changes() -> None:
    asked = district(costs=Costs(per_km=1, per_minute=0.2, per_change=1000))
    before = solve(asked, stop=AfterAsking(4), seed=1)
    moved = asked.stops[1]
    (day,) = before.days_of[moved.key]
    locked = replace(moved, locks=(Lock(1 - day, "bus", 900.0),))
    asked = replace(asked, stops=(asked.stops[0], locked, *asked.stops[2:]))
    again = solve(asked, stop=AfterAsking(4), seed=1, start=before)
    assert check(asked, again) == []
    assert changed(before, again) <= 2


def test_a_start_with_what_is_no_more_is_taken_as_far_as_it_goes() -> None:
    asked = district()
    before = solve(asked, stop=MaxSeconds(0), seed=1)
    fewer = replace(
        asked,
        stops=(*asked.stops[2:], stop("new", "point-1", patterns=TWICE)),
        vehicles=(
            vehicle("truck", start_point="point-0", shifts=(DAY, None)),
            vehicle("van", start_point="point-0"),
            vehicle("taxi", start_point="point-0"),
        ),
    )
    plan = solve(fewer, stop=AfterAsking(2), seed=1, start=before)
    assert check(fewer, plan) == []


def test_a_vehicle_waits_for_another_where_the_meeting_is_worth_it() -> None:
    stops = (
        stop("post", patterns=TWICE, providers=("bank",)),
        stop("books", patterns=TWICE, providers=("library",), windows={0: Window(600, 700)}),
    )
    vehicles = (vehicle(), vehicle("bus", provider="library"))
    market = Market("square", ("post", "books"), 30, value=5)
    asked = problem(*stops, vehicles=vehicles, markets=(market,))
    plan = solve(asked, stop=AfterAsking(3), seed=1)
    assert check(asked, plan) == []
    assert [(m.day, m.end - m.start) for m in plan.meetings] == [(0, 30.0), (1, 30.0)]
    assert plan.value == 4 * 20 - 10


def test_published_optima_are_met(real_data: Path) -> None:
    """Cordeau, Gendreau and Laporte's first instance: 524.61."""
    asked = read_cordeau(real_data / "instances" / "pvrp" / "p01.txt")
    plan = solve(asked, stop=AfterAsking(13), seed=1)
    assert check(asked, plan) == []
    assert plan.value == pytest.approx(524.61, rel=0.05)
