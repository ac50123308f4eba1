"""The land of the demo: the real towns around Crest, and the holidays of their schools."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from softplace.demo.shapes import shapes
from softplace.demo.towns import TOWNS
from softplace.foundation.text import folded
from softplace.territory.models import Boundary, Commune, SchoolHoliday

CENTRE = (44.7286, 5.0225)
"""Crest, the foot of its tower."""
TERRITORY_NAME = "Vallée de la Drôme"
SCHOOL_ZONE = "A"

_KNOWN_HOLIDAYS: dict[int, tuple[tuple[str, date, date], ...]] = {
    # The ministry's calendars of zone A; the last day is the one before classes start again.
    2025: (
        ("Toussaint", date(2025, 10, 18), date(2025, 11, 2)),
        ("Noël", date(2025, 12, 20), date(2026, 1, 4)),
        ("Hiver", date(2026, 2, 7), date(2026, 2, 22)),
        ("Printemps", date(2026, 4, 4), date(2026, 4, 19)),
        ("Été", date(2026, 7, 4), date(2026, 8, 31)),
    ),
    2026: (
        ("Toussaint", date(2026, 10, 17), date(2026, 11, 1)),
        ("Noël", date(2026, 12, 19), date(2027, 1, 3)),
        ("Hiver", date(2027, 2, 13), date(2027, 2, 28)),
        ("Printemps", date(2027, 4, 10), date(2027, 4, 25)),
        ("Été", date(2027, 7, 3), date(2027, 8, 31)),
    ),
}


def communes() -> list[Commune]:
    """The towns, largest first, not yet saved.

    GeoNames knows no INSEE code: the code is its own number, prefixed by the country.
    """
    found = []
    for line in TOWNS.split("\n")[1:-1]:
        number, name, region, latitude, longitude, people = line.split(";")
        found.append(
            Commune(
                code=f"FR-{number}",
                name=name,
                folded_name=folded(name),
                region=region,
                latitude=float(latitude),
                longitude=float(longitude),
                population=int(people),
            )
        )
    return found


def boundaries(communes: Sequence[Commune]) -> list[Boundary]:
    """An invented shape for each, not yet saved."""
    points = [(commune.latitude, commune.longitude) for commune in communes]
    return [
        Boundary(commune=commune, geometry=shape)
        for commune, shape in zip(communes, shapes(points, CENTRE), strict=True)
    ]


def school_holidays(today: date) -> Iterator[SchoolHoliday]:
    """Zone A's holidays of the present school year and of the next.

    Years that the ministry's calendars here do not reach are worked out by their habit, and
    say so in their name.
    """
    first_year = today.year if today.month >= 9 else today.year - 1
    for year in (first_year, first_year + 1):
        for name, first, last in _KNOWN_HOLIDAYS.get(year) or _likely_holidays(year):
            yield SchoolHoliday(zone=SCHOOL_ZONE, name=name, first_date=first, last_date=last)


def _likely_holidays(year: int) -> tuple[tuple[str, date, date], ...]:
    """Two weeks from a Saturday, except in summer. Zones take turns in winter and spring."""
    fortnight = timedelta(days=15)
    # Zone A: early, middle, late in February, a turn a year; 2026 (winter 2027) was the middle.
    turn = timedelta(weeks=(0, 1, 2)[(year - 2025) % 3])
    starts = (
        ("Toussaint", _saturday_from(date(year, 10, 17))),
        ("Noël", _saturday_from(date(year, 12, 18))),
        ("Hiver", _saturday_from(date(year + 1, 2, 5)) + turn),
        ("Printemps", _saturday_from(date(year + 1, 4, 2)) + turn),
    )
    summer = _saturday_from(date(year + 1, 7, 2))
    return (
        *((f"{name} (dates estimées)", start, start + fortnight) for name, start in starts),
        ("Été (dates estimées)", summer, date(year + 1, 8, 31)),
    )


def _saturday_from(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)
