"""The tiny world of bookings, whose week is full of holes."""

from tests.bookings.conftest import _monday_morning, later, world

__all__ = ["_monday_morning", "later", "world"]
