"""The softplace import command."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from softplace.cli import main
from softplace.places.models import Place
from softplace.territory.models import Commune, SchoolHoliday

pytestmark = pytest.mark.django_db

HOLIDAYS = "zone,name,first_date,last_date\nA,Noël,2026-12-19,2027-01-03\n"


@pytest.fixture(autouse=True)
def _prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("softplace.config.serving.prepare", lambda *, demo: False)


def run(*arguments: object, language: str = "en") -> Result:
    return CliRunner().invoke(main, ["import", *map(str, arguments)], env={"LANGUAGE": language})


def written(folder: Path, text: str | bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_json_prints_the_counts_and_nothing_else(tmp_path: Path) -> None:
    result = run("school-holidays", written(tmp_path, HOLIDAYS), "--json")
    assert json.loads(result.stdout) == {
        "created": 1, "updated": 0, "unchanged": 0, "refused": 0,
    }  # fmt: skip
    assert result.exit_code == 0


def test_a_dry_run_changes_nothing_and_says_so(tmp_path: Path) -> None:
    result = run("school-holidays", written(tmp_path, HOLIDAYS), "--dry-run")
    assert result.stdout == (
        "Nothing was changed. It would be: created: 1, updated: 0, unchanged: 0, refused: 0.\n"
    )
    assert SchoolHoliday.objects.count() == 0


def test_refused_lines_are_a_table_and_a_csv_in_the_users_language(tmp_path: Path) -> None:
    path = written(tmp_path, HOLIDAYS + "B,Noël,2027-01-03,2026-12-19\n")
    refused = tmp_path / "refused.csv"
    result = run("school-holidays", path, "--refused-csv", refused, language="fr")
    assert result.exit_code == 1
    assert "Lignes refusées" in result.stderr
    assert result.stdout.startswith("Rien n’a été importé, car 1 ligne est refusée.")
    assert refused.read_text() == (
        "line,field,value,reason\n3,last_date,2026-12-19,Le dernier jour précède le premier. Donnez-en un plus tardif.\n"
    )
    assert SchoolHoliday.objects.count() == 0


def test_partial_imports_the_good_lines(tmp_path: Path) -> None:
    path = written(tmp_path, HOLIDAYS + "B,Noël,2027-01-03,2026-12-19\n")
    assert run("school-holidays", path, "--partial").exit_code == 0
    assert SchoolHoliday.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"zone\x00,name\n", "Line 1 holds a character that no text has (U+0000)"),
        (b"\x89PNG\r\n", "The file is not a text (it looks like: png)."),
        (b"zone,name\nA,x\n", "These columns are missing: first_date, last_date."),
    ],
)
def test_a_bad_file_is_told_in_one_sentence_and_changes_nothing(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    result = run("school-holidays", written(tmp_path, content))
    assert result.exit_code == 1
    assert result.stderr.startswith(sentence)
    assert SchoolHoliday.objects.count() == 0


def test_a_file_of_200_megabytes_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    huge = written(tmp_path, b"")
    with huge.open("wb") as file:
        file.truncate(200_000_000)
    for path, sentence in (
        (huge, "The file has 200 MB, and 100 MB is the most that is read."),
        (tmp_path, f"“{tmp_path.name}” is a folder."),
        (tmp_path / "none.csv", "There is no file “none.csv”."),
    ):
        result = run("communes", path)
        assert (result.exit_code, result.stderr[: len(sentence)]) == (1, sentence)
    assert Commune.objects.count() == 0


COMMUNES = "insee_com,insee_dep,commune,lat,lng\n26108,26,Crest,44.7269,5.0155\n"
PLACES = """id,name,commune_code,latitude,longitude
1,Hall,26108,44.7269,5.0155
2,Over there,07019,44.62,4.39
3,Farther,38185,45.18,5.72
"""


def test_places_outside_are_summed_up_and_listed_on_demand(tmp_path: Path) -> None:
    run("communes", written(tmp_path, COMMUNES))
    file, refused = written(tmp_path, PLACES), tmp_path / "refused.csv"
    result = run("places", file, "--format", "csv", "--dry-run")
    assert result.stderr == (
        "2 lines lie outside the territory and were left out (the first is line 3). "
        "--refused-csv FILE writes them all.\n"
    )
    result = run("places", file, "--format", "csv", "--json", "--refused-csv", refused)
    assert json.loads(result.stdout) == {
        "created": 1, "updated": 0, "unchanged": 0, "refused": 2,
    }  # fmt: skip
    assert [line.split(",")[:3] for line in refused.read_text().splitlines()[1:]] == [
        ["3", "commune_code", "07019"], ["4", "commune_code", "38185"],
    ]  # fmt: skip


def test_places_that_came_before_their_communes_are_linked_when_these_come(tmp_path: Path) -> None:
    places = "id,name,latitude,longitude\n1,Hall,44.7269,5.0155\n"
    run("places", written(tmp_path, places), "--format", "csv")
    assert Place.objects.get().commune is None
    result = run("communes", written(tmp_path, COMMUNES))
    assert result.stderr == "1 place that had no commune has one now.\n"
    assert Place.objects.get().commune == Commune.objects.get()


def test_towns_of_geonames_come_without_a_file() -> None:
    result = run("communes", "--geonames", "--near", "44.7269,5.0155", "--within-km", "3", "--json")
    assert json.loads(result.stdout)["created"] == Commune.objects.count() > 0


@pytest.mark.parametrize("near", ["44.7", "x,y", "95,5", "5;44"])
def test_what_is_no_point_is_refused(near: str) -> None:
    result = run("communes", "--geonames", "--near", near)
    assert result.exit_code == 2
    assert "is not a point" in result.stderr
