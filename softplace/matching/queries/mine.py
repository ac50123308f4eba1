"""What a person has asked for, in whose name, and what was given."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from softplace.matching.models import (
    Allocation,
    Applicant,
    Campaign,
    Offer,
    Request,
    RequestQuerySet,
    Wish,
)
from softplace.matching.rules import PUBLISHED
from softplace.people.models import User


@dataclass(frozen=True, slots=True)
class Past:
    """What a published campaign gave to an applicant."""

    campaign: Campaign
    allocations: tuple[Allocation, ...]

    @property
    def hours(self) -> float:
        """Over the season."""
        return sum(one.minutes * len(one.dates) for one in self.allocations) / 60


def requests_of(person: User) -> list[Request]:
    """All requests of a person, the latest first, with all that their page shows. Eight queries."""
    return list(
        with_all(Request.objects.filter(applicant__person=person)).order_by("-created_at", "-pk")
    )


def with_all(requests: RequestQuerySet) -> RequestQuerySet:
    """With what a page tells of a request: who asks, wishes, what was given and what refused."""
    return requests.select_related(
        "campaign__group", "applicant", "booking", "series"
    ).prefetch_related(
        "series__bookings",
        "wishes__resource__place",
        "wishes__place",
        "allocations__resource__place",
        "refusals",
        "appeals",
    )


def past_of(applicants: Sequence[Applicant]) -> dict[int, list[Past]]:
    """By applicant, what published campaigns gave, the latest first. One query."""
    found: dict[int, dict[int, list[Allocation]]] = {}
    campaigns: dict[int, Campaign] = {}
    for one in (
        Allocation.objects.filter(
            request__applicant__in=applicants,
            campaign__status__in=PUBLISHED,
            series__isnull=False,
        )
        .select_related("campaign", "request", "resource__place")
        .order_by("-campaign__first_day", "weekday", "start_minute")
    ):
        campaigns[one.campaign_id] = one.campaign
        of_applicant = found.setdefault(one.request.applicant_id, {})
        of_applicant.setdefault(one.campaign_id, []).append(one)
    return {
        applicant: [Past(campaigns[pk], tuple(given)) for pk, given in by_campaign.items()]
        for applicant, by_campaign in found.items()
    }


def requests_seen_by(person: User) -> RequestQuerySet:
    """Requests that somebody may read: their own, all for a planner, and for a keeper those of
    a campaign that wish for what they keep, or were given it: on the board it is not given yet."""
    requests = Request.objects.all()
    if person.is_planner:
        return requests
    kept = person.places.values("pk")
    wishes = Wish.objects.filter(Q(resource__place__in=kept) | Q(place__in=kept))
    given = Allocation.objects.filter(resource__place__in=kept, series__isnull=False)
    concerned = Q(pk__in=wishes.values("request")) | Q(pk__in=given.values("request"))
    offered = Q(campaign__in=Offer.objects.filter(resource__place__in=kept).values("campaign"))
    return requests.filter(Q(applicant__person=person) | (offered & concerned))
