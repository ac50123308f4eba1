"""Which campaign or request a page is about, and whether the visitor may read it."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from softplace.matching.enums import CampaignStatus
from softplace.matching.models import Campaign, Request
from softplace.matching.queries import requests_seen_by, with_all
from softplace.people.models import User
from softplace.web.keeper.access import signed_in


def campaign_seen(request: HttpRequest, campaign_id: int) -> Campaign:
    """The campaign, if the visitor may know of it: drafts are for planners and keepers."""
    campaign = get_object_or_404(Campaign.objects.select_related("group"), pk=campaign_id)
    user = request.user
    if campaign.status == CampaignStatus.DRAFT and not (
        isinstance(user, User) and (user.is_planner or user.places.exists())
    ):
        raise Http404
    return campaign


def request_seen(request: HttpRequest, reference: str) -> Request:
    """The request, if the visitor may read it; otherwise there is nothing at this address."""
    seen = requests_seen_by(signed_in(request)).filter(reference=reference)
    found = with_all(seen).first()
    if found is None:
        raise Http404
    return found
