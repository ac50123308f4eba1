"""What the engine must respect, each on a world of one or two rooms."""

import itertools
from dataclasses import replace
from datetime import date

import pytest

from softplace.engines.contract import AfterAsking
from softplace.engines.matching.check import check
from softplace.engines.matching.plan import changed
from softplace.engines.matching.problem import (
    Applicant,
    Booking,
    Closure,
    Forbid,
    InvalidField,
    Lock,
    Part,
    Point,
    Policy,
    Problem,
    Tranche,
)
from softplace.engines.matching.solve import solve
from tests.engines.matching.worlds import (
    FOUR_WEEKS,
    MONDAY,
    TWO_WEEKS,
    desks,
    hall,
    hours,
    only,
    placed,
    request,
    room,
    solved,
    world,
)


def sound(problem: Problem, **options: int) -> set[tuple[str, str, int, float]]:
    plan = solved(problem, **options)
    assert check(problem, plan) == []
    return placed(plan)


def test_a_request_that_fits_is_served_on_every_date_and_proven_best() -> None:
    plan = solved(world(request()))
    assert only(plan).dates == (MONDAY, date(2026, 9, 14))
    assert plan.value == plan.bound


def test_nothing_asked_is_an_empty_plan() -> None:
    plan = solved(world(room()))
    assert (plan.allocations, plan.value, plan.bound) == ((), 0, 0)


def test_two_requests_share_an_evening() -> None:
    served = sound(world(request("choir"), request("yoga")))
    assert {start for _, _, _, start in served} == {18, 19}


def test_quarters_of_an_hour_are_used() -> None:
    early = request("early", wished_minutes=75, shortest_minutes=75, windows=(hours(0, 18, 19.5),))
    late = request("late", wished_minutes=45, shortest_minutes=45)
    assert sound(world(early, late)) == {("early", "room", 0, 18), ("late", "room", 0, 19.25)}


def test_an_existing_booking_is_respected() -> None:
    booking = Booking("room", MONDAY, 18 * 60, 19 * 60, until=date(2026, 9, 20))
    assert sound(world(request(), bookings=(booking,))) == {("choir", "room", 0, 19)}


def test_a_date_that_falls_out_is_reported_with_its_reason() -> None:
    season = replace(FOUR_WEEKS, closures=(Closure(MONDAY, MONDAY, "holiday"),))
    booking = Booking("room", date(2026, 9, 14), 18 * 60, 20 * 60)
    asked = request(least_share_of_dates=0.5)
    problem = world(asked, season=season, bookings=(booking,))
    plan = solved(problem)
    lost = [(lost.day, lost.reason) for lost in only(plan).lost]
    assert lost == [(MONDAY, "holiday"), (date(2026, 9, 14), "booked")]
    assert only(plan).dates == (date(2026, 9, 21), date(2026, 9, 28))
    assert check(problem, plan) == []


def test_too_few_dates_left_is_no_option() -> None:
    booking = Booking("room", MONDAY, 18 * 60, 20 * 60)
    assert sound(world(request(least_share_of_dates=0.75), bookings=(booking,))) == set()


def test_changing_the_layout_takes_time() -> None:
    theatre = request("theatre", layout="tables")
    both = (request("choir"), theatre)
    assert len(sound(world(*both))) == 2
    assert len(sound(world(room(changeover_minutes=15), *both))) == 1
    longer = room(changeover_minutes=15, opening=(hours(0, 18, 20.25),))
    wide = [replace(asked, windows=(hours(0, 18, 20.25),)) for asked in both]
    assert len(sound(world(longer, *wide))) == 2


def test_setting_up_takes_time_even_in_the_same_layout() -> None:
    both = (request("choir"), request("yoga"))
    assert len(sound(world(room(setup_minutes=15, changeover_minutes=15), *both))) == 1


