"""When: a day, a part of it, a slot, now, this week; from fields and from words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from softplace.find.enums import Part, When
from softplace.foundation.errors import Reason
from softplace.foundation.intervals import Interval
from softplace.foundation.text import folded

FIRST_YEAR, LAST_YEAR = 2000, 2100
DAYS_OF_A_WEEK = 7
HOURS: dict[Part, tuple[int, int]] = {
    Part.MORNING: (6, 12),
    Part.NOON: (12, 14),
    Part.AFTERNOON: (12, 18),
    Part.EVENING: (18, 24),
}


@dataclass(frozen=True)
class Moment:
    """What was asked, and the instants that it means.

    An opening answers if it overlaps one of `wanted`. `shown_start` and `shown_end` are local
    midnights: the ribbon's ends.
    """

    wanted: tuple[Interval, ...]
    shown_start: datetime
    shown_end: datetime
    when: str = When.WEEK
    """A code of `When`, or an ISO date."""
    part: str = ""
    from_time: str = ""
    to_time: str = ""

    @property
    def is_instant(self) -> bool:
        return self.wanted[0].end - self.wanted[0].start <= timedelta(minutes=1)

    @property
    def shown_days(self) -> int:
        return round((self.shown_end - self.shown_start) / timedelta(days=1))


@dataclass(frozen=True)
class WhenWords:
    """What a text says about when, in the values of the form's fields; empty where nothing."""

    when: str = ""
    part: str = ""
    from_time: str = ""
    to_time: str = ""
    rest: str = ""
    """The text without those words."""


def moment(
    *,
    when: str = "",
    day: str = "",
    part: str = "",
    from_time: str = "",
    to_time: str = "",
    now: datetime,
    zone: ZoneInfo,
) -> tuple[Moment, list[Reason]]:
    """The moment that the fields mean; the coming week where they mean nothing."""
    reasons: list[Reason] = []
    today = now.astimezone(zone).date()
    if day:
        when = day
    when = when or When.WEEK
    first, days = _days(when, today)
    if first is None:
        reasons.append(Reason("not_a_date", "day", {"value": when[:40]}))
        when, first, days = When.WEEK, today, DAYS_OF_A_WEEK
    elif not FIRST_YEAR <= first.year <= LAST_YEAR:
        limits = {"first": FIRST_YEAR, "last": LAST_YEAR}
        reasons.append(Reason("year_out_of_range", "day", limits))
        when, first, days = When.WEEK, today, DAYS_OF_A_WEEK
    if part and part not in HOURS:
        reasons.append(Reason("unknown_choice", "part", {"value": part[:40]}))
        part = ""
    start_minute, end_minute = HOURS[Part(part)] if part else (0, 24)
    span = (start_minute * 60, end_minute * 60)
    if when != When.NOW and (from_time or to_time):
        given, wrong = _slot(from_time, to_time)
        reasons += wrong
        if given is None:
            from_time = to_time = ""
        else:
            span, part = given, ""
    shown_start = _instant(first, 0, zone)
    shown_end = _instant(first + timedelta(days=days), 0, zone)
    wanted: tuple[Interval, ...]
    if when == When.NOW:
        wanted = (Interval(now, now + timedelta(minutes=1)),)
        part = from_time = to_time = ""
    elif span == (0, 1440):
        # What is over today is no answer for today; a past day is looked at as it was.
        begin = max(now, shown_start) if first == today else shown_start
        wanted = (Interval(begin, shown_end),)
    else:
        each = [first + timedelta(days=offset) for offset in range(days)]
        wanted = tuple(
            Interval(_instant(d, span[0], zone), _instant(d, span[1], zone)) for d in each
        )
        ahead = tuple(Interval(max(i.start, now), i.end) for i in wanted if i.end > now)
        if first == today and ahead:
            wanted = ahead
    return Moment(wanted, shown_start, shown_end, when, part, from_time, to_time), reasons


