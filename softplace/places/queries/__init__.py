"""Reads about places."""

from softplace.places.queries.exporting import general_rules, place_records
from softplace.places.queries.occurrences import Occurrence, Position, occurrences, rules_between
from softplace.places.queries.programme import (
    Opening,
    Programme,
    ProgrammeDay,
    ProgrammeRow,
    Stretch,
    openings,
    programme,
    week_programme,
)
from softplace.places.queries.schema_org import schema_org
from softplace.places.queries.sheet import mark_of_sheet
from softplace.places.queries.surroundings import surroundings_of

__all__ = [
    "Occurrence",
    "Opening",
    "Position",
    "Programme",
    "ProgrammeDay",
    "ProgrammeRow",
    "Stretch",
    "general_rules",
    "mark_of_sheet",
    "occurrences",
    "openings",
    "place_records",
    "programme",
    "rules_between",
    "schema_org",
    "surroundings_of",
    "week_programme",
]
