"""Keepers offer what they keep in a campaign; a planner offers anything, and invites."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from softplace.foundation.errors import Refused
from softplace.foundation.text import folded
from softplace.matching.commands import invite_keepers, offer_resources, withdraw_offer
from softplace.matching.models import Campaign
from softplace.matching.queries import offerable, usability
from softplace.matching.rules import OFFERING
from softplace.people.models import User
from softplace.places.enums import ResourceKind
from softplace.places.models import Place, Resource, ResourceQuerySet
from softplace.web import words
from softplace.web.campaigns.seen import campaign_seen
from softplace.web.forms import say_reasons
from softplace.web.keeper.access import for_planners, signed_in
from softplace.web.sentences import told

ON_A_PAGE = 50
MOST_AT_ONCE = 200


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def offers(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What one may offer, what is offered, and what is missing where it could serve nobody."""
    campaign = campaign_seen(request, campaign_id)
    person = signed_in(request)
    if not (person.is_planner or person.places.exists()):
        raise PermissionDenied
    if request.method == "POST":
        _act(request, campaign, person)
        return redirect(
            f"{reverse('campaign-offers', args=[campaign.pk])}?{request.GET.urlencode()}"
        )
    found = _filtered(request, offerable(person))
    page = Paginator(found.order_by("place__name", "name", "pk"), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    shown = Resource.objects.filter(pk__in=[resource.pk for resource in page])
    rows = [
        {
            "resource": one.resource,
            "is_offered": one.is_offered,
            "why_not": [told(reason) for reason in one.reasons],
        }
        for one in usability(shown, campaign)
    ]
    context = {
        "campaign": campaign,
        "rows": rows,
        "page": page,
        "kinds": words.choices(ResourceKind, _("Any kind")),
        "kind": request.GET.get("kind", ""),
        "q": request.GET.get("q", ""),
        "only": request.GET.get("only", ""),
        "is_open": campaign.status in OFFERING,
        "offered_count": campaign.offers.count(),
        "places": _places(found, campaign) if person.is_planner else [],
    }
    return render(request, "campaigns/offers.html", context)


def _act(request: HttpRequest, campaign: Campaign, person: User) -> None:
    """Offer the ticked ones, or take one back."""
    try:
        if withdrawn := request.POST.get("withdraw"):
            resource = get_object_or_404(Resource, pk=_whole(withdrawn))
            withdraw_offer(actor=person, campaign=campaign, resource=resource)
            messages.success(request, _("“%(name)s” is taken back.") % {"name": resource.name})
            return
        ticked = [_whole(text) for text in request.POST.getlist("resource")][:MOST_AT_ONCE]
        resources = list(Resource.objects.filter(pk__in=ticked).order_by("pk"))
        if not resources:
            messages.error(request, _("Nothing is ticked. Tick what you offer."))
            return
        made = offer_resources(actor=person, campaign=campaign, resources=resources)
        text = ngettext(
            "%(count)s resource is offered.", "%(count)s resources are offered.", len(made)
        )
        messages.success(request, text % {"count": len(made)})
    except Refused as refusal:
        say_reasons(request, refusal.reasons)


@require_POST
@for_planners
def invite(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Ask the keepers of a place, by mail, to offer what they have."""
    campaign = campaign_seen(request, campaign_id)
    place = get_object_or_404(Place, pk=_whole(request.POST.get("place", "")))
    try:
        made = invite_keepers(actor=signed_in(request), campaign=campaign, place=place)
    except Refused as refusal:
        say_reasons(request, refusal.reasons)
    else:
        told_now = _("The keepers of “%(place)s” are asked by mail.")
        before = _("The keepers of “%(place)s” were asked before.")
        messages.success(request, (told_now if made else before) % {"place": place.name})
    return redirect(f"{reverse('campaign-offers', args=[campaign.pk])}?{request.GET.urlencode()}")


def _filtered(request: HttpRequest, resources: ResourceQuerySet) -> ResourceQuerySet:
    """By kind, by words of the place or the resource, by whether it is offered."""
    kind = request.GET.get("kind", "")
    if kind in ResourceKind.values:
        resources = resources.filter(kind=kind)
    for text in folded(request.GET.get("q", "")).split()[:6]:
        resources = resources.filter(place__search_text__contains=text)
    if request.GET.get("only") == "offered":
        resources = resources.filter(offers__campaign=request.resolver_match.kwargs["campaign_id"])  # type: ignore[union-attr]
    return resources.distinct()


def _places(resources: ResourceQuerySet, campaign: Campaign) -> list[Any]:
    """Places of what is listed whose keepers can be invited."""
    return list(
        Place.objects.filter(pk__in=resources.values("place"), keepers__isnull=False)
        .distinct()
        .order_by("name", "pk")[:200]
    )


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
