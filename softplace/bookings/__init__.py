"""Bookings: units of a resource, taken for a time, by someone, for a purpose."""
