"""The Find page: one box for what, where, when and for whom; answers in a list and on a map."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from softplace.find.queries import (
    Answer,
    Answers,
    current_lexicon,
    find_openings,
    nearest_to,
    search,
)
from softplace.find.rules import Asked, Locality, Moment, ask
from softplace.foundation import clock
from softplace.people.enums import Audience
from softplace.places.enums import Mode
from softplace.territory.models import Territory
from softplace.territory.queries import current_territory
from softplace.web import find_words, words
from softplace.web.find_form import form
from softplace.web.map import Drawing, Plane, drawing
from softplace.web.ribbon import Ribbon, Scale, scale_for
from softplace.web.sentences import told_by_field
from softplace.web.shapes import communes_geojson, shapes_around, shapes_svg

FIRST_SHOWN = 25
"""Answers in the list at first; the others that have details are a link away."""

DEFAULT_ZONE = "Europe/Paris"
CENTRE_OF_FRANCE = (46.5, 2.5)


@dataclass(frozen=True)
class Row:
    """One answer as the list shows it."""

    rank: int
    answer: Answer
    link: str
    status: str
    is_open_now: bool
    hours: str
    """On a day's scale, all of its hours, and which of them are taken."""
    ribbon: Ribbon
    functions: Sequence[str]
    more_functions: int
    terms: Sequence[str]
    """How and for whom, where nothing of it is open to anyone who walks in."""


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
        response = render(request, "find/page.html", context | form(asked))
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
        "some_is_taken": any(answer.taken for answer in shown),
        "headline": find_words.headline(answers.total),
        "conditions": find_words.conditions(asked, zone),
        "chips": find_words.chips(asked),
        "errors": told_by_field(asked.reasons),
        "suggestions": [find_words.suggestion(asked, s, zone) for s in suggestions],
        "drawing": _drawing(centre, towns, asked, answers),
        "shapes_version": around.version,
        "shapes_frame": around.frame,
        "query": request.GET.urlencode(),
        "address_of_all": find_words.address(dict(asked.fields) | {"all": ("1",)})
        if len(answers.answers) > len(shown)
        else "",
        "basemap": settings.BASEMAP,
    }


# --- The list -----------------------------------------------------------------------------


def _row(rank: int, answer: Answer, moment: Moment, scale: Scale, now: datetime) -> Row:
    language = get_language() or "fr"
    names = [function.name(language) for function in answer.functions]
    opening = answer.open_at(now)
    ribbon = scale.ribbon(answer.intervals, booked=answer.taken, now=now)
    return Row(
        rank=rank,
        answer=answer,
        link=_link(answer.slug),
        status=find_words.status(answer, moment, now, scale.zone),
        is_open_now=opening is not None and answer.taken_at(now) is None,
        hours=ribbon.words if scale.days == 1 else "",
        ribbon=ribbon,
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
