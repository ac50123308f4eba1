"""On tiny random problems the engine finds what trying everything finds, and proves no less."""

import random
from datetime import date

import pytest

from softplace.engines.matching.check import check
from softplace.engines.matching.problem import Applicant, Booking, Policy, Problem
from tests.engines.matching.brute_force import best_value
from tests.engines.matching.worlds import (
    FOUR_WEEKS,
    MONDAY,
    hall,
    hours,
    request,
    room,
    solved,
    world,
)


def random_world(seed: int) -> Problem:
    chance = random.Random(seed)
    opening = (hours(0, 18, 20), hours(1, 18, 19.5))
    rooms = (
        room("one", opening=opening, changeover_minutes=chance.choice([0, 15, 30])),
        chance.choice([room, hall])("two", opening=opening[:1]),
    )
    asked = []
    for i in range(chance.choice([3, 4])):
        wished = chance.choice([60, 75, 90])
        day = chance.choice([0, 0, 1])
        windows = (hours(day, 18, chance.choice([19.25, 19.5])),)
        asked.append(
            request(
                f"r{i}",
                applicant=chance.choice(["x", "y", "z"]),
                windows=windows,
                wished_minutes=wished,
                shortest_minutes=60,
                headcount=chance.choice([5, 10, 18]),
                layout=chance.choice(["free", "free", "tables"]),
                rhythm=chance.choice(["weekly", "weekly", "every_other_week", "once"]),
                wishes=chance.choice([(), ("one",), ("two", "one")]),
                last_day=chance.choice([None, date(2026, 9, 20)]),
                least_share_of_dates=0.5,
            )
        )
    booking = Booking("one", MONDAY, 18 * 60, 18 * 60 + 20, layout="free")
    people = (Applicant("x", past_hours_per_week=2), Applicant("y", several_at_once=True))
    return world(
        *rooms,
        *asked,
        *people,
        season=FOUR_WEEKS,
        bookings=(booking,),
        policy=Policy(step_minutes=15),
    )


@pytest.mark.parametrize("seed", range(8))
def test_the_engine_agrees_with_brute_force(seed: int) -> None:
    problem = random_world(seed)
    plan = solved(problem)
    assert check(problem, plan) == []
    best = best_value(problem)
    assert plan.value == best
    assert plan.bound >= best
