"""Drafts: what must be served, and the computations of a plan for it."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from softplace.computing.commands import PlanTask, fail_silent, queue_lost, queue_run, stop_run
from softplace.computing.enums import RunStatus
from softplace.foundation.clock import now, today
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.places.models import Place
from softplace.rounds.models import Computation, Draft, Target
from softplace.rounds.queries import may_change_draft, mobile_units
from softplace.rounds.rules.draft import (
    DraftFields,
    TargetFields,
    reasons_to_refuse_draft,
    reasons_to_refuse_seconds,
    reasons_to_refuse_target,
)
from softplace.rounds.rules.stop import reasons_to_refuse_version
from softplace.territory.models import Commune, Function
from softplace.territory.queries import territory_zone
from softplace.trail.commands import record

COMPUTE_TASK = PlanTask("compute_rounds", "computation_id")


@transaction.atomic
def create_draft(*, actor: User, fields: DraftFields) -> Draft:
    """Begin to plan some vehicles together: for whoever may change the rounds of each."""
    refuse(reasons_to_refuse_draft(fields, today=today(territory_zone())))
    vehicles = list(mobile_units().filter(pk__in=fields.vehicle_ids).order_by("pk"))
    if len(vehicles) < len(set(fields.vehicle_ids)):
        raise Refused(Reason("not_a_vehicle", "vehicles"))
    draft = Draft.objects.create(
        name=" ".join(fields.name.split()),
        first_day=fields.first_day,
        last_day=fields.last_day,
        meeting_value=fields.meeting_value,
        made_by=actor,
        made_at=now(),
    )
    draft.vehicles.set(vehicles)
    _authorise(actor, draft)
    record(actor=actor, verb="create_draft", subject=draft)
    return draft


@transaction.atomic
def add_target(*, actor: User, draft: Draft, version: int, fields: TargetFields) -> Target:
    """Say what else must be served."""
    row = draft_to_change(actor, draft, version)
    refuse(reasons_to_refuse_target(fields, count=row.targets.count()))
    commune = Commune.objects.filter(pk=fields.commune_id).first()
    if commune is None:
        raise Refused(Reason("commune_or_point_needed", "commune"))
    square = None
    if fields.square_id is not None:
        square = Place.objects.published().filter(pk=fields.square_id).first()
        if square is None:
            raise Refused(Reason("already_removed", "square"))
    if fields.vehicle_id is not None and not row.vehicles.filter(pk=fields.vehicle_id).exists():
        raise Refused(Reason("not_a_vehicle", "vehicle"))
    at = commune if square is None else square
    target = Target.objects.create(
        draft=row,
        commune=commune,
        square=square,
        spot=" ".join(fields.spot.split()),
        latitude=at.latitude,
        longitude=at.longitude,
        vehicle_id=fields.vehicle_id,
        cadence=fields.cadence,
        minutes=fields.minutes,
        from_minute=fields.from_minute,
        to_minute=fields.to_minute,
    )
    target.functions.set(Function.objects.filter(pk__in=fields.function_ids))
    _note(actor, row, "add_target", target)
    return target


@transaction.atomic
def remove_target(*, actor: User, draft: Draft, version: int, target: Target) -> Draft:
    """It need not be served any more. Stops that serve it stay until a plan is taken over."""
    row = draft_to_change(actor, draft, version)
    stored = row.targets.filter(pk=target.pk).first()
    if stored is None:
        raise Refused(Reason("already_removed"))
    _note(actor, row, "remove_target", stored)
    stored.delete()
    return row


@transaction.atomic
def request_computation(
    *, actor: User, draft: Draft, version: int, seconds: int, seed: int = 1
) -> Computation:
    """Ask for a plan to be computed in the background, at most for some seconds."""
    row = draft_to_change(actor, draft, version)
    refuse(reasons_to_refuse_seconds(seconds))
    if not row.targets.exists():
        raise Refused(Reason("nothing_to_serve"))
    try:
        with transaction.atomic():
            made = Computation.objects.create(
                draft=row,
                seed=seed,
                most_seconds=seconds,
                draft_version=row.version,
                requested_by=actor,
                requested_at=now(),
            )
    except IntegrityError as error:
        raise Refused(Reason("computation_in_progress")) from error
    queue_run(task=COMPUTE_TASK, run_id=made.pk)
    changes = {"seconds": (None, seconds)}
    record(actor=actor, verb="request_computation", subject=row, changes=changes)
    return made


@transaction.atomic
def stop_computation(*, actor: User, computation: Computation) -> Computation:
    """Stop, and keep the best plan found so far. One that has not begun ends at once."""
    row = Computation.objects.select_for_update(of=("self",)).get(pk=computation.pk)
    _authorise(actor, row.draft)
    stop_run(locked=row)
    record(actor=actor, verb="stop_computation", subject=row.draft)
    return row


def finish_computation(
    *,
    computation: Computation,
    value: float,
    bound: float | None,
    visits: Sequence[Sequence[int]],
    left_out: Sequence[int],
    meeting_count: int,
) -> bool:
    """Keep the plan as a proposal; False, and nothing is kept, when it was given up meanwhile."""
    return bool(
        Computation.objects.filter(pk=computation.pk, status=RunStatus.RUNNING).update(
            status=RunStatus.DONE,
            ended_at=now(),
            value=value,
            bound=bound,
            visits=[list(visit) for visit in visits],
            left_out=list(left_out),
            meeting_count=meeting_count,
        )
    )


def fail_silent_computations() -> int:
    """Those whose worker was killed: how many were found."""
    return fail_silent(task=COMPUTE_TASK, of=Computation)


def queue_lost_computations() -> int:
    """Those that wait but are in the queue no more: queued again, and counted."""
    return queue_lost(task=COMPUTE_TASK, of=Computation)


def draft_to_change(actor: User, draft: Draft, version: int) -> Draft:
    """The draft as it stands now, locked: against two changes that each miss the other."""
    row = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if row is None:
        raise Refused(Reason("already_removed"))
    _authorise(actor, row)
    refuse(reasons_to_refuse_version(version, row.version))
    return row


def _authorise(actor: User, draft: Draft) -> None:
    if not may_change_draft(actor, draft):
        raise Refused(Reason("not_your_place"))


def _note(actor: User, draft: Draft, verb: str, target: Target) -> None:
    draft.version += 1
    draft.save(update_fields=["version"])
    record(actor=actor, verb=verb, subject=draft, changes={"target": (None, target.name)})
