"""Which commune a point is nearest to, for many points at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt
from typing import Any

import numpy as np

from softplace.foundation.distances import great_circle_metres
from softplace.foundation.text import folded


@dataclass(frozen=True, slots=True)
class KnownCommune:
    """A commune of the database, as far as imports need it."""

    id: int
    code: str
    name: str
    department: str
    latitude: float
    longitude: float
    area_km2: float | None
    post_codes: Sequence[str] = ()

    def metres_to(self, latitude: float, longitude: float) -> float:
        return great_circle_metres(self.latitude, self.longitude, latitude, longitude)

    def reach_metres(self) -> float:
        """How far from its centre a point may be and still be believed to lie in it.

        Three times the radius of a disc of its area, because communes are no discs, and at
        least 15 km, because published positions are rough.
        """
        radius_km = sqrt((self.area_km2 or 0.0) / pi)
        return max(15_000.0, 3_000.0 * radius_km)


class CommuneIndex:
    """Communes by code, and the nearest to any point."""

    def __init__(self, communes: Sequence[KnownCommune]) -> None:
        from scipy.spatial import cKDTree

        self.communes = communes
        self.by_code = {commune.code: commune for commune in communes}
        self.departments = {commune.department for commune in communes if commune.department}
        self._by_name: dict[str, list[KnownCommune]] = defaultdict(list)
        points = _on_the_sphere(
            np.array([commune.latitude for commune in communes], dtype=np.float64),
            np.array([commune.longitude for commune in communes], dtype=np.float64),
        )
        self._tree = cKDTree(points) if communes else None

    def named(self, name: str, post_code: str) -> KnownCommune | None:
        """The commune of that name and post code, None where there is none or more than one."""
        if not self._by_name:
            for commune in self.communes:
                self._by_name[folded(commune.name)].append(commune)
        found = self._by_name.get(folded(name), [])
        if post_code:
            found = [c for c in found if not c.post_codes or post_code in c.post_codes]
        return found[0] if len(found) == 1 else None

    def nearest(self, latitude: float, longitude: float) -> tuple[KnownCommune, float] | None:
        """The nearest commune and its distance in metres; None where no commune is known."""
        if self._tree is None:
            return None
        point = _on_the_sphere(np.array([latitude]), np.array([longitude]))
        _, position = self._tree.query(point[0])
        commune = self.communes[int(position)]
        return commune, commune.metres_to(latitude, longitude)


def _on_the_sphere(latitudes: Any, longitudes: Any) -> Any:
    """Points of the unit sphere, where the straight line grows with the great circle."""
    phi, theta = np.radians(latitudes), np.radians(longitudes)
    return np.column_stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)])
