from math import isclose

import pytest

from softplace.foundation.distances import box_around, great_circle_metres

CREST = (44.7289, 5.0222)
VALENCE = (44.9333, 4.8917)


def test_a_degree_of_latitude_is_a_360th_of_the_circumference() -> None:
    assert isclose(great_circle_metres(0, 0, 1, 0), 111_195.08, rel_tol=1e-6)


def test_the_distance_is_the_same_both_ways_and_zero_to_oneself() -> None:
    assert great_circle_metres(*CREST, *VALENCE) == great_circle_metres(*VALENCE, *CREST)
    assert great_circle_metres(*CREST, *CREST) == 0


@pytest.mark.parametrize("bearing", ["north", "south", "east", "west"])
def test_the_box_reaches_exactly_as_far_as_asked(bearing: str) -> None:
    box = box_around(*CREST, 20_000)
    lat, lng = CREST
    edge = {
        "north": (box.north, lng),
        "south": (box.south, lng),
        "east": (lat, box.east),
        "west": (lat, box.west),
    }[bearing]
    assert great_circle_metres(*CREST, *edge) >= 19_990


def test_near_a_pole_the_box_is_a_full_ring() -> None:
    box = box_around(89.99, 10, 5_000)
    assert (box.west, box.east, box.north) == (-180.0, 180.0, 90.0)
