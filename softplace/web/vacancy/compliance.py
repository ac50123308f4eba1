"""Who keeps to the policy in a week: shares, the trend, and the list of those that do not."""

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from softplace.foundation import clock
from softplace.foundation.tables import plain_cell
from softplace.vacancy.queries import (
    Figures,
    Filter,
    Offender,
    Survey,
    figures,
    figures_by,
    figures_by_keeper,
    offenders,
    survey,
)
from softplace.web import words
from softplace.web.keeper.access import for_planners
from softplace.web.vacancy.asked import Asked, asked
from softplace.web.vacancy.charts import Bar, bars

TREND_WEEKS = 8
"""The week that is asked for and those before it."""
MOST_ROWS = 30
MOST_GROUPS = 30
GROUPS = {
    "kind": word("Kind of place"),
    "commune": word("Commune"),
    "place": word("Place"),
    "keeper": word("Keeper"),
}


@require_safe
@for_planners
def compliance(request: HttpRequest) -> HttpResponse:
    question = asked(request)
    context = question.context("compliance")
    if question.wanted is None:
        return render(request, "vacancy/compliance.html", context, status=422)
    found = _survey(question, question.wanted)
    last = TREND_WEEKS - 1
    sums = figures(found, last)
    rows, count = offenders(found, last, MOST_ROWS)
    by = request.GET.get("by", "")
    by = by if by in GROUPS else "kind"
    groups = (
        figures_by_keeper(found, last)
        if by == "keeper"
        else figures_by(found, last, _keys(found, by))
    )
    context |= {
        "policy": found.policy.fields,
        "tiles": tiles(sums),
        "trend": trend(found, question.monday),
        "rows": [(row, stretch_in_words(row, found.first_monday)) for row in rows],
        "count": count,
        "more": count - len(rows),
        "groups": [(_named(by, name), row) for name, row in groups[:MOST_GROUPS]],
        "more_groups": max(0, len(groups) - MOST_GROUPS),
        "group_title": GROUPS[by],
        "is_by_keeper": by == "keeper",
        "ways": [
            (name, label, question.query(by=name), name == by) for name, label in GROUPS.items()
        ],
        "has_resources": bool(len(found)),
        "table_address": question.query(),
    }
    return render(request, "vacancy/compliance.html", context)


@require_safe
@for_planners
def offenders_table(request: HttpRequest) -> HttpResponse:
    """All that do not comply, as CSV."""
    question = asked(request)
    if question.wanted is None:
        return HttpResponse(status=422)
    found = _survey(question, question.wanted)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="vacancy-{question.monday}.csv"'
    response["Cache-Control"] = "private, no-store"
    writer = csv.writer(response)
    writer.writerow(
        [
            "resource_id", "resource", "kind", "place", "place_kind", "commune", "keepers",
            "longest_stretch_half_days", "idle_half_days", "open_half_days", "idle_m2_hours",
        ]
    )  # fmt: skip
    for row in offenders(found, TREND_WEEKS - 1, len(found))[0]:
        writer.writerow(
            [
                row.resource_id,
                plain_cell(row.name),
                row.kind,
                plain_cell(row.place_name),
                row.place_kind,
                plain_cell(row.commune),
                plain_cell(", ".join(row.keepers)),
                row.stretch_half_days,
                row.idle_half_days,
                row.open_half_days,
                "" if row.idle_m2_hours is None else round(row.idle_m2_hours, 1),
            ]
        )
    return response


def _survey(question: Asked, wanted: Filter) -> Survey:
    first = question.monday - timedelta(days=7 * (TREND_WEEKS - 1))
    return survey(first, TREND_WEEKS, clock.now(), wanted)


def tiles(sums: Figures) -> list[tuple[str, str, str]]:
    """(label, figure, what it is)."""
    return [
        (
            _("Resources that comply"),
            percent(sums.complying_share),
            _("%(complying)s of %(all)s")
            % {"complying": words.number(sums.complying), "all": words.number(sums.resources)},
        ),
        (
            _("Idle half-days"),
            percent(sums.idle_share),
            _("%(idle)s of %(all)s open")
            % {
                "idle": words.number(sums.idle_half_days),
                "all": words.number(sums.open_half_days),
            },
        ),
        (_("Idle m²·hours"), words.number(sums.idle_m2_hours), _("where the area is said")),
        (_("Used m²·hours"), words.number(sums.used_m2_hours), _("buffers included")),
    ]


def percent(share: float | None) -> str:
    return "–" if share is None else f"{words.number(share * 100)}{words.NO_BREAK}%"


def trend(found: Survey, chosen: date) -> list[tuple[str, Any]]:
    """Two charts: the share that complies, and the share of half-days that stand idle."""
    weeks = [figures(found, week) for week in range(found.weeks)]

    def rows(name: str) -> Sequence[Bar]:
        return [
            Bar(
                words.day_short(monday).split(" ", 1)[1],
                getattr(sums, name),
                percent(getattr(sums, name)),
                monday == chosen,
            )
            for monday, sums in zip(found.mondays, weeks, strict=True)
        ]

    titles = (
        ("complying_share", _("Resources that comply, week by week")),
        ("idle_share", _("Half-days that stand idle, week by week")),
    )
    return [(title, bars(rows(name), title)) for name, title in titles]


def stretch_in_words(row: Offender, first_monday: date) -> str:
    """ "15 half-days, from Mon 23 Nov (morning) to …"."""
    count = ngettext("%(count)s half-day", "%(count)s half-days", row.stretch_half_days)
    half_days = count % {"count": row.stretch_half_days}
    if row.is_cut:
        half_days = _("at least %(half_days)s") % {"half_days": half_days}
    return _("%(half_days)s, from %(first)s to %(last)s") % {
        "half_days": half_days,
        "first": half_named(first_monday, row.first_half),
        "last": half_named(first_monday, row.last_half),
    }


def half_named(first_monday: date, half: int) -> str:
    """ "Mon 23 Nov (morning)"."""
    day = first_monday + timedelta(days=half // 2)
    return f"{words.day_short(day)} ({_('afternoon') if half % 2 else _('morning')})"


def _keys(found: Survey, by: str) -> Sequence[str]:
    said = found.described
    return {"kind": said.place_kind, "commune": said.commune_name, "place": said.place_name}[by]


def _named(by: str, name: str) -> str:
    if by == "kind":
        return words.label(name, "PlaceKind")
    if by == "keeper":
        return name or _("nobody yet")
    return name or _("no commune")
