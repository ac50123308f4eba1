"""Which places may answer: where they are, what they have, which words they hold. One query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from softplace.bookings.prepared import columns
from softplace.find.rules import Concept, Question
from softplace.foundation.distances import EARTH_RADIUS_METRES, Box, box_around

IntArray = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Candidates:
    """Places by ascending id, as columns of one length."""

    ids: IntArray
    latitude: Numbers
    longitude: Numbers
    metres: Numbers | None
    """From the spot of the question; None where there is none."""
    zones: Sequence[str]
    holiday_regions: Sequence[str]
    school_zones: Sequence[str]
    named: npt.NDArray[np.bool_]
    """Whether the place's own name holds the words."""

    def __len__(self) -> int:
        return len(self.ids)


def candidates(question: Question) -> Candidates:
    """Published places that the conditions of the question leave, hours aside."""
    where: list[str] = ["p.is_published"]
    values: list[Any] = []
    if question.spot is not None:
        metres = question.spot.radius_km * 1000
        box = box_around(question.spot.latitude, question.spot.longitude, metres)
        where.append(within_box(box, values))
    if question.audiences is not None:
        where.append("p.audience = ANY(%s)")
        values.append(sorted(question.audiences))
    if question.accessibility:
        where.append("p.accessibility @> %s::varchar[]")
        values.append(sorted(question.accessibility))
    for concept in question.concepts:
        where.append(_has(concept, values))
    values_out: list[Any] = []
    shared = _resource_condition(question.concepts, values_out)
    if shared:
        where.append(f"p.id IN (SELECT r.place_id FROM places_resource r WHERE {shared})")
        values += values_out
    for word in question.words:
        where.append("p.search_vector @@ to_tsquery('french', %s)")
        values.append(f"{word}:*")
    named, named_values = _named(question)
    source = (
        "SELECT p.id, p.latitude, p.longitude, p.zone, p.holiday_region, p.school_zone,"
        f" {named} AS named FROM places_place p WHERE {' AND '.join(where)} ORDER BY p.id"
    )
    ids, latitude, longitude, is_named, zones, regions, schools = columns(
        {
            "id": "int",
            "latitude": "float",
            "longitude": "float",
            "named::int": "int",
            "zone": "text",
            "holiday_region": "text",
            "school_zone": "text",
        },
        f"FROM ({source}) AS found",
        [*named_values, *values],
    )
    found = Candidates(ids, latitude, longitude, None, zones, regions, schools, is_named == 1)
    return found if question.spot is None else _within(found, question)


def resource_only(concepts: Sequence[Concept]) -> list[Concept]:
    """Concepts that only a resource can fulfil: one and the same resource must have them all."""
    return [c for c in concepts if c.speaks_of_resources and not (c.functions or c.place_kinds)]


def alternatives_of_resource(concept: Concept, values: list[Any]) -> str:
    """An SQL condition on a resource `r`: it has one of the concept's kinds, equipment or uses."""
    either = []
    for column, codes in (("equipment", concept.equipment), ("uses", concept.uses)):
        if codes:
            either.append(f"r.{column} && %s::varchar[]")
            values.append(sorted(codes))
    if concept.resource_kinds:
        either.append("r.kind = ANY(%s)")
        values.append(sorted(concept.resource_kinds))
    return f"({' OR '.join(either)})"


def _resource_condition(concepts: Sequence[Concept], values: list[Any]) -> str:
    # A concept with words may be met by the name of the place instead: `_has` sees to it.
    strict = [c for c in resource_only(concepts) if not c.phrase]
    return " AND ".join(alternatives_of_resource(c, values) for c in strict)


def _has(concept: Concept, values: list[Any]) -> str:
    """A place `p` has one of the concept's alternatives, or its name holds the words."""
    parts = []
    if concept.functions:
        parts.append("SELECT o.place_id FROM places_placefunction o WHERE o.function_id = ANY(%s)")
        values.append(sorted(concept.functions))
    if concept.place_kinds:
        parts.append("SELECT k.id FROM places_place k WHERE k.kind = ANY(%s)")
        values.append(sorted(concept.place_kinds))
    if concept.speaks_of_resources:
        condition = alternatives_of_resource(concept, values)
        parts.append(f"SELECT r.place_id FROM places_resource r WHERE {condition}")
    if concept.phrase:
        parts.append(
            "SELECT n.id FROM places_place n WHERE n.search_vector @@ plainto_tsquery('french', %s)"
            " AND left(n.search_text, length(n.name)) LIKE %s"
        )
        values += [concept.phrase, f"%{concept.phrase}%"]
    return f"p.id IN ({' UNION ALL '.join(parts)})"


def _named(question: Question) -> tuple[str, list[str]]:
    """Whether the name, which opens the search text, holds every word of the text."""
    words = [*question.words, *(c.phrase for c in question.concepts if c.phrase)]
    if not words:
        return "FALSE", []
    tests = " AND ".join(["left(p.search_text, length(p.name)) LIKE %s"] * len(words))
    return tests, [f"%{word}%" for word in words]


def within_box(box: Box, values: list[Any]) -> str:
    """Two boxes where it crosses the antimeridian."""
    stretches = [(box.west, box.east)]
    if box.west < -180:
        stretches = [(box.west + 360, 180.0), (-180.0, box.east)]
    elif box.east > 180:
        stretches = [(box.west, 180.0), (-180.0, box.east - 360)]
    tests = []
    for west, east in stretches:
        tests.append("point(p.longitude, p.latitude) <@ box(point(%s, %s), point(%s, %s))")
        values += [west, box.south, east, box.north]
    return f"({' OR '.join(tests)})"


def _within(found: Candidates, question: Question) -> Candidates:
    """Those inside the circle, with their distances (haversine formula, on columns)."""
    spot = question.spot
    assert spot is not None
    metres = metres_from(spot.latitude, spot.longitude, found.latitude, found.longitude)
    inside = metres <= spot.radius_km * 1000
    rows = np.flatnonzero(inside).tolist()
    return Candidates(
        found.ids[inside],
        found.latitude[inside],
        found.longitude[inside],
        metres[inside],
        [found.zones[row] for row in rows],
        [found.holiday_regions[row] for row in rows],
        [found.school_zones[row] for row in rows],
        found.named[inside],
    )


def metres_from(latitude: float, longitude: float, lats: Numbers, lngs: Numbers) -> Numbers:
    """Great-circle metres from one point to many."""
    phi, phis = np.radians(latitude), np.radians(lats)
    h = (
        np.sin((phis - phi) / 2) ** 2
        + np.cos(phi) * np.cos(phis) * np.sin(np.radians(lngs - longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_METRES * np.arcsin(np.minimum(1.0, np.sqrt(h)))
