"""Decisions about people, without the database."""

from collections.abc import Collection
from datetime import datetime, timedelta

from softplace.foundation.errors import Reason
from softplace.foundation.legible import reasons_to_refuse_name
from softplace.people.enums import Role, Scope

LONGEST_TOKEN_DAYS = 366
MOST_TOKENS = 20
"""Valid tokens of one account: enough for every machine, few enough to read through."""


def reasons_to_refuse_granting(roles: Collection[str]) -> list[Reason]:
    """Why someone with these roles may neither give nor take back a role."""
    return [] if Role.ADMINISTRATOR in roles else [Reason("administrators_only")]


def reasons_to_refuse_planning(roles: Collection[str]) -> list[Reason]:
    """Why someone with these roles may not do what is for those who answer for the territory."""
    may = {Role.PLANNER, Role.ADMINISTRATOR} & set(roles)
    return [] if may else [Reason("planners_only")]


def reasons_to_refuse_group(name: str, *, taken: bool) -> list[Reason]:
    """Why a group cannot be called so."""
    if taken:
        return [Reason("group_named_already", "name", {"name": name.strip()})]
    return reasons_to_refuse_name("name", name.strip(), limit=120)


def reasons_to_refuse_token(
    *,
    name: str,
    scopes: Collection[str],
    expires_at: datetime,
    at: datetime,
    valid_token_count: int,
) -> list[Reason]:
    """Why an account that holds that many valid tokens may not have this one."""
    reasons = []
    if not name.strip():
        reasons.append(Reason("required", "name"))
    elif len(name) > 80:
        reasons.append(Reason("too_long", "name", {"limit": 80}))
    elif not name.isprintable():
        reasons.append(Reason("unprintable", "name"))
    if not scopes:
        reasons.append(Reason("token_without_scope", "scopes"))
    for scope in sorted(set(scopes) - set(Scope.values)):
        reasons.append(Reason("unknown_scope", "scopes", {"scope": scope}))
    if expires_at <= at:
        reasons.append(Reason("token_expired_at_birth", "expires_at"))
    elif expires_at > at + timedelta(days=LONGEST_TOKEN_DAYS):
        limit = {"limit_days": LONGEST_TOKEN_DAYS}
        reasons.append(Reason("token_too_long_lived", "expires_at", limit))
    if valid_token_count >= MOST_TOKENS:
        reasons.append(Reason("too_many_tokens", "", {"limit": MOST_TOKENS}))
    return reasons
