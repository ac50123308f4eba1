"""Why a draft of rounds, or what it must serve, is refused."""

from dataclasses import dataclass
from datetime import date

from softplace.foundation.errors import Reason
from softplace.foundation.legible import reasons_to_refuse_name, reasons_to_refuse_text
from softplace.rounds.enums import Cadence
from softplace.rounds.rules.stop import LONGEST_DAYS, LONGEST_NAME

DAYS = 14
"""A draft is planned for two weeks, which come again."""
MOST_TARGETS, MOST_VEHICLES = 500, 50
FEWEST_SECONDS, MOST_SECONDS = 1, 1200
LARGEST_VALUE = 1000


@dataclass(frozen=True, slots=True)
class DraftFields:
    """What is said of a draft."""

    name: str
    vehicle_ids: tuple[int, ...]
    first_day: date
    last_day: date
    meeting_value: int = 40


@dataclass(frozen=True, slots=True)
class TargetFields:
    """What must be served."""

    commune_id: int
    function_ids: tuple[int, ...]
    cadence: str
    minutes: int
    from_minute: int
    to_minute: int
    spot: str = ""
    square_id: int | None = None
    vehicle_id: int | None = None


def reasons_to_refuse_draft(fields: DraftFields, *, today: date) -> list[Reason]:
    reasons = reasons_to_refuse_name("name", fields.name, limit=LONGEST_NAME)
    if not 1 <= len(fields.vehicle_ids) <= MOST_VEHICLES:
        reasons.append(Reason("draft_without_vehicle", "vehicles", {"limit": MOST_VEHICLES}))
    if fields.first_day.weekday() or fields.first_day <= today:
        reasons.append(Reason("draft_begins_on_monday", "first_day"))
    if fields.last_day < fields.first_day:
        reasons.append(Reason("stop_ends_before_first", "last_day"))
    elif (fields.last_day - fields.first_day).days > LONGEST_DAYS:
        reasons.append(Reason("round_too_long", "last_day", {"limit_days": LONGEST_DAYS}))
    if not 0 <= fields.meeting_value <= LARGEST_VALUE:
        reasons.append(Reason("too_large", "meeting_value", {"limit": LARGEST_VALUE}))
    return reasons


def reasons_to_refuse_target(fields: TargetFields, *, count: int) -> list[Reason]:
    """Why something cannot be served as said; `count` are those that the draft has already."""
    reasons = reasons_to_refuse_text("spot", fields.spot, limit=LONGEST_NAME)
    if count >= MOST_TARGETS:
        reasons.append(Reason("too_many", "", {"limit": MOST_TARGETS}))
    if not fields.function_ids:
        reasons.append(Reason("stop_without_function", "functions"))
    if fields.cadence not in (Cadence.WEEKLY, Cadence.EVERY_OTHER_WEEK):
        reasons.append(Reason("unknown_choice", "cadence", {"value": fields.cadence[:40]}))
    if fields.minutes % 5 or not 5 <= fields.minutes <= 16 * 60:
        reasons.append(Reason("target_in_five_minutes", "minutes"))
    elif not 0 <= fields.from_minute < 1440 or not fields.to_minute <= 1440:
        reasons.append(Reason("not_a_time", "from_minute", {"value": fields.from_minute}))
    elif fields.to_minute - fields.from_minute < fields.minutes:
        reasons.append(Reason("target_beyond_its_hours", "to_minute", {"minutes": fields.minutes}))
    return reasons


def reasons_to_refuse_seconds(seconds: int) -> list[Reason]:
    if FEWEST_SECONDS <= seconds <= MOST_SECONDS:
        return []
    limits = {"fewest": FEWEST_SECONDS, "most": MOST_SECONDS}
    return [Reason("seconds_out_of_range", "seconds", limits)]
