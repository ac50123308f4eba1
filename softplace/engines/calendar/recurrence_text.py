"""RFC 5545 recurrence rules as text: what is accepted, and every reason why the rest is not.

Rules fall on dates: the time of day and the length stand in the opening rule, so frequencies
below DAILY and BYHOUR, BYMINUTE and BYSECOND are refused.

Source: RFC 5545, section 3.3.10.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from softplace.engines.calendar.wallclock import epoch_minutes
from softplace.foundation.errors import Reason

MAX_COUNT = 2000
MAX_INTERVAL = 1000
MAX_UNTIL_YEAR = 2200
MAX_TEXT_LENGTH = 300

_FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
_FINER = ("HOURLY", "MINUTELY", "SECONDLY")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_TIME_PARTS = frozenset(("BYHOUR", "BYMINUTE", "BYSECOND"))
_LARGEST = {"BYMONTH": 12, "BYWEEKNO": 53, "BYYEARDAY": 366, "BYMONTHDAY": 31, "BYSETPOS": 366}
_PARTS = frozenset(("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", *_LARGEST))
_FORBIDDEN = {
    "WEEKLY": ("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"),
    "DAILY": ("BYYEARDAY", "BYWEEKNO"),
    "MONTHLY": ("BYYEARDAY", "BYWEEKNO"),
    "YEARLY": (),
}
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_UNTIL = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A parsed rule. `until_wall` or `until_instant` (minutes) is the last start allowed."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until_wall: int | None = None
    until_instant: int | None = None
    week_start: int = 0
    numbers: dict[str, tuple[int, ...]] = field(default_factory=dict)
    weekdays: tuple[tuple[int, int], ...] = ()
    """(nth, weekday), nth 0 when none is given, Monday 0."""


def _reason(code: str, **details: object) -> Reason:
    return Reason(code, "recurrence", details)


def _integer(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[+-]?\d{1,6}", text, re.ASCII) else None


def parse_recurrence(text: str) -> tuple[Recurrence | None, list[Reason]]:
    """The rule that a text states, or the reasons why it states none that is accepted."""
    if not text.strip():
        return None, [_reason("recurrence_is_empty")]
    if len(text) > MAX_TEXT_LENGTH:
        return None, [_reason("recurrence_too_long", limit=MAX_TEXT_LENGTH)]
    body = text.strip().upper().removeprefix("RRULE:").rstrip(";")
    reasons: list[Reason] = []
    parts: dict[str, str] = {}
    for piece in body.split(";"):
        name, equals, value = (s.strip() for s in piece.partition("="))
        if not equals or not value:
            reasons.append(_reason("recurrence_part_unreadable", part=piece[:40]))
        elif name in parts:
            reasons.append(_reason("recurrence_part_twice", part=name))
        elif name in _TIME_PARTS:
            reasons.append(_reason("recurrence_has_time_of_day", part=name))
        elif name not in _PARTS:
            reasons.append(_reason("recurrence_part_unknown", part=name[:40]))
        else:
            parts[name] = value
    frequency = parts.get("FREQ")
    if frequency in _FINER:
        reasons.append(_reason("recurrence_below_daily", frequency=frequency))
    elif frequency is None:
        reasons.append(_reason("recurrence_without_frequency"))
    elif frequency not in _FREQUENCIES:
        reasons.append(_reason("recurrence_value_invalid", part="FREQ", value=frequency[:40]))
    if reasons:
        return None, reasons
    assert frequency is not None
    reasons += [
        _reason("recurrence_part_not_allowed", part=part, frequency=frequency)
        for part in _FORBIDDEN[frequency]
        if part in parts
    ]
    numbers = _numbers(parts, reasons)
    interval = _positive(parts, "INTERVAL", MAX_INTERVAL, "recurrence_interval_too_large", reasons)
    count = _positive(parts, "COUNT", MAX_COUNT, "recurrence_count_too_large", reasons)
    until_wall, until_instant = _until(parts, reasons)
    weekdays = _weekdays(parts, frequency, reasons)
    week_start = parts.get("WKST", "MO")
    if week_start not in _WEEKDAYS:
        reasons.append(_reason("recurrence_value_invalid", part="WKST", value=week_start[:40]))
    if "COUNT" in parts and "UNTIL" in parts:
        reasons.append(_reason("recurrence_count_and_until"))
    if "BYSETPOS" in parts and not any(p.startswith("BY") and p != "BYSETPOS" for p in parts):
        reasons.append(_reason("recurrence_position_alone"))
    if reasons:
        return None, reasons
    rule = Recurrence(
        frequency, interval or 1, count, until_wall, until_instant,
        _WEEKDAYS.index(week_start), numbers, weekdays,
    )  # fmt: skip
    return rule, []


def _positive(
    parts: dict[str, str], part: str, limit: int, too_large: str, reasons: list[Reason]
) -> int | None:
    if part not in parts:
        return None
    value = _integer(parts[part])
    if re.fullmatch(r"\+?\d{7,}", parts[part], re.ASCII) or (value is not None and value > limit):
        reasons.append(_reason(too_large, value=parts[part][:40], limit=limit))
        return None
    if value is None or value < 1:
        reasons.append(_reason("recurrence_value_invalid", part=part, value=parts[part][:40]))
        return None
    return value


def _numbers(parts: dict[str, str], reasons: list[Reason]) -> dict[str, tuple[int, ...]]:
    numbers: dict[str, tuple[int, ...]] = {}
    for part, largest in _LARGEST.items():
        if part not in parts:
            continue
        values = []
        for text in parts[part].split(","):
            value = _integer(text.strip())
            smallest = 1 if part == "BYMONTH" else -largest
            if value is None or value == 0 or not smallest <= value <= largest:
                reasons.append(_reason("recurrence_value_invalid", part=part, value=text[:40]))
            else:
                values.append(value)
        numbers[part] = tuple(sorted(set(values)))
    return numbers


def _weekdays(
    parts: dict[str, str], frequency: str, reasons: list[Reason]
) -> tuple[tuple[int, int], ...]:
    found: set[tuple[int, int]] = set()
    for text in parts["BYDAY"].split(",") if "BYDAY" in parts else ():
        match = _BYDAY.fullmatch(text.strip())
        nth = int(match[1]) if match and match[1] else 0
        if match is None or (match[1] and not 1 <= abs(nth) <= 53):
            reasons.append(_reason("recurrence_value_invalid", part="BYDAY", value=text[:40]))
        elif nth and (frequency in ("WEEKLY", "DAILY") or "BYWEEKNO" in parts):
            reasons.append(_reason("recurrence_nth_weekday_not_allowed", value=text.strip()))
        else:
            found.add((nth, _WEEKDAYS.index(match[2])))
    return tuple(sorted(found))


def _until(parts: dict[str, str], reasons: list[Reason]) -> tuple[int | None, int | None]:
    if "UNTIL" not in parts:
        return None, None
    match = _UNTIL.fullmatch(parts["UNTIL"])
    try:
        if match is None:
            raise ValueError
        moment = datetime(*map(int, filter(None, match.groups()[:6])), tzinfo=UTC)  # type: ignore[misc,arg-type]
    except ValueError:
        value = parts["UNTIL"][:40]
        reasons.append(_reason("recurrence_value_invalid", part="UNTIL", value=value))
        return None, None
    if moment.year > MAX_UNTIL_YEAR:
        reasons.append(_reason("recurrence_until_too_late", year=moment.year, limit=MAX_UNTIL_YEAR))
        return None, None
    if match[4] is None:  # a date: every start of that day is allowed
        moment = moment.replace(hour=23, minute=59)
    minutes = epoch_minutes(moment)
    return (None, minutes) if match[7] else (minutes, None)
