"""A computation: load the draft, solve, check, keep the plan as a proposal."""

import logging
from math import isfinite

from softplace.computing.planning import Followed, carry_out
from softplace.engines.documents import InvalidField
from softplace.engines.rounds import check, solve
from softplace.engines.rounds.warm import warm
from softplace.foundation.clock import monotonic_seconds
from softplace.foundation.errors import Reason, Refused
from softplace.rounds.commands.drafts import finish_computation
from softplace.rounds.models import Computation
from softplace.rounds.planning.asking import asked_of

log = logging.getLogger(__name__)


def compute(computation: Computation) -> Computation:
    """Do all of it, or mark it failed with the reason; no stop changes."""
    return carry_out(computation, _compute)


def _compute(computation: Computation) -> None:
    warm()
    try:
        asked = asked_of(computation.draft)
        followed, began = Followed(computation), monotonic_seconds()
        plan = solve(
            asked.problem,
            stop=followed,
            seed=computation.seed,
            start=asked.standing,
            progress=followed.progress,
        )
    except InvalidField as wrong:
        raise Refused(Reason("draft_not_computable", "", {"cause": str(wrong)})) from wrong
    followed.end(monotonic_seconds() - began, plan.value, plan.bound)
    violations = check(asked.problem, plan)
    if violations:
        log.error("Computation %s: refused by the check: %s", computation.pk, violations[:5])
        raise Refused(Reason("plan_refused_by_check", "", {"count": len(violations)}))
    finish_computation(
        computation=computation,
        value=plan.value,
        bound=plan.bound if isfinite(plan.bound) else None,
        visits=[
            (asked.targets[visit.stop].pk, int(route.vehicle[1:]), route.day, round(visit.start))
            for route in plan.routes
            for visit in route.visits
            if visit.stop in asked.targets
        ],
        left_out=[asked.targets[key].pk for key in plan.left_out if key in asked.targets],
        meeting_count=len(plan.meetings),
    )