def _days(when: str, today: date) -> tuple[date | None, int]:
    if when in {When.NOW, When.TODAY}:
        return today, 1
    if when == When.TOMORROW:
        return today + timedelta(days=1), 1
    if when == When.WEEK:
        return today, DAYS_OF_A_WEEK
    if when == When.WEEKEND:
        if today.weekday() == 6:
            return today, 1
        return today + timedelta(days=5 - today.weekday()), 2
    try:
        return date.fromisoformat(when), 1
    except ValueError:
        return None, 1


def _slot(from_time: str, to_time: str) -> tuple[tuple[int, int] | None, list[Reason]]:
    """Minutes of the day; an hour with no end is an instant."""
    reasons = []
    minutes: list[int | None] = []
    for name, text in (("from", from_time), ("to", to_time)):
        try:
            at = time.fromisoformat(text) if text else None
        except ValueError:
            at = None
            if text in {"24:00", "24"}:
                minutes.append(1440)
                continue
            reasons.append(Reason("not_a_time", name, {"value": text[:40]}))
        minutes.append(at.hour * 60 + at.minute if at else None)
    if reasons:
        return None, reasons
    start = minutes[0] if minutes[0] is not None else 0
    end = minutes[1] if minutes[1] is not None else min(start + 1, 1440)
    if end <= start:
        return None, [Reason("ends_before_start", "to")]
    return (start, end), []


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    wall = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(minutes=minute)
    return wall.astimezone(UTC)


# --- Words --------------------------------------------------------------------------------

_WEEKDAYS = (
    ("lundi", "monday"),
    ("mardi", "tuesday"),
    ("mercredi", "wednesday"),
    ("jeudi", "thursday"),
    ("vendredi", "friday"),
    ("samedi", "saturday"),
    ("dimanche", "sunday"),
)
_MONTHS = (
    ("janvier", "january", "jan"),
    ("fevrier", "february", "feb"),
    ("mars", "march", "mar"),
    ("avril", "april", "apr"),
    ("mai", "may"),
    ("juin", "june", "jun"),
    ("juillet", "july", "jul"),
    ("aout", "august", "aug"),
    ("septembre", "september", "sept"),
    ("octobre", "october", "oct"),
    ("novembre", "november", "nov"),
    ("decembre", "december", "dec"),
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_WEEKDAY_OF = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}

# Longest first: "apres demain" before "demain", "apres midi" before "midi".
_PHRASES: tuple[tuple[str, str, str], ...] = (
    (r"en ce moment|tout de suite|right now|maintenant|now", When.NOW, ""),
    (r"day after tomorrow|apres demain|surlendemain", "+2", ""),
    (r"demain|tomorrow", When.TOMORROW, ""),
    (r"ce week end|this weekend|week end|weekend", When.WEEKEND, ""),
    (r"cette semaine|this week|la semaine|7 jours|7 days", When.WEEK, ""),
    (r"cet apres midi|this afternoon", When.TODAY, Part.AFTERNOON),
    (r"ce matin|this morning", When.TODAY, Part.MORNING),
    (r"ce soir|tonight|this evening", When.TODAY, Part.EVENING),
    (r"ce midi", When.TODAY, Part.NOON),
    (r"aujourd hui|today", When.TODAY, ""),
    (r"l apres midi|apres midi|afternoon", "", Part.AFTERNOON),
    (r"(?:le|au|du) matin|matinee|matin|in the morning|morning", "", Part.MORNING),
    (r"(?:le|au|du) soir|soiree|soir|in the evening|evening", "", Part.EVENING),
    (r"(?:a|le) midi|midi|noon|lunchtime", "", Part.NOON),
)
_TIME = r"(\d{1,2})\s*(?:(?:h|:)\s*(\d{2})?|(am|pm))(?![a-z0-9])"
_RANGE_TIME = re.compile(
    rf"(?:\b(?:de|entre|from|between)\s+)?(?<![\d/]){_TIME}\s*(?:-|–|à|a|et|to|and|until)\s*{_TIME}",
    re.IGNORECASE,
)
_ONE_TIME = re.compile(rf"(?:\b(?:à|a|at|vers)\s+)?(?<![\d/]){_TIME}", re.IGNORECASE)
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_SLASHED_DATE = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?!\d)")


