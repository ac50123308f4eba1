"""When a stop comes, and why one is refused."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from softplace.engines.calendar import weekday_bit
from softplace.foundation.errors import Reason
from softplace.foundation.legible import reasons_to_refuse_name, reasons_to_refuse_text
from softplace.places.enums import HolidayPolicy, Mode, Pattern
from softplace.places.rules import RuleFields
from softplace.rounds.enums import Cadence

LONGEST_DAYS = 366
"""From the first day of a stop to its last. Its days are written one by one."""
SHORTEST_MINUTES, LONGEST_MINUTES = 5, 16 * 60
TEXT_LIMITS = {"contact_name": 120, "contact_phone": 40}
LONGEST_NAME, LONGEST_REMARK = 120, 1000
MONTH_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Times:
    """On which days something comes, and at which hours on the wall."""

    cadence: str
    first_day: date
    last_day: date
    start_minute: int
    length_minutes: int
    on_public_holidays: int = HolidayPolicy.CLOSED

    @property
    def end_minute(self) -> int:
        return self.start_minute + self.length_minutes

    def settled(self) -> "Times":
        """What comes once ends on its day, whatever was said."""
        return replace(self, last_day=self.first_day) if self.cadence == Cadence.ONCE else self


@dataclass(frozen=True, slots=True)
class StopFields:
    """What is said of a stop. Its point is that of its market, of its room, or its own."""

    times: Times
    function_ids: tuple[int, ...]
    spot: str = ""
    latitude: float | None = None
    longitude: float | None = None
    mode: str = Mode.WALK_IN
    market_id: int | None = None
    resource_id: int | None = None
    contact_name: str = ""
    contact_phone: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class MarketFields:
    """What is said of a service market."""

    times: Times
    name: str
    square_id: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class VehicleFields:
    """What every round of a vehicle keeps to."""

    first_minute: int = 7 * 60 + 30
    last_minute: int = 18 * 60 + 30
    weekdays: int = 31
    note: str = ""


def rule_fields(times: Times) -> RuleFields:
    """The times as an opening rule says them."""
    fields = RuleFields(
        start_minute=times.start_minute,
        length_minutes=times.length_minutes,
        starts_on=times.first_day,
        ends_on=times.last_day,
        on_public_holidays=times.on_public_holidays,
        pattern=Pattern.RECURRENCE,
    )
    weekday = MONTH_DAYS[times.first_day.weekday()]
    match times.cadence:
        case Cadence.WEEKLY:
            fields["pattern"] = Pattern.WEEKLY
            fields["weekdays"] = weekday_bit(times.first_day.weekday())
        case Cadence.EVERY_OTHER_WEEK:
            fields["recurrence"] = f"FREQ=WEEKLY;INTERVAL=2;BYDAY={weekday}"
        case Cadence.MONTHLY:
            fields["recurrence"] = f"FREQ=MONTHLY;BYDAY={nth_of_month(times.first_day)}{weekday}"
        case _:
            fields["pattern"] = Pattern.ONCE
            fields["ends_on"] = None
    return fields


def nth_of_month(day: date) -> int:
    """1 for the first such weekday of its month, -1 for the last one where it may be a fifth."""
    nth = (day.day - 1) // 7 + 1
    return -1 if nth == 5 else nth


def next_day(times: Times, after: date) -> date | None:
    """The first day after another on which it comes, holidays aside; None where there is none."""
    if times.first_day > after:
        return times.first_day
    if times.cadence == Cadence.ONCE:
        return None
    step = 14 if times.cadence == Cadence.EVERY_OTHER_WEEK else 7
    day = times.first_day + timedelta(days=((after - times.first_day).days // step + 1) * step)
    if times.cadence == Cadence.MONTHLY:
        nth = nth_of_month(times.first_day)
        while not _is_nth(day, nth):
            day += timedelta(days=7)
    return day if day <= times.last_day else None


def _is_nth(day: date, nth: int) -> bool:
    if nth < 0:
        return (day + timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 + 1 == nth


def reasons_to_refuse_times(times: Times, *, today: date) -> list[Reason]:
    reasons = []
    if times.cadence not in Cadence.values:
        reasons.append(Reason("unknown_choice", "cadence", {"value": times.cadence[:40]}))
    if times.last_day < times.first_day:
        reasons.append(Reason("stop_ends_before_first", "last_day"))
    elif (times.last_day - times.first_day).days > LONGEST_DAYS:
        reasons.append(Reason("round_too_long", "last_day", {"limit_days": LONGEST_DAYS}))
    if times.last_day < today:
        reasons.append(Reason("round_is_over", "last_day"))
    if not 0 <= times.start_minute < 1440:
        reasons.append(Reason("not_a_time", "starts_at", {"value": times.start_minute}))
    if times.length_minutes <= 0:
        reasons.append(Reason("ends_before_start", "ends_at"))
    elif not SHORTEST_MINUTES <= times.length_minutes <= LONGEST_MINUTES:
        limits = {"least": SHORTEST_MINUTES, "most_hours": LONGEST_MINUTES // 60}
        reasons.append(Reason("stop_length_out_of_range", "ends_at", limits))
    if times.on_public_holidays not in (HolidayPolicy.AS_USUAL, HolidayPolicy.CLOSED):
        value = str(times.on_public_holidays)[:40]
        reasons.append(Reason("unknown_choice", "on_public_holidays", {"value": value}))
    return reasons


def reasons_to_refuse_stop(fields: StopFields, *, today: date) -> list[Reason]:
    """Why a stop cannot be as described; what stands around it is asked elsewhere."""
    reasons = reasons_to_refuse_times(fields.times, today=today)
    if not fields.function_ids:
        reasons.append(Reason("stop_without_function", "functions"))
    if fields.mode not in (Mode.WALK_IN, Mode.APPOINTMENT):
        reasons.append(Reason("unknown_choice", "mode", {"value": fields.mode[:40]}))
    if fields.spot:
        reasons += reasons_to_refuse_name("spot", fields.spot, limit=LONGEST_NAME)
    for name, limit in TEXT_LIMITS.items():
        reasons += reasons_to_refuse_text(name, getattr(fields, name), limit=limit)
    return reasons + reasons_to_refuse_text(
        "remark", fields.remark, limit=LONGEST_REMARK, lines=True
    )


def reasons_to_refuse_market(fields: MarketFields, *, today: date) -> list[Reason]:
    return [
        *reasons_to_refuse_times(fields.times, today=today),
        *reasons_to_refuse_name("name", fields.name, limit=LONGEST_NAME),
        *reasons_to_refuse_text("text", fields.text, limit=LONGEST_REMARK, lines=True),
    ]


def reasons_to_refuse_vehicle(fields: VehicleFields) -> list[Reason]:
    reasons = reasons_to_refuse_text("note", fields.note, limit=LONGEST_REMARK, lines=True)
    if not 1 <= fields.weekdays <= 127:
        reasons.append(Reason("no_working_day", "weekdays"))
    if not 0 <= fields.first_minute < fields.last_minute <= 1440:
        reasons.append(Reason("ends_before_start", "last_minute"))
    return reasons


def reasons_to_refuse_version(seen: int, stored: int) -> list[Reason]:
    """Why a change made on what somebody saw cannot be made on what stands now."""
    return [] if seen == stored else [Reason("round_changed_meanwhile")]


def reasons_to_refuse_meeting(times: Times, days: Collection[date], market: Times) -> list[Reason]:
    """Why a stop is not at a market; `days` are those of the market."""
    reasons = []
    if times.first_day not in days:
        reasons.append(Reason("no_market_that_day", "first_day", {"date": times.first_day}))
    if times.start_minute < market.start_minute or times.end_minute > market.end_minute:
        hours = {"start": _wall(market.start_minute), "end": _wall(market.end_minute)}
        reasons.append(Reason("outside_market_hours", "starts_at", hours))
    return reasons


def _wall(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
