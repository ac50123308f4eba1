"""The softplace export command."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from softplace.cli import main
from softplace.places.models import Place
from softplace.territory.models import Commune

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("softplace.config.serving.prepare", lambda *, demo: False)
    crest = Commune.objects.create(
        code="26108", name="Crest", folded_name="crest", latitude=44.73, longitude=5.02
    )
    for slug, address, is_published in (
        ("mairie", "Place de la Mairie", True),
        ("camion", "", True),
        ("secret", "Rue Basse", False),
    ):
        Place.objects.create(
            slug=slug, name=slug.title(), address=address, is_published=is_published,
            post_code="26400", commune=crest, latitude=44.73, longitude=5.02,
            updated_at=datetime(2026, 11, 23, tzinfo=UTC),
        )  # fmt: skip


def run(*arguments: object) -> Result:
    return CliRunner().invoke(
        main, ["export", "places", *map(str, arguments)], env={"LANGUAGE": "C"}
    )


def test_geojson_has_the_published_places_as_points() -> None:
    document = json.loads(run("--format", "geojson").stdout)
    assert [feature["id"] for feature in document["features"]] == ["camion", "mairie"]
    assert document["features"][1]["geometry"] == {"type": "Point", "coordinates": [5.02, 44.73]}
    assert document["features"][1]["properties"]["commune"] == "Crest"


def test_json_and_csv_say_the_same() -> None:
    listed = json.loads(run("--format", "json").stdout)
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv").stdout)))
    assert [row["id"] for row in rows] == [place["id"] for place in listed]
    assert list(rows[0]) == list(listed[0])


def test_what_the_schema_requires_and_nobody_knows_is_said(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    result = run("--format", "mediation-num", "--output", path)
    assert [row["id"] for row in csv.DictReader(path.open(newline=""))] == ["mairie"]
    assert result.stderr == (
        "1 place written.\n"
        "Left out, because the schema requires what is not known (adresse): Camion\n"
    )


def test_one_list_is_chosen_by_its_name() -> None:
    assert json.loads(run("--format", "json", "--source", "elsewhere").stdout) == []
