"""Decisions about vacancy. No database."""

from softplace.vacancy.rules.counted import ALL_HOURS, Counted, Leave
from softplace.vacancy.rules.policy import (
    ExemptionFields,
    PolicyFields,
    complies,
    covers,
    reasons_to_refuse_exemption,
    reasons_to_refuse_policy,
    reasons_to_refuse_version,
)

__all__ = [
    "ALL_HOURS",
    "Counted",
    "ExemptionFields",
    "Leave",
    "PolicyFields",
    "complies",
    "covers",
    "reasons_to_refuse_exemption",
    "reasons_to_refuse_policy",
    "reasons_to_refuse_version",
]
