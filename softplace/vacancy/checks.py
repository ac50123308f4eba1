"""What must always hold of the policy against vacancy and of what keepers opened."""

from collections.abc import Iterable

from django.db.models import F

from softplace.foundation.checks import Check, Fault, rows_fault
from softplace.vacancy.models import Policy, Release
from softplace.vacancy.rules import reasons_to_refuse_policy


def the_policy_makes_sense() -> Iterable[Fault]:
    return rows_fault(
        "The policy against vacancy says what it may not: open its page and save it anew.",
        [reason for row in Policy.objects.all() for reason in reasons_to_refuse_policy(row.fields)],
    )


def releases_open_their_own_resource() -> Iterable[Fault]:
    wrong = Release.objects.standing().exclude(opened=None)
    wrong = wrong.exclude(opened__resource=F("resource"))
    return rows_fault(
        "Idle half-days were opened by a rule of another resource: take them back on the keeper’s "
        "page and open them again.",
        [f"release {pk}" for pk in wrong.values_list("pk", flat=True)],
    )


CHECKS = (
    Check("vacancy_policy_makes_sense", the_policy_makes_sense),
    Check("releases_open_their_own_resource", releases_open_their_own_resource),
)
