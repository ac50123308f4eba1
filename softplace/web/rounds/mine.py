"""My rounds: the vehicles that one keeps, and where each is in the week."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from softplace.foundation.clock import now, today
from softplace.rounds.models import Market
from softplace.rounds.queries import units_of, week_of
from softplace.territory.queries import territory_zone
from softplace.web import words
from softplace.web.keeper.access import signed_in
from softplace.web.rounds.access import day_asked
from softplace.web.rounds.drawings import weeks_of
from softplace.web.rounds.round_words import market_row

ON_A_PAGE = 20


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The week of each vehicle as one ribbon; all vehicles for a planner."""
    user, day = signed_in(request), day_asked(request, "week")
    page = Paginator(units_of(user), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = weeks_of(list(page), day, now())
    monday, sunday = week_of(day)
    markets = Market.objects.filter(last_day__gte=today(territory_zone()))
    context = {
        "part": "mine",
        "page": page,
        "shown": shown,
        "monday": monday,
        "week_title": words.days_between(monday, sunday),
        "week_before": monday - timedelta(days=7),
        "week_after": monday + timedelta(days=7),
        "markets": [market_row(market) for market in markets.select_related("square__commune")],
    }
    return render(request, "rounds/mine.html", context)
