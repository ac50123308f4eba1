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

__all__ = [
    "Opening",
    "Programme",
    "ProgrammeDay",
    "ProgrammeRow",
    "Stretch",
    "openings",
    "programme",
    "week_programme",
]
