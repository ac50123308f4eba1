"""Which parts of which resources suit a request, and which test each of the others fails."""

import numpy as np
import numpy.typing as npt

from softplace.engines.matching.offers import part_wish
from softplace.engines.matching.problem import Part, Problem, Request, Resource
from softplace.foundation.distances import EARTH_RADIUS_METRES

Mask = npt.NDArray[np.bool_]
TESTS = ("wish", "distance", "audience", "noise", "layout", "equipment", "headcount")
"""In the order in which a refusal is told."""


class Rooms:
    """All parts of a problem as columns, so that a request is tested against all at once."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.rows: list[tuple[Resource, Part]] = [
            (resource, part) for resource in problem.resources for part in resource.parts
        ]
        self.resource_index = np.array(
            [i for i, resource in enumerate(problem.resources) for _ in resource.parts],
            dtype=np.int32,
        )
        resources = [resource for resource, _ in self.rows]
        parts = [part for _, part in self.rows]
        self._noise = np.array([resource.noise for resource in resources])
        self._lat = np.array([r.point.lat if r.point else np.nan for r in resources])
        self._lng = np.array([r.point.lng if r.point else np.nan for r in resources])
        self._everyone = np.array([not resource.audiences for resource in resources], dtype=bool)
        self._audience = {
            name: np.array([name in resource.audiences for resource in resources])
            for name in {a for resource in problem.resources for a in resource.audiences}
        }
        self._equipment = {
            name: np.array([name in part.equipment for part in parts])
            for name in {name for part in parts for name in part.equipment}
        }
        self._capacity = {
            layout: np.array([part.capacity.get(layout, 0) for part in parts])
            for layout in {layout for part in parts for layout in part.capacity}
        }
        self._pool_units = np.array([len(part.units) if part.pool else 1 for part in parts])
        most = 10**9
        self._erp = np.array(
            [most if r.erp_headcount is None else r.erp_headcount for r in resources]
        )
        self._by_wish: dict[str, list[int]] = {}
        for i, (resource, part) in enumerate(self.rows):
            for key in {resource.key, part_wish(resource, part), resource.place}:
                self._by_wish.setdefault(key, []).append(i)

    def __len__(self) -> int:
        return len(self.rows)

    def wished(self, request: Request) -> Mask:
        """The parts of the resources and places that it names, whatever else would do."""
        mask = np.zeros(len(self), dtype=bool)
        for wish in request.wishes:
            mask[self._by_wish[wish]] = True
        return mask

    def kilometres(self, request: Request) -> npt.NDArray[np.float64]:
        """From the point the request asks to be near; not a number where unknown."""
        if request.near is None:
            return np.full(len(self), np.nan)
        lat, lng = np.radians(self._lat), np.radians(self._lng)
        lat0, lng0 = np.radians(request.near.lat), np.radians(request.near.lng)
        h = (
            np.sin((lat - lat0) / 2) ** 2
            + np.cos(lat) * np.cos(lat0) * np.sin((lng - lng0) / 2) ** 2
        )
        return np.asarray(2 * EARTH_RADIUS_METRES / 1000 * np.arcsin(np.sqrt(np.minimum(1, h))))

    def tests(self, request: Request) -> dict[str, Mask]:
        """For each of `TESTS`, the parts that pass it. Wished places may be beyond the radius."""
        everything = np.ones(len(self), dtype=bool)
        nothing = np.zeros(len(self), dtype=bool)
        wished = self.wished(request)
        near = everything
        if request.radius_km is not None:
            near = wished | (self.kilometres(request) <= request.radius_km)
        equipped = everything
        for name in request.equipment:
            equipped = equipped & self._equipment.get(name, nothing)
        seats = self._capacity.get(request.layout)
        seats = nothing.astype(int) if seats is None else seats
        enough = (seats * self._pool_units >= request.headcount) & (self._erp >= request.headcount)
        return {
            "wish": everything if request.anything else wished,
            "distance": near,
            "audience": self._everyone | self._audience.get(request.audience, nothing),
            "noise": self._noise >= request.noise,
            "layout": seats > 0,
            "equipment": equipped,
            "headcount": enough,
        }

    def fitting(self, request: Request) -> Mask:
        """The parts that pass every test."""
        mask = np.ones(len(self), dtype=bool)
        for passed in self.tests(request).values():
            mask &= passed
        return mask
