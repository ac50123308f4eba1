"""How other programs follow a place: calendar addresses, and webhooks with what they answered."""

from collections import defaultdict

from django.contrib import messages
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from softplace.bookings.commands.feeds import issue_feed, revoke_feed
from softplace.bookings.commands.webhooks import add_webhook, remove_webhook
from softplace.bookings.enums import FeedKind
from softplace.bookings.models import Delivery, FeedToken
from softplace.foundation.errors import Refused
from softplace.places.models import Place
from softplace.web import words
from softplace.web.keeper.access import of_kept_place, signed_in
from softplace.web.sentences import told

NEW_FEED = "new_place_feed_token"
DELIVERIES_SHOWN = 10


@require_safe
@of_kept_place
def links(request: HttpRequest, place: Place) -> HttpResponse:
    feeds = FeedToken.objects.filter(owner=signed_in(request), revoked_at__isnull=True)
    token = request.session.pop(NEW_FEED, "")
    response = render(
        request,
        "keeper/links.html",
        {
            "place": place,
            "part": "links",
            "resources": place.resources.order_by("name"),
            "feeds": [
                *feeds.filter(place=place),
                *feeds.filter(resource__place=place).select_related("resource"),
            ],
            "new_feed": request.build_absolute_uri(reverse("feed", args=[token])) if token else "",
            "webhooks": _webhooks(place),
        },
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _webhooks(place: Place) -> list[dict[str, object]]:
    """Each webhook with its last deliveries, in two queries."""
    newest_first = Window(RowNumber(), partition_by=F("webhook_id"), order_by=F("id").desc())
    last = (
        Delivery.objects.filter(webhook__place=place)
        .annotate(place_in_line=newest_first)
        .filter(place_in_line__lte=DELIVERIES_SHOWN)
        .select_related("notice__booking")
        .order_by("-id")
    )
    of_webhook: dict[int, list[dict[str, object]]] = defaultdict(list)
    for delivery in last:
        event = words.label(delivery.notice.kind, "NoticeKind")
        of_webhook[delivery.webhook_id].append({"delivery": delivery, "event": event})
    return [
        {"webhook": webhook, "deliveries": of_webhook[webhook.pk]}
        for webhook in place.webhooks.order_by("id")
    ]


@require_POST
@of_kept_place
def make_feed(request: HttpRequest, place: Place) -> HttpResponse:
    asked = request.POST.get("resource", "")
    resource = get_object_or_404(place.resources, pk=asked) if asked.isdecimal() else None
    kind = FeedKind.RESOURCE if resource else FeedKind.PLACE
    try:
        _feed, token = issue_feed(
            actor=signed_in(request), kind=kind, place=place, resource=resource
        )
        request.session[NEW_FEED] = token
    except Refused as error:
        messages.error(request, " ".join(told(reason) for reason in error.reasons))
    return redirect("keeper-links", slug=place.slug)


@require_POST
@of_kept_place
def revoke(request: HttpRequest, place: Place, feed_id: int) -> HttpResponse:
    feed = get_object_or_404(FeedToken, pk=feed_id)
    if place.pk not in (feed.place_id, feed.resource.place_id if feed.resource else None):
        messages.error(request, _("This calendar address is not of this place."))
        return redirect("keeper-links", slug=place.slug)
    try:
        revoke_feed(actor=signed_in(request), feed=feed)
        messages.success(
            request, _("The calendar address is revoked: it leads nowhere from now on.")
        )
    except Refused as error:
        messages.error(request, " ".join(told(reason) for reason in error.reasons))
    return redirect("keeper-links", slug=place.slug)


@require_POST
@of_kept_place
def new_webhook(request: HttpRequest, place: Place) -> HttpResponse:
    try:
        add_webhook(actor=signed_in(request), place=place, url=request.POST.get("url", ""))
        messages.success(request, _("From now on this address is told of every booking."))
    except Refused as error:
        messages.error(request, " ".join(told(reason) for reason in error.reasons))
    return redirect("keeper-links", slug=place.slug)


@require_POST
@of_kept_place
def take_webhook_away(request: HttpRequest, place: Place, webhook_id: int) -> HttpResponse:
    webhook = get_object_or_404(place.webhooks, pk=webhook_id)
    try:
        remove_webhook(actor=signed_in(request), webhook=webhook)
        messages.success(request, _("This address is told no more."))
    except Refused as error:
        messages.error(request, " ".join(told(reason) for reason in error.reasons))
    return redirect("keeper-links", slug=place.slug)
