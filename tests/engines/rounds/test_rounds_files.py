"""Files of rounds are read whole or refused with the path of the wrong field or line."""

import copy
import json
from pathlib import Path

import numpy as np
import pytest

from softplace.engines.contract import AfterAsking
from softplace.engines.documents import InvalidField
from softplace.engines.rounds import (
    Costs,
    Lock,
    Market,
    Window,
    check,
    generate,
    read_cordeau,
    read_file,
    solve,
)
from softplace.engines.rounds.files import read_problem
from softplace.engines.rounds.generate import PROVIDERS, SIZES
from softplace.engines.rounds.run import summary

SMALL = generate("small", 3)
CORDEAU = """ 1 2 3 2
 20 9
 20 9
 0 0 0 0 0 0 0
 1 3 4 0 2 1 2 1 2
 2 0 4 1 3 2 1 3

 3 3 0 0 4 1 1 2
"""


@pytest.mark.parametrize("size", list(SIZES))
def test_what_is_generated_can_be_read_and_has_its_size(size: str) -> None:
    asked = read_problem(generate(size, 1))
    of = SIZES[size]
    assert (asked.days, len(asked.points)) == (5 * of.weeks, of.communes + 2)
    assert [len(market.stops) for market in asked.markets] == [len(PROVIDERS)] * of.squares


def test_the_same_seed_generates_the_same_file() -> None:
    assert generate("small", 3) == SMALL
    assert generate("small", 4) != SMALL


def test_a_generated_district_is_planned_without_a_broken_rule() -> None:
    asked = read_problem(SMALL)
    plan = solve(asked, stop=AfterAsking(3), seed=1)
    assert check(asked, plan) == []
    told = summary(asked, plan, 0.0)
    assert json.loads(json.dumps(told)) == told
    assert sum(len(route["visits"]) for route in told["routes"]) == sum(  # type: ignore[attr-defined]
        len(days) for days in plan.days_of.values()
    )


def test_every_field_is_read() -> None:
    asked = read_problem(
        {
            "format": "softplace-rounds/1",
            "days": 2,
            "points": [{"key": "a"}, {"key": "b"}],
            "minutes": [[0, 7], [9, 0]],
            "metres": [[0, 7000], [9000, 0]],
            "vehicles": [
                {
                    "key": "van", "provider": "post", "start_point": "a", "end_point": "b",
                    "shifts": [{"days": [1], "start": 500, "end": 900}],
                    "longest_route_minutes": 300, "capacity": 4, "functions": ["post"],
                }
            ],
            "stops": [
                {
                    "key": "s", "point": "b", "service_minutes": 20, "patterns": [[1], [0, 1]],
                    "load": 3, "windows": [{"days": [1], "start": 520, "end": 600}],
                    "function": "post", "vehicles": ["van"], "providers": ["post"],
                    "locks": [{"day": 1, "vehicle": "van", "start": 530}], "left_out_cost": 5,
                },
                {"key": "t", "point": "b", "service_minutes": 20, "patterns": [[1]]},
            ],
            "markets": [
                {
                    "key": "m", "stops": ["s", "t"], "minutes_in_common": 10, "value": 2,
                    "required": True,
                }
            ],
            "costs": {"per_km": 1, "per_minute": 2, "per_vehicle_day": 3, "per_change": 4},
        }
    )  # fmt: skip
    (vehicle,), (stop, _) = asked.vehicles, asked.stops
    assert vehicle.shifts == (None, Window(500, 900))
    assert (vehicle.back_at, vehicle.capacity, vehicle.functions) == ("b", 4.0, ("post",))
    assert stop.patterns == (frozenset({1}), frozenset({0, 1}))
    assert (stop.load, stop.windows, stop.left_out_cost) == (3.0, {1: Window(520, 600)}, 5.0)
    assert stop.locks == (Lock(1, "van", 530.0),)
    assert asked.markets == (Market("m", ("s", "t"), 10.0, 2.0, True),)
    assert asked.costs == Costs(1.0, 2.0, 3.0, 4.0)
    assert asked.minutes_between("b", "a") == 9.0


