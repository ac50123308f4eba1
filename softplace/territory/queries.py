"""Reads about the territory."""

from zoneinfo import ZoneInfo

from softplace.territory.models import Commune, Territory
from softplace.territory.nearest import CommuneIndex, KnownCommune

DEFAULT_ZONE = "Europe/Paris"


def current_territory() -> Territory | None:
    """The territory that this installation serves, None before it is set up."""
    return Territory.objects.first()


def territory_zone() -> ZoneInfo:
    """The time zone of the territory's walls."""
    territory = current_territory()
    return ZoneInfo(territory.zone if territory else DEFAULT_ZONE)


def commune_index() -> CommuneIndex:
    """Every commune, to be found by code or by nearness. One query."""
    rows = Commune.objects.values_list(
        "id", "code", "name", "department", "latitude", "longitude", "area_km2", "post_codes"
    )
    return CommuneIndex([KnownCommune(*row) for row in rows.iterator(chunk_size=10_000)])
