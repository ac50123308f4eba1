"""On tiny worlds, and against the `access` package of PySAL."""

import numpy as np
import pandas as pd
import pytest
from access import Access
from access.weights import step_fn

from softplace.engines.reach.decay import (
    APL_2012,
    LUO_QI_2009,
    Decay,
    ExponentialDecay,
    GaussianDecay,
    StepDecay,
)
from softplace.engines.reach.opportunities import (
    cumulative_opportunities,
    floating_catchments,
    localised_potential_access,
    standardised_people,
)
from softplace.engines.travel import TravelMatrix
from softplace.foundation.errors import Refused

COSTS = np.array([[2.0, 12.0], [8.0, 9.0], [40.0, 14.0]])
PEOPLE = np.array([100.0, 200.0, 400.0])
SUPPLY = np.array([3.0, 6.0])


def test_cumulative_opportunities_are_the_supply_within_the_limit() -> None:
    travel = TravelMatrix(COSTS)
    assert cumulative_opportunities(travel.table(10), SUPPLY).tolist() == [3, 9, 0]
    assert cumulative_opportunities(travel.table(14), SUPPLY).tolist() == [9, 9, 6]


def test_two_steps_by_hand() -> None:
    found = floating_catchments(TravelMatrix(COSTS).table(12), SUPPLY, PEOPLE)
    assert found.ratios.tolist() == [3 / 300, 6 / 300]
    assert found.access.tolist() == pytest.approx([0.03, 0.03, 0])


def test_enhanced_steps_by_hand() -> None:
    decay = StepDecay((10, 20), (1, 0.5))
    found = floating_catchments(TravelMatrix(COSTS).table(20), SUPPLY, PEOPLE, decay)
    second = 6 / (50 + 200 + 200)
    assert found.ratios == pytest.approx([3 / 300, second])
    assert found.access == pytest.approx([0.01 + second / 2, 0.01 + second, second / 2])


def test_all_supply_that_anyone_reaches_is_shared_out() -> None:
    rng = np.random.default_rng(1)
    table = TravelMatrix(rng.uniform(0, 40, (50, 8))).table(30)
    people, supply = rng.uniform(1, 900, 50), rng.uniform(1, 5, 8)
    found = floating_catchments(table, supply, people, LUO_QI_2009)
    assert people @ found.access == pytest.approx(supply.sum())


def test_a_site_that_nobody_reaches_offers_nothing_to_anyone() -> None:
    found = floating_catchments(TravelMatrix(COSTS).table(5), SUPPLY, PEOPLE)
    assert found.ratios.tolist() == [0.03, 0]
    assert found.access.tolist() == [0.03, 0, 0]


def test_negative_people_are_refused() -> None:
    with pytest.raises(Refused, match="weights_negative"):
        floating_catchments(TravelMatrix(COSTS).table(5), SUPPLY, -PEOPLE)


rng = np.random.default_rng(2)
MANY_COSTS, LIMIT = rng.uniform(0, 60, (80, 15)), 30
MANY_PEOPLE = rng.integers(1, 999, 80).astype(float)
MANY_SUPPLY = rng.integers(1, 9, 15).astype(float)


def of_the_access_package(way: str, **more: object) -> np.ndarray:
    """What a method of `access` says of 80 cells and 15 sites; 0 where it says nothing."""
    cell, site = np.indices(MANY_COSTS.shape)
    theirs = Access(
        demand_df=pd.DataFrame({"id": np.arange(80), "people": MANY_PEOPLE}),
        demand_index="id",
        demand_value="people",
        supply_df=pd.DataFrame({"id": np.arange(15), "supply": MANY_SUPPLY}),
        supply_index="id",
        supply_value="supply",
        cost_df=pd.DataFrame(
            {"from": cell.ravel(), "to": site.ravel(), "minutes": MANY_COSTS.ravel()}
        ),
        cost_origin="from",
        cost_dest="to",
        cost_name="minutes",
    )
    found = getattr(theirs, way)(max_cost=LIMIT, **more)
    return found.reindex(range(80)).fillna(0).iloc[:, 0].to_numpy()


@pytest.mark.parametrize(
    "way, weights, decay",
    [
        ("two_stage_fca", None, None),
        ("enhanced_two_stage_fca", step_fn({10: 1, 20: 0.68, 30: 0.22}), LUO_QI_2009),
        ("enhanced_two_stage_fca", GaussianDecay(LIMIT), GaussianDecay(LIMIT)),
        ("enhanced_two_stage_fca", ExponentialDecay(8, LIMIT), ExponentialDecay(8, LIMIT)),
    ],
    ids=["plain", "steps", "gaussian", "exponential"],
)
def test_catchments_are_those_of_the_access_package(
    way: str, weights: object, decay: Decay | None
) -> None:
    expected = of_the_access_package(way, **({} if weights is None else {"weight_fn": weights}))
    table = TravelMatrix(MANY_COSTS).table(LIMIT)
    found = floating_catchments(table, MANY_SUPPLY, MANY_PEOPLE, decay)
    assert found.access == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_opportunities_are_those_of_the_access_package() -> None:
    found = cumulative_opportunities(TravelMatrix(MANY_COSTS).table(LIMIT), MANY_SUPPLY)
    assert found.tolist() == of_the_access_package("weighted_catchment").tolist()


def test_standardised_people_keep_their_number() -> None:
    by_age = np.array([[100.0, 0.0], [0.0, 100.0]])
    assert standardised_people(by_age, np.array([1.0, 3.0])).tolist() == [50, 150]


def test_the_apl_is_said_for_100_000_standardised_people() -> None:
    by_age = np.array([[100.0, 0.0], [0.0, 100.0]])
    table = TravelMatrix(np.array([[4.0], [8.0]])).table(15)
    found = localised_potential_access(table, np.array([2.0]), by_age, np.array([1.0, 3.0]))
    ratio = 2 / (50 * 1 + 150 * 0.3)
    assert found == pytest.approx([100_000 * ratio, 100_000 * ratio * 0.3])


def test_steps_include_their_limits() -> None:
    weights = APL_2012(np.array([0.0, 5.0, 5.01, 10.0, 15.0, 15.01, np.inf]))
    assert weights.tolist() == [1, 1, 0.3, 0.3, 0.1, 0, 0]


def test_smooth_decays_fall_from_one_to_nothing_at_their_limit() -> None:
    gaussian = GaussianDecay(20)(np.array([0.0, 10.0, 20.0, 20.1, np.inf]))
    assert gaussian == pytest.approx([1, 0.7013666, 0, 0, 0], abs=1e-6)
    exponential = ExponentialDecay(half=5, limit=20)(np.array([0.0, 5.0, 10.0, 21.0, np.inf]))
    assert exponential.tolist() == [1, 0.5, 0.25, 0, 0]


@pytest.mark.parametrize(
    "limits, weights, code",
    [
        ((10, 5), (1, 0.5), "decay_limits_not_rising"),
        ((5, 10), (1,), "decay_lengths_differ"),
        ((5,), (-1,), "weights_negative"),
    ],
)
def test_a_decay_that_makes_no_sense_is_refused(
    limits: tuple[float, ...], weights: tuple[float, ...], code: str
) -> None:
    with pytest.raises(Refused, match=code):
        StepDecay(limits, weights)
