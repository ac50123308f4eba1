"""Travel over the sphere: great-circle distance, a detour factor, a speed."""

import numpy as np

from softplace.engines.travel.pace import Pace
from softplace.engines.travel.points import Floats, Points
from softplace.engines.travel.table import TravelMatrix, TravelTable, Unit, table_of_pairs
from softplace.foundation.distances import EARTH_RADIUS_METRES

RADIUS_KM = EARTH_RADIUS_METRES / 1000


def great_circle_km(cells: Points, sites: Points) -> Floats:
    """(cells, sites) kilometres over the sphere, to a millimetre at any distance.

    From the chord between unit vectors, arc = 2 asin(chord / 2): exact for near points,
    where the spherical law of cosines is not.
    """
    from scipy.spatial.distance import cdist

    chord = cdist(cells.unit_vectors(), sites.unit_vectors())
    return _km_of_chord(chord)


def straight_matrix(cells: Points, sites: Points, pace: Pace | None = None) -> TravelMatrix:
    """Every pair: kilometres as the crow flies, or minutes at a pace."""
    km = great_circle_km(cells, sites)
    if pace is None:
        return TravelMatrix(km, Unit.KM)
    km *= pace.minutes_per_straight_km
    return TravelMatrix(km, Unit.MINUTES)


def straight_table(
    cells: Points, sites: Points, limit: float, pace: Pace | None = None
) -> TravelTable:
    """The pairs within `limit` only (km, or minutes at a pace), found without the others.

    For a country: 35,000 communes and 2,845 points hold 100 million pairs, of which some
    tens of thousands count.
    """
    from scipy.spatial import KDTree

    if not limit >= 0:
        raise ValueError(f"straight_table() needs a limit of 0 or more, not {limit}.")
    per_km = 1.0 if pace is None else pace.minutes_per_straight_km
    unit = Unit.KM if pace is None else Unit.MINUTES
    if not len(cells) or not len(sites):
        none = np.zeros(0, dtype=np.intp)
        return table_of_pairs(none, none, np.zeros(0), (len(cells), len(sites)), unit, limit)
    # A little wider than the limit, then cut on the same figure as the matrix would give.
    angle = min(np.pi, limit / per_km / RADIUS_KM * (1 + 1e-9) + 1e-12)
    found = KDTree(cells.unit_vectors()).sparse_distance_matrix(
        KDTree(sites.unit_vectors()), 2 * np.sin(angle / 2) * (1 + 1e-12), output_type="ndarray"
    )
    costs = _km_of_chord(found["v"]) * per_km
    near = costs <= limit
    return table_of_pairs(
        found["i"][near], found["j"][near], costs[near], (len(cells), len(sites)), unit, limit
    )


def _km_of_chord(chord: Floats) -> Floats:
    return 2 * RADIUS_KM * np.arcsin(np.minimum(1.0, chord / 2))
