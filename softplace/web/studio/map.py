"""The Studio's map: communes in five shades, as shapes where boundaries are known, else discs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from softplace.reach.queries import Cells
from softplace.territory.models import Boundary
from softplace.web.map import Plane
from softplace.web.shapes import outline

MARGIN = 0.03
MOST_DOTS = 6_000
"""More cells are drawn without words, or the page would grow too heavy."""


@dataclass(frozen=True, slots=True)
class Shades:
    """What the map draws: a shade (0 to 4, or gain, same, lose) for each cell and what is said of it."""

    classes: Sequence[str]
    titles: Sequence[str]


@dataclass(frozen=True, slots=True)
class Mark:
    """A site on the map. `look` is "kept", "closed" or "new"."""

    latitude: float
    longitude: float
    name: str
    look: str
    key: str = ""


class Boundaries:
    """The shapes of the communes by code; those drawn once are kept for the next page."""

    def __init__(self, geometries: dict[str, Any]) -> None:
        self.geometries = geometries
        self._drawn: dict[tuple[Plane, str], str] = {}

    def __contains__(self, code: str) -> bool:
        return code in self.geometries

    def outline(self, plane: Plane, code: str) -> str:
        key = (plane, code)
        if key not in self._drawn:
            self._drawn[key] = outline(plane, self.geometries[code])
        return self._drawn[key]


_kept: tuple[object, Boundaries] = (None, Boundaries({}))


def boundaries() -> Boundaries:
    """One query; another where boundaries changed since this process last read them."""
    global _kept
    with connection.cursor() as cursor:
        # xmin also changes when a row is edited.
        cursor.execute("SELECT count(*), max(xmin::text::bigint) FROM territory_boundary")
        version = cursor.fetchone()
    if version != _kept[0]:
        rows = Boundary.objects.values_list("commune__code", "geometry")
        _kept = (version, Boundaries(dict(rows)))
    return _kept[1]


def choropleth(
    cells: Cells,
    shapes: Boundaries,
    shades: Shades,
    marks: Sequence[Mark],
    label: str,
    *,
    is_numbered: bool = False,
) -> SafeString:
    """One SVG element; it needs no script and prints. With numbers, a script finds the cells."""
    latitudes, longitudes = cells.points.lat, cells.points.lng
    plane = Plane(float(latitudes.mean()), float(longitudes.mean()))
    points = [plane.at(lat, lng) for lat, lng in zip(latitudes, longitudes, strict=True)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    pad = max(max(xs) - min(xs), max(ys) - min(ys), 500.0) * (MARGIN * 2)
    left, top = min(xs) - pad, min(ys) - pad
    width, height = max(xs) - left + pad, max(ys) - top + pad
    unit = max(width, height) / 100
    parts = [
        f'<svg class="studio-map" viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}" '
        f'role="img" aria-label="{escape(label)}" style="--u:{unit:.1f}px">'
    ]
    if cells.source:
        parts += [
            f'<path class="land" d="{shapes.outline(plane, code)}"/>' for code in shapes.geometries
        ]
    if len(cells) > MOST_DOTS:
        parts += _points_by_shade(points, shades.classes)
    else:
        parts += _shapes_then_discs(cells, shapes, plane, points, shades, unit, is_numbered)
    for mark in marks:
        x, y = plane.at(mark.latitude, mark.longitude)
        if not (left < x < left + width and top < y < top + height):
            continue
        parts.append(
            f'<path class="site {mark.look}" d="{sign_path(mark.look, x, y, unit)}">'
            f"<title>{escape(mark.name)}</title></path>"
        )
    return mark_safe("".join([*parts, "</svg>"]))  # names were escaped, the rest is numbers


def _shapes_then_discs(
    cells: Cells,
    shapes: Boundaries,
    plane: Plane,
    points: Sequence[tuple[float, float]],
    shades: Shades,
    unit: float,
    is_numbered: bool,
) -> list[str]:
    """The communes whose boundary is known as shapes; over them the other cells as discs."""
    areas, discs = [], []
    # Hundreds of fine cells side by side need smaller discs than a few dozen communes.
    smallest = unit * (0.9 if not cells.source else max(0.45, 16 / math.sqrt(len(cells) + 1)))
    drawn = zip(cells.codes, points, cells.people, shades.classes, shades.titles, strict=True)
    for i, (code, (x, y), people, shade, title) in enumerate(drawn):
        number = f' data-cell="{i}"' if is_numbered else ""
        said = f"<title>{escape(title)}</title>"
        if code in shapes and not cells.source:
            d = shapes.outline(plane, code)
            areas.append(f'<path class="shade-{shade}"{number} d="{d}">{said}</path>')
        else:
            radius = smallest
            if not cells.source:
                radius = min(max(math.sqrt(people) * 1.4, smallest), unit * 5)
            at = f'cx="{x}" cy="{y}" r="{radius:.1f}"'
            discs.append(f'<circle class="shade-{shade}"{number} {at}>{said}</circle>')
    return areas + discs


def _points_by_shade(points: Sequence[tuple[float, float]], classes: Sequence[str]) -> list[str]:
    """Very many cells: one path of points for each shade, without words."""
    runs: dict[str, list[str]] = {}
    for (x, y), shade in zip(points, classes, strict=True):
        runs.setdefault(shade, []).append(f"M{x:.0f} {y:.0f}h0")
    return [
        f'<path class="dots dots-{shade}" d="{"".join(run)}"/>'
        for shade, run in sorted(runs.items())
    ]


def sign_path(look: str, x: float, y: float, unit: float) -> str:
    """A cross where it closes, a triangle where it is new, a square where it stays."""
    s = round(unit * (0.8 if look == "kept" else 1.7), 1)
    if look == "closed":
        return f"M{x - s} {y - s}l{2 * s} {2 * s}m{-2 * s} 0l{2 * s} {-2 * s}"
    if look == "new":
        return f"M{x} {y - s * 1.2:.1f}l{s} {2 * s}h{-2 * s}z"
    return f"M{x - s} {y - s}h{2 * s}v{2 * s}h{-2 * s}z"
