"""Reads about the territory."""

from softplace.territory.models import Commune, Territory
from softplace.territory.nearest import CommuneIndex, KnownCommune


def current_territory() -> Territory | None:
    """The territory that this installation serves, None before it is set up."""
    return Territory.objects.first()


def commune_index() -> CommuneIndex:
    """Every commune, to be found by code or by nearness. One query."""
    rows = Commune.objects.values_list(
        "id", "code", "name", "department", "latitude", "longitude", "area_km2", "post_codes"
    )
    return CommuneIndex([KnownCommune(*row) for row in rows.iterator(chunk_size=10_000)])
