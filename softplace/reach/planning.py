"""Indicators of a network of places over the territory, and scenarios against today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from softplace.engines.reach.coverage import Coverage, coverage
from softplace.engines.reach.nearest import NO_SITE, nth_nearest
from softplace.engines.reach.scenario import Network, applied
from softplace.engines.reach.week import (
    WeekOpenings,
    hours_within_reach,
    people_in_reach_through_week,
)
from softplace.engines.travel import PACES, Mode, Points, TravelTable, Unit, straight_table
from softplace.engines.travel.points import Floats
from softplace.foundation.distances import EARTH_RADIUS_METRES
from softplace.foundation.errors import Reason, Refused
from softplace.people.models import User
from softplace.reach.commands import add_edit, undo_edit
from softplace.reach.models import Edit, Scenario
from softplace.reach.queries import Calendar, Cells
from softplace.reach.rules import engine_edit
from softplace.reach.travel import Travel, travel

HALF_ROUND_KM = np.pi * EARTH_RADIUS_METRES / 1000 + 1


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """What the people of each cell have of one function.

    Attributes
    ----------
    keys, points
        Of the sites.
    mode
        How people come.
    kilometres
        (cells,) along the way to the nearest site, inf where there is none.
    minutes
        (cells,) to the quickest one; None for a straight line, which is no travel.
    nearest
        (cells,) the key of the nearest site, "" where there is none.
    hours
        (cells,) of the week in which some site within the threshold is open.
    coverage
        Of the kilometres; of the minutes where the threshold is in minutes.
    week_minutes, week_people
        (segments + 1,) minutes of the week, and (segments,) people with an open site within
        the threshold between each and the next.
    travel
        All that was measured.
    within
        The part of it within the threshold.
    openings
        When sites are open.
    """

    keys: Sequence[str]
    points: Points
    mode: Mode
    kilometres: Floats
    minutes: Floats | None
    nearest: Sequence[str]
    hours: Floats
    coverage: Coverage
    week_minutes: NDArray[np.int32]
    week_people: Floats
    travel: Travel
    within: TravelTable
    openings: WeekOpenings

    @property
    def costs(self) -> Floats:
        """(cells,) kilometres or minutes, as the threshold is."""
        return self.minutes if self.minutes is not None and self.is_in_minutes else self.kilometres

    @property
    def table(self) -> TravelTable:
        """All that was measured, in the unit of the threshold."""
        minutes = self.travel.minutes
        return minutes if minutes is not None and self.is_in_minutes else self.travel.kilometres

    @property
    def is_in_minutes(self) -> bool:
        """Whether the threshold is of minutes."""
        return self.within.unit == Unit.MINUTES


def outlook(
    network: Network,
    cells: Cells,
    *,
    function: str,
    mode: str,
    threshold_km: float,
    threshold_minutes: float | None = None,
) -> Outlook:
    """The indicators of one function: within reach is what is within the threshold.

    Kilometres are of the way: by foot, bicycle and car the straight line times the detour of
    `engines.travel.PACES`, or by the roads that were imported.

    Raises
    ------
    Refused
        `cells_without_people`, `threshold_negative`, or `minutes_without_travel` for a
        threshold in minutes on a straight line.
    """
    keys, points, openings = network.sites(function)
    pace = PACES.get(Mode(mode))
    least_km = threshold_km
    if threshold_minutes is not None and pace is not None:
        least_km = threshold_minutes * pace.km_per_hour / 60
    measured = travel(cells.points, points, Mode(mode), least_km=least_km)
    within = measured.kilometres
    if threshold_minutes is None:
        within = within.within(threshold_km)
    elif measured.minutes is None:
        raise Refused(Reason("minutes_without_travel", "threshold"))
    else:
        within = measured.minutes.within(threshold_minutes)
    kilometres, sites = _nearest(measured, cells, points, Mode(mode))
    minutes = nth_nearest(measured.minutes).costs if measured.minutes is not None else None
    if threshold_minutes is None:
        of = coverage(kilometres, cells.people, threshold_km)
    else:
        assert minutes is not None
        of = coverage(minutes, cells.people, threshold_minutes)
    week_minutes, week_people = people_in_reach_through_week(within, openings, cells.people)
    return Outlook(
        keys,
        points,
        Mode(mode),
        kilometres,
        minutes,
        [keys[site] if site != NO_SITE else "" for site in sites],
        hours_within_reach(within, openings),
        of,
        week_minutes,
        week_people,
        measured,
        within,
        openings,
    )


def _nearest(
    measured: Travel, cells: Cells, points: Points, mode: Mode
) -> tuple[Floats, NDArray[np.int32]]:
    """Kilometres to the nearest site and which it is, however far it may be."""
    near = nth_nearest(measured.kilometres)
    kilometres, sites = near.costs.copy(), near.sites.copy()
    far = np.flatnonzero(sites == NO_SITE)
    if len(far) and len(points) and not measured.is_whole:
        again = nth_nearest(straight_table(cells.points.take(far), points, HALF_ROUND_KM))
        pace = PACES.get(mode)
        kilometres[far] = again.costs * (pace.detour_factor if pace else 1.0)
        sites[far] = again.sites
    return kilometres, sites


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
