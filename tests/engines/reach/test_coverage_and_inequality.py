import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from softplace.engines.reach.coverage import coverage
from softplace.engines.reach.inequality import (
    Theil,
    gini,
    group_means,
    palma,
    percentile,
    theil,
)
from softplace.engines.reach.nearest import nth_nearest
from softplace.engines.reach.presets import presence
from softplace.engines.travel import Points, straight_matrix
from softplace.foundation.errors import Refused

INF = np.inf
ONE_EACH = np.ones(4)


def test_gini_of_what_everybody_has_alike_is_0_and_of_1_2_3_4_a_quarter() -> None:
    assert gini(np.full(4, 7.0), ONE_EACH) == pytest.approx(0)
    assert gini(np.array([3.0, 1.0, 4.0, 2.0]), ONE_EACH) == pytest.approx(0.25)
    assert gini(np.array([0.0, 0, 0, 1]), ONE_EACH) == pytest.approx(0.75)
    assert gini(np.zeros(4), ONE_EACH) == 0


@pytest.mark.parametrize(
    "amounts, expected",
    [
        # Mean incomes of ten classes, USA 1968: the example of R's package ineq, after Cowell.
        ([541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261], 0.462091130267624),
        # The example of R's package phylotools.
        ([1, 3, 2, 1, 1, 1, 4], 0.3076923),
    ],
)
def test_gini_of_published_examples(amounts: list[float], expected: float) -> None:
    found = gini(np.array(amounts, dtype=float), np.ones(len(amounts)))
    assert found == pytest.approx(expected, abs=1e-7)


amounts_and_people = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 9)), min_size=1, max_size=12
).filter(lambda cells: sum(x * p for x, p in cells) > 0)


@given(amounts_and_people)
def test_gini_is_the_mean_difference_between_any_two_people(cells: list[tuple[int, int]]) -> None:
    amounts, people = (np.array(column, dtype=float) for column in zip(*cells, strict=True))
    pairs = people[:, None] * people * np.abs(amounts[:, None] - amounts)
    mean = people @ amounts / people.sum()
    expected = pairs.sum() / (2 * people.sum() ** 2 * mean)
    assert gini(amounts, people) == pytest.approx(expected, abs=1e-9)


@given(amounts_and_people)
def test_a_cell_of_three_people_is_three_cells_of_one(cells: list[tuple[int, int]]) -> None:
    amounts, people = (np.array(column, dtype=float) for column in zip(*cells, strict=True))
    alone = np.repeat(amounts, people.astype(int))
    one = np.ones(len(alone))
    groups = np.arange(len(amounts)) % 2
    assert gini(amounts, people) == pytest.approx(gini(alone, one), abs=1e-9)
    apart = theil(alone, one, np.repeat(groups, people.astype(int)))
    together = theil(amounts, people, groups)
    assert together.total == pytest.approx(apart.total, abs=1e-9)
    assert together.between == pytest.approx(apart.between, abs=1e-9)
    assert percentile(amounts, people, 0.9) == percentile(alone, one, 0.9)


def test_theil_between_groups_that_are_each_equal_is_all_there_is() -> None:
    found = theil(np.array([1.0, 1, 3, 3]), ONE_EACH, np.array([0, 0, 1, 1]))
    assert found.within == pytest.approx(0)
    assert found.between == pytest.approx(0.25 * np.log(0.5) + 0.75 * np.log(1.5))


def test_theil_is_the_entropy_of_shares_taken_from_the_greatest_one() -> None:
    """T = ln N + Σ s ln s with s the shares (Theil 1967); by hand for 1, 2 and 5 of 8."""
    entropy = -sum(s * np.log(s) for s in (1 / 8, 2 / 8, 5 / 8))
    found = theil(np.array([1.0, 2, 5]), np.ones(3)).total
    assert found == pytest.approx(np.log(3) - entropy)


def test_theil_within_groups_of_one_mean_is_all_there_is() -> None:
    found = theil(np.array([1.0, 3, 1, 3]), ONE_EACH, np.array([0, 0, 1, 1]))
    assert found.between == pytest.approx(0)
    assert found.within == found.total > 0


def test_theil_of_one_who_has_all_is_the_logarithm_of_the_number() -> None:
    assert theil(np.array([0.0, 0, 0, 5]), ONE_EACH).total == pytest.approx(np.log(4))
    assert theil(np.zeros(4), ONE_EACH) == Theil(0, 0, 0)


