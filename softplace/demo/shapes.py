"""Shapes of the demo's communes, invented: the land nearest to each town, with winding edges.

Nobody gives the shapes of towns by the numbers of GeoNames. Each commune gets the points that are
nearer to its town than to any other (a Voronoi cell); its straight edges are bent like brooks and
ridges, each edge once for the two that share it, so that no gap opens between neighbours.
"""

from collections.abc import Sequence
from math import cos, hypot, pi, radians, sin
from random import Random
from typing import Any

from softplace.foundation.distances import EARTH_RADIUS_METRES

SEED = 26_107
METRES_PER_DEGREE = radians(1.0) * EARTH_RADIUS_METRES
RING = 96
"""Points on a circle beyond the outermost towns, which close the outer cells."""
RING_METRES = 50_500.0
SHORTEST_BENT_METRES = 700.0
BEND = 0.11
"""How far the middle of a stretch moves aside, at most, as a share of its length."""

Point = tuple[float, float]


def shapes(towns: Sequence[Point], centre: Point) -> list[dict[str, Any]]:
    """A GeoJSON Polygon for each (latitude, longitude), in their order."""
    from scipy.spatial import Voronoi  # read when there is a demo to load, not at every start

    chance = Random(SEED)
    across = METRES_PER_DEGREE * cos(radians(centre[0]))
    points = [
        ((longitude - centre[1]) * across, (latitude - centre[0]) * METRES_PER_DEGREE)
        for latitude, longitude in towns
    ]
    cells = Voronoi(points + _ring(chance))
    corners = [tuple(corner) for corner in cells.vertices.tolist()]
    bent: dict[tuple[int, int], list[Point]] = {}
    found = []
    for number in range(len(points)):
        region = cells.regions[cells.point_region[number]]
        ring = _ring_of(region, corners, bent, chance)
        on_globe = [
            [round(centre[1] + x / across, 5), round(centre[0] + y / METRES_PER_DEGREE, 5)]
            for x, y in ring
        ]
        found.append({"type": "Polygon", "coordinates": [[*on_globe, on_globe[0]]]})
    return found


def _ring(chance: Random) -> list[Point]:
    """Nearer and farther by turns, so that the land does not end in a circle."""
    angles = [2 * pi * number / RING for number in range(RING)]
    far = [RING_METRES * chance.uniform(0.96, 1.06) for _ in angles]
    return [(r * cos(angle), r * sin(angle)) for angle, r in zip(angles, far, strict=True)]


def _ring_of(
    region: Sequence[int],
    corners: Sequence[Point],
    bent: dict[tuple[int, int], list[Point]],
    chance: Random,
) -> list[Point]:
    """Counter-clockwise, as GeoJSON wants it, without its first point again at the end."""
    if _area([corners[each] for each in region]) < 0:
        region = region[::-1]
    ring: list[Point] = []
    for here, there in zip(region, [*region[1:], region[0]], strict=True):
        edge = min(here, there), max(here, there)
        if edge not in bent:
            bent[edge] = [corners[edge[0]], *_bent(corners[edge[0]], corners[edge[1]], chance)]
        line = [*bent[edge], corners[edge[1]]]
        ring += (line if here == edge[0] else line[::-1])[:-1]
    return ring


def _bent(start: Point, end: Point, chance: Random) -> list[Point]:
    """What lies between two points of a winding line."""
    x, y = end[0] - start[0], end[1] - start[1]
    if hypot(x, y) < SHORTEST_BENT_METRES:
        return []
    aside = chance.uniform(-BEND, BEND)
    middle = ((start[0] + end[0]) / 2 - y * aside, (start[1] + end[1]) / 2 + x * aside)
    return [*_bent(start, middle, chance), middle, *_bent(middle, end, chance)]


def _area(ring: Sequence[Point]) -> float:
    """Twice the area, positive if the ring runs counter-clockwise."""
    turned = [*ring[1:], ring[0]]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, turned, strict=True))
