import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from softplace.engines.reach.nearest import NO_SITE, nearest_open, nth_nearest
from softplace.engines.reach.week import (
    WEEK_MINUTES,
    WeekOpenings,
    hours_open,
    hours_within_reach,
    open_within_reach,
    people_in_reach_through_week,
    people_open_by_group,
)
from softplace.engines.travel import TravelMatrix
from softplace.foundation.errors import Refused

INF = np.inf
# Three cells, three sites: a town between two, a village near one, a farm near none.
TRAVEL = TravelMatrix(np.array([[5.0, 8.0, 30.0], [25.0, 12.0, INF], [INF, INF, INF]]))
MONDAY_9, MONDAY_10, MONDAY_12, TUESDAY_0 = 9 * 60, 10 * 60, 12 * 60, 24 * 60


def test_nearest_and_second_nearest_and_none() -> None:
    table = TRAVEL.table(30)
    assert nth_nearest(table).costs.tolist() == [5, 12, INF]
    assert nth_nearest(table).sites.tolist() == [0, 1, NO_SITE]
    assert nth_nearest(table, 2).costs.tolist() == [8, 25, INF]
    assert nth_nearest(table, 3).costs.tolist() == [30, INF, INF]


def test_of_sites_equally_far_the_first_counts() -> None:
    table = TravelMatrix(np.array([[7.0, 7.0]])).table()
    assert nth_nearest(table).sites.tolist() == [0]
    assert nth_nearest(table, 2).sites.tolist() == [1]


def test_the_nearest_open_one_at_an_hour() -> None:
    openings = WeekOpenings.of([(0, MONDAY_9, MONDAY_12), (1, MONDAY_10, MONDAY_12)])
    table = TRAVEL.table(30)
    assert nearest_open(table, openings.open_at(MONDAY_9, 3)).costs.tolist() == [5, 25, INF]
    assert nearest_open(table, openings.open_at(MONDAY_10, 3)).costs.tolist() == [5, 12, INF]
    assert nearest_open(table, openings.open_at(MONDAY_10, 3), 2).costs.tolist() == [8, 25, INF]
    assert nearest_open(table, openings.open_at(MONDAY_12, 3)).sites.tolist() == [NO_SITE] * 3


def test_hours_within_reach_count_overlapping_openings_once() -> None:
    openings = WeekOpenings.of(
        [(0, MONDAY_9, MONDAY_12), (1, MONDAY_10, MONDAY_12 + 90), (2, TUESDAY_0, TUESDAY_0 + 60)]
    )
    assert hours_within_reach(TRAVEL.table(10), openings).tolist() == [4.5, 0, 0]
    assert hours_within_reach(TRAVEL.table(12), openings).tolist() == [4.5, 3.5, 0]
    assert hours_within_reach(TRAVEL.table(30), openings).tolist() == [5.5, 4.5, 0]


def test_an_opening_across_sunday_midnight_goes_on_on_monday() -> None:
    openings = WeekOpenings.of([(0, WEEK_MINUTES - 60, WEEK_MINUTES + 30)])
    assert hours_within_reach(TRAVEL.table(10), openings).tolist() == [1.5, 0, 0]
    assert openings.open_at(0, 1).tolist() == [True]
    assert openings.open_at(30, 1).tolist() == [False]


def test_hours_that_a_site_is_open_twice_over_count_once() -> None:
    openings = WeekOpenings.of(
        [(0, MONDAY_9, MONDAY_12), (0, MONDAY_10, MONDAY_12 + 60), (2, WEEK_MINUTES - 30, WEEK_MINUTES + 30)]
    )  # fmt: skip
    assert hours_open(openings, 4).tolist() == [4, 0, 1, 0]


def test_an_opening_until_midnight_on_sunday_is_over_when_monday_begins() -> None:
    openings = WeekOpenings.of([(0, WEEK_MINUTES - 60, WEEK_MINUTES)])
    assert openings.open_at(WEEK_MINUTES - 1, 1).tolist() == [True]
    assert openings.open_at(0, 1).tolist() == [False]
    assert hours_within_reach(TRAVEL.table(10), openings).tolist() == [1, 0, 0]


@pytest.mark.parametrize("start, end", [(-1, 60), (60, 60), (120, 60), (0, WEEK_MINUTES + 1)])
def test_an_opening_outside_the_week_is_refused(start: int, end: int) -> None:
    with pytest.raises(Refused, match="opening_outside_week"):
        WeekOpenings(np.array([0]), np.array([start]), np.array([end]))


def test_people_in_reach_rise_and_fall_through_the_week() -> None:
    openings = WeekOpenings.of([(0, MONDAY_9, MONDAY_12), (1, MONDAY_10, MONDAY_12 + 90)])
    breaks, people = people_in_reach_through_week(
        TRAVEL.table(12), openings, np.array([100.0, 10.0, 1.0])
    )
    assert breaks.tolist() == [0, MONDAY_9, MONDAY_10, MONDAY_12, MONDAY_12 + 90, WEEK_MINUTES]
    assert people.tolist() == [0, 100, 110, 110, 0]


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 300), st.integers(1, 90)), max_size=100),
    st.integers(0, 2**32 - 1),
)
def test_hours_agree_with_counting_minutes_one_by_one(
    spans: list[tuple[int, int, int]], seed: int
) -> None:
    openings = WeekOpenings.of([(site, start, start + length) for site, start, length in spans])
    costs = np.random.default_rng(seed).uniform(0, 10, (4, 6))
    hours = hours_within_reach(TravelMatrix(costs).table(5), openings)
    for cell in range(4):
        minutes = {
            minute
            for site, start, length in spans
            if costs[cell, site] <= 5
            for minute in range(start, start + length)
        }
        assert hours[cell] == pytest.approx(len(minutes) / 60)


def test_each_moment_of_the_week_says_who_has_something_open() -> None:
    table = TravelMatrix(np.array([[1.0, 9.0], [9.0, 1.0], [9.0, 9.0]])).table(5)
    openings = WeekOpenings.of([(0, 60, 120), (0, 90, 150), (1, 100, 200)])
    found = open_within_reach(table, openings, 30)
    assert found.shape == (3, 336)
    # Of a moment it is said that its site is open then, not that it was in the half hour before.
    assert [np.flatnonzero(row).tolist() for row in found] == [[2, 3, 4], [4, 5, 6], []]


@pytest.mark.parametrize("seed", range(3))
def test_people_of_groups_are_those_of_their_cells(seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = TravelMatrix(rng.uniform(0, 10, (30, 8))).table(4)
    starts = rng.integers(0, 10_000, 20)
    openings = WeekOpenings(rng.integers(0, 8, 20), starts, starts + rng.integers(1, 80, 20))
    people, groups = rng.uniform(0, 9, 30), rng.integers(0, 3, 30)
    found = people_open_by_group(table, openings, 30, people, groups, 3)
    is_open = open_within_reach(table, openings, 30)
    for group in range(3):
        own = groups == group
        assert found[group] == pytest.approx(people[own] @ is_open[own])
