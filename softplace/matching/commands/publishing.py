"""A plan becomes bookings, all of it in one transaction; then perhaps a second pass on the rest."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from softplace.bookings.commands.together import SeriesDraft, confirm_together
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, refuse
from softplace.foundation.walltime import instant_on_wall
from softplace.matching.commands.steering import board_to_change, grow, locked_campaign
from softplace.matching.enums import CampaignStatus, LetterKind, RequestStatus, Rhythm
from softplace.matching.models import Allocation, Campaign, Letter, Refusal, Request
from softplace.matching.queries.rounds import can_be_given
from softplace.people.models import User
from softplace.places.models import Resource
from softplace.places.rules import reasons_to_refuse_planning
from softplace.trail.commands import record, record_many

LONGEST_APPEAL_DAYS = 90


@transaction.atomic
def publish_board(
    *,
    actor: User,
    campaign: Campaign,
    version: int,
    unserved: Sequence[dict[str, Any]],
    appeals_close_at: datetime | None,
) -> Campaign:
    """Book what is on the board, refuse the rest with reasons, and let everybody know.

    All or nothing: raises Refused with what was taken in the meantime. Sent twice, it happens
    once: the second finds the campaign published. `unserved` is of this very version.
    """
    row = locked_campaign(campaign)
    if row.status == CampaignStatus.PUBLISHED and row.version == version + 1:
        return row  # a double click, or a retry after an answer that got lost
    row = board_to_change(actor=actor, campaign=campaign, version=version)
    at = now()
    if appeals_close_at is not None:
        last = at + timedelta(days=LONGEST_APPEAL_DAYS)
        if not at < appeals_close_at <= last:
            details = {"limit_days": LONGEST_APPEAL_DAYS}
            refuse([Reason("appeals_close_out_of_range", "appeals_close_at", details)])
    row.allocations.filter(series=None, request__status=RequestStatus.WITHDRAWN).delete()
    allocations = list(
        row.allocations.filter(series=None)
        .select_related("request__applicant__person", "request__applicant__group")
        .select_related("resource__place")
        .prefetch_related("resource__layouts")
        .order_by("id")
    )
    _refuse_what_is_not_offered(row, allocations)
    series = confirm_together(actor=None, drafts=[draft_of(each) for each in allocations])
    for each, made in zip(allocations, series, strict=True):
        each.series = made
    Allocation.objects.bulk_update(allocations, ["series"], batch_size=1000)
    _settle_requests(actor, row, unserved, at)
    row.status, row.published_at = CampaignStatus.PUBLISHED, at
    row.appeals_close_at = appeals_close_at
    row.save(update_fields=["status", "published_at", "appeals_close_at"])
    grow(row)
    record(
        actor=actor,
        verb="publish_campaign",
        subject=row,
        changes={
            "sessions": (None, len(allocations)),
            "dates": (None, sum(len(each.dates) for each in allocations)),
            "pass": (None, row.pass_number),
        },
    )
    return row


def _refuse_what_is_not_offered(row: Campaign, allocations: Sequence[Allocation]) -> None:
    """Rooms that their keepers took back, or that cannot be booked any more, since the plan."""
    offered = set(row.offers.values_list("resource_id", flat=True))
    gone = {
        each.resource.name
        for each in allocations
        if each.resource_id not in offered or not can_be_given(each.resource)
    }
    refuse([Reason("no_longer_offered", "", {"resource": name}) for name in sorted(gone)])


def _settle_requests(
    actor: User, row: Campaign, unserved: Sequence[dict[str, Any]], at: datetime
) -> None:
    """Where each request stands now, its refusal, and a letter to its applicant."""
    given: dict[int, int] = defaultdict(int)
    for pk in row.allocations.exclude(series=None).values_list("request_id", flat=True):
        given[pk] += 1
    told = {each["request"]: each for each in unserved}
    decided = [
        request
        for request in row.requests.standing().select_related("applicant").order_by("id")
        if row.pass_number == 1
        or request.pk in told
        or request.status in {RequestStatus.SUBMITTED, RequestStatus.REFUSED}
        or given[request.pk] < request.session_count
    ]
    before = {request.pk: request.status for request in decided}
    for request in decided:
        served = given[request.pk]
        request.status = (
            RequestStatus.REFUSED
            if not served
            else RequestStatus.SERVED
            if served >= request.session_count
            else RequestStatus.PARTLY_SERVED
        )
        request.changed_at = at
    Request.objects.bulk_update(decided, ["status", "changed_at"], batch_size=1000)
    record_many(
        actor=actor,
        verb="decide_request",
        subjects=((each, {"status": (before[each.pk], each.status)}) for each in decided),
    )
    Refusal.objects.bulk_create(
        Refusal(
            campaign=row,
            request_id=each["request"],
            pass_number=row.pass_number,
            session_count=each["sessions"],
            cause=each["cause"],
            details=each["details"],
            alternatives=each["alternatives"],
        )
        for each in unserved
    )
    Letter.objects.bulk_create(
        Letter(
            kind=LetterKind.RESULT,
            applicant_id=applicant,
            campaign=row,
            pass_number=row.pass_number,
            created_at=at,
        )
        for applicant in sorted({request.applicant_id for request in decided})
    )


def draft_of(each: Allocation) -> SeriesDraft:
    """The series of a session: its dates at that time on the wall, and those that fall out."""
    return series_draft(
        each.request,
        each.resource,
        each.units,
        each.start_minute,
        each.minutes,
        each.dates,
        [(date.fromisoformat(day), reason) for day, reason in each.lost],
    )


def series_draft(
    request: Request,
    resource: Resource,
    units: Sequence[int],
    start_minute: int,
    minutes: int,
    dates: Sequence[date],
    lost: Sequence[tuple[date, str]] = (),
) -> SeriesDraft:
    zone = ZoneInfo(resource.place.zone)

    def instants(day: date) -> tuple[datetime, datetime]:
        start, reasons = instant_on_wall(day, time(*divmod(start_minute, 60)), zone)
        refuse(reasons)
        assert start is not None  # without reasons there is an instant
        end_minute = start_minute + minutes
        over, wall = divmod(end_minute, 1440)
        end = datetime.combine(day + timedelta(days=over), time(*divmod(wall, 60)), zone)
        return start, end.astimezone(start.tzinfo)

    ordered = sorted(dates)
    applicant = request.applicant
    return SeriesDraft(
        applicant.person,
        applicant.group,
        request.title,
        request.purpose,
        request.headcount,
        _layout_there(request, resource),
        resource.pk,
        tuple(sorted(units)),
        _recurrence(request.rhythm, ordered),
        tuple(instants(day) for day in ordered),
        tuple((*instants(day), f"lost_{reason}"[:40]) for day, reason in lost),
    )


def _layout_there(request: Request, resource: Resource) -> str:
    """The layout asked for, where the technical sheet knows it."""
    known = {row.layout for row in resource.layouts.all()}
    return request.layout if not known or request.layout in known else ""


def _recurrence(rhythm: str, dates: Sequence[date]) -> str:
    if rhythm == Rhythm.ONCE or len(dates) == 1:
        return "FREQ=DAILY;COUNT=1"
    every = ";INTERVAL=2" if rhythm == Rhythm.EVERY_OTHER_WEEK else ""
    return f"FREQ=WEEKLY{every};UNTIL={dates[-1]:%Y%m%d}T235959"


@transaction.atomic
def open_second_pass(*, actor: User, campaign: Campaign, version: int) -> Campaign:
    """Decide again on what was not served; what was published stays as it is."""
    refuse(reasons_to_refuse_planning(actor.roles()))
    row = locked_campaign(campaign)
    if row.status == CampaignStatus.DECIDING and row.pass_number > 1 and row.version == version + 1:
        return row
    if row.status != CampaignStatus.PUBLISHED:
        refuse([Reason("not_published", "", {"status": row.status})])
    if row.version != version:
        refuse([Reason("campaign_changed_meanwhile")])
    row.status = CampaignStatus.DECIDING
    row.pass_number += 1
    row.save(update_fields=["status", "pass_number"])
    grow(row)
    record(actor=actor, verb="open_second_pass", subject=row)
    return row