def test_a_booking_of_unknown_layout_needs_the_changeover() -> None:
    booking = Booking("room", MONDAY, 19 * 60, 20 * 60, until=date(2026, 9, 20))
    problem = world(room(changeover_minutes=15), request(), bookings=(booking,))
    assert sound(problem) == set()
    same = world(
        room(changeover_minutes=15), request(), bookings=(replace(booking, layout="free"),)
    )
    assert sound(same) == {("choir", "room", 0, 18)}


def test_a_hall_divides_and_its_halves_are_not_taken_with_the_whole() -> None:
    hour = {"windows": (hours(0, 18, 19),)}
    crowd = request("crowd", headcount=30, **hour)
    small = [request(f"small {i}", headcount=15, **hour) for i in range(3)]
    assert len(sound(world(hall(), *small))) == 2
    assert len(sound(world(hall(), crowd, small[0]))) == 1


def test_a_pool_serves_as_many_as_it_has_units() -> None:
    hour = {"windows": (hours(0, 18, 19),)}
    asked = [request(f"team {i}", headcount=2, **hour) for i in range(3)]
    assert len(sound(world(desks(5), *asked))) == 2
    assert len(sound(world(desks(6), *asked))) == 3


@pytest.mark.parametrize(
    "closed",
    [
        room(erp_headcount=9),
        room(noise=0),
        room(audiences=frozenset({"members"})),
        room(parts=(Part("all", ("a",), {"free": 9}),)),
        room(parts=(Part("all", ("a",), {"tables": 99}),)),
        room(opening=(hours(0, 8, 18),)),
    ],
)
def test_a_room_that_does_not_suit_is_not_used(closed: object) -> None:
    assert sound(world(closed, request())) == set()  # type: ignore[arg-type]


def test_equipment_is_asked_of_the_part() -> None:
    equipped = Part("all", ("a",), {"free": 20}, frozenset({"piano"}))
    asked = request(equipment=frozenset({"piano"}))
    rooms = (room("bare"), room("music", parts=(equipped,)))
    assert sound(world(*rooms, asked)) == {("choir", "music", 0, 18)}


def test_wishes_are_a_limit_unless_anything_will_do() -> None:
    other = room("other", opening=(hours(0, 8, 9),))
    strict = request(wishes=("other",), anything=False)
    assert sound(world(room(), other, strict)) == set()
    assert sound(world(room(), other, replace(strict, anything=True))) == {("choir", "room", 0, 18)}


def test_the_first_wish_is_preferred_and_a_place_is_a_wish() -> None:
    rooms = (room("one"), room("two"))
    assert placed(solved(world(*rooms, request(wishes=("place of two", "one"))))) == {
        ("choir", "two", 0, 18)
    }


def test_a_radius_excludes_what_is_beyond_it() -> None:
    far = room(point=Point(45.1, 4.9))
    near = Point(45.0, 4.9)
    assert sound(world(far, request(near=near, radius_km=10))) == set()
    assert len(sound(world(far, request(near=near, radius_km=12)))) == 1


def test_the_nearer_room_is_preferred() -> None:
    rooms = (room("far", point=Point(45.1, 4.9)), room("near", point=Point(45.01, 4.9)))
    asked = request(near=Point(45.0, 4.9))
    assert placed(solved(world(*rooms, asked))) == {("choir", "near", 0, 18)}


def test_the_smaller_room_is_preferred() -> None:
    small = room("small", parts=(Part("all", ("a",), {"free": 12}),))
    assert placed(solved(world(room("big"), small, request()))) == {("choir", "small", 0, 18)}


def test_an_applicant_is_in_one_room_at_a_time() -> None:
    rooms = (room("one", opening=(hours(0, 18, 19),)), room("two", opening=(hours(0, 18, 19),)))
    both = (request("a", applicant="club"), request("b", applicant="club"))
    assert len(sound(world(*rooms, *both))) == 1
    assert len(sound(world(*rooms, *both, Applicant("club", several_at_once=True)))) == 2


