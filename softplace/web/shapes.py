"""The territory's communes as the maps draw them: an SVG of shapes, and GeoJSON.

Both are made once for each state of the communes and kept by the process: reading hundreds of
boundaries takes longer than drawing them.
"""

import itertools
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zlib import crc32

from django.db.models import Count, Max

from softplace.find.rules import Locality
from softplace.territory.models import Boundary
from softplace.web.map import Plane

STEP_UNITS = 10
"""Corners of a shape are moved to a grid of 100 m, the same for neighbours: no gap opens."""
Centre = tuple[float, float]


@dataclass(frozen=True)
class Shapes:
    """What the addresses of the shapes carry, so that a browser may keep them long."""

    version: str
    """Changes when the boundaries or the towns do."""
    boundaries: str
    """Changes when the boundaries do."""
    frame: tuple[float, float, float, float] | None
    """Left, top, width and height of the SVG on the plane; None where there is no boundary."""


def shapes_around(centre: Centre, towns: tuple[Locality, ...]) -> Shapes:
    """One query, and more after a change."""
    found = Boundary.objects.aggregate(last=Max("id"), count=Count("id"))
    boundaries = f"{found['last'] or 0}-{found['count']}"
    frame = shapes_svg(boundaries, centre)[1] if found["count"] else None
    version = f"{boundaries}-{len(towns)}-{_signature(towns):x}"
    return Shapes(version, boundaries, frame)


@lru_cache(maxsize=4)
def _signature(towns: tuple[Locality, ...]) -> int:
    return crc32(repr(towns).encode())


@lru_cache(maxsize=4)
def shapes_svg(version: str, centre: Centre) -> tuple[bytes, tuple[float, float, float, float]]:
    """The SVG of all boundaries on the plane of `Plane`, and its frame (left, top, w, h)."""
    plane = Plane(*centre)
    paths: list[str] = []
    xs: list[float] = []
    ys: list[float] = []
    for geometry in Boundary.objects.order_by("id").values_list("geometry", flat=True).iterator():
        drawn = outline(plane, geometry)
        if drawn:
            paths.append(f'<path d="{drawn}"/>')
            corners = [corner for ring in _rings(geometry) for corner in _on_grid(plane, ring)]
            xs += [x for x, _ in corners]
            ys += [y for _, y in corners]
    left, top = (min(xs, default=0.0), min(ys, default=0.0))
    width, height = max(xs, default=1.0) - left, max(ys, default=1.0) - top
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {height}">'
        "<style>path{fill:#fffdf8;stroke:#cfcabd;stroke-width:1;vector-effect:non-scaling-stroke;"
        "stroke-linejoin:round}@media(prefers-color-scheme:dark){path{fill:#20272a;"
        "stroke:#3a4447}}</style>"
        f"{''.join(paths)}</svg>"
    )
    return drawing.encode(), (left, top, width, height)


def outline(plane: Plane, geometry: Any) -> str:
    """The path of a geometry's rings on the plane; empty where none is larger than the grid."""
    pieces = []
    for ring in _rings(geometry):
        corners = _on_grid(plane, ring)
        if len(corners) < 4:
            continue
        steps = "".join(
            f"l{x - before_x} {y - before_y}"
            for (before_x, before_y), (x, y) in itertools.pairwise(corners)
        )
        pieces.append(f"M{corners[0][0]} {corners[0][1]}{steps}z")
    return "".join(pieces)


def _on_grid(plane: Plane, ring: list[list[float]]) -> list[tuple[int, int]]:
    corners: list[tuple[int, int]] = []
    for longitude, latitude, *_ in ring:
        x, y = plane.at(latitude, longitude)
        corner = (round(x / STEP_UNITS) * STEP_UNITS, round(y / STEP_UNITS) * STEP_UNITS)
        if not corners or corners[-1] != corner:
            corners.append(corner)
    return corners


def _rings(geometry: Any) -> list[list[list[float]]]:
    if geometry.get("type") == "Polygon":
        return list(geometry["coordinates"])
    if geometry.get("type") == "MultiPolygon":
        return [ring for polygon in geometry["coordinates"] for ring in polygon]
    return []


@lru_cache(maxsize=4)
def communes_geojson(version: str, towns: tuple[Locality, ...]) -> bytes:
    """Boundaries as polygons, and the names of communes at their points."""
    features: list[dict[str, Any]] = []
    for code, geometry in Boundary.objects.order_by("id").values_list("commune__code", "geometry"):
        polygons = (
            [geometry["coordinates"]]
            if geometry.get("type") == "Polygon"
            else geometry.get("coordinates", [])
        )
        features.append(
            _feature(
                {"type": "MultiPolygon", "coordinates": [_rounded(p) for p in polygons]},
                {"code": code, "what": "boundary"},
            )
        )
    for order, town in enumerate(towns):
        at = [round(town.longitude, 5), round(town.latitude, 5)]
        properties = {"name": town.name, "population": town.population, "order": order}
        point = {"type": "Point", "coordinates": at}
        features.append(_feature(point, {**properties, "what": "town"}))
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def _rounded(polygon: list[list[list[float]]]) -> list[list[list[float]]]:
    """Four decimals are ten metres; corners that fall together go."""
    result = []
    for ring in polygon:
        corners: list[list[float]] = []
        for longitude, latitude, *_ in ring:
            corner = [round(longitude, 4), round(latitude, 4)]
            if not corners or corners[-1] != corner:
                corners.append(corner)
        result.append(corners)
    return result


def _feature(geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}
