"""Resources are offered in a campaign, and taken back while it is not decided."""

from collections.abc import Sequence

from django.db import transaction

from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, refuse
from softplace.matching.models import Campaign, Invitation, Offer
from softplace.matching.queries.offers import usability
from softplace.matching.rules import reasons_to_refuse_offer
from softplace.people.models import User
from softplace.places.models import Place, Resource
from softplace.places.rules import reasons_to_refuse_planning
from softplace.trail.commands import record


@transaction.atomic
def offer_resources(
    *, actor: User, campaign: Campaign, resources: Sequence[Resource]
) -> list[Offer]:
    """Offer all of them, or none: those that could serve nobody are refused with what they lack.

    What is offered already stays as it is.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    found = usability(
        Resource.objects.filter(pk__in=[resource.pk for resource in resources]), campaign
    )
    kept = _kept_places(actor)
    refuse(
        [reason for one in found for reason in _reasons(actor, campaign, one.resource, kept)]
        or [reason for one in found for reason in one.reasons]
    )
    offers = [
        Offer.objects.create(
            campaign=campaign, resource=one.resource, offered_by=actor, offered_at=now()
        )
        for one in found
        if not one.is_offered
    ]
    for offer in offers:
        record(
            actor=actor,
            verb="offer_resource",
            subject=campaign,
            changes={"resource": (None, offer.resource_id)},
        )
    return offers


@transaction.atomic
def withdraw_offer(*, actor: User, campaign: Campaign, resource: Resource) -> None:
    """Take a resource out of a campaign; requests that wish for it keep their other wishes."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    refuse(_reasons(actor, campaign, resource, _kept_places(actor)))
    removed, _ = Offer.objects.filter(campaign=campaign, resource=resource).delete()
    if removed:
        record(
            actor=actor,
            verb="withdraw_offer",
            subject=campaign,
            changes={"resource": (resource.pk, None)},
        )


@transaction.atomic
def invite_keepers(*, actor: User, campaign: Campaign, place: Place) -> list[Invitation]:
    """Ask the keepers of a place, by mail, to offer what they have; each is asked once."""
    refuse(reasons_to_refuse_planning(actor.roles()))
    # Against two invitations at once, of which each would find that nobody was asked yet.
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    refuse(
        reasons_to_refuse_offer(
            name=place.name, status=campaign.status, is_keeper=False, roles=actor.roles()
        )
    )
    keepers = list(place.keepers.filter(is_active=True).order_by("pk"))
    if not keepers:
        refuse([Reason("nobody_keeps_it", "place", {"place": place.name})])
    asked = set(campaign.invitations.filter(place=place).values_list("keeper_id", flat=True))
    invitations = [
        Invitation.objects.create(campaign=campaign, place=place, keeper=keeper, invited_at=now())
        for keeper in keepers
        if keeper.pk not in asked
    ]
    if invitations:
        record(
            actor=actor,
            verb="invite_keepers",
            subject=campaign,
            changes={"place": (None, place.slug)},
        )
    return invitations


def _kept_places(actor: User) -> set[int]:
    return set(actor.places.values_list("pk", flat=True))


def _reasons(actor: User, campaign: Campaign, resource: Resource, kept: set[int]) -> list[Reason]:
    return reasons_to_refuse_offer(
        name=resource.name,
        status=campaign.status,
        is_keeper=resource.place_id in kept,
        roles=actor.roles(),
    )