def test_palma_compares_the_richest_tenth_with_the_poorest_forty_per_cent() -> None:
    income = np.array([10.0, 30, 20])
    people = np.array([40.0, 10, 50])
    assert palma(np.array([2.0, 6, 100]), people, income) == 3
    assert palma(np.array([0.0, 6, 100]), people, income) == INF
    assert palma(np.zeros(3), people, income) == 1


def test_palma_counts_a_cell_on_the_border_in_part() -> None:
    # The poorest 40 of 100 are 30 at 1 and 10 at 5; the richest 10 are among the 70.
    assert palma(np.array([1.0, 5]), np.array([30.0, 70]), np.array([1.0, 2])) == 5 / 2


def test_p90_is_the_cost_that_nine_in_ten_do_not_exceed() -> None:
    assert percentile(np.arange(1.0, 11), np.ones(10), 0.9) == 9
    assert percentile(np.array([5.0, 60]), np.array([89.0, 11]), 0.9) == 60
    assert percentile(np.array([5.0, INF]), np.array([80.0, 20]), 0.9) == INF


def test_means_of_communes() -> None:
    means = group_means(
        np.array([2.0, 4, 9, INF]), np.array([1.0, 3, 0, 0]), np.array([0, 0, 1, 0])
    )
    assert means[0] == 3.5
    assert np.isnan(means[1])


def test_coverage_of_four_cells_of_which_one_is_empty_and_one_unreached() -> None:
    costs, people = np.array([2.0, 12.0, 50.0, INF]), np.array([70.0, 20.0, 0.0, 10.0])
    found = coverage(costs, people, threshold=10)
    assert (found.people, found.people_unreached) == (100, 10)
    assert found.mean == pytest.approx((140 + 240) / 90)
    assert (found.people_beyond, found.share_beyond, found.cells_beyond) == (30, 0.3, 2)
    assert (found.p90, found.worst, found.worst_cell) == (12, INF, 3)
    assert found.gini == pytest.approx(gini(costs[:2], people[:2]))


def test_beyond_means_farther_than_the_threshold_itself() -> None:
    assert coverage(np.array([10.0]), np.array([5.0]), threshold=10).people_beyond == 0


@pytest.mark.parametrize(
    "people, threshold, code",
    [
        ([0.0, 0.0], 10, "cells_without_people"),
        ([], 10, "cells_without_people"),
        ([5.0, -1.0], 10, "weights_negative"),
        ([5.0, 1.0], -1, "threshold_negative"),
    ],
)
def test_coverage_of_nobody_or_less_is_refused(
    people: list[float], threshold: float, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        coverage(np.ones(len(people)), np.array(people), threshold)


def test_postal_presence_counts_who_is_beyond_both_distance_and_time() -> None:
    found = presence(
        km=np.array([4.0, 6, 9, 9]),
        car_minutes=np.array([30.0, 15, 25, 25]),
        people=np.array([80.0, 10, 10, 5]),
        departements=np.array([0, 0, 0, 1]),
    )
    assert found.shares.tolist() == [0.1, 1.0]
    assert found.passed.tolist() == [True, False]
    assert found.people_far == 15


def test_the_drome_of_august_2024(real_data: Path) -> None:
    """7.3 % of 519,458 people beyond 10 km in 76 communes, 4.78 km on average."""
    with (real_data / "territory" / "communes-fr.csv").open(encoding="utf-8") as lines:
        communes = {
            row["insee_com"]: row
            for row in csv.DictReader(lines)
            if row["insee_dep"] == "26" and row["commune_type"] == "COM"
        }
    points = real_data / "places" / "france-services-auvergne-rhone-alpes-2024-08.csv"
    with points.open(encoding="utf-8") as lines:
        places = list(csv.DictReader(lines))
    assert len(places) == 325
    km = straight_matrix(
        Points.of((float(c["lat"]), float(c["lng"])) for c in communes.values()),
        Points.of((float(p["latitude"]), float(p["longitude"])) for p in places),
    )
    people = np.array([float(c["population_2021"]) for c in communes.values()])
    found = coverage(nth_nearest(km.table()).costs, people, threshold=10)
    assert found.people == 519_458
    assert found.cells_beyond == 76
    assert round(found.share_beyond, 3) == 0.073
    assert round(found.mean, 2) == 4.78
