"""What stands idle at a place, what its keeper could open to others, and taking that back."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.places import visible_place
from softplace.api.areas.rules import WEEKDAYS, Weekday
from softplace.api.areas.vacancy_policy import READS, WRITES, WeekQuery, monday_asked, router
from softplace.api.callers import user_of
from softplace.api.fields import (
    AudienceName,
    Day,
    Id,
    Slug,
    audience_name,
    audience_number,
    described,
    or_404,
)
from softplace.find.queries.unmet import unmet_searches
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.enums import Audience
from softplace.places.models import Place, Resource
from softplace.places.rules import reasons_to_refuse_changing
from softplace.territory.queries import territory_zone
from softplace.vacancy.commands import HalfDays, open_half_days, preview_release, take_back
from softplace.vacancy.models import Release
from softplace.vacancy.queries import Proposal, ResourceVacancy, proposals, vacancy_of, wishes

MOST_PROPOSALS = 200
Others = Literal["everyone", "residents", "professionals", "pass_holders"]
"""To whom half-days can be opened."""


class HalfDayShape(BaseModel):
    model_config = described(
        sentence("A morning (until 13:00) or an afternoon: closed, idle, part or taken.")
    )

    day: date
    is_afternoon: bool
    state: Literal["closed", "idle", "part", "taken"]
    open_minutes: int
    free_minutes: int


class ResourceVacancyShape(BaseModel):
    model_config = described(sentence("What of a resource was open and free in a week."))

    resource: int
    name: str
    half_days_open: int
    half_days_idle: int
    m2_hours_open: float | None
    m2_hours_idle: float | None
    longest_idle_half_days: int
    half_days: list[HalfDayShape]


class PlaceVacancyShape(BaseModel):
    model_config = described(sentence("The vacancy of a place in a week, resource by resource."))

    place: str
    monday: date
    resources: list[ResourceVacancyShape]


class IdleShape(BaseModel):
    model_config = described(
        sentence(
            "The same half-day, idle in one week or several in a row, and how many people look "
            "for it. first and last, sent back, open it to others."
        )
    )

    resource: int
    name: str
    weekday: Weekday
    is_afternoon: bool
    first_date: date
    last_date: date
    start_minute: int
    end_minute: int
    is_open_to_everyone: bool
    m2_hours: float | None
    searches: int
    waiting: int
    requests: int
    people: int


class HalfDaysContent(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(sentence("Idle half-days of a resource, and to whom they open.")),
    )

    resource: Id
    weekday: Weekday
    is_afternoon: bool
    first_date: Day
    last_date: Day
    audience: Others = "everyone"


class ReleasePreview(BaseModel):
    model_config = described(
        sentence("What opening the half-days would write, besides the hours themselves.")
    )

    dates: list[date]
    start_minute: int
    end_minute: int
    copies_hours: bool = Field(
        description=sentence("Its usual hours are those of the place: they are written for it.")
    )
    keeps_others: bool = Field(
        description=sentence("All its other hours stay for those they are for now.")
    )
    adds_terms: bool = Field(
        description=sentence("Terms are added: you decide on each of their requests.")
    )


class ReleaseShape(BaseModel):
    model_config = described(sentence("Half-days that were opened to others."))

    id: int
    resource: int
    weekday: Weekday
    is_afternoon: bool
    first_date: date
    last_date: date
    audience: AudienceName
    made_at: datetime
    undone_at: datetime | None


def kept_place(request: HttpRequest, slug: str) -> Place:
    """A place that the caller may change; refused where they only see it."""
    user, place = user_of(request), visible_place(request, slug)
    is_keeper = place.keepers.filter(pk=user.pk).exists()
    refuse(reasons_to_refuse_changing(is_keeper=is_keeper, roles=user.roles()))
    return place


def _resource_of(place: Place, pk: int) -> Resource:
    found = place.resources.filter(pk=pk).first()
    if found is None:
        raise Refused(Reason("resource_of_another_place", "resource"))
    return found


def _half_days(content: HalfDaysContent) -> HalfDays:
    return HalfDays(
        WEEKDAYS.index(content.weekday), content.is_afternoon, content.first_date, content.last_date
    )


def _vacancy(row: ResourceVacancy) -> ResourceVacancyShape:
    return ResourceVacancyShape(
        resource=row.resource.pk,
        name=row.resource.name,
        half_days_open=row.open_half_day_count,
        half_days_idle=row.idle_half_day_count,
        m2_hours_open=row.open_m2_hours,
        m2_hours_idle=row.idle_m2_hours,
        longest_idle_half_days=row.longest.half_day_count if row.longest else 0,
        half_days=[
            HalfDayShape(
                day=half.day,
                is_afternoon=half.is_afternoon,
                state=half.state,  # type: ignore[arg-type]
                open_minutes=half.open_minutes,
                free_minutes=half.free_minutes,
            )
            for half in row.half_days
        ],
    )


def _idle(one: Proposal) -> IdleShape:
    run, known = one.run, one.evidence
    return IdleShape(
        resource=run.room.resource_id,
        name=run.name,
        weekday=WEEKDAYS[run.weekday],
        is_afternoon=run.is_afternoon,
        first_date=run.first_date,
        last_date=run.last_date,
        start_minute=run.start_minute,
        end_minute=run.end_minute,
        is_open_to_everyone=run.is_open_to_them,
        m2_hours=run.m2_hours,
        searches=known.searches,
        waiting=known.waiting,
        requests=known.requests,
        people=known.people,
    )


def _release(found: Release) -> ReleaseShape:
    same = ("is_afternoon", "first_date", "last_date", "made_at", "undone_at")
    said: dict[str, Any] = {name: getattr(found, name) for name in same}
    return ReleaseShape(
        id=found.pk,
        resource=found.resource_id,
        weekday=WEEKDAYS[found.weekday],
        audience=audience_name(found.audience),
        **said,
    )


@router.get(
    "/places/{slug}/vacancy",
    **READS,
    response=PlaceVacancyShape,
    operation_id="read_place_vacancy",
    summary=sentence("Read what stands idle at a place in a week"),
    description=sentence("For its keepers and for planners. By half-day and by m²·hour."),
)
def read_vacancy(request: HttpRequest, slug: Path[Slug], query: Query[WeekQuery]) -> object:
    place = kept_place(request, slug)
    found = vacancy_of(place, monday_asked(query), now())
    resources = [_vacancy(row) for row in found.resources]
    return PlaceVacancyShape(place=place.slug, monday=found.monday, resources=resources)


@router.get(
    "/places/{slug}/idle",
    **READS,
    response=list[IdleShape],
    operation_id="list_idle",
    summary=sentence("List what could be opened to others at a place"),
    description=sentence(
        "For its keepers and for planners. The weeks to come, the most wanted first; 200 at most."
    ),
)
def list_idle(request: HttpRequest, slug: Path[Slug]) -> object:
    place, at, zone = kept_place(request, slug), now(), territory_zone()
    wanted = [*wishes(at, zone), *unmet_searches(at, zone)]
    return [_idle(one) for one in proposals([place.pk], wanted, at)[:MOST_PROPOSALS]]


@router.get(
    "/places/{slug}/releases",
    **READS,
    response=list[ReleaseShape],
    operation_id="list_releases",
    summary=sentence("List what was opened to others at a place"),
    description=sentence("For its keepers and for planners. Those that stand, the last first."),
)
def list_releases(request: HttpRequest, slug: Path[Slug]) -> object:
    place, today = kept_place(request, slug), now().astimezone(territory_zone()).date()
    standing = Release.objects.standing().filter(resource__place=place, last_date__gte=today)
    return [_release(one) for one in standing.order_by("-made_at", "-id")[:MOST_PROPOSALS]]


@router.post(
    "/places/{slug}/releases/preview",
    **READS,
    response=ReleasePreview,
    operation_id="preview_release",
    summary=sentence("Preview opening half-days to others"),
    description=sentence("For its keepers and for planners. Writes nothing."),
)
def preview(request: HttpRequest, slug: Path[Slug], content: HalfDaysContent) -> object:
    place = kept_place(request, slug)
    halves = _half_days(content)
    found = preview_release(
        _resource_of(place, content.resource), halves, audience_number(content.audience)
    )
    run, plan = found.run, found.plan
    return ReleasePreview(
        dates=[day for day in run.dates if halves.first_date <= day <= halves.last_date],
        start_minute=run.start_minute,
        end_minute=run.end_minute,
        copies_hours=bool(plan.copied),
        keeps_others=plan.widens_resource,
        adds_terms=plan.adds_terms,
    )


@router.post(
    "/places/{slug}/releases",
    **WRITES,
    response={201: ReleaseShape},
    operation_id="open_half_days",
    summary=sentence("Open idle half-days to others"),
    description=sentence("For its keepers and for planners. All its other hours stay as they are."),
)
def open_to_others(request: HttpRequest, slug: Path[Slug], content: HalfDaysContent) -> object:
    place = kept_place(request, slug)
    made = open_half_days(
        actor=user_of(request),
        resource=_resource_of(place, content.resource),
        halves=_half_days(content),
        audience=Audience(audience_number(content.audience)),
    )
    return _release(made)


@router.post(
    "/places/{slug}/releases/{release_id}/take-back",
    **WRITES,
    response=ReleaseShape,
    operation_id="take_release_back",
    summary=sentence("Take half-days back that were opened to others"),
    description=sentence(
        "For its keepers and for planners. All is as it was; what was booked meanwhile stands."
    ),
)
def close_again(request: HttpRequest, slug: Path[Slug], release_id: Path[Id]) -> object:
    place = kept_place(request, slug)
    rows = Release.objects.filter(resource__place=place).select_related("resource")
    found: Release = or_404(rows.filter(pk=release_id).first())
    return _release(take_back(actor=user_of(request), release=found))
