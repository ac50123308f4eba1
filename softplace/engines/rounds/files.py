"""Rounds as JSON. The format is described in docs/rounds-format.md.

Reading refuses what is wrong with the path of the field: `stops[3].windows[0].start: ...`.
"""

from dataclasses import dataclass, field

import numpy as np

from softplace.engines.documents import (
    InvalidField,
    flag,
    list_of,
    need,
    number,
    object_of,
    of_format,
    text,
    whole,
)
from softplace.engines.rounds.problem import (
    MOST_DAYS,
    Costs,
    Floats,
    Lock,
    Market,
    Problem,
    Stop,
    Vehicle,
    Window,
)
from softplace.engines.travel.pace import PACES, Mode
from softplace.engines.travel.points import Points
from softplace.engines.travel.straight import great_circle_km

FORMAT = "softplace-rounds/1"
MOST_POINTS, MOST_STOPS, MOST_ROUTES = 3_000, 3_000, 20_000


@dataclass(frozen=True, slots=True)
class _Point:
    key: str
    lat: float | None = None
    lng: float | None = None


@dataclass(frozen=True, slots=True)
class _Span:
    """The same hours on some days."""

    days: tuple[int, ...]
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class _Travel:
    km_per_hour: float = PACES[Mode.CAR].km_per_hour
    detour_factor: float = PACES[Mode.CAR].detour_factor


@dataclass(frozen=True, slots=True)
class _Vehicle:
    key: str
    provider: str
    start_point: str
    shifts: tuple[_Span, ...]
    end_point: str | None = None
    longest_route_minutes: float | None = None
    capacity: float | None = None
    functions: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Stop:
    key: str
    point: str
    service_minutes: float
    patterns: tuple[tuple[int, ...], ...]
    load: float = 0.0
    windows: tuple[_Span, ...] = ()
    function: str | None = None
    vehicles: tuple[str, ...] | None = None
    providers: tuple[str, ...] | None = None
    locks: tuple[Lock, ...] = ()
    left_out_cost: float | None = None


@dataclass(frozen=True, slots=True)
class _Document:
    """A file as it stands, each field read and none yet held against another."""

    days: int
    points: tuple[_Point, ...]
    vehicles: tuple[_Vehicle, ...]
    stops: tuple[_Stop, ...]
    markets: tuple[Market, ...] = ()
    costs: Costs = field(default_factory=Costs)
    minutes: tuple[tuple[float, ...], ...] | None = None
    metres: tuple[tuple[float, ...], ...] | None = None
    travel: _Travel | None = None


def _at_least_0(value: object, path: str) -> float:
    found = number(value, path)
    need(found >= 0, path, "must be 0 or more.")
    return found


def _above_0(value: object, path: str) -> float:
    found = number(value, path)
    need(found > 0, path, "must be above 0.")
    return found


def _at_least_1(value: object, path: str) -> float:
    found = number(value, path)
    need(found >= 1, path, "must be 1 or more.")
    return found


def _latitude(value: object, path: str) -> float:
    found = number(value, path)
    need(abs(found) <= 90, path, "must be from -90 to 90 degrees.")
    return found


def _longitude(value: object, path: str) -> float:
    found = number(value, path)
    need(abs(found) <= 180, path, "must be from -180 to 180 degrees.")
    return found


_rows = list_of(list_of(_at_least_0))
_span = object_of(_Span, days=list_of(whole), start=_at_least_0, end=_at_least_0)
_document = object_of(
    _Document,
    days=whole,
    points=list_of(object_of(_Point, key=text, lat=_latitude, lng=_longitude)),
    vehicles=list_of(
        object_of(
            _Vehicle,
            key=text,
            provider=text,
            start_point=text,
            shifts=list_of(_span),
            end_point=text,
            longest_route_minutes=_at_least_0,
            capacity=_at_least_0,
            functions=list_of(text),
        )
    ),
    stops=list_of(
        object_of(
            _Stop,
            key=text,
            point=text,
            service_minutes=_at_least_0,
            patterns=list_of(list_of(whole)),
            load=_at_least_0,
            windows=list_of(_span),
            function=text,
            vehicles=list_of(text),
            providers=list_of(text),
            locks=list_of(object_of(Lock, day=whole, vehicle=text, start=_at_least_0)),
            left_out_cost=_at_least_0,
        )
    ),
    markets=list_of(
        object_of(
            Market,
            key=text,
            stops=list_of(text),
            minutes_in_common=_above_0,
            value=_at_least_0,
            required=flag,
        )
    ),
    costs=object_of(
        Costs,
        per_km=_at_least_0,
        per_minute=_at_least_0,
        per_vehicle_day=_at_least_0,
        per_change=_at_least_0,
    ),
    minutes=_rows,
    metres=_rows,
    travel=object_of(_Travel, km_per_hour=_above_0, detour_factor=_at_least_1),
)


