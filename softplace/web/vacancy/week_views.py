"""The vacancy map of a week, and the half-day calendar of some weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from softplace.foundation import clock
from softplace.places.models import Place
from softplace.territory.models import Commune
from softplace.vacancy.queries import Filter, Heat, discs, heat, heat_by_place, survey
from softplace.web import words
from softplace.web.keeper.access import for_planners
from softplace.web.studio.map import boundaries
from softplace.web.vacancy.asked import asked
from softplace.web.vacancy.compliance import percent
from softplace.web.vacancy.map import MOST_NUMBERED, shade, vacancy_map

WEEKS_BEFORE, WEEKS_AFTER = 3, 4
MOST_PLACES = 40
MOST_TOWNS = 14


@require_safe
@for_planners
def map_of_week(request: HttpRequest) -> HttpResponse:
    question = asked(request)
    context = question.context("map")
    if question.wanted is None:
        return render(request, "vacancy/map.html", context, status=422)
    found = discs(survey(question.monday, 1, clock.now(), question.wanted), 0)
    titles = [
        _("%(place)s: %(idle)s m²·hours idle, %(share)s of its half-days")
        % {
            "place": disc.name,
            "idle": words.number(disc.figures.idle_m2_hours),
            "share": percent(disc.figures.idle_share),
        }
        for disc in found
    ]
    if found:
        context["map"] = vacancy_map(
            found, titles, boundaries(), _towns(), _("Map of what stands idle")
        )
    context |= {
        "legend": [
            ("0", _("nothing idle")),
            ("1", _("up to half of the half-days idle")),
            ("2", _("up to three quarters")),
            ("3", _("up to nine tenths")),
            ("4", _("more")),
        ],
        "rows": [
            (rank, disc, percent(disc.figures.idle_share))
            for rank, disc in enumerate(found[:MOST_NUMBERED], 1)
        ],
        "more": max(0, len(found) - MOST_NUMBERED),
    }
    return render(request, "vacancy/map.html", context)


def _towns() -> list[tuple[str, float, float]]:
    largest = Commune.objects.filter(population__isnull=False).order_by("-population")
    return list(largest.values_list("name", "latitude", "longitude")[:MOST_TOWNS])


@dataclass(frozen=True)
class HeatCell:
    shade: str
    """ "closed", or 0 to 4."""
    sign: str
    words: str


@require_safe
@for_planners
def calendar(request: HttpRequest) -> HttpResponse:
    question = asked(request)
    context = question.context("calendar")
    if question.wanted is None:
        return render(request, "vacancy/calendar.html", context, status=422)
    wanted, place = question.wanted, None
    if request.GET.get("place"):
        place = get_object_or_404(Place.objects.published(), slug=request.GET["place"][:80])
        wanted = Filter(place_id=place.pk)
    first = question.monday - timedelta(days=7 * WEEKS_BEFORE)
    found = survey(first, WEEKS_BEFORE + 1 + WEEKS_AFTER, clock.now(), wanted)
    territory = heat(found)
    context |= {
        "place": place,
        "weekdays": words.WEEKDAYS_SHORT,
        "weeks": [
            (monday, monday == question.monday, cells(territory, week, monday))
            for week, monday in enumerate(found.mondays)
        ],
        "places": []
        if place
        else [
            (name, question.query(place=slug), cells(_summed(warm), 0, None))
            for name, slug, warm in heat_by_place(found, MOST_PLACES)
        ],
        "most_places": MOST_PLACES,
        "first": first,
        "last": found.mondays[-1] + timedelta(days=6),
        "whole_address": question.query(place=None),
        "legend": [
            (str(n), f"{sign}{words.NO_BREAK}%")
            for n, sign in enumerate(("0", "≤ 50", "≤ 75", "≤ 90", "> 90"))
        ],
        "has_half_days": bool(territory.open_half_days.any()),
    }
    return render(request, "vacancy/calendar.html", context)


def _summed(warm: Heat) -> Heat:
    """All weeks in one."""
    return Heat(
        warm.open_half_days.sum(axis=0, keepdims=True),
        warm.idle_half_days.sum(axis=0, keepdims=True),
    )


def cells(warm: Heat, week: int, monday: date | None) -> Sequence[HeatCell]:
    """The 14 half-days of a week, with a number in each."""
    answers = []
    for half in range(14):
        opened, idle = int(warm.open_half_days[week, half]), int(warm.idle_half_days[week, half])
        half_word = _("afternoon") if half % 2 else _("morning")
        day = (
            words.day_short(monday + timedelta(days=half // 2))
            if monday
            else str(words.WEEKDAYS[half // 2])
        )
        if not opened:
            answers.append(HeatCell("closed", "–", words.named(f"{day}, {half_word}", _("closed"))))
            continue
        share = idle / opened
        said = _("%(idle)s of %(open)s idle") % {
            "idle": words.number(idle),
            "open": words.number(opened),
        }
        answers.append(
            HeatCell(
                str(shade(share)),
                words.number(share * 100),
                words.named(f"{day}, {half_word}", said),
            )
        )
    return answers
