"""Vacancy as it is published: by week, commune and kind of place."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Query, Router
from pydantic import BaseModel, Field

from softplace.api.cursors import PageOf, PageQuery, finished_page, read_cursor, write_cursor
from softplace.api.fields import Day, described
from softplace.vacancy.queries.published import PublishedRow
from softplace.web.vacancy.open_data import rows_today

router = Router(tags=["vacancy"])


class VacancyShape(BaseModel):
    model_config = described(
        sentence(
            "What stood idle in one week. commune_code and place_kind are “all” in rows of totals. "
            "Small counts are masked, and what would give them away: the figures are null then."
        )
    )

    week: str = Field(description=sentence("The week of ISO 8601, such as 2026-W47."))
    monday: date
    commune_code: str
    commune: str
    place_kind: str
    masked: bool
    resources: int | None
    half_days_open: int | None
    half_days_idle: int | None
    m2_hours_idle: float | None
    m2_hours_used: float | None


class VacancyQuery(PageQuery):
    monday: Day | None = Field(None, description=sentence("Only the week that begins this day."))
    commune: str | None = Field(
        None, max_length=12, description=sentence("Code of a commune, or “all” for the totals.")
    )
    place_kind: str | None = Field(
        None, max_length=20, description=sentence("A kind of place, or “all” for the totals.")
    )


@router.get(
    "/vacancy",
    response=PageOf[VacancyShape],
    operation_id="list_vacancy",
    summary=sentence("List vacancy"),
    description=sentence(
        "Half-days and m²·hours that nobody used, of the last whole weeks. Open data under the "
        "Licence Ouverte 2.0; how it is made stands on the page /vacancy/."
    ),
)
def list_vacancy(
    request: HttpRequest, response: HttpResponse, query: Query[VacancyQuery]
) -> object:
    position = read_cursor(request, query.cursor)
    rows = sorted((row for row in rows_today() if _is_asked(row, query)), key=_place_of)
    if position is not None:
        rows = [row for row in rows if list(_place_of(row)) > position]
    shown = rows[: query.limit]
    more = len(rows) > query.limit
    cursor = write_cursor(request, _place_of(shown[-1])) if more else None
    return finished_page(request, response, [vacancy_shape(row) for row in shown], cursor)


def _is_asked(row: PublishedRow, query: VacancyQuery) -> bool:
    return (
        query.monday in (None, row.monday)
        and query.commune in (None, row.commune_code)
        and query.place_kind in (None, row.place_kind)
    )


def _place_of(row: PublishedRow) -> tuple[str, str, str]:
    """Where a row stands in the order."""
    return row.monday.isoformat(), row.commune_code, row.place_kind


def vacancy_shape(row: PublishedRow) -> VacancyShape:
    return VacancyShape(
        week=f"{row.monday:%G-W%V}",
        monday=row.monday,
        commune_code=row.commune_code,
        commune=row.commune,
        place_kind=row.place_kind,
        masked=row.is_masked,
        resources=row.resources,
        half_days_open=row.open_half_days,
        half_days_idle=row.idle_half_days,
        m2_hours_idle=row.idle_m2_hours,
        m2_hours_used=row.used_m2_hours,
    )
