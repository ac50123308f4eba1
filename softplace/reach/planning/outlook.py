"""Indicators of a network of places over the territory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from softplace.engines.reach.coverage import Coverage, coverage
from softplace.engines.reach.nearest import NO_SITE, nth_nearest
from softplace.engines.reach.scenario import Hours, Line, Network
from softplace.engines.reach.shuttle_line import hours_with_line, with_lines
from softplace.engines.reach.week import (
    WeekOpenings,
    hours_within_reach,
    people_in_reach_through_week,
)
from softplace.engines.travel import PACES, Mode, Points, TravelTable, Unit, straight_table
from softplace.engines.travel.points import Floats
from softplace.foundation.distances import EARTH_RADIUS_METRES
from softplace.foundation.errors import Reason, Refused
from softplace.reach.queries import Cells
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
    def threshold(self) -> float:
        """Kilometres or minutes within which a site is within reach."""
        return self.within.limit

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
    roads: Mapping[str, str] | None = None,
) -> Outlook:
    """The indicators of one function: within reach is what is within the threshold.

    Kilometres are of the way: by foot, bicycle and car the straight line times the detour of
    `engines.travel.PACES`, or by the roads that were imported; `roads` as `road_digests` has
    them, for who has read them already.

    Raises
    ------
    Refused
        `cells_without_people`, `threshold_negative`, or `minutes_without_travel` for a
        threshold in minutes on a straight line, or `shuttle_needs_minutes` for a line on one.
    """
    keys, points, openings = network.sites(function)
    pace = PACES.get(Mode(mode))
    least_km = threshold_km
    if threshold_minutes is not None and pace is not None:
        least_km = threshold_minutes * pace.km_per_hour / 60
    measured = travel(cells.points, points, Mode(mode), least_km=least_km, roads=roads)
    lines = _lines_to(network, function)
    if lines:
        measured = _with_lines(measured, cells, network, lines, Mode(mode))
        openings = _with_hours_of(openings, [hours for _, hours in lines], len(keys))
        keys = [*keys, *(line.place for line, _ in lines)]
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
        _with_ends(points, network, lines) if lines else points,
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


def _lines_to(network: Network, function: str) -> list[tuple[Line, Hours]]:
    """The lines that lead to a place of the function, with the hours that riders find there."""
    found = []
    for line in network.lines:
        place = network.places.get(line.place)
        offers = [o for o in place.offers if o.function == function] if place else []
        if offers:
            hours = tuple(span for offer in offers for span in offer.hours)
            found.append((line, hours_with_line(line, hours)))
    return found


def _with_lines(
    measured: Travel,
    cells: Cells,
    network: Network,
    lines: Sequence[tuple[Line, Hours]],
    mode: Mode,
) -> Travel:
    """One more site for each line: its place, as the riders reach it."""
    if measured.minutes is None:
        raise Refused(Reason("shuttle_needs_minutes", "mode"))
    ends = [network.places[line.place] for line, _ in lines]
    led = [(line, (end.lat, end.lng)) for (line, _), end in zip(lines, ends, strict=True)]
    minutes_per_km = 60.0 / PACES[mode].km_per_hour
    return replace(
        measured,
        kilometres=with_lines(measured.kilometres, cells.points, led, minutes_per_km),
        minutes=with_lines(measured.minutes, cells.points, led, 1.0),
        sites_off=np.concatenate((measured.sites_off, np.zeros(len(lines), dtype=bool))),
    )


def _with_ends(points: Points, network: Network, lines: Sequence[tuple[Line, Hours]]) -> Points:
    ends = [network.places[line.place] for line, _ in lines]
    known = zip(points.lat.tolist(), points.lng.tolist(), strict=True)
    return Points.of([*known, *((end.lat, end.lng) for end in ends)])


def _with_hours_of(openings: WeekOpenings, hours: Sequence[Hours], first: int) -> WeekOpenings:
    known = zip(openings.sites, openings.starts, openings.ends, strict=True)
    of_lines = [(first + n, a, b) for n, spans in enumerate(hours) for a, b in spans]
    return WeekOpenings.of([*((int(s), int(a), int(b)) for s, a, b in known), *of_lines])


def people_by_hour(found: Outlook) -> list[float]:
    """(168,) people with an open site within the threshold, on average over each hour."""
    lengths = np.diff(found.week_minutes)
    sums = np.concatenate(([0.0], np.cumsum(lengths * found.week_people)))
    edges = np.arange(169) * 60
    at = np.interp(edges, found.week_minutes, sums)
    return [float(value) for value in np.diff(at) / 60]
