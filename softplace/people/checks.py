"""What must always hold of accounts."""

from collections.abc import Iterable

from softplace.foundation.checks import Check, Fault
from softplace.people.enums import Role
from softplace.people.models import Grant, User


def somebody_administers() -> Iterable[Fault]:
    administrators = Grant.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    if administrators.exists() or not User.objects.exists():
        return []
    sentence = (
        "There are accounts and no administrator among them. "
        "Name one: softplace account EMAIL --role administrator."
    )
    return [Fault(sentence)]


CHECKS = (Check("somebody_administers", somebody_administers),)
