"""Keepers offer what they keep in a campaign; a planner offers anything, and invites them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.campaign_changes import READS, WRITES, planned_campaign
from softplace.api.areas.campaigns import OfferedResourceShape, offer_shape, router, seen_campaign
from softplace.api.callers import user_of
from softplace.api.cursors import PageOf, PageQuery, finished_page, read_cursor, write_cursor
from softplace.api.fields import Id, Slug, described, or_404
from softplace.foundation.errors import Reason, refuse
from softplace.matching.commands import invite_keepers, offer_resources, withdraw_offer
from softplace.matching.models import Campaign
from softplace.matching.queries import Usability, offerable, usability
from softplace.places.enums import ResourceKind
from softplace.places.models import Place, Resource
from softplace.web.sentences import told

MOST_AT_ONCE = 200


class OfferableShape(BaseModel):
    model_config = described(
        sentence("A resource that you may offer, and what it lacks to serve anybody.")
    )

    resource: int
    name: str
    kind: ResourceKind
    place: str
    is_offered: bool
    lacks: list[str] = Field(description=sentence("Sentences; empty where it can be offered."))


class NewOffers(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("The resources that are offered, all or none."))
    )

    resources: list[Id] = Field(min_length=1, max_length=MOST_AT_ONCE)


class NewInvitation(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("The place whose keepers are asked."))
    )

    place: Slug


class InvitationShape(BaseModel):
    model_config = described(
        sentence("How many keepers are asked now; who was asked before is not asked again.")
    )

    place: str
    invited: int


def _offerable(found: Usability) -> OfferableShape:
    return OfferableShape(
        resource=found.resource.pk,
        name=found.resource.name,
        kind=ResourceKind(found.resource.kind),
        place=found.resource.place.slug,
        is_offered=found.is_offered,
        lacks=[told(reason) for reason in found.reasons],
    )


def _offered(campaign: Campaign, resources: list[int]) -> list[OfferedResourceShape]:
    offers = campaign.offers.filter(resource__in=resources).select_related("resource__place")
    found = offers.prefetch_related("resource__layouts").order_by("resource_id")
    return [offer_shape(offer) for offer in found]


@router.get(
    "/campaigns/{campaign_id}/offerable",
    **READS,
    response=PageOf[OfferableShape],
    operation_id="list_offerable",
    summary=sentence("List what you may offer in a campaign"),
    description=sentence("What you keep, or everything for planners, with what it lacks."),
)
def list_offerable(
    request: HttpRequest, response: HttpResponse, campaign_id: Path[Id], query: Query[PageQuery]
) -> object:
    campaign = seen_campaign(request, campaign_id)
    resources = offerable(user_of(request)).distinct()
    position = read_cursor(request, query.cursor)
    if position is not None:
        resources = resources.filter(pk__gt=position[0])
    found = list(resources.order_by("pk").values_list("pk", flat=True)[: query.limit + 1])
    shown = found[: query.limit]
    rows = {
        row.resource.pk: row for row in usability(Resource.objects.filter(pk__in=shown), campaign)
    }
    cursor = write_cursor(request, [shown[-1]]) if len(found) > len(shown) else None
    return finished_page(request, response, [_offerable(rows[pk]) for pk in shown], cursor)


@router.post(
    "/campaigns/{campaign_id}/offers",
    **WRITES,
    response={201: list[OfferedResourceShape]},
    operation_id="offer_resources",
    summary=sentence("Offer resources in a campaign"),
    description=sentence(
        "What you keep, or anything for planners. All or none; what is offered already stays."
    ),
)
def offer(request: HttpRequest, campaign_id: Path[Id], content: NewOffers) -> object:
    campaign = seen_campaign(request, campaign_id)
    resources = list(Resource.objects.filter(pk__in=content.resources))
    unknown = sorted(set(content.resources) - {resource.pk for resource in resources})
    refuse([Reason("unknown_choice", "resources", {"value": str(pk)}) for pk in unknown])
    offer_resources(actor=user_of(request), campaign=campaign, resources=resources)
    return _offered(campaign, content.resources)


@router.delete(
    "/campaigns/{campaign_id}/offers/{resource_id}",
    **WRITES,
    response={204: None},
    operation_id="withdraw_offer",
    summary=sentence("Take an offer back"),
    description=sentence(
        "While it is not decided on. Requests that wish for it keep their other wishes."
    ),
)
def withdraw(request: HttpRequest, campaign_id: Path[Id], resource_id: Path[Id]) -> object:
    campaign = seen_campaign(request, campaign_id)
    resource: Any = or_404(Resource.objects.filter(pk=resource_id).first())
    withdraw_offer(actor=user_of(request), campaign=campaign, resource=resource)
    return None


@router.post(
    "/campaigns/{campaign_id}/invitations",
    **WRITES,
    response={201: InvitationShape},
    operation_id="invite_keepers",
    summary=sentence("Ask the keepers of a place to offer"),
    description=sentence("For planners. By mail, each keeper once."),
)
def invite(request: HttpRequest, campaign_id: Path[Id], content: NewInvitation) -> object:
    campaign = planned_campaign(request, campaign_id)
    place = Place.objects.filter(slug=content.place).first()
    details = {"value": content.place}
    refuse([] if place else [Reason("unknown_choice", "place", details)])
    assert place is not None  # refused above
    made = invite_keepers(actor=user_of(request), campaign=campaign, place=place)
    return InvitationShape(place=place.slug, invited=len(made))
