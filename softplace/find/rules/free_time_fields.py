"""The form of a search for free time, made into one question; or the reasons why it cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from softplace.find.enums import Days
from softplace.find.rules.free_time import (
    MOST_WINDOWS,
    FreeTimeQuestion,
    daily_windows,
    reasons_to_refuse_question,
)
from softplace.find.rules.lexicon import Lexicon
from softplace.find.rules.question import spot_of
from softplace.foundation.errors import Reason
from softplace.foundation.intervals import Interval
from softplace.places.enums import Equipment, Layout, ResourceKind

DEFAULT_MINUTES = 120
DEFAULT_HOURS = (time(8), time(20))
MOST_WEEKS = 52
ANYTHING = "any"
ROOMS = frozenset(
    {
        ResourceKind.ROOM.value,
        ResourceKind.OFFICE.value,
        ResourceKind.HALL.value,
        ResourceKind.WORKSHOP.value,
        ResourceKind.KITCHEN.value,
    }
)
"""What is meant where no kind is named: people who book look for a room."""

TEXT_FIELDS = (
    "minutes", "from", "to", "days", "first", "last", "weeks", "people", "layout", "kind",
    "where", "lat", "lng", "radius", "place",
)  # fmt: skip
LIST_FIELDS = ("date", "equipment")


@dataclass(frozen=True)
class AskedFreeTime:
    """A question, and what of the input was wrong; with a reason there is no question."""

    question: FreeTimeQuestion | None
    days: Days
    dates: tuple[date, ...]
    """One for each window of the question."""
    from_time: time
    to_time: time
    reasons: tuple[Reason, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The input as it was given, for the form and for links: a name to its values."""

    @property
    def needs_every_date(self) -> bool:
        return self.days in (Days.DATES, Days.WEEKLY)


def ask_free_time(
    given: Mapping[str, Sequence[str]], *, lexicon: Lexicon, now: datetime, zone: ZoneInfo
) -> AskedFreeTime:
    """Read the fields of a search for free time.

    Fields: minutes (the length), from, to (HH:MM), days (see `enums.Days`), first, last (dates of
    a range; first also begins a weekly one), weeks (how many), date (any number), people, layout,
    kind, equipment (any number), where, lat, lng, radius (km), place (an id).
    """
    fields = {
        name: tuple(dict.fromkeys(v.strip() for v in given.get(name, ()) if v.strip()))
        for name in (*TEXT_FIELDS, *LIST_FIELDS)
    }
    one = {name: (fields[name] or ("",))[0].replace("\x00", "") for name in TEXT_FIELDS}
    reading = _Reading(one, now.astimezone(zone).date())
    minutes = reading.number("minutes", DEFAULT_MINUTES)
    from_time = reading.hour("from", DEFAULT_HOURS[0])
    to_time = reading.hour("to", DEFAULT_HOURS[1])
    days = reading.choice("days", Days, Days.WEEK)
    dates = _dates(Days(days), reading, fields["date"])
    people = reading.number("people", None)
    spot, wrong = spot_of(one, None, lexicon)
    reading.reasons += wrong
    kind = one["kind"] if one["kind"] == ANYTHING else reading.choice("kind", ResourceKind, "")
    equipment = frozenset(value for value in fields["equipment"] if value in Equipment.values)
    if Days(days) == Days.WEEKLY:
        # A weekly meeting keeps its hour: each window is the meeting itself.
        windows = _exact(dates, from_time, minutes or 0, zone)
    else:
        windows = daily_windows(dates, from_time, to_time, zone)
    question = FreeTimeQuestion(
        windows=windows,
        minutes=minutes or 0,
        in_every_window=Days(days) in (Days.DATES, Days.WEEKLY),
        headcount=people,
        kinds=frozenset() if kind == ANYTHING else frozenset({kind} if kind else ROOMS),
        equipment=equipment,
        layout=reading.choice("layout", Layout, ""),
        spot=spot,
        place_id=reading.number("place", None),
    )
    reasons = reading.reasons or reasons_to_refuse_question(question, now)
    return AskedFreeTime(
        question=None if reasons else question,
        days=Days(days),
        dates=dates,
        from_time=from_time,
        to_time=to_time,
        reasons=tuple(reasons),
        fields={name: values for name, values in fields.items() if values},
    )


class _Reading:
    """Reads texts, and notes what cannot be read."""

    def __init__(self, one: Mapping[str, str], today: date) -> None:
        self.one, self.today = one, today
        self.reasons: list[Reason] = []

    def number(self, name: str, default: int | None) -> int | None:
        text = self.one[name]
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and len(text) < 8):
            self.reasons.append(Reason("not_a_number", name))
            return default
        return int(text)

    def hour(self, name: str, default: time) -> time:
        text = self.one[name]
        if not text:
            return default
        try:
            return time.fromisoformat("00:00" if text == "24:00" else text[:5])
        except ValueError:
            self.reasons.append(Reason("not_a_time", name, {"value": text[:40]}))
            return default

    def day(self, name: str, text: str, default: date) -> date:
        if not text:
            return default
        for style in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                day = datetime.strptime(text, style).date()  # noqa: DTZ007
            except ValueError:
                continue
            if 2000 <= day.year <= 2100:
                return day
        self.reasons.append(Reason("not_a_date", name, {"value": text[:40]}))
        return default

    def choice(self, name: str, choices: type, default: str) -> str:
        text = self.one[name]
        if not text:
            return default
        if text not in [choice.value for choice in choices]:  # type: ignore[attr-defined]
            self.reasons.append(Reason("unknown_choice", name, {"value": text[:40]}))
            return default
        return text


def _dates(days: Days, reading: _Reading, listed: Sequence[str]) -> tuple[date, ...]:
    today = reading.today
    monday = today - timedelta(days=today.weekday())
    if days == Days.WEEK:
        return _span(today, monday + timedelta(days=6))
    if days == Days.NEXT_WEEK:
        return _span(monday + timedelta(days=7), monday + timedelta(days=13))
    if days == Days.DATES:
        found = {reading.day("date", text, today) for text in listed[: MOST_WINDOWS + 1]}
        if not found:
            reading.reasons.append(Reason("required", "date"))
        return tuple(sorted(found))
    first = reading.day("first", reading.one["first"], today)
    if days == Days.RANGE:
        last = reading.day("last", reading.one["last"], first + timedelta(days=6))
        if last < first:
            reading.reasons.append(Reason("ends_before_start", "last"))
        return _span(first, last)
    weeks = reading.number("weeks", 10) or 0
    if not 1 <= weeks <= MOST_WEEKS:
        reading.reasons.append(Reason("weeks_out_of_range", "weeks", {"limit": MOST_WEEKS}))
        return ()
    return tuple(first + timedelta(weeks=n) for n in range(weeks))


def _span(first: date, last: date) -> tuple[date, ...]:
    length = min(max((last - first).days + 1, 0), MOST_WINDOWS + 1)
    return tuple(first + timedelta(days=n) for n in range(length))


def _exact(
    dates: Sequence[date], start: time, minutes: int, zone: ZoneInfo
) -> tuple[Interval, ...]:
    length = timedelta(minutes=minutes)
    return tuple(
        Interval(window.start, window.start + length)
        for window in daily_windows(dates, start, start, zone)
    )
