"""Cells from GeoParquet, and every way in which such a file can be none."""

import io
import json
import struct
import subprocess
import sys
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from softplace.foundation.errors import Refused
from softplace.reach.formats import CellFile, read_cells
from softplace.reach.formats import parquet as reader

WGS84 = {"name": "WGS 84 (CRS84)", "id": {"authority": "OGC", "code": "CRS84"}}
LAMBERT = {"name": "RGF93 v1 / Lambert-93", "id": {"authority": "EPSG", "code": 2154}}


def point(longitude: float, latitude: float) -> bytes:
    return struct.pack("<BI2d", 1, 1, longitude, latitude)


TWO = [point(5.0, 45.0), point(5.0, 45.09)]


def written(
    columns: dict[str, Any], geo: Any = None, *, geometry: Any = TWO, **options: Any
) -> bytes:
    """A file; `geo` is put over the usual metadata of a column."""
    table = pyarrow.table({**columns, "geometry": geometry})
    of_column = {"encoding": "WKB", "geometry_types": ["Point"], **(geo or {})}
    described = {
        "version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": of_column}
    }  # fmt: skip
    if geo is not False:
        table = table.replace_schema_metadata({"geo": json.dumps(described)})
    content = io.BytesIO()
    parquet.write_table(table, content, **options)
    return content.getvalue()


def told(file: CellFile) -> list[tuple[int, str, str]]:
    return [(line.line, line.field, line.reason.code) for line in file.refused]


def test_points_and_numbers_are_read_and_texts_passed_over() -> None:
    content = written(
        {
            "id": ["a", "b"], "People": [60, 40], "income": [20000.0, float("nan")],
            "over_75": [20, None], "lat": [6420000.0, 6420001.0], "bbox": [{"x": 1}, {"x": 2}],
            "kind": pyarrow.array(["town", "farm"]).dictionary_encode(),
        },
        {"crs": WGS84},
    )  # fmt: skip
    file = read_cells(content)
    assert [
        (one.line, one.key, one.longitude, one.latitude, one.people, one.income, one.groups)
        for one in file.drafts
    ] == [
        (1, "a", 5.0, 45.0, 60, 20000.0, {"over_75": 20.0}),
        (2, "b", 5.0, 45.09, 40, None, {"over_75": 0.0}),
    ]
    assert (file.groups, [one.details["columns"] for one in file.notices]) == (
        ("over_75",), ["bbox", "kind"]
    )  # fmt: skip


def test_rows_that_are_no_points_are_told_by_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "BATCH", 2)
    geometry = [
        point(5.0, 45.0),
        struct.pack("<BII", 1, 3, 0),  # a polygon
        None,
        struct.pack(">BI3d", 0, 1001, 5.0, 45.1, 300.0),  # with its height, the other way round
        struct.pack("<BIi2d", 1, 0x20000001, 4326, 5.0, 45.2),  # as PostGIS writes it
        point(float("nan"), float("nan")),
        b"\x01\x01",
    ]
    file = read_cells(written({"people": [1] * 7}, geometry=geometry))
    assert [(one.line, one.latitude) for one in file.drafts] == [(1, 45.0), (4, 45.1), (5, 45.2)]
    assert [(line.line, line.reason.details["kind"]) for line in file.refused] == [
        (2, "Polygon"), (3, "None"), (6, "Point EMPTY"), (7, "?")
    ]  # fmt: skip


def test_what_is_wrong_with_a_row_is_told_as_in_a_table() -> None:
    assert told(read_cells(written({"people": [0, -3]}))) == [
        (1, "people", "cell_without_people"),
        (2, "people", "cell_below_zero"),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (written({"people": [1, 2]})[:-40], "parquet_cut_off"),
        (b"PAR1" + b"\x00" * 40 + b"PAR1", "parquet_unreadable"),
        (written({"people": [1, 2]}, False), "parquet_without_geometry"),
        (written({"people": [1, 2]}, {"crs": LAMBERT}), "parquet_in_other_crs"),
        (written({"people": [1, 2]}, {"crs": None}), "parquet_in_other_crs"),
        (written({"people": [1, 2]}, {"encoding": "point"}), "parquet_geometry_encoded"),
        (written({"people": [1, 2]}, geometry=["POINT(5 45)"] * 2), "parquet_geometry_encoded"),
        (written({"ind": []}, geometry=pyarrow.array([], "binary")), "table_has_no_rows"),
        (written({"name": ["a", "b"]}), "columns_missing"),
    ],
)
def test_a_file_that_holds_no_cells_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_cells(content)
    assert [reason.code for reason in refused.value.reasons] == [code]


def test_a_file_that_is_damaged_within_is_refused() -> None:
    content = bytearray(written({"people": [1, 2]}, compression="zstd"))
    content[4:60] = b"\xff" * 56
    with pytest.raises(Refused, match="parquet_unreadable"):
        read_cells(bytes(content))


def test_a_country_is_not_read_into_a_territory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_ROWS", 1)
    with pytest.raises(Refused, match="parquet_too_long"):
        read_cells(written({"people": [1, 2]}))


def test_pyarrow_is_loaded_for_such_a_file_only() -> None:
    asked = (
        "import sys; from softplace.reach.formats import read_cells; "
        "read_cells(b'latitude,longitude,people\\n45,5,1\\n'); print('pyarrow' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
