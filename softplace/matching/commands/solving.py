"""Computations of a plan for a campaign: asked for, stopped, saved, or found dead."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from softplace.computing.commands import PlanTask, fail_silent, queue_lost, queue_run, stop_run
from softplace.computing.enums import RunStatus
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.matching.commands.steering import grow, locked_campaign
from softplace.matching.enums import CampaignStatus
from softplace.matching.models import Allocation, Campaign, Run
from softplace.matching.rules import reasons_to_refuse_deciding
from softplace.people.models import User
from softplace.places.rules import reasons_to_refuse_planning
from softplace.trail.commands import record

SOLVE_TASK = PlanTask("solve_campaign", "run_id")
FEWEST_SECONDS, MOST_SECONDS = 1, 3600


@transaction.atomic
def request_run(
    *,
    actor: User,
    campaign: Campaign,
    version: int,
    seconds: int,
    seed: int = 1,
    from_scratch: bool = False,
) -> Run:
    """Ask for a plan to be computed in the background, at most for some seconds."""
    refuse(reasons_to_refuse_planning(actor.roles()))
    row = locked_campaign(campaign)
    if row.status != CampaignStatus.DECIDING:
        refuse([Reason("not_deciding", "", {"status": row.status})])
    if row.version != version:
        refuse([Reason("campaign_changed_meanwhile")])
    refuse(reasons_to_refuse_deciding(row.requests.standing().count()))
    if not FEWEST_SECONDS <= seconds <= MOST_SECONDS:
        limits = {"fewest": FEWEST_SECONDS, "most": MOST_SECONDS}
        refuse([Reason("seconds_out_of_range", "seconds", limits)])
    try:
        with transaction.atomic():
            run = Run.objects.create(
                campaign=row,
                seed=seed,
                most_seconds=seconds,
                from_scratch=from_scratch,
                pass_number=row.pass_number,
                requested_by=actor,
                requested_at=now(),
            )
    except IntegrityError as error:
        raise Refused(Reason("run_in_progress")) from error
    queue_run(task=SOLVE_TASK, run_id=run.pk)
    record(actor=actor, verb="request_run", subject=row, changes={"seconds": (None, seconds)})
    return run


@transaction.atomic
def ask_to_stop(*, actor: User, run: Run) -> Run:
    """Stop, and keep the best plan found so far. One that has not begun ends at once."""
    refuse(reasons_to_refuse_planning(actor.roles()))
    row = Run.objects.select_for_update().get(pk=run.pk)
    stop_run(locked=row)
    record(actor=actor, verb="ask_to_stop", subject=run.campaign)
    return row


@transaction.atomic
def finish_run(
    *,
    run: Run,
    allocations: Sequence[Allocation],
    value: float,
    bound: float,
    unserved: Sequence[dict[str, Any]],
    changed_count: int,
) -> bool:
    """Put the plan on the board in place of what was there; sessions left as they were keep
    their row. False, and nothing is changed, when the run was given up in the meantime."""
    campaign = locked_campaign(run.campaign)
    row = Run.objects.select_for_update().get(pk=run.pk)
    if row.status != RunStatus.RUNNING or campaign.status != CampaignStatus.DECIDING:
        return False
    # Somebody may have left while it was computed: what they asked for went with them.
    asking = set(campaign.requests.standing().values_list("pk", flat=True))
    allocations = [each for each in allocations if each.request_id in asking]
    unserved = [each for each in unserved if each["request"] in asking]
    standing = {_placement(each): each.pk for each in campaign.allocations.filter(series=None)}
    kept, fresh = set(), []
    for each in allocations:
        pk = standing.get(_placement(each))
        if pk is None or pk in kept:
            fresh.append(each)
        else:
            kept.add(pk)
    campaign.allocations.filter(series=None).exclude(pk__in=kept).delete()
    Allocation.objects.bulk_create(fresh, batch_size=2000)
    grow(campaign)
    row.status, row.ended_at = RunStatus.DONE, now()
    row.value, row.bound, row.changed_count = value, bound, changed_count
    row.unserved, row.board_version = list(unserved), campaign.version
    row.save()
    changes = {"sessions": (len(standing), len(allocations)), "changed": (None, changed_count)}
    record(actor=run.requested_by, verb="save_plan", subject=campaign, changes=changes)
    return True


def _placement(each: Allocation) -> tuple[object, ...]:
    return (
        each.request_id, each.resource_id, tuple(sorted(each.units)), each.weekday,
        each.start_minute, each.minutes, tuple(each.dates), each.is_locked,
    )  # fmt: skip


def fail_silent_runs() -> int:
    """Those whose worker was killed: how many were found; the board is as it was."""
    return fail_silent(task=SOLVE_TASK, of=Run)


def queue_lost_runs() -> int:
    """Those that wait but are in the queue no more: queued again, and counted."""
    return queue_lost(task=SOLVE_TASK, of=Run)
