"""Cells that are imported, replaced and removed, and studies on them."""

import json
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from softplace.foundation.errors import Refused
from softplace.foundation.imports import ImportReport
from softplace.people.enums import Role
from softplace.places.models import Place, PlaceFunction
from softplace.reach.answers import Asked, answer, figures
from softplace.reach.commands import import_cells, remove_cells
from softplace.reach.formats import read_cells
from softplace.reach.models import Cell, CellSet
from softplace.reach.queries import cells
from softplace.territory.commands import install_functions
from softplace.territory.models import Commune, Function
from softplace.trail.models import Entry
from tests.places.cast import a_user

pytestmark = pytest.mark.django_db
HEADER = "id,latitude,longitude,people,income,over_75,without_car\n"
TWO = HEADER + "a,45.0,5.0,60,20000,20,10\nb,45.09,5.0,40,30000,4,\n"


@pytest.fixture(autouse=True)
def _world() -> None:
    """Two communes on a meridian, 11.12 km apart, a library at the first."""
    install_functions()
    for code, name, latitude in (("1", "South", 45.0), ("2", "North", 45.1)):
        Commune.objects.create(
            code=code, name=name, folded_name=name.lower(), department="26",
            latitude=latitude, longitude=5.0, population=500,
        )  # fmt: skip
    place = Place.objects.create(
        slug="south", name="South", latitude=45.0, longitude=5.0,
        updated_at=datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip
    PlaceFunction.objects.create(place=place, function=Function.objects.get(code="library"))


def brought(text: str | bytes, name: str = "grid", **options: Any) -> ImportReport:
    content = text if isinstance(text, bytes) else text.encode()
    return import_cells(file=read_cells(content), name=name, **options)


def told(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(line.line, line.field, line.reason.code) for line in report.refused]


def test_points_become_cells_of_their_communes() -> None:
    assert brought(TWO).counts() == {"created": 2, "updated": 0, "unchanged": 0, "refused": 0}
    land = cells("grid")
    assert (land.codes, land.communes, land.people.tolist()) == (["a", "b"], ["1", "2"], [60, 40])
    assert {name: of.tolist() for name, of in land.groups.items()} == {
        "over_75": [20, 4], "without_car": [10, 0]
    }  # fmt: skip


def test_twice_changes_nothing() -> None:
    brought(TWO)
    before = Entry.objects.count()
    assert brought(TWO).counts() == {"created": 0, "updated": 0, "unchanged": 2, "refused": 0}
    assert Entry.objects.count() == before


def test_another_file_of_that_name_takes_the_place_of_the_first() -> None:
    brought(TWO)
    report = brought(HEADER + "a,45.0,5.0,61,20000,20,10\nc,45.1,5.0,9,,,\n")
    # One is new, one changed, one is gone.
    assert report.counts() == {"created": 1, "updated": 2, "unchanged": 0, "refused": 0}
    assert list(Cell.objects.values_list("key", "people")) == [("a", 61), ("c", 9)]


def test_a_dry_run_writes_nothing() -> None:
    assert brought(TWO, dry_run=True).created == 2
    assert CellSet.objects.count() == 0


def test_each_bad_line_is_told_and_nothing_is_imported() -> None:
    report = brought(
        HEADER
        + "a,45.0,5.0,0,1,,\n"
        + "b,45.0,5.0,many,1,,\n"
        + "c,45.0,5.0,-3,1,,\n"
        + "d,48.8,2.3,10,1,,\n"
        + "e,6420000,850000,10,1,,\n"
        + "f,45.0,5.0,10,1,11,\n"
        + "g,45.0,5.0,10,1,-1,\n"
        + "h,,5.0,10,1,,\n"
        + "i,45.0,5.0,,1,,\n"
        + "j,45.0,5.0,5,1,,\n"
        + "j,45.0,5.0,6,1,,\n"
    )
    assert told(report) == [
        (2, "people", "cell_without_people"),
        (3, "people", "number_unreadable"),
        (4, "people", "cell_below_zero"),
        (5, "latitude", "cell_outside_territory"),
        (6, "latitude", "cell_off_the_globe"),
        (6, "longitude", "cell_off_the_globe"),
        (7, "over_75", "group_above_people"),
        (8, "over_75", "cell_below_zero"),
        (9, "latitude", "required"),
        (10, "people", "cell_without_people"),
        (12, "id", "repeats_line"),
    ]
    assert CellSet.objects.count() == 0


def test_geojson_points_are_read_and_squares_refused() -> None:
    def feature(geometry: dict[str, Any]) -> dict[str, Any]:
        return {"type": "Feature", "properties": {"id": "a", "people": 7}, "geometry": geometry}

    point = feature({"type": "Point", "coordinates": [5.0, 45.0]})
    square = feature({"type": "Polygon", "coordinates": []})
    collection = {"type": "FeatureCollection", "features": [point]}
    assert brought(json.dumps(collection)).counts()["created"] == 1
    report = brought(json.dumps(collection | {"features": [point, square]}))
    assert told(report) == [(2, "geometry", "cell_is_no_point")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"latitude,longitude\n45,5\n", "columns_missing"),
        (b"", "file_is_empty"),
        (b'{"type": "FeatureCollection", "features": [', "json_cut_off"),
    ],
)
def test_a_file_that_holds_no_cells_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_cells(content)
    assert [reason.code for reason in refused.value.reasons] == [code]


def test_a_set_is_removed_by_its_name_once() -> None:
    brought(TWO)
    assert remove_cells(name="grid") == 2
    assert Cell.objects.count() == 0
    with pytest.raises(Refused):
        remove_cells(name="grid")


def test_only_planners_bring_cells_in() -> None:
    with pytest.raises(Refused):
        brought(TWO, actor=a_user("val"))
    assert brought(TWO, actor=a_user("pat", Role.PLANNER)).created == 2


def test_a_study_on_cells_says_so_and_tells_groups_and_incomes() -> None:
    brought(TWO)
    asked = Asked(
        function=Function.objects.get(code="library"),
        monday=date(2026, 11, 23),
        zone=ZoneInfo("Europe/Paris"),
        cells="grid",
    )
    of = figures(answer(asked))
    km = 10.0075
    assert (of["cell_set"], of["people"], of["people_beyond"]) == ("grid", 100, 40)
    assert [(group["name"], group["people"]) for group in of["groups"]] == [
        ("over_75", 24), ("without_car", 10)
    ]  # fmt: skip
    assert of["groups"][0]["mean"] == pytest.approx(4 * km / 24, abs=1e-3)
    assert of["groups"][0]["share_beyond"] == pytest.approx(4 / 24)
    # The richest tenth lives in b, and so does nobody of the poorest 40 %.
    assert of["palma"] is None
    # Each commune has one cell: all inequality lies between communes.
    assert of["theil_within"] == pytest.approx(0, abs=1e-12)


def test_as_many_queries_for_two_cells_as_for_two_hundred() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            cells("grid")
        return len(captured)

    brought(TWO)
    few = queries()
    brought(HEADER + "".join(f"{n},45.0{n:03},5.0,{n},,,\n" for n in range(1, 200)))
    assert queries() == few
