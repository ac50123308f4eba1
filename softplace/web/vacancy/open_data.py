"""What everybody may read about vacancy: a page that says what it is, CSV and JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from softplace.foundation import clock
from softplace.foundation.masking import LEAST_COUNT
from softplace.foundation.tables import table_text
from softplace.territory.queries import current_territory
from softplace.vacancy.queries.published import ALL, WEEKS, PublishedRow, published_rows
from softplace.web import words
from softplace.web.vacancy.compliance import percent

LICENCE = "etalab-2.0"
"""SPDX name of the Licence Ouverte 2.0, which French public bodies use."""
COLUMNS = (
    "week", "monday", "commune_code", "commune", "place_kind", "masked", "resources",
    "half_days_open", "half_days_idle", "m2_hours_idle", "m2_hours_used",
)  # fmt: skip
MAX_AGE_SECONDS = 3600


def rows_today() -> tuple[PublishedRow, ...]:
    """The published rows of today, made once a day by each process."""
    territory = current_territory()
    zone = territory.zone if territory else "Europe/Paris"
    return published_rows(clock.today(ZoneInfo(zone)), zone)


def method() -> list[str]:
    """How the figures are made, in sentences of the language that is active."""
    return [
        _("Half-days are mornings until 13:00 and afternoons from 13:00 on the wall of the place."),
        _(
            "A resource is open in a half-day when its opening hours, for whatever public, cover "
            "at least one hour of it; it is idle when nobody has booked any of that, set-up and "
            "changeover included. A pool is counted unit by unit, a hall made of parts by its parts."
        ),
        _("m²·hours are areas times open hours; resources whose area is not said count none."),
        _("Beds, vehicles and equipment are left out. Only weeks that are over are published."),
        _(
            "Rows with 1 to %(limit)s resources or bookings in any of the weeks are masked, and so "
            "are as many others as it takes to keep them from being computed from the totals. No "
            "person, no place and no single booking is published."
        )
        % {"limit": LEAST_COUNT - 1},
    ]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    rows = rows_today()
    weeks = sorted({row.monday for row in rows}, reverse=True)
    whole = {row.monday: row for row in rows if (row.commune_code, row.place_kind) == (ALL, ALL)}
    last = weeks[0] if weeks else None
    kinds = [
        row for row in rows if row.monday == last and row.commune_code == ALL != row.place_kind
    ]
    return render(
        request,
        "vacancy/open_data.html",
        {
            "method": method(),
            "weeks": [(f"{monday:%G-W%V}", monday, *_told(whole[monday])) for monday in weeks],
            "kinds": [(words.label(row.place_kind, "PlaceKind"), *_told(row)) for row in kinds],
            "last": last,
            "sunday": last + timedelta(days=6) if last else None,
            "columns": COLUMNS,
            "row_count": len(rows),
            "week_count": WEEKS,
            "all": ALL,
        },
    )


def _told(row: PublishedRow) -> tuple[str, str, str, str, str]:
    """Resources, idle half-days, their share, m²·hours idle and used."""
    if row.resources is None or not row.open_half_days:
        return ("✱",) * 5
    assert row.idle_half_days is not None
    assert row.idle_m2_hours is not None
    assert row.used_m2_hours is not None
    return (
        words.number(row.resources),
        f"{words.number(row.idle_half_days)} / {words.number(row.open_half_days)}",
        percent(row.idle_half_days / row.open_half_days),
        words.number(row.idle_m2_hours),
        words.number(row.used_m2_hours),
    )


@require_safe
def csv_file(request: HttpRequest) -> HttpResponse:
    """Comment lines that begin with #, then the table."""
    territory = current_territory()
    with override("en"):
        head = [
            f"Vacancy of shared places{f', {territory.name}' if territory else ''}",
            f"Licence: {LICENCE}",
            *method(),
            f"commune_code and place_kind are '{ALL}' in rows of totals.",
        ]
    comments = "".join(f"# {' '.join(line.split())}\r\n" for line in head)
    content = comments + table_text(COLUMNS, [_cells(row) for row in rows_today()])
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="vacancy.csv"'
    return _cached(request, response)


def _cells(row: PublishedRow) -> dict[str, str]:
    return {
        name: "" if value is None else str(int(value) if isinstance(value, bool) else value)
        for name, value in plain_row(row).items()
    }


def plain_row(row: PublishedRow) -> dict[str, Any]:
    """A row by the names of the file's columns."""
    said = asdict(row)
    values: Sequence[Any] = (
        f"{row.monday:%G-W%V}",
        row.monday.isoformat(),
        *(said[name] for name in ("commune_code", "commune", "place_kind", "is_masked")),
        *(said[name] for name in ("resources", "open_half_days", "idle_half_days")),
        row.idle_m2_hours,
        row.used_m2_hours,
    )
    return dict(zip(COLUMNS, values, strict=True))


@require_safe
def json_file(request: HttpRequest) -> HttpResponse:
    territory = current_territory()
    methods = {}
    for language in ("fr", "en"):
        with override(language):
            methods[language] = method()
    content = json.dumps(
        {
            "title": "Vacancy of shared places",
            "territory": territory.name if territory else None,
            "licence": LICENCE,
            "method": methods,
            "totals": ALL,
            "rows": [plain_row(row) for row in rows_today()],
        },
        ensure_ascii=False,
    )
    return _cached(request, HttpResponse(content, content_type="application/json"))


def _cached(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    tag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
    response["Access-Control-Allow-Origin"] = "*"
    answer = get_conditional_response(request, etag=tag, response=response)
    return answer if isinstance(answer, HttpResponse) else response
