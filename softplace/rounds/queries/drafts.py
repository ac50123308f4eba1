"""Drafts that somebody may work on."""

from django.db.models import QuerySet

from softplace.people.models import User
from softplace.rounds.models import Draft


def drafts_of(user: User) -> QuerySet[Draft]:
    """Those of whose vehicles all are one's own; all for a planner."""
    if user.is_planner:
        return Draft.objects.all()
    others = Draft.vehicles.through.objects.exclude(place__keepers=user)
    return (
        Draft.objects.filter(vehicles__keepers=user)
        .exclude(pk__in=others.values("draft_id"))
        .distinct()
    )


def may_change_draft(user: User, draft: Draft) -> bool:
    return drafts_of(user).filter(pk=draft.pk).exists()
