"""Problems and plans as JSON. The format is described in docs/matching-format.md.

Reading refuses what is wrong with the path of the field: `requests[3].windows[0].weekday: ...`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from softplace.engines.matching.plan import Allocation, Plan
from softplace.engines.matching.problem import (
    NOISE_LEVELS,
    Applicant,
    Booking,
    Closure,
    Forbid,
    InvalidField,
    Lock,
    Part,
    Point,
    Policy,
    Problem,
    Request,
    Resource,
    Season,
    Tranche,
    Window,
)

FORMAT = "softplace-matching/1"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

T = TypeVar("T")
_REQUIRED: Any = object()


class _Reader:
    """One JSON object; each field is taken once, and what is left over is refused."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise InvalidField(path, "must be an object.")
        self._left, self.path = dict(value), path

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def take(self, name: str, read: Callable[[object, str], T], default: Any = _REQUIRED) -> T:
        if self._left.get(name) is None:
            self._left.pop(name, None)
            if default is _REQUIRED:
                raise InvalidField(self.at(name), "is missing.")
            return default
        return read(self._left.pop(name), self.at(name))

    def done(self, make: Callable[..., T], **fields: object) -> T:
        """Make the object, once nothing unknown is left, and say where it is if it cannot be."""
        for name in self._left:
            raise InvalidField(self.at(name), "is not a field of this format.")
        try:
            return make(**fields)
        except InvalidField as wrong:
            raise (wrong.under(self.path) if self.path else wrong) from None


def _text(value: object, path: str) -> str:
    if not isinstance(value, str) or not value:
        raise InvalidField(path, "must be a text that is not empty.")
    return value


