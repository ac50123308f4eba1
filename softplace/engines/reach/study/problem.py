"""The question of a study, and the parts into which it can be taken."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softplace.engines.reach.week import WeekOpenings
from softplace.engines.travel import PACES, Mode, Points, TravelTable, Unit, great_circle_km
from softplace.engines.travel.points import Floats
from softplace.engines.travel.straight import RADIUS_KM
from softplace.foundation.errors import Reason, refuse

FIRST_LIMIT_KM = 60.0
"""So far every site of a cell is looked at; who has none so near is looked at again."""
ROUNDING = 1e-3
"""Kilometres by which a part takes in more than it needs: a site too many changes nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """Cells in parts, the sites of one function, and when those are open.

    Attributes
    ----------
    cells, people
        (cells,) where people live and how many; 0 or more, not all 0.
    parts, part_keys
        (cells,) number of the part of each cell, from 0, and the key of each part: in France
        the départements.
    sites, openings
        Of the function, in one week.
    mode
        STRAIGHT, or by what the straight line is lengthened (`engines.travel.PACES`).
    threshold_km, threshold_minutes
        Above 0. Beyond means farther; also the edge of a site's catchment. Minutes take the
        place of the kilometres where they are given, and are none for STRAIGHT.
    ways
        From all cells to all sites along roads, in the unit of the threshold, none left out;
        None where straight lines are measured.

    Raises
    ------
    Refused
        `cells_without_people`, `weights_negative`, `threshold_negative` or
        `minutes_without_travel`.
    """

    cells: Points
    people: Floats
    parts: NDArray[np.int64]
    part_keys: tuple[str, ...]
    sites: Points
    openings: WeekOpenings
    mode: Mode
    threshold_km: float
    threshold_minutes: float | None = None
    ways: TravelTable | None = None

    def __post_init__(self) -> None:
        people = np.ascontiguousarray(self.people, dtype=np.float64)
        parts = np.ascontiguousarray(self.parts, dtype=np.int64)
        object.__setattr__(self, "people", people)
        object.__setattr__(self, "parts", parts)
        for name, numbers in (("people", people), ("parts", parts)):
            if numbers.shape != (len(self.cells),):
                raise ValueError(f"{name} must hold {len(self.cells)} numbers.")
        if len(parts) and not 0 <= parts.min() <= parts.max() < len(self.part_keys):
            raise ValueError(f"parts must be numbers below {len(self.part_keys)}.")
        if len(self.openings.sites) and not self.openings.sites.max() < len(self.sites):
            raise ValueError(f"openings speak of a site beyond the {len(self.sites)}.")
        if len(people) and not people.min() >= 0:
            refuse([Reason("weights_negative", "people")])
        if not people.sum() > 0:
            refuse([Reason("cells_without_people", "people")])
        if not 0 < self.threshold < np.inf:
            refuse([Reason("threshold_negative", "threshold", {"number": self.threshold})])
        if self.threshold_minutes is not None and self.mode == Mode.STRAIGHT:
            refuse([Reason("minutes_without_travel", "threshold_minutes")])
        shape = (len(self.cells), len(self.sites))
        if self.ways is not None and (self.ways.cell_count, self.ways.site_count) != shape:
            raise ValueError(f"ways must be of {shape[0]} cells and {shape[1]} sites.")

    @property
    def threshold(self) -> float:
        return self.threshold_km if self.threshold_minutes is None else self.threshold_minutes

    @property
    def unit(self) -> Unit:
        """Of the threshold, and so of all costs."""
        return Unit.KM if self.threshold_minutes is None else Unit.MINUTES

    @property
    def cost_of_km(self) -> float:
        """What a kilometre of straight line costs: kilometres of the way, or minutes."""
        pace = PACES.get(self.mode)
        if pace is None:
            return 1.0
        return pace.detour_factor if self.unit == Unit.KM else pace.minutes_per_straight_km

    @property
    def limit_km(self) -> float:
        """Of straight lines."""
        return max(FIRST_LIMIT_KM, self.threshold / self.cost_of_km * 1.001)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """All that one part of a study needs, and nothing that lies farther away.

    Attributes
    ----------
    key
        Of the part.
    cells, people
        (cells,) those of the part and those around it with whom they share sites, in the
        order of the study.
    own
        (cells,) booleans: which are of the part.
    position
        (own cells,) where they stand in the study.
    sites, openings
        Within reach of its cells, in the order of the study, those beyond its border too.
    threshold, unit, limit_km, cost_of_km
        As `Study` has them.
    ways
        Along roads, from the cells to the sites of the part: those within the threshold, and to
        the nearest of the part's own cells.
    """

    key: str
    cells: Points
    people: Floats
    own: NDArray[np.bool_]
    position: NDArray[np.intp]
    sites: Points
    openings: WeekOpenings
    threshold: float
    unit: Unit
    limit_km: float
    cost_of_km: float
    ways: TravelTable | None


