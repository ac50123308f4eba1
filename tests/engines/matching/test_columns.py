"""What a room's day can hold as a whole, and the bound by whole schedules."""

import random

import numpy as np
import pytest

from softplace.engines.contract import AfterAsking
from softplace.engines.matching import room_days
from softplace.engines.matching.arrays import Array, Arrays
from softplace.engines.matching.columns import Columns, in_rooms_of_one_unit
from softplace.engines.matching.cuts import Cuts
from softplace.engines.matching.dual import Pricer, PriceSearch
from softplace.engines.matching.files import read_problem
from softplace.engines.matching.generate import generate
from softplace.engines.matching.grid import build_grid
from softplace.engines.matching.linking import FINE
from softplace.engines.matching.problem import Problem
from softplace.engines.matching.room_days import RoomDay
from softplace.engines.matching.solve import solve
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


def nothing_cut(day: RoomDay) -> tuple[Array, Array]:
    return np.zeros(len(day.options), np.int64), np.zeros(0, np.int64)


def weights_by_chance(a: Arrays, seed: int, least: int) -> list[int]:
    return [random.Random(100 * seed + o).randint(least, 100) for o in range(len(a.o_pair))]


@pytest.mark.parametrize("seed", range(4))
def test_a_day_of_weekly_sessions_is_filled_as_well_as_can_be(seed: int) -> None:
    a = build_grid(busy_evening(seed, rhythms=("weekly",), layouts=("free", "tables"))).arrays
    weight = weights_by_chance(a, seed, -20)
    day = RoomDay(a, np.arange(len(a.o_pair)))
    value, taken = day.best(np.array(weight), *nothing_cut(day), 0)
    assert taken is not None
    assert value == best_by_trying(a, weight) == sum(weight[o] for o in taken.tolist())
    assert day.best(np.array(weight), *nothing_cut(day), value) == (value, None)


@pytest.mark.parametrize("seed", range(4))
def test_sessions_that_leave_weeks_to_one_another_keep_the_changeover(seed: int) -> None:
    mixed = ("weekly", "every_other_week")
    a = build_grid(busy_evening(seed, rhythms=mixed, layouts=("free", "tables"))).arrays
    weight = weights_by_chance(a, seed, 1)
    day = RoomDay(a, np.arange(len(a.o_pair)))
    value, taken = day.best(np.array(weight), *nothing_cut(day), 0)
    assert taken is not None
    assert value == best_by_trying(a, weight) == sum(weight[o] for o in taken.tolist())


@pytest.mark.parametrize("seed", range(4))
def test_no_schedule_of_mixed_rhythms_is_worth_more(seed: int) -> None:
    mixed = ("weekly", "every_other_week", "once")
    a = build_grid(busy_evening(seed, rhythms=mixed, layouts=("free",))).arrays
    weight = weights_by_chance(a, seed, 1)
    day = RoomDay(a, np.arange(len(a.o_pair)))
    held = np.array([0 if o in day.loose else weight[o] for o in range(len(weight))])
    value, _ = day.best(held, *nothing_cut(day), 0)
    assert value >= best_by_trying(a, held.tolist())
    kept = day.above(held, *nothing_cut(day), value - 30)
    assert kept is not None
    for o in np.setdiff1d(day.options, kept).tolist():
        assert best_by_trying(a, held.tolist(), must=o) <= value - 30


def test_a_day_with_too_many_schedules_is_bounded_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a = build_grid(busy_evening(1, rhythms=("weekly",), layouts=("free", "tables"))).arrays
    weight = weights_by_chance(a, 1, 1)
    monkeypatch.setattr(room_days, "MOST_LABELS", 3)
    day = RoomDay(a, np.arange(len(a.o_pair)))
    value, _ = day.best(np.array(weight), *nothing_cut(day), 0)
    assert value >= best_by_trying(a, weight)
    assert day.above(np.array(weight), *nothing_cut(day), 0) is None


