"""The vacancy map: a disc for each place, as large as the m²·hours that stand idle there."""

import math
from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from softplace.vacancy.queries import Disc
from softplace.web.map import Plane
from softplace.web.studio.map import Boundaries

MARGIN = 0.05
MOST_NUMBERED = 20
"""The largest discs carry the number of their row in the table."""
LARGEST, SMALLEST, LEAST_NUMBERED = 6.0, 0.7, 1.9
"""Radii, in hundredths of the drawing."""


STEPS = (0.0, 0.5, 0.75, 0.9)
"""Shares above which the next shade begins."""


def shade(share: float | None) -> int:
    """0 to 4: nothing idle, up to a half, up to three quarters, up to nine tenths, more."""
    return sum((share or 0.0) > step for step in STEPS)


def vacancy_map(
    discs: Sequence[Disc],
    titles: Sequence[str],
    shapes: Boundaries,
    towns: Sequence[tuple[str, float, float]],
    label: str,
) -> SafeString:
    """One SVG element; it needs no script and prints. Towns are names and points, to find one's way."""
    latitudes = [disc.latitude for disc in discs]
    longitudes = [disc.longitude for disc in discs]
    plane = Plane(sum(latitudes) / len(discs), sum(longitudes) / len(discs))
    points = [plane.at(disc.latitude, disc.longitude) for disc in discs]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    pad = max(max(xs) - min(xs), max(ys) - min(ys), 500.0) * MARGIN + 1
    left, top = min(xs) - pad, min(ys) - pad
    width, height = max(xs) - left + pad, max(ys) - top + pad
    unit = max(width, height) / 100
    parts = [
        f'<svg class="studio-map vacancy-map" viewBox="{left:.0f} {top:.0f} {width:.0f}'
        f' {height:.0f}" role="img" aria-label="{escape(label)}" style="--u:{unit:.1f}px">'
    ]
    parts += [
        f'<path class="land" d="{shapes.outline(plane, code)}"/>' for code in shapes.geometries
    ]
    for name, latitude, longitude in towns:
        x, y = plane.at(latitude, longitude)
        if left < x < left + width and top < y < top + height:
            parts.append(
                f'<text class="town" x="{x}" y="{y}" dy="-1.1em" aria-hidden="true">{escape(name)}</text>'
            )
    most = max((disc.figures.idle_m2_hours for disc in discs), default=0.0) or 1.0
    marks, numbers = [], []
    for rank, (disc, (x, y), title) in enumerate(zip(discs, points, titles, strict=True), 1):
        part = math.sqrt(disc.figures.idle_m2_hours / most)
        radius = unit * max(LARGEST * part, SMALLEST)
        marks.append(
            f'<circle class="shade-{shade(disc.figures.idle_share)}" cx="{x}" cy="{y}"'
            f' r="{radius:.1f}"><title>{escape(title)}</title></circle>'
        )
        if rank <= MOST_NUMBERED and radius >= unit * LEAST_NUMBERED:
            numbers.append(f'<text x="{x}" y="{y}" dy=".36em" aria-hidden="true">{rank}</text>')
    # Small discs lie on large ones, and numbers on all of them.
    return mark_safe(
        "".join([*parts, *marks, *numbers, "</svg>"])
    )  # names were escaped, the rest is numbers
