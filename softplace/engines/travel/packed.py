"""Road graphs and matrices as bytes, to be kept in a database and read again unharmed."""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from softplace.engines.travel.pace import Mode
from softplace.engines.travel.points import Points
from softplace.engines.travel.roads import RoadGraph


def packed_arrays(**arrays: Any) -> bytes:
    """Arrays by name, compressed."""
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    return content.getvalue()


def unpacked_arrays(content: bytes) -> dict[str, NDArray[Any]]:
    """What `packed_arrays` was given. Nothing in the bytes is run."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def packed_roads(graph: RoadGraph) -> bytes:
    return packed_arrays(
        lat=graph.nodes.lat,
        lng=graph.nodes.lng,
        starts=graph.minutes.indptr,
        ends=graph.minutes.indices,
        minutes=graph.minutes.data,
        kilometres=graph.kilometres.data,
        usable=graph.usable,
        counts=np.array([graph.ways, graph.missing_nodes]),
    )


def unpacked_roads(content: bytes, mode: Mode) -> RoadGraph:
    from scipy.sparse import csr_array

    arrays = unpacked_arrays(content)
    nodes = Points(arrays["lat"], arrays["lng"])
    shape = (len(nodes), len(nodes))
    ends, starts = arrays["ends"], arrays["starts"]
    return RoadGraph(
        nodes,
        csr_array((arrays["minutes"], ends, starts), shape=shape),
        csr_array((arrays["kilometres"], ends, starts), shape=shape),
        arrays["usable"],
        mode,
        *map(int, arrays["counts"]),
    )