def test_sessions_of_a_request_are_on_different_days() -> None:
    open_twice = room(opening=(hours(0, 18, 20), hours(2, 18, 20)))
    asked = request(sessions=2, windows=(hours(0, 18, 20), hours(2, 18, 20)))
    assert {day for _, _, day, _ in sound(world(open_twice, asked))} == {0, 2}


def test_every_other_week_leaves_the_other_week() -> None:
    hour = {"windows": (hours(0, 18, 19),), "rhythm": "every_other_week"}
    assert len(sound(world(request("odd", **hour), request("even", **hour)))) == 2
    third = request("third", **hour)
    assert len(sound(world(request("odd", **hour), request("even", **hour), third))) == 2


def test_a_one_off_takes_one_date() -> None:
    hour = {"windows": (hours(0, 18, 19),), "rhythm": "once"}
    asked = [request(f"fair {i}", **hour) for i in range(3)]
    plan = solved(world(*asked))
    assert sorted(a.dates for a in plan.allocations) == [(MONDAY,), (date(2026, 9, 14),)]


def test_a_wish_shrinks_when_that_serves_one_more() -> None:
    asked = [request(f"r{i}", wished_minutes=120, shortest_minutes=60) for i in range(2)]
    plan = solved(world(*asked))
    assert [a.minutes for a in plan.allocations] == [60, 60]
    assert only(solved(world(asked[0]))).minutes == 120


def test_whoever_had_much_gives_way() -> None:
    hour = {"windows": (hours(0, 18, 19),)}
    asked = (request("old", **hour), request("new", **hour))
    old = Applicant("applicant of old", past_hours_per_week=3)
    assert placed(solved(world(*asked, old))) == {("new", "room", 0, 18)}


def test_an_idle_half_day_is_filled_rather_than_a_busy_one() -> None:
    policy = Policy(idle_half_day_points=50)
    busy = Booking("one", MONDAY, 14 * 60, 15 * 60, until=date(2026, 9, 20))
    problem = world(room("one"), room("two"), request(), policy=policy, bookings=(busy,))
    assert sound(problem) == {("choir", "two", 0, 18)}


def test_a_lock_stays_and_the_rest_is_placed_around_it() -> None:
    lock = Lock("choir", "room", ("a",), 0, 18 * 60 + 30, 60)
    problem = world(request("choir"), request("yoga"), locks=(lock,))
    plan = solved(problem)
    assert check(problem, plan) == []
    assert placed(plan) == {("choir", "room", 0, 18.5)}
    assert only(plan).locked


def test_a_lock_may_override_wishes_and_says_which() -> None:
    wide = room(opening=(hours(0, 8, 22),), noise=0)
    lock = Lock("choir", "room", ("a",), 0, 9 * 60, 30)
    problem = world(wide, request(), locks=(lock,))
    plan = solved(problem)
    assert only(plan).against == ("noise", "window", "minutes")
    assert check(problem, plan) == []


@pytest.mark.parametrize(
    ("locks", "path"),
    [
        ((Lock("choir", "room", ("a",), 0, 8 * 60, 60),), "locks[0].start"),
        ((Lock("choir", "room", ("a",), 0, 18 * 60, 60),) * 2, "locks[1].start"),
        ((Lock("choir", "room", ("z",), 0, 18 * 60, 60),), "locks[0].units[0]"),
    ],
)
def test_a_lock_that_cannot_be_is_refused(locks: tuple[Lock, ...], path: str) -> None:
    with pytest.raises(InvalidField) as refusal:
        solved(world(request(), locks=locks))
    assert refusal.value.path == path


def test_what_is_forbidden_is_not_done() -> None:
    problem = world(request(), forbids=(Forbid("choir", start=18 * 60),))
    assert sound(problem) == {("choir", "room", 0, 18.25)}
    assert sound(world(request(), forbids=(Forbid("choir", resource="room"),))) == set()


