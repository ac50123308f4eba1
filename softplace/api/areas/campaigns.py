"""Campaigns: what is given out, by what rules, and what is offered."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from softplace.api.callers import Caller, caller_of
from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import AudienceName, Id, audience_name, described, or_404
from softplace.matching.enums import CampaignStatus
from softplace.matching.models import Campaign, CampaignQuerySet, Offer
from softplace.matching.rules import policy_of, weights_of
from softplace.people.enums import Scope
from softplace.places.enums import ResourceKind

router = Router(tags=["campaigns"])


class CampaignShape(BaseModel):
    model_config = described(
        sentence(
            "A campaign: a season that is given out. weights are what counts, in points, by the "
            "names of the format of matching."
        )
    )

    id: int
    name: str
    description: str
    first_day: date
    last_day: date
    applications_open_at: datetime
    applications_close_at: datetime
    audience: AudienceName
    group: str | None
    status: CampaignStatus
    published_at: datetime | None
    appeals_close_at: datetime | None
    pass_number: int
    version: int = Field(description=sentence("Grows with every change; give it with yours."))
    weights: dict[str, Any]


class OfferedResourceShape(BaseModel):
    model_config = described(sentence("A resource that is offered in a campaign."))

    id: int
    resource: int
    name: str
    kind: ResourceKind
    place: str
    headcount: int | None
    layouts: dict[str, int]


def campaign_shape(found: Campaign) -> CampaignShape:
    return CampaignShape(
        id=found.pk,
        name=found.name,
        description=found.description,
        first_day=found.first_day,
        last_day=found.last_day,
        applications_open_at=found.applications_open_at,
        applications_close_at=found.applications_close_at,
        audience=audience_name(found.audience),
        group=found.group.name if found.group else None,
        status=CampaignStatus(found.status),
        published_at=found.published_at,
        appeals_close_at=found.appeals_close_at,
        pass_number=found.pass_number,
        version=found.version,
        weights=weights_of(policy_of(found.policy)),
    )


def offer_shape(found: Offer) -> OfferedResourceShape:
    resource = found.resource
    return OfferedResourceShape(
        id=found.pk,
        resource=resource.pk,
        name=resource.name,
        kind=ResourceKind(resource.kind),
        place=resource.place.slug,
        headcount=resource.headcount,
        layouts={layout.layout: layout.headcount for layout in resource.layouts.all()},
    )


def visible_campaign(campaign_id: int) -> Campaign:
    """A campaign that everybody may read; of a draft there is nothing at this address."""
    campaigns = Campaign.objects.visible().select_related("group")
    found: Campaign = or_404(campaigns.filter(pk=campaign_id).first())
    return found


def _campaigns_seen_by(caller: Caller) -> CampaignQuerySet:
    """Drafts too for planners and keepers, who set them up."""
    user = caller.user if caller.may(Scope.REQUESTS_READ) else None
    sets_up = user is not None and (user.is_planner or user.places.exists())
    found = Campaign.objects.all() if sets_up else Campaign.objects.visible()
    return found.select_related("group")


def seen_campaign(request: HttpRequest, campaign_id: int) -> Campaign:
    """A campaign that the caller may read; otherwise there is nothing at this address."""
    seen = _campaigns_seen_by(caller_of(request))
    found: Campaign = or_404(seen.filter(pk=campaign_id).first())
    return found


@router.get(
    "/campaigns",
    response=PageOf[CampaignShape],
    operation_id="list_campaigns",
    summary=sentence("List campaigns"),
    description=sentence("All but drafts, which only planners and keepers see."),
)
def list_campaigns(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> object:
    campaigns = _campaigns_seen_by(caller_of(request))
    return page_of(request, response, query, campaigns, key="id", shape=campaign_shape)


@router.get(
    "/campaigns/{campaign_id}",
    response=CampaignShape,
    operation_id="read_campaign",
    summary=sentence("Read a campaign"),
    description=sentence("With all that counts in it."),
)
def read_campaign(request: HttpRequest, campaign_id: Path[Id]) -> object:
    return campaign_shape(seen_campaign(request, campaign_id))


@router.get(
    "/campaigns/{campaign_id}/offers",
    response=PageOf[OfferedResourceShape],
    operation_id="list_offers",
    summary=sentence("List what is offered"),
    description=sentence("The resources that a campaign gives out."),
)
def list_offers(
    request: HttpRequest, response: HttpResponse, campaign_id: Path[Id], query: Query[PageQuery]
) -> object:
    offers = (
        seen_campaign(request, campaign_id)
        .offers.filter(resource__is_bookable=True, resource__place__is_published=True)
        .select_related("resource__place")
        .prefetch_related("resource__layouts")
    )
    return page_of(request, response, query, offers, key="id", shape=offer_shape)
