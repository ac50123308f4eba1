"""Who may change a campaign, and when: the same questions before every write about it."""

from softplace.computing.enums import ACTIVE
from softplace.foundation.errors import Reason, refuse
from softplace.matching.enums import CampaignStatus
from softplace.matching.models import Campaign
from softplace.people.models import User
from softplace.places.rules import reasons_to_refuse_planning


def locked_campaign(campaign: Campaign) -> Campaign:
    """The row itself, kept from everybody else until the transaction ends.

    Against: two planners, or a planner and a worker, who change one board at once.
    """
    return Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)


def board_to_change(*, actor: User, campaign: Campaign, version: int) -> Campaign:
    """The campaign, locked, if this person may change its board as it was seen; else Refused."""
    refuse(reasons_to_refuse_planning(actor.roles()))
    row = locked_campaign(campaign)
    if row.status != CampaignStatus.DECIDING:
        refuse([Reason("not_deciding", "", {"status": row.status})])
    refuse(reasons_it_is_computed(row))
    if row.version != version:
        refuse([Reason("campaign_changed_meanwhile")])
    return row


def reasons_it_is_computed(row: Campaign) -> list[Reason]:
    """Why nothing of a campaign can be changed while a plan is computed of it."""
    active = row.runs.filter(status__in=ACTIVE)
    return [Reason("run_in_progress")] if active.exists() else []


def grow(row: Campaign) -> None:
    """The next version of the board: who has seen the one before is told."""
    row.version += 1
    row.save(update_fields=["version"])
