"""Indicators of a network of places over the territory, and scenarios against today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from softplace.engines.reach.coverage import Coverage, coverage
from softplace.engines.reach.nearest import NO_SITE, nth_nearest
from softplace.engines.reach.scenario import Network, applied
from softplace.engines.reach.week import hours_within_reach, people_in_reach_through_week
from softplace.engines.travel import PACES, Mode, TravelTable, Unit, straight_table
from softplace.engines.travel.points import Floats
from softplace.foundation.distances import EARTH_RADIUS_METRES
from softplace.people.models import User
from softplace.reach.commands import add_edit, undo_edit
from softplace.reach.models import Edit, Scenario
from softplace.reach.queries import Calendar, Cells
from softplace.reach.rules import engine_edit

FIRST_LIMIT_KM = 60.0
HALF_ROUND_KM = np.pi * EARTH_RADIUS_METRES / 1000 + 1


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """What the people of each cell have of one function.

    Attributes
    ----------
    keys
        Of the sites.
    kilometres
        (cells,) along the way to the nearest site, inf where there is none.
    nearest
        (cells,) its key, "" where there is none.
    hours
        (cells,) of the week in which some site within the threshold is open.
    coverage
        Of the kilometres.
    week_minutes, week_people
        (segments + 1,) minutes of the week, and (segments,) people with an open site within
        the threshold between each and the next.
    minutes_per_km
        To travel; 0 for a straight line, which is no travel.
    """

    keys: Sequence[str]
    kilometres: Floats
    nearest: Sequence[str]
    hours: Floats
    coverage: Coverage
    week_minutes: NDArray[np.int32]
    week_people: Floats
    minutes_per_km: float


def outlook(
    network: Network, cells: Cells, *, function: str, mode: str, threshold_km: float
) -> Outlook:
    """The indicators of one function. Kilometres are of the way: by foot, bicycle and car the
    straight line times the detour of `engines.travel.PACES`.

    Raises
    ------
    Refused
        `cells_without_people` or `threshold_negative`.
    """
    pace = PACES.get(Mode(mode))
    detour = pace.detour_factor if pace else 1.0
    keys, points, openings = network.sites(function)
    table = _scaled(straight_table(cells.points, points, _limit(threshold_km / detour)), detour)
    near = nth_nearest(table)
    kilometres, sites = near.costs.copy(), near.sites.copy()
    far = np.flatnonzero(sites == NO_SITE)
    if len(far) and len(keys):
        again = nth_nearest(straight_table(cells.points.take(far), points, HALF_ROUND_KM))
        kilometres[far], sites[far] = again.costs * detour, again.sites
    within = table.within(threshold_km)
    week_minutes, week_people = people_in_reach_through_week(within, openings, cells.people)
    return Outlook(
        keys,
        kilometres,
        [keys[site] if site != NO_SITE else "" for site in sites],
        hours_within_reach(within, openings),
        coverage(kilometres, cells.people, threshold_km),
        week_minutes,
        week_people,
        60.0 / pace.km_per_hour if pace else 0.0,
    )


def _limit(threshold_km: float) -> float:
    return max(FIRST_LIMIT_KM, threshold_km * 1.001)


def _scaled(table: TravelTable, detour: float) -> TravelTable:
    return TravelTable(
        table.starts,
        table.sites,
        table.costs * detour,
        table.site_count,
        Unit.KM,
        table.limit * detour,
    )


def network_of(calendar: Calendar, scenario: Scenario, edits: Sequence[Edit]) -> Network:
    """Today's network after the edits of a scenario.

    Raises
    ------
    Refused
        As `engines.reach.scenario.applied`.
    """
    code = scenario.function.code
    engine = [engine_edit(e.kind, e.content, key=e.key, function=code) for e in edits]
    return applied(calendar.network, engine)


def edit_scenario(
    *,
    actor: User,
    scenario: Scenario,
    version: int,
    calendar: Calendar,
    kind: str,
    content: Mapping[str, Any],
) -> Edit:
    """Add an edit, once it is known that the network can have it."""
    trial = Edit(pk=0, scenario=scenario, kind=kind, content=dict(content))
    network_of(calendar, scenario, [*scenario.edits.all(), trial])
    return add_edit(
        actor=actor, scenario_id=scenario.pk, version=version, kind=kind, content=content
    )


def undo(
    *, actor: User, scenario: Scenario, version: int, calendar: Calendar, edit_id: int
) -> Scenario:
    """Take an edit out, once it is known that the others still can be without it."""
    network_of(calendar, scenario, [e for e in scenario.edits.all() if e.pk != edit_id])
    return undo_edit(actor=actor, scenario_id=scenario.pk, version=version, edit_id=edit_id)


def people_by_hour(found: Outlook) -> list[float]:
    """(168,) people with an open site within the threshold, on average over each hour."""
    lengths = np.diff(found.week_minutes)
    sums = np.concatenate(([0.0], np.cumsum(lengths * found.week_people)))
    edges = np.arange(169) * 60
    at = np.interp(edges, found.week_minutes, sums)
    return [float(value) for value in np.diff(at) / 60]
