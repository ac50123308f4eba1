"""The page of a commune: what is near it, when it opens next, and how that compares."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from softplace.foundation import clock
from softplace.foundation.intervals import Interval
from softplace.foundation.tables import plain_cell
from softplace.foundation.text import folded
from softplace.reach.surroundings import REACH_KM, NearFunction, NearSite, near
from softplace.territory.models import Commune, Function
from softplace.territory.queries import current_territory
from softplace.web import words
from softplace.web.ribbon import open_until

MOST_LISTED = 500
WIDEST_KM = 30.0
MOST_HOURS = 60.0


@dataclass(frozen=True, slots=True)
class NearPlace:
    name: str
    slug: str
    distance: str
    opening: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A function as the table shows it."""

    name: str
    code: str
    places: list[NearPlace]
    distance: str
    distance_bar: SafeString
    median_distance: str
    hours: str
    hours_bar: SafeString
    median_hours: str


@require_safe
def communes(request: HttpRequest) -> HttpResponse:
    """All communes, or those whose name begins so."""
    asked = request.GET.get("q", "")[:80]
    found = Commune.objects.order_by("folded_name", "code")
    if folded(asked):
        found = found.filter(folded_name__startswith=folded(asked))
    listed = list(found[: MOST_LISTED + 1])
    if asked and len(listed) == 1:
        return redirect("commune", code=listed[0].code)
    letters: dict[str, list[Commune]] = defaultdict(list)
    for one in listed[:MOST_LISTED]:
        letters[one.folded_name[:1].upper()].append(one)
    context = {"letters": dict(letters), "asked": asked, "has_more": len(listed) > MOST_LISTED}
    return render(request, "communes/list.html", context)


@require_safe
def commune(request: HttpRequest, code: str) -> HttpResponse:
    found = Commune.objects.filter(code=code).first()
    if found is None:
        # By its name, as people type it: /communes/crest/.
        named = list(Commune.objects.filter(folded_name=folded(code.replace("-", " ")))[:2])
        if len(named) == 1:
            return redirect("commune", code=named[0].code)
        if named:
            return redirect(f"{reverse('communes')}?q={folded(code.replace('-', ' '))}")
        get_object_or_404(Commune, code=code)
    assert found is not None
    zone, now = _zone(), clock.now()
    functions = near(found, now, zone)
    context = {
        "commune": found,
        "groups": _groups(functions, now, zone),
        "reach": words.number(REACH_KM),
        "today": words.day(now.astimezone(zone).date(), year=True),
    }
    return render(request, "communes/commune.html", context)


@require_safe
def commune_csv(request: HttpRequest, code: str) -> HttpResponse:
    """A row a function and place near the commune."""
    found = get_object_or_404(Commune, code=code)
    zone = _zone()
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.code}.csv"'
    writer = csv.writer(response)
    writer.writerow(
        ["function", "rank", "place", "km", "next_opening", "hours_a_week", "median_km",
         "median_hours_a_week"]
    )  # fmt: skip
    for one in near(found, clock.now(), zone):
        for rank, site in enumerate(one.nearest, 1):
            opening = site.opening.start.astimezone(zone).isoformat() if site.opening else ""
            writer.writerow(
                [one.function.code, rank, plain_cell(site.site.name), round(site.km, 3), opening,
                 round(one.hours, 2), round(one.median_km, 3), round(one.median_hours, 2)]
            )  # fmt: skip
    return response


def _zone() -> ZoneInfo:
    territory = current_territory()
    return ZoneInfo(territory.zone if territory else "Europe/Paris")


def _groups(
    functions: list[NearFunction], now: datetime, zone: ZoneInfo
) -> list[tuple[str, list[Row]]]:
    """Rows by the branch of the tree, both by name."""
    language = get_language() or "fr"
    parents = Function.objects.in_bulk({one.function.parent_id for one in functions} - {None})
    groups: dict[str, list[Row]] = defaultdict(list)
    for one in functions:
        parent = parents.get(one.function.parent_id or 0)
        title = parent.name(language) if parent else one.function.name(language)
        groups[title].append(_row(one, language, now, zone))
    return [
        (title, sorted(rows, key=lambda row: folded(row.name)))
        for title, rows in sorted(groups.items(), key=lambda pair: folded(pair[0]))
    ]


def _row(one: NearFunction, language: str, now: datetime, zone: ZoneInfo) -> Row:
    km = one.nearest[0].km if one.nearest else float("inf")
    return Row(
        name=one.function.name(language),
        code=one.function.code,
        places=[_place(site, now, zone) for site in one.nearest],
        distance=_km(km),
        distance_bar=bar(km, one.median_km, WIDEST_KM),
        median_distance=_km(one.median_km),
        hours=_hours(one.hours),
        hours_bar=bar(one.hours, one.median_hours, MOST_HOURS),
        median_hours=_hours(one.median_hours),
    )


def _place(near_site: NearSite, now: datetime, zone: ZoneInfo) -> NearPlace:
    opening = near_site.opening
    is_open = opening is not None and opening.start <= now
    return NearPlace(
        name=near_site.site.name,
        slug=near_site.site.slug,
        distance=words.distance(near_site.km * 1000),
        opening=_opening(opening, now, zone),
        is_open=is_open,
    )


def _opening(opening: Interval | None, now: datetime, zone: ZoneInfo) -> str:
    if opening is None:
        return _("no opening known within two weeks")
    if opening.start <= now:
        return open_until(opening, now, zone)
    start = opening.start.astimezone(zone)
    if start.date() == now.astimezone(zone).date():
        return _("opens today at %(hour)s") % {"hour": words.hour(start)}
    return _("opens %(moment)s") % {"moment": words.moment(start)}


def _km(value: float) -> str:
    return _("none") if value == float("inf") else words.distance(value * 1000)


def _hours(value: float) -> str:
    return words.duration_in_hours(round(value * 60)) if value else _("no hour")


def bar(value: float, median: float, widest: float) -> SafeString:
    """The commune’s value as a bar, the territory's median as a tick, on one scale for all rows."""
    width = min(value / widest, 1.0) * 100
    at = min(median / widest, 1.0) * 100
    return mark_safe(  # numbers only
        '<svg class="near-bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="rail" width="100" height="12"/><rect class="here" y="3" width="{width:.1f}" '
        f'height="6"/><path class="median" d="M{at:.1f} 0v12"/></svg>'
    )
