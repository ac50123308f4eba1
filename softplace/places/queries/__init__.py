"""Reads about places."""

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
    "Opening",
    "Programme",
    "ProgrammeDay",
    "ProgrammeRow",
    "Stretch",
    "openings",
    "programme",
    "surroundings_of",
    "week_programme",
]
