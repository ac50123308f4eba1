"""Two scenarios side by side: who gains, who loses, by how much; what it costs and emits."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from softplace.engines.reach.scenario import Kind, Network
from softplace.engines.travel.points import Floats
from softplace.foundation.errors import Reason, refuse

WEEKS_A_YEAR = 52.18


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """From one scenario to another, for one quantity of each cell.

    Attributes
    ----------
    difference
        (cells,) after minus before; inf or -inf where a cell was or is unreached, 0 where it
        is so in both.
    people_better, people_worse, people_same
        By the sign of the difference, and by whether less is better.
    mean_difference
        Of those who are reached in both, weighted by people.
    """

    difference: Floats
    people_better: float
    people_worse: float
    people_same: float
    mean_difference: float


def change(
    before: Floats, after: Floats, people: Floats, *, less_is_better: bool, least: float = 1e-9
) -> Change:
    """Compare minutes (less is better) or hours, people in reach, APL (more is better).

    `least` is the smallest difference that counts as one.
    """
    difference = np.zeros(len(before))
    differs = before != after
    difference[differs] = after[differs] - before[differs]
    better = difference < -least if less_is_better else difference > least
    worse = difference > least if less_is_better else difference < -least
    both = np.where(np.isfinite(difference) & np.isfinite(before), people, 0.0)
    finite = np.where(np.isfinite(difference), difference, 0.0)
    return Change(
        difference,
        float(people[better].sum()),
        float(people[worse].sum()),
        float(people[~better & ~worse].sum()),
        float(both @ finite) / float(both.sum()) if both.any() else 0.0,
    )


@dataclass(frozen=True, slots=True)
class Rates:
    """What things cost and emit: settings of a territory, no measures.

    Attributes
    ----------
    rent_per_square_metre_year, staff_per_hour, vehicle_per_km
        In euros.
    staff_at_desk
        People at work for each hour that an offer is open.
    vehicle_km_per_hour
        On the road between the base and the stops: what its driver's hours are counted by. 0
        where these are in the rate of a kilometre already.
    drivers_at_stop
        Who wait with the vehicle while it stands and serve nobody: 0 where the driver is at the
        desk too.
    litres_per_100_km
        Of the vehicles of mobile offers.
    kgco2e_per_litre
        3.17 for diesel, upstream 0.66 and use 2.51: arrêté du 26 avril 2017 relatif à
        l'information sur la quantité de gaz à effet de serre.
    """

    rent_per_square_metre_year: float = 120.0
    staff_per_hour: float = 25.0
    vehicle_per_km: float = 0.6
    staff_at_desk: float = 1.0
    vehicle_km_per_hour: float = 40.0
    drivers_at_stop: float = 0.0
    litres_per_100_km: float = 10.0
    kgco2e_per_litre: float = 3.17

    def __post_init__(self) -> None:
        refuse(
            [
                Reason("rate_negative", name, {"number": getattr(self, name)})
                for name in self.__slots__
                if not getattr(self, name) >= 0
            ]
        )


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What a scenario takes in a year. Staff are at desks; drivers on the road and at stops."""

    rent_euros: float
    staff_euros: float
    vehicle_euros: float
    driver_euros: float
    driver_hours: float
    vehicle_km: float
    kgco2e: float

    @property
    def euros(self) -> float:
        return self.rent_euros + self.staff_euros + self.vehicle_euros + self.driver_euros


def upkeep(network: Network, rates: Rates, km_by_stop: Mapping[str, float]) -> Upkeep:
    """Rent, staff, kilometres and emissions of a year of the network's weeks.

    Parameters
    ----------
    km_by_stop
        Kilometres that one coming of the vehicle to each mobile place takes, its share of the
        round, or one service of a line there and back, by its key; without a figure: none.
    """
    square_metres = sum(place.square_metres for place in network.places.values())
    minutes = sum(
        end - start
        for place in network.places.values()
        for offer in place.offers
        for start, end in offer.hours
    )
    mobile = (Kind.MOBILE, Kind.MARKET)
    stands = {
        place.key: {span for offer in offers for span in offer.hours}
        for place in network.places.values()
        if (offers := [o for o in place.offers if o.kind in mobile])
    }
    km_a_week = sum(km_by_stop.get(key, 0.0) * len(spans) for key, spans in stands.items())
    km_a_week += sum(km_by_stop.get(line.key, 0.0) * len(line.hours) for line in network.lines)
    vehicle_km = km_a_week * WEEKS_A_YEAR
    standing = sum(end - start for spans in stands.values() for start, end in spans) / 60
    driver_hours = standing * WEEKS_A_YEAR * rates.drivers_at_stop
    if rates.vehicle_km_per_hour:
        driver_hours += vehicle_km / rates.vehicle_km_per_hour
    litres = vehicle_km * rates.litres_per_100_km / 100
    return Upkeep(
        rent_euros=square_metres * rates.rent_per_square_metre_year,
        staff_euros=minutes / 60 * WEEKS_A_YEAR * rates.staff_at_desk * rates.staff_per_hour,
        vehicle_euros=vehicle_km * rates.vehicle_per_km,
        driver_euros=driver_hours * rates.staff_per_hour,
        driver_hours=driver_hours,
        vehicle_km=vehicle_km,
        kgco2e=litres * rates.kgco2e_per_litre,
    )
