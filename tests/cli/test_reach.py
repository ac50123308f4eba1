"""The softplace reach command."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result

from softplace.cli import main
from softplace.places.enums import Pattern
from softplace.places.models import OpeningRule, Place, PlaceFunction
from softplace.territory.commands import install_functions
from softplace.territory.models import Commune, Function

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("softplace.config.serving.prepare", lambda *, demo: False)
    install_functions()
    for code, latitude, people in (("1", 45.0, 300), ("2", 45.1, 100)):
        Commune.objects.create(
            code=code, name=f"Commune {code}", folded_name=code, latitude=latitude, longitude=5.0,
            population=people,
        )  # fmt: skip
    place = Place.objects.create(
        slug="south", name="South", latitude=45.0, longitude=5.0,
        updated_at=datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip
    PlaceFunction.objects.create(place=place, function=Function.objects.get(code="library"))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["reach", *map(str, arguments)], env={"LANGUAGE": "C"})


def test_the_indicators_are_one_object() -> None:
    printed = json.loads(run("library", "--threshold-km", 10, "--json").stdout)
    said = {name: printed[name] for name in ("people", "people_beyond", "share_beyond", "sites")}
    assert said == {"people": 400, "people_beyond": 100, "share_beyond": 0.25, "sites": 1}
    assert (printed["cells_beyond"], round(printed["mean_km"], 2)) == (1, 2.78)
    assert printed["worst_cell"] == "Commune 2"


def test_the_indicators_are_told_in_words() -> None:
    lines = run("library").stdout.splitlines()
    assert lines[1] == "Beyond 10 km: 100 people, 25 % of all, in 1 communes"


def test_the_nearest_that_is_open_is_told_for_an_hour_that_is_asked_for() -> None:
    place = Place.objects.get()
    # Thursdays from 10:00 to 11:00, on the wall.
    OpeningRule.objects.create(
        place=place, pattern=Pattern.WEEKLY, weekdays=8, start_minute=600, length_minutes=60
    )
    said = ["library", "--week", "2026-11-23", "--at", "Thursday"]
    assert json.loads(run(*said, "10:30", "--json").stdout)["mean_open_at"] == pytest.approx(
        2.78, abs=0.01
    )
    assert (
        "To the nearest that is open at that hour: 2.78 km on average"
        in run(*said, "10:59").stdout.splitlines()
    )
    assert "at that hour: none km" not in run(*said, "11:00").stdout
    assert "Nothing is open at that hour." in run(*said, "11:00").stdout.splitlines()
    assert run("library", "--at", "someday", "10:00").exit_code == 2


def test_minutes_of_a_straight_line_are_a_wrong_use() -> None:
    result = run("library", "--threshold-minutes", 20)
    assert (result.exit_code, "A straight line takes no minutes." in result.stderr) == (2, True)


def test_minutes_are_said_for_those_who_travel() -> None:
    printed = json.loads(run("library", "--mode", "car", "--json").stdout)
    assert round(printed["mean_minutes"], 1) == 4.7


def test_an_unknown_function_is_answered_with_near_ones() -> None:
    result = run("librarry")
    assert result.exit_code == 1
    assert (
        result.stderr
        == "Error: There is no function “librarry”. Known are: library, tool_library.\n"
    )


def test_without_communes_there_is_nobody_to_measure_for() -> None:
    Commune.objects.all().delete()
    result = run("library", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Error: No cell has any people, so there is nobody to measure for. Import people first.\n"
    )