def whole(study: Study) -> Part:
    """The study as one part."""
    everything = np.ones(len(study.cells), dtype=bool)
    sites = np.ones(len(study.sites), dtype=bool)
    return _part(study, "", everything, everything, sites, study.ways)


def parted(study: Study) -> Iterator[Part]:
    """The parts that have cells, in the order of their keys' numbers.

    A part takes the sites within the limit of its cells, or, where one has none so near, as
    far as its nearest; and the cells that share a catchment with its own.
    """
    from scipy.spatial import KDTree

    if study.ways is not None:
        yield from _parted_by_road(study, study.ways)
        return
    nearest = np.zeros(len(study.cells))
    if len(study.sites):
        chord = KDTree(study.sites.unit_vectors()).query(study.cells.unit_vectors())[0]
        nearest = 2 * RADIUS_KM * np.arcsin(np.minimum(1.0, chord / 2))
    catchment = study.threshold / study.cost_of_km
    for number in np.unique(study.parts):
        own = study.parts == number
        centre = _centre(study.cells.take(own))
        to_cells = great_circle_km(centre, study.cells)[0]
        radius = float(to_cells[own].max()) + ROUNDING
        reach = max(study.limit_km, float(nearest[own].max())) * (1 + 1e-9)
        around = to_cells <= radius + 2 * catchment * (1 + 1e-9) + ROUNDING
        sites = great_circle_km(centre, study.sites)[0] <= radius + reach + ROUNDING
        yield _part(study, study.part_keys[number], own, own | around, sites)


def _parted_by_road(study: Study, ways: TravelTable) -> Iterator[Part]:
    """The same along roads: sites to which a way leads that counts for the part's cells."""
    is_first = np.zeros(len(ways.costs), dtype=bool)
    is_first[ways.starts[:-1][np.diff(ways.starts) > 0]] = True
    near = ways.costs <= study.threshold
    pair_cells = ways.pair_cells
    for number in np.unique(study.parts):
        own = study.parts == number
        of_own = own[pair_cells]
        shared = np.zeros(len(study.sites), dtype=bool)
        shared[ways.sites[of_own & near]] = True
        cells = own.copy()
        cells[pair_cells[near & shared[ways.sites]]] = True
        sites = shared.copy()
        sites[ways.sites[of_own & is_first]] = True
        kept = (near & cells[pair_cells] & sites[ways.sites]) | (of_own & is_first)
        counts = np.bincount(pair_cells[kept], minlength=len(own))[cells]
        starts = np.zeros(len(counts) + 1, dtype=np.int64)
        np.cumsum(counts, out=starts[1:])
        of_part = TravelTable(
            starts,
            (np.cumsum(sites) - 1)[ways.sites[kept]].astype(np.int32),
            ways.costs[kept],
            int(sites.sum()),
            ways.unit,
            ways.limit,
        )
        yield _part(study, study.part_keys[number], own, cells, sites, of_part)


def _part(
    study: Study,
    key: str,
    own: NDArray[np.bool_],
    cells: NDArray[np.bool_],
    sites: NDArray[np.bool_],
    ways: TravelTable | None = None,
) -> Part:
    opened = sites[study.openings.sites]
    number = np.cumsum(sites) - 1
    return Part(
        key=key,
        cells=study.cells.take(cells),
        people=study.people[cells],
        own=own[cells],
        position=np.flatnonzero(own),
        sites=study.sites.take(sites),
        openings=WeekOpenings(
            number[study.openings.sites[opened]].astype(np.int32),
            study.openings.starts[opened],
            study.openings.ends[opened],
            study.openings.length_minutes,
        ),
        threshold=study.threshold,
        unit=study.unit,
        limit_km=study.limit_km,
        cost_of_km=study.cost_of_km,
        ways=ways,
    )


def _centre(cells: Points) -> Points:
    """A point amid the cells: any will do, but the nearer to all, the smaller the part."""
    x, y, z = cells.unit_vectors().mean(axis=0)
    return Points.of([(np.degrees(np.arctan2(z, np.hypot(x, y))), np.degrees(np.arctan2(y, x)))])
