"""Siting problems as JSON. The format is described in docs/siting-format.md."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from softplace.engines.documents import (
    InvalidField,
    list_of,
    number,
    object_of,
    of_format,
    text,
    whole,
)
from softplace.engines.reach.siting.problem import Objective, SitingProblem
from softplace.engines.travel import PACES, Mode, Pace, Points, straight_matrix
from softplace.engines.travel.points import Floats
from softplace.foundation.errors import Reason, Refused

FORMAT = "softplace-siting/1"
MOST_PAIRS = 50_000_000
"""Of a cell and a site: 400 MB of costs."""


class Status(StrEnum):
    """What is already known of a site."""

    CANDIDATE = "candidate"
    REQUIRED = "required"
    FORBIDDEN = "forbidden"
    EXISTING = "existing"


@dataclass(frozen=True, slots=True)
class Point:
    lat: float
    lng: float


@dataclass(frozen=True, slots=True)
class Cell:
    """Where people live; `groups` are people who may count otherwise than 1 each."""

    key: str
    weight: float = 0.0
    groups: Mapping[str, float] = field(default_factory=dict)
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """Where something may be, or is."""

    key: str
    status: Status = Status.CANDIDATE
    cost: float | None = None
    capacity: float | None = None
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Travel:
    """How costs are made of points: kilometres for straight, minutes for the other modes."""

    mode: Mode = Mode.STRAIGHT
    km_per_hour: float | None = None
    detour_factor: float | None = None

    def pace(self) -> Pace | None:
        usual = PACES.get(self.mode)
        if usual is None:
            return None
        return Pace(
            self.mode,
            self.km_per_hour or usual.km_per_hour,
            self.detour_factor or usual.detour_factor,
        )


@dataclass(frozen=True, slots=True)
class SitingDocument:
    """A file as it stands, each field read and none yet held against another."""

    objective: Objective
    cells: tuple[Cell, ...]
    sites: tuple[Site, ...]
    group_weights: Mapping[str, float] = field(default_factory=dict)
    choose: int | None = None
    budget: float | None = None
    radius: float | None = None
    unserved_cost: float | None = None
    travel: Travel | None = None
    costs: tuple[tuple[float, ...], ...] | None = None


def _at_least_0(value: object, path: str) -> float:
    found = number(value, path)
    if found < 0:
        raise InvalidField(path, "must be 0 or more.")
    return found


def _above_0(value: object, path: str) -> float:
    found = number(value, path)
    if found <= 0:
        raise InvalidField(path, "must be above 0.")
    return found


def _at_least_1(value: object, path: str) -> float:
    found = number(value, path)
    if found < 1:
        raise InvalidField(path, "must be 1 or more.")
    return found


def _count(value: object, path: str) -> int:
    found = whole(value, path)
    if found < 0:
        raise InvalidField(path, "must be 0 or more.")
    return found


def _degrees(limit: float) -> Callable[[object, str], float]:
    def read(value: object, path: str) -> float:
        found = number(value, path)
        if abs(found) > limit:
            raise InvalidField(path, f"must be from -{limit:g} to {limit:g} degrees.")
        return found

    return read


def _one_of(words: type[StrEnum]) -> Callable[[object, str], StrEnum]:
    def read(value: object, path: str) -> StrEnum:
        if value not in list(words):
            raise InvalidField(path, f"must be one of {', '.join(words)}.")
        return words(str(value))

    return read


def _amounts(value: object, path: str) -> dict[str, float]:
    """Numbers by name."""
    if not isinstance(value, dict):
        raise InvalidField(path, "must be an object of numbers by name.")
    repeated = getattr(value, "repeated", None)
    if repeated is not None:
        raise InvalidField(f"{path}.{repeated}", "stands twice.")
    return {name: _at_least_0(amount, f"{path}.{name}") for name, amount in value.items()}


def _cost(value: object, path: str) -> float:
    """A cost of travel; null where the site cannot be reached."""
    return float("inf") if value is None else _at_least_0(value, path)


_point = object_of(Point, lat=_degrees(90), lng=_degrees(180))
_cell = object_of(Cell, key=text, weight=_at_least_0, groups=_amounts, point=_point)
_site = object_of(
    Site, key=text, status=_one_of(Status), cost=_above_0, capacity=_at_least_0, point=_point
)
_travel = object_of(Travel, mode=_one_of(Mode), km_per_hour=_above_0, detour_factor=_at_least_1)
_document = object_of(
    SitingDocument,
    objective=_one_of(Objective),
    cells=list_of(_cell),
    sites=list_of(_site),
    group_weights=_amounts,
    choose=_count,
    budget=_at_least_0,
    radius=_at_least_0,
    unserved_cost=_at_least_0,
    travel=_travel,
    costs=list_of(list_of(_cost)),
)


def read_document(document: object) -> SitingDocument:
    """The fields of a parsed JSON document.

    Raises
    ------
    InvalidField
        With the path of the first field that is wrong, by itself or beside another.
    """
    found = _document(of_format(document, FORMAT), "")
    _mind_lists(found)
    _mind_limits(found)
    _mind_travel(found)
    return found


def problem_of(found: SitingDocument) -> SitingProblem:
    """The problem that a document asks.

    Raises
    ------
    Refused
        What `SitingProblem` refuses, with the `path` of the document's field in the details.
    """
    sites = found.sites
    weights = np.array([_weight(cell, found.group_weights) for cell in found.cells])
    capacities = None
    if any(site.capacity is not None for site in sites):
        everyone = float(weights.sum())
        capacities = np.array([everyone if s.capacity is None else s.capacity for s in sites])

    def with_status(status: Status) -> tuple[int, ...]:
        return tuple(i for i, site in enumerate(sites) if site.status is status)

    try:
        return SitingProblem(
            found.objective,
            _costs(found),
            weights=weights,
            choose=found.choose,
            budget=found.budget,
            site_costs=np.array([1.0 if site.cost is None else site.cost for site in sites]),
            radius=found.radius,
            required=with_status(Status.REQUIRED),
            forbidden=with_status(Status.FORBIDDEN),
            existing=with_status(Status.EXISTING),
            capacities=capacities,
            unserved_cost=found.unserved_cost,
        )
    except Refused as refusal:
        raise Refused(*map(in_document, refusal.reasons)) from None


def in_document(reason: Reason) -> Reason:
    """A refusal of the engine, told of the document's field."""
    paths = {"weights": "cells", "capacities": "sites", "site_costs": "sites"}
    path = paths.get(reason.field, reason.field)
    return Reason(reason.code, reason.field, {**reason.details, "path": path})


