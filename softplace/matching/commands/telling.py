"""Who is still to be told by mail that something is free, or that they are invited."""

from softplace.foundation.clock import now
from softplace.matching.models import Invitation, Request


def to_tell(*, limit: int = 50) -> list[Request]:
    """Requests for which something was found, and whose person was not told yet."""
    return list(
        Request.objects.waiting()
        .filter(found_at__isnull=False, told_at=None)
        .select_related("applicant__person")
        .prefetch_related("wishes")
        .order_by("id")[:limit]
    )


def invitations_to_tell(*, limit: int = 50) -> list[Invitation]:
    return list(
        Invitation.objects.filter(told_at=None, keeper__is_active=True)
        .select_related("campaign", "place", "keeper")
        .order_by("id")[:limit]
    )


def mark_gone(*, request: Request) -> None:
    """What was found is taken again before anybody was told: it is looked for anew."""
    Request.objects.filter(pk=request.pk).update(found_at=None)


def mark_told(*, told: Request | Invitation) -> None:
    """The mail has left."""
    type(told).objects.filter(pk=told.pk).update(told_at=now())
