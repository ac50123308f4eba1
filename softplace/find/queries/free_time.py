"""Free time across all resources: openings minus claims, under the terms of who asks.

Seven queries whatever the amount of data: who asks, candidates, their units, their terms, their
opening rules with closures and holidays, their claims, and the details of the first few.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection

from softplace.bookings.prepared import Column, columns
from softplace.bookings.queries import person_facts, situation
from softplace.bookings.queries.open_hours import Calendars, claims_on, coded, open_hours
from softplace.bookings.rules import (
    Ask,
    Item,
    PersonFacts,
    Quote,
    TermsFacts,
    best_terms,
    quote,
)
from softplace.engines.calendar import (
    GroupedIntervals,
    epoch_minutes,
    first_starts,
    instant_of,
    possible_starts,
    subtract_by_group,
)
from softplace.engines.calendar.grouped import ranges
from softplace.engines.calendar.rules import NEVER_ENDS
from softplace.find.queries.candidates import metres_from, within_box
from softplace.find.rules.free_time import FreeTimeQuestion, fit_of_size
from softplace.find.rules.ranking import MISFIT_MINUTES, travel_minutes
from softplace.foundation.distances import box_around
from softplace.people.models import User

MOST_DETAILED = 50
WAIT_MINUTES_PER_HOUR = 0.1
"""Ten hours sooner are worth one minute of travel."""


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


@dataclass(frozen=True)
class _Resources:
    """Candidates as columns, by ascending resource id."""

    ids: Column
    place: Column
    latitude: Column
    longitude: Column
    capacity: Column
    is_pool: Column
    setup: Column
    changeover: Column
    has_own_hours: Column
    zone: Column
    region: Column
    school: Column
    metres: Column | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def keep(self, rows: Column) -> "_Resources":
        kept = {name: column[rows] for name, column in vars(self).items() if column is not None}
        return _Resources(**kept)

    def calendars(self, names: "_Names") -> Calendars:
        return Calendars(
            self.ids,
            self.place,
            self.has_own_hours,
            self.zone,
            self.region,
            self.school,
            names.zones,
            names.regions,
            names.schools,
        )


@dataclass(frozen=True)
class _Names:
    """What the codes of the candidates' zone, region and school columns mean."""

    zones: tuple[str, ...]
    regions: tuple[str, ...]
    schools: tuple[str, ...]


def find_free_time(question: FreeTimeQuestion, person: User | None, at: datetime) -> FreeTimes:
    """Resources that are free as asked, best first: travel, fit of size, how soon."""
    facts = person_facts(person, at)
    found, names = _candidates(question, facts)
    if not len(found):
        return FreeTimes()
    candidates = len(found)
    limits = _limits(question, facts, found, at)
    keep = np.flatnonzero(limits.allowed)
    found = found.keep(keep)
    windows = [(epoch_minutes(w.start), epoch_minutes(w.end)) for w in question.windows]
    first = max(min(start for start, _ in windows), epoch_minutes(at))
    last = max(end for _, end in windows)
    if not len(found) or first >= last:
        return FreeTimes(candidates=candidates)
    opened = open_hours(
        found.calendars(names),
        first,
        last,
        audiences=facts.audiences,
        group_ids=facts.group_ids,
    )
    wanted = _within_windows(opened, windows, limits, keep, question.minutes)
    starts = _starts(question, found, wanted, len(windows), first, last, at)
    first_fit = first_starts(starts)
    row = first_fit.group // len(windows)
    rows, head, count = np.unique(row, return_index=True, return_counts=True)
    if question.in_every_window:
        whole = count == len(windows)
        rows, head, count = rows[whole], head[whole], count[whole]
    order = _ranked(question, found, rows, first_fit.first_start[head], at)
    best = [
        (
            int(rows[k]),
            first_fit.first_start[head[k] : head[k] + count[k]].tolist(),
            int(first_fit.slot_count[head[k] : head[k] + count[k]].sum()),
        )
        for k in order[:MOST_DETAILED]
    ]
    return FreeTimes(_details(question, found, best, facts, at), len(rows), candidates)


# --- Candidates and their terms -----------------------------------------------------------


