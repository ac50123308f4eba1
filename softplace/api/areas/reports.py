"""A study as files: the report that a council reads, its figures, its communes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query

from softplace.api.areas.studies import (
    READS,
    ComparisonQuery,
    chosen_of,
    function_asked,
    planned_study,
    router,
)
from softplace.api.fields import Id
from softplace.reach.planning import Comparison, compare_scenarios
from softplace.web.studio.report import (
    communes_shapes,
    communes_table,
    figures_table,
    report_page,
)


def _answers(kind: str) -> dict[str, Any]:
    """For an operation that answers a file of that kind, not JSON of ours."""
    content = {"content": {kind: {"schema": {"type": "string"}}}}
    return {**READS, "openapi_extra": {**READS["openapi_extra"], "responses": {200: content}}}


def _asked(request: HttpRequest, study_id: int, query: ComparisonQuery) -> Comparison:
    study = planned_study(request, study_id)
    return compare_scenarios(study, function_asked(study, query), chosen_of(study, query))


@router.get(
    "/studies/{study_id}/report",
    **_answers("text/html"),
    operation_id="read_report",
    summary=sentence("Read the report of a study"),
    description=sentence("For planners. A page to be printed: figures, maps, method and limits."),
)
def read_report(
    request: HttpRequest, study_id: Path[Id], query: Query[ComparisonQuery]
) -> HttpResponse:
    study = planned_study(request, study_id)
    function_asked(study, query)
    return report_page(request, study, chosen_of(study, query))


@router.get(
    "/studies/{study_id}/figures.csv",
    **_answers("text/csv"),
    operation_id="read_figures_table",
    summary=sentence("Read the figures of a study as a table"),
    description=sentence("For planners. A row a figure: today and each scenario."),
)
def read_figures_table(
    request: HttpRequest, study_id: Path[Id], query: Query[ComparisonQuery]
) -> HttpResponse:
    return figures_table(_asked(request, study_id, query))


@router.get(
    "/studies/{study_id}/communes.csv",
    **_answers("text/csv"),
    operation_id="read_communes_table",
    summary=sentence("Read the communes of a study as a table"),
    description=sentence("For planners. A row a commune: what it has today and in each scenario."),
)
def read_communes_table(
    request: HttpRequest, study_id: Path[Id], query: Query[ComparisonQuery]
) -> HttpResponse:
    return communes_table(_asked(request, study_id, query))


@router.get(
    "/studies/{study_id}/communes.geojson",
    **_answers("application/geo+json"),
    operation_id="read_communes_shapes",
    summary=sentence("Read the communes of a study as shapes"),
    description=sentence("For planners. A feature a commune: its shape where it is known."),
)
def read_communes_shapes(
    request: HttpRequest, study_id: Path[Id], query: Query[ComparisonQuery]
) -> HttpResponse:
    return communes_shapes(_asked(request, study_id, query))
