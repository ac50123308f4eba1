"""The interval algebra against sets of small integers, the slow and obvious reference."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from softplace.foundation.intervals import (
    Interval,
    difference,
    in_all,
    intersection,
    long_enough,
    merged,
)

pairs = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8)


def points(intervals: list[Interval]) -> set[int]:
    return {p for start, end in intervals for p in range(start, end)}


@given(pairs)
def test_merged_covers_the_same_points_with_no_two_touching(raw: list[tuple[int, int]]) -> None:
    result = merged(raw)
    assert points(result) == points([Interval(*pair) for pair in raw])
    assert all(a.end < b.start for a, b in pairwise(result))


@given(pairs, pairs)
def test_intersection_and_difference_are_those_of_sets(
    a: list[tuple[int, int]], b: list[tuple[int, int]]
) -> None:
    left, right = merged(a), merged(b)
    assert points(intersection(left, right)) == points(left) & points(right)
    assert points(difference(left, right)) == points(left) - points(right)


@given(st.lists(pairs, min_size=1, max_size=4))
def test_what_is_in_all_is_in_each(raw: list[list[tuple[int, int]]]) -> None:
    sets = [merged(each) for each in raw]
    assert points(in_all(sets)) == set.intersection(*map(points, sets))


def test_nothing_is_in_all_of_no_sets() -> None:
    assert in_all([]) == []


def test_intervals_are_half_open() -> None:
    morning, afternoon = Interval(9, 12), Interval(12, 18)
    assert not morning.overlaps(afternoon)
    assert Interval(9, 18).covers(morning)
    assert not morning.covers(Interval(9, 18))


def test_long_enough_keeps_the_exact_length() -> None:
    assert long_enough([Interval(0, 2), Interval(5, 8)], 3) == [Interval(5, 8)]