def _candidates(question: FreeTimeQuestion, person: PersonFacts) -> tuple[_Resources, "_Names"]:
    """Bookable resources that have what is asked, hours aside; and the zones of their places."""
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
    capacity = "least(coalesce(r.headcount, 0), coalesce(p.legal_headcount, 1000000))"
    if question.headcount is not None:
        where.append(f"(r.is_pool OR r.headcount IS NULL OR {capacity} >= %s)")
        values.append(question.headcount)
    if question.layout:
        fits = "l.layout = %s AND l.headcount >= %s"
        where.append(
            f"EXISTS(SELECT 1 FROM places_resourcelayout l WHERE l.resource_id = r.id AND {fits})"
        )
        values += [question.layout, question.headcount or 1]
    wanted = {
        "r.id": "int",
        "r.place_id": "int",
        "p.latitude": "float",
        "p.longitude": "float",
        capacity: "int",
        "r.is_pool::int": "int",
        "r.setup_minutes": "int",
        "r.changeover_minutes": "int",
        "r.has_own_hours::int": "int",
        "p.zone": "text",
        "p.holiday_region": "text",
        "p.school_zone": "text",
    }
    found = columns(
        wanted,
        "FROM places_resource r JOIN places_place p ON p.id = r.place_id"
        f" WHERE {' AND '.join(where)}",
        values,
    )
    *numbers, zones, regions, schools = found
    kept = [coded(texts) for texts in (zones, regions, schools)]
    order = np.argsort(numbers[0], kind="stable")
    resources = _Resources(*(column[order] for column in (*numbers, *(c for c, _ in kept))))
    if spot is not None:
        metres = metres_from(spot.latitude, spot.longitude, resources.latitude, resources.longitude)
        near = np.flatnonzero(metres <= spot.radius_km * 1000)
        resources = replace(resources.keep(near), metres=metres[near])
    return resources, _Names(*(texts for _, texts in kept))


@dataclass(frozen=True)
class _Limits:
    """What the terms allow each candidate, as columns."""

    allowed: Column
    earliest: Column
    """The first minute at which a booking may start."""
    latest: Column
    """The last one."""