def _flag(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise InvalidField(path, "must be true or false.")
    return value


def _whole(value: object, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidField(path, "must be a whole number.")
    return value


def _number(value: object, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise InvalidField(path, "must be a number.")
    return float(value)


def _day(value: object, path: str) -> date:
    try:
        return date.fromisoformat(_text(value, path))
    except ValueError:
        raise InvalidField(path, "must be a date such as 2026-09-07.") from None


def _time(value: object, path: str) -> int:
    """Minutes since midnight of "HH:MM"; "24:00" is the end of the day."""
    text = _text(value, path)
    hours, colon, minutes = text.partition(":")
    right = len(text) == 5 and colon and hours.isdecimal() and minutes.isdecimal()
    if not right or int(minutes) > 59 or int(hours) * 60 + int(minutes) > 1440:
        raise InvalidField(path, "must be a time such as 09:30.")
    return int(hours) * 60 + int(minutes)


def _weekday(value: object, path: str) -> int:
    if value not in WEEKDAYS:
        raise InvalidField(path, f"must be one of {', '.join(WEEKDAYS)}.")
    return WEEKDAYS.index(value)


def _noise(value: object, path: str) -> int:
    if value not in NOISE_LEVELS:
        raise InvalidField(path, f"must be one of {', '.join(NOISE_LEVELS)}.")
    return NOISE_LEVELS.index(value)


def _list_of(read: Callable[[object, str], T]) -> Callable[[object, str], tuple[T, ...]]:
    def read_list(value: object, path: str) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise InvalidField(path, "must be a list.")
        return tuple(read(item, f"{path}[{i}]") for i, item in enumerate(value))

    return read_list


def _set_of_texts(value: object, path: str) -> frozenset[str]:
    return frozenset(_list_of(_text)(value, path))


def _point(value: object, path: str) -> Point:
    r = _Reader(value, path)
    return r.done(Point, lat=r.take("lat", _number), lng=r.take("lng", _number))


def _closure(value: object, path: str) -> Closure:
    r = _Reader(value, path)
    first = r.take("first_day", _day)
    last = r.take("last_day", _day, first)
    return r.done(Closure, first_day=first, last_day=last, reason=r.take("reason", _text, "closed"))


def _window(value: object, path: str) -> Window:
    r = _Reader(value, path)
    return r.done(
        Window,
        weekday=r.take("weekday", _weekday),
        start=r.take("start", _time),
        end=r.take("end", _time),
    )


def _season(value: object, path: str) -> Season:
    r = _Reader(value, path)
    return r.done(
        Season,
        first_day=r.take("first_day", _day),
        last_day=r.take("last_day", _day),
        closures=r.take("closures", _list_of(_closure), ()),
    )


def _headcounts(value: object, path: str) -> dict[str, int]:
    if not isinstance(value, dict):
        raise InvalidField(path, "must be an object of headcounts by layout.")
    return {name: _whole(count, f"{path}.{name}") for name, count in value.items()}


def _part(value: object, path: str) -> Part:
    r = _Reader(value, path)
    return r.done(
        Part,
        key=r.take("key", _text),
        units=r.take("units", _list_of(_text)),
        capacity=r.take("capacity", _headcounts),
        equipment=r.take("equipment", _set_of_texts, frozenset()),
        pool=r.take("pool", _flag, False),
    )


def _resource(value: object, path: str) -> Resource:
    r = _Reader(value, path)
    return r.done(
        Resource,
        key=r.take("key", _text),
        place=r.take("place", _text),
        units=r.take("units", _list_of(_text)),
        parts=r.take("parts", _list_of(_part)),
        opening=r.take("opening", _list_of(_window)),
        point=r.take("point", _point, None),
        closures=r.take("closures", _list_of(_closure), ()),
        setup_minutes=r.take("setup_minutes", _whole, 0),
        changeover_minutes=r.take("changeover_minutes", _whole, 0),
        erp_headcount=r.take("erp_headcount", _whole, None),
        noise=r.take("noise", _noise, len(NOISE_LEVELS) - 1),
        audiences=r.take("audiences", _set_of_texts, frozenset()),
    )


def _booking(value: object, path: str) -> Booking:
    r = _Reader(value, path)
    return r.done(
        Booking,
        resource=r.take("resource", _text),
        day=r.take("day", _day),
        start=r.take("start", _time),
        end=r.take("end", _time),
        units=r.take("units", _list_of(_text), ()),
        until=r.take("until", _day, None),
        every_weeks=r.take("every_weeks", _whole, 1),
        layout=r.take("layout", _text, None),
    )


def _applicant(value: object, path: str) -> Applicant:
    r = _Reader(value, path)
    return r.done(
        Applicant,
        key=r.take("key", _text),
        point=r.take("point", _point, None),
        past_hours_per_week=r.take("past_hours_per_week", _number, 0.0),
        several_at_once=r.take("several_at_once", _flag, False),
    )


def _request(value: object, path: str) -> Request:
    r = _Reader(value, path)
    wished = r.take("wished_minutes", _whole)
    return r.done(
        Request,
        key=r.take("key", _text),
        applicant=r.take("applicant", _text),
        windows=r.take("windows", _list_of(_window)),
        headcount=r.take("headcount", _whole),
        wished_minutes=wished,
        shortest_minutes=r.take("shortest_minutes", _whole, wished),
        layout=r.take("layout", _text),
        rhythm=r.take("rhythm", _text, "weekly"),
        sessions=r.take("sessions", _whole, 1),
        first_day=r.take("first_day", _day, None),
        last_day=r.take("last_day", _day, None),
        equipment=r.take("equipment", _set_of_texts, frozenset()),
        noise=r.take("noise", _noise, 1),
        audience=r.take("audience", _text, ""),
        wishes=r.take("wishes", _list_of(_text), ()),
        anything=r.take("anything", _flag, True),
        near=r.take("near", _point, None),
        radius_km=r.take("radius_km", _number, None),
        priority_points=r.take("priority_points", _number, 0.0),
        least_share_of_dates=r.take("least_share_of_dates", _number, 0.75),
    )


def _tranche(value: object, path: str) -> Tranche:
    r = _Reader(value, path)
    return r.done(
        Tranche, up_to_hours=r.take("up_to_hours", _number, None), share=r.take("share", _number)
    )


def _policy(value: object, path: str) -> Policy:
    r, plain = _Reader(value, path), Policy()
    points = (
        "hour_points",
        "session_points",
        "person_hour_points",
        "km_points",
        "empty_seat_points",
        "idle_half_day_points",
        "kept_points",
    )
    return r.done(
        Policy,
        **{name: r.take(name, _number, getattr(plain, name)) for name in points},
        tranches=r.take("tranches", _list_of(_tranche), plain.tranches),
        rank_points=r.take("rank_points", _list_of(_number), plain.rank_points),
        noon=r.take("noon", _time, plain.noon),
        step_minutes=r.take("step_minutes", _whole, plain.step_minutes),
    )


def _lock(value: object, path: str) -> Lock:
    r = _Reader(value, path)
    return r.done(
        Lock,
        request=r.take("request", _text),
        resource=r.take("resource", _text),
        units=r.take("units", _list_of(_text)),
        weekday=r.take("weekday", _weekday),
        start=r.take("start", _time),
        minutes=r.take("minutes", _whole),
        day=r.take("day", _day, None),
    )


def _forbid(value: object, path: str) -> Forbid:
    r = _Reader(value, path)
    return r.done(
        Forbid,
        request=r.take("request", _text),
        resource=r.take("resource", _text, None),
        weekday=r.take("weekday", _weekday, None),
        start=r.take("start", _time, None),
    )


def read_problem(document: object) -> Problem:
    """The problem in a parsed JSON document; raises `InvalidField` with the path of a fault."""
    r = _Reader(document, "")
    if r.take("format", _text) != FORMAT:
        raise InvalidField("format", f"must be {FORMAT!r}.")
    return r.done(
        Problem,
        season=r.take("season", _season),
        resources=r.take("resources", _list_of(_resource)),
        applicants=r.take("applicants", _list_of(_applicant)),
        requests=r.take("requests", _list_of(_request)),
        bookings=r.take("bookings", _list_of(_booking), ()),
        policy=r.take("policy", _policy, Policy()),
        locks=r.take("locks", _list_of(_lock), ()),
        forbids=r.take("forbids", _list_of(_forbid), ()),
    )


def time_text(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def write_allocation(allocation: Allocation) -> dict[str, object]:
    return {
        "request": allocation.request,
        "resource": allocation.resource,
        "units": list(allocation.units),
        "weekday": WEEKDAYS[allocation.weekday],
        "start": time_text(allocation.start),
        "minutes": allocation.minutes,
        "dates": [day.isoformat() for day in allocation.dates],
        "lost": [{"day": lost.day.isoformat(), "reason": lost.reason} for lost in allocation.lost],
        "locked": allocation.locked,
        "against": list(allocation.against),
    }


def write_plan(plan: Plan) -> dict[str, object]:
    """The plan as JSON: allocations with all their dates, value, bound."""
    return {
        "value": plan.value,
        "bound": plan.bound,
        "allocations": [write_allocation(allocation) for allocation in plan.allocations],
    }


def read_start(document: Mapping[str, object]) -> tuple[Allocation, ...]:
    """The allocations of a written plan, as a start for another solve."""

    def allocation(value: object, path: str) -> Allocation:
        r = _Reader(value, path)
        for unused in ("lost", "locked", "against"):
            r.take(unused, lambda *_: None, None)
        return r.done(
            Allocation,
            request=r.take("request", _text),
            resource=r.take("resource", _text),
            units=r.take("units", _list_of(_text)),
            weekday=r.take("weekday", _weekday),
            start=r.take("start", _time),
            minutes=r.take("minutes", _whole),
            dates=r.take("dates", _list_of(_day)),
        )

    return _list_of(allocation)(document.get("allocations"), "allocations")
