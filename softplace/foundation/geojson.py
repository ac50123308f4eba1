"""Reading GeoJSON (RFC 7946) that somebody hands in."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from softplace.foundation.errors import Reason, Refused
from softplace.foundation.imports import RefusedLine, refused
from softplace.foundation.tables import text_of

Geometry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature; `number` counts from 1 in the order of the file."""

    number: int
    properties: dict[str, Any]
    geometry: Geometry | None


@dataclass(frozen=True, slots=True)
class Features:
    features: tuple[Feature, ...]
    refused: tuple[RefusedLine, ...]
    notices: tuple[Reason, ...]


def read_features(content: bytes) -> Features:
    """The features of a collection. Refuses what is no JSON, or no FeatureCollection."""
    text, notices = text_of(content)
    try:
        document = json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        cut_off = error.pos >= len(text.rstrip()) - 1 or "Unterminated" in error.msg
        code = "json_cut_off" if cut_off else "json_unreadable"
        raise Refused(Reason(code, "", where)) from error
    except (RecursionError, ValueError) as error:
        raise Refused(Reason("json_unreadable", "", {"line": 1, "column": 1})) from error
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise Refused(Reason("not_a_feature_collection"))
    listed = document.get("features")
    if not isinstance(listed, list):
        raise Refused(Reason("not_a_feature_collection"))
    if not listed:
        raise Refused(Reason("table_has_no_rows"))
    features, bad = [], []
    for number, item in enumerate(listed, start=1):
        properties = item.get("properties") if isinstance(item, dict) else None
        geometry = item.get("geometry") if isinstance(item, dict) else None
        if not isinstance(properties, dict) or not isinstance(geometry, dict | None):
            bad.append(refused(number, "", json.dumps(item)[:60], Reason("not_a_feature")))
            continue
        unstorable = next(
            (key for key, value in properties.items() if not is_storable(value)), None
        )
        if unstorable is not None:
            bad.append(refused(number, unstorable, "", Reason("unprintable", unstorable)))
            continue
        features.append(Feature(number, properties, geometry))
    return Features(tuple(features), tuple(bad), tuple(notices))


def is_storable(value: Any) -> bool:
    """Whether the database can hold it: no NUL, no half of a surrogate pair, no infinity."""
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, list):
        return all(map(is_storable, value))
    if isinstance(value, dict):
        return all(is_storable(key) and is_storable(inner) for key, inner in value.items())
    return True


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def reasons_to_refuse_area(geometry: Geometry | None) -> list[Reason]:
    """Why a geometry is not an area: a Polygon or MultiPolygon of closed rings on the globe."""
    kind = geometry.get("type") if geometry else None
    if geometry is None or kind not in {"Polygon", "MultiPolygon"}:
        return [Reason("geometry_is_no_area", "geometry", {"kind": str(kind)[:40]})]
    polygons = geometry.get("coordinates")
    if kind == "Polygon":
        polygons = [polygons]
    if not isinstance(polygons, list) or not polygons:
        return [Reason("geometry_broken", "geometry")]
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            return [Reason("geometry_broken", "geometry")]
        for ring in polygon:
            if not isinstance(ring, list) or not all(is_position(p) for p in ring):
                return [Reason("geometry_broken", "geometry")]
            if len(ring) < 4 or ring[0] != ring[-1]:
                return [Reason("ring_not_closed", "geometry")]
    return []


def is_position(position: Any) -> bool:
    """Whether it is [longitude, latitude] in degrees, with or without a height."""
    return (
        isinstance(position, list)
        and 2 <= len(position) <= 3
        and all(isinstance(n, int | float) and not isinstance(n, bool) for n in position)
        and abs(position[0]) <= 180
        and abs(position[1]) <= 90
    )


def positions(geometry: Geometry) -> Iterator[Sequence[float]]:
    """Every position of an area's rings."""
    polygons = geometry["coordinates"]
    for polygon in [polygons] if geometry["type"] == "Polygon" else polygons:
        for ring in polygon:
            yield from ring
