"""The map without a script: the territory's own shapes and places as one SVG drawing.

Everything is drawn in units of ten metres on a plane that touches the globe at the territory's
centre, x to the east and y to the south. Over a territory that is exact enough to be read.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from softplace.find.rules import Locality
from softplace.foundation.distances import EARTH_RADIUS_METRES

UNIT_METRES = 10.0
RING_KM = (1, 2, 5, 10, 20, 50, 100)
UNITS_A_DEGREE = math.radians(1) * EARTH_RADIUS_METRES / UNIT_METRES
ASPECT = 0.9
"""Height over width of the drawing."""
MOST_LABELS = 14
MOST_NUMBERED = 20
"""Places further down the list are smaller marks, so that the first can be read."""


@dataclass(frozen=True)
class Plane:
    """The plane that touches the globe at a point."""

    latitude: float
    longitude: float

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        x = (longitude - self.longitude) * self._units_a_degree_east
        return round(x, 1), round((self.latitude - latitude) * UNITS_A_DEGREE, 1)

    @cached_property
    def _units_a_degree_east(self) -> float:
        return math.cos(math.radians(self.latitude)) * UNITS_A_DEGREE


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the drawing; `rank` is its number in the list, 0 where it has none."""

    x: float
    y: float
    rank: int
    name: str
    link: str


@dataclass(frozen=True, slots=True)
class Town:
    x: float
    y: float
    name: str
    radius: float
    """The area of the disc grows with the people."""
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class Ring:
    radius: float
    label_y: float
    km: int


@dataclass(frozen=True)
class Drawing:
    """What the template draws. Lengths of text and dots are in parts of the width."""

    left: float
    top: float
    width: float
    height: float
    size: float
    """One hundredth of the width: the unit of strokes, dots and letters."""
    dots: tuple[Dot, ...]
    towns: tuple[Town, ...]
    rings: tuple[Ring, ...]
    spot: tuple[float, float] | None
    way: tuple[tuple[float, float], ...] = ()
    """From point to point: the day of a vehicle."""

    @property
    def view_box(self) -> str:
        return f"{self.left:.0f} {self.top:.0f} {self.width:.0f} {self.height:.0f}"

    @property
    def marks(self) -> SafeString:
        """What stands inside the svg element, from the back to the front.

        Made here rather than in a template: it is some hundred marks of a few numbers each.
        """
        parts = ['<g class="rings" aria-hidden="true">', *map(self._ring, self.rings), "</g>"]
        parts += ['<g class="towns" aria-hidden="true">', *map(_disc, self.towns)]
        parts += [*(_name(town) for town in self.towns if town.is_labelled), "</g>"]
        if self.way:
            corners = " ".join(f"{x},{y}" for x, y in self.way)
            parts.append(f'<polyline class="way" points="{corners}" aria-hidden="true"/>')
        if self.spot:
            x, y = self.spot
            parts.append(f'<circle class="spot" cx="{x}" cy="{y}" r="{self.size}"/>')
        parts += ['<g class="dots">', *map(self._dot, self.dots), "</g>", self._scale_bar()]
        return mark_safe("".join(parts))  # names were escaped, the rest is numbers

    def _ring(self, ring: Ring) -> str:
        assert self.spot is not None
        x, y = self.spot
        return (
            f'<circle cx="{x}" cy="{y}" r="{ring.radius:g}"/>'
            f'<text x="{x}" y="{ring.label_y}" dy="-.3em">{ring.km} km</text>'
        )

    def _dot(self, dot: Dot) -> str:
        at = f'cx="{dot.x}" cy="{dot.y}"'
        if not dot.rank:
            return f'<circle class="minor" {at} r="{self.size}"/>'
        name = escape(dot.name)
        is_first = dot.rank <= MOST_NUMBERED
        radius = round(self.size * (2.6 if is_first else 1.3), 2)
        drawn = f'<circle {at} r="{radius}"/>'
        if is_first and dot.link:
            drawn += f'<text x="{dot.x}" y="{dot.y}" dy=".36em">{dot.rank}</text>'
        if not dot.link:
            return drawn
        later = "" if is_first else ' class="later"'
        return (
            f'<a href="{dot.link}" data-rank="{dot.rank}" aria-label="{dot.rank}. {name}"{later}>'
            f"<title>{name}</title>{drawn}</a>"
        )

    def _scale_bar(self) -> str:
        """About a fifth of the width, in the lower corner."""
        wanted = self.width * UNIT_METRES / 1000 / 5
        km = max((ring for ring in RING_KM if ring <= wanted), default=1)
        left = round(self.left + self.width * 0.03, 1)
        bottom = round(self.top + self.height * 0.97, 1)
        return (
            f'<g class="scale-bar" aria-hidden="true"><path d="M{left} {bottom}'
            f'h{km * 1000 / UNIT_METRES:g}"/><text x="{left}" y="{bottom}" dy="-.5em">{km} km</text></g>'
        )


