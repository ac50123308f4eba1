"""Opening rules and closures: what makes the openings of a place."""

from datetime import date
from typing import Any, Literal, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.places import visible_place, visible_places
from softplace.api.callers import lends, user_of
from softplace.api.conditions import require_unchanged
from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import (
    AudienceName,
    Code,
    Day,
    Id,
    Slug,
    audience_name,
    audience_number,
    described,
    or_404,
)
from softplace.engines.calendar import weekday_bit
from softplace.foundation.errors import Reason, refuse
from softplace.people.enums import Scope
from softplace.people.models import Group
from softplace.places.commands import (
    add_closure,
    remove_closure,
    remove_opening_rule,
    save_opening_rule,
)
from softplace.places.enums import HolidayPolicy, Mode, Pattern
from softplace.places.models import Closure, OpeningRule, Place
from softplace.places.rules import RuleFields
from softplace.territory.models import Function

router = Router(tags=["openings"])

PatternName = Literal["weekly", "once", "recurrence", "hours"]
PolicyName = Literal["as_usual", "closed", "only"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"


class RuleShape(BaseModel):
    model_config = described(
        sentence(
            "An opening rule, in the hours on the wall of the place. Without function and "
            "resource it is of the place in general."
        )
    )

    id: int
    place: str
    function: str | None
    resource: int | None
    title: str
    pattern: PatternName
    weekdays: list[Weekday]
    start: str
    length_minutes: int
    recurrence: str
    hours: str
    starts_on: date | None
    ends_on: date | None
    on_public_holidays: PolicyName
    on_school_holidays: PolicyName
    audience: AudienceName
    group: str | None
    mode: Mode


class RuleChange(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(
            sentence("What is given is changed, what is not stays. Only some fields take null.")
        ),
    )

    function: Code | None = None
    resource: Id | None = None
    title: str = Field(default_factory=str, max_length=120)
    pattern: PatternName = "weekly"
    weekdays: list[Weekday] = Field(default_factory=list, max_length=7)
    start: str = Field(
        default_factory=str,
        pattern=CLOCK,
        description=sentence("HH:MM on the wall of the place."),
    )
    length_minutes: int = Field(default_factory=int, ge=1, le=10_080)
    recurrence: str = Field(
        default_factory=str,
        max_length=300,
        description=sentence("RRULE of RFC 5545, for the pattern “recurrence”."),
    )
    hours: str = Field(
        default_factory=str,
        max_length=1000,
        description=sentence("OpenStreetMap’s opening_hours, for the pattern “hours”."),
    )
    starts_on: Day | None = None
    ends_on: Day | None = None
    on_public_holidays: PolicyName = "as_usual"
    on_school_holidays: PolicyName = "as_usual"
    audience: AudienceName = "everyone"
    group: str | None = Field(None, max_length=120)
    mode: Mode = Field(default_factory=lambda: Mode.WALK_IN)


class ClosureShape(BaseModel):
    model_config = described(
        sentence("Days without opening, first and last included; of one rule where rule is given.")
    )

    id: int
    rule: int | None
    first_date: date
    last_date: date
    note: str


class NewClosure(BaseModel):
    model_config = ConfigDict(extra="forbid")

    first_date: Day
    last_date: Day
    note: str = Field("", max_length=200)
    rule: Id | None = None


def rule_shape(rule: OpeningRule) -> RuleShape:
    return RuleShape(
        id=rule.pk,
        place=rule.place.slug,
        function=rule.function.code if rule.function else None,
        resource=rule.resource_id,
        title=rule.title,
        pattern=cast(PatternName, Pattern(rule.pattern).name.lower()),
        weekdays=[name for at, name in enumerate(WEEKDAYS) if rule.weekdays & weekday_bit(at)],
        start=f"{rule.start_minute // 60:02}:{rule.start_minute % 60:02}",
        length_minutes=rule.length_minutes,
        recurrence=rule.recurrence,
        hours=rule.hours,
        starts_on=rule.starts_on,
        ends_on=rule.ends_on,
        on_public_holidays=_policy_name(rule.on_public_holidays),
        on_school_holidays=_policy_name(rule.on_school_holidays),
        audience=audience_name(rule.audience),
        group=rule.group.name if rule.group else None,
        mode=Mode(rule.mode),
    )


def closure_shape(closure: Closure) -> ClosureShape:
    return ClosureShape(
        id=closure.pk,
        rule=closure.rule_id,
        first_date=closure.first_date,
        last_date=closure.last_date,
        note=closure.note,
    )


def _policy_name(policy: int) -> PolicyName:
    return cast(PolicyName, HolidayPolicy(policy).name.lower())


def _fields(content: RuleChange, place: Place) -> RuleFields:
    """What was given, as the command takes it."""
    given: dict[str, Any] = content.model_dump(exclude_unset=True)
    if "pattern" in given:
        given["pattern"] = int(Pattern[given["pattern"].upper()])
    if "weekdays" in given:
        given["weekdays"] = sum(weekday_bit(WEEKDAYS.index(n)) for n in set(given["weekdays"]))
    if "start" in given:
        hour, minute = given.pop("start").split(":")
        given["start_minute"] = int(hour) * 60 + int(minute)
    for name in ("on_public_holidays", "on_school_holidays"):
        if name in given:
            given[name] = int(HolidayPolicy[given[name].upper()])
    if "audience" in given:
        given["audience"] = audience_number(given["audience"])
    if given.get("function") is not None:
        function = Function.objects.filter(code=given["function"]).first()
        refuse([] if function else [Reason("function_not_offered", "function")])
        given["function"] = function
    if given.get("resource") is not None:
        resource = place.resources.filter(pk=given["resource"]).first()
        refuse([] if resource else [Reason("resource_of_another_place", "resource")])
        given["resource"] = resource
    if given.get("group") is not None:
        value = given["group"]
        given["group"] = Group.objects.filter(name=value).first()
        refuse([] if given["group"] else [Reason("unknown_choice", "group", {"value": value})])
    return cast(RuleFields, given)


def visible_rule(request: HttpRequest, rule_id: int) -> OpeningRule:
    rules = OpeningRule.objects.filter(place__in=visible_places(request))
    rules = rules.select_related("place", "function", "group")
    rule: OpeningRule = or_404(rules.filter(pk=rule_id).first())
    return rule


def locked_rule(request: HttpRequest, rule_id: int) -> OpeningRule:
    """A rule that the caller sees, unchanged where If-Match asks for that."""
    rule = visible_rule(request, rule_id)
    if "If-Match" in request.headers:
        Place.objects.select_for_update().get(pk=rule.place_id)
        require_unchanged(request, rule_shape(visible_rule(request, rule_id)))
    return rule


@router.get(
    "/places/{slug}/rules",
    response=PageOf[RuleShape],
    operation_id="list_rules",
    summary=sentence("List the opening rules of a place"),
    description=sentence("The rules themselves; what follows from them are the openings."),
)
def list_rules(
    request: HttpRequest, response: HttpResponse, slug: Path[Slug], query: Query[PageQuery]
) -> object:
    place = or_404(visible_places(request).filter(slug=slug).first())
    rules = OpeningRule.objects.filter(place=place).select_related("place", "function", "group")
    return page_of(request, response, query, rules, key="id", shape=rule_shape)


@router.get(
    "/rules/{rule_id}",
    response=RuleShape,
    operation_id="read_rule",
    summary=sentence("Read an opening rule"),
    description=sentence("One rule of a place that you may see."),
)
def read_rule(request: HttpRequest, rule_id: Path[Id]) -> object:
    return rule_shape(visible_rule(request, rule_id))


@router.post(
    "/places/{slug}/rules",
    **lends(Scope.PLACES_WRITE),
    response={201: RuleShape},
    operation_id="add_rule",
    summary=sentence("Add an opening rule"),
    description=sentence(
        "weekly needs weekdays, start and length_minutes; once needs starts_on; recurrence needs "
        "an RRULE and starts_on; hours needs an opening_hours text."
    ),
)
def add_rule(
    request: HttpRequest, response: HttpResponse, slug: Path[Slug], content: RuleChange
) -> object:
    place = visible_place(request, slug)
    fields = _fields(content, place)
    rule = save_opening_rule(actor=user_of(request), place=place, **fields)
    response.headers["Location"] = f"/api/rules/{rule.pk}"
    return rule_shape(visible_rule(request, rule.pk))


@router.patch(
    "/rules/{rule_id}",
    **lends(Scope.PLACES_WRITE, versioned=True),
    response=RuleShape,
    operation_id="change_rule",
    summary=sentence("Change an opening rule"),
    description=sentence("For keepers of its place and for planners. What is not given stays."),
)
def change_rule(request: HttpRequest, rule_id: Path[Id], content: RuleChange) -> object:
    with transaction.atomic():
        rule = locked_rule(request, rule_id)
        fields = _fields(content, rule.place)
        save_opening_rule(actor=user_of(request), place=rule.place, rule=rule, **fields)
    return rule_shape(visible_rule(request, rule_id))


@router.delete(
    "/rules/{rule_id}",
    **lends(Scope.PLACES_WRITE, versioned=True),
    response={204: None},
    operation_id="remove_rule",
    summary=sentence("Take an opening rule away"),
    description=sentence("With the closures that spoke of it."),
)
def remove_rule(request: HttpRequest, rule_id: Path[Id]) -> object:
    with transaction.atomic():
        remove_opening_rule(actor=user_of(request), rule=locked_rule(request, rule_id))
    return None


@router.get(
    "/places/{slug}/closures",
    response=PageOf[ClosureShape],
    operation_id="list_closures",
    summary=sentence("List the closures of a place"),
    description=sentence("Past ones too, in the order in which they were written."),
)
def list_closures(
    request: HttpRequest, response: HttpResponse, slug: Path[Slug], query: Query[PageQuery]
) -> object:
    place = or_404(visible_places(request).filter(slug=slug).first())
    closures = Closure.objects.filter(place=place)
    return page_of(request, response, query, closures, key="id", shape=closure_shape)


@router.post(
    "/places/{slug}/closures",
    **lends(Scope.PLACES_WRITE),
    response={201: ClosureShape},
    operation_id="add_closure",
    summary=sentence("Close a place for some days"),
    description=sentence("Or one of its rules. First and last day are included."),
)
def close(request: HttpRequest, slug: Path[Slug], content: NewClosure) -> object:
    place = visible_place(request, slug)
    rule = None
    if content.rule is not None:
        rule = place.opening_rules.filter(pk=content.rule).first()
        refuse([] if rule else [Reason("rule_of_another_place", "rule")])
    return closure_shape(
        add_closure(
            actor=user_of(request),
            place=place,
            rule=rule,
            first_date=content.first_date,
            last_date=content.last_date,
            note=content.note,
        )
    )


@router.delete(
    "/closures/{closure_id}",
    **lends(Scope.PLACES_WRITE),
    response={204: None},
    operation_id="remove_closure",
    summary=sentence("Open again on closed days"),
    description=sentence("The closure is taken away; the trail keeps that it was."),
)
def reopen(request: HttpRequest, closure_id: Path[Id]) -> object:
    closures = Closure.objects.filter(place__in=visible_places(request))
    closure = or_404(closures.filter(pk=closure_id).first())
    remove_closure(actor=user_of(request), closure=closure)
    return None
