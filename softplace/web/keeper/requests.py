"""Requests to decide: approve them, or refuse them and say why."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from softplace.bookings.commands import approve_bookings, refuse_bookings
from softplace.bookings.models import Booking
from softplace.bookings.queries.keeping import Request, requests_at
from softplace.foundation.clock import now
from softplace.foundation.errors import Refused
from softplace.places.models import Place
from softplace.web import words
from softplace.web.bookings.prices import price
from softplace.web.keeper.access import kept_places, of_kept_place, signed_in
from softplace.web.keeper.booking_rows import row_of
from softplace.web.sentences import told


@require_safe
@login_required
def all_requests(request: HttpRequest) -> HttpResponse:
    """At all the places that one keeps; at all of the territory for a planner."""
    shown = _shown(kept_places(signed_in(request)))
    return render(request, "keeper/all_requests.html", {"requests": shown, "part": "requests"})


@require_safe
@of_kept_place
def requests_of_place(request: HttpRequest, place: Place) -> HttpResponse:
    return render(
        request,
        "keeper/requests.html",
        {"place": place, "part": "requests", "requests": _shown([place])},
    )


def _shown(places: Iterable[Place]) -> list[dict[str, Any]]:
    at = now()
    return [_described(waiting, at) for waiting in requests_at(places, at)]


def _described(waiting: Request, at: Any) -> dict[str, Any]:
    first = waiting.first
    return {
        "first": row_of(first),
        "rows": [row_of(booking) for booking in waiting.bookings],
        "price": price(waiting.price_cents, waiting.price_minutes),
        "layout": words.label(first.layout, "Layout"),
        "in_minutes": max(0, int((first.starts_at - at).total_seconds() // 60)),
    }


@require_POST
@of_kept_place
def decide(request: HttpRequest, place: Place) -> HttpResponse:
    """Say yes or no to the ticked dates, all or none of them."""
    references = request.POST.getlist("reference")
    bookings = list(Booking.objects.at(place).filter(reference__in=references))
    if len(bookings) != len(set(references)):
        raise Http404
    actor = signed_in(request)
    try:
        if request.POST.get("decision") == "approve":
            decided = approve_bookings(actor=actor, bookings=bookings)
            words_for_it = ngettext(
                "%(count)s date is approved, and the person is told.",
                "%(count)s dates are approved, and the person is told.",
                len(decided),
            )
        else:
            reason = request.POST.get("reason", "")
            decided = refuse_bookings(actor=actor, bookings=bookings, reason=reason)
            words_for_it = ngettext(
                "%(count)s date is refused, and the person is told why.",
                "%(count)s dates are refused, and the person is told why.",
                len(decided),
            )
    except Refused as error:
        messages.error(request, " ".join(told(reason) for reason in error.reasons))
    else:
        messages.success(request, words_for_it % {"count": len(decided)})
    if request.POST.get("from") == "all":
        return redirect("keeper-all-requests")
    return redirect("keeper-requests", slug=place.slug)