def _weight(cell: Cell, group_weights: Mapping[str, float]) -> float:
    return cell.weight + sum(group_weights[name] * people for name, people in cell.groups.items())


def _costs(found: SitingDocument) -> Floats:
    if found.costs is not None:
        return np.array(found.costs, dtype=np.float64)
    travel = found.travel or Travel()
    return straight_matrix(_points(found.cells), _points(found.sites), travel.pace()).costs


def _points(where: Sequence[Cell | Site]) -> Points:
    return Points.of((one.point.lat, one.point.lng) for one in where if one.point is not None)


def _mind_lists(found: SitingDocument) -> None:
    named: tuple[tuple[str, Sequence[Cell | Site]], ...] = (
        ("cells", found.cells), ("sites", found.sites)
    )  # fmt: skip
    for name, entries in named:
        if not entries:
            raise InvalidField(name, "must hold at least one.")
        seen: dict[str, int] = {}
        for i, entry in enumerate(entries):
            if entry.key in seen:
                raise InvalidField(
                    f"{name}[{i}].key", f"is also that of {name}[{seen[entry.key]}]."
                )
            seen[entry.key] = i
    if len(found.cells) * len(found.sites) > MOST_PAIRS:
        raise InvalidField("cells", f"make more than {MOST_PAIRS:,} pairs with the sites.")
    for i, cell in enumerate(found.cells):
        for group in cell.groups:
            if group not in found.group_weights:
                raise InvalidField(f"cells[{i}].groups.{group}", "has no entry in group_weights.")


def _mind_limits(found: SitingDocument) -> None:
    objective = found.objective
    covers = objective in (Objective.MAX_COVER, Objective.SET_COVER)
    if found.choose is not None and found.budget is not None:
        raise InvalidField("budget", "does not go with choose: give one of them.")
    if objective is not Objective.SET_COVER and found.choose is None and found.budget is None:
        raise InvalidField("choose", f"is missing: {objective} needs choose or budget.")
    if covers and found.radius is None:
        raise InvalidField("radius", f"is missing: {objective} needs it.")
    if not covers and found.radius is not None:
        raise InvalidField("radius", f"means nothing to {objective}.")
    if objective is not Objective.P_MEDIAN and found.unserved_cost is not None:
        raise InvalidField("unserved_cost", f"means nothing to {objective}.")
    if found.budget is not None and objective is not Objective.SET_COVER:
        for i, site in enumerate(found.sites):
            if site.cost is None and site.status in (Status.CANDIDATE, Status.REQUIRED):
                raise InvalidField(f"sites[{i}].cost", "is missing: a budget needs it.")


def _mind_travel(found: SitingDocument) -> None:
    if found.costs is None:
        named: tuple[tuple[str, Sequence[Cell | Site]], ...] = (
            ("cells", found.cells), ("sites", found.sites)
        )  # fmt: skip
        for name, entries in named:
            for i, entry in enumerate(entries):
                if entry.point is None:
                    raise InvalidField(f"{name}[{i}].point", "is missing, and so are the costs.")
        return
    if found.travel is not None:
        raise InvalidField("travel", "does not go with costs: give one of them.")
    if len(found.costs) != len(found.cells):
        raise InvalidField("costs", f"must hold {len(found.cells)} rows, one for each cell.")
    for i, row in enumerate(found.costs):
        if len(row) != len(found.sites):
            message = f"must hold {len(found.sites)} numbers, one for each site."
            raise InvalidField(f"costs[{i}]", message)
