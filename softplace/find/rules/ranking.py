"""What comes first: the cost in minutes of going there, of a poor fit, and of closing soon."""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

DETOUR = 1.3
"""Length by road over length as the crow flies: a usual figure in the country."""
SPEED_KM_PER_HOUR = 45.0
MISFIT_MINUTES = 45.0
"""What one would travel more to have all of the wanted time instead of none of it."""
ENOUGH_MINUTES = 60.0
"""Less opening time than this is counted against a place, minute for minute."""
WAIT_WEIGHT = 1 / 60
"""Waiting an hour for the first opening weighs one minute of travel."""


def travel_minutes(metres: Numbers) -> Numbers:
    """Rough minutes by car for a distance as the crow flies."""
    return metres / 1000 * DETOUR / SPEED_KM_PER_HOUR * 60


def cost_minutes(
    *, travel: Numbers, fit: Numbers, remaining: Numbers, wait: Numbers, named: Numbers
) -> Numbers:
    """The lower, the earlier in the list; all are arrays of one length.

    travel: minutes on the way. fit: share of the wanted time that is open, 0 to 1. remaining:
    minutes of opening in what is wanted or, when that is an instant, after it. wait: minutes
    until the first wanted opening. named: 1 where the place's own name has the words.
    """
    short = np.clip(ENOUGH_MINUTES - remaining, 0, ENOUGH_MINUTES)
    return travel + MISFIT_MINUTES * (1 - fit) + short + WAIT_WEIGHT * wait - MISFIT_MINUTES * named
