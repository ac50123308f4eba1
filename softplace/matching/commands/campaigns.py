"""A campaign is set up, opened for applications, closed for deciding."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from softplace.foundation.clock import now
from softplace.foundation.errors import refuse
from softplace.matching.commands.steering import reasons_it_is_computed
from softplace.matching.enums import CampaignStatus
from softplace.matching.models import Campaign
from softplace.matching.rules import (
    CampaignFields,
    differing,
    reasons_to_refuse_campaign,
    reasons_to_refuse_change,
    reasons_to_refuse_step,
    reasons_to_refuse_version,
    reasons_to_refuse_weights,
)
from softplace.people.models import User
from softplace.places.rules import reasons_to_refuse_planning
from softplace.trail.commands import record


@transaction.atomic
def create_campaign(
    *, actor: User, fields: CampaignFields, weights: Mapping[str, Any] | None = None
) -> Campaign:
    """A draft, with the engine's own weights but for those that are given."""
    refuse(reasons_to_refuse_planning(actor.roles()))
    refuse([*reasons_to_refuse_campaign(fields), *reasons_to_refuse_weights(weights or {})])
    campaign = Campaign.objects.create(
        **{**fields, "name": fields["name"].strip()},
        policy=differing(weights or {}),
        created_by=actor,
        created_at=now(),
    )
    record(actor=actor, verb="create_campaign", subject=campaign)
    return campaign


@transaction.atomic
def change_campaign(
    *, actor: User, campaign: Campaign, version: int, fields: CampaignFields
) -> Campaign:
    """Say something else of a campaign as the planner saw it, until it is decided."""
    campaign = campaign_to_change(actor, campaign, version)
    refuse(reasons_to_refuse_campaign(fields))
    season = (fields["first_day"], fields["last_day"])
    changes = season != (campaign.first_day, campaign.last_day)
    left_out = _left_out(campaign, *season) if changes else 0
    refuse(reasons_to_refuse_change(campaign.status, season_changes=changes, left_out=left_out))
    before = {name: getattr(campaign, name) for name in fields}
    for name, value in fields.items():
        setattr(campaign, name, value)
    campaign.save()
    changed = {
        name: (before[name], value) for name, value in fields.items() if before[name] != value
    }
    record(actor=actor, verb="change_campaign", subject=campaign, changes=changed)
    return campaign


@transaction.atomic
def set_policy(
    *, actor: User, campaign: Campaign, version: int, weights: Mapping[str, Any]
) -> Campaign:
    """What counts from now on, as a whole: what is not among the weights is the engine's own."""
    campaign = campaign_to_change(actor, campaign, version)
    refuse(reasons_to_refuse_change(campaign.status, season_changes=False, left_out=0))
    refuse(reasons_to_refuse_weights(weights))
    before, campaign.policy = campaign.policy, differing(weights)
    campaign.save(update_fields=["policy"])
    record(
        actor=actor,
        verb="set_policy",
        subject=campaign,
        changes={
            name: (before.get(name), campaign.policy.get(name))
            for name in sorted({*before, *campaign.policy})
            if before.get(name) != campaign.policy.get(name)
        },
    )
    return campaign


def open_campaign(*, actor: User, campaign: Campaign, version: int) -> Campaign:
    """People may apply, from its first moment to its last; also back from deciding."""
    return _step(actor, campaign, version, CampaignStatus.OPEN)


def close_applications(*, actor: User, campaign: Campaign, version: int) -> Campaign:
    """From now on nobody applies, and it is decided."""
    return _step(actor, campaign, version, CampaignStatus.DECIDING)


def return_to_draft(*, actor: User, campaign: Campaign, version: int) -> Campaign:
    """Back to being set up, while nobody has applied."""
    return _step(actor, campaign, version, CampaignStatus.DRAFT)


def campaign_to_change(actor: User, campaign: Campaign, version: int) -> Campaign:
    """The campaign, locked, at the version that was seen, for a planner; its version grows.

    Not while a plan is computed: it would be a plan for what is asked no longer.
    """
    refuse(reasons_to_refuse_planning(actor.roles()))
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    refuse(reasons_it_is_computed(campaign))
    refuse(reasons_to_refuse_version(version, campaign.version))
    campaign.version += 1
    campaign.save(update_fields=["version"])
    return campaign


@transaction.atomic
def _step(actor: User, campaign: Campaign, version: int, to: CampaignStatus) -> Campaign:
    campaign = campaign_to_change(actor, campaign, version)
    before = campaign.status
    refuse(
        reasons_to_refuse_step(
            before,
            to,
            applications_close_at=campaign.applications_close_at,
            at=now(),
            requests=campaign.requests.standing().count(),
            offers=campaign.offers.count(),
        )
    )
    campaign.status = to
    campaign.save(update_fields=["status"])
    record(actor=actor, verb="step_campaign", subject=campaign, changes={"status": (before, to)})
    return campaign


def _left_out(campaign: Campaign, first_day: date, last_day: date) -> int:
    """Requests of which a date lies outside another season."""
    outside = Q(first_day__lt=first_day) | Q(last_day__gt=last_day)
    outside |= Q(first_day__gt=last_day) | Q(last_day__lt=first_day)
    return campaign.requests.standing().filter(outside).count()
