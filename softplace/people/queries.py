"""Reads about people."""

from typing import Any

from softplace.people.models import User


def held_on(person: User) -> dict[str, Any]:
    """What is held on an account itself: for the person, on demand. Secrets are left out."""
    return {
        "email": person.email,
        "name": person.name,
        "language": person.language,
        "joined_at": person.joined_at,
        "last_login": person.last_login,
        "roles": sorted(person.roles()),
        "groups": sorted(person.member_of.values_list("name", flat=True)),
        "audiences": list(person.entitlements.order_by("pk").values("audience", "until")),
        "api_tokens": list(
            person.api_tokens.order_by("pk").values(
                "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at"
            )
        ),
    }
