"""The hours of one day as French lists write them: "09:00 - 12:00 / 13:30 - 17:00"."""

import re

from softplace.engines.calendar.wallclock import MINUTES_PER_DAY
from softplace.foundation.errors import Reason
from softplace.foundation.intervals import merged

MAX_TEXT_LENGTH = 200
_CLOSED_WORDS = frozenset(("", "-", "ferme", "fermé", "fermée", "fermee", "closed", "néant"))
_SPAN = re.compile(
    r"(?:de\s*)?(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?)?\s*(?:-|à|a)\s*(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?)?"
)
_SEPARATOR = re.compile(r"\s*(?:/|;|,|\bet\b|\||\n)\s*")


def spans_of_day(text: str | None) -> tuple[list[tuple[int, int]], list[Reason]]:
    """The hours of one weekday as French lists write them: "09:00 - 12:00 / 13:30 - 17:00".

    Also read: "9h00-12h", "8h30 à 12h et 14h à 17h", en dashes, "Fermé", blanks. 24:00 is an
    end and not a start; hours do not run past midnight. Stretches that repeat or overlap, as
    real lists have them, become the one that they cover.

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
    if len(plain) > MAX_TEXT_LENGTH:
        return [], [Reason("day_hours_too_long", "hours", {"limit": MAX_TEXT_LENGTH})]
    stretches: list[tuple[int, int]] = []
    reasons: list[Reason] = []
    for part in _SEPARATOR.split(plain):
        match = _SPAN.fullmatch(part.strip())
        if match is None:
            reasons.append(Reason("day_hours_unreadable", "hours", {"value": part[:40]}))
            continue
        start = int(match[1]) * 60 + int(match[2] or 0)
        end = int(match[3]) * 60 + int(match[4] or 0)
        late = max(int(match[2] or 0), int(match[4] or 0)) > 59
        if late or start >= MINUTES_PER_DAY or end > MINUTES_PER_DAY:
            reasons.append(Reason("hours_out_of_day", "hours", {"value": part[:40]}))
        elif end <= start:
            reasons.append(Reason("ends_before_start", "hours", {"value": part[:40]}))
        else:
            stretches.append((start, end))
    if reasons:
        return [], reasons
    return [(start, end - start) for start, end in merged(stretches)], []
