"""Where the next sites go in a scenario, on three communes of a meridian."""

from typing import Any

import pytest

from softplace.foundation.errors import Refused
from softplace.people.models import User
from softplace.reach.models import Scenario
from softplace.reach.planning import Sited, Sought, edit_scenario, seek_sites
from softplace.territory.models import Commune
from tests.reach.conftest import AddPlace
from tests.reach.test_edits import assessed, reloaded

MORNING = ((540, 720),)


@pytest.fixture
def far(land: None) -> None:
    """A third commune, 33.4 km north of the library, with 200 people."""
    Commune.objects.create(
        code="3", name="Far", folded_name="far", latitude=45.3, longitude=5.0, population=200
    )


def sought(scenario: Scenario, objective: str, **asked: Any) -> Sited:
    whole = {"function": "library", "hours": MORNING} | asked
    return seek_sites(reloaded(scenario), Sought(objective, **whole))


def names(found: Sited) -> list[str]:
    return [one.name for one in found.chosen]


def test_the_least_way_for_all(scenario: Scenario, far: None) -> None:
    found = sought(scenario, "p-median")
    assert (names(found), found.proven) == (["Far"], True)
    assert found.value == pytest.approx(100 * 11.1195 / 600, rel=1e-4)
    assert found.before == pytest.approx((100 * 11.1195 + 200 * 33.3585) / 600, rel=1e-4)
    assert found.bound == pytest.approx(found.value)


def test_the_most_people_within_reach(scenario: Scenario, far: None) -> None:
    found = sought(scenario, "max-cover")
    assert (names(found), found.value, found.before) == (["Far"], 500, 300)


def test_as_few_as_reach_everybody(scenario: Scenario, far: None) -> None:
    found = sought(scenario, "set-cover")
    assert (sorted(names(found)), found.value) == (["Far", "North"], 2)


def test_the_worst_placed_comes_nearer(scenario: Scenario, far: None) -> None:
    found = sought(scenario, "p-centre")
    assert names(found) == ["Far"]
    assert found.value == pytest.approx(11.1195, rel=1e-4)


def test_required_and_forbidden_are_kept_to(scenario: Scenario, far: None) -> None:
    assert names(sought(scenario, "p-median", required=["2"])) == ["North"]
    assert names(sought(scenario, "max-cover", forbidden=["3"])) == ["North"]


def test_a_counter_that_stands_costs_less_than_a_new_place(
    scenario: Scenario, far: None, add_place: AddPlace
) -> None:
    add_place("hall", 45.3, functions=("printing",))
    budget = 3 * 52.18 * 25 + 1
    found = sought(scenario, "p-median", budget_euros=budget, among_places=True)
    assert [(one.key, one.is_place) for one in found.chosen] == [("hall", True)]


def test_more_than_there_are_is_refused(scenario: Scenario) -> None:
    with pytest.raises(Refused) as refused:
        sought(scenario, "p-median", choose=9)
    assert [reason.code for reason in refused.value.reasons] == ["choose_above_candidates"]
    with pytest.raises(Refused) as refused:
        sought(scenario, "p-median", required=["9"])
    assert [reason.code for reason in refused.value.reasons] == ["unknown_candidate"]


def test_the_answer_becomes_edits(planner: User, scenario: Scenario, far: None) -> None:
    drafts = sought(scenario, "p-median").drafts
    edit_scenario(actor=planner, scenario=reloaded(scenario), version=1, drafts=drafts)
    assert assessed(scenario).found.hours.tolist() == [2, 0, 3]
