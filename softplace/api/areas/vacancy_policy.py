"""The policy against vacancy, who is exempt from it, and who keeps to it: for planners."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.rules import WEEKDAYS, Weekday
from softplace.api.callers import lends, planner_of
from softplace.api.conditions import version_seen
from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import CommuneCode, Day, Id, Slug, described, or_404
from softplace.engines.calendar import weekday_bit
from softplace.foundation import clock
from softplace.foundation.errors import Reason, Refused
from softplace.people.enums import Scope
from softplace.places.enums import PlaceKind, ResourceKind
from softplace.places.models import Place, Resource
from softplace.territory.queries import territory_zone
from softplace.vacancy.commands import end_exemption, grant_exemption, set_policy
from softplace.vacancy.models import Exemption
from softplace.vacancy.queries import (
    CurrentPolicy,
    Figures,
    Filter,
    Offender,
    current_policy,
    figures,
    offenders,
    survey,
)
from softplace.vacancy.rules import ExemptionFields, PolicyFields

router = Router(tags=["vacancy"])
READS: dict[str, Any] = lends(Scope.PLACES_READ)
WRITES: dict[str, Any] = lends(Scope.PLACES_WRITE)
CHANGES: dict[str, Any] = lends(Scope.PLACES_WRITE, versioned=True)
TREND_WEEKS = 8
"""The week that is asked for and those before it."""
FIRST_YEAR, LAST_YEAR = 2000, 2099


class PolicyShape(BaseModel):
    model_config = described(
        sentence(
            "What the territory decided against vacancy; version is 0 while nobody has. Minutes "
            "are of the day, on the wall of each place."
        )
    )

    place_kinds_left_out: list[PlaceKind]
    resource_kinds_left_out: list[ResourceKind]
    weekdays: list[Weekday]
    start_minute: int
    end_minute: int
    on_public_holidays: bool
    in_school_holidays: bool
    longest_idle_half_days: int
    version: int


class PolicyChange(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("What is given is changed, what is not stays."))
    )

    version: int | None = Field(
        None,
        ge=0,
        description=sentence(
            "The version that you saw, 0 for the first: 409 if it changed since. Or send its tag "
            "in If-Match."
        ),
    )
    place_kinds_left_out: list[PlaceKind] = Field(default_factory=list, max_length=40)
    resource_kinds_left_out: list[ResourceKind] = Field(default_factory=list, max_length=40)
    weekdays: list[Weekday] = Field(default_factory=list, max_length=7)
    start_minute: int = Field(default_factory=int, ge=0, le=1440)
    end_minute: int = Field(default_factory=int, ge=0, le=1440)
    on_public_holidays: bool = Field(default_factory=bool)
    in_school_holidays: bool = Field(default_factory=bool)
    longest_idle_half_days: int = Field(default_factory=int, ge=1, le=1000)


class ExemptionShape(BaseModel):
    model_config = described(
        sentence("A place, or one resource of it, that need not be in use for a term.")
    )

    id: int
    place: str
    resource: int | None
    reason: str
    first_date: date
    last_date: date


class NewExemption(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(
            sentence("What is exempt, a whole place without a resource; why, and how long.")
        ),
    )

    place: Slug
    resource: Id | None = None
    reason: str = Field(min_length=1, max_length=400)
    first_date: Day
    last_date: Day


class WeekQuery(BaseModel):
    week: Day | None = Field(
        None, description=sentence("A day of the week that counts; the present week if none.")
    )


class ComplianceQuery(WeekQuery):
    place_kind: PlaceKind | None = None
    commune: CommuneCode | None = None
    keeper: Id | None = None
    limit: int = Field(
        50, ge=1, le=200, description=sentence("How many that do not comply are listed at most.")
    )


class FiguresShape(BaseModel):
    model_config = described(
        sentence("Sums of a week over what is open in it; resources made of others are left out.")
    )

    monday: date
    resources: int
    complying: int
    half_days_open: int
    half_days_idle: int
    m2_hours_open: float
    m2_hours_idle: float


class OffenderShape(BaseModel):
    model_config = described(
        sentence("A resource that does not comply, with its longest idle stretch.")
    )

    resource: int
    name: str
    place: str
    commune: str
    keepers: list[str]
    half_days_open: int
    half_days_idle: int
    m2_hours_idle: float | None
    stretch_half_days: int
    is_cut: bool = Field(description=sentence("It may be longer than what was measured."))


class ComplianceShape(BaseModel):
    model_config = described(
        sentence("The week and the seven before it, and who does not comply, the worst first.")
    )

    weeks: list[FiguresShape]
    offenders: list[OffenderShape]
    offender_count: int


def monday_asked(query: WeekQuery) -> date:
    day = query.week or clock.today(territory_zone())
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        details = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise Refused(Reason("out_of_time", "week", details))
    return day - timedelta(days=day.weekday())


def policy_shape(found: CurrentPolicy) -> PolicyShape:
    said = found.fields
    return PolicyShape(
        place_kinds_left_out=[PlaceKind(kind) for kind in said.place_kinds_left_out],
        resource_kinds_left_out=[ResourceKind(kind) for kind in said.resource_kinds_left_out],
        weekdays=[name for day, name in enumerate(WEEKDAYS) if said.weekdays & weekday_bit(day)],
        start_minute=said.start_minute,
        end_minute=said.end_minute,
        on_public_holidays=said.on_public_holidays,
        in_school_holidays=said.in_school_holidays,
        longest_idle_half_days=said.longest_idle_half_days,
        version=found.version,
    )


def _exemption(found: Exemption) -> ExemptionShape:
    place = found.place or (found.resource.place if found.resource else None)
    return ExemptionShape(
        id=found.pk,
        place=place.slug if place else "",
        resource=found.resource_id,
        reason=found.reason,
        first_date=found.first_date,
        last_date=found.last_date,
    )


def _figures(monday: date, sums: Figures) -> FiguresShape:
    return FiguresShape(
        monday=monday,
        resources=sums.resources,
        complying=sums.complying,
        half_days_open=sums.open_half_days,
        half_days_idle=sums.idle_half_days,
        m2_hours_open=round(sums.open_m2_hours, 1),
        m2_hours_idle=round(sums.idle_m2_hours, 1),
    )


def _offender(row: Offender) -> OffenderShape:
    return OffenderShape(
        resource=row.resource_id,
        name=row.name,
        place=row.place_slug,
        commune=row.commune,
        keepers=list(row.keepers),
        half_days_open=row.open_half_days,
        half_days_idle=row.idle_half_days,
        m2_hours_idle=None if row.idle_m2_hours is None else round(row.idle_m2_hours, 1),
        stretch_half_days=row.stretch_half_days,
        is_cut=row.is_cut,
    )


@router.get(
    "/vacancy/policy",
    **READS,
    response=PolicyShape,
    operation_id="read_vacancy_policy",
    summary=sentence("Read the policy against vacancy"),
    description=sentence("For planners. What is usual, while none was written."),
)
def read_policy(request: HttpRequest) -> object:
    planner_of(request)
    return policy_shape(current_policy())


@router.patch(
    "/vacancy/policy",
    **CHANGES,
    response=PolicyShape,
    operation_id="set_vacancy_policy",
    summary=sentence("Decide on the policy against vacancy"),
    description=sentence("For planners. It holds at once, for every week that is looked at."),
)
def change_policy(request: HttpRequest, content: PolicyChange) -> object:
    user, stored = planner_of(request), current_policy()
    version = version_seen(request, content.version, stored.version, policy_shape(stored))
    given: dict[str, Any] = content.model_dump(exclude_unset=True, exclude={"version"})
    for name in ("place_kinds_left_out", "resource_kinds_left_out"):
        if name in given:
            given[name] = tuple(dict.fromkeys(str(kind) for kind in given[name]))
    if "weekdays" in given:
        given["weekdays"] = sum(weekday_bit(WEEKDAYS.index(day)) for day in set(given["weekdays"]))
    said = {name: getattr(stored.fields, name) for name in PolicyFields.__dataclass_fields__}
    set_policy(actor=user, version=version, fields=PolicyFields(**{**said, **given}))
    return policy_shape(current_policy())


@router.get(
    "/vacancy/exemptions",
    **READS,
    response=PageOf[ExemptionShape],
    operation_id="list_exemptions",
    summary=sentence("List who is exempt from the policy"),
    description=sentence("For planners. Those that are over, too."),
)
def list_exemptions(
    request: HttpRequest, response: HttpResponse, query: Query[PageQuery]
) -> object:
    planner_of(request)
    rows = Exemption.objects.select_related("place", "resource__place")
    return page_of(request, response, query, rows, key="id", shape=_exemption)


@router.post(
    "/vacancy/exemptions",
    **WRITES,
    response={201: ExemptionShape},
    operation_id="grant_exemption",
    summary=sentence("Exempt a place from the policy"),
    description=sentence("For planners. It ends by itself after its last day."),
)
def grant(request: HttpRequest, content: NewExemption) -> object:
    user = planner_of(request)
    fields = ExemptionFields(content.reason, content.first_date, content.last_date)
    return _exemption(grant_exemption(actor=user, subject=_subject(content), fields=fields))


def _subject(content: NewExemption) -> Place | Resource:
    place = Place.objects.filter(slug=content.place).first()
    if place is None:
        raise Refused(Reason("unknown_place", "place", {"name": content.place}))
    if content.resource is None:
        return place
    resource = place.resources.select_related("place").filter(pk=content.resource).first()
    if resource is None:
        raise Refused(Reason("resource_of_another_place", "resource"))
    return resource


@router.post(
    "/vacancy/exemptions/{exemption_id}/end",
    **WRITES,
    response={204: None},
    operation_id="end_exemption",
    summary=sentence("End an exemption before its term"),
    description=sentence("For planners. From today on; one that has not begun is taken away."),
)
def end(request: HttpRequest, exemption_id: Path[Id]) -> object:
    user = planner_of(request)
    found: Exemption = or_404(Exemption.objects.filter(pk=exemption_id).first())
    end_exemption(actor=user, exemption=found)
    return None


@router.get(
    "/vacancy/compliance",
    **READS,
    response=ComplianceShape,
    operation_id="read_compliance",
    summary=sentence("Read who keeps to the policy"),
    description=sentence("For planners. Sums of eight weeks, and the resources that do not."),
)
def read_compliance(request: HttpRequest, query: Query[ComplianceQuery]) -> object:
    planner_of(request)
    first = monday_asked(query) - timedelta(days=7 * (TREND_WEEKS - 1))
    wanted = Filter(str(query.place_kind or ""), query.commune or "", query.keeper)
    found = survey(first, TREND_WEEKS, clock.now(), wanted)
    rows, count = offenders(found, TREND_WEEKS - 1, query.limit)
    return ComplianceShape(
        weeks=[_figures(monday, figures(found, n)) for n, monday in enumerate(found.mondays)],
        offenders=[_offender(row) for row in rows],
        offender_count=count,
    )
