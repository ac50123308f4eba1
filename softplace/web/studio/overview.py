"""The first page of the Studio: the map, the figures, the table of communes."""

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from softplace.foundation.errors import Refused
from softplace.reach.models import Scenario
from softplace.reach.planning import Outlook, outlook
from softplace.reach.queries import Calendar, Cells, calendar, cells
from softplace.web import words
from softplace.web.keeper.access import for_planners
from softplace.web.sentences import told
from softplace.web.studio import questions
from softplace.web.studio.map import Mark, boundaries, choropleth

MOST_ROWS = 60


@require_safe
@for_planners
def overview(request: HttpRequest) -> HttpResponse:
    form = questions.OverviewForm({**questions.first_question(), **request.GET.dict()})
    context: dict[str, Any] = {
        "form": form,
        "scenarios": Scenario.objects.select_related("function"),
    }
    if not form.is_valid():
        return render(request, "studio/overview.html", context, status=422)
    asked = form.cleaned_data
    land = cells()
    week = questions.this_week()
    plan = calendar(asked["function"], week.monday, week.zone)
    try:
        found = _outlook(plan, land, asked)
    except Refused as refusal:
        context["refusals"] = [told(reason) for reason in refusal.reasons]
        return render(request, "studio/overview.html", context)
    shown = found
    threshold = asked["threshold_km"]
    legend = questions.legend_of_distance(threshold)
    shades = questions.shades_of_distance(land, found, threshold)
    if asked["show"] == "hours":
        legend, shades = questions.legend_of_hours(), questions.shades_of_hours(land, found)
    elif asked["show"] == "open":
        minute = asked["weekday"] * 1440 + asked["hour"] * 60
        shown = _outlook(plan, land, asked, minute=minute)
        shades = questions.shades_of_distance(land, shown, threshold)
    marks = [
        Mark(place.lat, place.lng, plan.names[key], "kept")
        for key, place in plan.network.places.items()
    ]
    rows = sorted(_rows(land, shown, found, plan), key=lambda row: -row["sort"])
    context |= {
        "figures": _figures(shown, found, land, threshold),
        "map": choropleth(land, boundaries(), shades, marks, _("Map of the communes")),
        "legend": legend,
        "rows": rows[:MOST_ROWS],
        "more": max(0, len(rows) - MOST_ROWS),
        "query": request.GET.urlencode(),
        "beyond_border": len(plan.beyond),
        "without_hours": sum(
            not any(offer.hours for offer in place.offers) for place in plan.network.places.values()
        ),
        "asked": asked,
    }
    return render(request, "studio/overview.html", context)


@require_safe
@for_planners
def communes_csv(request: HttpRequest) -> HttpResponse:
    """The figures of every commune."""
    form = questions.OverviewForm({**questions.first_question(), **request.GET.dict()})
    if not form.is_valid():
        return HttpResponse(status=422)
    asked, land, week = form.cleaned_data, cells(), questions.this_week()
    plan = calendar(asked["function"], week.monday, week.zone)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="communes.csv"'
    writer = csv.writer(response)
    writer.writerow(["code", "commune", "people", "km", "hours_a_week", "nearest"])
    try:
        found = _outlook(plan, land, asked)
    except Refused:
        return response
    for i, code in enumerate(land.codes):
        reached = found.nearest[i]
        writer.writerow(
            [
                code,
                land.names[i],
                int(land.people[i]),
                round(found.kilometres[i], 3) if reached else "",
                round(found.hours[i], 2),
                plan.names.get(reached, ""),
            ]
        )
    return response


def _outlook(
    plan: Calendar, land: Cells, asked: dict[str, Any], minute: int | None = None
) -> Outlook:
    network = plan.network if minute is None else questions.open_at(plan.network, minute)
    return outlook(
        network,
        land,
        function=asked["function"].code,
        mode=asked["mode"],
        threshold_km=asked["threshold_km"],
    )


def _figures(
    shown: Outlook, found: Outlook, land: Cells, threshold: float
) -> list[tuple[str, str, str]]:
    """(label, figure, what it is) of the tiles."""
    of = shown.coverage
    share = words.number(of.share_beyond * 100, 1)
    mean_hours = float(found.hours @ land.people) / of.people
    return [
        (
            _("People"),
            words.number(of.people),
            _("in %(cells)s communes") % {"cells": words.number(len(land))},
        ),
        (
            _("Beyond %(km)s km") % {"km": words.number(threshold, 1)},
            _("%(share)s %%") % {"share": share},
            _("%(people)s people in %(cells)s communes")
            % {"people": words.number(of.people_beyond), "cells": words.number(of.cells_beyond)},
        ),
        (
            _("Mean distance"),
            _("%(km)s km") % {"km": words.number(of.mean, 2)} if of.mean < 1e6 else _("none"),
            _("nine in ten within %(km)s") % {"km": questions.km(of.p90)},
        ),
        (
            _("Farthest commune"),
            questions.km(of.worst),
            land.names[of.worst_cell],
        ),
        (
            _("Hours a week within reach"),
            questions.hours(mean_hours),
            _("on average for a person"),
        ),
        (
            _("Inequality (Gini)"),
            words.number(of.gini, 2),
            _("of distances: 0 is equal for all"),
        ),
    ]


def _rows(land: Cells, shown: Outlook, found: Outlook, plan: Calendar) -> list[dict[str, Any]]:
    return [
        {
            "name": land.names[i],
            "people": words.number(land.people[i]),
            "km": questions.km(shown.kilometres[i]),
            "hours": questions.hours(found.hours[i]),
            "nearest": plan.names.get(shown.nearest[i], ""),
            "sort": shown.kilometres[i],
        }
        for i in range(len(land))
        if land.people[i]
    ]
