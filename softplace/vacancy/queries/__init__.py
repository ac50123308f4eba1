"""Reads about vacancy."""

from softplace.vacancy.queries.digest import IdleWeek, idle_half_days
from softplace.vacancy.queries.measuring import EVERYWHERE, Measured, at_place, measure, these
from softplace.vacancy.queries.of_place import (
    WEEKS_OF_STRETCH,
    HalfDay,
    PlaceVacancy,
    ResourceVacancy,
    Stretch,
    vacancy_of,
)

__all__ = [
    "EVERYWHERE",
    "WEEKS_OF_STRETCH",
    "HalfDay",
    "IdleWeek",
    "Measured",
    "PlaceVacancy",
    "ResourceVacancy",
    "Stretch",
    "at_place",
    "idle_half_days",
    "measure",
    "these",
    "vacancy_of",
]
