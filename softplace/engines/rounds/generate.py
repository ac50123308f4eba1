"""Instances by chance of a seed: a rural district and who goes round in it."""

from dataclasses import dataclass

import numpy as np

from softplace.engines.rounds.files import FORMAT

Object = dict[str, object]
WEEKDAYS = 5
SHIFT, MORNING = (480, 1050), (480, 750)
"""Vehicles are out from 8:00 to 17:30; a square is a market until 12:30."""


@dataclass(frozen=True, slots=True)
class Size:
    communes: int
    weeks: int
    squares: int


SIZES = {
    "small": Size(communes=12, weeks=1, squares=2),
    "district": Size(communes=60, weeks=4, squares=8),
    "departement": Size(communes=150, weeks=4, squares=20),
}
PROVIDERS = {
    # Vehicles of a district, minutes of a halt, one commune in so many, weeks from one to the next
    "library": (2, 60.0, 1, 2),
    "counter": (2, 120.0, 2, 1),
    "grocer": (1, 45.0, 2, 1),
}
"""A library bus everywhere every other week, a counter and a grocer in every other commune
every week."""


def generate(size: str, seed: int) -> Object:
    """A document of `docs/rounds-format.md`: three providers around two towns."""
    of, rng = SIZES[size], np.random.default_rng(seed)
    days = WEEKDAYS * of.weeks
    towns = np.array([[44.70, 5.00], [44.80, 5.35]])
    near = rng.integers(0, 2, of.communes)
    places = towns[near] + rng.normal(0, 0.11, (of.communes, 2))
    squares = sorted(int(i) for i in rng.choice(of.communes, of.squares, replace=False))
    market_days = {i: int(rng.integers(WEEKDAYS)) for i in squares}
    stops: list[Object] = []
    markets: dict[int, list[str]] = {i: [] for i in squares}
    vehicles: list[Object] = []
    for provider, (fleet, minutes, every, weeks) in PROVIDERS.items():
        base = "north" if provider == "counter" else "south"
        vehicles += [
            {
                "key": f"{provider}-{j + 1}",
                "provider": provider,
                "start_point": base,
                "shifts": [{"days": list(range(days)), "start": SHIFT[0], "end": SHIFT[1]}],
                "longest_route_minutes": 540,
                "functions": [provider],
            }
            for j in range(max(1, round(fleet * of.communes / 60)))
        ]
        for i in range(of.communes):
            if i % every and i not in market_days:
                continue
            found = _stop(
                provider, i, minutes, _patterns(of.weeks, weeks), int(rng.integers(9, 60))
            )
            if i in market_days:
                # On the day of the market it stands there in the morning; else when it likes.
                found["windows"] = [
                    {
                        "days": list(range(market_days[i], days, WEEKDAYS)),
                        "start": MORNING[0],
                        "end": MORNING[1],
                    }
                ]
                markets[i].append(str(found["key"]))
            stops.append(found)
    return {
        "format": FORMAT,
        "days": days,
        "points": [
            {"key": "north", "lat": float(towns[1, 0]), "lng": float(towns[1, 1])},
            {"key": "south", "lat": float(towns[0, 0]), "lng": float(towns[0, 1])},
            *(
                {
                    "key": f"commune-{i + 1}",
                    "lat": round(float(at[0]), 5),
                    "lng": round(float(at[1]), 5),
                }
                for i, at in enumerate(places)
            ),
        ],
        "costs": {"per_km": 0.6, "per_minute": 0.4, "per_vehicle_day": 30},
        "vehicles": vehicles,
        "stops": stops,
        "markets": [
            {
                "key": f"square-{i + 1}",
                "stops": keys,
                "minutes_in_common": 30,
                "value": 25,
            }
            for i, keys in markets.items()
        ],
    }


def _stop(
    provider: str, commune: int, minutes: float, patterns: list[list[int]], worth: int
) -> Object:
    """Left out it costs what a visit would usually be worth, each time."""
    return {
        "key": f"{provider}-{commune + 1}",
        "point": f"commune-{commune + 1}",
        "service_minutes": minutes,
        "function": provider,
        "patterns": patterns,
        "left_out_cost": len(patterns[0]) * (60 + worth),
    }


def _patterns(weeks: int, every: int) -> list[list[int]]:
    """The same weekday every week, or every other: any of them will do."""
    apart = min(every, weeks)
    return [
        [WEEKDAYS * week + weekday for week in range(first, weeks, apart)]
        for first in range(apart)
        for weekday in range(WEEKDAYS)
    ]
