"""Which resources have what is asked, hours aside. Two queries: resources, and their places."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from softplace.bookings.prepared import Column, columns, listed
from softplace.bookings.queries.open_hours import Calendars, coded
from softplace.bookings.rules import PersonFacts
from softplace.find.queries.candidates import metres_from, within_box
from softplace.find.rules.free_time import FreeTimeQuestion
from softplace.foundation.distances import box_around

_CAPACITY = "least(coalesce(r.headcount, 0), coalesce(p.legal_headcount, 1000000))"


@dataclass(frozen=True)
class Places:
    """Where the resources are, as columns by ascending place id."""

    ids: Column
    latitude: Column
    longitude: Column
    zone: Column
    region: Column
    school: Column
    zones: tuple[str, ...]
    regions: tuple[str, ...]
    schools: tuple[str, ...]


@dataclass(frozen=True)
class Bookable:
    """Resources as columns, by ascending id."""

    places: Places
    ids: Column
    place: Column
    capacity: Column
    is_pool: Column
    setup: Column
    changeover: Column
    has_own_hours: Column
    at: Column
    """The position of its place in `places`."""
    metres: Column
    """From the spot of the question; 0 without one."""

    def __len__(self) -> int:
        return len(self.ids)

    def keep(self, rows: Column) -> "Bookable":
        columns = (getattr(self, field.name) for field in fields(self)[1:])
        return Bookable(self.places, *(column[rows] for column in columns))

    @property
    def calendars(self) -> Calendars:
        places = self.places
        return Calendars(
            self.ids,
            self.place,
            self.has_own_hours,
            places.zone[self.at],
            places.region[self.at],
            places.school[self.at],
            places.zones,
            places.regions,
            places.schools,
        )


def bookable(question: FreeTimeQuestion, person: PersonFacts) -> Bookable:
    """What the question leaves of all that can be booked."""
    where, values = _conditions(question, person)
    found = columns(
        {
            "r.id": "int",
            "r.place_id": "int",
            _CAPACITY: "int",
            "r.is_pool::int": "int",
            "r.setup_minutes": "int",
            "r.changeover_minutes": "int",
            "r.has_own_hours::int": "int",
        },
        "FROM places_resource r JOIN places_place p ON p.id = r.place_id"
        f" WHERE {' AND '.join(where)}",
        values,
    )
    order = np.argsort(found[0], kind="stable")
    ids, place, *others = (column[order] for column in found)
    places = _places(np.unique(place))
    at = np.searchsorted(places.ids, place)
    # A place may have been removed between the two queries.
    there = np.isin(place, places.ids)
    metres = np.append(_metres(question, places), np.inf)[at]
    if question.spot is not None:
        there &= metres <= question.spot.radius_km * 1000
    rows = np.flatnonzero(there)
    return Bookable(places, *(column[rows] for column in (ids, place, *others, at, metres)))


def _metres(question: FreeTimeQuestion, places: Places) -> Column:
    spot = question.spot
    if spot is None:
        return np.zeros(len(places.ids))
    return metres_from(spot.latitude, spot.longitude, places.latitude, places.longitude)


def _conditions(question: FreeTimeQuestion, person: PersonFacts) -> tuple[list[str], list[Any]]:
    """SQL on a resource `r` at a place `p`."""
    where = ["r.is_bookable", "p.is_published", "r.audience = ANY(%s)"]
    values: list[Any] = [sorted(person.audiences)]
    spot = question.spot
    if spot is not None:
        box = box_around(spot.latitude, spot.longitude, spot.radius_km * 1000)
        where.append(within_box(box, values))
    for column, codes in (("r.equipment", question.equipment), ("r.uses", question.uses)):
        if codes:
            where.append(f"{column} @> %s::varchar[]")
            values.append(sorted(codes))
    if question.kinds:
        where.append("r.kind = ANY(%s)")
        values.append(sorted(question.kinds))
    if question.place_id is not None:
        where.append("r.place_id = %s")
        values.append(question.place_id)
    if question.resource_ids is not None:
        where.append("r.id = ANY(%s)")
        values.append(sorted(question.resource_ids))
    if question.without:
        where.append("NOT r.id = ANY(%s)")
        values.append(sorted(question.without))
    if question.headcount is not None:
        where.append(f"(r.is_pool OR r.headcount IS NULL OR {_CAPACITY} >= %s)")
        values.append(question.headcount)
    if question.layout:
        fits = "l.layout = %s AND l.headcount >= %s"
        where.append(
            f"EXISTS(SELECT 1 FROM places_resourcelayout l WHERE l.resource_id = r.id AND {fits})"
        )
        values += [question.layout, question.headcount or 1]
    return where, values


def _places(ids: Column) -> Places:
    """Some places. Asked for apart: with each resource, its place's words would come again."""
    place, latitude, longitude, *words = columns(
        {
            "p.id": "int",
            "p.latitude": "float",
            "p.longitude": "float",
            "p.zone": "text",
            "p.holiday_region": "text",
            "p.school_zone": "text",
        },
        "FROM places_place p WHERE p.id = ANY(%s::bigint[])",
        [listed(ids)],
    )
    order = np.argsort(place, kind="stable")
    codes, names = zip(*(coded(texts) for texts in words), strict=True)
    return Places(*(column[order] for column in (place, latitude, longitude, *codes)), *names)