def read_problem(given: object) -> Problem:
    """The problem of a parsed JSON document.

    Raises
    ------
    InvalidField
        With the path of the first field that is wrong, by itself or beside another.
    """
    found = _document(of_format(given, FORMAT), "")
    need(1 <= found.days <= MOST_DAYS, "days", f"must be from 1 to {MOST_DAYS}.")
    need(len(found.points) <= MOST_POINTS, "points", f"must be at most {MOST_POINTS}.")
    need(len(found.stops) <= MOST_STOPS, "stops", f"must be at most {MOST_STOPS}.")
    routes = found.days * len(found.vehicles)
    need(routes <= MOST_ROUTES, "vehicles", f"make more than {MOST_ROUTES} vehicle-days.")
    minutes, metres = _matrices(found)
    return Problem(
        days=found.days,
        points=tuple(point.key for point in found.points),
        minutes=minutes,
        metres=metres,
        vehicles=tuple(_vehicle(found, i) for i in range(len(found.vehicles))),
        stops=tuple(_stop(found, i) for i in range(len(found.stops))),
        markets=found.markets,
        costs=found.costs,
    )


def _vehicle(found: _Document, i: int) -> Vehicle:
    given, at = found.vehicles[i], f"vehicles[{i}]"
    shifts = _by_day(given.shifts, found.days, f"{at}.shifts")
    try:
        return Vehicle(
            given.key,
            given.provider,
            given.start_point,
            tuple(shifts.get(day) for day in range(found.days)),
            given.end_point,
            given.longest_route_minutes,
            given.capacity,
            given.functions,
        )
    except InvalidField as wrong:
        raise wrong.under(at) from None


def _stop(found: _Document, i: int) -> Stop:
    given, at = found.stops[i], f"stops[{i}]"
    windows = _by_day(given.windows, found.days, f"{at}.windows")
    for j, pattern in enumerate(given.patterns):
        repeated = len(set(pattern)) < len(pattern)
        need(not repeated, f"{at}.patterns[{j}]", "names a day twice.")
    try:
        return Stop(
            given.key,
            given.point,
            given.service_minutes,
            tuple(frozenset(pattern) for pattern in given.patterns),
            given.load,
            windows,
            given.function,
            given.vehicles,
            given.providers,
            given.locks,
            given.left_out_cost,
        )
    except InvalidField as wrong:
        raise wrong.under(at) from None


def _by_day(spans: tuple[_Span, ...], days: int, path: str) -> dict[int, Window]:
    found: dict[int, Window] = {}
    for i, span in enumerate(spans):
        at = f"{path}[{i}]"
        for day in span.days:
            in_range = 0 <= day < days
            need(in_range, f"{at}.days", f"{day} is not a day: they count from 0 to {days - 1}.")
            need(day not in found, f"{at}.days", f"{day} has its hours already.")
            try:
                found[day] = Window(span.start, span.end)
            except InvalidField as wrong:
                raise wrong.under(at) from None
    return found


def _matrices(found: _Document) -> tuple[Floats, Floats]:
    if found.minutes is None and found.metres is None:
        return _straight(found)
    need(found.travel is None, "travel", "does not go with minutes and metres: give one of them.")
    size = len(found.points)
    given = {"minutes": found.minutes, "metres": found.metres}
    for name, rows in given.items():
        need(rows is not None, name, "is missing: minutes and metres go together.")
    matrices = []
    for name, rows in given.items():
        assert rows is not None
        need(len(rows) == size, name, f"must hold {size} rows, one for each point.")
        for i, row in enumerate(rows):
            need(len(row) == size, f"{name}[{i}]", f"must hold {size} numbers, one for each point.")
        matrices.append(np.array(rows, dtype=np.float64).reshape(size, size))
    return matrices[0], matrices[1]


def _straight(found: _Document) -> tuple[Floats, Floats]:
    """Great circles times a detour, at one speed."""
    travel = found.travel or _Travel()
    for i, point in enumerate(found.points):
        for name in ("lat", "lng"):
            given = getattr(point, name) is not None
            need(given, f"points[{i}].{name}", "is missing, and so are minutes and metres.")
    points = Points.of((point.lat or 0.0, point.lng or 0.0) for point in found.points)
    km = great_circle_km(points, points) * travel.detour_factor
    np.fill_diagonal(km, 0.0)
    return np.round(km * 60 / travel.km_per_hour, 2), np.round(km * 1000)
