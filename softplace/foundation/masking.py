"""Which cells of a published table are masked, so that small counts cannot be read or computed.

Source: the network formulation of complementary suppression, L. H. Cox, "Suppression Methodology
and Statistical Disclosure Control", JASA 75 (1980). Rows and columns of the table are nodes, and
cells are edges. With the totals of rows and columns published, the value of a masked cell can be
computed exactly if and only if its edge lies on no cycle of masked edges.
"""

from heapq import heappop, heappush

import numpy as np
import numpy.typing as npt

LEAST_COUNT = 5
"""Counts from 1 to 4 are masked: they could point at somebody."""
Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]


def is_small(count: npt.NDArray[np.int64]) -> Bools:
    """Counts that are masked for themselves. None at all says nothing of anybody."""
    small: Bools = (count > 0) & (count < LEAST_COUNT)
    return small


def masked_cells(small: Bools, present: Bools, cost: Numbers) -> Bools:
    """The cells to mask: the small ones, and the cheapest others that keep them from computation.

    Parameters
    ----------
    small, present, cost
        (rows + 1, columns + 1): the last row and the last column hold the totals. A cell that is
        not present is published as nothing, which everybody can see; totals are always present
        where anything of their row or column is.
    """
    masked = small & present
    for row, column in np.argwhere(masked).tolist():
        for cell in _cycle(row, column, masked, present, cost):
            masked[cell] = True
    return masked


def _cycle(
    row: int, column: int, masked: Bools, present: Bools, cost: Numbers
) -> list[tuple[int, int]]:
    """The cells of the cheapest way from a cell's row to its column that avoids the cell."""
    rows = present.shape[0]
    best: dict[int, float] = {row: 0.0}
    came: dict[int, int] = {}
    queue: list[tuple[float, int]] = [(0.0, row)]
    while queue:
        so_far, node = heappop(queue)
        if node == rows + column:
            break
        if so_far > best[node]:
            continue
        for following in _beside(node, rows, present):
            cell = (node, following - rows) if node < rows else (following, node - rows)
            if cell == (row, column):
                continue
            length = so_far + (0.0 if masked[cell] else 1.0 + float(cost[cell]))
            if length < best.get(following, np.inf):
                best[following] = length
                came[following] = node
                heappush(queue, (length, following))
    cells, node = [], rows + column
    while node in came:
        before = came[node]
        cells.append((before, node - rows) if before < rows else (node, before - rows))
        node = before
    return cells


def _beside(node: int, rows: int, present: Bools) -> list[int]:
    if node < rows:
        beside: list[int] = (np.flatnonzero(present[node]) + rows).tolist()
    else:
        beside = np.flatnonzero(present[:, node - rows]).tolist()
    return beside
