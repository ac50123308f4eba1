"""How much is on offer for each person: cumulative opportunities and floating catchments."""

from dataclasses import dataclass

import numpy as np

from softplace.engines.compiled import njit
from softplace.engines.reach.decay import APL_2012, Decay
from softplace.engines.travel.points import Floats
from softplace.engines.travel.table import TravelTable
from softplace.foundation.errors import Reason, Refused

PER_HEADS = 100_000
"""The APL is said for so many people, standardised by age."""


@dataclass(frozen=True, slots=True, eq=False)
class Catchments:
    """Two steps of a floating catchment area.

    Attributes
    ----------
    ratios
        (sites,) R_j: supply for each person of the site's catchment, weighted by distance;
        0 where nobody is in the catchment.
    access
        (cells,) A_i: what is on offer for each person of the cell.
    """

    ratios: Floats
    access: Floats


def cumulative_opportunities(table: TravelTable, supply: Floats) -> Floats:
    """(cells,) the supply within the table's limit: places, hours, counters."""
    return np.bincount(
        table.pair_cells, weights=supply[table.sites], minlength=table.cell_count
    ).astype(np.float64)


def floating_catchments(
    table: TravelTable, supply: Floats, people: Floats, decay: Decay | None = None
) -> Catchments:
    """2SFCA, and with a decay E2SFCA.

    R_j = S_j / Σ_i w(d_ij) P_i,  A_i = Σ_j w(d_ij) R_j.

    Luo and Wang, Measures of spatial accessibility to health care in a GIS environment,
    Environment and Planning B 30 (2003); with w, Luo and Qi, Health & Place 15 (2009).
    Σ_i P_i A_i is the supply of all sites that have anyone in their catchment.

    Parameters
    ----------
    table
        Cut at the catchment: pairs beyond its limit do not count.
    supply, people
        (sites,) and (cells,), 0 or more.
    decay
        Weight of each cost; 1 within the table's limit if None.
    """
    for name, numbers, count in (
        ("supply", supply, table.site_count), ("people", people, table.cell_count)
    ):  # fmt: skip
        if np.shape(numbers) != (count,):
            raise ValueError(f"{name} must hold {count} numbers, not {np.shape(numbers)}.")
        if count and not np.min(numbers) >= 0:
            raise Refused(Reason("weights_negative", name))
    weights = np.ones(0) if decay is None else decay(table.costs)
    ratios, access = _two_steps(
        table.starts, table.sites, weights,
        np.asarray(supply, dtype=np.float64), np.asarray(people, dtype=np.float64),
    )  # fmt: skip
    return Catchments(ratios, access)


@njit(cache=True)
def _two_steps(starts, sites, weights, supply, people):  # type: ignore[no-untyped-def]
    """Without weights every pair counts 1."""
    weighted = len(weights) > 0
    demand = np.zeros(len(supply))
    for cell in range(len(people)):
        for pair in range(starts[cell], starts[cell + 1]):
            demand[sites[pair]] += weights[pair] * people[cell] if weighted else people[cell]
    ratios = np.zeros(len(supply))
    for site in range(len(supply)):
        if demand[site] > 0:
            ratios[site] = supply[site] / demand[site]
    access = np.zeros(len(people))
    for cell in range(len(people)):
        for pair in range(starts[cell], starts[cell + 1]):
            ratio = ratios[sites[pair]]
            access[cell] += weights[pair] * ratio if weighted else ratio
    return ratios, access


def standardised_people(people_by_age: Floats, use_by_age: Floats) -> Floats:
    """(cells,) people counted by how much their age uses the service.

    Parameters
    ----------
    people_by_age
        (cells, ages).
    use_by_age
        (ages,) mean use of one person of that age, in any unit: the sum over all cells stays
        the number of people.
    """
    use = np.asarray(people_by_age, dtype=np.float64) @ np.asarray(use_by_age, dtype=np.float64)
    total = float(use.sum())
    if total <= 0:
        raise Refused(Reason("cells_without_people", "people"))
    return use * (float(np.sum(people_by_age)) / total)


def localised_potential_access(
    table: TravelTable,
    supply: Floats,
    people_by_age: Floats,
    use_by_age: Floats,
    decay: Decay = APL_2012,
) -> Floats:
    """(cells,) the APL of the DREES: supply for 100,000 people standardised by age.

    The steps of E2SFCA with age-standardised demand (Barlet and others, 2012: see
    `decay.APL_2012`).
    """
    people = standardised_people(people_by_age, use_by_age)
    return PER_HEADS * floating_catchments(table, supply, people, decay).access
