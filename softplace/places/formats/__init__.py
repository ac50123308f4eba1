"""Files about places: bytes in, drafts and refused lines out; records in, text out."""

from softplace.places.formats.france_services import read_france_services
from softplace.places.formats.hours import expression_of, rules_of_expression, rules_of_weekdays
from softplace.places.formats.mediation_num import read_mediation_num
from softplace.places.formats.placing import Placed, placed
from softplace.places.formats.plain import (
    places_csv,
    places_geojson,
    places_json,
    read_places_csv,
    read_places_geojson,
)
from softplace.places.formats.records import (
    HoursDraft,
    PlaceDraft,
    PlaceFile,
    PlaceRecord,
)

READERS = {
    "mediation-num": read_mediation_num,
    "france-services": read_france_services,
    "csv": read_places_csv,
    "geojson": read_places_geojson,
}
"""Format to its reader; the name is also the source of the places, unless another is given."""

__all__ = [
    "READERS",
    "HoursDraft",
    "PlaceDraft",
    "PlaceFile",
    "PlaceRecord",
    "Placed",
    "expression_of",
    "placed",
    "places_csv",
    "places_geojson",
    "places_json",
    "read_france_services",
    "read_mediation_num",
    "read_places_csv",
    "read_places_geojson",
    "rules_of_expression",
    "rules_of_weekdays",
]
