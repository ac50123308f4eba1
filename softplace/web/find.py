"""The Find page: one box for what, where, when and for whom; answers in a list and on a map."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from softplace.find.enums import Part, Step, When
from softplace.find.queries import (
    Answer,
    Answers,
    Suggestion,
    current_lexicon,
    find_openings,
    functions_offered,
    nearest_to,
    search,
)
from softplace.find.rules import Asked, Locality, Moment, ask
from softplace.find.rules.question import CHOICES
from softplace.foundation import clock
from softplace.people.enums import Audience
from softplace.places.enums import Accessibility, Equipment, Mode, PlaceKind, ResourceKind, Use
from softplace.territory.models import Territory
from softplace.territory.queries import current_territory
from softplace.web import words
from softplace.web.map import Drawing, Plane, drawing
from softplace.web.ribbon import Ribbon, Scale, closing_hour, hours_in_words, scale_for
from softplace.web.sentences import told_by_field
from softplace.web.shapes import communes_geojson, shapes_around, shapes_svg

FIRST_SHOWN = 25
"""Answers in the list at first; the others that have details are a link away."""

RADII_KM = (2, 5, 10, 20, 30, 50, 100)
DEFAULT_ZONE = "Europe/Paris"
CENTRE_OF_FRANCE = (46.5, 2.5)
VOCABULARIES = {
    "kind": PlaceKind,
    "resource": ResourceKind,
    "equipment": Equipment,
    "use": Use,
    "accessibility": Accessibility,
    "mode": Mode,
}


@dataclass(frozen=True)
class Row:
    """One answer as the list shows it."""

    rank: int
    answer: Answer
    link: str
    status: str
    is_open_now: bool
    hours: str
    """On a day's scale, all of its hours."""
    ribbon: Ribbon
    functions: Sequence[str]
    more_functions: int
    terms: Sequence[str]
    """How and for whom, where nothing of it is open to anyone who walks in."""


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address without it."""

    label: str
    address: str


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    territory, zone, now = _here()
    lexicon = current_lexicon()
    asked = ask(_given(request), lexicon=lexicon, now=now, zone=zone)
    answers = find_openings(asked.question, now=now)
    context = _results(request, territory, zone, now, asked, answers, lexicon.towns)
    if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted"):
        response = render(request, "find/results.html", context)
    else:
        response = render(request, "find/page.html", context | _form(asked))
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def places_geojson(request: HttpRequest) -> HttpResponse:
    """The answers of the same search for the map: all of them as points, the first with words."""
    _territory, zone, now = _here()
    _asked, answers = search(_given(request), now=now, zone=zone)
    words_of = {
        answer.place_id: {
            "name": answer.name,
            "link": _link(answer.slug),
            "rank": rank,
        }
        for rank, answer in enumerate(answers.answers, 1)
    }
    features = [
        {
            "type": "Feature",
            "id": mark.place_id,
            "geometry": {"type": "Point", "coordinates": [mark.longitude, mark.latitude]},
            "properties": words_of.get(mark.place_id, {"rank": 0}),
        }
        for mark in answers.marks
    ]
    collection = {"type": "FeatureCollection", "features": features, "total": answers.total}
    return HttpResponse(json.dumps(collection), content_type="application/geo+json")


@require_safe
@gzip_page
@cache_control(public=True, max_age=86_400)
def communes(request: HttpRequest) -> HttpResponse:
    """Boundaries and towns for the map. The address carries the version, so it is kept long."""
    towns = current_lexicon().towns
    version = shapes_around(_centre(current_territory()), towns).version
    body = communes_geojson(version, towns)
    return HttpResponse(body, content_type="application/geo+json")


@require_safe
@gzip_page
@cache_control(public=True, max_age=86_400)
def shapes(request: HttpRequest) -> HttpResponse:
    centre = _centre(current_territory())
    body, _frame = shapes_svg(shapes_around(centre, current_lexicon().towns).boundaries, centre)
    return HttpResponse(body, content_type="image/svg+xml")


def _here() -> tuple[Territory | None, ZoneInfo, datetime]:
    territory = current_territory()
    return territory, ZoneInfo(territory.zone if territory else DEFAULT_ZONE), clock.now()


def _centre(territory: Territory | None) -> tuple[float, float]:
    return (territory.latitude, territory.longitude) if territory else CENTRE_OF_FRANCE


def _link(slug: str) -> str:
    return f"{_places_address()}{slug}/"


@cache
def _places_address() -> str:
    """Reversed once: a list has dozens of links."""
    return reverse("place", args=["x"]).removesuffix("x/")


def _given(request: HttpRequest) -> dict[str, list[str]]:
    return {name: request.GET.getlist(name) for name in request.GET}


def _results(
    request: HttpRequest,
    territory: Territory | None,
    zone: ZoneInfo,
    now: datetime,
    asked: Asked,
    answers: Answers,
    towns: tuple[Locality, ...],
) -> dict[str, Any]:
    moment = asked.question.moment
    first = moment.shown_start.astimezone(zone).date()
    shown = answers.answers if request.GET.get("all") else answers.answers[:FIRST_SHOWN]
    scale = scale_for(first, moment.shown_days, zone, [a.intervals for a in shown])
    rows = [_row(rank, answer, moment, scale, now) for rank, answer in enumerate(shown, 1)]
    suggestions = [] if answers.total else nearest_to(asked.question, now=now, zone=zone)
    centre = _centre(territory)
    around = shapes_around(centre, towns)
    return {
        "territory": territory,
        "asked": asked,
        "answers": answers,
        "rows": rows,
        "scale": scale,
        "headline": _headline(answers.total),
        "conditions": _conditions(asked, zone),
        "chips": _chips(asked),
        "errors": told_by_field(asked.reasons),
        "suggestions": [_suggestion(asked, s, zone) for s in suggestions],
        "drawing": _drawing(centre, towns, asked, answers),
        "shapes_version": around.version,
        "shapes_frame": around.frame,
        "query": request.GET.urlencode(),
        "address_of_all": _address(dict(asked.fields) | {"all": ("1",)})
        if len(answers.answers) > len(shown)
        else "",
        "basemap": settings.BASEMAP,
    }


# --- The list -----------------------------------------------------------------------------


def _row(rank: int, answer: Answer, moment: Moment, scale: Scale, now: datetime) -> Row:
    language = get_language() or "fr"
    names = [function.name(language) for function in answer.functions]
    opening = answer.open_at(now)
    return Row(
        rank=rank,
        answer=answer,
        link=_link(answer.slug),
        status=_status(answer, moment, now, scale.zone),
        is_open_now=opening is not None,
        hours=hours_in_words(answer.intervals, scale.zone) if scale.days == 1 else "",
        ribbon=scale.ribbon(answer.intervals, now=now),
        functions=names[:3],
        more_functions=max(0, len(names) - 3),
        terms=_terms(answer),
    )


def _terms(answer: Answer) -> list[str]:
    modes = [] if Mode.WALK_IN in answer.modes else sorted(answer.modes)
    audiences = [] if Audience.EVERYONE in answer.audiences else sorted(answer.audiences)
    return [words.label(mode, "Mode") for mode in modes] + [
        words.label(audience, "Audience") for audience in audiences
    ]


def _status(answer: Answer, moment: Moment, now: datetime, zone: ZoneInfo) -> str:
    """Open until when, or open again when, as seen from now; of another day nothing."""
    if not moment.shown_start <= now < moment.shown_end:
        return ""
    opening = answer.open_at(now)
    if opening:
        closes = opening.end.astimezone(zone)
        if opening.end >= moment.shown_end:
            return _("Open now")
        return _("Open, closes at %(hour)s") % {"hour": closing_hour(closes)}
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


def _headline(total: int) -> str:
    if total == 0:
        return _("Nothing is open")
    return ngettext("%(count)s place open", "%(count)s places open", total) % {
        "count": words.number(total)
    }


def _conditions(asked: Asked, zone: ZoneInfo) -> list[str]:
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
    if moment.part:
        told += ", " + str(dict(_parts())[moment.part]).lower()
    elif moment.from_time or moment.to_time:
        slot = moment.wanted[-1]
        start, end = slot.start.astimezone(zone), slot.end.astimezone(zone)
        if slot.end - slot.start <= timedelta(minutes=1):
            told += ", " + _("at %(hour)s") % {"hour": words.hour(start)}
        else:
            told += ", " + words.hours(start, end)
    return told


def _chips(asked: Asked) -> list[Chip]:
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
            chips.append(Chip(label, _address(kept)))
    return chips


def _address(fields: Any) -> str:
    pairs = [(name, value) for name, values in fields.items() for value in values if value]
    return f"{reverse('find')}?{urlencode(pairs)}" if pairs else reverse("find")


def _suggestion(asked: Asked, found: Suggestion, zone: ZoneInfo) -> dict[str, Any]:
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
        "address": _address(asked.with_fields(**fields)),
        "total": found.total,
    }


# --- The map ------------------------------------------------------------------------------


def _drawing(
    centre: tuple[float, float], towns: Sequence[Locality], asked: Asked, answers: Answers
) -> Drawing:
    spot = asked.question.spot
    detailed = [
        (a.latitude, a.longitude, rank, a.name, _link(a.slug))
        for rank, a in enumerate(answers.answers, 1)
    ]
    others = [(m.latitude, m.longitude, 0, "", "") for m in answers.marks[len(detailed) : 500]]
    return drawing(
        Plane(*centre),
        places=[*detailed, *others],
        towns=towns,
        spot=(spot.latitude, spot.longitude) if spot else None,
        radius_km=spot.radius_km if spot else None,
    )


# --- The form -----------------------------------------------------------------------------


def _form(asked: Asked) -> dict[str, Any]:
    """The choices of the form, with those that are on."""
    language = get_language() or "fr"
    fields = asked.fields
    functions = functions_offered()

    def on(name: str) -> str:
        return next(iter(fields.get(name, ())), "")

    moment = asked.question.moment
    day = on("day") or (moment.when if moment.when not in set(When) else "")
    is_in_words = not set(fields) & {"when", "day", "part", "from", "to"}
    if is_in_words:
        # The fields stay empty: they would still say it after the words have changed.
        chosen_when, chosen_part, day = "", "", ""
    else:
        chosen_when = "" if day or moment.when == When.WEEK else moment.when
        chosen_part = moment.part
    says_when = is_in_words and (moment.when != When.WEEK or bool(moment.part))
    more = {"function", "for", "day", "from", "to", "radius", *CHOICES}
    return {
        "q": on("q"),
        "where": on("where"),
        "whens": _marked(_whens(is_day=bool(day), says_when=says_when), chosen_when),
        "parts": _marked([("", _("Any hour")), *_parts()], chosen_part),
        "day": day,
        "from_time": on("from"),
        "to_time": on("to"),
        "radii": _marked(
            [("", words.distance(20_000))]
            + [(str(km), words.distance(km * 1000)) for km in RADII_KM if km != 20],
            on("radius"),
        ),
        "audiences": _marked(words.choices(Audience, _("Anyone")), on("for")),
        "latitude": on("lat"),
        "longitude": on("lng"),
        "functions": _marked(
            [
                ("", _("Anything")),
                *sorted(
                    ((f.code, f.name(language)) for f in functions),
                    key=lambda pair: pair[1].lower(),
                ),
            ],
            on("function"),
        ),
        "kinds": _marked(words.choices(PlaceKind, _("Any kind")), on("kind")),
        "resources": _marked(words.choices(ResourceKind, _("Anything")), on("resource")),
        "modes": _marked(words.choices(Mode, _("Any way")), on("mode")),
        "equipments": _marked(words.choices(Equipment), *fields.get("equipment", ())),
        "accessibilities": _marked(words.choices(Accessibility), *fields.get("accessibility", ())),
        # What is on stands above the list; the filters open where something in them is wrong.
        "more_is_open": any(reason.field in more for reason in asked.reasons),
        "popular": functions[:6] if not fields else [],
        "language": language,
    }


def _marked(pairs: Sequence[tuple[Any, Any]], *on: str) -> list[tuple[Any, Any, bool]]:
    return [(value, label, str(value) in on) for value, label in pairs]


def _whens(*, is_day: bool, says_when: bool) -> list[tuple[str, str]]:
    """The first, with no value, leaves the choice to the day given or to the words typed."""
    otherwise = _("Next 7 days")
    if is_day:
        otherwise = _("On the day chosen")
    elif says_when:
        otherwise = _("As my words say")
    return [
        ("", otherwise),
        (When.NOW, _("Now")),
        (When.TODAY, _("Today")),
        (When.TOMORROW, _("Tomorrow")),
        (When.WEEKEND, _("This weekend")),
    ]


def _parts() -> list[tuple[str, str]]:
    return [
        (Part.MORNING, _("Morning")),
        (Part.NOON, _("Lunchtime")),
        (Part.AFTERNOON, _("Afternoon")),
        (Part.EVENING, _("Evening")),
    ]
