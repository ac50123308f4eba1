"""Computations of a plan: asked for, followed, stopped, saved, or found dead."""

import json
from collections.abc import Sequence
from datetime import timedelta
from threading import Event
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.matching.commands.steering import grow, locked_campaign
from softplace.matching.enums import CampaignStatus, RunStatus
from softplace.matching.models import Allocation, Campaign, Run
from softplace.matching.rules import reasons_to_refuse_deciding
from softplace.people.models import User
from softplace.places.rules import reasons_to_refuse_planning
from softplace.trail.commands import record

SOLVE_TASK, SOLVING_QUEUE = "solve_campaign", "solving"
"""The task of `config.tasks` by its name: commands know nothing of who runs them."""
FEWEST_SECONDS, MOST_SECONDS = 1, 3600
SILENT = timedelta(minutes=3)
"""A run of which nothing was heard for so long is dead: its worker was killed. The first run of
an installation says nothing while the engine is compiled, for a minute or so."""
IMPATIENT = timedelta(seconds=30)
"""So long after a sign of life, a person who asks again to stop gives the run up."""
MOST_POINTS = 400
"""Of the chart that are kept."""
LEAVING = Event()
"""Set when this process is told to end: a run of it stops, and keeps the best plan found."""


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
    app.configure_task(SOLVE_TASK, queue=SOLVING_QUEUE).defer(run_id=run.pk)
    record(actor=actor, verb="request_run", subject=row, changes={"seconds": (None, seconds)})
    return run


def begin_run(*, run: Run) -> bool:
    """The worker takes a run up; False if another has, or if it was stopped before."""
    at = now()
    return bool(
        Run.objects.filter(pk=run.pk, status=RunStatus.QUEUED).update(
            status=RunStatus.RUNNING, started_at=at, seen_at=at
        )
    )


def note_progress(*, run: Run, points: Sequence[Sequence[float | None]]) -> bool:
    """Write down how far it is; whether a person or the end of this process asks to stop, or the
    run was given up."""
    kept = list(points)
    while len(kept) > MOST_POINTS:
        kept = [*kept[:-1:2], kept[-1]]
    asked = {"stop_asked": True} if LEAVING.is_set() else {}
    Run.objects.filter(pk=run.pk, status=RunStatus.RUNNING).update(
        progress=kept, seen_at=now(), **asked
    )
    return not Run.objects.filter(pk=run.pk, status=RunStatus.RUNNING, stop_asked=False).exists()


@transaction.atomic
def ask_to_stop(*, actor: User, run: Run) -> Run:
    """Stop, and keep the best plan found so far. One that has not begun ends at once."""
    refuse(reasons_to_refuse_planning(actor.roles()))
    row = Run.objects.select_for_update().get(pk=run.pk)
    if row.status == RunStatus.QUEUED:
        row.status, row.ended_at, row.fault = (
            RunStatus.FAILED,
            now(),
            fault_of(Reason("stopped_before_it_began")),
        )
    elif row.status == RunStatus.RUNNING:
        silent = row.seen_at is not None and row.seen_at < now() - IMPATIENT
        if row.stop_asked and silent:
            row.status, row.ended_at = RunStatus.FAILED, now()
            row.fault = fault_of(Reason("worker_was_killed"))
        row.stop_asked = True
    row.save()
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


def fail_run(*, run: Run, fault: str) -> None:
    """It came to nothing; the board is as it was."""
    Run.objects.filter(pk=run.pk, status__in=[RunStatus.QUEUED, RunStatus.RUNNING]).update(
        status=RunStatus.FAILED, ended_at=now(), fault=fault[:400]
    )


def fail_silent_runs() -> int:
    """Runs whose worker was killed: how many were found. One that waits its turn is not silent,
    however long the others take."""
    at = now()
    # A worker that is heard of no more is struck off the queue's list: then half a minute is enough.
    tasks = ProcrastinateJob.objects.filter(task_name=SOLVE_TASK, status="doing")
    orphans = _runs_of(tasks.filter(worker=None)) - _runs_of(tasks.exclude(worker=None))
    dead = Q(seen_at__lt=at - SILENT) | Q(pk__in=orphans, seen_at__lt=at - IMPATIENT)
    return Run.objects.filter(dead, status=RunStatus.RUNNING).update(
        status=RunStatus.FAILED, ended_at=at, fault=fault_of(Reason("worker_was_killed"))
    )


def queue_lost_runs() -> int:
    """Runs that wait but are in the queue no more: a worker took their task, and was killed before
    it began. They are queued again, and counted; one whose task broke down is given up."""
    waiting = set(Run.objects.filter(status=RunStatus.QUEUED).values_list("pk", flat=True))
    tasks = ProcrastinateJob.objects.filter(task_name=SOLVE_TASK)
    expected = tasks.filter(Q(status="todo") | Q(status="doing", worker__isnull=False))
    lost = waiting - _runs_of(expected)
    broken = lost & _runs_of(tasks.filter(status="failed"))
    for run in Run.objects.filter(pk__in=broken):
        fail_run(run=run, fault=fault_of(Reason("run_broke_down")))
    for run_id in sorted(lost - broken):
        app.configure_task(SOLVE_TASK, queue=SOLVING_QUEUE).defer(run_id=run_id)
    return len(lost - broken)


def _runs_of(tasks: QuerySet[ProcrastinateJob]) -> set[int]:
    return {args["run_id"] for args in tasks.values_list("args", flat=True)}


def fault_of(reason: Reason) -> str:
    """A reason as it is kept with a run: its code and details, cut to what fits."""
    text = json.dumps([reason.code, dict(reason.details)], default=str)
    return text if len(text) <= 400 else json.dumps([reason.code, {}])
