"""softplace import cells and softplace import roads, as they are typed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from softplace.cli import main
from softplace.reach.models import Cell, Roads
from softplace.reach.travel import forget_travel
from softplace.territory.models import Commune

pytestmark = pytest.mark.django_db
CELLS = "id,latitude,longitude,people\na,45.0,5.0,7\n"
OSM = (
    "<osm version='0.6'><node id='1' lat='45.0' lon='5.0' version='1'/>"
    "<node id='2' lat='45.0' lon='5.1' version='1'/><way id='1' version='1'><nd ref='1'/>"
    "<nd ref='2'/><tag k='highway' v='secondary'/></way></osm>"
)


@pytest.fixture(autouse=True)
def _world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("softplace.config.serving.prepare", lambda *, demo: False)
    for code, latitude in (("1", 45.0), ("2", 45.2)):
        Commune.objects.create(
            code=code, name=f"Commune {code}", folded_name=f"commune {code}", latitude=latitude,
            longitude=5.0, population=10,
        )  # fmt: skip
    forget_travel()


def run(*arguments: object) -> Result:
    command = ["import", *map(str, arguments)]
    return CliRunner().invoke(main, command, env={"LANGUAGE": "en"})


def written(folder: Path, text: str, name: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_cells_come_and_go_by_the_name_of_their_set(tmp_path: Path) -> None:
    file = written(tmp_path, CELLS, "cells.csv")
    assert run("cells", file, "--name", "grid", "--dry-run").exit_code == 0
    assert Cell.objects.count() == 0
    assert "created: 1" in run("cells", file, "--name", "grid").stdout
    assert run("cells", "--remove", "--name", "grid").exit_code == 0
    assert Cell.objects.count() == 0
    missing = run("cells", "--remove", "--name", "grid")
    assert (missing.exit_code, "no set of cells called “grid”" in missing.stderr) == (1, True)


def test_a_line_without_people_is_told_with_its_field_and_reason(tmp_path: Path) -> None:
    refused = tmp_path / "refused.csv"
    file = written(tmp_path, CELLS + "b,45.0,5.0,0\n", "cells.csv")
    result = run("cells", file, "--name", "grid", "--refused-csv", refused)
    assert (result.exit_code, Cell.objects.count()) == (1, 0)
    assert refused.read_text().splitlines()[1].startswith('3,people,0,"This cell has no people')


def test_roads_say_what_they_are_and_what_stands_off_them(tmp_path: Path) -> None:
    file = written(tmp_path, OSM, "town.osm")
    told = json.loads(run("roads", file, "--json").stdout)
    assert (told["created"], told["nodes"]) == (3, {"foot": 2, "bicycle": 2, "car": 2})
    assert {one["name"] for one in told["communes_off"]} == {"Commune 2"}
    again = run("roads", file)
    assert again.stdout.splitlines()[0] == "These roads were imported before: nothing was changed."
    assert "Commune 2 (on foot, 22.2 km)" in again.stderr
    assert run("roads", "--remove").exit_code == 0
    assert Roads.objects.count() == 0


def test_roads_of_another_land_are_told_as_such(tmp_path: Path) -> None:
    file = written(tmp_path, OSM.replace("45.0", "42.5"), "elsewhere.osm")
    tried, done = run("roads", file, "--dry-run"), run("roads", file)
    assert (tried.exit_code, done.exit_code, Roads.objects.count()) == (0, 0, 3)
    for told in (tried, done):
        assert "No commune and no place of this territory lies within 2 km" in told.stderr
        assert "Commune 1" not in told.stderr
        assert "from the road on which they are counted" not in told.stdout
    assert "softplace import roads --remove" in done.stderr
    near = run("roads", written(tmp_path, OSM, "town.osm"))
    assert "No commune and no place" not in near.stderr


def test_roads_cut_in_half_are_a_sentence_and_change_nothing(tmp_path: Path) -> None:
    result = run("roads", written(tmp_path, OSM[: len(OSM) // 2], "town.osm"))
    assert (result.exit_code, Roads.objects.count()) == (1, 0)
    assert "was cut short when it was copied" in result.stderr
    assert "Nothing was changed." in result.stderr


@pytest.mark.parametrize("kind", ["roads", "cells"])
def test_a_file_and_its_removal_are_not_asked_for_at_once(tmp_path: Path, kind: str) -> None:
    name = ["--name", "grid"] if kind == "cells" else []
    assert run(kind, tmp_path / "x", "--remove", *name).exit_code == 2
    assert run(kind, *name).exit_code == 2
