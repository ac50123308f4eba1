"""How unequal: between cells, between groups, between rich and poor.

Each measure weighs a cell by its people. Travel time is a bad, and a Gini of minutes says
nothing of how bad: show it beside the people beyond a threshold, P90 and the worst commune.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
    amounts, people = _peopled(amounts, people)
    order = np.argsort(amounts)
    weight = people[order]
    held = amounts[order] * weight
    total = float(held.sum())
    if total == 0:
        return 0.0
    # In units of the whole: width × (height at its left + at its right).
    above = np.cumsum(held)
    area = float(weight @ (2 * above - held))
    return max(0.0, 1.0 - area / (float(weight.sum()) * total))


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
    kept = np.asarray(people) > 0
    number = np.zeros(len(people), dtype=np.int64) if groups is None else groups
    number = number[kept]
    amounts, people = _peopled(amounts, people)
    held = amounts * people
    total, heads = float(held.sum()), float(people.sum())
    if total == 0:
        return Theil(0.0, 0.0, 0.0)
    whole = float(held @ _log_of_ratio(amounts, total / heads)) / total
    of_group = np.bincount(number, weights=held)
    heads_of_group = np.bincount(number, weights=people)
    means = np.divide(of_group, heads_of_group, out=np.ones_like(of_group), where=of_group > 0)
    between = float(of_group @ _log_of_ratio(means, total / heads)) / total
    return Theil(whole, between, whole - between)


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
    kept = np.asarray(people) > 0
    income = np.asarray(income, dtype=np.float64)[kept]
    amounts, people = _peopled(amounts, people)
    order = np.argsort(income, kind="stable")
    amounts, people = amounts[order], people[order]
    end = np.cumsum(people)
    start = end - people
    heads = float(end[-1])
    poor = np.clip(np.minimum(end, POOREST * heads) - start, 0, None)
    rich = np.clip(end - np.maximum(start, (1 - RICHEST) * heads), 0, None)
    of_poor = float(poor @ amounts) / (POOREST * heads)
    of_rich = float(rich @ amounts) / (RICHEST * heads)
    if of_poor == 0:
        return 1.0 if of_rich == 0 else float("inf")
    return of_rich / of_poor


def percentile(costs: Floats, people: Floats, share: float) -> float:
    """The smallest cost that at least this share of people do not exceed (0.9: P90).

    inf where so many people reach nothing.
    """
    if not 0 < share <= 1:
        raise ValueError(f"percentile() takes a share above 0 and at most 1, not {share}.")
    kept = np.asarray(people) > 0
    costs, people = np.asarray(costs)[kept], np.asarray(people)[kept]
    order = np.argsort(costs)
    below = np.cumsum(people[order])
    return float(costs[order][np.searchsorted(below, share * below[-1] * (1 - 1e-12))])


def group_means(amounts: Floats, people: Floats, groups: NDArray[np.int64]) -> Floats:
    """(groups,) mean of each group's people, as of communes; NaN where nobody is."""
    held = np.bincount(groups, weights=np.where(people > 0, amounts, 0.0) * people)
    heads = np.bincount(groups, weights=people)
    return np.divide(held, heads, out=np.full(len(heads), np.nan), where=heads > 0)


def _peopled(amounts: Floats, people: Floats) -> tuple[Floats, Floats]:
    people = np.asarray(people, dtype=np.float64)
    kept = people > 0
    amounts = np.asarray(amounts, dtype=np.float64)[kept]
    if not len(amounts):
        raise ValueError("Inequality needs at least one cell with people.")
    if not (np.isfinite(amounts).all() and amounts.min() >= 0):
        raise ValueError("Inequality needs finite amounts of 0 or more: leave out the unreachable.")
    return amounts, people[kept]


def _log_of_ratio(amounts: Floats, mean: float) -> Floats:
    """ln(x / mean), 0 where x is 0: there x ln x counts for nothing."""
    return np.log(np.divide(amounts, mean, out=np.ones_like(amounts), where=amounts > 0))
