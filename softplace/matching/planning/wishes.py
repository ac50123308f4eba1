"""What a campaign is asked for, as applicants and requests of the engine."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from softplace.engines.matching.problem import (
    NOISE_LEVELS,
    SLOT_MINUTES,
    Applicant,
    Lock,
    Point,
    Request,
    Window,
)
from softplace.foundation.intervals import difference, merged
from softplace.matching import models
from softplace.matching.enums import Rhythm
from softplace.matching.planning.rooms import audience_key
from softplace.matching.queries.rounds import Round


def applicants_of(round: Round) -> Iterable[Applicant]:
    for row in {request.applicant_id: request.applicant for request in round.requests}.values():
        point = None
        if row.latitude is not None and row.longitude is not None:
            point = Point(row.latitude, row.longitude)
        past = min(168.0, round.past_hours_per_week.get(row.pk, 0.0))
        yield Applicant(str(row.pk), point, past, row.several_at_once)


def requests_of(
    round: Round, room_of: dict[int, str], places: Collection[str], by_hand: Counter[int]
) -> tuple[list[Request], tuple[models.Request, ...]]:
    given: dict[int, list[models.Allocation]] = defaultdict(list)
    busy: dict[int, list[models.Allocation]] = defaultdict(list)
    for each in round.published:
        given[each.request_id].append(each)
        busy[each.request.applicant_id].append(each)
    found, hopeless = [], []
    for row in round.requests:
        wishes = _wishes(row, room_of, places)
        windows = _windows(row, given[row.pk], busy[row.applicant_id])
        sessions = row.session_count - len(given[row.pk])
        anything = row.takes_anything
        if not windows or not (wishes or anything):
            if not by_hand[row.pk]:
                hopeless.append(row)
                continue
            # Only what a person places of it; its windows and wishes are then gone against.
            sessions, anything = min(sessions, by_hand[row.pk]), True
            windows = windows or [Window(*each) for each in row.windows]
        near = None
        if row.latitude is not None and row.longitude is not None:
            near = Point(row.latitude, row.longitude)
        wished = max(SLOT_MINUTES, row.wished_minutes // SLOT_MINUTES * SLOT_MINUTES)
        shortest = -(-row.shortest_minutes // SLOT_MINUTES) * SLOT_MINUTES
        found.append(
            Request(
                str(row.pk),
                str(row.applicant_id),
                tuple(windows),
                row.headcount,
                wished,
                min(shortest, wished),
                row.layout,
                row.rhythm,
                sessions,
                row.first_day,
                row.last_day,
                frozenset(row.equipment),
                NOISE_LEVELS.index(row.noise),
                audience_key(round.audiences[row.applicant.person_id]),
                tuple(wishes),
                anything,
                near,
                row.radius_km if near is not None else None,
                row.priority_points,
            )
        )
    return found, tuple(hopeless)


def _wishes(row: models.Request, room_of: dict[int, str], places: Collection[str]) -> list[str]:
    wishes = []
    for wish in row.wishes.all():
        place = f"place:{wish.place_id}"
        if wish.resource_id in room_of:
            wishes.append(f"{room_of[wish.resource_id]}/{wish.resource_id}")
        elif wish.place_id is not None and place in places:
            wishes.append(place)
    return list(dict.fromkeys(wishes))


def _windows(
    row: models.Request, given: Sequence[models.Allocation], busy: Sequence[models.Allocation]
) -> list[Window]:
    """Hours that suit and are left: not on a weekday that the request has a session on already,
    nor while its applicant is elsewhere by what was published."""
    taken_days = {each.weekday for each in given}
    windows = []
    for weekday, start, end in row.windows:
        if weekday in taken_days:
            continue
        elsewhere = merged(
            (each.start_minute, each.end_minute) for each in busy if each.weekday == weekday
        )
        left = [(start, end)]
        if not row.applicant.several_at_once:
            left = list(difference(left, elsewhere))
        windows += [Window(weekday, low, high) for low, high in left]
    return windows


def lock_of(round: Round, row: models.Allocation, room_of: dict[int, str]) -> Lock:
    day = row.dates[0] if row.request.rhythm != Rhythm.WEEKLY and row.dates else None
    return Lock(
        str(row.request_id),
        room_of[row.resource_id],
        tuple(str(unit) for unit in sorted(row.units)),
        row.weekday,
        row.start_minute,
        row.minutes,
        day,
    )