def test_a_schedule_pays_a_cut_once_for_each_two_that_count_in_it() -> None:
    evening = room(opening=(hours(0, 18, 21),))
    asked = [request(f"r{i}", windows=(hours(0, 18, 21),), wished_minutes=60) for i in range(3)]
    a = build_grid(world(evening, *asked)).arrays
    weight = np.full(len(a.o_pair), 10)
    day = RoomDay(a, np.arange(len(a.o_pair)))
    every, none = np.ones(len(day.options), np.int64), np.zeros(len(day.options), np.int64)
    for price, expected in ((0, 30), (7, 23), (25, 10)):
        value, taken = day.best(weight, every, np.array([price]), 0)
        assert value == expected
        assert taken is not None
        assert len(taken) == (expected + 9) // 10
    assert day.best(weight, none, np.array([25]), 0)[0] == 30


def test_a_mix_by_halves_of_three_requests_two_by_two_is_cut_off() -> None:
    columns, _ = columns_of(scarce(40), 100)
    packing = columns.linking.packing[:3]
    one, two, three = (int(columns.linking.rows[row].indices[0]) for row in packing)
    pairs = [np.array(pair) for pair in ((one, two), (two, three), (one, three))]
    cuts = Cuts(columns.linking)
    assert cuts.separate([(k, pair, 0, 0.5) for k, pair in enumerate(pairs)]) == 1
    assert [cuts.met(pair).tolist() for pair in pairs] == [[1], [1], [1]]
    assert cuts.met(np.array([one])).tolist() == [0]
    assert cuts.separate([(0, np.array([one, two, three]), 0, 1.0)]) == 0


def test_what_an_applicant_has_in_all_brings_what_its_tranches_say() -> None:
    """Of three sessions of 2 h a week the first brings 100 an hour, the second 80, the third 60;
    a mix by halves of all and of none cannot have the first twice."""
    asked = [
        request(f"r{i}", applicant="club", wished_minutes=120, shortest_minutes=120)
        for i in range(3)
    ]
    columns, _ = columns_of(world(room(), *asked, season=FOUR_WEEKS), 20)
    linking = columns.linking
    worths = sorted({int(worth) // FINE for worth in linking.pattern_worth})
    assert worths == [0, 4 * 200_000, 4 * 360_000, 4 * 480_000]
    free = np.zeros(len(linking.limits), np.int64)
    assert linking.bound(free) == 4 * 480_000 * FINE


def scarce(requests: int) -> Problem:
    whole = generate("scarce", 1)
    asked = whole["requests"]
    assert isinstance(asked, list)
    return read_problem(whole | {"requests": asked[:requests]})


def columns_of(problem: Problem, turns: int) -> tuple[Columns, float]:
    """And the bound by prices."""
    grid = build_grid(problem)
    pricer = Pricer(grid.arrays, grid.groups)
    prices = PriceSearch(pricer, turns)
    while not prices.done:
        prices.step()
    columns = Columns(pricer, prices.best_prices)
    pricer.close()
    return columns, prices.best


def test_the_bound_by_schedules_is_nearer_and_rules_out_nothing_that_is_best() -> None:
    problem = scarce(40)
    columns, by_prices = columns_of(problem, 100)
    columns.begin(np.zeros(0, np.int64))
    columns.improve(lambda: False)
    uncut = columns.best
    while columns.cut():
        columns.improve(lambda: False)
    plan = solve(problem, stop=AfterAsking(100), seed=1)
    assert plan.value == plan.bound
    best = round(plan.value * 1000)
    assert best <= columns.best <= uncut < by_prices
    assert uncut < 1.002 * best
    out = columns.ruled_out(best - 1)
    assert 0 < out.sum() < len(out)
    a = columns.a
    week_of = problem.season.week_of
    held = {
        (
            s.request,
            s.resource,
            s.weekday,
            s.start,
            s.minutes,
            sum(1 << week_of(d) for d in s.dates),
        )
        for s in plan.allocations
    }
    for o in np.flatnonzero(out).tolist():
        pair = a.o_pair[o]
        asked = problem.requests[a.pair_request[pair]].key
        resource = problem.resources[a.part_resource[a.pair_part[pair]]].key
        start, minutes = int(a.o_start[o]) * 15, int(a.o_len[o]) * 15
        weeks = int(a.masks[a.o_mask[o]])
        assert (asked, resource, int(a.o_day[o]), start, minutes, weeks) not in held


def test_halls_and_pools_are_not_looked_at_by_schedules() -> None:
    for other, expected in ((room("other"), True), (hall(), False), (desks(3), False)):
        grid = build_grid(world(room(), other, request(headcount=1)))
        assert in_rooms_of_one_unit(grid.arrays) == expected
