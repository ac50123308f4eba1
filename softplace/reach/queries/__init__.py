"""Reads of studies: cells, and the calendar as the engine wants it."""

from softplace.reach.queries.calendar import Calendar, Cells, calendar, cells, function_family

__all__ = ["Calendar", "Cells", "calendar", "cells", "function_family"]
