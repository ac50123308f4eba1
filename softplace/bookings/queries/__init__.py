"""Reads about bookings, returned as dataclasses."""

from softplace.bookings.queries.asking import (
    Conditions,
    Offer,
    Situation,
    conditions,
    minutes_booked_in_week,
    offer,
    person_facts,
    situation,
)
from softplace.bookings.queries.mine import Mine, Standing, bookings_of
from softplace.bookings.queries.reading import booking_for, bookings_readable_by, series_for
from softplace.bookings.queries.series import (
    MOST_DATES,
    PlannedDate,
    Repetition,
    plan_series,
    reasons_to_refuse_repetition,
)
from softplace.bookings.queries.timeline import Timeline, timelines

__all__ = [
    "MOST_DATES",
    "Conditions",
    "Mine",
    "Offer",
    "PlannedDate",
    "Repetition",
    "Situation",
    "Standing",
    "Timeline",
    "booking_for",
    "bookings_of",
    "bookings_readable_by",
    "conditions",
    "minutes_booked_in_week",
    "offer",
    "person_facts",
    "plan_series",
    "reasons_to_refuse_repetition",
    "series_for",
    "situation",
    "timelines",
]
