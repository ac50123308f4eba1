"""What a scenario showed is what the calendar gives once it is published."""

from collections.abc import Mapping
from typing import Any

import pytest

from softplace.foundation import clock
from softplace.people.models import User
from softplace.reach.enums import EditKind
from softplace.reach.models import Scenario, Study
from softplace.reach.planning import assess, studied_calendar
from softplace.reach.queries import cells, rates
from tests.reach.conftest import AddPlace
from tests.reach.test_edits import NORTH, STOP, THURSDAY, assessed, edited
from tests.reach.test_publication import MONDAY, NOW, published

EDITS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "closed, and a stop": [(EditKind.CLOSE, {"key": "south"}), (EditKind.STOP, STOP)],
    "moved": [(EditKind.MOVE, {"key": "south", "latitude": 45.1, "longitude": 5.0})],
    "other hours": [
        (EditKind.HOURS, {"key": "south", "function": "library", "hours": THURSDAY}),
        (EditKind.ADD, {"key": "hall", "function": "library", "hours": [[1440 + 600, 1440 + 750]]}),
    ],
    "opened past midnight": [
        (EditKind.OPEN, NORTH | {"functions": ["library"], "hours": [[6 * 1440 + 1320, 10080]]}),
        (EditKind.CLOSE, {"key": "south"}),
    ],
}


def figures_of_today(study: Study) -> dict[str, float]:
    calendar = studied_calendar(study, [])
    return people(assess(study, calendar, cells(), function="library", rates=rates()).figures)


def people(figures: Mapping[str, float]) -> dict[str, float]:
    """All but rents: a counter that a scenario puts into a place pays none yet."""
    return {name: value for name, value in figures.items() if name not in {"rent_euros", "euros"}}


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS.keys())
def test_the_calendar_gives_what_the_scenario_showed(
    edits: list[tuple[str, dict[str, Any]]],
    planner: User,
    scenario: Scenario,
    add_place: AddPlace,
) -> None:
    add_place("hall", 45.05, functions=("town_hall_service",))
    Study.objects.update(week=MONDAY)
    with clock.frozen(NOW):
        for kind, content in edits:
            edited(planner, scenario, kind, **content)
        study = Study.objects.get()
        before, shown = figures_of_today(study), people(assessed(scenario).figures)
        published(planner, scenario)
        assert figures_of_today(study) == shown != before
