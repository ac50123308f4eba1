import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from softplace.engines.reach.coverage import coverage
from softplace.engines.reach.what_if import NO_SITE, WhatIf
from softplace.engines.travel import TravelMatrix
from softplace.foundation.errors import Refused

INF = np.inf
TRAVEL = TravelMatrix(np.array([[5.0, 8.0, 30.0], [25.0, 12.0, 2.0], [INF, 40.0, INF]]))
PEOPLE = np.array([100.0, 10.0, 1.0])


def tiny(*open_sites: int) -> WhatIf:
    return WhatIf.of(TRAVEL, PEOPLE, list(open_sites), threshold=10)


def test_every_cell_knows_its_first_and_second_site() -> None:
    now = tiny(0, 1)
    assert now.first.tolist() == [0, 1, 1]
    assert now.second.tolist() == [1, 0, NO_SITE]
    assert now.cost_first.tolist() == [5, 12, 40]
    assert now.cost_second.tolist() == [8, 25, INF]


def test_what_each_closure_would_cost() -> None:
    effects = tiny(0, 1).closures()
    assert effects.cost.tolist() == [100 * 3, 10 * 13, 0]
    assert effects.people_unreached.tolist() == [0, 1, 0]
    assert effects.people_beyond.tolist() == [0, 0, 0]


def test_what_each_opening_would_save() -> None:
    effects = tiny(0).openings()
    assert effects.cost.tolist() == [0, -10 * 13, -10 * 23]
    assert effects.people_unreached.tolist() == [0, -1, 0]
    assert effects.people_beyond.tolist() == [0, 0, -10]


def test_an_edit_leaves_what_it_was_made_from_as_it_was() -> None:
    before = tiny(0)
    after = before.opened(2)
    assert before.first.tolist() == [0, 0, NO_SITE]
    assert after.first.tolist() == [0, 2, NO_SITE]
    assert after.closed(2).first.tolist() == before.first.tolist()


def test_opening_what_is_open_and_closing_what_is_closed_is_refused() -> None:
    with pytest.raises(Refused, match="site_already_open"):
        tiny(0).opened(0)
    with pytest.raises(Refused, match="site_not_open"):
        tiny(0).closed(1)


@pytest.mark.parametrize(
    "people, code",
    [
        ([0.0, 0, 0], "cells_without_people"),
        ([1.0, -1, 0], "weights_negative"),
        ([1.0, float("nan"), 0], "weights_negative"),
    ],
)
def test_a_world_of_nobody_is_refused(people: list[float], code: str) -> None:
    with pytest.raises(Refused, match=code):
        WhatIf.of(TRAVEL, np.array(people), [0], 10)


def total(what_if: WhatIf) -> float:
    reached = np.isfinite(what_if.cost_first)
    return float(what_if.people[reached] @ what_if.cost_first[reached])


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(0, 7), max_size=12))
def test_after_any_edits_all_is_as_if_counted_anew(seed: int, toggles: list[int]) -> None:
    rng = np.random.default_rng(seed)
    costs = np.where(rng.random((25, 8)) < 0.2, INF, rng.integers(0, 30, (25, 8)).astype(float))
    people = rng.integers(0, 50, 25) + 1.0
    now = WhatIf.of(TravelMatrix(costs), people, [1, 4], threshold=12)
    for site in toggles:
        now = now.closed(site) if now.is_open[site] else now.opened(site)
    anew = WhatIf.of(TravelMatrix(costs), people, np.flatnonzero(now.is_open), threshold=12)
    assert now.cost_first.tolist() == anew.cost_first.tolist()
    assert now.cost_second.tolist() == anew.cost_second.tolist()
    closures, openings = now.closures(), now.openings()
    before = coverage(now.cost_first, people, 12)
    for site in range(8):
        effects = closures if now.is_open[site] else openings
        after = now.closed(site) if now.is_open[site] else now.opened(site)
        told = coverage(after.cost_first, people, 12)
        assert effects.people_beyond[site] == told.people_beyond - before.people_beyond
        assert effects.people_unreached[site] == told.people_unreached - before.people_unreached
        both = np.isfinite(now.cost_first) & np.isfinite(after.cost_first)
        difference = people[both] @ (after.cost_first[both] - now.cost_first[both])
        assert effects.cost[site] == pytest.approx(difference)
