"""How long a vehicle drives from one point to the next: along the imported roads, or guessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from softplace.engines.travel import Mode, Points
from softplace.reach.enums import Basis
from softplace.reach.travel import every_pair
from softplace.rounds.models import Stop, Visit
from softplace.rounds.rules import Drive, straight_metres

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Minutes and kilometres by car between points that were asked for."""

    points: dict[Point, int]
    minutes: NDArray[np.float64]
    kilometres: NDArray[np.float64]
    is_guessed: bool
    """Whether no roads were imported: then it is a straight line with its usual detour."""

    def minutes_between(self, a: Point, b: Point) -> float:
        return 0.0 if a == b else float(self.minutes[self.points[a], self.points[b]])

    def km_between(self, a: Point, b: Point) -> float:
        return 0.0 if a == b else float(self.kilometres[self.points[a], self.points[b]])


def ways_between(points: Sequence[Point]) -> Ways:
    """Between every two of some points: two queries, more where the roads are not read yet."""
    order = {point: at for at, point in enumerate(dict.fromkeys(points))}
    if len(order) < 2:
        nothing = np.zeros((len(order), len(order)))
        return Ways(order, nothing, nothing, is_guessed=True)
    there = Points.of(order)
    minutes, basis = every_pair(there, there, Mode.CAR, is_in_minutes=True)
    kilometres, _ = every_pair(there, there, Mode.CAR, is_in_minutes=False)
    return Ways(order, minutes, kilometres, is_guessed=basis != Basis.ROADS)


class Halting(Protocol):
    """Somewhere from an instant to another."""

    @property
    def point(self) -> Point: ...
    @property
    def name(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


def drives_of(day: Sequence[Halting], ways: Ways) -> list[Drive]:
    """The drives of one day of one vehicle, whose halts are given in order."""
    return [
        Drive(
            before.name,
            after.name,
            before.ends_at,
            after.starts_at,
            ways.minutes_between(before.point, after.point),
            straight_metres(before.point, after.point),
        )
        for before, after in pairwise(day)
    ]


def drives_around(stop: Stop) -> list[Drive]:
    """The drives to a stop and from it, on each of its days. A fixed number of queries."""
    days = stop.visits.values("day")
    visits = list(
        Visit.objects.filter(vehicle=stop.vehicle_id, day__in=days)
        .select_related("stop__commune")
        .order_by("period")
    )
    ways = ways_between([visit.point for visit in visits])
    found = []
    for before, after in pairwise(visits):
        if before.day == after.day and stop.pk in (before.stop_id, after.stop_id):
            found += drives_of([before, after], ways)
    return found
