"""p-median problems proven: swap search from above, Lagrangian bound from below, and a tree.

At each node the bound's reduced costs close sites that no better plan can have and open those
that every better plan must have (Beasley 1993); what stays undecided is branched on, the site
that saves most first. OR-Library's pmed1 to pmed20 need from none to some dozens of nodes.
"""

import heapq
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from softplace.engines.contract import Progress, Stop
from softplace.engines.reach.siting.dual import ascend
from softplace.engines.reach.siting.swap import WIDEST_SHAKE, local_search, sampled_greedy, shaken
from softplace.engines.travel.points import Floats
from softplace.foundation.clock import monotonic_seconds

OPERATIONS_AT_ONCE = 30_000_000
"""About what a compiled loop may do (some hundredths of a second) before `stop` is asked."""

SEARCH_OPERATIONS = 3_000_000_000
"""A neighbourhood search ends after so many (a few seconds): the bound wants its time too.
Counted, not timed, so that the same seed gives the same plan on a busy machine."""

NODES_BETWEEN_SEARCHES, ROUNDS_OF_A_SEARCH = 50, 100
ROOT_STEPS, NODE_STEPS = 3000, 200


@dataclass(frozen=True, slots=True, eq=False)
class MedianCore:
    """A p-median problem in the shape that the compiled searches want.

    Attributes
    ----------
    costs
        (sites, cells) weight × cost, finite.
    base
        (cells,) what a cell counts where no chosen site is nearer, inf where nothing else is
        open.
    prices, budget
        (sites,) above 0, and what the chosen may cost together.
    """

    costs: Floats
    base: Floats
    prices: Floats
    budget: float

    @property
    def finite_base(self) -> Floats:
        """The base, or the worst candidate: any plan with a site is at most that."""
        return np.minimum(self.base, self.costs.max(axis=0)) if len(self.costs) else self.base

    @property
    def grain(self) -> float:
        """Values of plans are multiples of this; 0 where that is not known."""
        base = self.base[np.isfinite(self.base)]
        whole = all(bool((a == np.floor(a)).all()) for a in (self.costs, base))
        return 1.0 if whole else 0.0

    def value(self, sites: NDArray[np.int64]) -> float:
        if not len(sites):
            return float(self.base.sum())
        return float(np.minimum(self.base, self.costs[sites].min(axis=0)).sum())

    def affords(self, sites: NDArray[np.int64]) -> bool:
        return bool(self.prices[sites].sum() <= self.budget * (1 + 1e-12))


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A part of the plans: `opened` are chosen, of `ids` some may be, of the others none."""

    bound: float
    ids: NDArray[np.int64]
    base: Floats
    budget: float
    u: Floats
    r: Floats
    opened: tuple[int, ...]


class MedianSearch:
    """Best plan and bound of one problem, improved until proven or told to stop."""

    def __init__(
        self,
        core: MedianCore,
        *,
        stop: Stop,
        seed: int,
        start: tuple[int, ...] = (),
        progress: Progress | None = None,
    ) -> None:
        self.core = core
        self.grain = core.grain
        self._base = core.finite_base
        # Nobody can be served better than by the best of all sites.
        nearest = np.minimum(self._base, core.costs.min(axis=0, initial=np.inf))
        self.bound = float(nearest.sum())
        self._stop, self._progress = stop, progress
        self._random = np.random.default_rng(seed)
        self._began = monotonic_seconds()
        self._searched: set[bytes] = set()
        self._swaps = 1
        self._scale = np.ones(len(core.base))
        self.sites = np.array(sorted(start), dtype=np.int64)
        self.value = core.value(self.sites) if core.affords(self.sites) else np.inf
        if not np.isfinite(self.value):
            self.sites = np.zeros(0, dtype=np.int64)

    @property
    def proven(self) -> bool:
        return self.bound >= self.value

    def search(self, rounds: int) -> None:
        """Better plans by up to `rounds` shakes of the neighbourhood search; no bound.

        Shake by 1, 2, ... swaps, descend, and begin again from what is better.
        """
        core = self.core
        if not len(core.costs):
            self.value = core.value(self.sites)
            return
        operations = 0
        if not np.isfinite(self.value):
            seed = int(self._random.integers(2**31))
            chosen, count = sampled_greedy(core.costs, self._base, core.prices, core.budget, seed)
        else:
            chosen, count = self._padded(self.sites)
        operations += self._descend(chosen, count)
        for _ in range(rounds):
            if operations > SEARCH_OPERATIONS or self._ended():
                return
            chosen, count = self._padded(self.sites)
            seed = int(self._random.integers(2**31))
            before = self.value
            operations += self._descend(
                *shaken(core.prices, core.budget, chosen, count, self._swaps, seed)
            )
            wider = self._swaps + 1 if self._swaps < WIDEST_SHAKE else 1
            self._swaps = 1 if self.value < before else wider

    def prove(self) -> None:
        """Raise the bound until it meets the value, or until told to stop."""
        if not len(self.core.costs):
            self.bound = self.value
            return
        sites = len(self.core.costs)
        share = self.core.budget / float(self.core.prices.mean())
        rank = int(np.clip(sites / max(1.0, share) / 2, 1, sites - 1)) if sites > 1 else 0
        u = np.minimum(_ranked(self.core.costs, rank), self._base)
        every = np.arange(sites)
        # Cells with many people have high prices: give them longer steps (five times quicker on
        # the communes of five départements than with equal ones).
        self._scale = np.sqrt(u / max(float(u.mean()), 1e-9)) + 1e-3
        root = Node(0.0, every, self._base, self.core.budget, u, np.zeros(sites), ())
        ties, nodes = count(), 0
        root = self._bounded(root, ROOT_STEPS, factor=1.5, patience=20)
        heap = [(root.bound, next(ties), root)]
        while heap:
            self.bound = max(self.bound, min(self._rounded(heap[0][0]), self.value))
            if self._ended():
                return
            nodes += 1
            if nodes % NODES_BETWEEN_SEARCHES == 0:
                self.search(ROUNDS_OF_A_SEARCH)
            _, _, node = heapq.heappop(heap)
            if node.bound > self._target():
                continue
            for child in self._children(node):
                if child.bound <= self._target():
                    heapq.heappush(heap, (child.bound, next(ties), child))
        self.bound = self.value

    def _children(self, node: Node) -> list[Node]:
        """The node without what its bound decides, cut in two by one site."""
        node = self._decided(node)
        if not len(node.ids):
            self._offer(np.array(node.opened, dtype=np.int64))
            return []
        # With room for all that is left, opening all is best.
        if self.core.prices[node.ids].sum() <= node.budget * (1 + 1e-12):
            self._offer(np.array([*node.opened, *node.ids], dtype=np.int64))
            return []
        j = int(np.argmin(node.r))
        site = int(node.ids[j])
        rest, r = np.delete(node.ids, j), np.delete(node.r, j)
        base = np.minimum(node.base, self.core.costs[site])
        left = node.budget - float(self.core.prices[site])
        with_site = Node(node.bound, rest, base, left, node.u, r, (*node.opened, site))
        without = Node(node.bound, rest, node.base, node.budget, node.u, r, node.opened)
        return [
            self._bounded(child, NODE_STEPS, factor=0.5, patience=10)
            for child in (with_site, without)
        ]

    def _decided(self, node: Node) -> Node:
        """Sites closed and opened by reduced costs, with the dual price of the budget."""
        prices = self.core.prices[node.ids]
        closes, opens = decided_sites(node.r, prices, node.budget, node.bound, self._target())
        if not closes.any() and not opens.any():
            return node
        ids = node.ids[~closes & ~opens]
        base, opened = node.base, node.ids[opens]
        if len(opened):
            base = np.minimum(base, self.core.costs[opened].min(axis=0))
        return Node(
            node.bound,
            ids,
            base,
            node.budget - float(prices[opens].sum()),
            node.u,
            node.r[~closes & ~opens],
            (*node.opened, *map(int, opened)),
        )

    def _bounded(self, node: Node, steps: int, *, factor: float, patience: int) -> Node:
        """The node with its own bound, and better plans met on the way."""
        affordable = self.core.prices[node.ids] <= node.budget * (1 + 1e-12)
        ids = node.ids[affordable]
        if not len(ids):
            self._offer(np.array(node.opened, dtype=np.int64))
            bound = float(node.base.sum())
            return Node(bound, ids, node.base, 0.0, node.u, np.zeros(0), node.opened)
        whole = len(ids) == len(self.core.costs)
        costs = self.core.costs if whole else np.ascontiguousarray(self.core.costs[ids])
        prices = self.core.prices[ids]
        u, u_best, memory = np.minimum(node.u, node.base), node.u.copy(), np.zeros(len(node.base))
        r_best, state = np.zeros(len(ids)), np.array([-np.inf, factor, 0.0, float(patience), 0.0])
        at_once = max(1, min(steps, OPERATIONS_AT_ONCE // max(1, costs.size)))
        for done in range(0, steps, at_once):
            value, sites = ascend(
                costs, node.base, prices, node.budget, self._scale, u, u_best, r_best, memory, state,
                self.value, self._target(), min(at_once, steps - done),
            )  # fmt: skip
            if value < self.value + 0.01 * abs(self.value):
                self._offer(np.array([*node.opened, *ids[sites]], dtype=np.int64), improve=True)
            if whole:
                self.bound = max(self.bound, min(self._rounded(state[0]), self.value))
            if state[4] == 1.0 or self._ended():
                break
        bound = max(node.bound, float(state[0]))
        return Node(bound, ids, node.base, node.budget, u_best, r_best, node.opened)

    def _offer(self, sites: NDArray[np.int64], improve: bool = False) -> None:
        """Keep these sites if they are better than the best so far."""
        if not self.core.affords(sites):
            return
        sites = np.sort(sites)
        if improve:
            if sites.tobytes() in self._searched:
                return
            self._searched.add(sites.tobytes())
            self._descend(*self._padded(sites))
        else:
            self._keep(sites)

    def _padded(self, sites: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
        """The sites at the head of an array that has room for all, and how many they are."""
        chosen = np.zeros(len(self.core.costs), dtype=np.int64)
        chosen[: len(sites)] = sites
        return chosen, len(sites)

    def _descend(self, chosen: NDArray[np.int64], count: int) -> int:
        """To a local optimum, kept if it is better; the operations that it took."""
        core, site, tried, operations = self.core, 0, 0, 0
        cells = max(1, len(core.base))
        tries = max(1, OPERATIONS_AT_ONCE // cells)
        while tried < len(core.costs):
            value, count, site, tried, made = local_search(
                core.costs, self._base, core.prices, core.budget, chosen, count, site, tried, tries
            )
            operations += cells * (made + count)
            if value < self.value and tried < len(core.costs):
                self._keep(chosen[:count])
            if tried < len(core.costs) and self._ended():
                break
        self._keep(chosen[:count])
        return operations

    def _keep(self, sites: NDArray[np.int64]) -> None:
        value = self.core.value(sites)
        if value < self.value:
            self.value, self.sites = value, np.sort(sites)

    def _rounded(self, bound: float) -> float:
        """A bound on whole values is whole."""
        return float(np.ceil(bound - 1e-6)) if self.grain else bound

    def _target(self) -> float:
        """A node with a bound above this holds nothing better than the best so far."""
        if self.grain:
            return self.value - self.grain + 1e-6
        return self.value - 1e-9 * abs(self.value)

    def _ended(self) -> bool:
        if self._progress is not None:
            self._progress(monotonic_seconds() - self._began, self.value, self.bound)
        return self._stop(self.value, self.bound)


def _ranked(costs: Floats, rank: int) -> Floats:
    """(cells,) the cost of the site of that rank, 0 the nearest; cells by the thousand."""
    ranked = np.empty(costs.shape[1])
    for first in range(0, costs.shape[1], 1000):
        part = costs[:, first : first + 1000]
        ranked[first : first + 1000] = np.partition(part, rank, axis=0)[rank]
    return ranked


def decided_sites(
    r: Floats, prices: Floats, budget: float, bound: float, target: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which sites no plan at or below the target can have, and which it must have.

    With a price t <= 0 of the budget, a site that is taken against its reduced cost
    r_j - t price_j, or left against it, raises the bound by as much. Where the budget is
    used up to the last cent, t may be anything between the ratios of the last site taken and
    of the next one.
    """
    ratio = r / prices
    order = np.argsort(ratio)
    spent = np.cumsum(prices[order])
    fits = (spent <= budget * (1 + 1e-12)) & (ratio[order] < 0)
    taken = int(fits.argmin()) if not fits.all() else len(order)
    following = min(0.0, float(ratio[order[taken]])) if taken < len(order) else 0.0
    left = budget - (float(spent[taken - 1]) if taken else 0.0)
    tight = taken > 0 and left <= 1e-9 * max(1.0, budget)
    last = float(ratio[order[taken - 1]]) if tight else following
    is_taken = np.zeros(len(r), dtype=bool)
    is_taken[order[:taken]] = True
    closes = ~is_taken & (bound + r - last * prices > target)
    opens = is_taken & (bound - (r - following * prices) > target)
    return closes, opens
