"""How fast people travel: assumptions that are said beside every figure made with them."""

from dataclasses import dataclass
from enum import StrEnum

from softplace.foundation.errors import Reason, refuse


class Mode(StrEnum):
    """How one travels. STRAIGHT is no travel: a distance as the crow flies, in kilometres."""

    STRAIGHT = "straight"
    FOOT = "foot"
    BICYCLE = "bicycle"
    CAR = "car"


@dataclass(frozen=True, slots=True)
class Pace:
    """Great-circle travel: `km` of straight line take `km × detour_factor / km_per_hour` hours.

    Attributes
    ----------
    mode
        foot, bicycle or car.
    km_per_hour
        Door-to-door speed along the way, above 0.
    detour_factor
        Length of the way over the straight line, 1 or more.
    """

    mode: Mode
    km_per_hour: float
    detour_factor: float

    def __post_init__(self) -> None:
        reasons = []
        if not 0 < self.km_per_hour < float("inf"):
            reasons.append(
                Reason("speed_not_positive", "km_per_hour", {"km_per_hour": self.km_per_hour})
            )
        if not 1 <= self.detour_factor < float("inf"):
            reasons.append(
                Reason("detour_below_one", "detour_factor", {"detour_factor": self.detour_factor})
            )
        refuse(reasons)

    @property
    def minutes_per_straight_km(self) -> float:
        return 60.0 * self.detour_factor / self.km_per_hour


PACES = {
    Mode.FOOT: Pace(Mode.FOOT, km_per_hour=4.5, detour_factor=1.3),
    Mode.BICYCLE: Pace(Mode.BICYCLE, km_per_hour=15.0, detour_factor=1.3),
    Mode.CAR: Pace(Mode.CAR, km_per_hour=50.0, detour_factor=1.4),
}
"""Starting values, to be set for each territory.

The detour by car is near the 1.417 that Boscoe, Henry and Zdeb found between straight and
driving distance to hospitals (A Nationwide Comparison of Driving Distance Versus
Straight-Line Distance to Hospitals, The Professional Geographer 64, 2012). Mountains and
shores need more: measure it with a road graph where there is one.
"""
