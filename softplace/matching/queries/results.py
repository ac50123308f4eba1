"""What everybody may read of a decided campaign; no person in it, small counts masked."""

from collections import Counter
from dataclasses import dataclass

from softplace.matching.enums import ApplicantKind, CampaignStatus, RequestStatus, RunStatus
from softplace.matching.models import Allocation, Campaign, Refusal, Run
from softplace.matching.queries.rounds import offered_resources
from softplace.places.models import Resource

SMALLEST_TOLD = 5
"""Counts from 1 to below this are not told: they could point at somebody."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many; `None` where it is not told."""

    exact: int
    gives_away: bool = False
    """Whether a small count could be computed from it."""

    @property
    def is_small(self) -> bool:
        return 0 < self.exact < SMALLEST_TOLD

    @property
    def shown(self) -> int | None:
        return None if self.is_small or self.gives_away else self.exact


@dataclass(frozen=True, slots=True)
class Given:
    """A session as the public reads it: an association by its name, a person by none."""

    resource: Resource
    row: Allocation
    name: str

    @property
    def hours(self) -> float:
        return len(self.row.dates) * self.row.minutes / 60


@dataclass(frozen=True)
class Results:
    campaign: Campaign
    requests: Count
    served: Count
    partly: Count
    refused: Count
    session_count: int
    served_hours: float
    causes: tuple[tuple[str, Count], ...]
    given: tuple[Given, ...]
    resources: tuple[Resource, ...]
    run: Run | None
    """The last that was put on the board: its value against its bound."""


def results_of(campaign: Campaign) -> Results:
    """Counts, hours and sessions of what was published. Seven queries."""
    resources = offered_resources(campaign)
    statuses = Counter(campaign.requests.standing().values_list("status", flat=True))
    published = tuple(
        campaign.allocations.exclude(series=None)
        .select_related("request__applicant", "resource__place")
        .order_by("resource__place__name", "resource__name", "weekday", "start_minute")
    )
    causes: Counter[str] = Counter()
    latest = (
        Refusal.objects.filter(campaign=campaign, taken_series=None)
        .exclude(request__status=RequestStatus.SERVED)
        .order_by("request_id", "-pass_number")
        .distinct("request_id")
    )
    for cause in latest.values_list("cause", flat=True):
        causes[cause] += 1
    given = tuple(Given(each.resource, each, public_name(each)) for each in published)
    decided = (RequestStatus.SERVED, RequestStatus.PARTLY_SERVED, RequestStatus.REFUSED)
    served, partly, refused = (Count(statuses[status]) for status in decided)
    is_any_small = any(count.is_small for count in (served, partly, refused))
    return Results(
        campaign,
        Count(sum(statuses.values()), gives_away=is_any_small),
        served,
        partly,
        refused,
        len(published),
        sum(each.hours for each in given),
        _masked_causes(causes),
        given,
        resources,
        Run.objects.filter(campaign=campaign, status=RunStatus.DONE).order_by("-id").first(),
    )


def _masked_causes(causes: Counter[str]) -> tuple[tuple[str, Count], ...]:
    """By cause, the most frequent first. Requests that were not served in full are their sum: a
    single small count would be what the others leave, so that the next one is not told either."""
    counts = [(cause, Count(number)) for cause, number in causes.most_common()]
    if sum(count.is_small for _, count in counts) == 1 and len(counts) > 1:
        cause, count = counts[-2]
        counts[-2] = cause, Count(count.exact, gives_away=True)
    return tuple(counts)


def public_name(each: Allocation) -> str:
    """Who has it, where that may be said."""
    applicant = each.request.applicant
    return "" if applicant.kind == ApplicantKind.PERSON else applicant.name


def has_results(campaign: Campaign) -> bool:
    """Whether something was published, if only in an earlier pass."""
    is_published = campaign.status in {CampaignStatus.PUBLISHED, CampaignStatus.ENDED}
    return is_published or campaign.pass_number > 1
