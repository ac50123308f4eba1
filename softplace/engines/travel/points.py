"""Where cells and sites are."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softplace.foundation.errors import Reason, Refused

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Points on the globe.

    Attributes
    ----------
    lat, lng
        (n,) degrees, WGS 84: latitudes in [-90, 90], longitudes in [-180, 180].

    Raises
    ------
    Refused
        `point_off_the_globe` with the index of the first bad point.
    """

    lat: Floats
    lng: Floats

    def __post_init__(self) -> None:
        lat = np.ascontiguousarray(self.lat, dtype=np.float64)
        lng = np.ascontiguousarray(self.lng, dtype=np.float64)
        if lat.ndim != 1 or lat.shape != lng.shape:
            raise ValueError(
                f"Points() needs two vectors of one length, not {lat.shape} and {lng.shape}."
            )
        bad = ~((np.abs(lat) <= 90) & (np.abs(lng) <= 180))
        if bad.any():
            first = int(np.flatnonzero(bad)[0])
            raise Refused(
                Reason(
                    "point_off_the_globe",
                    details={"index": first, "lat": float(lat[first]), "lng": float(lng[first])},
                )
            )
        object.__setattr__(self, "lat", lat)
        object.__setattr__(self, "lng", lng)

    @classmethod
    def of(cls, pairs: Iterable[tuple[float, float]]) -> "Points":
        """Points from (latitude, longitude) pairs."""
        array = np.array(list(pairs), dtype=np.float64).reshape(-1, 2)
        return cls(array[:, 0].copy(), array[:, 1].copy())

    def __len__(self) -> int:
        return len(self.lat)

    def take(self, index: NDArray[np.intp] | NDArray[np.bool_]) -> "Points":
        """The points at these positions."""
        return Points(self.lat[index], self.lng[index])

    def unit_vectors(self) -> Floats:
        """(n, 3) positions on the sphere of radius 1, on which a chord gives the arc."""
        phi, theta = np.radians(self.lat), np.radians(self.lng)
        ring = np.cos(phi)
        return np.column_stack((ring * np.cos(theta), ring * np.sin(theta), np.sin(phi)))
