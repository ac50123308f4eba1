"""A run: load the campaign, solve, check, explain, put the plan on the board."""

import logging
from functools import cache

from softplace.computing.planning import Followed, carry_out
from softplace.engines.matching.check import check
from softplace.engines.matching.plan import Allocation as Session
from softplace.engines.matching.plan import changed
from softplace.engines.matching.problem import InvalidField
from softplace.engines.matching.solve import solve
from softplace.engines.matching.warm import warm
from softplace.foundation.clock import monotonic_seconds, now
from softplace.foundation.errors import Reason, Refused
from softplace.matching.commands.solving import finish_run
from softplace.matching.models import Allocation, Run
from softplace.matching.planning.asking import Asked, asked_of
from softplace.matching.planning.explaining import unserved_of
from softplace.matching.queries.rounds import round_of

log = logging.getLogger(__name__)


def compute(run: Run) -> Run:
    """Do all of a run, or mark it failed with the reason; the board changes only at the end."""
    return carry_out(run, _compute)


_warm_once = cache(warm)
"""A process compiles, or reads what was compiled, before the time of its first run is counted."""


def _compute(run: Run) -> None:
    _warm_once()
    asked = asked_of(round_of(run.campaign, now()))
    before = asked.board()
    followed, began = Followed(run), monotonic_seconds()
    try:
        plan = solve(
            asked.problem,
            stop=followed,
            seed=run.seed,
            start=before if before.allocations and not run.from_scratch else None,
            progress=followed.progress,
        )
    except InvalidField as wrong:
        raise Refused(Reason("campaign_not_computable", "", {"cause": str(wrong)})) from wrong
    followed.end(monotonic_seconds() - began, plan.value, plan.bound)
    violations = check(asked.problem, plan)
    if violations:
        log.error("Run %s: the check refuses its plan: %s", run.pk, violations[:5])
        raise Refused(Reason("plan_refused_by_check", "", {"count": len(violations)}))
    unserved = unserved_of(asked, plan, followed.report)
    finish_run(
        run=run,
        allocations=[allocation_of(asked, session, run) for session in plan.allocations],
        value=plan.value,
        bound=plan.bound,
        unserved=unserved,
        changed_count=changed(before, plan),
    )


def allocation_of(asked: Asked, session: Session, run: Run) -> Allocation:
    """The row of a session, not yet saved."""
    resource = asked.resource_taken(session)
    opening = asked.round.opening[resource.pk]

    def why(day: object, reason: str) -> str:
        if reason != "booked":
            return reason
        spans = opening.get(day, [])  # type: ignore[call-overload]
        held = any(start <= session.start and session.end <= end for start, end in spans)
        return "booked" if held else "closed"

    return Allocation(
        campaign_id=run.campaign_id,
        request_id=int(session.request),
        resource=resource,
        units=sorted(int(unit) for unit in session.units),
        weekday=session.weekday,
        start_minute=session.start,
        minutes=session.minutes,
        dates=list(session.dates),
        lost=[[lost.day.isoformat(), why(lost.day, lost.reason)] for lost in session.lost],
        is_locked=session.locked,
        against=list(session.against),
        pass_number=run.pass_number,
    )
