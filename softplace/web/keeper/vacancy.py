"""What stands idle: each resource by half-day and by m²·hour against its opening hours."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from softplace.foundation import clock
from softplace.places.models import Place
from softplace.vacancy.queries import (
    WEEKS_OF_STRETCH,
    HalfDay,
    ResourceVacancy,
    Stretch,
    vacancy_of,
)
from softplace.web import words
from softplace.web.keeper.access import of_kept_place
from softplace.web.keeper.arrivals import day_asked
from softplace.web.keeper.preview import week_of

SIGNS = {"closed": "–", "idle": "○", "taken": "●"}


@dataclass(frozen=True)
class Cell:
    half_day: HalfDay
    sign: str
    """Told apart without colour: ○ idle, ◐ 40 % partly taken, ● taken, – closed."""
    words: str


@dataclass(frozen=True)
class Row:
    vacancy: ResourceVacancy
    cells: tuple[Cell, ...]
    longest: str


@require_safe
@of_kept_place
def vacancy(request: HttpRequest, place: Place) -> HttpResponse:
    today = clock.today(ZoneInfo(place.zone))
    monday = week_of(day_asked(request.GET.get("week", ""), today))
    found = vacancy_of(place, monday, clock.now())
    return render(
        request,
        "keeper/vacancy.html",
        {
            "place": place,
            "part": "vacancy",
            "vacancy": found,
            "rows": [row_of(resource) for resource in found.resources],
            "days": [monday + timedelta(days=n) for n in range(7)],
            "sunday": monday + timedelta(days=6),
            "before": monday - timedelta(days=7),
            "after": monday + timedelta(days=7),
            "is_this_week": monday == week_of(today),
            "weeks_of_stretch": WEEKS_OF_STRETCH,
        },
    )


def row_of(found: ResourceVacancy) -> Row:
    cells = tuple(_cell(half) for half in found.half_days)
    return Row(found, cells, in_words(found.longest) if found.longest else "")


def _cell(half: HalfDay) -> Cell:
    state = half.state
    percent = _("%(share)s%%") % {"share": half.taken_percent}
    told = {
        "closed": _("closed"),
        "idle": _("idle, open %(duration)s"),
        "part": _("%(percent)s taken, open %(duration)s"),
        "taken": _("taken, open %(duration)s"),
    }[state] % {"duration": words.duration_in_hours(half.open_minutes), "percent": percent}
    half_word = _("afternoon") if half.is_afternoon else _("morning")
    sign = SIGNS.get(state) or f"◐{words.NO_BREAK}{percent}"
    return Cell(half, sign, words.named(f"{words.day_short(half.day)}, {half_word}", told))


def in_words(stretch: Stretch) -> str:
    """ "from mar. 24 nov., morning, to jeu. 26 nov., afternoon: 6 half-days, 24 h"."""
    count = stretch.half_day_count
    half_days = ngettext("%(count)s half-day", "%(count)s half-days", count) % {"count": count}
    return _("%(half_days)s, from %(first)s to %(last)s: %(duration)s open") % {
        "half_days": half_days,
        "first": _named(stretch.first),
        "last": _named(stretch.last),
        "duration": words.duration_in_hours(stretch.open_minutes),
    }


def _named(half: HalfDay) -> str:
    half_word = _("afternoon") if half.is_afternoon else _("morning")
    return f"{words.day_short(half.day)} ({half_word})"
