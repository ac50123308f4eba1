"""Free time across all resources: openings minus claims, under the terms of who asks.

Twelve queries at most, whatever the amount of data: who asks, what can be booked and at which
places, their terms, their opening rules with closures and holidays, their units and claims, and
three for the words about the first few.
"""

from softplace.find.queries.free_time.answers import FreeTime, FreeTimes
from softplace.find.queries.free_time.finding import MOST_DETAILED, find_free_time

__all__ = ["MOST_DETAILED", "FreeTime", "FreeTimes", "find_free_time"]
