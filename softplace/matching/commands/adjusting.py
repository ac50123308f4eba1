"""What people change on the board: sessions they place, release, take off or rule out; points."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from softplace.foundation.errors import Reason, refuse
from softplace.foundation.text import one_line
from softplace.matching.commands.steering import board_to_change, grow
from softplace.matching.models import Allocation, Campaign, Forbid, Request
from softplace.people.models import User
from softplace.places.models import Resource
from softplace.trail.commands import record

MOST_POINTS = 10_000


@transaction.atomic
def lock_session(
    *,
    actor: User,
    campaign: Campaign,
    version: int,
    request: Request,
    resource: Resource,
    units: Sequence[int],
    weekday: int,
    start_minute: int,
    minutes: int,
    dates: Sequence[date],
    lost: Sequence[tuple[date, str]],
    against: Sequence[str],
    instead: Allocation | None = None,
) -> Allocation:
    """Put a session on the board, or move one, and keep it there; see `planning.adjusting`."""
    row = board_to_change(actor=actor, campaign=campaign, version=version)
    changes: dict[str, tuple[str | None, str | None]] = {}
    if instead is not None:
        held = Allocation.objects.filter(pk=instead.pk, campaign=row, series=None).first()
        refuse([] if held else [Reason("campaign_changed_meanwhile")])
        placed = instead
        changes["from"] = (_where(instead), None)
    else:
        placed = Allocation(campaign=row, request=request, pass_number=row.pass_number)
    placed.resource, placed.units = resource, list(units)
    placed.weekday, placed.start_minute, placed.minutes = weekday, start_minute, minutes
    placed.dates = sorted(dates)
    placed.lost = [[day.isoformat(), reason] for day, reason in lost]
    placed.is_locked, placed.against = True, list(against)
    placed.save()
    _make_room(row, placed, request)
    grow(row)
    changes["to"] = (None, _where(placed))
    record(actor=actor, verb="lock_session", subject=request, changes=changes)
    return placed


def _make_room(row: Campaign, placed: Allocation, request: Request) -> None:
    """Never more sessions than were asked for, nor two on one day: what was computed gives way."""
    others = row.allocations.filter(request=request).exclude(pk=placed.pk)
    others.filter(series=None, is_locked=False, weekday=placed.weekday).delete()
    surplus = others.count() + 1 - request.session_count
    if surplus > 0:
        computed = others.filter(series=None, is_locked=False).order_by("-id")
        Allocation.objects.filter(pk__in=[each.pk for each in computed[:surplus]]).delete()


@transaction.atomic
def keep_session(
    *, actor: User, campaign: Campaign, version: int, allocation: Allocation, locked: bool
) -> Allocation:
    """Lock a session where it is, or leave it to be computed again."""
    row = board_to_change(actor=actor, campaign=campaign, version=version)
    _refuse_gone(row, allocation)
    allocation.is_locked = locked
    if not locked:
        allocation.against = []
    allocation.save(update_fields=["is_locked", "against"])
    grow(row)
    verb = "lock_session" if locked else "unlock_session"
    record(
        actor=actor,
        verb=verb,
        subject=allocation.request,
        changes={"at": (None, _where(allocation))},
    )
    return allocation


@transaction.atomic
def take_off_board(
    *, actor: User, campaign: Campaign, version: int, allocation: Allocation
) -> None:
    """The session is no longer given."""
    row = board_to_change(actor=actor, campaign=campaign, version=version)
    _refuse_gone(row, allocation)
    was = _where(allocation)
    request = allocation.request
    allocation.delete()
    grow(row)
    record(actor=actor, verb="take_off_board", subject=request, changes={"at": (was, None)})


@transaction.atomic
def forbid_for(
    *,
    actor: User,
    campaign: Campaign,
    version: int,
    request: Request,
    resource: Resource | None = None,
    weekday: int | None = None,
    start_minute: int | None = None,
) -> Forbid:
    """Rule out what agrees with all that is given; sessions there leave the board, locks stay."""
    row = board_to_change(actor=actor, campaign=campaign, version=version)
    if resource is None and weekday is None and start_minute is None:
        refuse([Reason("forbid_needs_something")])
    made = Forbid.objects.create(
        campaign=row, request=request, resource=resource, weekday=weekday, start_minute=start_minute
    )
    hit = row.allocations.filter(request=request, series=None, is_locked=False)
    if resource is not None:
        hit = hit.filter(resource=resource)
    if weekday is not None:
        hit = hit.filter(weekday=weekday)
    if start_minute is not None:
        hit = hit.filter(start_minute=start_minute)
    hit.delete()
    grow(row)
    what = {"resource": resource and resource.name, "weekday": weekday, "start": start_minute}
    record(actor=actor, verb="forbid", subject=request, changes={"what": (None, what)})
    return made


@transaction.atomic
def allow_again(*, actor: User, campaign: Campaign, version: int, forbid: Forbid) -> None:
    row = board_to_change(actor=actor, campaign=campaign, version=version)
    request = forbid.request
    Forbid.objects.filter(pk=forbid.pk, campaign=row).delete()
    grow(row)
    record(actor=actor, verb="allow_again", subject=request)


@transaction.atomic
def set_priority(
    *, actor: User, campaign: Campaign, version: int, request: Request, points: float, reason: str
) -> Request:
    """More points an hour for a request, for a reason that stays on the trail."""
    row = board_to_change(actor=actor, campaign=campaign, version=version)
    reasons = []
    if not 0 <= points <= MOST_POINTS:
        reasons.append(Reason("points_out_of_range", "points", {"limit": MOST_POINTS}))
    if not one_line(reason, 400):
        reasons.append(Reason("points_need_a_reason", "reason"))
    refuse(reasons)
    before = request.priority_points
    request.priority_points = points
    request.save(update_fields=["priority_points"])
    grow(row)
    record(
        actor=actor,
        verb="set_priority",
        subject=request,
        changes={"points": (before, points), "reason": (None, one_line(reason, 400))},
    )
    return request


def _refuse_gone(row: Campaign, allocation: Allocation) -> None:
    standing = row.allocations.filter(pk=allocation.pk, series=None).exists()
    refuse([] if standing else [Reason("campaign_changed_meanwhile")])


def _where(allocation: Allocation) -> str:
    start, end = allocation.start_minute, allocation.end_minute
    return (
        f"{allocation.resource} {allocation.weekday} "
        f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
    )
