"""Opening hours written by people: OpenStreetMap expressions, and columns such as 9h-12h / 14h-17h.

Expressions are read by `opening_hours` (opening-hours-py) on the wall clock, without a zone:
`softplace.engines.calendar.wallclock` then turns the wall into instants for every pattern alike.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

import numpy as np
from opening_hours import (  # type: ignore[attr-defined]  # its stubs forget its errors
    OpeningHours,
    ParserError,
    State,
    UnknownCountryError,
)

from softplace.engines.calendar.rules import ALL_WEEKDAYS, HolidayPolicy, weekday_bit
from softplace.engines.calendar.wallclock import MINUTES_PER_DAY, IntArray, day_number
from softplace.foundation.errors import Reason

MAX_TEXT_LENGTH = 1000
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 (a wall has no zone)
_BLOCK_DAYS = 28

_COMMENT = re.compile(r'"[^"]*"')
_SUN = re.compile(r"\b(sunrise|sunset|dawn|dusk)\b", re.IGNORECASE)
_SCHOOL = re.compile(r"\bSH\b", re.IGNORECASE)
_PUBLIC = re.compile(r"\bPH\b", re.IGNORECASE)
_PUBLIC_OFF = re.compile(r"[;,]\s*PH\s+(?:off|closed)\s*;?\s*$", re.IGNORECASE)
_MONTH_DAYS = {
    "jan": 31, "feb": 29, "mar": 31, "apr": 30, "may": 31, "jun": 30,
    "jul": 31, "aug": 31, "sep": 30, "oct": 31, "nov": 30, "dec": 31,
}  # fmt: skip
_MONTH_DAY = re.compile(rf"\b({'|'.join(_MONTH_DAYS)})\s*(\d{{1,2}})(?![\d:])", re.IGNORECASE)
_WEEKLY_TOKENS = re.compile(
    r"(?:Mo|Tu|We|Th|Fr|Sa|Su|off|closed|open|24/7|\d{1,2}:\d{2}|[-,;\s])*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class WeeklySpan:
    """A stretch of each week: weekdays (Monday 1 ... Sunday 64), wall start, wall length."""

    weekdays: int
    start_minute: int
    length_minutes: int


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """A purely weekly expression as spans, and what it says of public and school holidays."""

    spans: tuple[WeeklySpan, ...]
    on_public_holidays: HolidayPolicy = HolidayPolicy.AS_USUAL
    on_school_holidays: HolidayPolicy = HolidayPolicy.AS_USUAL


@lru_cache(maxsize=16384)
def _parsed(expression: str, country: str) -> OpeningHours:
    try:
        return OpeningHours(expression, country=country or None)
    except UnknownCountryError:
        return OpeningHours(expression)


def reasons_to_refuse_hours(text: str) -> list[Reason]:
    """Why an OpenStreetMap opening_hours expression is refused; empty when it is accepted."""

    def reason(code: str, **details: object) -> list[Reason]:
        return [Reason(code, "hours", details)]

    if not text.strip():
        return reason("hours_are_empty")
    if len(text) > MAX_TEXT_LENGTH:
        return reason("hours_too_long", limit=MAX_TEXT_LENGTH)
    bare = _COMMENT.sub(" ", text)
    try:
        _parsed(text, "")
    except ParserError as error:
        column = re.search(r"-->\s*\d+:(\d+)", str(error))
        return reason("hours_unreadable", column=int(column[1]) if column else 1)
    if _SUN.search(bare):
        return reason("hours_depend_on_sun")
    if _SCHOOL.search(bare):
        return reason("hours_depend_on_school_holidays")
    for month, day in _MONTH_DAY.findall(bare):
        # The library reads an impossible date as every date.
        if not 1 <= int(day) <= _MONTH_DAYS[month.lower()]:
            return reason("hours_impossible_date", value=f"{month} {day}")
    if not _opens_ever(text):
        return reason("hours_never_open")
    return []


def _opens_ever(expression: str) -> bool:
    """Whether it is open at any time from 2000 to 2100, with public holidays of a country."""
    hours = _parsed(expression, "FR")
    century = timedelta(days=36525)
    since = _EPOCH.replace(year=2000)
    intervals = hours.intervals(since, since + century)
    return any(state == State.OPEN for _, _, state, _ in intervals)


def regional_days_matter(expression: str) -> bool:
    """Whether the expression closes on public holidays, so that regional ones close it too."""
    return _PUBLIC_OFF.search(_COMMENT.sub(" ", expression)) is not None


def hours_pieces(
    expression: str, country: str, first_day: int, last_day: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Open stretches that belong to days between two day numbers, both inclusive.

    A stretch of at most 24 hours belongs to the date it starts on. A longer one is cut at the
    midnights, and each piece belongs to its date.

    Returns
    -------
    day, start, end
        Day number, wall minutes, wall minutes; sorted by start.

    Raises
    ------
    ValueError
        If the expression cannot be read.
    """
    blocks = range(first_day // _BLOCK_DAYS, last_day // _BLOCK_DAYS + 1)
    tables = [_pieces_of_block(expression, country, block) for block in blocks]
    table = tables[0] if len(tables) == 1 else np.concatenate(tables)
    table = table[(table[:, 0] >= first_day) & (table[:, 0] <= last_day)]
    return table[:, 0], table[:, 1], table[:, 2]


@lru_cache(maxsize=32768)
def _pieces_of_block(expression: str, country: str, block: int) -> IntArray:
    first = block * _BLOCK_DAYS
    after = first + _BLOCK_DAYS
    # Two days around, so that a stretch that is cut there is known to be longer than a day.
    rows = [
        piece
        for piece in _pieces(expression, country, first - 2, after + 2)
        if first <= piece[0] < after
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def _pieces(
    expression: str, country: str, first_day: int, after_day: int
) -> list[tuple[int, int, int]]:
    try:
        hours = _parsed(expression, country)
    except ParserError as error:
        raise ValueError(f"The opening hours {expression!r} were not validated: {error}") from error
    pieces = []
    for start, end in _open_stretches(hours, first_day, after_day):
        if end - start <= MINUTES_PER_DAY:
            pieces.append((start // MINUTES_PER_DAY, start, end))
            continue
        midnights = range((start // MINUTES_PER_DAY + 1) * MINUTES_PER_DAY, end, MINUTES_PER_DAY)
        cuts = [start, *midnights, end]
        pieces += [(low // MINUTES_PER_DAY, low, high) for low, high in pairwise(cuts)]
    return pieces


def _open_stretches(hours: OpeningHours, first_day: int, after_day: int) -> list[tuple[int, int]]:
    """Wall minutes; neighbours that differ by their comment only become one."""
    begin, finish = _EPOCH + timedelta(days=first_day), _EPOCH + timedelta(days=after_day)
    stretches: list[tuple[int, int]] = []
    for start, end, state, _ in hours.intervals(begin, finish):
        if state != State.OPEN:
            continue
        low, high = (int((t - _EPOCH) // timedelta(minutes=1)) for t in (start, end))
        if stretches and stretches[-1][1] == low:
            stretches[-1] = (stretches[-1][0], high)
        else:
            stretches.append((low, high))
    return stretches


def weekly_rules_from_hours(expression: str) -> WeeklyHours | None:
    """The same hours as weekly spans, or None where a week cannot say it all.

    "PH off" and "SH off" are understood at the end, where they have the last word.
    """
    if len(expression) > MAX_TEXT_LENGTH:
        return None
    rest = expression
    policies = {"PH": HolidayPolicy.AS_USUAL, "SH": HolidayPolicy.AS_USUAL}
    while match := re.search(r"[;,]\s*(PH|SH)(\s*,\s*(?:PH|SH))?\s+(?:off|closed)\s*;?\s*$", rest):
        for name in re.findall("PH|SH", match[0]):
            policies[name] = HolidayPolicy.CLOSED
        rest = rest[: match.start()]
    if not rest.strip() or not _WEEKLY_TOKENS.fullmatch(rest):
        return None
    try:
        hours = _parsed(rest, "")
    except ParserError:
        return None
    monday = day_number(date(2024, 1, 1))
    stretches = _pieces_of_week(hours, monday)
    weekdays: dict[tuple[int, int], int] = {}
    for day, start, end in stretches:
        span = (start - day * MINUTES_PER_DAY, end - start)
        weekdays[span] = weekdays.get(span, 0) | weekday_bit(day - monday)
    if not weekdays:
        return None
    spans = tuple(WeeklySpan(bits, *span) for span, bits in sorted(weekdays.items()))
    assert all(0 < span.weekdays <= ALL_WEEKDAYS for span in spans)
    return WeeklyHours(spans, policies["PH"], policies["SH"])


def _pieces_of_week(hours: OpeningHours, monday: int) -> list[tuple[int, int, int]]:
    return [p for p in _pieces(str(hours), "", monday - 7, monday + 14) if 0 <= p[0] - monday < 7]


_CLOSED_WORDS = frozenset(("", "-", "ferme", "fermé", "fermée", "fermee", "closed", "néant"))
_SPAN = re.compile(
    r"(?:de\s*)?(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?)?\s*(?:-|à|a)\s*(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?)?"
)
_SEPARATOR = re.compile(r"\s*(?:/|;|,|\bet\b|\||\n)\s*")


def spans_of_day(text: str | None) -> tuple[list[tuple[int, int]], list[Reason]]:
    """The hours of one weekday as French lists write them: "09:00 - 12:00 / 13:30 - 17:00".

    Also read: "9h00-12h", "8h30 à 12h et 14h à 17h", en dashes, "Fermé", blanks. 24:00 is an
    end and not a start; hours do not run past midnight.

    Returns
    -------
    spans, reasons
        (start_minute, length_minutes) in order, and why the text cannot be read. One of the
        two is empty; both are when the day is closed.
    """
    plain = (text or "").replace("\u00a0", " ").replace("\u202f", " ")
    plain = re.sub("[\u2010-\u2015\u2212]", "-", plain).strip()
    if plain.casefold().rstrip(".") in _CLOSED_WORDS:
        return [], []
    spans: list[tuple[int, int]] = []
    reasons: list[Reason] = []
    for part in _SEPARATOR.split(plain):
        match = _SPAN.fullmatch(part.strip())
        if match is None:
            reasons.append(Reason("hours_unreadable", "hours", {"value": part[:40]}))
            continue
        start = int(match[1]) * 60 + int(match[2] or 0)
        end = int(match[3]) * 60 + int(match[4] or 0)
        late = max(int(match[2] or 0), int(match[4] or 0)) > 59
        if late or start >= MINUTES_PER_DAY or end > MINUTES_PER_DAY:
            reasons.append(Reason("hours_out_of_day", "hours", {"value": part[:40]}))
        elif end <= start:
            reasons.append(Reason("ends_before_start", "hours", {"value": part[:40]}))
        else:
            spans.append((start, end - start))
    spans.sort()
    for (start, length), (after, _) in pairwise(spans):
        if after < start + length:
            reasons.append(Reason("hours_overlap", "hours", {"value": plain[:80]}))
            break
    return ([], reasons) if reasons else (spans, [])
