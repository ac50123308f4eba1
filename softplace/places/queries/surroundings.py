"""What lies around a point."""

import math

from django.db.models import F, FloatField, Func, Value

from softplace.foundation.distances import great_circle_metres
from softplace.places.rules import Surroundings
from softplace.territory.models import Commune, point


def surroundings_of(latitude: float | None, longitude: float | None) -> Surroundings:
    """How far the nearest commune is, and how far it would be with the numbers exchanged."""
    if latitude is None or longitude is None:
        return Surroundings()
    return Surroundings(
        _nearest_commune_metres(latitude, longitude),
        _nearest_commune_metres(longitude, latitude),
    )


def _nearest_commune_metres(latitude: float, longitude: float) -> float | None:
    if not (math.isfinite(latitude) and abs(latitude) <= 90):
        return None
    if not (math.isfinite(longitude) and abs(longitude) <= 180):
        return None
    here = Func(Value(longitude), Value(latitude), function="point")
    degrees = Func(point(), here, arg_joiner=" <-> ", template="(%(expressions)s)")
    # The index counts degrees, of which one of longitude is shorter: look at a few.
    near = Commune.objects.annotate(
        degrees=Func(degrees, function="", output_field=FloatField())
    ).order_by("degrees")[:8]
    metres = [
        great_circle_metres(latitude, longitude, lat, lng)
        for lat, lng in near.values_list(F("latitude"), F("longitude"))
    ]
    return min(metres, default=None)
