"""Reads about bookings, returned as dataclasses."""

from softplace.bookings.queries.asking import (
    Situation,
    minutes_booked_in_week,
    person_facts,
    situation,
)

__all__ = ["Situation", "minutes_booked_in_week", "person_facts", "situation"]
