"""Campaigns, what is offered in them, who asks for what, and what is given to whom."""

from softplace.matching.models.campaigns import Campaign, CampaignQuerySet, Invitation, Offer
from softplace.matching.models.requests import (
    Applicant,
    Request,
    RequestQuerySet,
    Wish,
    new_reference,
)
from softplace.matching.models.results import (
    Allocation,
    Appeal,
    Comment,
    Forbid,
    Letter,
    Refusal,
    Run,
)

__all__ = [
    "Allocation",
    "Appeal",
    "Applicant",
    "Campaign",
    "CampaignQuerySet",
    "Comment",
    "Forbid",
    "Invitation",
    "Letter",
    "Offer",
    "Refusal",
    "Request",
    "RequestQuerySet",
    "Run",
    "Wish",
    "new_reference",
]
