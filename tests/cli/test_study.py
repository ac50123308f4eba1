"""The softplace study command, from the database and from files alone."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from softplace.cli import main
from softplace.places.models import Place, PlaceFunction
from softplace.reach.models import Neighbour
from softplace.territory.commands import install_functions
from softplace.territory.models import Commune, Function

COMMUNES = """insee_com,insee_dep,commune,commune_type,lat,lng,population_2021
26001,26,Westville,COM,45.0,4.99,100
26002,26,Nowhere,COM,45.0,3.0,50
07001,07,Eastville,COM,45.0,5.01,300
75101,75,Paris 1er Arrondissement,ARM,48.86,2.33,70
75102,75,Paris 2e Arrondissement,ARM,48.87,2.34,30
"""
PLACES = """id,name,latitude,longitude,commune_code,functions,opening_hours
1,Border house,45.0,5.0,,library,Mo-Fr 09:00-12:00
2,Clinic,45.0,4.0,,health,Mo 09:00-12:00
3,In the middle,,,75056,library,
"""


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOFTPLACE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("softplace.config.serving.prepare", lambda *, demo: False)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    communes, places = tmp_path / "communes.csv", tmp_path / "places.csv"
    communes.write_text(COMMUNES, encoding="utf-8")
    places.write_text(PLACES, encoding="utf-8")
    return ["--communes", str(communes), "--places", str(places)]


def run(*arguments: object, language: str = "C") -> Result:
    return CliRunner().invoke(
        main, ["study", "--workers", "0", *map(str, arguments)], env={"LANGUAGE": language}
    )


def test_minutes_of_a_straight_line_are_a_wrong_use(files: list[str]) -> None:
    result = run("library", *files, "--threshold-minutes", 20)
    assert (result.exit_code, "A straight line takes no minutes." in result.stderr) == (2, True)


def test_files_are_studied_without_a_database(files: list[str], tmp_path: Path) -> None:
    printed = json.loads(run("library", *files, "--json").stdout)
    said = {name: printed[name] for name in ("people", "cells", "sites", "people_beyond")}
    assert said == {"people": 550, "cells": 4, "sites": 2, "people_beyond": 50}
    # 400 people are within reach of three hours on five days; Paris knows no hours.
    assert printed["mean_hours_a_week"] == 15 * 400 / 550
    assert [row["department"] for row in printed["departments"]] == ["07", "26", "75"]
    assert [row["people_beyond"] for row in printed["departments"]] == [0, 50, 0]
    assert list((tmp_path / "home" / "studies").iterdir()) == []


def test_two_processes_print_what_one_does(files: list[str]) -> None:
    one = json.loads(run("library", *files, "--json").stdout)
    two = json.loads(run("library", *files, "--json", "--workers", 2).stdout)
    assert one.pop("seconds") >= 0 < two.pop("seconds")
    assert one == two


def test_what_each_commune_has_is_written(files: list[str], tmp_path: Path) -> None:
    output = tmp_path / "cells.csv"
    assert run("library", *files, "--output", output).exit_code == 0
    with output.open(encoding="utf-8") as lines:
        rows = {row["code"]: row for row in csv.DictReader(lines)}
    assert list(rows) == ["07001", "26001", "26002", "75056"]
    assert (rows["26001"]["department"], rows["26001"]["hours_a_week"]) == ("26", "15.0")
    assert float(rows["07001"]["sites_per_100000"]) == pytest.approx(250)
    assert float(rows["75056"]["kilometres"]) == 0


@pytest.mark.parametrize(
    "language, line",
    [
        ("C", "Département 26: 33.3 % beyond, mean 52.9\u00a0km"),
        ("fr_FR.UTF-8", "Département 26\u00a0: 33,3\u00a0% au-delà, 52,9\u00a0km en moyenne"),
    ],
)
def test_the_figures_are_told_in_words(files: list[str], language: str, line: str) -> None:
    assert run("library", *files, language=language).stdout.splitlines()[-1] == line


def test_an_unknown_function_is_answered_with_near_ones(files: list[str]) -> None:
    result = run("librarry", *files)
    assert (result.exit_code, result.stderr) == (
        1,
        "Error: There is no function “librarry”. Known are: library, tool_library.\n",
    )


def test_a_bad_line_ends_the_study_unless_it_may_be_left_out(
    files: list[str], tmp_path: Path
) -> None:
    with (tmp_path / "communes.csv").open("a", encoding="utf-8") as file:
        file.write("26003,26,Backwards,COM,95.0,5.0,10\n")
    result = run("library", *files, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: 1 lines of communes.csv cannot be read; line 7: ")
    result = run("library", *files, "--json", "--partial")
    assert json.loads(result.stdout)["people"] == 550
    assert result.stderr.startswith("1 lines of communes.csv are left out; line 7: ")


def test_one_file_alone_is_no_study(files: list[str]) -> None:
    assert run("library", *files[:2]).exit_code == 2


@pytest.mark.django_db
def test_the_imported_territory_is_studied_as_reach_does() -> None:
    install_functions()
    for code, department, longitude, people in (
        ("1", "26", 4.99, 300), ("2", "07", 5.2, 100), ("3", "07", 5.01, 50),
    ):  # fmt: skip
        Commune.objects.create(
            code=code, name=f"Commune {code}", folded_name=code, latitude=45.0,
            longitude=longitude, population=people, department=department,
        )  # fmt: skip
    place = Place.objects.create(
        slug="house", name="House", latitude=45.0, longitude=5.0,
        updated_at=datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip
    PlaceFunction.objects.create(place=place, function=Function.objects.get(code="library"))
    Neighbour.objects.create(
        source="list", source_id="1", name="Beyond", latitude=45.0, longitude=5.25,
        functions=["library"], hours=[[540, 720]],
    )  # fmt: skip
    studied = json.loads(run("library", "--json").stdout)
    result = CliRunner().invoke(main, ["reach", "library", "--json"], env={"LANGUAGE": "C"})
    reached = json.loads(result.stdout)
    both = set(studied) & set(reached)
    assert {
        "mean_km",
        "p90_km",
        "share_beyond",
        "gini",
        "theil",
        "mean_hours_a_week",
    } < both
    assert {name: studied[name] for name in both} == pytest.approx(
        {name: reached[name] for name in both}
    )
    assert (studied["sites"], studied["sites_beyond_border"]) == (2, 1)
    assert [row["people"] for row in studied["departments"]] == [150, 300]
    by_car = ["library", "--json", "--mode", "car", "--threshold-minutes", "20"]
    studied = json.loads(run(*by_car).stdout)
    reached = json.loads(CliRunner().invoke(main, ["reach", *by_car], env={"LANGUAGE": "C"}).stdout)
    same = ("mean_minutes", "p90_minutes", "people_beyond", "measured_on", "mean_hours_a_week")
    assert [studied[name] for name in same] == pytest.approx([reached[name] for name in same])
