"""What a request asks for, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word
from django.utils.translation import ngettext

from softplace.matching.enums import Rhythm
from softplace.matching.models import Allocation, Applicant, Request, Wish
from softplace.matching.queries import Past, Tested, WindowAdvice, past_of
from softplace.web import words

WHY_NOT: Mapping[str, str | Promise] = {
    "wish": word("you asked for nothing but your wishes"),
    "distance": word("it is farther away than you allow"),
    "audience": word("it is for others than you"),
    "noise": word("it must be quieter there"),
    "layout": word("it is not set up that way"),
    "equipment": word("it lacks some of the equipment"),
    "headcount": word("it is too small"),
}
"""By the test of `engines.matching.rooms` that a room fails."""


def window_words(window: Sequence[int]) -> str:
    """Some hours of a weekday: "mardi 18 h – 20 h", "Tuesday 18:00–20:00"."""
    weekday, start, end = window
    name = str(words.WEEKDAYS[weekday])
    return f"{name.lower() if words.is_french() else name} {words.hours(start, end)}"


def request_facts(request: Request) -> list[tuple[str, str]]:
    """What is asked for, as pairs of a word and what is said."""
    length = words.duration(request.wished_minutes)
    if request.shortest_minutes < request.wished_minutes:
        length = _("%(wished)s, at least %(shortest)s") % {
            "wished": length,
            "shortest": words.duration(request.shortest_minutes),
        }
    rhythm = words.label(request.rhythm, "Rhythm")
    if request.session_count > 1:
        rhythm = ngettext(
            "%(rhythm)s, %(count)s session", "%(rhythm)s, %(count)s sessions", request.session_count
        ) % {"rhythm": rhythm, "count": request.session_count}
    facts = [
        (_("How often"), rhythm),
        (_("Length"), length),
        (_("When it suits"), ", ".join(map(window_words, request.windows))),
        (_("People"), words.number(request.headcount)),
        (_("Layout"), words.label(request.layout, "Layout")),
        (_("How loud"), words.label(request.noise, "Noise")),
    ]
    if request.first_day or request.last_day:
        facts.insert(2, (_("Dates"), _dates(request)))
    if request.equipment:
        named = ", ".join(words.label(code, "Equipment") for code in request.equipment)
        facts.append((_("Equipment"), named))
    if request.radius_km:
        facts.append((_("At most"), words.distance(request.radius_km * 1000)))
    wishes = [wish_words(wish) for wish in request.wishes.all()]
    if wishes:
        facts.append((_("Wishes"), " · ".join(wishes)))
        if not request.takes_anything:
            facts.append((_("Otherwise"), _("nothing else")))
    return facts


def applicant_facts(applicant: Applicant) -> list[tuple[str, str]]:
    """Who asks, and what past campaigns gave: what those who decide know of it. One query."""
    facts = [
        (_("Name"), applicant.name),
        (_("It is"), words.label(applicant.kind, "ApplicantKind")),
    ]
    if applicant.member_count is not None:
        facts.append((_("Members"), words.number(applicant.member_count)))
    if applicant.several_at_once:
        facts.append((_("At the same time"), _("in several rooms, if need be")))
    past = past_of([applicant]).get(applicant.pk, [])
    given = " · ".join(map(given_words, past))
    facts.append((_("What it was given"), given or _("nothing yet")))
    return facts


def given_words(past: Past) -> str:
    """What a campaign gave: "Season 2027: 60 h"."""
    said = {"campaign": past.campaign.name, "hours": words.number(past.hours, 1)}
    return _("%(campaign)s: %(hours)s h") % said


def _dates(request: Request) -> str:
    first, last = request.first_day, request.last_day
    if first and last:
        return words.days_between(first, last)
    if first:
        return _("from %(day)s") % {"day": words.day(first, year=True)}
    assert last is not None  # the caller has seen one of them
    return _("until %(day)s") % {"day": words.day(last, year=True)}


def wish_words(wish: Wish) -> str:
    if wish.resource is not None:
        return f"{wish.resource.name}, {wish.resource.place.name}"
    assert wish.place is not None  # the database has one or the other
    return _("any room at %(place)s") % {"place": wish.place.name}


def allocation_words(given: Allocation) -> dict[str, Any]:
    """A session that was given: where, when, on how many dates, and which fall out."""
    once = given.request.rhythm == Rhythm.ONCE
    return {
        "where": f"{given.resource.name}, {given.resource.place.name}",
        "when": words.day(given.dates[0], year=True)
        if once and given.dates
        else window_words((given.weekday, given.start_minute, given.end_minute)),
        "hours": words.hours(given.start_minute, given.end_minute) if once else "",
        "dates": [words.day(day, year=True) for day in given.dates],
        "lost": len(given.lost),
        "series": given.series,
    }


def advice_words(advised: WindowAdvice) -> str:
    """How much these hours are wanted: "Tuesday 18:00–20:00: 9 requests for 2 rooms"."""
    when = window_words((advised.weekday, advised.start, advised.end))
    if not advised.room_count:
        return _("%(when)s: no offered room that fits is open then. Give other hours.") % {
            "when": when
        }
    requests = ngettext(
        "%(count)s other request", "%(count)s other requests", advised.request_count
    ) % {"count": advised.request_count}
    rooms = ngettext("%(count)s room that fits", "%(count)s rooms that fit", advised.room_count) % {
        "count": advised.room_count
    }
    return _("%(when)s: %(requests)s, %(rooms)s") % {
        "when": when,
        "requests": requests,
        "rooms": rooms,
    }


def why_not(room: Tested) -> str:
    return str(WHY_NOT[room.failed])
