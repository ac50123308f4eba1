"""When what was asked is taken at each place: what a time ribbon draws over the open hours."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import connection

from softplace.bookings.queries.open_hours import claims_on
from softplace.engines.calendar import GroupedIntervals
from softplace.find.queries.candidates import Candidates, IntArray
from softplace.find.queries.hours import Hours, Subjects
from softplace.foundation.intervals import Interval, difference, in_all, intersection, merged
from softplace.places.enums import Mode

Claims = Mapping[int, Sequence[tuple[int, int]]]
"""Unit to the periods, in epoch minutes, for which it is taken."""


@dataclass(frozen=True, slots=True)
class _Bookable:
    """A resource of an answer, and the units that a booking of it takes."""

    is_pool: bool
    units: Sequence[int]

    def taken(self, claims: Claims) -> list[Interval]:
        """A pool is taken when all its units are, anything else when one of them is."""
        if not self.is_pool:
            return merged(period for unit in self.units for period in claims[unit])
        return in_all(merged(claims[unit]) for unit in self.units)


def taken_while_open(
    found: Candidates,
    asked: Subjects,
    begun: Hours,
    opened: GroupedIntervals,
    positions: IntArray,
    start: int,
    end: int,
    at: datetime,
) -> dict[int, list[Interval]]:
    """Of some candidates, when all that was asked is taken there, in epoch minutes.

    What one walks into is not booked: only resources are, where they were asked for, or where a
    place opens by appointment or with a key. Two queries, none where there are no such places.
    """
    walked = begun.mode == (begun.modes.index(Mode.WALK_IN) if Mode.WALK_IN in begun.modes else -1)
    by_agreement = set(begun.place[~walked].tolist())
    looked_at = [
        position
        for position in positions.tolist()
        if asked.of_resources[position]
        or (asked.of_everything[position] and position in by_agreement)
    ]
    bookable = _bookable(found, asked, looked_at)
    if not bookable:
        return {}
    claims = _claims(bookable, start, end, at)
    result = {}
    for position, resources in bookable.items():
        taken = in_all(resource.taken(claims) for resource in resources)
        if taken:
            begin, stop = np.searchsorted(opened.group, [position, position + 1])
            hours = _pairs(opened.start[begin:stop], opened.end[begin:stop])
            if asked.of_everything[position]:
                entered = np.flatnonzero(walked & (begun.place == position))
                hours = difference(hours, merged(_pairs(begun.start[entered], begun.end[entered])))
            result[position] = intersection(taken, intersection(hours, [(start, end)]))
    return result


def _bookable(
    found: Candidates, asked: Subjects, positions: Sequence[int]
) -> dict[int, list[_Bookable]]:
    """By position the resources that answer, if each of them can be booked. One query."""
    if not positions:
        return {}
    everything = [int(found.ids[at]) for at in positions if asked.of_everything[at]]
    named = [at for at in positions if not asked.of_everything[at]]
    some = [resource for at in named for resource, _name in asked.resources_at[at]]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.place_id, bool_and(r.is_bookable) OVER (PARTITION BY r.place_id),"
            " r.is_pool, ARRAY(SELECT u.unit_id FROM places_resource_units u"
            " WHERE u.resource_id = r.id) FROM places_resource r"
            " WHERE r.place_id = ANY(%s) OR r.id = ANY(%s)",
            [everything, some],
        )
        rows = cursor.fetchall()
    result: dict[int, list[_Bookable]] = defaultdict(list)
    for place_id, all_bookable, is_pool, units in rows:
        if all_bookable:
            result[int(np.searchsorted(found.ids, place_id))].append(_Bookable(is_pool, units))
    return result


def _claims(
    bookable: Mapping[int, Sequence[_Bookable]], start: int, end: int, at: datetime
) -> Claims:
    """One query."""
    units = {unit for of_place in bookable.values() for one in of_place for unit in one.units}
    claims: dict[int, list[tuple[int, int]]] = {unit: [] for unit in units}
    wanted = np.array(sorted(units), dtype=np.int64)
    for unit, low, high in zip(
        *(c.tolist() for c in claims_on(wanted, start, end, at)), strict=True
    ):
        if unit in claims:
            claims[unit].append((low, high))
    return claims


def _pairs(starts: IntArray, ends: IntArray) -> list[Interval]:
    return [Interval(a, b) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
