"""What is held on a person about campaigns and requests, to be handed out on demand."""

from typing import Any

from softplace.matching.models import Applicant, Invitation, Request
from softplace.people.models import User

_OF_A_REQUEST = (
    "reference", "campaign__name", "applicant__name", "title", "purpose", "headcount", "layout",
    "equipment", "noise", "rhythm", "session_count", "wished_minutes", "shortest_minutes",
    "windows", "first_day", "last_day", "takes_anything", "latitude", "longitude", "radius_km",
    "status", "created_at", "changed_at",
)  # fmt: skip


def requests_held_on(person: User) -> dict[str, Any]:
    """All of it, as plain values. Three queries."""
    return {
        "applicants": list(
            Applicant.objects.filter(person=person)
            .order_by("pk")
            .values("name", "kind", "member_count", "latitude", "longitude", "several_at_once")
        ),
        "space_requests": list(
            Request.objects.filter(applicant__person=person).order_by("pk").values(*_OF_A_REQUEST)
        ),
        "invitations": list(
            Invitation.objects.filter(keeper=person)
            .order_by("pk")
            .values("campaign__name", "place__name", "invited_at")
        ),
    }
