"""Public holidays of a region, and school holidays of a zone.

Public holidays come from the `holidays` package: a region is a country ("FR") or one of its
subdivisions ("FR-57" Moselle, "FR-974" La Réunion). French départements that have no days of
their own count as the country. School holidays are given by the caller: they are decided anew
each year and no package is their source.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays as holidays_package
import numpy as np

from softplace.engines.calendar.grouped import Membership
from softplace.engines.calendar.wallclock import IntArray, date_of, day_number
from softplace.foundation.errors import Reason

# Départements and collectivities whose code differs in the package.
_FRENCH_SUBDIVISIONS = {
    "67": "6AE", "68": "6AE", "A": "6AE", "6AE": "6AE", "57": "57",
    "971": "971", "GP": "971", "972": "972", "MQ": "972", "973": "973", "GF": "973",
    "974": "974", "RE": "974", "976": "976", "YT": "976",
    "975": "PM", "PM": "PM", "977": "BL", "BL": "BL", "978": "MF", "MF": "MF",
    "984": "TF", "TF": "TF", "986": "WF", "WF": "WF", "987": "PF", "PF": "PF",
    "988": "NC", "NC": "NC",
}  # fmt: skip
_FRENCH_DEPARTMENT = re.compile(r"0[1-9]|[1-8]\d|9[0-5]|2[AB]")


def _country_and_subdivision(region: str) -> tuple[str, str | None] | None:
    country, _, subdivision = region.partition("-")
    supported = holidays_package.list_supported_countries(include_aliases=False)
    if country not in supported:
        return None
    if not subdivision:
        return (country, None) if "-" not in region else None
    if country == "FR":
        if subdivision in _FRENCH_SUBDIVISIONS:
            return country, _FRENCH_SUBDIVISIONS[subdivision]
        return (country, None) if _FRENCH_DEPARTMENT.fullmatch(subdivision) else None
    return (country, subdivision) if subdivision in supported[country] else None


def reasons_to_refuse_region(region: str) -> list[Reason]:
    """Why public holidays of a region cannot be had. The empty region is fine: it has none."""
    if region and _country_and_subdivision(region) is None:
        return [Reason("unknown_holiday_region", "holiday_region", {"value": region})]
    return []


@lru_cache(maxsize=4096)
def public_holidays(region: str, year: int) -> tuple[date, ...]:
    """The public holidays of a region in a year, sorted; none for the empty region.

    Raises
    ------
    ValueError
        If the region is not known.
    """
    if not region:
        return ()
    found = _country_and_subdivision(region)
    if found is None:
        raise ValueError(
            f"No public holidays are known for region {region!r}; "
            "give a country like 'FR' or a subdivision like 'FR-57'."
        )
    country, subdivision = found
    calendar = holidays_package.country_holidays(country, subdiv=subdivision, years=year)
    return tuple(sorted(day for day in calendar if day.year == year))


def public_holiday_membership(regions: Sequence[str], first_day: int, last_day: int) -> Membership:
    """Holidays of several regions between two day numbers; a region's position is its group."""
    groups: list[int] = []
    days: list[int] = []
    for code, region in enumerate(regions):
        for year in range(date_of(first_day).year, date_of(last_day).year + 1):
            found = [day_number(day) for day in public_holidays(region, year)]
            groups += [code] * len(found)
            days += found
    at = np.array(days, dtype=np.int64)
    return Membership(np.array(groups, dtype=np.int64), at, at + 1)


@dataclass(frozen=True)
class SchoolHolidays:
    """School holidays of zones: rows (zone, first date, last date), both dates inclusive."""

    rows: tuple[tuple[str, date, date], ...] = ()

    def __post_init__(self) -> None:
        for zone, first, last in self.rows:
            if last < first:
                raise ValueError(f"School holidays of zone {zone!r} end {last} before {first}.")

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, date, date]]) -> "SchoolHolidays":
        return cls(tuple(rows))

    def membership(self, zones: Sequence[str]) -> Membership:
        """Days of holiday of the given zones; a zone's position is its group."""
        code = {zone: position for position, zone in enumerate(zones) if zone}
        kept = [
            (code[zone], day_number(first), day_number(last) + 1)
            for zone, first, last in self.rows
            if zone in code
        ]
        table: IntArray = np.array(kept, dtype=np.int64).reshape(-1, 3)
        return Membership(table[:, 0], table[:, 1], table[:, 2])
