"""The legal test of postal presence, asked of any function."""

from collections.abc import Mapping, Sequence

import numpy as np

from softplace.engines.reach.nearest import nth_nearest
from softplace.engines.reach.presets import POSTAL_PRESENCE, PresenceResult, presence
from softplace.engines.travel import PACES, Mode, Points
from softplace.reach.planning.outlook import Outlook
from softplace.reach.queries import Cells
from softplace.reach.travel import Travel, travel


def cars_of(
    found: Outlook,
    cells: Points,
    sites: Points,
    *,
    minutes: float = POSTAL_PRESENCE.car_minutes,
    roads: Mapping[str, str] | None = None,
) -> Travel:
    """Travel by car, so many minutes at least, whatever means of travel an outlook has.

    Shuttles are no cars: `sites` are without them.
    """
    known = found.travel
    has_lines = len(sites) != len(found.keys)
    reach = known.minutes.limit if known.minutes is not None else 0.0
    if found.mode == Mode.CAR and not has_lines and reach >= minutes:
        return known
    least_km = max(minutes * PACES[Mode.CAR].km_per_hour / 60, POSTAL_PRESENCE.km)
    return travel(cells, sites, Mode.CAR, least_km=least_km, roads=roads)


def postal_presence(land: Cells, by_car: Travel) -> tuple[Sequence[str], PresenceResult]:
    """The départements, and who of each lives beyond 5 km and 20 minutes by car."""
    assert by_car.minutes is not None
    names, numbers = np.unique(
        np.array(land.departments or [""] * len(land), dtype=str), return_inverse=True
    )
    result = presence(
        nth_nearest(by_car.kilometres).costs,
        nth_nearest(by_car.minutes).costs,
        land.people,
        numbers.astype(np.int64),
        POSTAL_PRESENCE,
    )
    return [str(name) for name in names], result