@pytest.mark.parametrize(
    ("where", "value", "message"),
    [
        (("format",), "other", "format: must be 'softplace-rounds/1'."),
        (("days",), 0, "days: must be from 1 to 366."),
        (("points", 1, "lat"), None, "points[1].lat: is missing, and so are minutes and metres."),
        (("points", 1, "lat"), 91, "points[1].lat: must be from -90 to 90 degrees."),
        (("minutes",), [[0]], "metres: is missing: minutes and metres go together."),
        (("travel",), {"km_per_hour": 0}, "travel.km_per_hour: must be above 0."),
        (("vehicles", 0, "shifts", 0, "end"), 10, "vehicles[0].shifts[0].end: must be after"),
        (("vehicles", 0, "shifts", 0, "days"), [0, 5], "vehicles[0].shifts[0].days: 5 is not a"),
        (("vehicles", 0, "shifts", 0, "days"), [1, 1], "vehicles[0].shifts[0].days: 1 has its"),
        (("vehicles", 0, "colour"), "red", "vehicles[0].colour: is not a field of this format."),
        (("stops", 2, "patterns"), [], "stops[2].patterns: must hold at least one."),
        (("stops", 2, "patterns"), [[1, 1]], "stops[2].patterns[0]: names a day twice."),
        (("stops", 2, "patterns"), [[-1]], "stops[2].patterns[0]: -1 is not a day"),
        (("stops", 2, "load"), -1, "stops[2].load: must be 0 or more."),
        (("stops", 2, "load"), True, "stops[2].load: must be a number."),
        (("stops", 2, "point"), "nowhere", "stops[2].point: 'nowhere' is not among the points."),
        (("stops", 2, "key"), SMALL["stops"][0]["key"], "stops[2].key: "),  # type: ignore[index]
        (("stops", 2, "locks"), [{"day": 9}], "stops[2].locks: hold days that no pattern has"),
        (("markets", 0, "stops"), ["x", "y"], "markets[0].stops[0]: 'x' is not among the stops."),
        (("markets", 0, "minutes_in_common"), 0, "markets[0].minutes_in_common: must be above 0."),
        (("costs",), {"per_km": "1"}, "costs.per_km: must be a number."),
    ],
)
def test_a_wrong_field_is_refused_with_its_path(
    where: tuple[str | int, ...], value: object, message: str
) -> None:
    given = copy.deepcopy(SMALL)
    inner: object = given
    for step in where[:-1]:
        inner = inner[step]  # type: ignore[index]
    inner[where[-1]] = value  # type: ignore[index]
    with pytest.raises(InvalidField) as refused:
        read_problem(given)
    assert str(refused.value).startswith(message)


def test_a_file_of_cordeau_is_read(tmp_path: Path) -> None:
    file = tmp_path / "tiny.txt"
    file.write_text(CORDEAU)
    asked = read_file(file)
    assert (asked.days, [vehicle.key for vehicle in asked.vehicles]) == (2, ["1", "2"])
    assert {v.longest_route_minutes for v in asked.vehicles} == {20.0}
    assert {v.capacity for v in asked.vehicles} == {9.0}
    assert [stop.patterns for stop in asked.stops] == [
        (frozenset({1}), frozenset({0})),
        (frozenset({0, 1}),),
        (frozenset({0}),),
    ]
    assert [stop.load for stop in asked.stops] == [2.0, 3.0, 4.0]
    assert asked.minutes_between("0", "1") == 5.0
    assert np.array_equal(asked.metres, asked.minutes * 1000)
    plan = solve(asked, stop=AfterAsking(2), seed=1)
    # All three on the first day, by the way around, and 2 alone on the second.
    assert plan.value == pytest.approx(14 + 8)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (" 1 2 3 2\n", " 2 2 3 2\n", "line 1: must begin with 1, a periodic problem."),
        (" 1 2 3 2\n", " 1 2 3\n", "line 1: must hold at least 4 numbers."),
        (" 1 2 3 2\n", " 1 2.5 3 2\n", "line 1: the number of vehicles must be a whole number"),
        (" 20 9\n 20 9\n", " 20 9\n 8 9\n", "line 3: must be as the first day's"),
        (" 3 3 0 0 4 1 1 2\n", " 3 3 x 0 4 1 1 2\n", "line 8: 'x' is not a number."),
        (" 3 3 0 0 4 1 1 2\n", " 3 3 0 0 4 1 1 4\n", "line 8: a pattern must be a whole number"),
        (" 3 3 0 0 4 1 1 2\n", " 3 3 0 0 4 1 2 2\n", "line 8: must hold 2 patterns"),
        (" 3 3 0 0 4 1 1 2\n", " 3 3 0 0 4\n", "line 8: must hold a frequency and its"),
        (CORDEAU, "\n", "wrong.txt is empty."),
    ],
)
def test_a_wrong_line_of_cordeau_is_named(
    before: str, after: str, message: str, tmp_path: Path
) -> None:
    file = tmp_path / "wrong.txt"
    file.write_text(CORDEAU.replace(before, after))
    with pytest.raises(InvalidField) as refused:
        read_cordeau(file)
    assert str(refused.value).startswith(message)
