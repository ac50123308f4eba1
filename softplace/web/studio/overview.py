"""The first page of the Studio: the map, the figures, the table of communes."""

from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from softplace.foundation.errors import Refused
from softplace.reach.answers import Answer, answer, figures
from softplace.reach.enums import Basis
from softplace.reach.queries import Cells, Land, cells, studies
from softplace.web import words
from softplace.web.keeper.access import for_planners
from softplace.web.sentences import told
from softplace.web.studio import asking, questions
from softplace.web.studio.figures import figure_groups, group_rows, postal_verdicts
from softplace.web.studio.map import MOST_DOTS, Mark, boundaries, choropleth
from softplace.web.studio.shades import cost, shades
from softplace.web.studio.week_chart import slider, week_chart

MOST_ROWS = 60
MOST_NAMES = 12


@require_safe
@for_planners
def overview(request: HttpRequest) -> HttpResponse:
    form = asking.overview_form(request.GET)
    context: dict[str, Any] = {
        "form": form,
        "studies": studies(),
    }
    if not form.is_valid():
        return render(request, "studio/overview.html", context, status=422)
    asked = form.asked()
    try:
        given = answer(asked)
    except Refused as refusal:
        context["refusals"] = [told(reason) for reason in refusal.reasons]
        return render(request, "studio/overview.html", context)
    land = drawn_land(given.land)
    drawn, legend = shades(given, land, form.cleaned_data["show"])
    places = given.plan.network.places
    marks = [
        Mark(place.lat, place.lng, given.plan.names[key], "kept") for key, place in places.items()
    ]
    order = [i for i in np.argsort(-given.found.costs).tolist() if given.land.people[i]]
    context |= {
        "groups": figure_groups(given, figures(given)),
        "group_rows": group_rows(given),
        "verdicts": postal_verdicts(given),
        "map": choropleth(
            land.shown, boundaries(), drawn, marks, _("Map of the communes"), is_numbered=True
        ),
        "week_chart": week_chart(given),
        "slider": slider(given, land),
        "is_by_commune": land.of is not None,
        "weekdays": words.WEEKDAYS_SHORT,
        "reach": cost(given, asked.threshold),
        "legend": legend,
        "rows": [_row(given, i) for i in order[:MOST_ROWS]],
        "more": max(0, len(order) - MOST_ROWS),
        "query": request.GET.urlencode(),
        "beyond_border": len(given.plan.beyond),
        "without_hours": sum(
            not any(offer.hours for offer in place.offers) for place in places.values()
        ),
        "asked": asked,
        "off_roads": off_roads(given),
        "distances": questions.distances_in_words(given.found.travel.basis, asked.cells),
        "week": words.day(asked.monday, year=True, weekday=False),
        "is_this_week": asked.monday == questions.this_week().monday,
    }
    return render(request, "studio/overview.html", context)


def drawn_land(counted: Cells) -> Land:
    """What the map draws: the cells, or where these are very many the communes that they are of."""
    if counted.source and len(counted) > MOST_DOTS:
        return Land.of_cells(counted, cells())
    return Land(counted, counted, counted)


def off_roads(given: Answer) -> dict[str, Any] | None:
    """Cells and places that no road joins to the others: how many, and the first names."""
    measured = given.found.travel
    off = [
        given.land.names[i]
        for i in measured.cells_off.nonzero()[0].tolist()
        if given.land.people[i]
    ]
    keys = [given.found.keys[i] for i in measured.sites_off.nonzero()[0].tolist()]
    if measured.basis != Basis.ROADS or not (off or keys):
        return None
    names = [*off, *(given.plan.names[key] for key in keys)]
    return {
        "count": words.number(len(names)),
        "names": names[:MOST_NAMES],
        "is_cut": len(names) > MOST_NAMES,
    }


def _row(given: Answer, i: int) -> dict[str, str]:
    land, found = given.land, given.found
    return {
        "name": land.names[i],
        "people": words.number(land.people[i]),
        "cost": cost(given, found.costs[i]),
        "hours": questions.hours(found.hours[i]),
        "places": words.number(given.more.places[i]),
        "nearest": given.plan.names.get(found.nearest[i], ""),
    }
