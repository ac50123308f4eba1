"""How much a service counts the farther it is."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from softplace.engines.travel.points import Floats
from softplace.foundation.errors import Reason, refuse

Decay = Callable[[Floats], Floats]
"""From costs (any shape) to weights between 0 and 1 of the same shape."""


@dataclass(frozen=True, slots=True)
class StepDecay:
    """The first weight up to the first limit, included; the next up to the next; then 0.

    Attributes
    ----------
    limits
        Rising, 0 or more.
    weights
        As many, 0 or more.
    """

    limits: tuple[float, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        reasons = []
        if len(self.limits) != len(self.weights) or not self.limits:
            reasons.append(Reason("decay_lengths_differ", "weights"))
        if list(self.limits) != sorted(set(self.limits)) or min(self.limits, default=0) < 0:
            reasons.append(Reason("decay_limits_not_rising", "limits"))
        if min(self.weights, default=0) < 0:
            reasons.append(Reason("weights_negative", "weights"))
        refuse(reasons)

    def __call__(self, costs: Floats) -> Floats:
        steps = np.array([*self.weights, 0.0])
        return steps[np.searchsorted(np.array(self.limits), costs, side="left")]


@dataclass(frozen=True, slots=True)
class GaussianDecay:
    """(exp(-(d/D)²/2) - exp(-1/2)) / (1 - exp(-1/2)) up to the limit D, then 0.

    Dai, Black residential segregation, disparities in spatial access to health care
    facilities, and late-stage breast cancer diagnosis, Health & Place 16 (2010), equation 3.
    """

    limit: float

    def __post_init__(self) -> None:
        refuse(_not_positive("limit", self.limit))

    def __call__(self, costs: Floats) -> Floats:
        edge = np.exp(-0.5)
        inside = (np.exp(-0.5 * (np.minimum(costs, self.limit) / self.limit) ** 2) - edge) / (
            1 - edge
        )
        return np.where(costs <= self.limit, inside, 0.0)


@dataclass(frozen=True, slots=True)
class ExponentialDecay:
    """Halved with every `half` more, and 0 beyond the limit."""

    half: float
    limit: float

    def __post_init__(self) -> None:
        refuse([*_not_positive("half", self.half), *_not_positive("limit", self.limit)])

    def __call__(self, costs: Floats) -> Floats:
        return np.where(costs <= self.limit, np.exp2(-np.minimum(costs, 1e9) / self.half), 0.0)


def _not_positive(name: str, number: float) -> list[Reason]:
    return [] if number > 0 else [Reason("decay_not_positive", name, {"number": number})]


LUO_QI_2009 = StepDecay(limits=(10, 20, 30), weights=(1.0, 0.68, 0.22))
"""Minutes by car. Luo and Qi, An enhanced two-step floating catchment area (E2SFCA) method for
measuring spatial accessibility to primary care physicians, Health & Place 15 (2009): the
slower of their two decays."""

APL_2012 = StepDecay(limits=(5, 10, 15), weights=(1.0, 0.3, 0.1))
"""Minutes by car. Barlet, Coldefy, Collin and Lucas-Gabrielli, L'accessibilité potentielle
localisée (APL): une nouvelle mesure de l'accessibilité aux médecins généralistes libéraux,
DREES, Études et résultats 795 (2012). Later versions reach 20 minutes: make your own."""
