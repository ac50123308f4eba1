"""Half-days: their edges on clock-change days, which are idle, the longest idle stretch."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from softplace.engines.calendar import (
    HalfDays,
    epoch_minutes,
    half_days,
    idle_half_days,
    instant_of,
    longest_idle_stretch,
)

MONDAY = date(2026, 11, 23)
WEEK = half_days("Europe/Paris", MONDAY, MONDAY + timedelta(days=6))
NONE: tuple[list[int], list[int], list[int]] = ([], [], [])


def minute(day: int, hour: int) -> int:
    """Epoch minute of an hour on the wall in Paris, in winter, `day` days after MONDAY."""
    return epoch_minutes(datetime(2026, 11, 23, hour, tzinfo=UTC) + timedelta(days=day)) - 60


def test_a_spring_morning_is_an_hour_shorter() -> None:
    halves = half_days("Europe/Paris", date(2026, 3, 29), date(2026, 3, 29))
    assert (halves.end - halves.start).tolist() == [720, 660]
    assert instant_of(halves.start[0]) == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert halves.half.tolist() == [0, 1]


def test_noon_can_be_elsewhere() -> None:
    halves = half_days("America/Martinique", MONDAY, MONDAY, noon_minute=720)
    assert (halves.end - halves.start).tolist() == [720, 720]


def test_half_days_that_run_backward_or_noon_at_midnight_are_refused() -> None:
    with pytest.raises(ValueError, match="must not end 2026-11-22 before they begin 2026-11-23"):
        half_days("Europe/Paris", MONDAY, MONDAY - timedelta(days=1))
    with pytest.raises(ValueError, match="noon_minute is 1 to 1439, not 1440"):
        half_days("Europe/Paris", MONDAY, MONDAY, noon_minute=1440)
    with pytest.raises(ValueError, match="minimum_open_minutes is 1 or more, not 0"):
        idle_half_days(WEEK, NONE, NONE, minimum_open_minutes=0)


def test_a_half_day_is_idle_when_it_is_open_and_nobody_claims_any_of_it() -> None:
    openings = ([4, 4], [minute(0, 9), minute(1, 9)], [minute(0, 18), minute(1, 18)])
    claims = ([4], [minute(1, 8)], [minute(1, 9)])
    found = idle_half_days(WEEK, openings, claims)
    assert found.half_day.tolist() == [0, 1, 2, 3]
    assert found.open_minutes.tolist() == [240, 300, 240, 300]
    assert found.idle.tolist() == [True, True, False, True]


def test_a_half_day_that_is_open_too_briefly_does_not_count() -> None:
    openings = ([0], [minute(0, 12)], [minute(0, 18)])
    assert idle_half_days(WEEK, openings, NONE, minimum_open_minutes=61).half_day.tolist() == [1]
    assert idle_half_days(WEEK, openings, NONE, minimum_open_minutes=60).half_day.tolist() == [0, 1]


def test_the_longest_idle_stretch_goes_on_over_closed_half_days() -> None:
    days = range(5)
    openings = ([1] * 5, [minute(d, 9) for d in days], [minute(d, 12) for d in days])
    claims = ([1], [minute(1, 9)], [minute(1, 10)])
    found = longest_idle_stretch(idle_half_days(WEEK, openings, claims))
    assert [column.tolist() for column in found] == [[1], [4], [8], [3], [540]]


def test_of_two_stretches_as_long_the_first_counts() -> None:
    openings = ([0] * 3, [minute(d, 9) for d in range(3)], [minute(d, 12) for d in range(3)])
    claims = ([0], [minute(1, 9)], [minute(1, 10)])
    found = longest_idle_stretch(idle_half_days(WEEK, openings, claims))
    assert [column.tolist() for column in found] == [[0], [0], [0], [1], [180]]


def test_nothing_idle_has_no_longest_stretch() -> None:
    found = longest_idle_stretch(idle_half_days(WEEK, NONE, NONE))
    assert [column.tolist() for column in found] == [[], [], [], [], []]


rows = st.lists(st.tuples(st.integers(0, 2), st.integers(-3, 30), st.integers(-3, 30)), max_size=9)


@given(rows, rows, st.integers(1, 3))
def test_any_idle_half_days_agree_with_counting_minutes(
    openings: list[tuple[int, int, int]], claims: list[tuple[int, int, int]], enough: int
) -> None:
    edges = np.array([0, 3, 7, 12, 13, 20, 24])  # six "half-days" of a few minutes
    halves = HalfDays(np.arange(6), np.arange(6) % 2, edges[:-1], edges[1:])

    def minutes(table: list[tuple[int, int, int]]) -> set[tuple[int, int]]:
        return {(group, at) for group, start, end in table for at in range(start, end)}

    expected = []
    longest: dict[int, list[int]] = {}
    for group in range(3):
        run: list[int] = []
        for half in range(6):
            inside = {(group, at) for at in range(edges[half], edges[half + 1])}
            open_minutes = len(inside & minutes(openings))
            if open_minutes < enough:
                continue
            idle = not inside & minutes(claims)
            expected.append((group, half, open_minutes, idle))
            run = [*run, half] if idle else []
            if len(run) > len(longest.get(group, [])):
                longest[group] = run
    found = idle_half_days(
        halves, _columns(openings), _columns(claims), minimum_open_minutes=enough
    )
    assert list(zip(*(column.tolist() for column in found), strict=True)) == expected
    stretches = longest_idle_stretch(found)
    assert stretches.group.tolist() == sorted(longest)
    assert stretches.first_half_day.tolist() == [longest[g][0] for g in sorted(longest)]
    assert stretches.last_half_day.tolist() == [longest[g][-1] for g in sorted(longest)]
    assert stretches.half_day_count.tolist() == [len(longest[g]) for g in sorted(longest)]


def _columns(table: list[tuple[int, int, int]]) -> tuple[list[int], list[int], list[int]]:
    return [r[0] for r in table], [r[1] for r in table], [r[2] for r in table]
