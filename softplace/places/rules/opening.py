"""Why an opening rule or a closure is refused."""

from datetime import date, timedelta
from typing import Any, TypedDict

from softplace.engines.calendar import (
    reasons_to_refuse_hours,
    reasons_to_refuse_recurrence,
    reasons_to_refuse_span,
    weekday_bit,
)
from softplace.foundation.errors import Reason
from softplace.foundation.legible import reasons_to_refuse_name, reasons_to_refuse_text
from softplace.people.enums import Audience
from softplace.places.enums import HolidayPolicy, Mode, Pattern

EARLIEST, LATEST = date(1980, 1, 1), date(2199, 12, 31)
"""Dates beyond these are slips of the hand."""


class RuleFields(TypedDict, total=False):
    """What an opening rule says; the names and types are those of the model."""

    resource: Any
    function: Any
    title: str
    pattern: int
    weekdays: int
    start_minute: int
    length_minutes: int
    recurrence: str
    hours: str
    starts_on: date | None
    ends_on: date | None
    on_public_holidays: int
    on_school_holidays: int
    audience: int
    group: Any
    mode: str


class ClosureFields(TypedDict, total=False):
    rule: Any
    first_date: date | None
    last_date: date | None
    note: str


def length_between(start_minute: int, end_minute: int, *, days_later: int = 0) -> int:
    """Minutes on the wall from an hour to another; 0 or less when it ends before it starts.

    An end at 0:00 of the same day is the midnight that ends it.
    """
    if days_later == 0 and end_minute == 0:
        return 1440 - start_minute
    return end_minute + days_later * 1440 - start_minute


def reasons_to_refuse_rule(
    fields: RuleFields, *, knows_public_holidays: bool, knows_school_holidays: bool
) -> list[Reason]:
    """Why a rule as a whole cannot be; whether the place has a region and a school zone counts."""
    reasons: list[Reason] = []
    title = fields.get("title", "")
    if title:
        reasons += reasons_to_refuse_name("title", title, limit=120)
    if fields.get("resource") is not None and fields.get("function") is not None:
        reasons.append(Reason("rule_of_two_subjects", "subject"))
    if fields.get("audience", 0) not in Audience.values:
        reasons.append(Reason("unknown_choice", "audience", {"value": fields.get("audience")}))
    if fields.get("mode", Mode.WALK_IN) not in Mode.values:
        reasons.append(Reason("unknown_choice", "mode", {"value": fields.get("mode")}))
    reasons += _reasons_about_holidays(fields, knows_public_holidays, knows_school_holidays)
    about_dates = _reasons_about_dates(fields)
    return reasons + about_dates + _reasons_about_pattern(fields, dates_hold=not about_dates)


def _reasons_about_holidays(
    fields: RuleFields, knows_public: bool, knows_school: bool
) -> list[Reason]:
    reasons = []
    for field, known, code in (
        ("on_public_holidays", knows_public, "holiday_region_needed"),
        ("on_school_holidays", knows_school, "school_zone_needed"),
    ):
        policy = fields.get(field, HolidayPolicy.AS_USUAL)
        if policy not in HolidayPolicy.values:
            reasons.append(Reason("unknown_choice", field, {"value": policy}))
        elif policy == HolidayPolicy.ONLY and not known:
            reasons.append(Reason(code, field))
    return reasons


def _reasons_about_dates(fields: RuleFields) -> list[Reason]:
    starts_on, ends_on = fields.get("starts_on"), fields.get("ends_on")
    reasons = [
        reason
        for field, on in (("starts_on", starts_on), ("ends_on", ends_on))
        for reason in _reasons_about_date(field, on)
    ]
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        reasons.append(Reason("last_day_before_first", "ends_on"))
    return reasons


def _reasons_about_date(field: str, on: date | None) -> list[Reason]:
    if on is None or EARLIEST <= on <= LATEST:
        return []
    return [Reason("date_out_of_range", field, {"first": EARLIEST.year, "last": LATEST.year})]


def _reasons_about_pattern(fields: RuleFields, *, dates_hold: bool) -> list[Reason]:
    pattern = fields.get("pattern", Pattern.WEEKLY)
    if pattern not in Pattern.values:
        return [Reason("unknown_choice", "pattern", {"value": pattern})]
    if pattern == Pattern.HOURS:
        return reasons_to_refuse_hours(fields.get("hours", ""))
    reasons = reasons_to_refuse_span(fields.get("start_minute", 0), fields.get("length_minutes", 0))
    starts_on = fields.get("starts_on")
    if pattern == Pattern.ONCE and starts_on is None:
        reasons.append(Reason("date_needed", "starts_on"))
    elif pattern == Pattern.RECURRENCE and dates_hold:
        reasons += reasons_to_refuse_recurrence(fields.get("recurrence", ""), starts_on)
    elif pattern == Pattern.WEEKLY:
        weekdays = fields.get("weekdays", 0)
        if not 1 <= weekdays <= 127:
            reasons.append(Reason("no_weekday", "weekdays"))
        elif dates_hold and not _a_weekday_falls(weekdays, starts_on, fields.get("ends_on")):
            reasons.append(Reason("weekday_never_falls", "weekdays"))
    return reasons


def _a_weekday_falls(weekdays: int, first: date | None, last: date | None) -> bool:
    if first is None or last is None or (last - first).days >= 6:
        return True
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return any(weekdays & weekday_bit(on.weekday()) for on in days)


def reasons_to_refuse_closure(fields: ClosureFields) -> list[Reason]:
    first, last = fields.get("first_date"), fields.get("last_date")
    reasons = reasons_to_refuse_text("note", fields.get("note", ""), limit=200)
    for field, on in (("first_date", first), ("last_date", last)):
        reasons += [Reason("required", field)] if on is None else _reasons_about_date(field, on)
    if first is not None and last is not None and last < first:
        reasons.append(Reason("last_day_before_first", "last_date"))
    return reasons
