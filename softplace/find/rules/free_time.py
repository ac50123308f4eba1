"""The question "what is free then?", and how well a free time fits it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from softplace.find.rules.question import Spot
from softplace.foundation.errors import Reason
from softplace.foundation.intervals import Interval

MOST_WINDOWS = 62
LONGEST_MINUTES = 31 * 1440
FARTHEST_DAYS = 800
MOST_PEOPLE = 100_000
ROOMY = 4.0
"""A room for four times as many people fits as badly as can be."""


@dataclass(frozen=True, slots=True)
class FreeTimeQuestion:
    """A length of time that must lie in one of some windows, or in each of them."""

    windows: tuple[Interval, ...]
    """Instants; for one exact slot, a window as long as the slot."""
    minutes: int
    in_every_window: bool = False
    """Dates first: the resource must be free in each window, not in any."""
    headcount: int | None = None
    quantity: int = 1
    """Units of a pool."""
    kinds: frozenset[str] = frozenset()
    equipment: frozenset[str] = frozenset()
    """All of it is needed, in the room itself."""
    uses: frozenset[str] = frozenset()
    layout: str = ""
    spot: Spot | None = None
    place_id: int | None = None
    resource_ids: frozenset[int] | None = None
    without: frozenset[int] = frozenset()
    """Resources that are not wanted: the one that was refused."""


def reasons_to_refuse_question(question: FreeTimeQuestion, at: datetime) -> list[Reason]:
    """What makes a question that cannot be answered."""
    reasons = []
    if not 1 <= question.minutes <= LONGEST_MINUTES:
        limits = {"limit_days": LONGEST_MINUTES // 1440}
        reasons.append(Reason("length_out_of_range", "minutes", limits))
    if not 1 <= len(question.windows) <= MOST_WINDOWS:
        reasons.append(Reason("how_many_windows", "windows", {"limit": MOST_WINDOWS}))
    if any(window.end <= window.start for window in question.windows):
        reasons.append(Reason("ends_before_start", "windows"))
    elif question.windows and all(
        window.end - window.start < timedelta(minutes=question.minutes)
        for window in question.windows
    ):
        reasons.append(Reason("windows_too_short", "minutes"))
    if any(window.end > at + timedelta(days=FARTHEST_DAYS) for window in question.windows):
        reasons.append(Reason("beyond_horizon", "windows", {"days": FARTHEST_DAYS}))
    if question.windows and all(window.end <= at for window in question.windows):
        reasons.append(Reason("in_the_past", "windows"))
    if question.headcount is not None and not 1 <= question.headcount <= MOST_PEOPLE:
        reasons.append(Reason("headcount_out_of_range", "headcount", {"limit": MOST_PEOPLE}))
    if not 1 <= question.quantity <= 200:
        reasons.append(Reason("how_many_units", "quantity", {"limit": 200}))
    return reasons


def daily_windows(
    days: Sequence[date], start: time, end: time, zone: ZoneInfo
) -> tuple[Interval, ...]:
    """The same hours of several days, read on the wall; midnight as an end is the day's end."""
    windows = []
    for day in days:
        last_day = day + timedelta(days=1) if end <= start else day
        windows.append(
            Interval(
                datetime.combine(day, start, zone).astimezone(UTC),
                datetime.combine(last_day, end, zone).astimezone(UTC),
            )
        )
    return tuple(windows)


Numbers = npt.NDArray[np.float64]


def fit_of_size(headcount: int | None, capacity: Numbers) -> Numbers:
    """1 where the room is just as large as needed, 0 from `ROOMY` times too large on.

    Capacity 0 is unknown and fits by half; so does any where no headcount was given.
    """
    if headcount is None:
        return np.full(len(capacity), 0.5)
    excess = capacity / headcount - 1
    fit = 1 - np.clip(excess / (ROOMY - 1), 0.0, 1.0)
    return np.where(capacity == 0, 0.5, fit)
