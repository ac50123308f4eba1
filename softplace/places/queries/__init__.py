"""Reads about places."""

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
from softplace.places.queries.surroundings import surroundings_of

__all__ = [
    "Occurrence",
    "Opening",
    "Position",
    "Programme",
    "ProgrammeDay",
    "ProgrammeRow",
    "Stretch",
    "occurrences",
    "openings",
    "programme",
    "rules_between",
    "surroundings_of",
    "week_programme",
]
