"""Units and tracks: when each is available, and how much of it there is."""

import numpy as np

from softplace.engines.matching.arrays import DAY_SLOTS, SLOTS, Array
from softplace.engines.matching.fields import SLOT_MINUTES
from softplace.engines.matching.problem import Problem
from softplace.engines.matching.rooms import Rooms
from softplace.engines.matching.weeks import closed_mask, opening_on, slots_up


class Units:
    """Units, tracks, and when they are available, layout by layout."""

    def __init__(self, problem: Problem, layouts: dict[str, int]) -> None:
        self.problem, self.layouts = problem, layouts
        self.names = [(r.key, unit) for r in problem.resources for unit in r.units]
        self.index = {name: i for i, name in enumerate(self.names)}
        self.available = np.zeros((max(1, len(layouts)), len(self.names), 7, SLOTS), np.uint64)
        self.idle = np.zeros((len(problem.resources), 7, 2), np.uint64)
        season_open = [~closed_mask(problem, d) & (2**problem.season.weeks - 1) for d in range(7)]
        for r, resource in enumerate(problem.resources):
            rows = [self.index[resource.key, unit] for unit in resource.units]
            for d in range(7):
                weeks = season_open[d]
                if resource.closures:
                    weeks &= ~closed_mask(problem, d, resource)
                self.idle[r, d, :] = weeks
                for start, end in opening_on(resource.opening, d):
                    first, last = slots_up(start), end // SLOT_MINUTES
                    self.available[:, rows, d, first:last] = weeks
        self._take_bookings()
        self.track_of = np.zeros(len(self.names), np.int32)
        self.tracks: list[list[int]] = []
        for resource in problem.resources:
            rows = [self.index[resource.key, unit] for unit in resource.units]
            pool = resource.parts[0].pool
            for group in [rows] if pool else [[row] for row in rows]:
                self.track_of[group] = len(self.tracks)
                self.tracks.append(group)

    def _take_bookings(self) -> None:
        problem, season = self.problem, self.problem.season
        resource_index = {r.key: i for i, r in enumerate(problem.resources)}
        for booking in problem.bookings:
            resource = problem.resource_by_key[booking.resource]
            by_weekday: dict[int, int] = {}
            for day in booking.days():
                if season.first_day <= day <= season.last_day:
                    bit = 1 << season.week_of(day)
                    by_weekday[day.weekday()] = by_weekday.get(day.weekday(), 0) | bit
            rows = [self.index[resource.key, u] for u in booking.units or resource.units]
            for weekday, mask in by_weekday.items():
                keep = np.uint64(~mask & (2**64 - 1))
                for layout, number in self.layouts.items():
                    gap = resource.gap_minutes(layout, booking.layout)
                    first = max(0, (booking.start - gap) // SLOT_MINUTES)
                    last = min(DAY_SLOTS, slots_up(booking.end + gap))
                    self.available[number, rows, weekday, first:last] &= keep
                r = resource_index[resource.key]
                if booking.start < problem.policy.noon:
                    self.idle[r, weekday, 0] &= keep
                if booking.end > problem.policy.noon:
                    self.idle[r, weekday, 1] &= keep


def pool_hours(
    problem: Problem, units: Units, part_units: list[list[int]], part_pool: Array
) -> Array:
    """When a pool is open whoever has booked: dates of a pool fall out by closures only."""
    hours = np.zeros((len(part_units), 7, SLOTS), np.uint64)
    row = 0
    for resource in problem.resources:
        for _ in resource.parts:
            if part_pool[row]:
                for d in range(7):
                    weeks = ~closed_mask(problem, d, resource) & (2**problem.season.weeks - 1)
                    for start, end in opening_on(resource.opening, d):
                        hours[row, d, slots_up(start) : end // SLOT_MINUTES] = weeks
            row += 1
    return hours


def capacities(
    units: Units, occupied: Array, groups: list[int],
    setup: Array, part_units: list[list[int]], rooms: Rooms,
) -> tuple[Array, Array]:  # fmt: skip
    """cap[track, weekday, slot, group]: unit-dates on which a session may occupy the slot; and
    the weeks in which any unit of the track may be occupied."""
    open_weeks = np.bitwise_or.reduce(units.available, axis=0)
    unit_resource = np.zeros(len(units.names), np.int64)
    for row, rows in enumerate(part_units):
        unit_resource[rows] = rooms.resource_index[row]
    spread = open_weeks.copy()
    for back in range(1, int(setup.max(initial=0)) + 1):
        later = setup[unit_resource] >= back
        spread[later, :, back:] |= open_weeks[later, :, :-back]
    spread &= ~occupied
    cap = np.zeros((len(units.tracks), 7, SLOTS, len(groups)), np.int64)
    for g, group in enumerate(groups):
        counts = np.bitwise_count(spread & np.uint64(group)).astype(np.int64)
        np.add.at(cap[:, :, :, g], units.track_of, counts)
    weeks = np.zeros((len(units.tracks), 7, SLOTS), np.uint64)
    np.bitwise_or.at(weeks, units.track_of, spread)
    return cap, weeks
