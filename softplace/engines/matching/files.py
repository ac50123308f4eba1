"""Problems and plans as JSON. The format is described in docs/matching-format.md.

Reading refuses what is wrong with the path of the field: `requests[3].windows[0].weekday: ...`.
"""

from collections.abc import Mapping
from datetime import date

from softplace.engines.documents import flag, list_of, number, object_of, of_format, text, whole
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


def _day(value: object, path: str) -> date:
    given = text(value, path)
    try:
        day = date.fromisoformat(given)
        if day.isoformat() == given:  # not the other spellings of ISO 8601
            return day
        raise ValueError
    except ValueError:
        raise InvalidField(path, "must be a date such as 2026-09-07.") from None


def _time(value: object, path: str) -> int:
    """Minutes since midnight of "HH:MM"; "24:00" is the end of the day."""
    clock = text(value, path)
    hours, _, minutes = clock.partition(":")
    right = len(clock) == 5 and clock.isascii() and hours.isdigit() and minutes.isdigit()
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


def _set_of_texts(value: object, path: str) -> frozenset[str]:
    return frozenset(list_of(text)(value, path))


def _headcounts(value: object, path: str) -> dict[str, int]:
    if not isinstance(value, dict):
        raise InvalidField(path, "must be an object of headcounts by layout.")
    return {name: whole(count, f"{path}.{name}") for name, count in value.items()}


_texts = list_of(text)
_point = object_of(Point, lat=number, lng=number)
_closure = object_of(
    Closure,
    otherwise={"last_day": lambda fields: fields["first_day"]},
    first_day=_day,
    last_day=_day,
    reason=text,
)
_window = object_of(Window, weekday=_weekday, start=_time, end=_time)
_season = object_of(Season, first_day=_day, last_day=_day, closures=list_of(_closure))
_part = object_of(
    Part,
    key=text,
    units=_texts,
    capacity=_headcounts,
    equipment=_set_of_texts,
    pool=flag,
)
_resource = object_of(
    Resource,
    key=text,
    place=text,
    units=_texts,
    parts=list_of(_part),
    opening=list_of(_window),
    point=_point,
    closures=list_of(_closure),
    setup_minutes=whole,
    changeover_minutes=whole,
    erp_headcount=whole,
    noise=_noise,
    audiences=_set_of_texts,
)
_booking = object_of(
    Booking,
    resource=text,
    day=_day,
    start=_time,
    end=_time,
    units=_texts,
    until=_day,
    every_weeks=whole,
    layout=text,
)
_applicant = object_of(
    Applicant, key=text, point=_point, past_hours_per_week=number, several_at_once=flag
)
_request = object_of(
    Request,
    otherwise={"shortest_minutes": lambda fields: fields["wished_minutes"]},
    key=text,
    applicant=text,
    windows=list_of(_window),
    headcount=whole,
    wished_minutes=whole,
    shortest_minutes=whole,
    layout=text,
    rhythm=text,
    sessions=whole,
    first_day=_day,
    last_day=_day,
    equipment=_set_of_texts,
    noise=_noise,
    audience=text,
    wishes=_texts,
    anything=flag,
    near=_point,
    radius_km=number,
    priority_points=number,
    least_share_of_dates=number,
)
_tranche = object_of(
    Tranche, otherwise={"up_to_hours": lambda _: None}, up_to_hours=number, share=number
)
_policy = object_of(
    Policy,
    hour_points=number,
    tranches=list_of(_tranche),
    session_points=number,
    person_hour_points=number,
    rank_points=list_of(number),
    km_points=number,
    empty_seat_points=number,
    idle_half_day_points=number,
    kept_points=number,
    noon=_time,
    step_minutes=whole,
)
_lock = object_of(
    Lock,
    request=text,
    resource=text,
    units=_texts,
    weekday=_weekday,
    start=_time,
    minutes=whole,
    day=_day,
)
_forbid = object_of(Forbid, request=text, resource=text, weekday=_weekday, start=_time)
_problem = object_of(
    Problem,
    season=_season,
    resources=list_of(_resource),
    applicants=list_of(_applicant),
    requests=list_of(_request),
    bookings=list_of(_booking),
    policy=_policy,
    locks=list_of(_lock),
    forbids=list_of(_forbid),
)
_allocation = object_of(
    Allocation,
    request=text,
    resource=text,
    units=_texts,
    weekday=_weekday,
    start=_time,
    minutes=whole,
    dates=list_of(_day),
)


def read_problem(document: object) -> Problem:
    """The problem in a parsed JSON document; raises `InvalidField` with the path of a fault."""
    return _problem(of_format(document, FORMAT), "")


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

    return list_of(placed)(document.get("allocations"), "allocations")
