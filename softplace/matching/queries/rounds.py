"""A campaign with all that is decided from, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from softplace.matching.enums import RequestStatus
from softplace.matching.models import Allocation, Campaign, Forbid, Request
from softplace.matching.queries.season import DaySpan, Spans, open_days, taken_days
from softplace.people.enums import Audience
from softplace.people.models import Entitlement, User
from softplace.places.models import Resource

PAST_DAYS = 366
"""How long what was given in an earlier campaign counts against newcomers' turn."""


@dataclass(frozen=True)
class Round:
    """What a plan is computed from: the offers and their hours, the wishes, what people placed."""

    campaign: Campaign
    first: date
    last: date
    """Of the days that can still be given out."""
    resources: tuple[Resource, ...]
    """With their places, units and layouts."""
    opening: dict[int, dict[date, Spans]]
    taken: dict[int, list[DaySpan]]
    requests: tuple[Request, ...]
    """Those to be decided on in this pass, with applicants and wishes."""
    on_board: tuple[Allocation, ...]
    """Not published yet."""
    published: tuple[Allocation, ...]
    forbids: tuple[Forbid, ...]
    audiences: dict[int, frozenset[int]]
    """By person."""
    past_hours_per_week: dict[int, float]
    """By applicant."""

    def units_of(self, resource: Resource) -> list[int]:
        return sorted(unit.pk for unit in resource.units.all())


def offered_resources(campaign: Campaign) -> tuple[Resource, ...]:
    """What can be given out, with places, units and layouts. Three queries."""
    found = (
        Resource.objects.filter(offers__campaign=campaign)
        .select_related("place")
        .prefetch_related("units", "layouts")
        .order_by("place__name", "name", "pk")
    )
    return tuple(resource for resource in found if resource.units.all())


def can_be_given(resource: Resource) -> bool:
    """Whether what was offered can still be booked: its place may have gone since."""
    return resource.is_bookable and resource.place.is_published


def season_left(campaign: Campaign, resources: tuple[Resource, ...], at: datetime) -> date:
    """The first day that can still be given out: no day that has begun is."""
    tomorrows = {at.astimezone(ZoneInfo(r.place.zone)).date() for r in resources}
    return max([campaign.first_day, *(day + timedelta(days=1) for day in tomorrows)])


def round_of(campaign: Campaign, at: datetime) -> Round:
    """All of a campaign that a plan is computed from. A fixed number of queries."""
    resources = tuple(each for each in offered_resources(campaign) if can_be_given(each))
    first, last = season_left(campaign, resources, at), campaign.last_day
    units = {resource.pk: [unit.pk for unit in resource.units.all()] for resource in resources}
    allocations = list(campaign.allocations.select_related("request", "resource").order_by("id"))
    published = tuple(each for each in allocations if each.series_id is not None)
    requests = tuple(
        campaign.requests.standing()
        .select_related("applicant__person", "applicant__group")
        .prefetch_related("wishes")
        .order_by("id")
    )
    given: dict[int, int] = defaultdict(int)
    for each in published:
        given[each.request_id] += 1
    to_decide = tuple(
        request
        for request in requests
        if request.session_count > given[request.pk]
        and (request.status == RequestStatus.SUBMITTED or campaign.pass_number > 1)
    )
    known = {request.pk for request in to_decide}
    offered = {resource.pk for resource in resources}
    on_board = tuple(
        each
        for each in allocations
        if each.series_id is None and each.request_id in known and each.resource_id in offered
    )
    return Round(
        campaign,
        first,
        last,
        resources,
        open_days(resources, first, last, audience=campaign.audience, group_id=campaign.group_id)
        if first <= last
        else {resource.pk: {} for resource in resources},
        taken_days(resources, units, first, last, at) if first <= last else {},
        to_decide,
        on_board,
        published,
        tuple(f for f in campaign.forbids.order_by("id") if f.request_id in known),
        _audiences({request.applicant.person_id for request in to_decide}, at),
        _past_hours(campaign, {request.applicant_id for request in to_decide}),
    )


def _audiences(people: set[int], at: datetime) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {person: {int(Audience.EVERYONE)} for person in people}
    entitled = Entitlement.objects.filter(user__in=people).values_list(
        "user_id", "audience", "until"
    )
    for person, audience, until in entitled:
        if until is None or until >= at.date():
            found[person].add(audience)
    for person in User.objects.filter(pk__in=people, member_of__isnull=False).values_list(
        "pk", flat=True
    ):
        found[person].add(int(Audience.MEMBERS))
    return {person: frozenset(audiences) for person, audiences in found.items()}


def _past_hours(campaign: Campaign, applicants: set[int]) -> dict[int, float]:
    """Hours a week that each was given: in this campaign's first pass, and on an average of the
    campaigns of the year before it."""
    hours: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    given = (
        Allocation.objects.filter(request__applicant__in=applicants, series__isnull=False)
        .filter(
            campaign__first_day__lte=campaign.first_day,
            campaign__last_day__gte=campaign.first_day - timedelta(days=PAST_DAYS),
        )
        .select_related("request", "campaign")
    )
    for each in given:
        weeks = max(1.0, ((each.campaign.last_day - each.campaign.first_day).days + 1) / 7)
        a_week = len(each.dates) * each.minutes / 60 / weeks
        hours[each.request.applicant_id][each.campaign_id] += a_week
    past = {}
    for applicant, by_campaign in hours.items():
        now = by_campaign.pop(campaign.pk, 0.0)
        earlier = sum(by_campaign.values()) / len(by_campaign) if by_campaign else 0.0
        past[applicant] = now + earlier
    return past
