"""Rounds of several providers over some days: the question.

The periodic vehicle routing problem (Cordeau, Gendreau and Laporte, A tabu search heuristic for
periodic and multi-depot vehicle routing problems, Networks 30, 1997) with windows, vehicles that
differ, stops that may be left out, and markets: squares where stops are worth more together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from softplace.engines.documents import need

Floats = NDArray[np.float64]
MOST_DAYS = 366
TOLERANCE_MINUTES = 1e-6


def _need_amount(amount: float, path: str) -> None:
    need(isfinite(amount) and amount >= 0, path, "must be 0 or more.")


@dataclass(frozen=True, slots=True)
class Window:
    """Minutes of a day, counted from midnight: 480 to 720 is from 8 to 12."""

    start: float
    end: float

    def __post_init__(self) -> None:
        _need_amount(self.start, "start")
        need(isfinite(self.end) and self.end > self.start, "end", "must be after start.")


ANY_TIME = Window(0.0, 1e9)


@dataclass(frozen=True, slots=True)
class Vehicle:
    """Who goes round, on at most one route a day.

    Attributes
    ----------
    start_point, end_point
        Where a route begins and ends; None: it ends where it began.
    shifts
        One for each day: it leaves and is back within it. None: it is not out that day.
    longest_route_minutes
        From leaving to being back, service and waiting included. None: no limit.
    capacity
        Of the loads of one route. None: no limit.
    functions
        It serves only stops of these functions. None: of all.
    """

    key: str
    provider: str
    start_point: str
    shifts: tuple[Window | None, ...]
    end_point: str | None = None
    longest_route_minutes: float | None = None
    capacity: float | None = None
    functions: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        for name in ("longest_route_minutes", "capacity"):
            if (limit := getattr(self, name)) is not None:
                _need_amount(limit, name)

    @property
    def back_at(self) -> str:
        return self.end_point or self.start_point


@dataclass(frozen=True, slots=True)
class Lock:
    """A visit that a planner has fixed: its day, and also its vehicle or its start if given."""

    day: int
    vehicle: str | None = None
    start: float | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a vehicle halts, on all days of one of its patterns or not at all.

    Attributes
    ----------
    service_minutes
        How long each visit stands there.
    patterns
        Sets of days, counted from 0, of which one is chosen: twice a week is every pair of days
        that would do.
    load
        Of each visit.
    windows
        By day: a visit stands there within it, from its start to its end. Any time by default.
    function
        What it offers; None: any vehicle does.
    vehicles, providers
        Who may serve it; None: all.
    locks
        Visits that stay as they are; one a day at most. A stop with any is not left out.
    left_out_cost
        What it costs not to serve it. None: it must be served.
    """

    key: str
    point: str
    service_minutes: float
    patterns: tuple[frozenset[int], ...]
    load: float = 0.0
    windows: Mapping[int, Window] = field(default_factory=dict)
    function: str | None = None
    vehicles: tuple[str, ...] | None = None
    providers: tuple[str, ...] | None = None
    locks: tuple[Lock, ...] = ()
    left_out_cost: float | None = None

    def __post_init__(self) -> None:
        _need_amount(self.service_minutes, "service_minutes")
        _need_amount(self.load, "load")
        if self.left_out_cost is not None:
            _need_amount(self.left_out_cost, "left_out_cost")
        need(bool(self.patterns), "patterns", "must hold at least one.")
        for i, pattern in enumerate(self.patterns):
            need(bool(pattern), f"patterns[{i}]", "must hold at least one day.")
            need(pattern not in self.patterns[:i], f"patterns[{i}]", "stands twice.")
        days = [lock.day for lock in self.locks]
        for i, day in enumerate(days):
            need(day not in days[:i], f"locks[{i}].day", "is locked twice.")
        if days and not self.possible_patterns:
            need(False, "locks", "hold days that no pattern has together.")

    @property
    def must_be_served(self) -> bool:
        return self.left_out_cost is None or bool(self.locks)

    @property
    def possible_patterns(self) -> tuple[frozenset[int], ...]:
        """Those that hold every locked day."""
        locked = {lock.day for lock in self.locks}
        return tuple(pattern for pattern in self.patterns if locked <= pattern)

    def lock_on(self, day: int) -> Lock | None:
        return next((lock for lock in self.locks if lock.day == day), None)

    def window_on(self, day: int) -> Window:
        return self.windows.get(day, ANY_TIME)


@dataclass(frozen=True, slots=True)
class Market:
    """Stops at one square that are worth more when they stand there together.

    Two of them meet on a day if they have at least `minutes_in_common` there. Each meeting of
    two, each day, takes `value` off the cost. If `required`, each two of them must meet at
    least once, so none of them is left out.
    """

    key: str
    stops: tuple[str, ...]
    minutes_in_common: float
    value: float = 0.0
    required: bool = False

    def __post_init__(self) -> None:
        need(len(self.stops) >= 2, "stops", "must name at least two.")
        for i, stop in enumerate(self.stops):
            need(stop not in self.stops[:i], f"stops[{i}]", "stands twice.")
        _need_amount(self.minutes_in_common, "minutes_in_common")
        need(self.minutes_in_common > 0, "minutes_in_common", "must be above 0.")
        _need_amount(self.value, "value")


