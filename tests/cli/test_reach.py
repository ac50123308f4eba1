"""The softplace reach command."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result

from softplace.cli import main
from softplace.places.models import Place, PlaceFunction
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
    return CliRunner().invoke(main, ["reach", *map(str, arguments)], env={"LANG": "C"})


def test_the_indicators_are_one_object() -> None:
    printed = json.loads(run("library", "--threshold-km", 10, "--json").stdout)
    said = {name: printed[name] for name in ("people", "people_beyond", "share_beyond", "sites")}
    assert said == {"people": 400, "people_beyond": 100, "share_beyond": 0.25, "sites": 1}
    assert (printed["cells_beyond"], round(printed["mean_km"], 2)) == (1, 2.78)
    assert printed["worst_cell"] == "Commune 2"


def test_the_indicators_are_told_in_words() -> None:
    lines = run("library").stdout.splitlines()
    assert lines[1] == "Beyond 10 km: 100 people, 25 % of all, in 1 communes"


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
