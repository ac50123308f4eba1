"""What a room's day can hold as a whole, and the bound by whole schedules."""

import random

import numpy as np
import pytest

from softplace.engines.matching.arrays import Arrays
from softplace.engines.matching.columns import Columns, in_rooms_of_one_unit
from softplace.engines.matching.dual import Pricer, PriceSearch
from softplace.engines.matching.files import read_problem
from softplace.engines.matching.generate import generate
from softplace.engines.matching.grid import build_grid
from softplace.engines.matching.problem import Problem
from softplace.engines.matching.room_days import RoomDay
from softplace.engines.matching.solve import solve
from softplace.engines.matching.warm import AfterAsking
from tests.engines.matching.worlds import FOUR_WEEKS, desks, hall, hours, request, room, world


def busy_evening(seed: int, *, rhythms: tuple[str, ...], layouts: tuple[str, ...]) -> Problem:
    chance = random.Random(seed)
    asked = [
        request(
            f"r{i}",
            windows=(hours(0, 18, chance.choice([19.5, 20.0, 20.5])),),
            wished_minutes=chance.choice([60, 75, 90]),
            rhythm=chance.choice(rhythms),
            layout=chance.choice(layouts),
        )
        for i in range(5)
    ]
    evening = room(opening=(hours(0, 18, 20.5),), changeover_minutes=15)
    return world(evening, *asked, season=FOUR_WEEKS)


def best_by_trying(a: Arrays, weight: list[int], must: int | None = None) -> int:
    """The best set of options that can all be held, by trying every one."""

    def meet(one: int, other: int) -> bool:
        if a.pair_request[a.o_pair[one]] == a.pair_request[a.o_pair[other]]:
            return True
        layouts = {int(a.request_layout[a.pair_request[a.o_pair[o]]]) for o in (one, other)}
        gap = int(a.resource_extra[0]) if len(layouts) > 1 else 0
        first, last = sorted((one, other), key=lambda o: int(a.o_start[o]))
        apart = a.o_start[last] >= a.o_start[first] + a.o_len[first] + gap
        return not apart and bool(a.masks[a.o_mask[one]] & a.masks[a.o_mask[other]])

    def best(held: list[int], rest: list[int]) -> int:
        own = sum(weight[o] for o in held)
        return max(
            [own]
            + [
                best([*held, o], rest[i + 1 :])
                for i, o in enumerate(rest)
                if not any(meet(o, other) for other in held)
            ]
        )

    every = [o for o in range(len(a.o_pair)) if o != must]
    if must is None:
        return best([], every)
    return best([must], [o for o in every if not meet(o, must)])


@pytest.mark.parametrize("seed", range(4))
def test_a_day_of_weekly_sessions_is_filled_as_well_as_can_be(seed: int) -> None:
    a = build_grid(busy_evening(seed, rhythms=("weekly",), layouts=("free", "tables"))).arrays
    weight = [random.Random(100 * seed + o).randint(-20, 100) for o in range(len(a.o_pair))]
    day = RoomDay(a, np.arange(len(a.o_pair)))
    value, taken = day.best(np.array(weight))
    assert value == best_by_trying(a, weight) == sum(weight[o] for o in taken.tolist())


@pytest.mark.parametrize("seed", range(4))
def test_no_schedule_of_mixed_rhythms_is_worth_more(seed: int) -> None:
    mixed = ("weekly", "every_other_week", "once")
    a = build_grid(busy_evening(seed, rhythms=mixed, layouts=("free",))).arrays
    weight = [random.Random(100 * seed + o).randint(1, 100) for o in range(len(a.o_pair))]
    day = RoomDay(a, np.arange(len(a.o_pair)))
    held = np.array([0 if o in day.loose else weight[o] for o in range(len(weight))])
    value, _ = day.best(held)
    assert value >= best_by_trying(a, held.tolist())
    options, worths = day.forced(held)
    for o, worth in zip(options.tolist(), worths.tolist(), strict=True):
        assert value >= worth >= best_by_trying(a, held.tolist(), must=o)


def scarce(requests: int) -> Problem:
    whole = generate("scarce", 1)
    asked = whole["requests"]
    assert isinstance(asked, list)
    return read_problem(whole | {"requests": asked[:requests]})


def test_the_bound_by_schedules_is_nearer_and_rules_out_nothing_that_is_best() -> None:
    problem = scarce(40)
    grid = build_grid(problem)
    pricer = Pricer(grid.arrays, grid.groups)
    prices = PriceSearch(pricer, 100)
    while not prices.done:
        prices.step()
    columns = Columns(pricer, prices.best_prices)
    start = columns.first_links(prices.best_prices, pricer.gains(prices.best_prices))
    columns.improve(start, np.zeros(0, np.int64), lambda: False)
    pricer.close()
    plan = solve(problem, stop=AfterAsking(100), seed=1)
    assert plan.value == plan.bound
    best = round(plan.value * 1000)
    assert best <= columns.best < prices.best
    out = columns.ruled_out(best - 1)
    assert 0 < out.sum() < len(out)
    a = grid.arrays
    keys = {(s.request, s.resource, s.weekday, s.start, s.minutes) for s in plan.allocations}
    for o in np.flatnonzero(out).tolist():
        pair = a.o_pair[o]
        asked = problem.requests[a.pair_request[pair]].key
        resource = problem.resources[a.part_resource[a.pair_part[pair]]].key
        start, minutes = int(a.o_start[o]) * 15, int(a.o_len[o]) * 15
        assert (asked, resource, int(a.o_day[o]), start, minutes) not in keys


def test_halls_and_pools_are_not_looked_at_by_schedules() -> None:
    for other, expected in ((room("other"), True), (hall(), False), (desks(3), False)):
        grid = build_grid(world(room(), other, request(headcount=1)))
        assert in_rooms_of_one_unit(grid.arrays) == expected