@dataclass(frozen=True, slots=True)
class Costs:
    """What is to be as low as possible.

    `per_minute` counts from leaving to being back. `per_change` is paid when a plan is
    continued, for each visit of it that is not on the same day by the same vehicle again; it is
    no part of a plan's value.
    """

    per_km: float = 0.0
    per_minute: float = 0.0
    per_vehicle_day: float = 0.0
    per_change: float = 0.0

    def __post_init__(self) -> None:
        for name in ("per_km", "per_minute", "per_vehicle_day", "per_change"):
            _need_amount(getattr(self, name), name)


@dataclass(frozen=True, eq=False)
class Problem:
    """A whole question. See docs/rounds-format.md for the same as JSON.

    Attributes
    ----------
    days
        How many; they count from 0.
    points
        Keys of the P points of the two matrices.
    minutes, metres
        (P, P) of travel from the row's point to the column's; finite, 0 or more, 0 on the
        diagonal. They need be neither symmetric nor the shortest ways.

    Raises
    ------
    InvalidField
        With the path of the first field that cannot be, alone or beside another.
    """

    days: int
    points: tuple[str, ...]
    minutes: Floats
    metres: Floats
    vehicles: tuple[Vehicle, ...]
    stops: tuple[Stop, ...]
    markets: tuple[Market, ...] = ()
    costs: Costs = field(default_factory=Costs)

    def __post_init__(self) -> None:
        need(1 <= self.days <= MOST_DAYS, "days", f"must be from 1 to {MOST_DAYS}.")
        for name in ("minutes", "metres"):
            matrix = np.ascontiguousarray(getattr(self, name), dtype=np.float64)
            object.__setattr__(self, name, matrix)
            size = len(self.points)
            need(matrix.shape == (size, size), name, f"must hold {size} rows of {size} numbers.")
            right = bool(np.isfinite(matrix).all() and (matrix >= 0).all())
            need(right, name, "must be 0 or more everywhere.")
            need(not matrix.diagonal().any(), name, "must be 0 from a point to itself.")
        need(len(set(self.points)) == len(self.points), "points", "must be named apart.")
        for name in ("vehicles", "stops", "markets"):
            seen: set[str] = set()
            for i, one in enumerate(getattr(self, name)):
                need(one.key not in seen, f"{name}[{i}].key", f"{one.key!r} is used twice.")
                seen.add(one.key)
        for i, vehicle in enumerate(self.vehicles):
            self._mind_vehicle(f"vehicles[{i}]", vehicle)
        for i, stop in enumerate(self.stops):
            self._mind_stop(f"stops[{i}]", stop)
            self._mind_locks(f"stops[{i}]", stop)
        for i, market in enumerate(self.markets):
            self._mind_market(f"markets[{i}]", market)
        in_market: set[str] = set()
        for i, market in enumerate(self.markets):
            for j, key in enumerate(market.stops):
                need(key not in in_market, f"markets[{i}].stops[{j}]", "is in another market.")
                in_market.add(key)
        self._mind_locks_together()

    @cached_property
    def place_of(self) -> dict[str, int]:
        """The row of each point."""
        return {key: i for i, key in enumerate(self.points)}

    @cached_property
    def vehicle_by_key(self) -> dict[str, Vehicle]:
        return {vehicle.key: vehicle for vehicle in self.vehicles}

    @cached_property
    def stop_by_key(self) -> dict[str, Stop]:
        return {stop.key: stop for stop in self.stops}

    @cached_property
    def required_together(self) -> frozenset[str]:
        """Stops that may not be left out because they must meet others."""
        return frozenset(key for market in self.markets if market.required for key in market.stops)

    def minutes_between(self, a: str, b: str) -> float:
        return float(self.minutes[self.place_of[a], self.place_of[b]])

    def metres_between(self, a: str, b: str) -> float:
        return float(self.metres[self.place_of[a], self.place_of[b]])

    def may_serve(self, vehicle: Vehicle, stop: Stop) -> bool:
        """Whether it is of those that may, whatever the day."""
        return (
            (stop.vehicles is None or vehicle.key in stop.vehicles)
            and (stop.providers is None or vehicle.provider in stop.providers)
            and (
                stop.function is None
                or vehicle.functions is None
                or stop.function in vehicle.functions
            )
        )

    def can_go_alone(self, vehicle: Vehicle, stop: Stop, day: int) -> bool:
        """Whether that vehicle could serve that stop on that day if it did nothing else."""
        shift, lock = vehicle.shifts[day], stop.lock_on(day)
        if shift is None or not self.may_serve(vehicle, stop):
            return False
        if lock is not None and lock.vehicle not in (None, vehicle.key):
            return False
        if vehicle.capacity is not None and stop.load > vehicle.capacity:
            return False
        there = self.minutes_between(vehicle.start_point, stop.point)
        back = self.minutes_between(stop.point, vehicle.back_at)
        window = stop.window_on(day)
        first = max(window.start, shift.start + there)
        last = min(window.end - stop.service_minutes, shift.end - back - stop.service_minutes)
        if lock is not None and lock.start is not None:
            if not first - TOLERANCE_MINUTES <= lock.start <= last + TOLERANCE_MINUTES:
                return False
            first = last = lock.start
        longest = inf if vehicle.longest_route_minutes is None else vehicle.longest_route_minutes
        route = there + stop.service_minutes + back
        return first <= last + TOLERANCE_MINUTES and route <= longest + TOLERANCE_MINUTES

    def can_be_served(self, stop: Stop, pattern: frozenset[int]) -> bool:
        """Whether some vehicle could on each day, if it did nothing else."""
        return all(
            any(self.can_go_alone(vehicle, stop, day) for vehicle in self.vehicles)
            for day in pattern
        )

    def _mind_vehicle(self, at: str, vehicle: Vehicle) -> None:
        for name in ("start_point", "end_point"):
            key = getattr(vehicle, name)
            known = key in self.place_of or (name == "end_point" and key is None)
            need(known, f"{at}.{name}", f"{key!r} is not among the points.")
        need(len(vehicle.shifts) == self.days, f"{at}.shifts", f"must be {self.days}, one a day.")

    def _mind_stop(self, at: str, stop: Stop) -> None:
        need(stop.point in self.place_of, f"{at}.point", f"{stop.point!r} is not among the points.")
        for i, pattern in enumerate(stop.patterns):
            for day in sorted(pattern):
                self._need_day(day, f"{at}.patterns[{i}]")
        for day, window in stop.windows.items():
            self._need_day(day, f"{at}.windows")
            long_enough = window.end - window.start >= stop.service_minutes
            need(long_enough, f"{at}.windows", f"of day {day} is shorter than service_minutes.")
        providers = {vehicle.provider for vehicle in self.vehicles}
        for key in stop.vehicles or ():
            need(key in self.vehicle_by_key, f"{at}.vehicles", f"{key!r} is not among them.")
        for key in stop.providers or ():
            need(key in providers, f"{at}.providers", f"{key!r} has no vehicle.")

    def _mind_locks(self, at: str, stop: Stop) -> None:
        for i, lock in enumerate(stop.locks):
            self._need_day(lock.day, f"{at}.locks[{i}].day")
            if lock.vehicle is not None:
                known = lock.vehicle in self.vehicle_by_key
                message = f"{lock.vehicle!r} is not among the vehicles."
                need(known, f"{at}.locks[{i}].vehicle", message)
            able = any(self.can_go_alone(vehicle, stop, lock.day) for vehicle in self.vehicles)
            message = "cannot be: no vehicle that may can be there and back, even if it goes alone."
            need(able, f"{at}.locks[{i}]", message)
        if stop.must_be_served or stop.key in self.required_together:
            able = any(self.can_be_served(stop, p) for p in stop.possible_patterns)
            message = "must be served, and no vehicles can go there on all days of any pattern."
            need(able, at, message)

    def _mind_market(self, at: str, market: Market) -> None:
        for i, key in enumerate(market.stops):
            where = f"{at}.stops[{i}]"
            need(key in self.stop_by_key, where, f"{key!r} is not among the stops.")
            stop = self.stop_by_key[key]
            long_enough = stop.service_minutes >= market.minutes_in_common
            need(long_enough, where, f"{key!r} does not stand for minutes_in_common.")
            for other in market.stops[:i]:
                there = self.stop_by_key[other]
                apart = self.minutes_between(stop.point, there.point)
                need(apart == 0, where, f"{key!r} is not at one square with {other!r}.")
                if market.required:
                    could = any(
                        p & q for p in stop.possible_patterns for q in there.possible_patterns
                    )
                    need(could, where, f"{key!r} has no day in common with {other!r}.")

    def _mind_locks_together(self) -> None:
        """Two starts that are fixed for one vehicle on one day must be apart by the way between."""
        fixed = sorted(
            (lock.day, lock.vehicle, lock.start, i, j)
            for i, stop in enumerate(self.stops)
            for j, lock in enumerate(stop.locks)
            if lock.vehicle is not None and lock.start is not None
        )
        for first, second in pairwise(fixed):
            if first[:2] != second[:2]:
                continue
            a, b = self.stops[first[3]], self.stops[second[3]]
            free = first[2] + a.service_minutes + self.minutes_between(a.point, b.point)
            message = f"cannot be reached after {a.key!r}, which is locked too."
            apart = second[2] >= free - TOLERANCE_MINUTES
            need(apart, f"stops[{second[3]}].locks[{second[4]}].start", message)

    def _need_day(self, day: int, path: str) -> None:
        need(
            0 <= day < self.days, path, f"{day} is not a day: they count from 0 to {self.days - 1}."
        )
