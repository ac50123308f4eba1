"""The only writes about vacancy."""

from softplace.vacancy.commands.policy import end_exemption, grant_exemption, set_policy

__all__ = ["end_exemption", "grant_exemption", "set_policy"]
