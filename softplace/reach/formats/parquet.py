"""Cells from GeoParquet (geoparquet.org, 1.0 and 1.1): points as WKB, other columns as in CSV.

Rows are read in batches, and as often as they are asked for: of a large file only the cells
that it holds are ever in memory, not its columns.
"""

import json
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite
from typing import Any

import pyarrow as arrow
from pyarrow import parquet

from softplace.foundation.errors import Reason, Refused
from softplace.foundation.geojson import is_storable
from softplace.reach.formats.lines import PARQUET, Line, Lines, no_point

BATCH = 10_000
MOST_ROWS = 1_000_000
LONGITUDE_LATITUDE = {
    ("OGC", "CRS84"), ("OGC", "CRS84h"), ("EPSG", "4326"), ("EPSG", "4979"),
}  # fmt: skip
"""WGS 84 under the names that writers give it; GeoParquet always has the longitude first."""
KINDS = {
    1: "Point", 2: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString",
    6: "MultiPolygon", 7: "GeometryCollection",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Columns:
    """Of the file: the one of the points, and those that are read as in a table."""

    geometry: str
    tabular: Sequence[str]
    passed_over: Sequence[str]


def lines_of_parquet(content: bytes) -> Lines:
    """The rows of a file, its points as the columns longitude and latitude.

    Raises
    ------
    Refused
        `parquet_cut_off`, `parquet_unreadable`, `parquet_without_geometry`,
        `parquet_geometry_encoded`, `parquet_in_other_crs` or `parquet_too_long`.
    """
    if len(content) < 12 or not content.endswith(PARQUET):
        raise Refused(Reason("parquet_cut_off"))
    with _told():
        file = parquet.ParquetFile(arrow.BufferReader(content))
        count, schema = file.metadata.num_rows, file.schema_arrow
    if count == 0:
        raise Refused(Reason("table_has_no_rows"))
    if count > MOST_ROWS:
        raise Refused(Reason("parquet_too_long", "", {"rows": count, "limit": MOST_ROWS}))
    columns = _columns(schema, _geometry_of(schema))
    bad = tuple(
        no_point(number, kind)
        for number, (kind, _) in enumerate(_points(file, columns.geometry), 1)
        if kind != "Point"
    )
    names = frozenset(name.lower() for name in columns.tabular) | {"longitude", "latitude"}
    notices: tuple[Reason, ...] = ()
    if columns.passed_over:
        passed_over = ", ".join(columns.passed_over)[:200]
        notices = (Reason("columns_passed_over", "", {"columns": passed_over}),)
    return Lines(names, _each(file, columns), bad, notices)


def _geometry_of(schema: "arrow.Schema") -> str:
    """The column of the points, as the file's metadata name it."""
    text = (schema.metadata or {}).get(b"geo", b"")
    try:
        geo = json.loads(text) if text else None
        name = geo["primary_column"] if geo else ""
        of_column = geo["columns"][name] if geo else {}
        encoding = str(of_column.get("encoding"))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Refused(Reason("parquet_without_geometry")) from error
    if not geo or name not in schema.names:
        raise Refused(Reason("parquet_without_geometry"))
    kind = schema.field(name).type
    if encoding.upper() != "WKB" or not (
        arrow.types.is_binary(kind) or arrow.types.is_large_binary(kind)
    ):
        details = {"encoding": encoding[:40]}
        raise Refused(Reason("parquet_geometry_encoded", "geometry", details))
    if "crs" in of_column and not _is_longitude_latitude(of_column["crs"]):
        details = {"crs": _named(of_column["crs"])}
        raise Refused(Reason("parquet_in_other_crs", "geometry", details))
    return str(name)


def _is_longitude_latitude(crs: Any) -> bool:
    if not isinstance(crs, Mapping) or not isinstance(crs.get("id"), Mapping):
        return False
    return (str(crs["id"].get("authority")), str(crs["id"].get("code"))) in LONGITUDE_LATITUDE


def _named(crs: Any) -> str:
    """What a file calls its coordinates; "?" where it says that nobody knows."""
    name = crs.get("name") if isinstance(crs, Mapping) else crs
    return str(name)[:80] if name else "?"


def _columns(schema: "arrow.Schema", geometry: str) -> _Columns:
    """Numbers and texts are read. Of two columns that differ by capitals only, the first is."""
    tabular: dict[str, str] = {}
    passed_over = []
    for field in schema:
        small = field.name.lower()
        if field.name == geometry:
            continue
        if _is_tabular(field.type) and is_storable(field.name) and small not in tabular:
            tabular[small] = field.name
        else:
            passed_over.append(field.name.replace("\x00", ""))
    return _Columns(geometry, list(tabular.values()), passed_over)


def _is_tabular(kind: "arrow.DataType") -> bool:
    if arrow.types.is_dictionary(kind):
        kind = kind.value_type
    types = arrow.types
    return bool(
        types.is_integer(kind)
        or types.is_floating(kind)
        or types.is_decimal(kind)
        or types.is_string(kind)
        or types.is_large_string(kind)
    )


def _each(file: "parquet.ParquetFile", columns: _Columns) -> Callable[[], Iterator[Line]]:
    def lines() -> Iterator[Line]:
        number = 0
        for batch in _batches(file, [columns.geometry, *columns.tabular]):
            values = [batch.column(name).to_pylist() for name in columns.tabular]
            points = batch.column(columns.geometry).to_pylist()
            names = [name.lower() for name in columns.tabular]
            for row, point in enumerate(points):
                number += 1
                kind, at = _point(point)
                if kind == "Point":
                    texts = (_text(column[row]) for column in values)
                    where = {"longitude": repr(at[0]), "latitude": repr(at[1])}
                    yield Line(number, dict(zip(names, texts, strict=True)) | where)

    return lines


def _points(
    file: "parquet.ParquetFile", geometry: str
) -> Iterator[tuple[str, tuple[float, float]]]:
    for batch in _batches(file, [geometry]):
        yield from map(_point, batch.column(geometry).to_pylist())


def _batches(file: "parquet.ParquetFile", columns: Sequence[str]) -> Iterator["arrow.RecordBatch"]:
    with _told():
        yield from file.iter_batches(batch_size=BATCH, columns=list(columns))


@contextmanager
def _told() -> Iterator[None]:
    """Whatever is wrong with the bytes becomes one refusal."""
    try:
        yield
    except (arrow.ArrowException, OSError, UnicodeDecodeError) as error:
        raise Refused(Reason("parquet_unreadable")) from error


def _point(wkb: bytes | None) -> tuple[str, tuple[float, float]]:
    """The kind of a geometry, and where it is if it is a point.

    Well-known binary of OGC 06-103r4, with the third dimension as ISO or as PostGIS writes it,
    and with PostGIS's own number of the coordinates before it.
    """
    nowhere = (0.0, 0.0)
    if not wkb or len(wkb) < 5 or wkb[0] > 1:
        return "None" if not wkb else "?", nowhere
    order = "<" if wkb[0] == 1 else ">"
    (code,) = struct.unpack_from(f"{order}I", wkb, 1)
    kind = KINDS.get((code & 0xFFFF) % 1000, "?")
    if kind != "Point":
        return kind, nowhere
    start = 9 if code & 0x20000000 else 5
    if len(wkb) < start + 16:
        return "?", nowhere
    longitude, latitude = struct.unpack_from(f"{order}2d", wkb, start)
    if not (isfinite(longitude) and isfinite(latitude)):
        return "Point EMPTY", nowhere
    return kind, (longitude, latitude)


def _text(value: Any) -> str:
    """As a table would have it: pandas writes NaN for what is missing."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    return str(value).replace("\x00", "").strip()
