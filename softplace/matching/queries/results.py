"""What everybody may read of a decided campaign; no person in it, small counts masked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from softplace.computing.enums import RunStatus
from softplace.foundation.masking import LEAST_COUNT, masked_cells
from softplace.matching.enums import ApplicantKind, RequestStatus
from softplace.matching.models import Allocation, Campaign, Refusal, Run
from softplace.matching.queries.rounds import offered_resources
from softplace.matching.rules import PUBLISHED
from softplace.places.models import Resource

STATUS_SUM, CAUSE_SUM, ALONE = range(3)
"""Two sums that everybody can make: all requests by what came of them, and those not served in
full by their causes. A count that is in one of them only is in none beside it."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many; `None` where it is not told."""

    exact: int
    gives_away: bool = False
    """Whether a small count could be computed from it."""

    @property
    def is_small(self) -> bool:
        return 0 < self.exact < LEAST_COUNT

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
    requests, served, partly, refused, *told = _masked(
        [sum(statuses.values()), *(statuses[status] for status in decided)],
        [number for _, number in causes.most_common()],
    )
    return Results(
        campaign,
        requests,
        served,
        partly,
        refused,
        len(published),
        sum(each.hours for each in given),
        tuple((cause, count) for (cause, _), count in zip(causes.most_common(), told, strict=True)),
        given,
        resources,
        Run.objects.filter(campaign=campaign, status=RunStatus.DONE).order_by("-id").first(),
    )


def _masked(statuses: Sequence[int], causes: Sequence[int]) -> list[Count]:
    """All requests, then those served, served in part and refused, then the causes.

    A count is a row of a table, with a cell in the column of each of the two sums that hold it: it
    can be computed if and only if these cells lie on no cycle of masked ones. Those served are
    hidden last: the sessions that are listed nearly count them.
    """
    numbers = [*statuses, *causes]
    held = [(STATUS_SUM, ALONE)] * 2 + [(STATUS_SUM, CAUSE_SUM)] * 2
    held += [(CAUSE_SUM, ALONE)] * len(causes)
    present, cost = np.zeros((len(held), 3), np.bool_), np.zeros((len(held), 3))
    for row, columns in enumerate(held):
        present[row, columns] = numbers[row] > 0
        cost[row] = numbers[row]
    small = present & (cost < LEAST_COUNT)
    cost[1] += sum(numbers)
    masked = masked_cells(small, present, cost)
    return [Count(number, gives_away=bool(masked[row].any())) for row, number in enumerate(numbers)]


def public_name(each: Allocation) -> str:
    """Who has it, where that may be said."""
    applicant = each.request.applicant
    return "" if applicant.kind == ApplicantKind.PERSON else applicant.name


def has_results(campaign: Campaign) -> bool:
    """Whether something was published, if only in an earlier pass."""
    return campaign.status in PUBLISHED or campaign.pass_number > 1