def test_solving_again_around_a_lock_leaves_the_others_where_they_were() -> None:
    wide = room(opening=(hours(0, 8, 22),))
    asked = [request(f"r{i}", windows=(hours(0, 8, 22),)) for i in range(8)]
    before = solved(world(wide, *asked))
    moved = before.allocations[0]
    lock = Lock(moved.request, "room", ("a",), 0, 21 * 60, 60)
    problem = world(wide, *asked, locks=(lock,))
    after = solved(problem, start=before, seed=2)
    assert check(problem, after) == []
    assert len(after.allocations) == 8
    assert changed(before, after) <= 2


def test_the_same_seed_gives_the_same_plan() -> None:
    wide = room(opening=(hours(0, 8, 22),))
    asked = [
        request(f"r{i}", windows=(hours(0, 8, 22),), wished_minutes=60 + 30 * (i % 4))
        for i in range(12)
    ]
    problem = world(wide, *asked)
    assert solved(problem, seed=5, pieces=8) == solved(problem, seed=5, pieces=8)


class NoTimeLeft:
    """Never says stop, but that nothing more would be ready in time."""

    seconds_left = 0.0

    def __call__(self, value: float, bound: float) -> bool:
        return False


def test_a_solve_ends_when_another_piece_of_work_would_be_late() -> None:
    wide = room(opening=(hours(0, 8, 22),))
    asked = [request(f"r{i}", windows=(hours(0, 8, 22),)) for i in range(8)]
    problem = world(wide, *asked)
    plan = solve(problem, stop=NoTimeLeft(), seed=1)
    assert len(plan.allocations) == 8
    assert check(problem, plan) == []


def test_progress_is_told_in_points_and_the_bound_only_falls() -> None:
    told: list[tuple[float, float]] = []
    problem = world(*[request(f"r{i}") for i in range(4)])
    plan = solve(
        problem,
        stop=AfterAsking(10),
        seed=1,
        progress=lambda seconds, value, bound: told.append((value, bound)),
    )
    assert all(first[0] <= second[0] for first, second in itertools.pairwise(told))
    assert all(first[1] >= second[1] for first, second in itertools.pairwise(told))
    assert told[-1] == (plan.value, plan.bound)


def test_tranches_diminish_what_one_applicant_brings() -> None:
    policy = Policy(
        hour_points=100,
        tranches=(Tranche(1, 1), Tranche(None, 0.5)),
        session_points=0,
        person_hour_points=0,
        empty_seat_points=0,
        idle_half_day_points=0,
    )
    one = request("one", applicant="club")
    two = request("two", applicant="club")
    assert solved(world(one, policy=policy)).value == 200
    assert solved(world(one, two, policy=policy)).value == 300


def test_a_resource_closed_all_season_serves_nobody() -> None:
    closed = room(closures=(Closure(TWO_WEEKS.first_day, TWO_WEEKS.last_day, "works"),))
    assert sound(world(closed, request())) == set()


def test_a_wish_may_name_a_part() -> None:
    left = request("yoga", wishes=("hall/left",), anything=False, headcount=15)
    right = request("judo", wishes=("hall/right",), anything=False, headcount=15)
    whole = request("ball", wishes=("hall/whole",), anything=False, headcount=15)
    problem = world(hall(), left, right, whole)
    plan = solved(problem)
    assert check(problem, plan) == []
    assert {a.request: a.units for a in plan.allocations} == {
        "yoga": ("a",),
        "judo": ("b",),
        "ball": ("a", "b"),
    }


def test_a_part_is_ruled_out_and_the_other_is_not() -> None:
    yoga = request("yoga", wishes=("hall/left",), headcount=15)
    problem = world(
        hall(), yoga, forbids=(Forbid("yoga", "hall/left"), Forbid("yoga", "hall/whole"))
    )
    plan = solved(problem)
    assert check(problem, plan) == []
    assert only(plan).units == ("b",)
    wrong = replace(plan, allocations=(replace(only(plan), units=("a",)),))
    assert "forbid" in {violation.rule for violation in check(problem, wrong)}
