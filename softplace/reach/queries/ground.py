"""The imported territory as a study over a country wants it."""

from datetime import date
from zoneinfo import ZoneInfo

from softplace.reach.formats import Ground
from softplace.reach.queries.calendar import calendar
from softplace.reach.queries.cells import cells
from softplace.territory.models import Function


def ground(function: Function, monday: date, zone: ZoneInfo) -> Ground:
    """Communes and sites, neighbours included, in a fixed number of queries."""
    land, plan = cells(), calendar(function, monday, zone)
    keys, points, openings = plan.network.sites(function.code)
    return Ground(
        land.codes, land.names, land.departments, land.points, land.people,
        keys, points, openings, len(plan.beyond),
    )  # fmt: skip
