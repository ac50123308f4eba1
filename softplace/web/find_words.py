"""What the Find page says: how many, when, where, which filters, and what is nearest."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from softplace.find.enums import Part, Step, When
from softplace.find.queries import Answer, Suggestion, functions_offered
from softplace.find.rules import Asked, Moment
from softplace.places.enums import Accessibility, Equipment, Mode, PlaceKind, ResourceKind, Use
from softplace.web import words
from softplace.web.find_form import parts_of_day
from softplace.web.ribbon import open_until, taken_until

VOCABULARIES = {
    "kind": PlaceKind,
    "resource": ResourceKind,
    "equipment": Equipment,
    "use": Use,
    "accessibility": Accessibility,
    "mode": Mode,
}


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address without it."""

    label: str
    address: str


def status(answer: Answer, moment: Moment, now: datetime, zone: ZoneInfo) -> str:
    """Open, or taken, until when, or open again when, as seen from now; of another day nothing."""
    if not moment.shown_start <= now < moment.shown_end:
        return ""
    taken = answer.taken_at(now)
    if taken:
        return taken_until(taken, now, zone)
    opening = answer.open_at(now)
    if opening:
        return open_until(opening, now, zone, seen_until=moment.shown_end)
    following = answer.next_after(now)
    if following is None:
        return _("Closed")
    opens = following.start.astimezone(zone)
    today = now.astimezone(zone).date()
    if opens.date() == today:
        return _("Opens at %(hour)s") % {"hour": words.hour(opens)}
    if opens.date() == today + timedelta(days=1):
        return _("Opens tomorrow at %(hour)s") % {"hour": words.hour(opens)}
    weekday = str(words.WEEKDAYS[opens.weekday()])
    return _("Opens on %(day)s at %(hour)s") % {
        "day": weekday.lower() if words.is_french() else weekday,
        "hour": words.hour(opens),
    }


def headline(total: int) -> str:
    if total == 0:
        return _("Nothing is open")
    return ngettext("%(count)s place open", "%(count)s places open", total) % {
        "count": words.number(total)
    }


def conditions(asked: Asked, zone: ZoneInfo) -> list[str]:
    """When and where, as they were understood."""
    told = [_when_in_words(asked.question.moment, zone)]
    spot = asked.question.spot
    if spot is not None:
        distance = words.distance(spot.radius_km * 1000)
        if spot.commune:
            told.append(
                _("within %(distance)s of %(commune)s")
                % {"distance": distance, "commune": spot.commune}
            )
        else:
            told.append(_("within %(distance)s of you") % {"distance": distance})
    return told


def _when_in_words(moment: Moment, zone: ZoneInfo) -> str:
    named = {
        When.NOW: _("now"),
        When.TODAY: _("today"),
        When.TOMORROW: _("tomorrow"),
        When.WEEKEND: _("this weekend"),
        When.WEEK: _("in the next 7 days"),
    }
    day = moment.shown_start.astimezone(zone).date()
    told = named[When(moment.when)] if moment.when in set(When) else words.day(day)
    if moment.when == When.TOMORROW and moment.part:
        return _parts_of_tomorrow()[Part(moment.part)]
    if moment.part:
        told += ", " + str(dict(parts_of_day())[moment.part]).lower()
    elif moment.from_time or moment.to_time:
        slot = moment.wanted[-1]
        start, end = slot.start.astimezone(zone), slot.end.astimezone(zone)
        if slot.end - slot.start <= timedelta(minutes=1):
            told += ", " + _("at %(hour)s") % {"hour": words.hour(start)}
        else:
            told += ", " + words.hours(start, end)
    return told


def _parts_of_tomorrow() -> dict[Part, str]:
    return {
        Part.MORNING: _("tomorrow morning"),
        Part.NOON: _("tomorrow at lunchtime"),
        Part.AFTERNOON: _("tomorrow afternoon"),
        Part.EVENING: _("tomorrow evening"),
    }


def chips(asked: Asked) -> list[Chip]:
    language = get_language() or "fr"
    names = {function.code: function.name(language) for function in functions_offered()}
    chips = []
    for name, values in asked.fields.items():
        for value in values:
            if name == "function":
                label = names.get(value, value)
            elif name in VOCABULARIES:
                label = words.label(value, VOCABULARIES[name].__name__)
            elif name == "for":
                label = words.label(int(value), "Audience")
            elif name == "lat":
                label = _("Around me")
            else:
                continue
            kept = dict(asked.fields) | {name: tuple(v for v in values if v != value)}
            if name == "lat":
                kept.pop("lng", None)
            chips.append(Chip(label, address(kept)))
    return chips


def address(fields: Any) -> str:
    pairs = [(name, value) for name, values in fields.items() for value in values if value]
    return f"{reverse('find')}?{urlencode(pairs)}" if pairs else reverse("find")


def suggestion(asked: Asked, found: Suggestion, zone: ZoneInfo) -> dict[str, Any]:
    """A sentence and a link for what is nearest to the question."""
    start = found.opening.start.astimezone(zone)
    about = {
        "place": found.answer.name,
        "when": words.moment(start),
        "distance": words.distance(found.answer.distance_metres or 0),
    }
    sentences = {
        Step.ANOTHER_TIME: _("At another time: %(place)s opens %(when)s."),
        Step.FARTHER: _("A bit farther: %(place)s, at %(distance)s."),
        Step.FARTHER_ANOTHER_TIME: _(
            "Farther and at another time: %(place)s, at %(distance)s, opens %(when)s."
        ),
        Step.FEWER_CONDITIONS: _("With fewer conditions: %(place)s opens %(when)s."),
    }
    fields = dict(found.fields)
    if found.step in {Step.ANOTHER_TIME, Step.FARTHER_ANOTHER_TIME}:
        # Words about time in the text give way to the day that is given.
        fields.setdefault("day", "")
    return {
        "sentence": sentences[found.step] % about,
        "address": address(asked.with_fields(**fields)),
        "total": found.total,
    }