def words_of_when(text: str, today: date) -> WhenWords:
    """What a text says about when, and the folded rest."""
    times: list[str] = []
    when = ""

    def take_range(found: "re.Match[str]") -> str:
        pair = [_wall(*found.groups()[:3]), _wall(*found.groups()[3:])]
        if times or None in pair:
            return found.group(0)
        times.extend(word for word in pair if word)
        return " "

    def take_one(found: "re.Match[str]") -> str:
        at = _wall(*found.groups())
        if times or at is None:
            return found.group(0)
        times.append(at)
        return " "

    found = _ISO_DATE.search(text)
    slashed = _SLASHED_DATE.search(text)
    if found and (day := _date(*map(int, found.groups()))):
        when, text = day.isoformat(), text.replace(found.group(0), " ")
    elif slashed and (day := _coming(slashed.group(1), slashed.group(2), slashed.group(3), today)):
        when, text = day.isoformat(), text.replace(slashed.group(0), " ")
    text = _RANGE_TIME.sub(take_range, text)
    text = _ONE_TIME.sub(take_one, text)
    rest, when = _named_day(f" {folded(text)} ", when, today)
    part = ""
    for pattern, phrase_when, phrase_part in _PHRASES:
        match = re.search(rf" (?:{pattern}) ", rest)
        if match is None or (phrase_when and when) or (phrase_part and part):
            continue
        when, part = phrase_when or when, phrase_part or part
        rest = rest.replace(match.group(0), " ", 1)
    if when == "+2":
        when = (today + timedelta(days=2)).isoformat()
    if (part or times) and not when:
        when = When.TODAY
    from_time, to_time = [*times, "", ""][:2]
    return WhenWords(when, part, from_time, to_time, rest.strip())


def _named_day(rest: str, when: str, today: date) -> tuple[str, str]:
    """A weekday ("samedi", "next monday") or a date in words ("24 novembre", "november 24")."""
    months = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
    for pattern, day_group, month_group in (
        (rf" (?:le |on )?(\d{{1,2}}|1er) ({months})(?: (\d{{4}}))? ", 1, 2),
        (rf" (?:on )?({months}) (\d{{1,2}})(?:st|nd|rd|th)?(?: (\d{{4}}))? ", 2, 1),
    ):
        found = re.search(pattern, rest)
        if found and not when:
            number = found.group(day_group).removesuffix("er")
            day = _coming(number, str(_MONTH_OF[found.group(month_group)]), found.group(3), today)
            if day:
                return rest.replace(found.group(0), " ", 1), day.isoformat()
    names = "|".join(_WEEKDAY_OF)
    found = re.search(rf" (?:le |on |next |ce |this )?({names})s?(?: prochain)? ", rest)
    if found and not when:
        ahead = (_WEEKDAY_OF[found.group(1)] - today.weekday()) % 7
        # A weekday with a date beside it was read above; alone it is the next such day.
        return rest.replace(found.group(0), " ", 1), (today + timedelta(days=ahead)).isoformat()
    return rest, when


def _wall(hour: str, minute: str | None = None, half: str | None = None) -> str | None:
    number = int(hour)
    if half and number <= 12:
        number = number % 12 + (12 if half.lower() == "pm" else 0)
    if number > 23 or int(minute or 0) > 59:
        return None
    return f"{number:02d}:{int(minute or 0):02d}"


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _coming(day: str, month: str, year: str | None, today: date) -> date | None:
    """The date of that day and month that is next to come, or of the year where it is said."""
    years: Sequence[int] = [int(year)] if year else [today.year, today.year + 1]
    found = [d for y in years if (d := _date(y, int(month), int(day)))]
    ahead = [d for d in found if d >= today]
    return next(iter(ahead or found), None)
