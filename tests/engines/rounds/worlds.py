"""Tiny worlds on a line: points a to e, ten minutes and ten kilometres apart."""

from typing import Any

import numpy as np

from softplace.engines.rounds import Costs, Problem, Stop, Vehicle, Window

POINTS = ("a", "b", "c", "d", "e")
_PLACES = np.arange(5) * 10.0
MINUTES = np.abs(_PLACES[:, None] - _PLACES[None])
DAY = Window(480, 1020)


def vehicle(key: str = "truck", **changes: Any) -> Vehicle:
    """A truck of provider "bank" at point a, out from 8 to 17 on two days."""
    fields = {"provider": "bank", "start_point": "a", "shifts": (DAY, DAY)}
    return Vehicle(key, **{**fields, **changes})


def stop(key: str, point: str = "b", **changes: Any) -> Stop:
    """Half an hour on either of two days, which must be."""
    fields = {"service_minutes": 30, "patterns": (frozenset({0}), frozenset({1}))}
    return Stop(key, point, **{**fields, **changes})


def problem(*stops: Stop, vehicles: tuple[Vehicle, ...] | None = None, **changes: Any) -> Problem:
    """Two days, one truck; a kilometre costs 1."""
    fields = {
        "days": 2,
        "points": POINTS,
        "minutes": MINUTES,
        "metres": MINUTES * 1000,
        "vehicles": vehicles or (vehicle(),),
        "stops": stops,
        "costs": Costs(per_km=1),
    }
    return Problem(**{**fields, **changes})
