"""Boundaries of communes from GeoJSON: a FeatureCollection of areas, each with a code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from softplace.foundation.errors import Reason
from softplace.foundation.geojson import Geometry, positions, read_features, reasons_to_refuse_area
from softplace.foundation.imports import RefusedLine, in_order, refused

CODE_PROPERTIES = ("code", "insee", "code_insee", "INSEE_COM", "insee_com", "codgeo", "CODGEO")
NAME_PROPERTIES = ("nom", "name", "NOM", "NOM_COM", "nom_com", "libgeo")


@dataclass(frozen=True, slots=True)
class BoundaryDraft:
    """The shape of a commune; `number` is that of the feature in the file, from 1."""

    number: int
    code: str
    name: str
    geometry: Geometry

    def corner_box(self) -> tuple[float, float, float, float]:
        """South, west, north, east of all its positions."""
        longitudes, latitudes = zip(*((p[0], p[1]) for p in positions(self.geometry)), strict=True)
        return min(latitudes), min(longitudes), max(latitudes), max(longitudes)


@dataclass(frozen=True, slots=True)
class BoundaryFile:
    drafts: tuple[BoundaryDraft, ...]
    refused: tuple[RefusedLine, ...]
    notices: tuple[Reason, ...]


def read_boundaries(content: bytes) -> BoundaryFile:
    collection = read_features(content)
    bad = list(collection.refused)
    drafts: dict[str, BoundaryDraft] = {}
    for feature in collection.features:
        code = _first(feature.properties, CODE_PROPERTIES).upper()
        name = _first(feature.properties, NAME_PROPERTIES)
        if not code:
            reason = Reason("commune_code_missing", "code", {"names": ", ".join(CODE_PROPERTIES)})
            bad.append(refused(feature.number, "code", name, reason))
            continue
        reasons = reasons_to_refuse_area(feature.geometry)
        if code in drafts:
            reasons = [Reason("repeats_line", "code", {"other": drafts[code].number})]
        if reasons or feature.geometry is None:
            shown = f"{code} {name}".strip()
            bad += [refused(feature.number, reason.field, shown, reason) for reason in reasons]
            continue
        geometry = {
            "type": feature.geometry["type"],
            "coordinates": feature.geometry["coordinates"],
        }
        drafts[code] = BoundaryDraft(feature.number, code, name, geometry)
    return BoundaryFile(tuple(drafts.values()), in_order(bad), collection.notices)


def _first(properties: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = properties.get(name)
        if isinstance(value, str | int) and str(value).strip():
            return str(value).strip()
    return ""
