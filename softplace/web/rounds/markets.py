"""Service markets: the list, the page and the poster that everybody reads, the planner's form."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from softplace.foundation.clock import today
from softplace.foundation.errors import Refused
from softplace.people.models import User
from softplace.rounds.commands import end_market, save_market
from softplace.rounds.enums import Cadence
from softplace.rounds.models import Market
from softplace.rounds.queries import Halting, haltings_at, market_days
from softplace.territory.queries import territory_zone
from softplace.web.forms import add_reasons, say_reasons
from softplace.web.keeper.access import kept_places, may_change, signed_in
from softplace.web.rounds.access import day_in, version_seen
from softplace.web.rounds.drawings import map_of
from softplace.web.rounds.market_form import MarketForm, initial_of_market, squares_of
from softplace.web.rounds.round_words import market_row


@require_safe
def markets(request: HttpRequest) -> HttpResponse:
    """Those that are still held."""
    found = Market.objects.filter(last_day__gte=today(territory_zone()))
    context = {
        "part": "markets",
        "markets": [market_row(market) for market in found.select_related("square__commune")],
        "may_call": isinstance(request.user, User)
        and squares_of(kept_places(request.user)).exists(),
    }
    return render(request, "rounds/markets.html", context)


@require_safe
def market(request: HttpRequest, market_id: int) -> HttpResponse:
    """On which days, and who is there on the one that is shown."""
    found = _market(market_id)
    context = _shown(request, found)
    square = found.square
    context |= map_of([(square.latitude, square.longitude, square.name, "")], None)
    user = request.user
    context["may_change"] = isinstance(user, User) and may_change(user, found.square)
    return render(request, "rounds/market.html", context)


@require_safe
def poster(request: HttpRequest, market_id: int) -> HttpResponse:
    """One day of a market, to be hung up."""
    return render(request, "rounds/poster.html", _shown(request, _market(market_id)))


def _shown(request: HttpRequest, found: Market) -> dict[str, Any]:
    day = today(territory_zone())
    days = market_days(found, day)
    asked = day_in(request.GET.get("day", ""))
    on = asked if asked in days else next(iter(days), None)
    return {
        "part": "markets",
        "row": market_row(found),
        "market": found,
        "days": days,
        "on": on,
        "present": _present(found, on) if on is not None else [],
    }


def _present(found: Market, on: date) -> list[dict[str, Any]]:
    language = get_language() or "fr"
    return [_service(halting, language) for halting in haltings_at(found, on)]


def _service(halting: Halting, language: str) -> dict[str, Any]:
    return {
        "halting": halting,
        "functions": [function.name(language) for function in halting.functions],
    }


def _market(market_id: int) -> Market:
    return get_object_or_404(Market.objects.select_related("square__commune"), pk=market_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, market_id: int | None = None) -> HttpResponse:
    """Call a market, or change one."""
    user = signed_in(request)
    found = _market(market_id) if market_id is not None else None
    squares = squares_of(kept_places(user))
    if not (may_change(user, found.square) if found is not None else squares.exists()):
        raise PermissionDenied
    form = MarketForm(squares, request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_market(
                actor=user,
                fields=form.market_fields(),
                market=found,
                version=version_seen(request),
            )
        except Refused as refusal:
            add_reasons(form, refusal.reasons)
        else:
            messages.success(request, _("The market is saved. Plan the stops that meet there."))
            return redirect("rounds-market", saved.pk)
    context = {"part": "markets", "market": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "rounds/market_form.html", context, status=status)


def _initial(found: Market | None) -> dict[str, Any]:
    if found is not None:
        return initial_of_market(found)
    first = today(territory_zone()) + timedelta(days=14)
    return {
        "cadence": Cadence.MONTHLY,
        "first_day": first,
        "last_day": first + timedelta(days=182),
        "starts_at": 9 * 60,
        "ends_at": 13 * 60,
    }


@login_required
@require_POST
def end(request: HttpRequest, market_id: int) -> HttpResponse:
    """Hold it no more."""
    found = _market(market_id)
    try:
        end_market(actor=signed_in(request), market=found, version=version_seen(request))
    except Refused as refusal:
        say_reasons(request, refusal.reasons)
    else:
        messages.success(request, _("The market is held no more."))
    return redirect("rounds-markets")
