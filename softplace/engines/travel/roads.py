"""A road graph as arrays, points snapped to it, and minutes by a bounded Dijkstra a site."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from softplace.engines.travel.pace import Mode
from softplace.engines.travel.points import Floats, Points
from softplace.engines.travel.straight import RADIUS_KM
from softplace.engines.travel.table import TravelMatrix, Unit

if TYPE_CHECKING:
    from scipy.sparse import csr_array

SMALLEST_NETWORK_NODES = 50
"""Nodes from which few others can be reached and left again (a car park, a stretch whose
way in was cut off) would make a point unreachable by bad luck: nothing is snapped to them."""

FLOATS_AT_ONCE = 50_000_000


@dataclass(frozen=True, slots=True, eq=False)
class RoadGraph:
    """Roads for one mode.

    Attributes
    ----------
    nodes
        (nodes,) where they are.
    minutes, kilometres
        (nodes, nodes) sparse: along each edge, in the direction of travel.
    usable
        (nodes,) whether points may be snapped here: see SMALLEST_NETWORK_NODES.
    mode
        Whose roads these are.
    ways, missing_nodes
        How many ways were read, and how many of their nodes the file lacked.
    """

    nodes: Points
    minutes: "csr_array"
    kilometres: "csr_array"
    usable: NDArray[np.bool_]
    mode: Mode
    ways: int
    missing_nodes: int


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Where points stand on a graph.

    Attributes
    ----------
    node
        (points,) index of the nearest usable node, -1 where none is within the limit.
    metres
        (points,) from the point to that node in a straight line, which no travel time
        counts; inf where there is none.
    """

    node: NDArray[np.int64]
    metres: Floats

    @property
    def off_graph(self) -> int:
        """How many points stand too far from any road."""
        return int((self.node < 0).sum())


def road_graph(
    refs: NDArray[np.int64],
    lat: Floats,
    lng: Floats,
    forward_km_per_hour: Floats,
    backward_km_per_hour: Floats,
    mode: Mode,
    *,
    ways: int,
    missing_nodes: int = 0,
) -> RoadGraph:
    """A graph from runs of nodes laid end to end.

    Parameters
    ----------
    refs, lat, lng
        (run,) identity and position of each node on the way, repeated where ways meet.
    forward_km_per_hour, backward_km_per_hour
        (run,) speed from this node to the next one of the run and back; 0 where there is no
        edge, as at the last node of a way.
    """
    from scipy.sparse.csgraph import connected_components

    ids, first, index = np.unique(refs, return_index=True, return_inverse=True)
    nodes = Points(lat[first], lng[first])
    here, there = index[:-1], index[1:]
    vectors = nodes.unit_vectors()
    chord = np.linalg.norm(vectors[here] - vectors[there], axis=1)
    km = 2 * RADIUS_KM * np.arcsin(np.minimum(1.0, chord / 2))
    ahead, back = forward_km_per_hour[:-1] > 0, backward_km_per_hour[:-1] > 0
    start = np.concatenate((here[ahead], there[back]))
    end = np.concatenate((there[ahead], here[back]))
    hours = np.concatenate(
        (km[ahead] / forward_km_per_hour[:-1][ahead], km[back] / backward_km_per_hour[:-1][back])
    )
    minutes = _least_edges(start, end, 60 * hours, len(ids))
    length = np.concatenate((km[ahead], km[back]))
    kilometres = _least_edges(start, end, length, len(ids))
    _, label = connected_components(minutes, connection="strong")
    size = np.bincount(label)
    usable = size[label] >= min(SMALLEST_NETWORK_NODES, int(size.max()))
    return RoadGraph(nodes, minutes, kilometres, usable, mode, ways, missing_nodes)


def _least_edges(
    start: NDArray[np.intp], end: NDArray[np.intp], costs: Floats, count: int
) -> "csr_array":
    """Of parallel edges the quickest, or shortest: a sparse matrix would add them up.

    Two nodes at one position are 1e-9 apart: a stored 0 would be no edge.
    """
    from scipy.sparse import csr_array

    order = np.lexsort((costs, end, start))
    start, end, costs = start[order], end[order], np.maximum(costs[order], 1e-9)
    first = np.ones(len(start), dtype=bool)
    first[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    return csr_array((costs[first], (start[first], end[first])), shape=(count, count))


def snap(graph: RoadGraph, points: Points, limit_metres: float = 2000.0) -> Snapped:
    """The nearest usable node of each point, none where it is farther than the limit."""
    from scipy.spatial import KDTree

    usable = np.flatnonzero(graph.usable)
    chord, nearest = KDTree(graph.nodes.take(usable).unit_vectors()).query(points.unit_vectors())
    metres = 2000 * RADIUS_KM * np.arcsin(np.minimum(1.0, chord / 2))
    on_graph = metres <= limit_metres
    return Snapped(np.where(on_graph, usable[nearest], -1), np.where(on_graph, metres, np.inf))


def road_matrix(
    graph: RoadGraph,
    cells: Snapped,
    sites: Snapped,
    limit: float = np.inf,
    unit: Unit = Unit.MINUTES,
) -> TravelMatrix:
    """From every cell to every site, inf beyond the limit or where no road leads.

    Minutes of the quickest way, or kilometres of the shortest, which may be another.

    Dijkstra's algorithm from each site over the roads turned round, as there are fewer sites
    than cells, ended at the limit.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    costs = np.full((len(cells.node), len(sites.node)), np.inf)
    on_graph = np.flatnonzero(cells.node >= 0)
    targets, which = np.unique(sites.node, return_inverse=True)
    edges = graph.minutes if unit == Unit.MINUTES else graph.kilometres
    turned = csr_array(edges.T)
    at_once = max(1, FLOATS_AT_ONCE // len(graph.nodes))
    real = np.flatnonzero(targets >= 0)
    for chunk in np.split(real, range(at_once, len(real), at_once)):
        if not len(chunk):
            continue
        reached = dijkstra(turned, indices=targets[chunk], limit=limit)
        column = np.full(len(targets), -1)
        column[chunk] = np.arange(len(chunk))
        of_chunk = np.flatnonzero(column[which] >= 0)
        costs[np.ix_(on_graph, of_chunk)] = reached[column[which[of_chunk]]][
            :, cells.node[on_graph]
        ].T
    return TravelMatrix(costs, unit)
