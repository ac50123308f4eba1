"""Reading GeoJSON, good and bad."""

import json
from typing import Any

import pytest

from softplace.foundation.errors import Refused
from softplace.foundation.geojson import read_features, reasons_to_refuse_area

SQUARE = [[5.0, 44.0], [5.1, 44.0], [5.1, 44.1], [5.0, 44.0]]


def collection(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def feature(**properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": None}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (collection(feature(code="26108"))[:-9], "json_cut_off"),
        (b'{"type": "FeatureCollection", "features": [{"type": "Fea', "json_cut_off"),
        (b"{nom: 1}", "json_unreadable"),
        (b"[" * 100_000, "json_unreadable"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "json_unreadable"),
        (b"[]", "not_a_feature_collection"),
        (b'{"type": "FeatureCollection"}', "not_a_feature_collection"),
        (collection(), "table_has_no_rows"),
        (b"", "file_is_empty"),
    ],
)
def test_what_is_no_collection_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read_features(content)
    assert [reason.code for reason in caught.value.reasons] == [code]


def test_a_broken_end_is_told_by_its_place() -> None:
    with pytest.raises(Refused) as caught:
        read_features(b'{"type": "FeatureCollection",\n"features": [')
    assert caught.value.reasons[0].details["line"] == 2


def test_what_the_database_cannot_hold_is_refused_by_its_property() -> None:
    content = collection(feature(nom="a\u0000b"), feature(note={"deep": ["\ud800"]}), feature(n=1))
    read = read_features(content)
    assert [(line.line, line.field) for line in read.refused] == [(1, "nom"), (2, "note")]
    assert [item.number for item in read.features] == [3]


@pytest.mark.parametrize(
    ("geometry", "codes"),
    [
        ({"type": "Polygon", "coordinates": [SQUARE]}, []),
        ({"type": "MultiPolygon", "coordinates": [[SQUARE]]}, []),
        (None, ["geometry_is_no_area"]),
        ({"type": "Point", "coordinates": [5, 44]}, ["geometry_is_no_area"]),
        ({"type": "Polygon", "coordinates": [SQUARE[:3]]}, ["ring_not_closed"]),
        ({"type": "Polygon", "coordinates": [[*SQUARE[:3], [5.0, 44.2]]]}, ["ring_not_closed"]),
        ({"type": "Polygon", "coordinates": [[[500, 44]] * 4]}, ["geometry_broken"]),
        ({"type": "Polygon", "coordinates": [[["5", "44"]] * 4]}, ["geometry_broken"]),
        ({"type": "Polygon", "coordinates": 7}, ["geometry_broken"]),
        ({"type": "Polygon"}, ["geometry_broken"]),
    ],
)
def test_an_area_is_closed_rings_on_the_globe(geometry: Any, codes: list[str]) -> None:
    assert [reason.code for reason in reasons_to_refuse_area(geometry)] == codes
