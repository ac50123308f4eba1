"""Locks: sessions that persons have placed, taken off the board before all else."""

from dataclasses import dataclass

import numpy as np

from softplace.engines.documents import InvalidField
from softplace.engines.matching.arrays import DAY_SLOTS, SLOTS, Array
from softplace.engines.matching.fields import SLOT_MINUTES
from softplace.engines.matching.offers import Part
from softplace.engines.matching.problem import Lock, Problem
from softplace.engines.matching.rooms import Rooms
from softplace.engines.matching.units import Units
from softplace.engines.matching.weeks import opening_on, slots_up, wish_masks
from softplace.engines.matching.wishes import Request
from softplace.engines.matching.worth import past_slots


@dataclass(frozen=True)
class Fixed:
    """A lock turned into a session: its weeks, and the wishes it goes against."""

    lock: Lock
    mask: int
    against: tuple[str, ...]


class Taken:
    """What the locks take, lock by lock; a lock that cannot be is refused with its path.

    `occupied[unit, weekday, slot]` and `occupied_layout[layout, ...]`: weeks taken, set-up
    included; `busy[applicant, weekday, slot]`: weeks; `used[applicant]`: quarters of an hour;
    `idle[resource, weekday, half]`: weeks left idle; `sessions[request]`: how many are left.
    """

    def __init__(self, problem: Problem, rooms: Rooms, units: Units) -> None:
        self._problem, self._rooms, self._units = problem, rooms, units
        weeks = problem.season.weeks
        self.applicant_index = {a.key: i for i, a in enumerate(problem.applicants)}
        self._request_index = {request.key: i for i, request in enumerate(problem.requests)}
        self._resource_index = {resource.key: i for i, resource in enumerate(problem.resources)}
        self.occupied = np.zeros((len(units.names), 7, SLOTS), np.uint64)
        layouts = max(1, len(units.layouts))
        self.occupied_layout = np.zeros((layouts, *self.occupied.shape), np.uint64)
        self.busy = np.zeros((len(problem.applicants), 7, DAY_SLOTS), np.uint64)
        self.used = np.array([past_slots(a, weeks) for a in problem.applicants], np.int64)
        self.idle = units.idle.copy()
        self.sessions = np.array([request.sessions for request in problem.requests], np.int64)
        self.days: dict[int, set[int]] = {}
        self.fixed: list[Fixed] = []
        for i, lock in enumerate(problem.locks):
            self._take(lock, f"locks[{i}]")

    def _take(self, lock: Lock, at: str) -> None:
        problem = self._problem
        placed = _fix(
            problem, self._rooms, self._units, lock, at, self.occupied, self.occupied_layout
        )
        self.fixed.append(placed)
        q = self._request_index[lock.request]
        request = problem.requests[q]
        resource = problem.resource_by_key[lock.resource]
        mask = np.uint64(placed.mask)
        first, last = lock.start // SLOT_MINUTES, (lock.start + lock.minutes) // SLOT_MINUTES
        stop = last + slots_up(resource.setup_minutes)
        number = self._units.layouts[request.layout]
        for unit in lock.units:
            row = self._units.index[lock.resource, unit]
            self.occupied[row, lock.weekday, first:stop] |= mask
            self.occupied_layout[number, row, lock.weekday, first:stop] |= mask
        a = self.applicant_index[request.applicant]
        if not problem.applicants[a].several_at_once:
            if (self.busy[a, lock.weekday, first:last] & mask).any():
                raise InvalidField(f"{at}.start", "the applicant has another lock then.")
            self.busy[a, lock.weekday, first:last] |= mask
        self.sessions[q] -= 1
        if self.sessions[q] < 0:
            raise InvalidField(f"{at}.request", "has more locks than sessions.")
        if lock.weekday in self.days.setdefault(q, set()):
            raise InvalidField(f"{at}.weekday", "has another lock of the same request.")
        self.days[q].add(lock.weekday)
        self.used[a] += placed.mask.bit_count() * (last - first)
        half = int(lock.start >= problem.policy.noon)
        self.idle[self._resource_index[resource.key], lock.weekday, half] &= ~mask


def _fix(
    problem: Problem, rooms: Rooms, units: Units, lock: Lock, at: str,
    occupied: Array, occupied_layout: Array,
) -> Fixed:  # fmt: skip
    """The lock as a session, or a refusal that says what stands in its way."""
    request = problem.request_by_key[lock.request]
    resource = problem.resource_by_key[lock.resource]
    masks = wish_masks(problem, request, lock.weekday)
    if lock.day is not None:
        bit = 1 << problem.season.week_of(lock.day)
        masks = [mask for mask in masks if mask & bit]
    if not masks:
        raise InvalidField(f"{at}.day", "is not between the dates of the request.")
    first, last = lock.start // SLOT_MINUTES, (lock.start + lock.minutes) // SLOT_MINUTES
    layout = units.layouts[request.layout]
    setup = slots_up(resource.setup_minutes)
    extra = slots_up(resource.gap_minutes(None, None)) - setup
    mask = masks[0]
    rows = [units.index[lock.resource, unit] for unit in lock.units]
    for row in rows:
        for slot in range(first, last):
            mask &= int(units.available[layout, row, lock.weekday, slot])
    if not mask:
        raise InvalidField(f"{at}.start", "the resource is closed or booked on every date.")
    for row in rows:
        day, day_layout = occupied[row, lock.weekday], occupied_layout[layout, row, lock.weekday]
        near = slice(max(0, first - extra), last + setup + extra)
        clash = (day[first : last + setup] & np.uint64(mask)).any()
        if clash or (day[near] & ~day_layout[near] & np.uint64(mask)).any():
            raise InvalidField(f"{at}.start", "another lock takes these units then.")
    return Fixed(lock, mask, _against(problem, rooms, lock))


def _against(problem: Problem, rooms: Rooms, lock: Lock) -> tuple[str, ...]:
    """Which wishes of the request a lock overrides."""
    request = problem.request_by_key[lock.request]
    tests = rooms.tests(request)
    rows = [
        i
        for i, (resource, part) in enumerate(rooms.rows)
        if resource.key == lock.resource and _takes(part, lock.units, request)
    ]
    against = [name for name, passed in tests.items() if not any(passed[i] for i in rows)]
    end = lock.start + lock.minutes
    inside = opening_on(request.windows, lock.weekday)
    if not any(start <= lock.start and end <= stop for start, stop in inside):
        against.append("window")
    if not request.shortest_minutes <= lock.minutes <= request.wished_minutes:
        against.append("minutes")
    return tuple(against)


def _takes(part: Part, taken: tuple[str, ...], request: Request) -> bool:
    if part.pool:
        return len(taken) == part.units_needed(request.headcount, request.layout)
    return set(part.units) == set(taken)
