"""The algebra of grouped intervals against sets of minutes, on tiny integers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from softplace.engines.calendar.grouped import (
    Membership,
    clip,
    first_fit_by_group,
    intersect_by_group,
    merge_by_group,
    subtract_by_group,
    total_minutes_by_group,
)

Row = tuple[int, int, int]
rows = st.lists(
    st.tuples(st.sampled_from([0, 1, 2, 10**15]), st.integers(-9, 12), st.integers(-9, 12)),
    max_size=12,
)


def columns(table: list[Row]) -> tuple[list[int], list[int], list[int]]:
    return [r[0] for r in table], [r[1] for r in table], [r[2] for r in table]


def points(table: list[Row]) -> set[tuple[int, int]]:
    return {(group, at) for group, start, end in table for at in range(start, end)}


def as_rows(result: tuple[np.ndarray, np.ndarray, np.ndarray]) -> list[Row]:
    return list(zip(*(column.tolist() for column in result), strict=True))


def canonical(covered: set[tuple[int, int]]) -> list[Row]:
    found: list[Row] = []
    for group, at in sorted(covered):
        if found and found[-1][0] == group and found[-1][2] == at:
            found[-1] = (group, found[-1][1], at + 1)
        else:
            found.append((group, at, at + 1))
    return found


@given(rows)
def test_merging_covers_the_same_minutes_in_the_fewest_rows(table: list[Row]) -> None:
    assert as_rows(merge_by_group(*columns(table))) == canonical(points(table))


@given(rows, rows)
def test_subtracting_leaves_what_is_in_the_first_only(a: list[Row], b: list[Row]) -> None:
    result = subtract_by_group(columns(a), columns(b))
    assert as_rows(result) == canonical(points(a) - points(b))


@given(rows, rows)
def test_intersecting_leaves_what_is_in_both(a: list[Row], b: list[Row]) -> None:
    result = intersect_by_group(columns(a), columns(b))
    assert as_rows(result) == canonical(points(a) & points(b))


@given(rows, st.integers(-9, 12), st.integers(-9, 12))
def test_clipping_leaves_what_is_inside(table: list[Row], low: int, high: int) -> None:
    inside = {(group, at) for group, at in points(table) if low <= at < high}
    assert points(as_rows(clip(*columns(table), low, high))) == inside


@given(rows)
def test_totals_count_the_minutes_of_each_group(table: list[Row]) -> None:
    small = [(group, s, e) for group, s, e in table if group < 3]
    totals = total_minutes_by_group(*merge_by_group(*columns(small)), 3)
    covered = points(small)
    assert totals.tolist() == [sum(g == group for g, _ in covered) for group in range(3)]


@given(
    rows,
    st.integers(1, 6),
    st.integers(1, 4),
    st.none() | st.integers(-9, 12),
    st.none() | st.integers(-9, 12),
)
def test_first_fit_finds_the_first_start_and_counts_them_all(
    table: list[Row], length: int, step: int, earliest: int | None, latest_end: int | None
) -> None:
    covered = points(table)
    starts: dict[int, list[int]] = {}
    for group, at in sorted(covered):
        fits = all((group, at + minute) in covered for minute in range(length))
        early = earliest is not None and at < earliest
        late = latest_end is not None and at + length > latest_end
        if fits and at % step == 0 and not early and not late:
            starts.setdefault(group, []).append(at)
    result = first_fit_by_group(
        *columns(table), length, step_minutes=step, earliest=earliest, latest_end=latest_end
    )
    assert as_rows(result) == [(g, found[0], len(found)) for g, found in starts.items()]


@given(rows, st.lists(st.tuples(st.sampled_from([-1, 0, 1, 2, 10**15]), st.integers(-20, 20))))
def test_membership_answers_for_each_pair(table: list[Row], asked: list[tuple[int, int]]) -> None:
    covered = points(table)
    group, at = np.array(asked, dtype=np.int64).reshape(-1, 2).T
    answer = Membership(*columns(table)).contains(group, at)
    assert answer.tolist() == [pair in covered for pair in asked]


def test_touching_intervals_of_different_groups_stay_apart() -> None:
    assert as_rows(merge_by_group([0, 1], [0, 5], [5, 9])) == [(0, 0, 5), (1, 5, 9)]


def test_a_negative_group_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more, not -1"):
        merge_by_group([-1], [0], [1])


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="one length, not 1, 2 and 1"):
        merge_by_group([0], [0, 1], [1])


def test_a_total_for_a_group_outside_is_refused() -> None:
    with pytest.raises(ValueError, match="Group 3 is not below 3"):
        total_minutes_by_group([3], [0], [1], 3)
