"""Opening hours in the syntax of OpenStreetMap (opening_hours), and the weeks that they state.

Expressions are read by `opening_hours` (opening-hours-py) on the wall clock, without a zone:
`softplace.engines.calendar.wallclock` then turns the wall into instants for every pattern alike.
"""

import re
from calendar import monthrange
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

from softplace.engines.calendar.rules import HolidayPolicy, weekday_bit
from softplace.engines.calendar.wallclock import MINUTES_PER_DAY, IntArray, day_number
from softplace.foundation.errors import Reason

MAX_TEXT_LENGTH = 1000
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 (a wall has no zone)
_BLOCK_DAYS = 28

_COMMENT = re.compile(r'"[^"]*"')
_SUN = re.compile(r"\b(?:sunrise|sunset|dawn|dusk)\b", re.IGNORECASE)
_SCHOOL = re.compile(r"\bSH\b")
_PUBLIC = re.compile(r"\bPH\b")
_OFF = re.compile(r"\b(?:off|closed)\s*$", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(
    rf"(?:\b(\d{{4}})\s*)?\b({'|'.join(_MONTHS)})\s*(\d{{1,2}})(?![\d:])"
    r"(?:\s*-\s*(\d{1,2})(?![\d:]))?",
    re.IGNORECASE,
)
_WEEKLY_TOKENS = re.compile(
    r"(?:Mo|Tu|We|Th|Fr|Sa|Su|off|closed|open|24/7|\d{1,2}:\d{2}|[-,;\s])*", re.ASCII
)
_LAST_CLOSING = re.compile(r"[;,]\s*((?:\w\w\s*,\s*)*\w\w)\s+(?:off|closed)\s*;?\s*$")


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
    text = expression.strip().removesuffix(";")  # the library trips over a last semicolon
    try:
        return OpeningHours(text, country=country or None)
    except UnknownCountryError:
        return OpeningHours(text)


def _validated(expression: str, country: str) -> OpeningHours:
    try:
        return _parsed(expression, country)
    except ParserError as error:
        raise ValueError(f"The opening hours {expression!r} were not validated: {error}") from error


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
    for year, month, *days in _DATE.findall(bare):
        # The library reads an impossible date as another date, or as every date.
        last = monthrange(int(year or 2024), _MONTHS.index(month.lower()) + 1)[1]
        for day in filter(None, days):
            if not 1 <= int(day) <= last:
                value = f"{year} {month} {day}".strip()
                return reason("hours_impossible_date", value=value)
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


def closes_on_public_holidays(expression: str) -> bool:
    """Whether a rule like "PH off" has the last word, so that regional days close it too."""
    rules = _COMMENT.sub(" ", expression).strip().removesuffix(";").split(";")
    while rules and _OFF.search(rules[-1]):
        if _PUBLIC.search(re.split(r",(?=.*\d)", rules[-1])[-1]):
            return True
        rules.pop()
    return False


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
    pieces = _pieces(_validated(expression, country), first - 2, after + 2)
    rows = [piece for piece in pieces if first <= piece[0] < after]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def _pieces(hours: OpeningHours, first_day: int, after_day: int) -> list[tuple[int, int, int]]:
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

    "PH off" and "SH off" are understood at the end, where they have the last word. Ask this
    before `reasons_to_refuse_hours`, which refuses school holidays that stand elsewhere.
    """
    if len(expression) > MAX_TEXT_LENGTH:
        return None
    rest = expression
    policies = {"PH": HolidayPolicy.AS_USUAL, "SH": HolidayPolicy.AS_USUAL}
    while match := _LAST_CLOSING.search(rest):
        names = [name.strip() for name in match[1].split(",")]
        if not policies.keys() & names:
            break
        policies |= dict.fromkeys(policies.keys() & names, HolidayPolicy.CLOSED)
        weekdays_off = ",".join(name for name in names if name not in policies)
        rest = rest[: match.start()] + (f"; {weekdays_off} off" if weekdays_off else "")
    if not rest.strip() or not _WEEKLY_TOKENS.fullmatch(rest):
        return None
    monday = day_number(date(2024, 1, 1))
    try:
        pieces = _pieces(_parsed(rest, ""), monday - 7, monday + 14)
        # Nothing but the holidays may have been taken away.
        if pieces != _pieces(_parsed(expression, ""), monday - 7, monday + 14):
            return None
    except ParserError:
        return None
    weekdays: dict[tuple[int, int], int] = {}
    for day, start, end in pieces:
        if not monday <= day < monday + 7:
            continue
        span = (start - day * MINUTES_PER_DAY, end - start)
        weekdays[span] = weekdays.get(span, 0) | weekday_bit(day - monday)
    if not weekdays:
        return None
    spans = tuple(WeeklySpan(bits, *span) for span, bits in sorted(weekdays.items()))
    return WeeklyHours(spans, policies["PH"], policies["SH"])
