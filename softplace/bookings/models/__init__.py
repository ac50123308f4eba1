"""Bookings and the claims on units by which they exclude each other."""

from softplace.bookings.models.booking import (
    LONGEST_BOOKING_DAYS,
    Booking,
    BookingQuerySet,
    Line,
    Series,
    SeriesDate,
)
from softplace.bookings.models.claims import LONG_CLAIM, RETIRED_UNTIL, Claim
from softplace.bookings.models.telling import Delivery, FeedToken, Notice, Webhook
from softplace.bookings.models.terms import Terms
from softplace.bookings.models.waiting import UnmetRequest, WaitingEntry

__all__ = [
    "LONGEST_BOOKING_DAYS",
    "LONG_CLAIM",
    "RETIRED_UNTIL",
    "Booking",
    "BookingQuerySet",
    "Claim",
    "Delivery",
    "FeedToken",
    "Line",
    "Notice",
    "Series",
    "SeriesDate",
    "Terms",
    "UnmetRequest",
    "WaitingEntry",
    "Webhook",
]
