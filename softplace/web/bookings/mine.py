"""My bookings: what is coming, what waits for an answer, what is over; and my calendar address."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from softplace.bookings.commands import leave_waiting_list, withdraw_request
from softplace.bookings.commands.feeds import issue_feed, revoke_feed
from softplace.bookings.enums import FeedKind
from softplace.bookings.models import FeedToken, UnmetRequest, WaitingEntry
from softplace.bookings.queries import bookings_of
from softplace.find.queries import current_lexicon
from softplace.find.rules.free_time_fields import ask_free_time
from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.territory.queries import territory_zone
from softplace.web.bookings.links import search_address
from softplace.web.bookings.rows import booking_row, standing_row, waiting_row
from softplace.web.bookings.search import conditions
from softplace.web.forms import say_reasons

NEW_FEED = "new_feed_token"


@login_required
@require_safe
def my_bookings(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    mine = bookings_of(request.user, now)  # type: ignore[arg-type]
    token = request.session.pop(NEW_FEED, "")
    context = {
        "offers": [booking_row(booking) for booking in mine.offers],
        "to_reconfirm": [booking_row(booking) for booking in mine.to_reconfirm],
        "coming": [booking_row(booking) for booking in mine.coming],
        "standing": [standing_row(standing) for standing in mine.standing],
        "past": [booking_row(booking) for booking in mine.past],
        "waiting": [waiting_row(entry) for entry in mine.waiting],
        "requests": [_request(left) for left in mine.requests],
        "feeds": mine.feeds,
        "new_feed": request.build_absolute_uri(reverse("feed", args=[token])) if token else "",
    }
    response = render(request, "bookings/mine.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _request(left: UnmetRequest) -> dict[str, Any]:
    """A search that found nothing, in words, to be asked again."""
    asked = ask_free_time(
        left.question, lexicon=current_lexicon(), now=left.created_at, zone=territory_zone()
    )
    return {
        "pk": left.pk,
        "words": ", ".join(conditions(asked)),
        "address": search_address(left.question),
    }


@login_required
@require_POST
def leave_waiting(request: HttpRequest, pk: int) -> HttpResponse:
    entry = WaitingEntry.objects.filter(pk=pk, person=request.user.pk).first()
    if entry is None:
        raise Http404
    leave_waiting_list(actor=request.user, entry=entry)  # type: ignore[arg-type]
    messages.success(request, _("You wait for it no longer."))
    return redirect("my-bookings")


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    left = UnmetRequest.objects.filter(pk=pk, person=request.user.pk).first()
    if left is not None:
        withdraw_request(actor=request.user, request=left)  # type: ignore[arg-type]
        messages.success(request, _("Your request is withdrawn."))
    return redirect("my-bookings")


@login_required
@require_POST
def make_feed(request: HttpRequest) -> HttpResponse:
    try:
        _feed, token = issue_feed(actor=request.user, kind=FeedKind.PERSON)  # type: ignore[arg-type]
    except Refused as refused:
        say_reasons(request, refused.reasons)
    else:
        request.session[NEW_FEED] = token
    return redirect(f"{reverse('my-bookings')}#calendar")


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    feed = FeedToken.objects.filter(pk=pk, owner=request.user.pk).first()
    if feed is None:
        raise Http404
    revoke_feed(actor=request.user, feed=feed)  # type: ignore[arg-type]
    messages.success(request, _("The calendar address is revoked: it leads nowhere from now on."))
    return redirect(f"{reverse('my-bookings')}#calendar")
