"""Cuts over schedules: of three rows, at most one schedule takes two.

Subset-row inequalities (Jepsen, Petersen, Spoorendonk and Pisinger, Operations Research 56, 2008):
of three requests, each served once, one schedule at most can serve two or more. A mix of three
schedules by halves, each with another two, is cut off.
"""

import numpy as np

from softplace.engines.matching.arrays import Array
from softplace.engines.matching.linking import Linking
from softplace.engines.matching.room_days import MOST_BITS

MOST_AT_ONCE, MOST_A_ROW = 40, 5
LEAST_CUT_OFF = 0.03
LEAST_SERVED = 0.3
"""Rows that the mix takes less of are in no triple."""


class Cuts:
    """Triples of packing rows."""

    def __init__(self, linking: Linking) -> None:
        self._member = linking.rows[linking.packing].toarray().astype(bool)
        self._triples: list[tuple[int, int, int]] = []

    def __len__(self) -> int:
        return len(self._triples)

    def met(self, options: Array) -> Array:
        """How often a schedule of those options counts in each cut."""
        if not self._triples:
            return np.zeros(0, np.int64)
        served = self._member[:, options].sum(axis=1)
        return np.asarray(served[np.array(self._triples)].sum(axis=1) // 2)

    def of_day(self, options: Array, prices: Array) -> tuple[Array, Array]:
        """For a room's day: of each option the bits of the priced cuts that it counts in, and
        their prices; the dearest, where they are too many."""
        bits = np.zeros(len(options), np.int64)
        paid: list[int] = []
        member = self._member[:, options] if prices.any() else self._member
        for cut in np.argsort(-prices, kind="stable").tolist():
            if prices[cut] <= 0 or len(paid) == MOST_BITS:
                break
            own = member[list(self._triples[cut])]
            if own.any(axis=1).sum() > 1:
                bits[own.any(axis=0)] |= 1 << len(paid)
                paid.append(int(prices[cut]))
        return bits, np.array(paid, np.int64)

    def separate(self, mixed: list[tuple[int, Array, int, float]]) -> int:
        """Add the cuts that the mix breaks most; how many."""
        share = np.array([schedule[3] for schedule in mixed])
        served = np.array([self._member[:, options].any(axis=1) for _, options, _, _ in mixed])
        rows = np.flatnonzero(share @ served > LEAST_SERVED)
        part = served[:, rows].astype(float)
        both = (part * share[:, None]).T @ part
        broken: list[tuple[float, tuple[int, int, int]]] = []
        for i in range(len(rows)):
            all_three = (part * (share * part[:, i])[:, None]).T @ part
            two = both[i][:, None] + both[i][None, :] + both - 2 * all_three - 1
            for j, k in np.argwhere(np.triu(two, 1) > LEAST_CUT_OFF).tolist():
                if i < j:
                    broken.append((-two[j, k], (int(rows[i]), int(rows[j]), int(rows[k]))))
        known, times, before = set(self._triples), np.zeros(len(self._member)), len(self)
        for _, triple in sorted(broken):
            if triple in known or times[list(triple)].max() >= MOST_A_ROW:
                continue
            times[list(triple)] += 1
            self._triples.append(triple)
            if len(self) - before == MOST_AT_ONCE:
                break
        return len(self) - before
