"""Why a request is not served, wish by wish, and what would have been, as plain values.

Each is an object that is kept with a run and then as a `Refusal`: `request`, `sessions`, `cause`
and `details` of the engine, `details["wishes"]` with what became of each wish, and
`alternatives`, each with the resource, units and dates by which it can be booked.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from softplace.engines.matching.alternatives import Change
from softplace.engines.matching.check import booked_days
from softplace.engines.matching.explain import Explainer
from softplace.engines.matching.plan import Allocation as Session
from softplace.engines.matching.plan import Plan
from softplace.engines.matching.problem import Part, Request
from softplace.engines.matching.problem import Resource as Room
from softplace.engines.matching.rooms import Rooms
from softplace.foundation.intervals import intersection, long_enough, merged
from softplace.matching import models
from softplace.matching.planning.asking import Asked

MOST_NAMED = 5


def unserved_of(
    asked: Asked,
    plan: Plan,
    at_work: Callable[[], object] = lambda: None,
    before: Sequence[Mapping[str, Any]] = (),
) -> list[dict[str, Any]]:
    """One object for each request that lacks sessions; `at_work` is called between them.

    `before` is what was told of a plan that people have changed a little since. Causes are found
    anew; of the alternatives, which take nearly all the time, those that are still free stay, and
    only a request that has none left, or is refused for the first time, is tried anew.
    """
    found: list[dict[str, Any]] = [
        {
            "request": row.pk,
            "sessions": row.session_count,
            "cause": "no_room_fits",
            "details": {"tests": {"wish": 0}, "wishes": _not_offered(row)},
            "alternatives": [],
        }
        for row in asked.hopeless
    ]
    if not asked.problem.requests:
        return found
    explainer = Explainer(asked.problem, plan)
    teller = _Teller(asked, plan)
    ruled_out = {forbid.request for forbid in asked.problem.forbids}
    known = {
        str(told["request"]): told["alternatives"]
        for told in before
        if str(told["request"]) not in ruled_out
    }
    for refusal in explainer.refusals():
        at_work()
        request = asked.problem.request_by_key[refusal.request]
        details = dict(refusal.details)
        if "resource" in details:
            details["resource"] = teller.named(request, str(details["resource"]))
        if "by" in details:
            details["by"] = [int(each["request"]) for each in details["by"]][:MOST_NAMED]  # type: ignore[attr-defined]
        details["wishes"] = teller.wishes(request)
        offered = [each for each in known.get(request.key, ()) if teller.is_free(request, each)]
        if not offered and (request.key not in known or known[request.key]):
            changes = explainer.alternatives.of(refusal.request)
            tried = [teller.alternative(request, change) for change in changes]
            offered = [each for each in tried if each is not None]
        found.append(
            {
                "request": int(refusal.request),
                "sessions": refusal.sessions,
                "cause": refusal.cause,
                "details": details,
                "alternatives": offered,
            }
        )
    return sorted(found, key=lambda each: each["request"])


def _not_offered(row: models.Request) -> list[dict[str, Any]]:
    return [
        {"rank": wish.rank, "resource": wish.resource_id, "place": wish.place_id,
         "outcome": "not_offered"}
        for wish in row.wishes.all()
    ]  # fmt: skip


class _Teller:
    """What the engine says in its keys, in ours."""

    def __init__(self, asked: Asked, plan: Plan) -> None:
        self.asked, self.plan, self.rooms = asked, plan, Rooms(asked.problem)
        self.sessions: dict[str, list[Session]] = {}
        for session in plan.allocations:
            self.sessions.setdefault(session.resource, []).append(session)

    def named(self, request: Request, key: str) -> int:
        """Of a room of several resources, the one that suits the request best."""
        room = self.asked.problem.resource_by_key[key]
        fitting = _fitting(request, room)
        return int((fitting or list(room.parts))[0].key)

    def wishes(self, request: Request) -> list[dict[str, Any]]:
        row = self.asked.requests[request.key]
        tests = self.rooms.tests(request)
        told = []
        for wish in row.wishes.all():
            said: dict[str, Any] = {
                "rank": wish.rank, "resource": wish.resource_id, "place": wish.place_id,
            }  # fmt: skip
            rows = [
                i
                for i, (room, part) in enumerate(self.rooms.rows)
                if (wish.resource_id is not None and part.key == str(wish.resource_id))
                or (wish.place_id is not None and room.place == f"place:{wish.place_id}")
            ]
            if not rows:
                told.append(said | {"outcome": "not_offered"})
                continue
            failed = [
                name for name, passed in tests.items()
                if name not in {"wish", "distance"} and not any(passed[i] for i in rows)
            ]  # fmt: skip
            rooms = {self.rooms.rows[i][0].key: self.rooms.rows[i][0] for i in rows}
            if failed:
                told.append(said | {"outcome": "does_not_fit", "tests": failed})
            elif not any(self._opens(request, room) for room in rooms.values()):
                told.append(said | {"outcome": "closed_then"})
            else:
                by = {
                    int(session.request)
                    for key in rooms
                    for session in self.sessions.get(key, ())
                    if session.request != request.key and _within(session, request)
                }
                outcome = "taken" if by else "booked"
                told.append(said | {"outcome": outcome, "by": sorted(by)[:MOST_NAMED]})
        return told

    def _opens(self, request: Request, room: Room) -> bool:
        """Long enough within the hours that suit, on some weekday."""
        for day in {window.weekday for window in request.windows}:
            opened = merged((w.start, w.end) for w in room.opening if w.weekday == day)
            suits = merged((w.start, w.end) for w in request.windows if w.weekday == day)
            if long_enough(intersection(opened, suits), request.shortest_minutes):
                return True
        return False

    def alternative(self, request: Request, change: Change) -> dict[str, Any] | None:
        """A change with the units and dates by which it can be booked."""
        changed = _changed(request, change)
        room = self.asked.problem.resource_by_key[change.resource]
        for part in _fitting(changed, room):
            for units in _unit_choices(part, changed):
                session = Session(
                    request.key, room.key, units, change.weekday, change.start, change.minutes, ()
                )
                dates = self._free_dates(changed, room, session)
                if dates:
                    return {
                        "kind": change.kind,
                        "effort": change.effort,
                        "resource": int(part.key),
                        "units": [int(unit) for unit in units],
                        "weekday": change.weekday,
                        "start": change.start,
                        "minutes": change.minutes,
                        "dates": [day.isoformat() for day in dates],
                        "headcount": changed.headcount,
                        "layout": changed.layout,
                        "details": dict(change.details),
                    }
        return None

    def is_free(self, request: Request, told: Mapping[str, Any]) -> bool:
        """Whether an alternative that was told before can still be booked on all its dates."""
        key = self.asked.room_of.get(told["resource"])
        if key is None:
            return False
        room = self.asked.problem.resource_by_key[key]
        units = tuple(str(unit) for unit in told["units"])
        session = Session(
            request.key, key, units, told["weekday"], told["start"], told["minutes"], ()
        )
        days = {date.fromisoformat(day) for day in told["dates"]}
        gone = booked_days(self.asked.problem, room, session, told["layout"])
        if days & gone or self._taken(room, session, days):
            return False
        requests = self.asked.problem.request_by_key
        return not any(
            other.weekday == session.weekday
            and other.start < session.end
            and session.start < other.end
            and days & set(other.dates)
            for other in self.plan.allocations
            if requests[other.request].applicant == request.applicant
        )

    def _free_dates(self, request: Request, room: Room, session: Session) -> list[date]:
        problem, season = self.asked.problem, self.asked.problem.season
        wished = problem.wished_days(request, session.weekday)
        closures = season.closures + room.closures
        gone = booked_days(problem, room, session, request.layout)
        gone |= {day for day in wished for closure in closures if closure.covers(day)}
        choices = [wished]
        if request.rhythm == "once":
            choices = [[day] for day in wished]
        elif request.rhythm == "every_other_week":
            choices = [[d for d in wished if season.week_of(d) % 2 == phase] for phase in (0, 1)]
        best: list[date] = []
        for choice in choices:
            held = [day for day in choice if day not in gone]
            if len(held) > len(best) and not self._taken(room, session, set(held)):
                best = held
        return best

    def _taken(self, room: Room, session: Session, days: set[date]) -> bool:
        gap = room.setup_minutes
        return any(
            other.weekday == session.weekday
            and other.start < session.end + gap
            and session.start < other.end + gap
            and set(other.units) & set(session.units)
            and days & set(other.dates)
            for other in self.sessions.get(room.key, ())
        )


def _changed(request: Request, change: Change) -> Request:
    """The request with what the change gives up."""
    details = change.details
    match change.kind:
        case "headcount":
            return replace(request, headcount=int(str(details["headcount"])))
        case "layout":
            return replace(request, layout=str(details["layout"]))
        case "equipment":
            return replace(request, equipment=request.equipment - {str(details["without"])})
    return request


def _fitting(request: Request, room: Room) -> list[Part]:
    """The parts that it fits into, the smallest first."""
    fitting = [
        part
        for part in room.parts
        if part.units_needed(request.headcount, request.layout)
        and request.equipment <= part.equipment
    ]
    return sorted(fitting, key=lambda part: part.seats(request.headcount, request.layout))


def _unit_choices(part: Part, request: Request) -> Sequence[tuple[str, ...]]:
    if not part.pool:
        return [part.units]
    needed = part.units_needed(request.headcount, request.layout)
    return [part.units[at : at + needed] for at in range(len(part.units) - needed + 1)]


def _within(session: Session, request: Request) -> bool:
    """Whether it is held during hours that suit the request."""
    return any(
        w.weekday == session.weekday and w.start < session.end and session.start < w.end
        for w in request.windows
    )
