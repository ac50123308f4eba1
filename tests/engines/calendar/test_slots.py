"""Possible starts against brute force over minutes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from softplace.engines.calendar import first_starts, merge_by_group, possible_starts

parts = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, 20), st.integers(1, 9)),
    max_size=8,
)


@given(parts, st.integers(1, 6), st.integers(1, 3))
def test_a_slot_starts_where_enough_parts_are_free_all_along(
    rows: list[tuple[int, int, int, int]], length: int, needed: int
) -> None:
    # One set of free minutes for each (group, part).
    part = merge_by_group(
        [3 * group + part for group, part, _, _ in rows],
        [start for _, _, start, _ in rows],
        [start + size for _, _, start, size in rows],
    )
    group = part.group // 3
    free = {(int(g), int(p)): set() for g, p in zip(group, part.group, strict=True)}
    for g, p, s, e in zip(group, part.group, part.start, part.end, strict=True):
        free[int(g), int(p)] |= set(range(int(s), int(e)))
    expected = {
        (g, minute)
        for g in {key[0] for key in free}
        for minute in range(40)
        if sum(
            all(m in minutes for m in range(minute, minute + length))
            for key, minutes in free.items()
            if key[0] == g
        )
        >= needed
    }
    found = possible_starts(
        group, part.start, part.end, length_minutes=length, needed=np.full(len(group), needed)
    )
    got = {
        (int(g), minute)
        for g, s, e in zip(found.group, found.start, found.end, strict=True)
        for minute in range(int(s), int(e))
    }
    assert got == expected


def test_the_first_start_falls_on_the_grid_where_it_can() -> None:
    starts = possible_starts([1, 1, 2], [10, 50, 7], [40, 90, 27], length_minutes=20)
    fits = first_starts(starts)
    assert fits.group.tolist() == [1, 2]
    assert fits.first_start.tolist() == [15, 7]
