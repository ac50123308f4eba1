"""The roads that were imported, and what was measured along them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softplace.engines.travel import (
    Mode,
    Points,
    RoadGraph,
    TravelMatrix,
    Unit,
    packed_arrays,
    unpacked_arrays,
    unpacked_roads,
)
from softplace.reach.models import Roads, RoadTable


@dataclass(frozen=True, slots=True, eq=False)
class RoadMatrices:
    """Minutes of the quickest and kilometres of the shortest ways from cells to sites."""

    cells: Points
    sites: Points
    minutes: TravelMatrix
    kilometres: TravelMatrix

    @classmethod
    def none(cls) -> "RoadMatrices":
        nothing, nowhere = np.zeros((0, 0)), Points.of([])
        return cls(nowhere, nowhere, TravelMatrix(nothing), TravelMatrix(nothing, Unit.KM))

    def columns(self, sites: Points) -> NDArray[np.intp]:
        """(sites,) where each of them stands in the matrices."""
        at = {pair: i for i, pair in enumerate(zip(self.sites.lat, self.sites.lng, strict=True))}
        return np.array(
            [at[pair] for pair in zip(sites.lat, sites.lng, strict=True)], dtype=np.intp
        )

    def packed(self) -> bytes:
        return packed_arrays(
            cells=np.stack((self.cells.lat, self.cells.lng)),
            sites=np.stack((self.sites.lat, self.sites.lng)),
            minutes=self.minutes.costs,
            kilometres=self.kilometres.costs,
        )

    @classmethod
    def unpacked(cls, content: bytes) -> "RoadMatrices":
        arrays = unpacked_arrays(content)
        return cls(
            Points(*arrays["cells"]),
            Points(*arrays["sites"]),
            TravelMatrix(arrays["minutes"]),
            TravelMatrix(arrays["kilometres"], Unit.KM),
        )


def road_digests() -> dict[str, str]:
    """Which roads each means of travel has; those without any are not in it. One query."""
    return dict(Roads.objects.values_list("mode", "digest"))


def roads_digest(mode: Mode) -> str:
    """Which roads a means of travel has; "" for none. One query."""
    return Roads.objects.filter(mode=mode).values_list("digest", flat=True).first() or ""


def road_graph_of(mode: Mode, digest: str) -> RoadGraph:
    content = Roads.objects.filter(mode=mode, digest=digest).values_list("content", flat=True).get()
    return unpacked_roads(bytes(content), mode)


def kept_matrices(mode: Mode, digest: str, cells_digest: str) -> RoadMatrices | None:
    """What the database holds of these roads and cells, if anything. One query."""
    found = RoadTable.objects.filter(
        roads__mode=mode, roads__digest=digest, cells_digest=cells_digest
    ).values_list("content", flat=True)
    content = found.first()
    return None if content is None else RoadMatrices.unpacked(bytes(content))
