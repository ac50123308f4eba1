"""How unequal: between cells, between groups, between rich and poor.

Each measure weighs a cell by its people. Travel time is a bad, and a Gini of minutes says
nothing of how bad: show it beside the people beyond a threshold, P90 and the worst commune.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softplace.engines.compiled import njit
from softplace.engines.travel.points import Floats

RICHEST, POOREST = 0.1, 0.4


@dataclass(frozen=True, slots=True)
class Theil:
    """Theil's T, and its parts between and within groups: total = between + within."""

    total: float
    between: float
    within: float


def gini(amounts: Floats, people: Floats) -> float:
    """Gini coefficient, 0 (all equal) to 1.

    Σ_i Σ_j p_i p_j |x_i - x_j| / (2 N² mean), by sorting: twice the area between Lorenz's
    curve and the diagonal.

    Parameters
    ----------
    amounts, people
        (cells,) finite, 0 or more; not all 0. Cells without people count for nothing.
    """
    amounts, people = _counted(amounts, people)
    return gini_in_order(amounts, people, np.argsort(amounts))


def theil(amounts: Floats, people: Floats, groups: NDArray[np.int64] | None = None) -> Theil:
    """Theil's T index and its decomposition.

    T = Σ p_i/N × x_i/m × ln(x_i/m), between = Σ_g share_g × ln(m_g/m), with m the mean,
    m_g the mean of a group and share_g what the group holds of all (Theil, Economics and
    Information Theory, 1967; Shorrocks, Econometrica 48, 1980).

    Parameters
    ----------
    amounts, people
        (cells,) as for `gini`.
    groups
        (cells,) number of the group of each cell, from 0. One group if None.
    """
    amounts, people = _counted(amounts, people)
    number = np.zeros(len(people), dtype=np.int64) if groups is None else np.asarray(groups)
    return Theil(*theil_parts(amounts, people, number, int(number.max()) + 1))


def palma(amounts: Floats, people: Floats, income: Floats) -> float:
    """What the richest tenth of people have on average, over what the poorest 40 % have.

    As Pereira and Herszenhut define it for accessibility (R package accessibility,
    `palma_ratio`): people are ranked by the income of their cell; a cell on the border counts
    in part; inf where the poorest have nothing and the richest something.

    Parameters
    ----------
    income
        (cells,) by which cells are ranked, of one person or household.
    """
    amounts, people = _counted(amounts, people)
    order = np.argsort(np.asarray(income, dtype=np.float64), kind="stable")
    amounts, people = amounts[order], people[order]
    end = np.cumsum(people)
    start = end - people
    heads = float(end[-1])
    poor = np.clip(np.minimum(end, POOREST * heads) - start, 0, None)
    rich = np.clip(end - np.maximum(start, (1 - RICHEST) * heads), 0, None)
    of_poor = float((poor * amounts).sum()) / (POOREST * heads)
    of_rich = float((rich * amounts).sum()) / (RICHEST * heads)
    if of_poor == 0:
        return 1.0 if of_rich == 0 else float("inf")
    return of_rich / of_poor


def percentile(costs: Floats, people: Floats, share: float) -> float:
    """The smallest cost that at least this share of people do not exceed (0.9: P90).

    inf where so many people reach nothing.
    """
    if not 0 < share <= 1:
        raise ValueError(f"percentile() takes a share above 0 and at most 1, not {share}.")
    costs, people = np.asarray(costs, dtype=np.float64), np.asarray(people, dtype=np.float64)
    return percentile_in_order(costs, people, np.argsort(costs), share)


def group_means(amounts: Floats, people: Floats, groups: NDArray[np.int64]) -> Floats:
    """(groups,) mean of each group's people, as of communes; NaN where nobody is."""
    held = np.bincount(groups, weights=np.where(people > 0, amounts, 0.0) * people)
    heads = np.bincount(groups, weights=people)
    return np.divide(held, heads, out=np.full(len(heads), np.nan), where=heads > 0)


def _counted(amounts: Floats, people: Floats) -> tuple[Floats, Floats]:
    """The amounts and people as floats, amounts of cells without people as 0."""
    people = np.asarray(people, dtype=np.float64)
    amounts = np.where(people > 0, amounts, 0.0).astype(np.float64)
    if not people.sum() > 0:
        raise ValueError("Inequality needs at least one cell with people.")
    if not (np.isfinite(amounts).all() and amounts.min() >= 0):
        raise ValueError("Inequality needs finite amounts of 0 or more: leave out the unreachable.")
    return amounts, people


# Compiled, because an edit on a map recomputes them on 100,000 cells while someone waits: one
# pass each, no copies, and no BLAS, whose threads wait for each other on a busy machine.


@njit(cache=True)
def gini_in_order(amounts, people, order):  # type: ignore[no-untyped-def]
    """Gini of the finite amounts, `order` sorting them; cells without people weigh nothing."""
    heads = held = area = 0.0
    for cell in order:
        if people[cell] <= 0 or amounts[cell] == np.inf:
            continue
        before = held
        heads += people[cell]
        held += amounts[cell] * people[cell]
        area += people[cell] * (held + before)
    return max(0.0, 1.0 - area / (heads * held)) if held > 0 else 0.0


@njit(cache=True)
def percentile_in_order(costs, people, order, share):  # type: ignore[no-untyped-def]
    """See `percentile`."""
    left = people.sum() * share * (1 - 1e-12)
    for cell in order:
        left -= people[cell]
        if left <= 0 and people[cell] > 0:
            return costs[cell]
    return np.inf


@njit(cache=True)
def theil_parts(amounts, people, groups, group_count):  # type: ignore[no-untyped-def]
    """Total, between and within of the finite amounts."""
    held, heads = np.zeros(group_count), np.zeros(group_count)
    logs = total = everyone = 0.0  # by cell, so that the whole does not depend on the groups
    for cell in range(len(amounts)):
        x, weight = amounts[cell], people[cell]
        if weight <= 0 or x == np.inf:
            continue
        held[groups[cell]] += weight * x
        heads[groups[cell]] += weight
        total += weight * x
        everyone += weight
        if x > 0:
            logs += weight * x * np.log(x)
    if total == 0:
        return 0.0, 0.0, 0.0
    mean = total / everyone
    whole = logs / total - np.log(mean)
    between = 0.0
    for group in range(group_count):
        if held[group] > 0:
            between += held[group] / total * np.log(held[group] / heads[group] / mean)
    return whole, between, whole - between
