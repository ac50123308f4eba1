"""Legal tests of presence, ready to be asked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softplace.engines.travel.points import Floats


@dataclass(frozen=True, slots=True)
class PresenceTest:
    """So many people at most may be far, and so many points at least must stand.

    Attributes
    ----------
    km, car_minutes
        Far is beyond both.
    share_at_most
        Of the people of each département.
    points_at_least
        In the whole country.
    source
        The text that says so.
    """

    km: float
    car_minutes: float
    share_at_most: float
    points_at_least: int
    source: str


POSTAL_PRESENCE = PresenceTest(
    km=5.0,
    car_minutes=20.0,
    share_at_most=0.1,
    points_at_least=17_000,
    source="Loi n° 90-568 du 2 juillet 1990, article 6",
)


@dataclass(frozen=True, slots=True, eq=False)
class PresenceResult:
    """Whether a test is passed, by département.

    Attributes
    ----------
    shares
        (départements,) share of people who are far; NaN where nobody lives.
    passed
        (départements,) shares within what the test allows.
    people_far
        In all.
    """

    shares: Floats
    passed: NDArray[np.bool_]
    people_far: float


def presence(
    km: Floats,
    car_minutes: Floats,
    people: Floats,
    departements: NDArray[np.int64],
    test: PresenceTest = POSTAL_PRESENCE,
) -> PresenceResult:
    """Share of each département's people beyond both the kilometres and the minutes by car.

    Parameters
    ----------
    km, car_minutes
        (cells,) to the nearest point, each by its own measure; inf where unreached.
    people
        (cells,).
    departements
        (cells,) number of the département, from 0.
    """
    far = (km > test.km) & (car_minutes > test.car_minutes)
    heads = np.bincount(departements, weights=people)
    away = np.bincount(departements, weights=np.where(far, people, 0.0))
    shares = np.divide(away, heads, out=np.full(len(heads), np.nan), where=heads > 0)
    return PresenceResult(shares, ~(shares > test.share_at_most), float(away.sum()))
