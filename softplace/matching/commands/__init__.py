"""The only writes about campaigns and requests."""

from softplace.matching.commands.applying import (
    change_request,
    describe_applicant,
    submit_request,
    withdraw_request,
)
from softplace.matching.commands.campaigns import (
    change_campaign,
    close_applications,
    create_campaign,
    open_campaign,
    return_to_draft,
    set_policy,
)
from softplace.matching.commands.offering import (
    invite_keepers,
    offer_resources,
    withdraw_offer,
)
from softplace.matching.commands.standing import (
    end_waiting,
    retry_waiting,
    take_option,
)

__all__ = [
    "change_campaign",
    "change_request",
    "close_applications",
    "create_campaign",
    "describe_applicant",
    "end_waiting",
    "invite_keepers",
    "offer_resources",
    "open_campaign",
    "retry_waiting",
    "return_to_draft",
    "set_policy",
    "submit_request",
    "take_option",
    "withdraw_offer",
    "withdraw_request",
]
