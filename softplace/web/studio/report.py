"""The report of a study, made to be printed and read by a council; and its figures as files."""

import csv
import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from softplace.foundation.clock import today
from softplace.foundation.errors import Refused
from softplace.foundation.tables import plain_cell
from softplace.reach.models import Scenario, Study
from softplace.reach.planning import (
    Comparison,
    commune_rows,
    compare_scenarios,
    figure_name,
    figures_of,
    figures_shown,
    study_terms,
)
from softplace.reach.queries import week_of
from softplace.web import words
from softplace.web.keeper.access import for_planners
from softplace.web.sentences import told
from softplace.web.studio import comparison, questions
from softplace.web.studio.map import boundaries
from softplace.web.studio.plots import Plot, marks_today
from softplace.web.studio.studies import about, chosen_scenarios, drawn, study_or_404

MOST_COMMUNES = 12


@require_safe
@for_planners
def report(request: HttpRequest, study_id: int) -> HttpResponse:
    asked = study_or_404(study_id)
    return report_page(request, asked, chosen_scenarios(request, asked))


def report_page(request: HttpRequest, asked: Study, chosen: Sequence[Scenario]) -> HttpResponse:
    """The report on some scenarios, for the function that the address names."""
    context = about(request, asked)
    try:
        given = compare_scenarios(asked, context["shown"], chosen)
    except Refused as refused:
        context["refusals"] = [told(reason) for reason in refused.reasons]
        return render(request, "studio/report.html", context)
    found = given.today.found
    shades = questions.shades_of_distance(given.land, found)
    marks = marks_today(given.plan, context["shown"])
    context |= drawn(given)
    for panel in context["panels"]:
        panel["more"] = max(0, len(panel["communes_changed"]) - MOST_COMMUNES)
        panel["communes_changed"] = panel["communes_changed"][:MOST_COMMUNES]
    context |= {
        "today": given.today.figures,
        "today_map": Plot(given.land).map(shades, marks, _("Today")),
        "legend": questions.legend_of_distance(found),
        "cells_count": len(given.land.cells),
        "people_count": found.coverage.people,
        "mean": comparison.distance_precisely(found, found.coverage.mean),
        "worst": questions.cost(found.coverage.worst, is_in_minutes=found.is_in_minutes),
        "farthest": given.land.cells.names[found.coverage.worst_cell],
        "beyond_border": len(given.plan.beyond),
        "without_hours": sum(
            not any(offer.hours for offer in site.offers)
            for site in given.plan.network.offering(context["shown"])
        ),
        "printed_on": words.day(today(week_of(asked)[1]), year=True, weekday=False),
    }
    return render(request, "studio/report.html", context)


@require_safe
@for_planners
def figures_csv(request: HttpRequest, study_id: int) -> HttpResponse:
    given = _given(request, study_id)
    return figures_table(given) if given else HttpResponse(status=422)


def figures_table(given: Comparison) -> HttpResponse:
    """A row a figure: today and each scenario."""
    response = _file("figures.csv", "text/csv; charset=utf-8")
    writer = csv.writer(response)
    shown = given.shown
    names = [plain_cell(answer.scenario.name) for answer, _, _ in shown]
    writer.writerow(["figure", "unit", "today", *names])
    every = (given.today, *(after for _, after, _ in shown))
    columns = [figures_of(one, given.land) for one in every]
    for name, said in study_terms(given).items():
        writer.writerow([name, "", *(plain_cell(said) for _ in columns)])
    for figure in figures_shown(is_in_minutes=given.study.is_in_minutes):
        name = figure_name(figure, given.land)
        values = [column[name] for column in columns]
        writer.writerow([name, figure.unit, *("" if v is None else round(v, 4) for v in values)])
    return response


@require_safe
@for_planners
def communes_csv(request: HttpRequest, study_id: int) -> HttpResponse:
    given = _given(request, study_id)
    return communes_table(given) if given else HttpResponse(status=422)


def communes_table(given: Comparison) -> HttpResponse:
    """A row a commune: what it has today and in each scenario."""
    response = _file("communes.csv", "text/csv; charset=utf-8")
    writer: csv.DictWriter[str] | None = None
    for row in commune_rows(given):
        if writer is None:
            writer = csv.DictWriter(response, list(row))
            writer.writeheader()
        writer.writerow(
            {name: "" if value is None else plain_cell(value) for name, value in row.items()}
        )
    return response


@require_safe
@for_planners
def communes_geojson(request: HttpRequest, study_id: int) -> HttpResponse:
    given = _given(request, study_id)
    return communes_shapes(given) if given else HttpResponse(status=422)


def communes_shapes(given: Comparison) -> HttpResponse:
    """A feature a commune: its shape where it is known, else its point."""
    shapes, points = boundaries().geometries, given.land.shown.points
    features = [
        {
            "type": "Feature",
            "id": row["code"],
            "properties": row,
            "geometry": shapes.get(row["code"])
            or {"type": "Point", "coordinates": [float(points.lng[i]), float(points.lat[i])]},
        }
        for i, row in enumerate(commune_rows(given))
    ]
    collection: dict[str, Any] = {
        "type": "FeatureCollection",
        "study": given.study.name,
        "function": given.function,
        **study_terms(given),
        "scenarios": [answer.scenario.name for answer, _, _ in given.shown],
        "features": features,
    }
    response = _file("communes.geojson", "application/geo+json")
    response.write(json.dumps(collection, ensure_ascii=False, separators=(",", ":")))
    return response


def _given(request: HttpRequest, study_id: int) -> Comparison | None:
    """The comparison that the page shows; None where nobody lives here."""
    asked = study_or_404(study_id)
    shown = about(request, asked)["shown"]
    try:
        return compare_scenarios(asked, shown, chosen_scenarios(request, asked))
    except Refused:
        return None


def _file(name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
