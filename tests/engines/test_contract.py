"""What every engine may ask of a stop."""

from math import inf

from softplace.engines.contract import AnyOf, MaxSeconds, WithinGap, seconds_left


def test_a_stop_without_a_clock_leaves_all_the_time() -> None:
    assert seconds_left(WithinGap(0.1)) == inf
    assert seconds_left(AnyOf(WithinGap(0.1))) == inf


def test_any_of_several_leaves_what_the_shortest_leaves() -> None:
    assert seconds_left(AnyOf(MaxSeconds(600), MaxSeconds(0), WithinGap(0))) == 0
