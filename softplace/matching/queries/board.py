"""What a planner sees of a campaign while it is decided on, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from softplace.computing.enums import RunStatus
from softplace.matching.enums import RequestStatus
from softplace.matching.models import Allocation, Campaign, Request, Run
from softplace.matching.queries.rounds import offered_resources
from softplace.places.models import Resource
from softplace.trail.models import Entry


@dataclass(frozen=True)
class Waiting:
    """A request that lacks sessions, and what the last run said of it."""

    request: Request
    missing: int
    told: dict[str, Any] | None


@dataclass(frozen=True)
class BoardView:
    campaign: Campaign
    resources: tuple[Resource, ...]
    allocations: tuple[Allocation, ...]
    """With requests, applicants and resources; those of earlier passes too."""
    waiting: tuple[Waiting, ...]
    request_count: int
    overlapping: frozenset[int]
    """Allocations that stand where another stands, or an applicant is elsewhere."""
    run: Run | None
    """The last one."""
    comment_counts: dict[int, int] = field(default_factory=dict)

    @property
    def locked_count(self) -> int:
        return sum(each.is_locked and each.series_id is None for each in self.allocations)

    @property
    def fresh_count(self) -> int:
        """Sessions that are not published yet."""
        return sum(each.series_id is None for each in self.allocations)

    @property
    def published_count(self) -> int:
        return len(self.allocations) - self.fresh_count


def last_run(campaign: Campaign) -> Run | None:
    return campaign.runs.order_by("-id").first()


def board_view(campaign: Campaign) -> BoardView:
    """The board with its rooms, sessions, and who waits. Nine queries, however large."""
    resources = offered_resources(campaign)
    allocations = tuple(
        campaign.allocations.select_related("request__applicant", "resource__place").order_by(
            "weekday", "start_minute", "id"
        )
    )
    requests = list(
        campaign.requests.standing().select_related("applicant").order_by("title", "id")
    )
    given: dict[int, int] = defaultdict(int)
    for each in allocations:
        given[each.request_id] += 1
    done = (
        Run.objects.filter(campaign=campaign, status=RunStatus.DONE)
        .order_by("-id")
        .values_list("unserved", flat=True)
        .first()
    )
    told = {each["request"]: each for each in done or ()}
    waiting = tuple(
        Waiting(request, request.session_count - given[request.pk], told.get(request.pk))
        for request in requests
        if given[request.pk] < request.session_count
    )
    counts: dict[int, int] = defaultdict(int)
    for pk in campaign.comments.values_list("request_id", flat=True):
        counts[pk] += 1
    return BoardView(
        campaign,
        resources,
        allocations,
        waiting,
        len(requests),
        overlapping(allocations, resources),
        last_run(campaign),
        dict(counts),
    )


def overlapping(allocations: Sequence[Allocation], resources: Sequence[Resource]) -> frozenset[int]:
    """Sessions that hold one unit, or one applicant, at one time on one date; buffers count."""
    gap = {r.pk: r.setup_minutes + r.changeover_minutes for r in resources}
    lanes: dict[tuple[str, int, int], list[Allocation]] = defaultdict(list)
    for each in allocations:
        for unit in each.units:
            lanes["unit", unit, each.weekday].append(each)
        if not each.request.applicant.several_at_once:
            lanes["applicant", each.request.applicant_id, each.weekday].append(each)
    found: set[int] = set()
    for (kind, _, _), sessions in lanes.items():
        sessions.sort(key=lambda each: each.start_minute)
        for i, first in enumerate(sessions):
            days: set[date] = set(first.dates)
            for second in sessions[i + 1 :]:
                between = (
                    max(gap.get(first.resource_id, 0), gap.get(second.resource_id, 0))
                    if kind == "unit"
                    else 0
                )
                if second.start_minute >= first.end_minute + between:
                    continue
                if days & set(second.dates):
                    found |= {first.pk, second.pk}
    return frozenset(found)


@dataclass(frozen=True)
class RequestView:
    """One request with all that is known of it on the board."""

    request: Request
    allocations: tuple[Allocation, ...]
    forbids: tuple[Any, ...]
    comments: tuple[Any, ...]
    told: dict[str, Any] | None
    trail: tuple[Any, ...]
    appeals: tuple[Any, ...]

    @property
    def missing(self) -> int:
        return self.request.session_count - len(self.allocations)


def request_view(campaign: Campaign, request: Request) -> RequestView:
    done = (
        Run.objects.filter(campaign=campaign, status=RunStatus.DONE)
        .order_by("-id")
        .values_list("unserved", flat=True)
        .first()
    )
    told = next((each for each in done or () if each["request"] == request.pk), None)
    return RequestView(
        request,
        tuple(
            request.allocations.filter(campaign=campaign)
            .select_related("resource__place", "request")
            .order_by("weekday", "start_minute")
        ),
        tuple(request.forbids.select_related("resource__place").order_by("id")),
        tuple(request.comments.select_related("author").order_by("at", "id")),
        told if request.status != RequestStatus.SERVED else None,
        tuple(Entry.objects.about(request).select_related("actor").order_by("-at", "-id")[:30]),
        tuple(request.appeals.select_related("decided_by").order_by("pass_number")),
    )
