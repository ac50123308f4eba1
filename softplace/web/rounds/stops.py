"""A stop: planned, changed, locked, taken off."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from softplace.foundation.clock import today
from softplace.foundation.errors import Refused
from softplace.places.models import Place
from softplace.rounds.commands import lock_stop, remove_stop, save_stop
from softplace.rounds.enums import Cadence
from softplace.rounds.models import Stop
from softplace.territory.queries import territory_zone
from softplace.web.forms import add_reasons, say_reasons
from softplace.web.keeper.access import signed_in
from softplace.web.rounds.access import day_in, of_vehicle, version_of, version_seen
from softplace.web.rounds.stop_form import StopForm, initial_of_stop

USUAL_DAYS = 12 * 7


@require_http_methods(["GET", "HEAD", "POST"])
@of_vehicle
def edit(request: HttpRequest, place: Place, stop_id: int | None = None) -> HttpResponse:
    """Plan a stop, or change one."""
    day = today(territory_zone())
    stop = _stop(place, stop_id) if stop_id is not None else None
    initial = initial_of_stop(stop, day) if stop else _initial(request, place)
    form = StopForm(day, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_stop(
                actor=signed_in(request),
                place=place,
                version=version_seen(request),
                fields=form.stop_fields(),
                stop=stop,
                accepts_drive=form.cleaned_data["accepts_drive"],
                is_locked=stop is not None and stop.is_locked,
            )
        except Refused as refusal:
            add_reasons(form, refusal.reasons)
        else:
            messages.success(
                request, _("The stop is planned. People see it once the round is published.")
            )
            return redirect("rounds-vehicle", slug=place.slug)
    context = {
        "part": "plan",
        "place": place,
        "form": form,
        "stop": stop,
        "has_begun": stop is not None and stop.has_begun(day),
        "version": version_of(place),
    }
    return render(request, "rounds/stop.html", context, status=422 if form.errors else 200)


def _initial(request: HttpRequest, place: Place) -> dict[str, Any]:
    """A new stop: on the day that was clicked, for what the vehicle offers."""
    first = day_in(request.GET.get("day", "")) or today(territory_zone()) + timedelta(days=1)
    initial: dict[str, Any] = {
        "cadence": Cadence.WEEKLY,
        "first_day": first,
        "last_day": first + timedelta(days=USUAL_DAYS),
        "starts_at": 9 * 60,
        "ends_at": 12 * 60,
        "functions": _usual_functions(place),
    }
    for name in ("market", "resource"):
        asked = request.GET.get(name, "")
        if asked.isdecimal() and len(asked) < 19:
            initial[name] = int(asked)
    return initial


def _usual_functions(place: Place) -> list[int]:
    """What the vehicle offers, or offered at the stop that was planned last."""
    offered = [offer.function_id for offer in place.offers.all()]
    last = Stop.objects.standing().filter(vehicle=place.pk).order_by("-pk").first()
    return offered if last is None else [function.pk for function in last.functions.all()]


def _stop(place: Place, stop_id: int) -> Stop:
    stops = Stop.objects.standing().filter(vehicle=place.pk).prefetch_related("functions")
    return get_object_or_404(stops.select_related("commune"), pk=stop_id)


@require_POST
@of_vehicle
def remove(request: HttpRequest, place: Place, stop_id: int) -> HttpResponse:
    """Plan it no more."""
    try:
        remove_stop(
            actor=signed_in(request),
            place=place,
            version=version_seen(request),
            stop=_stop(place, stop_id),
        )
    except Refused as refusal:
        say_reasons(request, refusal.reasons)
    else:
        messages.success(
            request, _("The stop is off the round. People see it until that is published.")
        )
    return redirect("rounds-vehicle", slug=place.slug)


@require_POST
@of_vehicle
def lock(request: HttpRequest, place: Place, stop_id: int) -> HttpResponse:
    """Keep it as it is when a plan is computed, or no longer."""
    try:
        lock_stop(
            actor=signed_in(request),
            place=place,
            version=version_seen(request),
            stop=_stop(place, stop_id),
            is_locked=request.POST.get("is_locked") == "1",
        )
    except Refused as refusal:
        say_reasons(request, refusal.reasons)
    return redirect("rounds-vehicle", slug=place.slug)
