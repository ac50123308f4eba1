"""New sites are sought along the roads, in the unit of the study; Far has no road."""

from collections.abc import Callable
from pathlib import Path

import pytest

from softplace.people.enums import Role
from softplace.reach.commands import create_scenario, create_study
from softplace.reach.enums import Basis
from softplace.reach.models import Scenario
from softplace.reach.planning import Sited, Sought, bring_roads_in, seek_sites
from softplace.territory.models import Function
from tests.places.cast import a_user
from tests.reach.test_roads import WAY_ROUND, an_osm_file, km, measured  # noqa: F401
from tests.reach.test_roads import _world as _three_communes  # noqa: F401

pytestmark = pytest.mark.django_db
LIMIT_KM_PER_HOUR = 60
"""Of a secondary road without a posted limit."""


@pytest.fixture
def scenario() -> Scenario:
    planner = a_user("pat", Role.PLANNER)
    study = create_study(
        actor=planner, name="Libraries", functions=[Function.objects.get(code="library")],
        mode="car", threshold_km=10.0,
    )  # fmt: skip
    return create_scenario(actor=planner, study_id=study.pk, name="What if")


@pytest.fixture
def sought(scenario: Scenario) -> Callable[..., Sited]:
    def seek(objective: str, minutes: float | None = None) -> Sited:
        scenario.study.threshold_minutes = minutes
        return seek_sites(scenario, Sought(objective, "library", hours=((540, 660),)))

    return seek


def test_without_roads_it_is_said_that_ways_are_detours(sought: Callable[..., Sited]) -> None:
    found = sought("p-median")
    assert (found.basis, found.people_off) == (Basis.DETOUR, 0)


def test_ways_go_along_the_roads_and_who_has_none_does_not_count(
    sought: Callable[..., Sited], tmp_path: Path
) -> None:
    bring_roads_in(an_osm_file(tmp_path))
    found = sought("p-median")
    assert ([one.name for one in found.chosen], found.basis) == (["North"], Basis.ROADS)
    assert (found.value, found.people_off) == (0, 10)
    assert found.before == pytest.approx(100 * km(WAY_ROUND) / 400)
    assert sought("p-centre").before == pytest.approx(km(WAY_ROUND))


def test_ways_are_minutes_where_the_threshold_is(
    sought: Callable[..., Sited], tmp_path: Path
) -> None:
    bring_roads_in(an_osm_file(tmp_path))
    minutes = km(WAY_ROUND) / LIMIT_KM_PER_HOUR * 60
    assert sought("p-centre", minutes=10).before == pytest.approx(minutes)
    assert sought("max-cover", minutes=minutes + 0.1).before == 400
    assert sought("max-cover", minutes=minutes - 0.1).before == 300


def test_what_was_measured_with_the_roads_is_not_measured_again(
    sought: Callable[..., Sited],
    tmp_path: Path,
    measured: list[tuple[int, ...]],  # noqa: F811
) -> None:
    bring_roads_in(an_osm_file(tmp_path))
    measured.clear()
    sought("p-median")
    assert measured == []
