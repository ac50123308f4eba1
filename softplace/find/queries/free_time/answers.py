"""What a search for free time answers, and the words about the first few."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection

from softplace.bookings.queries import conditions
from softplace.bookings.rules import Ask, Item, PersonFacts, Quote, TermsFacts, best_terms, quote
from softplace.engines.calendar import instant_of
from softplace.find.queries.free_time.bookable import Bookable
from softplace.find.rules.free_time import FreeTimeQuestion, fit_of_size


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A resource that is free as asked, with the first time at which it is."""

    resource_id: int
    resource_name: str
    kind: str
    place_id: int
    place_name: str
    place_slug: str
    commune: str
    zone: str
    latitude: float
    longitude: float
    distance_metres: float | None
    headcount: int | None
    area_m2: float | None
    equipment: tuple[str, ...]
    starts: tuple[datetime, ...]
    """The first possible start in each window that has one."""
    starts_on_grid: int
    """How many starts there are, on a grid of a quarter of an hour."""
    fit: float
    """How well the size fits, 0 to 1."""
    needs_approval: bool
    quote: Quote


@dataclass(frozen=True, slots=True)
class FreeTimes:
    """The best, in order, and how many there are in all."""

    found: tuple[FreeTime, ...] = ()
    total: int = 0
    candidates: int = 0
    """Resources that have what is asked, free or not."""


@dataclass(frozen=True, slots=True)
class Best:
    """One of the first few: its row, its first start in each window, and how many there are."""

    row: int
    starts: Sequence[int]
    starts_on_grid: int


def answers(
    question: FreeTimeQuestion, found: Bookable, best: Sequence[Best], person: PersonFacts
) -> tuple[FreeTime, ...]:
    """What the page shows of the first few. Two queries."""
    ids = [int(found.ids[one.row]) for one in best]
    described = _described(ids)
    known = conditions(ids)
    rows = np.array([one.row for one in best], dtype=np.int64)
    fits = fit_of_size(question.headcount, found.capacity[rows].astype(float)).tolist()
    made = []
    for one, resource_id, fit in zip(best, ids, fits, strict=True):
        if resource_id not in described or resource_id not in known.resources:
            continue  # removed meanwhile
        name, kind, place_id, place_name, slug, commune, zone, *rest = described[resource_id]
        latitude, longitude, headcount, area_m2, equipment = rest
        resource = known.resources[resource_id]
        terms = best_terms(known.terms[resource_id], person) or TermsFacts()
        begin = instant_of(one.starts[0])
        item = Item(resource_id, question.quantity if resource.is_pool else 1)
        ask = Ask((item,), begin, begin + timedelta(minutes=question.minutes), question.headcount)
        made.append(
            FreeTime(
                resource_id=resource_id,
                resource_name=name,
                kind=kind,
                place_id=place_id,
                place_name=place_name,
                place_slug=slug,
                commune=commune,
                zone=zone,
                latitude=latitude,
                longitude=longitude,
                distance_metres=float(found.metres[one.row]) if question.spot else None,
                headcount=headcount,
                area_m2=area_m2,
                equipment=tuple(equipment),
                starts=tuple(instant_of(minute) for minute in one.starts),
                starts_on_grid=one.starts_on_grid,
                fit=fit,
                needs_approval=terms.needs_approval and not person.keeps_place(place_id),
                quote=quote(ask, item, resource, terms),
            )
        )
    return tuple(made)


def _described(ids: list[int]) -> dict[int, tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, r.name, r.kind, p.id, p.name, p.slug, coalesce(c.name, ''), p.zone,"
            " p.latitude, p.longitude, r.headcount, r.area_m2, r.equipment"
            " FROM places_resource r JOIN places_place p ON p.id = r.place_id"
            " LEFT JOIN territory_commune c ON c.id = p.commune_id WHERE r.id = ANY(%s)",
            [ids],
        )
        return {row[0]: row[1:] for row in cursor.fetchall()}
