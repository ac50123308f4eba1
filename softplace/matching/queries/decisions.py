"""What was decided on requests: for who asked, for letters, for the public page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from softplace.matching.models import Allocation, Appeal, Applicant, Campaign, Refusal, Request


@dataclass(frozen=True)
class Decision:
    """One request: what it was given, and what of it was refused in the last pass."""

    request: Request
    given: tuple[Allocation, ...]
    refusal: Refusal | None
    appeal: Appeal | None

    @property
    def told(self) -> dict[str, Any] | None:
        """The refusal in the form in which runs keep it."""
        row = self.refusal
        if row is None:
            return None
        return {
            "request": row.request_id,
            "sessions": row.session_count,
            "cause": row.cause,
            "details": row.details,
            "alternatives": row.alternatives,
        }


def decisions_of(campaign: Campaign, requests: Sequence[Request]) -> list[Decision]:
    """What was published of these requests. Four queries."""
    pks = [request.pk for request in requests]
    given: dict[int, list[Allocation]] = {pk: [] for pk in pks}
    published = Allocation.objects.filter(request__in=pks).exclude(series=None)
    for each in published.select_related("resource__place").order_by("weekday", "start_minute"):
        given[each.request_id].append(each)
    refusals = {
        row.request_id: row
        for row in Refusal.objects.filter(request__in=pks, campaign=campaign).order_by(
            "pass_number"
        )
    }
    appeals = {
        row.request_id: row
        for row in Appeal.objects.filter(request__in=pks).order_by("pass_number")
    }
    return [
        Decision(
            request,
            tuple(given[request.pk]),
            refusals.get(request.pk)
            if len(given[request.pk]) < request.session_count or refusals.get(request.pk)
            else None,
            appeals.get(request.pk),
        )
        for request in requests
    ]


def decisions_for(campaign: Campaign, applicant: Applicant) -> list[Decision]:
    """Those on all requests of an applicant in a campaign."""
    requests = list(
        campaign.requests.standing().filter(applicant=applicant).order_by("title", "id")
    )
    return decisions_of(campaign, requests)
