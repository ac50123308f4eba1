"""Groups of people, and the holidays of schools: what openings, terms and campaigns refer to."""

from datetime import date

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as sentence
from ninja import Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field

from softplace.api.areas.keepers import CHANGES, MOST_NAMED, READS, WRITES, Email, people_named
from softplace.api.callers import planner_of, user_of
from softplace.api.conditions import require_unchanged
from softplace.api.cursors import PageOf, PageQuery, page_of
from softplace.api.fields import Day, Id, described, or_404
from softplace.foundation.errors import Reason, refuse
from softplace.foundation.legible import reasons_to_refuse_name, reasons_to_refuse_text
from softplace.people.commands import change_group, create_group
from softplace.people.models import Group
from softplace.territory.commands import import_school_holidays
from softplace.territory.formats import SchoolHolidayDraft, SchoolHolidayFile
from softplace.territory.formats.school_holidays import LONGEST_DAYS
from softplace.territory.models import SchoolHoliday

router = Router(tags=["groups"])
MOST_HOLIDAYS = 500


class GroupShape(BaseModel):
    model_config = described(
        sentence("People who belong together. members are told to planners, by their addresses.")
    )

    id: int
    name: str
    members: list[str] | None


class NewGroup(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("A group, whose name is used once."))
    )

    name: str = Field(min_length=1, max_length=120)
    members: list[Email] = Field([], max_length=MOST_NAMED)


class GroupChange(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("What is given is changed, what is not stays."))
    )

    name: str = Field(default_factory=str, min_length=1, max_length=120)
    members: list[Email] = Field(
        default_factory=list,
        max_length=MOST_NAMED,
        description=sentence("These people and no other, by the addresses of their accounts."),
    )


class HolidayShape(BaseModel):
    model_config = described(sentence("A holiday of the schools of a zone, both days free."))

    zone: str
    name: str
    first_date: date
    last_date: date


class NewHoliday(BaseModel):
    model_config = ConfigDict(
        extra="forbid", **described(sentence("A holiday of the schools of a zone, both days free."))
    )

    zone: str = Field(min_length=1, max_length=10)
    name: str = Field(min_length=1, max_length=120)
    first_date: Day
    last_date: Day


class NewHolidays(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        **described(
            sentence("All or none. Known by zone, name and first day: sent anew, changed.")
        ),
    )

    holidays: list[NewHoliday] = Field(min_length=1, max_length=MOST_HOLIDAYS)


class HolidaysWritten(BaseModel):
    model_config = described(sentence("How many were new, changed, and as they were."))

    created: int
    changed: int
    unchanged: int


class HolidayQuery(PageQuery):
    zone: str | None = Field(None, max_length=10)


def _group(group: Group) -> GroupShape:
    members = sorted(member.email for member in group.members.all())
    return GroupShape(id=group.pk, name=group.name, members=members)


def _unnamed(group: Group) -> GroupShape:
    return GroupShape(id=group.pk, name=group.name, members=None)


def _found(group_id: int) -> Group:
    found: Group = or_404(Group.objects.filter(pk=group_id).first())
    return found


@router.get(
    "/groups",
    **READS,
    response=PageOf[GroupShape],
    operation_id="list_groups",
    summary=sentence("List groups"),
    description=sentence("Those that you belong to; all of them for planners, with their members."),
)
def list_groups(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> object:
    user = user_of(request)
    if not user.is_planner:
        return page_of(request, response, query, user.member_of.all(), key="id", shape=_unnamed)
    groups = Group.objects.prefetch_related("members")
    return page_of(request, response, query, groups, key="id", shape=_group)


@router.post(
    "/groups",
    **WRITES,
    response={201: GroupShape},
    operation_id="create_group",
    summary=sentence("Begin a group"),
    description=sentence("For planners. Openings, terms and campaigns can be for it alone."),
)
def create(request: HttpRequest, content: NewGroup) -> object:
    user = planner_of(request)
    people = people_named(content.members, "members")
    with transaction.atomic():
        made = create_group(actor=user, name=content.name)
        if people:
            made = change_group(actor=user, group=made, members=people)
    return _group(made)


@router.patch(
    "/groups/{group_id}",
    **CHANGES,
    response=GroupShape,
    operation_id="change_group",
    summary=sentence("Change a group"),
    description=sentence("For planners. Its name, or who belongs to it."),
)
def change(request: HttpRequest, group_id: Path[Id], content: GroupChange) -> object:
    user = planner_of(request)
    given = content.model_dump(exclude_unset=True)
    if "members" in given:
        given["members"] = people_named(content.members, "members")
    with transaction.atomic():
        group = _found(group_id)
        if "If-Match" in request.headers:
            group = Group.objects.select_for_update().get(pk=group.pk)
            require_unchanged(request, _group(group))
        changed = change_group(actor=user, group=group, **given)
    return _group(changed)


@router.get(
    "/groups/{group_id}",
    **READS,
    response=GroupShape,
    operation_id="read_group",
    summary=sentence("Read a group"),
    description=sentence("For planners, with its members."),
)
def read(request: HttpRequest, group_id: Path[Id]) -> object:
    planner_of(request)
    return _group(_found(group_id))


@router.get(
    "/school-holidays",
    response=PageOf[HolidayShape],
    operation_id="list_school_holidays",
    summary=sentence("List school holidays"),
    description=sentence("In the order in which they were written, of one zone or of all."),
)
def list_holidays(
    request: HttpRequest, response: HttpResponse, query: Query[HolidayQuery]
) -> object:
    rows = SchoolHoliday.objects.all()
    if query.zone is not None:
        rows = rows.filter(zone=query.zone)
    return page_of(request, response, query, rows, key="id", shape=_holiday)


def _holiday(row: SchoolHoliday) -> HolidayShape:
    names = HolidayShape.model_fields
    return HolidayShape(**{name: getattr(row, name) for name in names})


@router.post(
    "/school-holidays",
    **WRITES,
    response=HolidaysWritten,
    operation_id="write_school_holidays",
    summary=sentence("Write school holidays"),
    description=sentence("For planners. The same again changes nothing."),
)
def write(request: HttpRequest, content: NewHolidays) -> object:
    user = planner_of(request)
    refuse(
        [
            Reason(reason.code, f"holidays.{number}.{reason.field}", reason.details)
            for number, each in enumerate(content.holidays)
            for reason in _reasons(each)
        ]
    )
    drafts = {
        (each.zone, each.first_date, each.name): SchoolHolidayDraft(number, **each.model_dump())
        for number, each in enumerate(content.holidays, 1)
    }
    file = SchoolHolidayFile(tuple(drafts.values()), (), ())
    report = import_school_holidays(file=file, actor=user)
    return HolidaysWritten(
        created=report.created, changed=report.updated, unchanged=report.unchanged
    )


def _reasons(each: NewHoliday) -> list[Reason]:
    reasons = reasons_to_refuse_name("name", each.name, limit=120)
    reasons += reasons_to_refuse_text("zone", each.zone, limit=10)
    if each.last_date < each.first_date:
        reasons.append(Reason("last_day_before_first", "last_date"))
    elif (each.last_date - each.first_date).days >= LONGEST_DAYS:
        reasons.append(Reason("holiday_too_long", "last_date", {"limit": LONGEST_DAYS}))
    return reasons
