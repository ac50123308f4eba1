"""The only writes about people."""

from django.db import transaction

from softplace.people.enums import Role
from softplace.people.models import Grant, User
from softplace.trail.commands import record


@transaction.atomic
def grant_role(*, actor: User | None, user: User, role: Role) -> Grant:
    """Give a role across the territory; giving it twice changes nothing."""
    grant, created = Grant.objects.get_or_create(user=user, role=role)
    if created:
        record(actor=actor, verb="grant_role", subject=user, changes={"role": (None, role)})
    return grant


@transaction.atomic
def withdraw_role(*, actor: User | None, user: User, role: Role) -> User:
    """Take a role back; the account itself stays."""
    if Grant.objects.filter(user=user, role=role).delete()[0]:
        record(actor=actor, verb="withdraw_role", subject=user, changes={"role": (role, None)})
    return user
