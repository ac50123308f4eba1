"""Why an opening rule is refused, before it is written: all of it in one call."""

from datetime import date

from softplace.engines.calendar.holidays import reasons_to_refuse_region
from softplace.engines.calendar.hours import reasons_to_refuse_hours
from softplace.engines.calendar.recurrence import reasons_to_refuse_recurrence
from softplace.engines.calendar.rules import (
    ALL_WEEKDAYS,
    MAX_LENGTH_MINUTES,
    HolidayPolicy,
    Pattern,
    is_known_zone,
)
from softplace.engines.calendar.wallclock import FIRST_DATE, LAST_DATE, MINUTES_PER_DAY
from softplace.foundation.errors import Reason


def reasons_to_refuse_rule(
    *,
    zone: str,
    pattern: int,
    weekdays: int = 0,
    start_minute: int = 0,
    length_minutes: int = 0,
    recurrence: str = "",
    hours: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    on_public_holidays: int = HolidayPolicy.AS_USUAL,
    on_school_holidays: int = HolidayPolicy.AS_USUAL,
    holiday_region: str = "",
    school_zone: str = "",
) -> list[Reason]:
    """Why one rule is refused; empty when `RuleTable` and `expand` will take it.

    The names are those of the columns of `RuleTable`; a reason's field is one of them.
    """
    reasons = []
    if not is_known_zone(zone):
        reasons.append(Reason("unknown_time_zone", "zone", {"value": zone[:60]}))
    if pattern not in set(Pattern):
        return [*reasons, Reason("unknown_pattern", "pattern", {"value": pattern})]
    if pattern == Pattern.WEEKLY and not 1 <= weekdays <= ALL_WEEKDAYS:
        reasons.append(Reason("no_weekday", "weekdays"))
    if pattern == Pattern.HOURS:
        reasons += reasons_to_refuse_hours(hours)
    else:
        reasons += reasons_to_refuse_span(start_minute, length_minutes)
    reasons += _reasons_to_refuse_dates(pattern, starts_on, ends_on)
    if pattern == Pattern.RECURRENCE and not any(r.field == "starts_on" for r in reasons):
        reasons += reasons_to_refuse_recurrence(recurrence, starts_on)
    reasons += reasons_to_refuse_region(holiday_region)
    if on_public_holidays == HolidayPolicy.ONLY and not holiday_region:
        reasons.append(Reason("holiday_region_needed", "holiday_region"))
    if on_school_holidays == HolidayPolicy.ONLY and not school_zone:
        reasons.append(Reason("school_zone_needed", "school_zone"))
    return reasons


def reasons_to_refuse_span(start_minute: int, length_minutes: int) -> list[Reason]:
    """Why a start and a length on the wall are refused."""
    reasons = []
    if not 0 <= start_minute < MINUTES_PER_DAY:
        reasons.append(Reason("start_out_of_day", "start_minute"))
    if length_minutes <= 0:
        reasons.append(Reason("ends_before_start", "length_minutes"))
    elif length_minutes > MAX_LENGTH_MINUTES:
        limit = {"limit_days": MAX_LENGTH_MINUTES // MINUTES_PER_DAY}
        reasons.append(Reason("opening_too_long", "length_minutes", limit))
    return reasons


def _reasons_to_refuse_dates(
    pattern: int, starts_on: date | None, ends_on: date | None
) -> list[Reason]:
    reasons = []
    if starts_on is None and pattern in (Pattern.ONCE, Pattern.RECURRENCE):
        reasons.append(Reason("date_needed", "starts_on"))
    for name, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if day and not FIRST_DATE <= day <= LAST_DATE:
            limits = {"first": FIRST_DATE.isoformat(), "last": LAST_DATE.isoformat()}
            reasons.append(Reason("date_out_of_range", name, limits))
    if starts_on and ends_on and ends_on < starts_on:
        reasons.append(Reason("ends_before_start", "ends_on"))
    return reasons
