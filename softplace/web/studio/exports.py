"""The Studio's figures as files: CSV and GeoJSON of every cell, JSON of the whole territory."""

import csv
import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from softplace.foundation.errors import Refused
from softplace.foundation.tables import plain_cell
from softplace.reach.answers import Answer, answer, cell_rows, figures, terms
from softplace.web.keeper.access import for_planners
from softplace.web.sentences import told
from softplace.web.studio import asking
from softplace.web.studio.map import boundaries


def _answered(write: Callable[[Answer], HttpResponse]) -> Callable[..., HttpResponse]:
    """A file that answers the question of the address; a refusal is a line of text."""

    @require_safe
    @for_planners
    def view(request: HttpRequest) -> HttpResponse:
        form = asking.overview_form(request.GET)
        if not form.is_valid():
            said = [str(error) for errors in form.errors.values() for error in errors]
            return _refusal(said)
        try:
            return write(answer(form.asked()))
        except Refused as refusal:
            return _refusal([told(reason) for reason in refusal.reasons])

    return view


def _refusal(sentences: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(sentences), content_type="text/plain; charset=utf-8", status=422)


def _file(name: str, content: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@_answered
def communes_csv(given: Answer) -> HttpResponse:
    """A row a cell, with the terms of the question in each."""
    response = _file("communes.csv", "", "text/csv; charset=utf-8")
    of = {name: _flat(value) for name, value in terms(given).items()}
    writer: csv.DictWriter[str] | None = None
    for row in cell_rows(given):
        line = {
            name: "" if value is None else plain_cell(value) for name, value in row.items()
        } | of
        if writer is None:
            writer = csv.DictWriter(response, list(line))
            writer.writeheader()
        writer.writerow(line)
    return response


@_answered
def communes_geojson(given: Answer) -> HttpResponse:
    """A feature a cell: the shape of its commune where it is known, else its point."""
    shapes = boundaries().geometries if not given.land.source else {}
    features = [
        {
            "type": "Feature",
            "id": row["code"],
            "properties": row,
            "geometry": shapes.get(row["code"]) or _point(given, i),
        }
        for i, row in enumerate(cell_rows(given))
    ]
    collection = {"type": "FeatureCollection", "terms": terms(given), "features": features}
    return _file("communes.geojson", _json(collection), "application/geo+json")


@_answered
def figures_json(given: Answer) -> HttpResponse:
    return _file("figures.json", _json(figures(given)), "application/json")


def _point(given: Answer, i: int) -> dict[str, Any]:
    points = given.land.points
    return {"type": "Point", "coordinates": [float(points.lng[i]), float(points.lat[i])]}


def _flat(value: Any) -> Any:
    return " ".join(map(str, value)) if isinstance(value, list) else value


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