def _disc(town: Town) -> str:
    return f'<circle cx="{town.x}" cy="{town.y}" r="{town.radius}"/>'


def _name(town: Town) -> str:
    return f'<text x="{town.x}" y="{town.y}" dy="1.35em">{escape(town.name)}</text>'


def drawing(
    plane: Plane,
    *,
    places: Sequence[tuple[float, float, int, str, str]],
    towns: Iterable[Locality],
    spot: tuple[float, float] | None,
    radius_km: float | None,
    narrowest_units: float = 1000.0,
    way: Sequence[tuple[float, float]] = (),
) -> Drawing:
    """The drawing that holds the places, the way and the circle around the spot.

    places: (latitude, longitude, rank, name, link). towns: the biggest first; only those in
    view are kept. way: the corners of a line.
    """
    dots = [Dot(*plane.at(lat, lng), rank, name, link) for lat, lng, rank, name, link in places]
    at = plane.at(*spot) if spot else None
    corners = tuple(plane.at(lat, lng) for lat, lng in way)
    points = [*((dot.x, dot.y) for dot in dots), *corners]
    left, top, width, height = _frame(points, at, radius_km, narrowest_units)
    seen = []
    for town in towns:
        x, y = plane.at(town.latitude, town.longitude)
        if left < x < left + width and top < y < top + height:
            seen.append((x, y, town.name, town.population))
    rings: list[Ring] = []
    if at:
        for km in RING_KM:
            radius = km * 1000 / UNIT_METRES
            if width / 12 < radius < width * 0.75:
                rings.append(Ring(radius, round(at[1] - radius, 1), km))
        rings = rings[-3:]
    return Drawing(
        left,
        top,
        width,
        height,
        round(width / 100, 2),
        tuple(reversed(dots)),  # the first of the list is drawn last, above the others
        _labelled(seen, dots, left, width),
        tuple(rings),
        at,
        corners,
    )


def _frame(
    points: list[tuple[float, float]],
    spot: tuple[float, float] | None,
    radius_km: float | None,
    narrowest: float,
) -> tuple[float, float, float, float]:
    if spot:
        reach = min(radius_km or 5, 60) * 1000 / UNIT_METRES
        # Far places still show; near ones leave the drawing no larger than the circle asked for.
        if not points:
            points += [(spot[0] - reach, spot[1] - reach), (spot[0] + reach, spot[1] + reach)]
        points.append(spot)
    if not points:
        points = [(-4000.0, -4000.0), (4000.0, 4000.0)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    width = max(max(xs) - min(xs), (max(ys) - min(ys)) / ASPECT, narrowest) * 1.16
    height = width * ASPECT
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return middle_x - width / 2, middle_y - height / 2, width, height


def _labelled(
    seen: Sequence[tuple[float, float, str, int]], dots: Sequence[Dot], left: float, width: float
) -> tuple[Town, ...]:
    """Names for the biggest towns, none over another nor over a numbered place."""
    taken = [(dot.x, dot.y - width * 0.035, width * 0.04) for dot in dots if dot.rank]
    free_labels = len(taken) + MOST_LABELS
    towns = []
    for x, y, name, population in seen:
        length = len(name) * width * 0.017
        inside = left + length / 2 < x < left + width - length / 2
        free = (
            inside
            and len(taken) < free_labels
            and all(
                abs(y - other_y) > width * 0.045 or abs(x - other_x) > (length + other_length) / 2
                for other_x, other_y, other_length in taken
            )
        )
        if free:
            taken.append((x, y, length))
        radius = min(max(math.sqrt(population) * 1.4, width * 0.006), width * 0.05)
        towns.append(Town(x, y, name, round(radius, 1), free))
    return tuple(towns)
