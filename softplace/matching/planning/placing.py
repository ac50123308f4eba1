"""A session that a person places: what it keeps of its dates, what it goes against, or why not.

It may go against what its request wishes, never against opening hours, bookings or another lock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from softplace.engines.matching.check import booked_days
from softplace.engines.matching.plan import Allocation as Session
from softplace.engines.matching.problem import DAY_MINUTES, SLOT_MINUTES, Part, Request
from softplace.engines.matching.problem import Resource as Room
from softplace.engines.matching.rooms import Rooms
from softplace.foundation.errors import Reason, Refused
from softplace.foundation.intervals import Interval, merged
from softplace.matching import models
from softplace.matching.enums import Rhythm
from softplace.matching.planning.asking import Asked
from softplace.places.models import Resource


@dataclass(frozen=True, slots=True)
class Placement:
    """Where and when a session stands once it is placed."""

    units: tuple[int, ...]
    weekday: int
    start: int
    minutes: int
    dates: tuple[date, ...]
    lost: tuple[tuple[date, str], ...]
    against: tuple[str, ...]


def placement(
    asked: Asked,
    row: models.Request,
    resource: Resource,
    weekday: int,
    start: int,
    minutes: int,
    *,
    day: date | None = None,
    instead: models.Allocation | None = None,
) -> Placement:
    """The session in that resource; raises Refused with what is in its way.

    `day` is one of its dates, for what is not weekly; `instead` the allocation that is moved.
    """
    request = asked.problem.request_by_key[str(row.pk)]
    room = asked.problem.resource_by_key[asked.room_of[resource.pk]]
    if start % SLOT_MINUTES or minutes % SLOT_MINUTES or minutes <= 0:
        raise Refused(Reason("off_the_quarter", "start", {"minutes": SLOT_MINUTES}))
    if start + minutes > DAY_MINUTES:
        raise Refused(Reason("past_midnight", "start"))
    part = next(part for part in room.parts if part.key == str(resource.pk))
    locks = [each for each in asked.round.on_board if each.is_locked and each != instead]
    _refuse_second_session(request, row, weekday, locks)
    hours = merged((w.start, w.end) for w in room.opening if w.weekday == weekday)
    if not any(span.covers(Interval(start, start + minutes)) for span in hours):
        raise Refused(Reason("closed_on_that_weekday", "start", {"resource": resource.name}))
    last: Refused | None = None
    for units in _choices(part, request, resource):
        session = Session(request.key, room.key, units, weekday, start, minutes, ())
        try:
            dates, lost = _dates(asked, request, room, session, row.rhythm, day, part.pool)
            _refuse_locks(asked, row, room, units, weekday, start, minutes, dates, locks)
        except Refused as refused:
            last = refused
            continue
        return Placement(
            tuple(int(unit) for unit in units),
            weekday,
            start,
            minutes,
            dates,
            lost,
            _against(asked, request, room, part, weekday, start, minutes),
        )
    raise last or Refused(Reason("does_not_fit_the_pool", "resource", {"resource": resource.name}))


def _choices(part: Part, request: Request, resource: Resource) -> Sequence[tuple[str, ...]]:
    """The units to try: all of a room; of a pool, as many as are needed, from the lowest on."""
    if not resource.is_pool:
        return [part.units]
    if not part.pool:
        return [part.units]
    needed = part.units_needed(request.headcount, request.layout)
    if not needed:
        return []
    return [part.units[at : at + needed] for at in range(len(part.units) - needed + 1)]


def _dates(
    asked: Asked,
    request: Request,
    room: Room,
    session: Session,
    rhythm: str,
    day: date | None,
    is_pool: bool,
) -> tuple[tuple[date, ...], tuple[tuple[date, str], ...]]:
    problem, season = asked.problem, asked.problem.season
    closed = {
        on: closure.reason
        for on in problem.wished_days(request, session.weekday)
        for closure in season.closures + room.closures
        if closure.covers(on)
    }
    booked = booked_days(problem, room, session, request.layout)
    wished = problem.wished_days(request, session.weekday)
    choices = [wished]
    if rhythm == Rhythm.ONCE:
        choices = [[on] for on in wished]
    elif rhythm == Rhythm.EVERY_OTHER_WEEK:
        choices = [[on for on in wished if season.week_of(on) % 2 == phase] for phase in (0, 1)]
    if day is not None:
        choices = [choice for choice in choices if day in choice]
    if not any(choices):
        raise Refused(Reason("not_between_its_dates", "weekday"))
    kept = max(
        ([on for on in choice if on not in closed and on not in booked] for choice in choices),
        key=len,
    )
    whole = next(choice for choice in choices if set(kept) <= set(choice))
    if not kept or (is_pool and any(on in booked and on not in closed for on in whole)):
        raise Refused(Reason("booked_or_closed_on_every_date", "start"))
    lost = [(on, closed.get(on, "booked")) for on in whole if on not in kept]
    return tuple(kept), tuple(lost)


def _refuse_second_session(
    request: Request, row: models.Request, weekday: int, locks: Sequence[models.Allocation]
) -> None:
    mine = [each for each in locks if each.request_id == row.pk]
    if len(mine) >= request.sessions:
        details = {"sessions": request.sessions}
        raise Refused(Reason("all_sessions_locked", "", details))
    if any(each.weekday == weekday for each in mine):
        raise Refused(Reason("locked_on_that_weekday", "weekday"))


def _refuse_locks(
    asked: Asked,
    row: models.Request,
    room: Room,
    units: Sequence[str],
    weekday: int,
    start: int,
    minutes: int,
    dates: Sequence[date],
    locks: Sequence[models.Allocation],
) -> None:
    """Another lock in its units, with the minutes that must lie between, or of its applicant."""
    own, days = {int(unit) for unit in units}, set(dates)
    for lock in locks:
        if lock.weekday != weekday or not days & set(lock.dates):
            continue
        gap = room.setup_minutes if own & set(lock.units) else 0
        meets = start < lock.end_minute + gap and lock.start_minute < start + minutes + gap
        if meets and own & set(lock.units):
            raise Refused(Reason("lock_in_the_way", "start", {"request": lock.request.title}))
        same = lock.request.applicant_id == row.applicant_id
        if meets and same and not row.applicant.several_at_once:
            details = {"request": lock.request.title}
            raise Refused(Reason("applicant_locked_elsewhere", "start", details))


def _against(
    asked: Asked, request: Request, room: Room, part: Part, weekday: int, start: int, minutes: int
) -> tuple[str, ...]:
    """Which wishes of the request the session overrides, in the words of `rooms.TESTS`."""
    rooms = Rooms(asked.problem)
    rows = [i for i, (r, p) in enumerate(rooms.rows) if r is room and p.key == part.key]
    tests = rooms.tests(request)
    found = [name for name, passed in tests.items() if not any(passed[i] for i in rows)]
    inside = merged((w.start, w.end) for w in request.windows if w.weekday == weekday)
    if not any(span.covers(Interval(start, start + minutes)) for span in inside):
        found.append("window")
    if not request.shortest_minutes <= minutes <= request.wished_minutes:
        found.append("minutes")
    return tuple(found)
