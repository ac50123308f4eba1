"""The policy that holds, and the exemptions from it."""

from dataclasses import dataclass
from datetime import date

from softplace.vacancy.models import Exemption, Policy
from softplace.vacancy.rules import PolicyFields


@dataclass(frozen=True, slots=True)
class CurrentPolicy:
    """What holds now; `version` is 0 where no planner has written one yet."""

    fields: PolicyFields
    version: int


def current_policy() -> CurrentPolicy:
    """One query."""
    stored = Policy.objects.filter(pk=1).first()
    return (
        CurrentPolicy(stored.fields, stored.version) if stored else CurrentPolicy(PolicyFields(), 0)
    )


def exemptions_by_end(today: date) -> tuple[list[Exemption], list[Exemption]]:
    """Those that hold or will hold, the first to end first; and the last 20 that are over."""
    rows = Exemption.objects.select_related("place", "resource__place", "granted_by")
    return (
        list(rows.filter(last_date__gte=today)),
        list(rows.filter(last_date__lt=today).order_by("-last_date", "-id")[:20]),
    )
