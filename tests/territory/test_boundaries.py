"""Importing boundaries."""

import json
from pathlib import Path
from typing import Any

import pytest

from softplace.foundation.errors import Refused
from softplace.territory.commands import import_boundaries, import_communes
from softplace.territory.formats import read_boundaries, read_communes
from softplace.territory.models import Boundary, Commune

pytestmark = pytest.mark.django_db


def square(west: float, south: float, size: float = 0.02) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def file_of(*shapes: tuple[str, dict[str, Any]]) -> bytes:
    features = [
        {"type": "Feature", "properties": {"code": code, "nom": "x"}, "geometry": geometry}
        for code, geometry in shapes
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


CREST_SHAPE = square(5.01, 44.72)


@pytest.fixture(autouse=True)
def _crest() -> None:
    Commune.objects.create(
        code="26108", name="Crest", folded_name="crest", latitude=44.73, longitude=5.02
    )


def test_a_boundary_is_imported_once_and_again_only_if_it_changed() -> None:
    file = read_boundaries(file_of(("26108", CREST_SHAPE)))
    assert import_boundaries(file=file).created == 1
    assert import_boundaries(file=file).unchanged == 1
    other = read_boundaries(file_of(("26108", square(5.0, 44.7))))
    assert import_boundaries(file=other).updated == 1
    assert Boundary.objects.get().geometry == square(5.0, 44.7)


def test_a_commune_that_has_merged_is_reported_and_holds_nobody_back() -> None:
    report = import_boundaries(
        file=read_boundaries(file_of(("26184", square(5.0, 45.2)), ("26108", CREST_SHAPE)))
    )
    assert (report.created, report.is_written) == (1, True)
    (line,) = report.refused
    assert (line.line, line.value, line.reason.code) == (1, "26184 x", "commune_code_unknown")


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (square(44.72, 5.01), "coordinates_swapped"),
        (square(-4.5, 47.0), "far_from_commune"),
        ({"type": "Point", "coordinates": [5.0, 44.7]}, "geometry_is_no_area"),
    ],
)
def test_a_shape_elsewhere_or_of_no_area_changes_nothing(
    geometry: dict[str, Any], code: str
) -> None:
    report = import_boundaries(file=read_boundaries(file_of(("26108", geometry))))
    assert [line.reason.code for line in report.refused] == [code]
    assert (report.is_held_back, Boundary.objects.count()) == (True, 0)


def test_a_shape_without_code_or_twice_is_refused() -> None:
    file = read_boundaries(
        file_of(("", CREST_SHAPE), ("26108", CREST_SHAPE), ("26108", square(5, 44)))
    )
    assert [(line.line, line.reason.code) for line in file.refused] == [
        (1, "commune_code_missing"), (3, "repeats_line"),
    ]  # fmt: skip


def test_boundaries_before_communes_are_refused() -> None:
    Commune.objects.all().delete()
    with pytest.raises(Refused) as caught:
        import_boundaries(file=read_boundaries(file_of(("26108", CREST_SHAPE))))
    assert [reason.code for reason in caught.value.reasons] == ["no_commune_known"]


def test_the_drome_has_363_boundaries_and_four_merged_communes(real_data: Path) -> None:
    communes = (real_data / "territory" / "communes-fr.csv").read_bytes()
    import_communes(file=read_communes(communes, departments=["26"]))
    shapes = (real_data / "territory" / "communes-26-drome.geojson").read_bytes()
    report = import_boundaries(file=read_boundaries(shapes))
    assert report.created == 363
    assert {line.value[:5] for line in report.refused} == {"26184", "26219", "26297", "26354"}
    assert import_boundaries(file=read_boundaries(shapes)).unchanged == 363
