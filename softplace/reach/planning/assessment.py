"""What a scenario means in figures: reach, inequality, cost, kilometres and emissions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from softplace.engines.reach.comparison import Change, Upkeep, change, upkeep
from softplace.engines.reach.comparison import Rates as EngineRates
from softplace.engines.reach.scenario import Kind, Network
from softplace.engines.reach.scenario import Place as Site
from softplace.engines.reach.shuttle_line import line_km
from softplace.engines.travel import PACES, Mode, Points, great_circle_km
from softplace.reach.models import Edit, Rates, Study
from softplace.reach.planning.edits import Draft, network_of
from softplace.reach.planning.outlook import Outlook, outlook
from softplace.reach.planning.presence import cars_of, postal_presence
from softplace.reach.queries import Calendar, Cells

LEAST_KM, LEAST_MINUTES, LEAST_HOURS = 0.05, 0.1, 1 / 60
"""Smaller differences are none."""
MOVING = (Kind.MOBILE, Kind.MARKET)


@dataclass(frozen=True, slots=True, eq=False)
class Assessed:
    """A network and what it gives and takes. `figures` by the names of `figures_shown`."""

    network: Network
    found: Outlook
    upkeep: Upkeep
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Figure:
    """How a figure is read. `less_is_better` is None where neither is."""

    name: str
    digits: int
    unit: str
    less_is_better: bool | None


FIGURES = (
    Figure("sites", 0, "", None),
    Figure("people_beyond", 0, "", True),
    Figure("share_beyond", 1, "%", True),
    Figure("share_far", 1, "%", True),
    Figure("communes_beyond", 0, "", True),
    Figure("mean_km", 2, "km", True),
    Figure("p90_km", 2, "km", True),
    Figure("worst_km", 2, "km", True),
    Figure("mean_hours", 1, "h", False),
    Figure("gini", 3, "", True),
    Figure("theil", 3, "", True),
    Figure("rent_euros", 0, "€", True),
    Figure("staff_euros", 0, "€", True),
    Figure("vehicle_euros", 0, "€", True),
    Figure("driver_euros", 0, "€", True),
    Figure("euros", 0, "€", True),
    Figure("driver_hours", 0, "h", True),
    Figure("vehicle_km", 0, "km", True),
    Figure("kgco2e", 0, "kg CO₂e", True),
)
IN_MINUTES = {
    "mean_km": Figure("mean_minutes", 1, "min", True),
    "p90_km": Figure("p90_minutes", 1, "min", True),
    "worst_km": Figure("worst_minutes", 1, "min", True),
}
"""What stands in their place where the threshold is in minutes."""


def figures_shown(*, is_in_minutes: bool) -> list[Figure]:
    """The figures of a study, by its threshold."""
    return [IN_MINUTES.get(one.name, one) if is_in_minutes else one for one in FIGURES]


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """From today to a scenario, cell by cell: by kilometres, or minutes where the threshold is of
    minutes, and by hours. `signs` say who gains: "gain", "lose", "mixed" (nearer or longer, not
    both) or "same"."""

    by_costs: Change
    by_hours: Change
    signs: Sequence[str]


def assess(
    study: Study,
    calendar: Calendar,
    land: Cells,
    *,
    function: str,
    rates: Rates,
    edits: Sequence[Edit | Draft] = (),
    roads: Mapping[str, str] | None = None,
) -> Assessed:
    """The figures of one of the study's functions after some edits; costs are of them all.

    Raises
    ------
    Refused
        As `network_of` and `outlook`.
    """
    network = network_of(calendar, edits, square_metres=rates.square_metres_per_site)
    found = outlook(
        network,
        land,
        function=function,
        mode=study.mode,
        threshold_km=study.threshold_km,
        threshold_minutes=study.threshold_minutes,
        roads=roads,
    )
    ours = Network(
        {
            key: site
            for key, site in network.places.items()
            if site.offers and key not in calendar.beyond
        },
        network.lines,
    )
    kept = upkeep(ours, engine_rates(rates), km_by_coming(network))
    points = network.sites(function)[1]
    _, presence = postal_presence(land, cars_of(found, land.points, points, roads=roads))
    share_far = float(np.nanmax(presence.shares, initial=0.0))
    return Assessed(network, found, kept, _figures(found, land, kept, share_far))


def engine_rates(rates: Rates) -> EngineRates:
    return EngineRates(
        rent_per_square_metre_year=rates.rent_per_square_metre_year,
        staff_per_hour=rates.staff_per_hour,
        vehicle_per_km=rates.vehicle_per_km,
        staff_at_desk=rates.staff_at_desk,
        vehicle_km_per_hour=rates.vehicle_km_per_hour,
        drivers_at_stop=rates.drivers_at_stop,
        litres_per_100_km=rates.litres_per_100_km,
        kgco2e_per_litre=rates.kgco2e_per_litre,
    )


def km_by_coming(network: Network) -> dict[str, float]:
    """By stop and line, kilometres by road there and back: a truck comes from the nearest fixed
    site and returns to it, a shuttle goes from its first stop to the place and back."""
    sites = list(network.places.values())
    fixed = [site for site in sites if any(o.kind not in MOVING for o in site.offers)]
    moving = [site for site in sites if any(o.kind in MOVING for o in site.offers)]
    found: dict[str, float] = {}
    if fixed and moving:
        km = great_circle_km(_points(moving), _points(fixed)).min(axis=1)
        there_and_back = km * 2 * PACES[Mode.CAR].detour_factor
        found |= {site.key: float(d) for site, d in zip(moving, there_and_back, strict=True)}
    for line in network.lines:
        if line.place in network.places:
            end = network.places[line.place]
            found[line.key] = 2 * float(line_km(line, (end.lat, end.lng)).sum())
    return found


def _points(sites: Sequence[Site]) -> Points:
    return Points.of([(site.lat, site.lng) for site in sites])


def _figures(found: Outlook, land: Cells, kept: Upkeep, share_far: float) -> dict[str, float]:
    of = found.coverage
    unit = "minutes" if found.is_in_minutes else "km"
    return {
        "sites": float(len(set(found.keys))),
        "people_beyond": of.people_beyond,
        "share_beyond": of.share_beyond * 100,
        "share_far": share_far * 100,
        "communes_beyond": float(of.cells_beyond),
        f"mean_{unit}": of.mean,
        f"p90_{unit}": of.p90,
        f"worst_{unit}": of.worst,
        "mean_hours": float(found.hours @ land.people) / of.people,
        "gini": of.gini,
        "theil": of.theil.total,
        "rent_euros": kept.rent_euros,
        "staff_euros": kept.staff_euros,
        "vehicle_euros": kept.vehicle_euros,
        "driver_euros": kept.driver_euros,
        "driver_hours": kept.driver_hours,
        "euros": kept.euros,
        "vehicle_km": kept.vehicle_km,
        "kgco2e": kept.kgco2e,
    }


def compared(land: Cells, before: Outlook, after: Outlook) -> Compared:
    """Who gains and who loses, by distance (or minutes) and by hours within reach."""
    least = LEAST_MINUTES if before.is_in_minutes else LEAST_KM
    by_costs = change(before.costs, after.costs, land.people, less_is_better=True, least=least)
    by_hours = change(
        before.hours, after.hours, land.people, less_is_better=False, least=LEAST_HOURS
    )
    good = (by_costs.difference < -least) | (by_hours.difference > LEAST_HOURS)
    bad = (by_costs.difference > least) | (by_hours.difference < -LEAST_HOURS)
    signs = np.select([good & bad, good, bad], ["mixed", "gain", "lose"], "same")
    return Compared(by_costs, by_hours, [str(sign) for sign in signs])