def _limits(
    question: FreeTimeQuestion, person: PersonFacts, found: _Resources, at: datetime
) -> _Limits:
    """The terms that hold for the person at each resource. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place_id, resource_id, audience, group_id, notice_minutes, horizon_days,"
            " shortest_minutes, longest_minutes FROM bookings_terms WHERE place_id = ANY(%s)",
            [np.unique(found.place).tolist()],
        )
        offered: dict[tuple[str, int], list[tuple[int | None, int, int | None, TermsFacts]]] = {}
        for place, resource, audience, group, *terms in cursor.fetchall():
            key = ("place", place) if resource is None else ("resource", resource)
            facts = TermsFacts(
                notice_minutes=terms[0],
                horizon_days=terms[1],
                shortest_minutes=terms[2],
                longest_minutes=terms[3],
            )
            offered.setdefault(key, []).append((resource, audience, group, facts))
    best = {key: best_terms(rows, person) for key, rows in offered.items()}
    # Few sets of terms serve many resources: each is turned into numbers once.
    kinds: list[TermsFacts | None] = [TermsFacts(), *best.values()]
    number = {key: position + 1 for position, key in enumerate(best)}
    of_place = {place: n for (what, place), n in number.items() if what == "place"}
    of_resource = {resource: n for (what, resource), n in number.items() if what == "resource"}
    kind = np.array(
        [
            of_resource.get(resource) or of_place.get(place, 0)
            for resource, place in zip(found.ids.tolist(), found.place.tolist(), strict=True)
        ],
        dtype=np.int64,
    )
    keeps = np.isin(found.place, sorted(person.keeps)) | person.keeps_all
    now = epoch_minutes(at) + bool(at.second or at.microsecond)
    allowed = np.array(
        [
            t is not None and t.shortest_minutes <= question.minutes <= t.longest_minutes
            for t in kinds
        ]
    )
    earliest = np.array([now + (t.notice_minutes if t else 0) for t in kinds], dtype=np.int64)
    latest = np.array([now + (t.horizon_days if t else 0) * 1440 for t in kinds], dtype=np.int64)
    return _Limits(
        allowed[kind] | keeps,
        np.where(keeps, now, earliest[kind]),
        np.where(keeps, NEVER_ENDS, latest[kind]),
    )


# --- Openings and claims ------------------------------------------------------------------


def _within_windows(
    opened: GroupedIntervals,
    windows: Sequence[tuple[int, int]],
    limits: _Limits,
    keep: Column,
    minutes: int,
) -> GroupedIntervals:
    """Openings cut to each window and to what the terms allow; the group is row × windows + window."""
    earliest, latest = limits.earliest[keep], limits.latest[keep]
    groups, starts, ends = [], [], []
    for number, (low, high) in enumerate(windows):
        start = np.maximum(np.maximum(opened.start, low), earliest[opened.group])
        end = np.minimum(np.minimum(opened.end, high), latest[opened.group] + minutes)
        some = end - start >= minutes
        groups.append(opened.group[some] * len(windows) + number)
        starts.append(start[some])
        ends.append(end[some])
    return GroupedIntervals(np.concatenate(groups), np.concatenate(starts), np.concatenate(ends))


def _starts(
    question: FreeTimeQuestion,
    found: _Resources,
    wanted: GroupedIntervals,
    window_count: int,
    first: int,
    last: int,
    at: datetime,
) -> GroupedIntervals:
    """When a booking can start, by row × windows + window. Two queries: units and claims."""
    rows = np.unique(wanted.group // window_count)
    owner_id, unit = columns(
        {"u.resource_id": "int", "u.unit_id": "int"},
        "FROM places_resource_units u WHERE u.resource_id = ANY(%s)",
        [found.ids[rows].tolist()],
    )
    owner = np.searchsorted(found.ids, owner_id)
    # The parts of a pool are its units, any of which will do; other resources are one part.
    part = np.where(found.is_pool[owner] == 1, unit, -1 - owner)
    parts, position = np.unique(np.stack([owner, part]), axis=1, return_inverse=True)
    position = position.reshape(-1)
    claim_unit, claim_start, claim_end = claims_on(np.unique(unit), first, last, at)
    by_unit = np.argsort(unit, kind="stable")
    begin = np.searchsorted(unit[by_unit], claim_unit, side="left")
    count = np.searchsorted(unit[by_unit], claim_unit, side="right") - begin
    blocked = by_unit[ranges(begin, count)]
    # A booking keeps its set-up before and its changeover after it free of other claims.
    blocked_owner = owner[blocked]
    busy = GroupedIntervals(
        position[blocked],
        np.repeat(claim_start, count) - found.changeover[blocked_owner],
        np.repeat(claim_end, count) + found.setup[blocked_owner],
    )
    # Each part has the openings of its resource.
    part_owner = parts[0]
    row = wanted.group // window_count
    by_row = np.argsort(row, kind="stable")
    begin = np.searchsorted(row[by_row], part_owner, side="left")
    count = np.searchsorted(row[by_row], part_owner, side="right") - begin
    pick = by_row[ranges(begin, count)]
    of_part = np.repeat(np.arange(len(part_owner)), count)
    window = wanted.group[pick] % window_count
    # Windows may overlap each other, so free time is worked out in each apart.
    key = of_part * window_count + window
    if len(busy.group):
        spread = np.arange(window_count)
        busy = GroupedIntervals(
            (busy.group[:, None] * window_count + spread).reshape(-1),
            np.repeat(busy.start, window_count),
            np.repeat(busy.end, window_count),
        )
    free = subtract_by_group((key, wanted.start[pick], wanted.end[pick]), busy)
    free_part, free_window = np.divmod(free.group, window_count)
    free_row = part_owner[free_part]
    needed = np.where(found.is_pool[free_row] == 1, question.quantity, 1)
    return possible_starts(
        free_row * window_count + free_window,
        free.start,
        free.end,
        length_minutes=question.minutes,
        needed=needed,
    )


# --- The answer ---------------------------------------------------------------------------


def _ranked(
    question: FreeTimeQuestion, found: _Resources, rows: Column, soonest: Column, at: datetime
) -> list[int]:
    """Positions in `rows`, best first: minutes of travel, misfit of size and waiting, added up."""
    travel = travel_minutes(found.metres[rows]) if found.metres is not None else np.zeros(len(rows))
    fit = fit_of_size(question.headcount, found.capacity[rows].astype(float))
    wait_hours = (soonest - epoch_minutes(at)) / 60
    cost = travel + MISFIT_MINUTES * (1 - fit) + wait_hours * WAIT_MINUTES_PER_HOUR
    order: list[int] = np.lexsort((found.ids[rows], cost)).tolist()
    return order


def _details(
    question: FreeTimeQuestion,
    found: _Resources,
    best: Sequence[tuple[int, list[int], int]],
    person: PersonFacts,
    at: datetime,
) -> tuple[FreeTime, ...]:
    """What the page shows of the first few. Two queries."""
    if not best:
        return ()
    ids = [int(found.ids[row]) for row, _, _ in best]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, r.name, r.kind, p.id, p.name, p.slug, coalesce(c.name, ''), p.zone,"
            " p.latitude, p.longitude, r.headcount, r.area_m2, r.equipment"
            " FROM places_resource r JOIN places_place p ON p.id = r.place_id"
            " LEFT JOIN territory_commune c ON c.id = p.commune_id WHERE r.id = ANY(%s)",
            [ids],
        )
        described = {row[0]: row for row in cursor.fetchall()}
    start = instant_of(best[0][1][0])
    some = Ask((), start, start)
    known = situation(ids, some, person)
    fit = fit_of_size(question.headcount, found.capacity.astype(float))
    answers = []
    for (row, starts, count), resource_id in zip(best, ids, strict=True):
        r = described[resource_id]
        resource = known.resources[resource_id]
        terms = best_terms(known.terms[resource_id], person) or TermsFacts()
        begin = instant_of(starts[0])
        item = Item(resource_id, question.quantity if resource.is_pool else 1)
        ask = Ask((item,), begin, begin + timedelta(minutes=question.minutes), question.headcount)
        answers.append(
            FreeTime(
                resource_id=resource_id,
                resource_name=r[1],
                kind=r[2],
                place_id=r[3],
                place_name=r[4],
                place_slug=r[5],
                commune=r[6],
                zone=r[7],
                latitude=r[8],
                longitude=r[9],
                distance_metres=float(found.metres[row]) if found.metres is not None else None,
                headcount=r[10],
                area_m2=r[11],
                equipment=tuple(r[12]),
                starts=tuple(instant_of(minute) for minute in starts),
                starts_on_grid=count,
                fit=float(fit[row]),
                needs_approval=terms.needs_approval and not person.keeps_place(resource.place_id),
                quote=quote(ask, item, resource, terms),
            )
        )
    return tuple(answers)
