"""The idle half-days of some resources, to be set side by side before and after a plan."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from softplace.bookings.prepared import Column
from softplace.vacancy.queries.measuring import HALVES, measure, these


@dataclass(frozen=True, slots=True)
class IdleWeek:
    """One resource in one week; a pool's units are added up."""

    resource_id: int
    monday_number: int
    """0 is the first Monday asked for."""
    open_half_days: int
    idle_half_days: int
    open_by_half: tuple[int, ...]
    """(14,) Monday morning to Sunday afternoon: parts that are open in that half-day."""
    idle_by_half: tuple[int, ...]
    """(14,) and how many of these nobody claims at all."""
    open_m2_hours: float
    idle_m2_hours: float
    """0 where the area is not said."""
    is_made_of_parts: bool
    """Some of the other resources asked for are its parts, so that a sum leaves it out."""


def idle_half_days(
    resource_ids: Collection[int],
    first_monday: date,
    weeks: int,
    at: datetime,
    *,
    without_series: Collection[int] = (),
    also_claimed: Sequence[tuple[int, int, int]] = (),
) -> list[IdleWeek]:
    """The vacancy of resources over whole weeks, by resource id and week.

    Against real opening hours, whatever the policy counts. After a campaign is published,
    `without_series` (ids of its `bookings.Series`) shows how it was before; before it is,
    `also_claimed` ((unit id, start, end) in epoch minutes) shows how it would be. Six queries,
    however many resources and weeks there are.

    Parameters
    ----------
    first_monday
        Any Monday; another day of the week is refused with a ValueError.
    weeks
        1 or more.
    """
    if first_monday.weekday():
        raise ValueError(f"{first_monday} is no Monday.")
    if weeks < 1:
        raise ValueError(f"weeks is 1 or more, not {weeks}.")
    found = measure(
        these(resource_ids),
        first_monday,
        weeks,
        at,
        without_series=without_series,
        also_claimed=also_claimed,
    )
    shape = (len(found), weeks * HALVES)
    cell = found.resource * shape[1] + found.half

    def table(weights: Column) -> Column:
        sums = np.bincount(cell, weights, minlength=shape[0] * shape[1])
        return sums.reshape(shape[0], weeks, HALVES)

    opened, idle = table(found.counts), table(found.idle)
    m2_open, m2_idle = (
        table(found.m2_hours(minutes)).sum(axis=2)
        for minutes in (found.open_minutes, found.free_minutes)
    )
    return [
        IdleWeek(
            resource_id,
            week,
            int(opened[n, week].sum()),
            int(idle[n, week].sum()),
            tuple(opened[n, week].astype(int).tolist()),
            tuple(idle[n, week].astype(int).tolist()),
            float(m2_open[n, week]),
            float(m2_idle[n, week]),
            bool(found.is_made_of_parts[n]),
        )
        for n, resource_id in enumerate(found.calendars.ids.tolist())
        for week in range(weeks)
    ]
