"""A question to the openings: who answers, in which order, and when each is open.

The number of queries is the same whatever the number of places: one for the candidates, two for
what they are asked for, three for their hours, then three for the words about the first ones
and two for when these are taken, where they can be.
"""

from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection

from softplace.engines.calendar import clip, epoch_minutes, instant_of, merge_by_group
from softplace.find.queries.answers import (
    Answer,
    Answers,
    FunctionName,
    Mark,
    Unscheduled,
)
from softplace.find.queries.candidates import Candidates, IntArray, Numbers, candidates
from softplace.find.queries.hours import Hours, Subjects, hours, subjects
from softplace.find.queries.taken import taken_while_open
from softplace.find.rules import Question, cost_minutes, travel_minutes
from softplace.foundation.intervals import Interval

MOST_DETAILED = 50
MOST_MARKS = 2000
MOST_UNSCHEDULED = 10


def find_openings(question: Question, *, now: datetime, limit: int = MOST_DETAILED) -> Answers:
    """The places open when it is asked for, the cheapest to reach first; `limit` in detail."""
    found = candidates(question)
    asked = subjects(question, found)
    moment = question.moment
    start, end = epoch_minutes(moment.shown_start), epoch_minutes(moment.shown_end)
    begun = hours(question, found, asked, start, end)
    size = len(found)
    merged = merge_by_group(begun.place, begun.start, begun.end)
    wanted = [(epoch_minutes(i.start), epoch_minutes(i.end)) for i in moment.wanted]
    # An instant within a minute still asks about that minute.
    wanted = [(low, max(high, low + 1)) for low, high in wanted]
    opened = np.zeros(size, dtype=np.int64)
    first_start = np.full(size, np.iinfo(np.int64).max // 2, dtype=np.int64)
    for low, high in wanted:
        part = clip(*merged, low, high)
        np.add.at(opened, part.group, part.end - part.start)
        np.minimum.at(first_start, part.group, part.start)
    if moment.is_instant:
        at = wanted[0][0]
        holds = (merged.start <= at) & (at < merged.end)
        opened[merged.group[holds]] = merged.end[holds] - at
    positions = np.flatnonzero(opened > 0)
    fit = _fit(question, opened, sum(high - low for low, high in wanted))
    order = positions[_order(found, positions, fit, opened, first_start, epoch_minutes(now))]
    return Answers(
        question,
        _detailed(question, found, asked, begun, merged, order[:limit], fit, opened, wanted, now),
        len(order),
        tuple(
            Mark(place_id, latitude, longitude)
            for place_id, latitude, longitude in zip(
                found.ids[order[:MOST_MARKS]].tolist(),
                found.latitude[order[:MOST_MARKS]].tolist(),
                found.longitude[order[:MOST_MARKS]].tolist(),
                strict=True,
            )
        ),
        _unscheduled(question, found, limit - len(order)),
    )


def _fit(question: Question, opened: IntArray, wanted_minutes: int) -> Numbers:
    """Share of a slot that is open. Of a day or a week nobody wants all: there any hour fits."""
    moment = question.moment
    if moment.is_instant or not (moment.part or moment.from_time or moment.to_time):
        return np.ones(len(opened), dtype=np.float64)
    days = max(1, len(moment.wanted))
    return np.minimum(1.0, opened / (wanted_minutes / days))


def _order(
    found: Candidates,
    positions: IntArray,
    fit: Numbers,
    opened: IntArray,
    first_start: IntArray,
    now: int,
) -> IntArray:
    metres = np.zeros(len(found)) if found.metres is None else found.metres
    cost = cost_minutes(
        travel=travel_minutes(metres[positions]),
        fit=fit[positions],
        remaining=opened[positions].astype(np.float64),
        wait=np.maximum(0, first_start[positions] - now).astype(np.float64),
        named=found.named[positions].astype(np.float64),
    )
    return np.lexsort((found.ids[positions], cost))


def _detailed(
    question: Question,
    found: Candidates,
    asked: Subjects,
    begun: Hours,
    merged: Any,
    order: IntArray,
    fit: Numbers,
    opened: IntArray,
    wanted: list[tuple[int, int]],
    now: datetime,
) -> tuple[Answer, ...]:
    ids = found.ids[order].tolist()
    places, functions = _words_about(ids)
    low = epoch_minutes(question.moment.shown_start)
    high = epoch_minutes(question.moment.shown_end)
    taken = taken_while_open(found, asked, begun, merged, order, low, high, now)
    fits = np.zeros(len(begun.place), dtype=bool)
    for start, end in wanted:
        fits |= (begun.start < end) & (start < begun.end)
    answers = []
    for position, place_id in zip(order.tolist(), ids, strict=True):
        row = places.get(place_id)
        if row is None:  # unpublished meanwhile
            continue
        slug, name, kind, is_mobile, address, commune, zone = row
        begin, stop = np.searchsorted(merged.group, [position, position + 1])
        rules = np.flatnonzero(fits & (begun.place == position)).tolist()
        offered = functions.get(place_id, [])
        if asked.of_functions[position]:
            offered = [pair for pair in offered if pair[0] in asked.functions]
        answers.append(
            Answer(
                place_id=place_id,
                slug=slug,
                name=name,
                kind=kind,
                is_mobile=is_mobile,
                address=address,
                commune=commune or "",
                zone=zone,
                latitude=float(found.latitude[position]),
                longitude=float(found.longitude[position]),
                distance_metres=None if found.metres is None else float(found.metres[position]),
                functions=tuple(function for _, function in offered),
                resources=tuple(
                    name
                    for _, name in asked.resources_at.get(position, ())
                    if asked.of_resources[position]
                ),
                intervals=tuple(
                    Interval(instant_of(max(a, low)), instant_of(min(b, high)))
                    for a, b in zip(
                        merged.start[begin:stop].tolist(),
                        merged.end[begin:stop].tolist(),
                        strict=True,
                    )
                ),
                taken=tuple(
                    Interval(instant_of(a), instant_of(b)) for a, b in taken.get(position, ())
                ),
                modes=frozenset(begun.modes[begun.mode[r]] for r in rules),
                audiences=frozenset(int(begun.audience[r]) for r in rules),
                fit=float(fit[position]),
                remaining_minutes=int(opened[position]),
            )
        )
    return tuple(answers)


def _words_about(
    ids: list[int],
) -> tuple[dict[int, tuple[Any, ...]], dict[int, list[tuple[int, FunctionName]]]]:
    """Two queries: the places, and the functions that they offer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.slug, p.name, p.kind, p.is_mobile, p.address, c.name, p.zone "
            "FROM places_place p LEFT JOIN territory_commune c ON c.id = p.commune_id "
            "WHERE p.id = ANY(%s)",
            [ids],
        )
        places = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT o.place_id, f.id, f.code, f.name_fr, f.name_en FROM places_placefunction o "
            "JOIN territory_function f ON f.id = o.function_id WHERE o.place_id = ANY(%s) "
            "ORDER BY f.id",
            [ids],
        )
        functions: dict[int, list[tuple[int, FunctionName]]] = {}
        for place_id, function_id, code, name_fr, name_en in cursor.fetchall():
            functions.setdefault(place_id, []).append(
                (function_id, FunctionName(code, name_fr, name_en))
            )
    return places, functions


def _unscheduled(question: Question, found: Candidates, room: int) -> tuple[Unscheduled, ...]:
    """The nearest candidates with no opening rule at all, where a condition chose them."""
    chosen = bool(question.concepts or question.words or question.spot)
    near = np.arange(len(found)) if found.metres is None else np.argsort(found.metres)
    ids = found.ids[near[:MOST_MARKS]].tolist() if chosen and room > 0 else []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.slug, p.name, p.kind, c.name, p.latitude, p.longitude "
            "FROM unnest(%s::bigint[]) WITH ORDINALITY AS near(id, place_order) "
            "JOIN places_place p ON p.id = near.id "
            "LEFT JOIN territory_commune c ON c.id = p.commune_id "
            "WHERE NOT EXISTS (SELECT 1 FROM places_openingrule r WHERE r.place_id = p.id) "
            "ORDER BY near.place_order LIMIT %s",
            [ids, min(MOST_UNSCHEDULED, max(room, 0))],
        )
        rows = cursor.fetchall()
    result = []
    for place_id, slug, name, kind, commune, latitude, longitude in rows:
        at = int(np.searchsorted(found.ids, place_id))
        metres = None if found.metres is None else float(found.metres[at])
        result.append(
            Unscheduled(place_id, slug, name, kind, commune or "", latitude, longitude, metres)
        )
    return tuple(result)
