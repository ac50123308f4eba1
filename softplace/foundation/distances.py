"""Distances on the globe, for points given as latitude and longitude in degrees (WGS 84)."""

from math import asin, cos, degrees, radians, sin, sqrt
from typing import NamedTuple

EARTH_RADIUS_METRES = 6_371_008.8
"""Mean radius (IUGG). The sphere is within 0.5 % of the ellipsoid everywhere."""


class Box(NamedTuple):
    """A rectangle of latitudes and longitudes that holds every point within a distance."""

    south: float
    west: float
    north: float
    east: float


def great_circle_metres(lat1: float, lng1: float, lat2: float, lng2: float) -> float:
    """Length in metres of the shortest path over the sphere (haversine formula)."""
    phi1, phi2 = radians(lat1), radians(lat2)
    half_phi, half_lambda = (phi2 - phi1) / 2, radians(lng2 - lng1) / 2
    h = sin(half_phi) ** 2 + cos(phi1) * cos(phi2) * sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_METRES * asin(min(1.0, sqrt(h)))


def box_around(lat: float, lng: float, metres: float) -> Box:
    """The smallest box that holds every point within `metres` of a point.

    Near a pole it is a full ring of longitudes. Across the antimeridian `west` or `east`
    go beyond ±180: split there if the data does.
    """
    if metres < 0:
        raise ValueError(f"box_around() needs a distance of 0 or more metres, not {metres}.")
    angle = metres / EARTH_RADIUS_METRES
    south, north = lat - degrees(angle), lat + degrees(angle)
    if south <= -90 or north >= 90:
        return Box(max(south, -90.0), -180.0, min(north, 90.0), 180.0)
    spread = degrees(asin(min(1.0, sin(angle) / cos(radians(lat)))))
    return Box(south, lng - spread, north, lng + spread)
