"""OR-Library's p-median files (Beasley, A note on solving large p-median problems, EJOR 21, 1985).

The first line holds the number of nodes, of edges, and p; then an edge a line: two nodes,
counted from 1, and its length. Where an edge stands twice the last one counts. The cost
between nodes is the length of the shortest path.
"""

from pathlib import Path

import numpy as np

from softplace.engines.reach.siting.problem import Objective, SitingProblem
from softplace.foundation.errors import Reason, Refused

MOST_NODES, LONGEST = 7_000, 10**9
"""Costs between all nodes are 400 MB then; their sums are exact."""


def read_pmedian(path: Path) -> SitingProblem:
    """The p-median problem of a file, each node a cell and a site.

    Raises
    ------
    Refused
        `siting_file_missing`, `siting_file_empty`, `siting_file_counts`,
        `siting_file_too_large`, `siting_file_edge_count`, `siting_file_node`,
        `siting_file_length` or
        `siting_file_three_whole_numbers`, with the file and the line.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    if not path.is_file():
        raise Refused(Reason("siting_file_missing", "file", {"file": path.name}))
    lines = path.read_bytes().decode("ascii", errors="replace").splitlines()
    rows = [
        (number, _whole_numbers(path, number, line))
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]
    if not rows:
        raise _unreadable(path, 1, "empty")
    nodes, edge_count, choose = rows[0][1]
    if nodes < 1 or edge_count < 0:
        raise _unreadable(path, rows[0][0], "counts")
    if nodes > MOST_NODES:
        raise _unreadable(path, rows[0][0], "too_large")
    if len(rows) - 1 != edge_count:
        raise _unreadable(path, rows[-1][0], "edge_count")
    lengths: dict[tuple[int, int], int] = {}
    for number, (a, b, length) in rows[1:]:
        if not (1 <= a <= nodes and 1 <= b <= nodes):
            raise _unreadable(path, number, "node")
        if not 0 <= length <= LONGEST:
            raise _unreadable(path, number, "length")
        lengths[min(a, b), max(a, b)] = length
    # A stored 0 would be no edge: a length of 0 becomes too small to count in a sum.
    ends = np.array(list(lengths), dtype=np.int64).reshape(-1, 2) - 1
    values = np.maximum(np.array(list(lengths.values()), dtype=np.float64), 1e-9)
    graph = csr_array((values, (ends[:, 0], ends[:, 1])), shape=(nodes, nodes))
    costs = dijkstra(graph, directed=False)
    finite = np.isfinite(costs)
    costs[finite] = np.round(costs[finite])
    return SitingProblem(Objective.P_MEDIAN, costs, choose=choose)


def _whole_numbers(path: Path, number: int, line: str) -> tuple[int, int, int]:
    try:
        first, second, third = map(int, line.split())
    except ValueError as error:
        raise _unreadable(path, number, "three_whole_numbers") from error
    return first, second, third


def _unreadable(path: Path, line: int, fault: str) -> Refused:
    limits = {"nodes": MOST_NODES, "longest": LONGEST}
    details = {"file": path.name, "line": line, **limits}
    return Refused(Reason(f"siting_file_{fault}", "file", details))
