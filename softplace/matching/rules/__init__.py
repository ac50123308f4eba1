"""Decisions about campaigns and requests, without the database."""

from softplace.matching.rules.campaign import (
    CHANGEABLE,
    OFFERING,
    CampaignFields,
    reasons_it_is_unusable,
    reasons_it_takes_none,
    reasons_to_refuse_applying,
    reasons_to_refuse_campaign,
    reasons_to_refuse_change,
    reasons_to_refuse_deciding,
    reasons_to_refuse_offer,
    reasons_to_refuse_step,
    reasons_to_refuse_version,
)
from softplace.matching.rules.policy import (
    differing,
    policy_of,
    reasons_to_refuse_weights,
    weights_of,
)
from softplace.matching.rules.request import (
    ApplicantFields,
    RequestFields,
    Window,
    Wished,
    joined,
    reasons_to_refuse_applicant,
    reasons_to_refuse_request,
    reasons_to_refuse_wishes,
)

__all__ = [
    "CHANGEABLE",
    "OFFERING",
    "ApplicantFields",
    "CampaignFields",
    "RequestFields",
    "Window",
    "Wished",
    "differing",
    "joined",
    "policy_of",
    "reasons_it_is_unusable",
    "reasons_it_takes_none",
    "reasons_to_refuse_applicant",
    "reasons_to_refuse_applying",
    "reasons_to_refuse_campaign",
    "reasons_to_refuse_change",
    "reasons_to_refuse_deciding",
    "reasons_to_refuse_offer",
    "reasons_to_refuse_request",
    "reasons_to_refuse_step",
    "reasons_to_refuse_version",
    "reasons_to_refuse_weights",
    "reasons_to_refuse_wishes",
    "weights_of",
]
