"""What if one closes, what if one opens: the answer for every site at once.

For each cell the nearest and second nearest open site are kept. All closures are then one
bincount of what each cell would lose, an opening is one pass over its column, and after an
edit only the cells whose first or second site changed are looked at again.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softplace.engines.compiled import njit
from softplace.engines.travel.points import Floats
from softplace.engines.travel.table import TravelMatrix
from softplace.foundation.errors import Reason, Refused

NO_SITE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """What an edit of each site would do, by site; 0 for sites that it cannot concern.

    Attributes
    ----------
    cost
        (sites,) change of Σ people × cost, over people who reach a site before and after.
    people_unreached
        (sites,) change in people who reach no site at all.
    people_beyond
        (sites,) change in people farther than the threshold, unreached ones among them.
    """

    cost: Floats
    people_unreached: Floats
    people_beyond: Floats


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """A set of open sites and what every cell has of it. Edits give a new one.

    Attributes
    ----------
    costs_by_site
        (sites, cells) of every candidate, inf where unreachable; shared between scenarios.
    people
        (cells,).
    threshold
        In the unit of the costs.
    is_open
        (sites,) booleans.
    first, second
        (cells,) index of the nearest and second nearest open site, NO_SITE where there is none.
    cost_first, cost_second
        (cells,) what they cost, inf where there is none.
    """

    costs_by_site: Floats
    people: Floats
    threshold: float
    is_open: NDArray[np.bool_]
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    cost_first: Floats
    cost_second: Floats

    @classmethod
    def of(
        cls,
        travel: TravelMatrix | Floats,
        people: Floats,
        open_sites: NDArray[np.int64] | list[int],
        threshold: float,
    ) -> "WhatIf":
        """From a travel matrix (cells, sites), or from its transpose as an array."""
        by_site = travel.costs.T if isinstance(travel, TravelMatrix) else travel
        by_site = np.ascontiguousarray(by_site)
        people = np.ascontiguousarray(people, dtype=np.float64)
        if people.shape != by_site.shape[1:]:
            raise ValueError(f"people must hold {by_site.shape[1]} numbers, not {people.shape}.")
        if not people.any():
            raise Refused(Reason("cells_without_people", "people"))
        if not people.min() >= 0:
            raise Refused(Reason("weights_negative", "people"))
        is_open = np.zeros(len(by_site), dtype=bool)
        is_open[np.asarray(open_sites, dtype=np.int64)] = True
        cells = by_site.shape[1]
        near = (
            np.full(cells, NO_SITE, np.int32),
            np.full(cells, NO_SITE, np.int32),
            np.full(cells, np.inf),
            np.full(cells, np.inf),
        )
        for site in np.flatnonzero(is_open):
            _come_in(by_site[site], site, *near)
        return cls(by_site, people, float(threshold), is_open, *near)

    def closures(self) -> Effects:
        """What closing each open site would do, all of them in one pass."""
        effects = _closures(
            self.first, self.cost_first, self.cost_second, self.people, self.threshold,
            len(self.is_open),
        )  # fmt: skip
        return Effects(*effects)

    def openings(self, sites: NDArray[np.int64] | None = None) -> Effects:
        """What opening each closed site (or each of `sites`) would do."""
        asked = np.flatnonzero(~self.is_open) if sites is None else np.asarray(sites)
        effects = _openings(
            self.costs_by_site, asked[~self.is_open[asked]], self.cost_first, self.people,
            self.threshold,
        )  # fmt: skip
        return Effects(*effects)

    def opened(self, site: int) -> "WhatIf":
        """The same with one more site open."""
        if self.is_open[site]:
            raise Refused(Reason("site_already_open", "site", {"site": site}))
        near = self._copies()
        _come_in(self.costs_by_site[site], site, *near)
        return self._with(site, True, near)

    def closed(self, site: int) -> "WhatIf":
        """The same with one site less."""
        if not self.is_open[site]:
            raise Refused(Reason("site_not_open", "site", {"site": site}))
        near = self._copies()
        is_open = self.is_open.copy()
        is_open[site] = False
        _go_out(self.costs_by_site, np.flatnonzero(is_open), site, *near)
        return self._with(site, False, near)

    def _copies(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats, Floats]:
        return (
            self.first.copy(),
            self.second.copy(),
            self.cost_first.copy(),
            self.cost_second.copy(),
        )

    def _with(
        self,
        site: int,
        is_open: bool,
        near: tuple[NDArray[np.int32], NDArray[np.int32], Floats, Floats],
    ) -> "WhatIf":
        now = self.is_open.copy()
        now[site] = is_open
        return WhatIf(self.costs_by_site, self.people, self.threshold, now, *near)


@njit(cache=True)
def _come_in(costs, site, first, second, cost_first, cost_second):  # type: ignore[no-untyped-def]
    for cell in range(len(first)):
        c = costs[cell]
        if c < cost_first[cell]:
            second[cell], cost_second[cell] = first[cell], cost_first[cell]
            first[cell], cost_first[cell] = site, c
        elif c < cost_second[cell]:
            second[cell], cost_second[cell] = site, c


@njit(cache=True)
def _go_out(by_site, open_sites, site, first, second, cost_first, cost_second):  # type: ignore[no-untyped-def]
    for cell in range(len(first)):
        if first[cell] == site:
            first[cell], cost_first[cell] = second[cell], cost_second[cell]
        elif second[cell] != site:
            continue
        second[cell], cost_second[cell] = -1, np.inf
        for other in open_sites:
            c = by_site[other, cell]
            if other != first[cell] and c < cost_second[cell]:
                second[cell], cost_second[cell] = other, c


@njit(cache=True)
def _closures(first, cost_first, cost_second, people, threshold, sites):  # type: ignore[no-untyped-def]
    cost, unreached, beyond = np.zeros(sites), np.zeros(sites), np.zeros(sites)
    for cell in range(len(first)):
        site = first[cell]
        if site < 0:
            continue
        if cost_second[cell] == np.inf:
            unreached[site] += people[cell]
        else:
            cost[site] += people[cell] * (cost_second[cell] - cost_first[cell])
        if cost_first[cell] <= threshold and cost_second[cell] > threshold:
            beyond[site] += people[cell]
    return cost, unreached, beyond


@njit(cache=True)
def _openings(by_site, asked, cost_first, people, threshold):  # type: ignore[no-untyped-def]
    sites = len(by_site)
    cost, unreached, beyond = np.zeros(sites), np.zeros(sites), np.zeros(sites)
    for site in asked:
        for cell in range(len(cost_first)):
            c = by_site[site, cell]
            if c >= cost_first[cell]:
                continue
            if cost_first[cell] == np.inf:
                unreached[site] -= people[cell]
            else:
                cost[site] -= people[cell] * (cost_first[cell] - c)
            if c <= threshold and cost_first[cell] > threshold:
                beyond[site] -= people[cell]
    return cost, unreached, beyond
