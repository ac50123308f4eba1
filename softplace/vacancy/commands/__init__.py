"""The only writes about vacancy."""

from softplace.vacancy.commands.policy import end_exemption, grant_exemption, set_policy
from softplace.vacancy.commands.releasing import (
    HalfDays,
    Preview,
    open_half_days,
    preview_release,
    take_back,
)

__all__ = [
    "HalfDays",
    "Preview",
    "end_exemption",
    "grant_exemption",
    "open_half_days",
    "preview_release",
    "set_policy",
    "take_back",
]
