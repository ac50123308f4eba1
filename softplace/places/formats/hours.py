"""Opening hours between files and rules: OpenStreetMap expressions, and French weekday columns."""

from collections.abc import Iterable, Sequence

from softplace.engines.calendar import (
    ALL_WEEKDAYS,
    reasons_to_refuse_hours,
    spans_of_day,
    weekly_rules_from_hours,
)
from softplace.engines.calendar.wallclock import MINUTES_PER_DAY
from softplace.foundation.errors import Reason
from softplace.places.enums import HolidayPolicy, Pattern
from softplace.places.formats.records import HoursDraft

DAY_NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def rules_of_expression(text: str) -> tuple[tuple[HoursDraft, ...], list[Reason]]:
    """An OpenStreetMap expression as weekly rules, or as one rule that keeps it as it is."""
    if not text.strip():
        return (), []
    weekly = weekly_rules_from_hours(text)
    if weekly is not None:
        return tuple(
            HoursDraft(
                weekdays=span.weekdays,
                start_minute=span.start_minute,
                length_minutes=span.length_minutes,
                on_public_holidays=weekly.on_public_holidays,
                on_school_holidays=weekly.on_school_holidays,
            )
            for span in weekly.spans
        ), []
    reasons = reasons_to_refuse_hours(text)
    if reasons:
        return (), reasons
    return (HoursDraft(pattern=Pattern.HOURS, hours=text),), []


def rules_of_weekdays(
    texts: Sequence[str], *, on_public_holidays: int
) -> tuple[tuple[HoursDraft, ...], list[tuple[int, Reason]]]:
    """Columns of Monday, Tuesday ... as rules; reasons come with the number of their day.

    Stretches of a day that overlap are joined: who lists two desks lists their hours twice.
    """
    weekdays: dict[tuple[int, int], int] = {}
    reasons: list[tuple[int, Reason]] = []
    for day, text in enumerate(texts):
        spans: list[tuple[int, int]] = []
        for part in text.split("/"):
            if part.replace(" ", "") in {"00:00-00:00", "00h00-00h00"}:
                continue
            found, bad = spans_of_day(part)
            spans += [(start, start + length) for start, length in found]
            reasons += [(day, reason) for reason in bad]
        for start, end in _joined(spans):
            span = (start, end - start)
            weekdays[span] = weekdays.get(span, 0) | 1 << day
    rules = tuple(
        HoursDraft(
            weekdays=bits,
            start_minute=start,
            length_minutes=length,
            on_public_holidays=on_public_holidays,
        )
        for (start, length), bits in sorted(weekdays.items())
    )
    return rules, reasons


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches sorted, those that overlap made one; those that only touch are kept apart."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def expression_of(rules: Sequence[HoursDraft]) -> str:
    """The rules as one OpenStreetMap expression, days with equal hours together.

    Weekly rules are written anew; without any, an expression that a rule keeps is given as it
    is. What neither can say (a recurrence, an audience of its own) is the caller's to leave out.
    """
    weekly = [rule for rule in rules if rule.pattern == Pattern.WEEKLY]
    kept = [rule.hours for rule in rules if rule.pattern == Pattern.HOURS]
    if not weekly:
        return "; ".join(kept)
    hours_of_day = [_hours_of_day(weekly, day) for day in range(7)]
    parts = []
    done = 0
    for day, hours in enumerate(hours_of_day):
        if done >> day & 1 or not hours:
            continue
        same = [other for other in range(7) if hours_of_day[other] == hours]
        done |= sum(1 << other for other in same)
        parts.append(f"{_days(same)} {hours}".strip())
    for name, policies in (
        ("PH", {rule.on_public_holidays for rule in weekly}),
        ("SH", {rule.on_school_holidays for rule in weekly}),
    ):
        if policies == {HolidayPolicy.CLOSED}:
            parts.append(f"{name} off")
    return "; ".join(parts)


def _hours_of_day(rules: Sequence[HoursDraft], day: int) -> str:
    spans = sorted(
        (rule.start_minute, rule.start_minute + rule.length_minutes)
        for rule in rules
        if rule.weekdays >> day & 1
    )
    return ",".join(f"{_clock(start)}-{_end(end)}" for start, end in spans)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _end(minute: int) -> str:
    """24:00 for the midnight that ends the day; past it, the hour of the next day."""
    return _clock(minute) if minute <= MINUTES_PER_DAY else _clock(minute % MINUTES_PER_DAY)


def _days(days: Sequence[int]) -> str:
    """Mo-Fr, or Mo,We,Fr: runs of three and more become a range."""
    if sum(1 << day for day in days) == ALL_WEEKDAYS:
        return "Mo-Su"
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        f"{DAY_NAMES[run[0]]}-{DAY_NAMES[run[-1]]}"
        if len(run) > 2
        else ",".join(DAY_NAMES[day] for day in run)
        for run in runs
    )
