"""How a computation of a plan goes on: queued, begun, followed, stopped, or found dead.

Who may ask for one or stop it, and what becomes of its plan, is said by the app that has it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from threading import Event
from typing import Any

from django.db.models import Q, QuerySet
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from softplace.computing.enums import ACTIVE, RunStatus
from softplace.computing.models import PlanRun
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason

SOLVING_QUEUE = "solving"
SILENT = timedelta(minutes=3)
"""A run of which nothing was heard for so long is dead: its worker was killed. The first run of
an installation says nothing while the engine is compiled, for a minute or so."""
IMPATIENT = timedelta(seconds=30)
"""So long after a sign of life, a person who asks again to stop gives the run up."""
MOST_POINTS = 400
"""Of the chart that are kept."""
LEAVING = Event()
"""Set when this process is told to end: a run of it stops, and keeps the best plan found."""


@dataclass(frozen=True, slots=True)
class PlanTask:
    """A task of `config.tasks` by its name, as commands know nothing of who runs them, and the
    argument that says which run."""

    name: str
    argument: str

    def runs(self, jobs: QuerySet[ProcrastinateJob]) -> set[int]:
        return {args[self.argument] for args in jobs.values_list("args", flat=True)}


def queue_run(*, task: PlanTask, run_id: int) -> None:
    """Hand it to the worker, once the transaction is over."""
    arguments: dict[str, Any] = {task.argument: run_id}
    app.configure_task(task.name, queue=SOLVING_QUEUE).defer(**arguments)


def begin_run(*, run: PlanRun) -> bool:
    """The worker takes a run up; False if another has, or if it was stopped before."""
    at = now()
    waiting = _stored(run).filter(status=RunStatus.QUEUED)
    return bool(waiting.update(status=RunStatus.RUNNING, started_at=at, seen_at=at))


def note_progress(*, run: PlanRun, points: Sequence[Sequence[float | None]]) -> bool:
    """Write down how far it is; whether a person or the end of this process asks to stop, or the
    run was given up."""
    kept = list(points)
    while len(kept) > MOST_POINTS:
        kept = [*kept[:-1:2], kept[-1]]
    asked = {"stop_asked": True} if LEAVING.is_set() else {}
    running = _stored(run).filter(status=RunStatus.RUNNING)
    running.update(progress=kept, seen_at=now(), **asked)
    return not running.filter(stop_asked=False).exists()


def stop_run(*, locked: PlanRun) -> None:
    """Stop, and keep the best plan found so far. One that has not begun ends at once, and one
    that is silent is given up when it is asked again."""
    if locked.status == RunStatus.QUEUED:
        locked.status, locked.ended_at = RunStatus.FAILED, now()
        locked.fault = fault_of(Reason("stopped_before_it_began"))
    elif locked.status == RunStatus.RUNNING:
        silent = locked.seen_at is not None and locked.seen_at < now() - IMPATIENT
        if locked.stop_asked and silent:
            locked.status, locked.ended_at = RunStatus.FAILED, now()
            locked.fault = fault_of(Reason("worker_was_killed"))
        locked.stop_asked = True
    locked.save()


def fail_run(*, run: PlanRun, fault: str) -> None:
    """It came to nothing."""
    _stored(run).filter(status__in=ACTIVE).update(
        status=RunStatus.FAILED, ended_at=now(), fault=fault[:400]
    )


def fail_silent(*, task: PlanTask, of: type[PlanRun]) -> int:
    """Runs whose worker was killed: how many were found. One that waits its turn is not silent,
    however long the others take."""
    at = now()
    # A worker that is heard of no more is struck off the queue's list: then half a minute is enough.
    jobs = ProcrastinateJob.objects.filter(task_name=task.name, status="doing")
    orphans = task.runs(jobs.filter(worker=None)) - task.runs(jobs.exclude(worker=None))
    dead = Q(seen_at__lt=at - SILENT) | Q(pk__in=orphans, seen_at__lt=at - IMPATIENT)
    return of._default_manager.filter(dead, status=RunStatus.RUNNING).update(
        status=RunStatus.FAILED, ended_at=at, fault=fault_of(Reason("worker_was_killed"))
    )


def queue_lost(*, task: PlanTask, of: type[PlanRun]) -> int:
    """Runs that wait but are in the queue no more: a worker took their task, and was killed before
    it began. They are queued again, and counted; one whose task broke down is given up."""
    rows = of._default_manager
    waiting = set(rows.filter(status=RunStatus.QUEUED).values_list("pk", flat=True))
    jobs = ProcrastinateJob.objects.filter(task_name=task.name)
    expected = jobs.filter(Q(status="todo") | Q(status="doing", worker__isnull=False))
    lost = waiting - task.runs(expected)
    broken = lost & task.runs(jobs.filter(status="failed"))
    for run in rows.filter(pk__in=broken):
        fail_run(run=run, fault=fault_of(Reason("run_broke_down")))
    for run_id in sorted(lost - broken):
        queue_run(task=task, run_id=run_id)
    return len(lost - broken)


def fault_of(reason: Reason) -> str:
    """A reason as it is kept with a run: its code and details, cut to what fits."""
    text = json.dumps([reason.code, dict(reason.details)], default=str)
    return text if len(text) <= 400 else json.dumps([reason.code, {}])


def _stored(run: PlanRun) -> QuerySet[PlanRun]:
    return type(run)._default_manager.filter(pk=run.pk)
