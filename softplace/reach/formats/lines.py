"""The lines of a file of cells as texts by column, whatever the file is written in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from softplace.foundation.errors import Reason
from softplace.foundation.geojson import is_position, read_features
from softplace.foundation.imports import RefusedLine, refused
from softplace.foundation.tables import read_table

PARQUET = b"PAR1"
JSON = b"{"


@dataclass(frozen=True, slots=True)
class Line:
    """One cell; `number` is that of the line of the file, of the feature or of the row."""

    number: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lines:
    """What a file holds.

    Attributes
    ----------
    columns
        All that a line may have, in small letters.
    each
        Gives the lines from the first on, as often as it is called: they need not all be in
        memory at once.
    """

    columns: frozenset[str]
    each: Callable[[], Iterator[Line]]
    refused: tuple[RefusedLine, ...] = ()
    notices: tuple[Reason, ...] = ()


def lines_of(content: bytes) -> Lines:
    """The lines of a CSV file, of GeoJSON or of GeoParquet.

    Raises
    ------
    Refused
        Where the file as a whole cannot be read.
    """
    if content.startswith(PARQUET):
        # Read for such a file only: most installations never see one, and it is large.
        from softplace.reach.formats.parquet import lines_of_parquet

        return lines_of_parquet(content)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(JSON):
        return _features(content)
    table = read_table(content, required=())
    lines = [Line(row.line, row.values) for row in table.rows]
    return _held(lines, table.refused, table.notices)


def _features(content: bytes) -> Lines:
    collection = read_features(content)
    lines, bad = [], list(collection.refused)
    for feature in collection.features:
        geometry = feature.geometry or {}
        position = geometry.get("coordinates")
        if geometry.get("type") != "Point" or not is_position(position):
            bad.append(no_point(feature.number, str(geometry.get("type"))))
            continue
        assert isinstance(position, list)
        values = {str(name).lower(): _text(value) for name, value in feature.properties.items()}
        at = {"longitude": repr(position[0]), "latitude": repr(position[1])}
        lines.append(Line(feature.number, values | at))
    return _held(lines, tuple(bad), collection.notices)


def no_point(number: int, kind: str) -> RefusedLine:
    """A line whose geometry is another than a point."""
    details = {"kind": kind[:40]}
    reason = Reason("cell_is_no_point", "geometry", details)
    return refused(number, "geometry", details["kind"], reason)


def _held(lines: list[Line], bad: tuple[RefusedLine, ...], notices: tuple[Reason, ...]) -> Lines:
    columns = frozenset(name for line in lines for name in line.values)
    return Lines(columns, lambda: iter(lines), bad, notices)


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()
