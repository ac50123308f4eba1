"""The words of the codes (`web.labels`), and how hours, lengths, distances and dates are written.

`label(PlaceKind.LIBRARY)` is "Médiathèque" on a French page and "Library" on an English one.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db.models.enums import Choices
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_AP
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word

from softplace.web.labels import BY_NAME, LABELS

NO_BREAK = "\u00a0"
NARROW_NO_BREAK = "\u202f"

WEEKDAYS = (
    word("Monday"),
    word("Tuesday"),
    word("Wednesday"),
    word("Thursday"),
    word("Friday"),
    word("Saturday"),
    word("Sunday"),
)
"""Monday is 0."""
WEEKDAYS_SHORT = (
    word("Mon"),
    word("Tue"),
    word("Wed"),
    word("Thu"),
    word("Fri"),
    word("Sat"),
    word("Sun"),
)


def label(code: Any, vocabulary: str = "") -> str:
    """The word for a member of an enum, or for its value with the name of the enum.

    An empty value has no word; one that the enum does not know is its own.
    """
    if code is None or code == "":
        return ""
    if vocabulary:
        try:
            code = BY_NAME[vocabulary](code)
        except ValueError:
            return str(code)
    return str(LABELS[type(code)][code])


def choices(vocabulary: type[Choices], empty: Any = None) -> list[tuple[Any, Any]]:
    """Pairs of value and word for a form; with `empty` as the word of no choice, if given."""
    pairs = [(code.value, words) for code, words in LABELS[vocabulary].items()]
    return [("", empty), *pairs] if empty is not None else pairs


def is_french() -> bool:
    return (get_language() or "fr").startswith("fr")


def hour(at: time | datetime | int) -> str:
    """An hour of the day: "9 h 30" or "9:30". A number is minutes since midnight, 1440 too.

    >>> hour(570)
    '9:30'
    """
    minutes = at if isinstance(at, int) else at.hour * 60 + at.minute
    hours, rest = divmod(minutes, 60)
    if hours > 24:
        hours -= 24
    if not is_french():
        return f"{hours}:{rest:02d}"
    end = f"{NO_BREAK}{rest:02d}" if rest else ""
    return f"{hours}{NO_BREAK}h{end}"


def hours(start: time | datetime | int, end: time | datetime | int) -> str:
    """From an hour to another: "9 h – 12 h 30" or "9:00–12:30"."""
    dash = f"{NO_BREAK}– " if is_french() else "–"
    if not isinstance(end, int) and end.hour == 0 and end.minute == 0:
        end = 1440
    return f"{hour(start)}{dash}{hour(end)}"


def duration(minutes: float) -> str:
    """A length of time: "45 min", "1 h 30", "2 days"."""
    whole = round(minutes)
    if whole >= 1440 and whole % 1440 == 0:
        days = whole // 1440
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    hours, rest = divmod(whole, 60)
    if not hours:
        return f"{rest}{NO_BREAK}min"
    return f"{hours}{NO_BREAK}h{f'{NO_BREAK}{rest:02d}' if rest else ''}"


def duration_in_hours(minutes: int) -> str:
    """A length that is not of days: ten hours a week are not a day, nor are 24."""
    if minutes < 60 or minutes % 60:
        return duration(minutes)
    return f"{minutes // 60}{NO_BREAK}h"


def roughly(minutes: float) -> str:
    """How long until something, to the part that matters: "45 min", "5 h", "12 days"."""
    whole = max(0, round(minutes))
    if whole >= 2 * 1440:
        return duration(whole // 1440 * 1440)
    return duration(whole // 60 * 60 if whole >= 120 else whole)


def _number(value: float, digits: int) -> str:
    text = number_format(round(value, digits), digits, use_l10n=True, force_grouping=True)
    separator = "," if is_french() else "."
    return text.rstrip("0").rstrip(separator) if separator in text else text


def number(value: float, digits: int = 0) -> str:
    """A number with the separators of the language: "12 345,6" or "12,345.6"."""
    return _number(value, digits)


def named(name: object, said: object) -> str:
    """A thing and what is said of it: "matin : vacant", "morning: idle"."""
    colon = f"{NO_BREAK}: " if is_french() else ": "
    return f"{name}{colon}{said}"


def listed_apart(parts: Iterable[str]) -> str:
    """Parts that hold commas themselves, with semicolons between them."""
    return (f"{NO_BREAK}; " if is_french() else "; ").join(parts)


def weekday(day: int) -> str:
    """Its name within a sentence: "mardi", "Tuesday"."""
    name = str(WEEKDAYS[day])
    return name.lower() if is_french() else name


def points(value: float, digits: int = 0) -> str:
    """What two shares differ by: "0,5 point", "0.5 points"; in French all below 2 is one."""
    is_one = value < 2 if is_french() else value == 1
    unit = ngettext("point", "points", 1 if is_one else 2)
    return f"{_number(value, digits)}{NO_BREAK}{unit}"


def distance(metres: float) -> str:
    """A distance: "850 m", "2,4 km", "23 km"."""
    if metres < 995:
        return f"{_number(round(metres, -1), 0)}{NO_BREAK}m"
    kilometres = metres / 1000
    return f"{_number(kilometres, 1 if kilometres < 9.95 else 0)}{NO_BREAK}km"


def area(square_metres: float) -> str:
    """An area: "45 m²", "8,5 m²"."""
    digits = 1 if square_metres < 20 else 0
    return f"{_number(square_metres, digits)}{NO_BREAK}m²"


def day(on: date, *, year: bool = False, weekday: bool = True) -> str:
    """A date: "mardi 1er décembre", "Tuesday 1 December"; with its year if asked."""
    ordinal = "1er" if on.day == 1 and is_french() else str(on.day)
    month = str(MONTHS[on.month])
    words = [ordinal, month.lower() if is_french() else month]
    if weekday:
        name = str(WEEKDAYS[on.weekday()])
        words.insert(0, name.lower() if is_french() else name)
    if year:
        words.append(str(on.year))
    return " ".join(words)


def day_short(on: date) -> str:
    """A short date: "mar. 24 nov.", "Tue 24 Nov"."""
    name = str(WEEKDAYS_SHORT[on.weekday()])
    if is_french():
        month = str(MONTHS_AP[on.month]).lower()
        return f"{name.lower()} {'1er' if on.day == 1 else on.day} {month}"
    return f"{name} {on.day} {str(MONTHS_3[on.month]).capitalize()}"


def moment(at: datetime, *, year: bool = False) -> str:
    """A date and its hour: "mardi 24 novembre à 9 h 30", "Tuesday 24 November at 9:30"."""
    return _("%(day)s at %(hour)s") % {"day": day(at, year=year), "hour": hour(at)}


def days_between(first: date, last: date) -> str:
    """A stretch of days: "du 2 au 5 mars 2027", "from 2 March to 5 March 2027"."""
    if first == last:
        return day(first, year=True)
    return _("from %(first)s to %(last)s") % {
        "first": day(first, weekday=False, year=first.year != last.year),
        "last": day(last, weekday=False, year=True),
    }
