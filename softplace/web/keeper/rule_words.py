"""Opening rules in plain words, and the plain words of recurrences."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word
from django.utils.translation import pgettext_lazy as word_of

from softplace.people.enums import Audience
from softplace.places.enums import HolidayPolicy, Mode, Pattern
from softplace.places.models import OpeningRule
from softplace.web import words

RRULE_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKS_OF_MONTH = {
    1: word_of("week of the month", "first"),
    2: word_of("week of the month", "second"),
    3: word_of("week of the month", "third"),
    4: word_of("week of the month", "fourth"),
    -1: word_of("week of the month", "last"),
}
_FORTNIGHT = re.compile(r"FREQ=WEEKLY;INTERVAL=(\d{1,2});BYDAY=([A-Z,]+)")
_MONTHLY = re.compile(r"FREQ=MONTHLY;BYDAY=((?:-?\d[A-Z]{2},?)+)")
_NTH = re.compile(r"(-?\d)([A-Z]{2})")

EVERY_WEEK, SOME_WEEKS, MONTHLY, ONCE, RECURRENCE, HOURS = (
    "weekly", "weeks", "monthly", "once", "recurrence", "hours",
)  # fmt: skip
FREQUENCIES = {
    EVERY_WEEK: word("Every week"),
    SOME_WEEKS: word("Every second week, or third …"),
    MONTHLY: word("Some weeks of the month (the first Saturday …)"),
    ONCE: word("Once: an event, a stop"),
    RECURRENCE: word("By an RRULE (for experts)"),
    HOURS: word("By an OpenStreetMap expression (for experts)"),
}


@dataclass(frozen=True)
class PlainRecurrence:
    """What the plain choices of the form say: a frequency, weekdays, every how many weeks."""

    frequency: str
    weekdays: tuple[int, ...] = ()
    interval: int = 2
    weeks: tuple[int, ...] = ()


def weekdays_of(mask: int) -> tuple[int, ...]:
    return tuple(n for n in range(7) if mask >> n & 1)


def plain(rule: OpeningRule) -> PlainRecurrence:
    """The plain choices that say the same as a rule; RECURRENCE where none does."""
    if rule.pattern == Pattern.WEEKLY:
        return PlainRecurrence(EVERY_WEEK, weekdays_of(rule.weekdays))
    if rule.pattern == Pattern.ONCE:
        return PlainRecurrence(ONCE)
    if rule.pattern == Pattern.HOURS:
        return PlainRecurrence(HOURS)
    found = _FORTNIGHT.fullmatch(rule.recurrence)
    if found and set(found[2].split(",")) <= set(RRULE_DAYS):
        days = tuple(RRULE_DAYS.index(name) for name in found[2].split(","))
        return PlainRecurrence(SOME_WEEKS, tuple(sorted(days)), int(found[1]))
    found = _MONTHLY.fullmatch(rule.recurrence)
    if found:
        pairs = [(int(n), name) for n, name in _NTH.findall(found[1])]
        weeks, names = {n for n, _ in pairs}, {name for _, name in pairs}
        every_pair = {(n, name) for n in weeks for name in names}
        if set(pairs) == every_pair and weeks <= set(WEEKS_OF_MONTH) and names <= set(RRULE_DAYS):
            days = tuple(sorted(RRULE_DAYS.index(name) for name in names))
            return PlainRecurrence(
                MONTHLY, days, weeks=tuple(w for w in WEEKS_OF_MONTH if w in weeks)
            )
    return PlainRecurrence(RECURRENCE)


def recurrence_text(said: PlainRecurrence) -> str:
    """The RRULE of plain choices."""
    days = [RRULE_DAYS[n] for n in said.weekdays]
    if said.frequency == SOME_WEEKS:
        return f"FREQ=WEEKLY;INTERVAL={said.interval};BYDAY={','.join(days)}"
    pairs = [f"{week}{name}" for week in said.weeks for name in days]
    return f"FREQ=MONTHLY;BYDAY={','.join(pairs)}"


def listed(parts: list[str]) -> str:
    """Words in a row: "Monday, Tuesday and Friday"."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _days(weekdays: tuple[int, ...]) -> str:
    if len(weekdays) == 7:
        return _("every day")
    names = [str(words.WEEKDAYS[n]) for n in weekdays]
    if words.is_french():
        names = [name.lower() for name in names]
    if len(weekdays) > 2 and weekdays == tuple(range(weekdays[0], weekdays[-1] + 1)):
        return _("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
    return listed(names)


def when(rule: OpeningRule) -> str:
    """The days of a rule: "Tuesday and Thursday", "the first Saturday of the month"."""
    said = plain(rule)
    if said.frequency == EVERY_WEEK:
        return _days(said.weekdays)
    if said.frequency == ONCE:
        return words.day(rule.starts_on, year=True) if rule.starts_on else ""
    if said.frequency == SOME_WEEKS:
        return _("%(days)s, every %(interval)s weeks") % {
            "days": _days(said.weekdays),
            "interval": said.interval,
        }
    if said.frequency == MONTHLY:
        return _("the %(weeks)s %(days)s of the month") % {
            "weeks": listed([str(WEEKS_OF_MONTH[week]) for week in said.weeks]),
            "days": _days(said.weekdays),
        }
    return rule.recurrence or rule.hours


def span(rule: OpeningRule) -> str:
    """The hours of a rule; empty where its expression says them."""
    if rule.pattern == Pattern.HOURS:
        return ""
    end = rule.start_minute + rule.length_minutes
    if end <= 1440:
        return words.hours(rule.start_minute, end)
    text = words.hours(rule.start_minute, end % 1440)
    if end < 2880:
        return _("%(hours)s the day after") % {"hours": text}
    return _("%(hours)s, %(count)s days later") % {"hours": text, "count": end // 1440}


def conditions(rule: OpeningRule) -> list[str]:
    """From when to when, for whom, how, and what happens on holidays: only what is unusual."""
    found = []
    if rule.pattern != Pattern.ONCE:
        if rule.starts_on and rule.ends_on:
            found.append(words.days_between(rule.starts_on, rule.ends_on))
        elif rule.starts_on and rule.pattern != Pattern.RECURRENCE:
            found.append(
                _("from %(day)s") % {"day": words.day(rule.starts_on, year=True, weekday=False)}
            )
        elif rule.ends_on:
            found.append(
                _("until %(day)s") % {"day": words.day(rule.ends_on, year=True, weekday=False)}
            )
    if rule.mode != Mode.WALK_IN:
        found.append(words.label(Mode(rule.mode)).lower())
    if rule.audience != Audience.EVERYONE or rule.group:
        audience = words.label(Audience(rule.audience)).lower()
        name = f"{audience} ({rule.group.name})" if rule.group else audience
        found.append(_("for %(audience)s") % {"audience": name})
    for policy, closed, only in (
        (rule.on_public_holidays, _("not on public holidays"), _("on public holidays only")),
        (rule.on_school_holidays, _("not in school holidays"), _("in school holidays only")),
    ):
        if policy != HolidayPolicy.AS_USUAL:
            found.append(closed if policy == HolidayPolicy.CLOSED else only)
    return found
