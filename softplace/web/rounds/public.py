"""Where the truck is this week: for everybody, from what is published."""

from datetime import timedelta
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from softplace.foundation.clock import today
from softplace.people.models import User
from softplace.rounds.queries import Halting, haltings_of, mobile_units, week_of
from softplace.territory.queries import territory_zone
from softplace.web import words
from softplace.web.keeper.access import may_change
from softplace.web.rounds.access import day_asked
from softplace.web.rounds.drawings import map_of


@require_safe
def vehicles(request: HttpRequest) -> HttpResponse:
    """The vehicles that have a round."""
    found = mobile_units().filter(is_published=True, vehicle__halts__isnull=False).distinct()
    context = {"part": "all", "vehicles": found.select_related("commune").order_by("name", "id")}
    return render(request, "rounds/vehicles.html", context)


@require_safe
def week(request: HttpRequest, slug: str) -> HttpResponse:
    """Day by day, with the halts numbered on the map."""
    units = mobile_units().filter(is_published=True).select_related("commune")
    place = get_object_or_404(units, slug=slug)
    monday, sunday = week_of(day_asked(request, "week"))
    found = haltings_of(place, monday, sunday)
    language, user = get_language() or "fr", request.user
    context: dict[str, Any] = {
        "part": "all",
        "place": place,
        "today": today(territory_zone()),
        "days": [
            {"day": day, "halts": [_halt(n, one, language) for n, one in of_day]}
            for day, of_day in groupby(enumerate(found, 1), key=lambda pair: pair[1].start.date())
        ],
        "week_title": words.days_between(monday, sunday),
        "week_before": monday - timedelta(days=7),
        "week_after": monday + timedelta(days=7),
        "may_plan": isinstance(user, User) and may_change(user, place),
    }
    if found:
        context |= map_of(
            [
                (one.place.latitude, one.place.longitude, one.place.name, _page(one))
                for one in found
            ],
            None,
        )
    return render(request, "rounds/week.html", context)


def _halt(number: int, one: Halting, language: str) -> dict[str, Any]:
    return {
        "number": number,
        "halting": one,
        "functions": ", ".join(function.name(language) for function in one.functions),
    }


def _page(one: Halting) -> str:
    return reverse("place", kwargs={"slug": one.place.slug})
