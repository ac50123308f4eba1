"""Problems and plans as JSON. The format is described in docs/matching-format.md.

Reading refuses what is wrong with the path of the field: `requests[3].windows[0].weekday: ...`.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from datetime import date
from typing import TypeVar

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
Read = Callable[[object, str], object]
Absent = Callable[[dict[str, object]], object]
_REQUIRED = object()


def _default(make: Callable[..., object], name: str) -> object:
    """What a field that may be absent is then; `_REQUIRED` when it may not."""
    field = make.__dataclass_fields__[name]  # type: ignore[attr-defined]
    if field.default_factory is not MISSING:
        return field.default_factory()
    return _REQUIRED if field.default is MISSING else field.default


def _object(
    make: Callable[..., T], *, otherwise: Mapping[str, Absent] | None = None, **reads: Read
) -> Callable[[object, str], T]:
    """Reads an object into a dataclass, each field by a function of its own.

    What is absent is as by default in the dataclass, or as `otherwise` makes it of the fields
    before it. A field that is left over is refused.
    """

    def read(value: object, path: str) -> T:
        if not isinstance(value, dict):
            raise InvalidField(path, "must be an object.")

        def at(name: str) -> str:
            return f"{path}.{name}" if path else name

        fields: dict[str, object] = {}
        for name, read_field in reads.items():
            given = value.get(name)
            if given is not None:
                fields[name] = read_field(given, at(name))
            elif otherwise and name in otherwise:
                fields[name] = otherwise[name](fields)
            else:
                fields[name] = _default(make, name)
            if fields[name] is _REQUIRED:
                raise InvalidField(at(name), "is missing.")
        for name in value:
            if name not in reads:
                raise InvalidField(at(name), "is not a field of this format.")
        try:
            return make(**fields)
        except InvalidField as wrong:
            raise (wrong.under(path) if path else wrong) from None

    return read


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


def _headcounts(value: object, path: str) -> dict[str, int]:
    if not isinstance(value, dict):
        raise InvalidField(path, "must be an object of headcounts by layout.")
    return {name: _whole(count, f"{path}.{name}") for name, count in value.items()}


_texts = _list_of(_text)
_point = _object(Point, lat=_number, lng=_number)
_closure = _object(
    Closure,
    otherwise={"last_day": lambda fields: fields["first_day"]},
    first_day=_day,
    last_day=_day,
    reason=_text,
)
_window = _object(Window, weekday=_weekday, start=_time, end=_time)
_season = _object(Season, first_day=_day, last_day=_day, closures=_list_of(_closure))
_part = _object(
    Part,
    key=_text,
    units=_texts,
    capacity=_headcounts,
    equipment=_set_of_texts,
    pool=_flag,
)
_resource = _object(
    Resource,
    key=_text,
    place=_text,
    units=_texts,
    parts=_list_of(_part),
    opening=_list_of(_window),
    point=_point,
    closures=_list_of(_closure),
    setup_minutes=_whole,
    changeover_minutes=_whole,
    erp_headcount=_whole,
    noise=_noise,
    audiences=_set_of_texts,
)
_booking = _object(
    Booking,
    resource=_text,
    day=_day,
    start=_time,
    end=_time,
    units=_texts,
    until=_day,
    every_weeks=_whole,
    layout=_text,
)
_applicant = _object(
    Applicant, key=_text, point=_point, past_hours_per_week=_number, several_at_once=_flag
)
_request = _object(
    Request,
    otherwise={"shortest_minutes": lambda fields: fields["wished_minutes"]},
    key=_text,
    applicant=_text,
    windows=_list_of(_window),
    headcount=_whole,
    wished_minutes=_whole,
    shortest_minutes=_whole,
    layout=_text,
    rhythm=_text,
    sessions=_whole,
    first_day=_day,
    last_day=_day,
    equipment=_set_of_texts,
    noise=_noise,
    audience=_text,
    wishes=_texts,
    anything=_flag,
    near=_point,
    radius_km=_number,
    priority_points=_number,
    least_share_of_dates=_number,
)
_tranche = _object(
    Tranche, otherwise={"up_to_hours": lambda _: None}, up_to_hours=_number, share=_number
)
_policy = _object(
    Policy,
    hour_points=_number,
    tranches=_list_of(_tranche),
    session_points=_number,
    person_hour_points=_number,
    rank_points=_list_of(_number),
    km_points=_number,
    empty_seat_points=_number,
    idle_half_day_points=_number,
    kept_points=_number,
    noon=_time,
    step_minutes=_whole,
)
_lock = _object(
    Lock,
    request=_text,
    resource=_text,
    units=_texts,
    weekday=_weekday,
    start=_time,
    minutes=_whole,
    day=_day,
)
_forbid = _object(Forbid, request=_text, resource=_text, weekday=_weekday, start=_time)
_problem = _object(
    Problem,
    season=_season,
    resources=_list_of(_resource),
    applicants=_list_of(_applicant),
    requests=_list_of(_request),
    bookings=_list_of(_booking),
    policy=_policy,
    locks=_list_of(_lock),
    forbids=_list_of(_forbid),
)
_allocation = _object(
    Allocation,
    request=_text,
    resource=_text,
    units=_texts,
    weekday=_weekday,
    start=_time,
    minutes=_whole,
    dates=_list_of(_day),
)


def read_problem(document: object) -> Problem:
    """The problem in a parsed JSON document; raises `InvalidField` with the path of a fault."""
    if not isinstance(document, dict):
        raise InvalidField("", "must be an object.")
    fields = dict(document)
    if fields.get("format") is None:
        raise InvalidField("format", "is missing.")
    if _text(fields.pop("format"), "format") != FORMAT:
        raise InvalidField("format", f"must be {FORMAT!r}.")
    return _problem(fields, "")


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

    def placed(value: object, path: str) -> Allocation:
        if isinstance(value, dict):
            told = ("lost", "locked", "against")
            value = {name: field for name, field in value.items() if name not in told}
        return _allocation(value, path)

    return _list_of(placed)(document.get("allocations"), "allocations")
