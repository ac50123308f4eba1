"""The only writes about people."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.enums import Role
from softplace.people.models import ApiToken, Grant, Group, User
from softplace.people.rules import (
    reasons_to_refuse_granting,
    reasons_to_refuse_group,
    reasons_to_refuse_planning,
    reasons_to_refuse_token,
)
from softplace.trail.commands import forget_names, record

TOKEN_USE_NOTED_EVERY = timedelta(minutes=15)
"""How exact "last used" is. Noting each use would make every read of the API a write."""


@transaction.atomic
def open_account(*, email: str, name: str = "", password: str) -> User:
    """Make an account for an address that the operator vouches for."""
    user = User.objects.create_user(email, password, name=name)
    record(actor=None, verb="open_account", subject=user)
    return user


@transaction.atomic
def grant_role(*, actor: User | None, user: User, role: Role) -> Grant:
    """Give a role across the territory; giving it twice changes nothing."""
    if actor is not None:
        refuse(reasons_to_refuse_granting(actor.roles()))
    grant, created = Grant.objects.get_or_create(user=user, role=role)
    if created:
        record(actor=actor, verb="grant_role", subject=user, changes={"role": (None, role)})
    return grant


@transaction.atomic
def withdraw_role(*, actor: User | None, user: User, role: Role) -> User:
    """Take a role back; the account itself stays. The last administrator stays one."""
    if actor is not None:
        refuse(reasons_to_refuse_granting(actor.roles()))
    # Against two withdrawals at once, each of which would leave the other administrator.
    administrators = set(
        Grant.objects.select_for_update()
        .filter(role=Role.ADMINISTRATOR)
        .values_list("user_id", flat=True)
    )
    if role == Role.ADMINISTRATOR and administrators == {user.pk}:
        raise Refused(Reason("last_administrator", "role"))
    if Grant.objects.filter(user=user, role=role).delete()[0]:
        record(actor=actor, verb="withdraw_role", subject=user, changes={"role": (role, None)})
    return user


@dataclass(frozen=True)
class IssuedToken:
    """A token and its key: the only moment at which the key is known."""

    token: ApiToken
    key: str


def key_hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def issue_token(
    *, actor: User, user: User, name: str, scopes: Collection[str], expires_at: datetime
) -> IssuedToken:
    """Make a token for an account, which only its owner may do."""
    if actor.pk != user.pk:
        raise Refused(Reason("not_your_account"))
    at = now()
    # Against two requests at once that would each be the last one allowed.
    User.objects.select_for_update().get(pk=user.pk)
    refuse(
        reasons_to_refuse_token(
            name=name,
            scopes=scopes,
            expires_at=expires_at,
            at=at,
            valid_token_count=ApiToken.objects.filter(user=user).valid_at(at).count(),
        )
    )
    key = f"sp_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        user=user,
        name=name.strip(),
        key_hash=key_hash(key),
        key_start=key[:8],
        scopes=sorted(set(scopes)),
        created_at=at,
        expires_at=expires_at,
    )
    record(actor=actor, verb="issue_token", subject=token, changes={"scopes": ([], token.scopes)})
    return IssuedToken(token, key)


@transaction.atomic
def revoke_token(*, actor: User, token: ApiToken) -> ApiToken:
    """End a token now; its owner and administrators may. Ending it twice changes nothing."""
    if actor.pk != token.user_id and not actor.is_administrator:
        raise Refused(Reason("not_your_account"))
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = now()
        token.save(update_fields=["revoked_at"])
        record(actor=actor, verb="revoke_token", subject=token)
    return token


@transaction.atomic
def create_group(*, actor: User | None, name: str) -> Group:
    """A group without members yet; openings, terms and campaigns can be for it alone."""
    _refuse_group(actor, name)
    group = Group.objects.create(name=name.strip())
    record(actor=actor, verb="create_group", subject=group)
    return group


@transaction.atomic
def change_group(
    *,
    actor: User | None,
    group: Group,
    name: str | None = None,
    members: Collection[User] | None = None,
) -> Group:
    """Give a group another name, or say who belongs to it: these people and no other."""
    group = Group.objects.select_for_update().get(pk=group.pk)
    _refuse_group(actor, group.name if name is None else name, but=group.pk)
    changes: dict[str, tuple[object, object]] = {}
    if name is not None and name.strip() != group.name:
        changes["name"], group.name = (group.name, name.strip()), name.strip()
        group.save(update_fields=["name"])
    if members is not None:
        before = sorted(member.email for member in group.members.all())
        after = sorted(member.email for member in members)
        if before != after:
            changes["members"] = (before, after)
            group.members.set(members)
    if changes:
        record(actor=actor, verb="change_group", subject=group, changes=changes)
    return group


def _refuse_group(actor: User | None, name: str, *, but: int = 0) -> None:
    """None is the software itself."""
    if actor is not None:
        refuse(reasons_to_refuse_planning(actor.roles()))
    taken = Group.objects.filter(name=name.strip()).exclude(pk=but).exists()
    refuse(reasons_to_refuse_group(name, taken=taken))


def note_token_use(*, token: ApiToken) -> ApiToken:
    """Remember when a token was last used, to a quarter of an hour."""
    at = now()
    if token.last_used_at is None or at - token.last_used_at >= TOKEN_USE_NOTED_EVERY:
        token.last_used_at = at
        token.save(update_fields=["last_used_at"])
    return token


@transaction.atomic
def erase_account(*, person: User) -> None:
    """Take an account away for good, with all that hangs on it. The last administrator stays."""
    administrators = set(
        Grant.objects.select_for_update()
        .filter(role=Role.ADMINISTRATOR)
        .values_list("user_id", flat=True)
    )
    if administrators == {person.pk}:
        raise Refused(Reason("last_administrator", "role"))
    record(actor=None, verb="erase_account", subject=person)
    forget_names(subjects=[person])
    person.delete()
