"""A computation: load the draft, solve, check, keep the plan as a proposal."""

import logging
from math import isfinite

from softplace.engines.contract import MaxSeconds, WithinGap
from softplace.engines.documents import InvalidField
from softplace.engines.rounds import check, solve
from softplace.engines.rounds.warm import warm
from softplace.foundation.clock import monotonic_seconds
from softplace.foundation.errors import Reason, Refused
from softplace.matching.commands.solving import fault_of
from softplace.rounds.commands.drafts import (
    begin_computation,
    fail_computation,
    finish_computation,
    note_points,
)
from softplace.rounds.models import Computation
from softplace.rounds.planning.asking import asked_of

log = logging.getLogger(__name__)

BETWEEN_REPORTS = 0.5
"""Seconds."""


class Followed:
    """Tells the page how far it is about twice a second, and stops when a person asks to."""

    def __init__(self, computation: Computation) -> None:
        self.computation = computation
        self.limit, self.done = MaxSeconds(computation.most_seconds), WithinGap(0.0)
        self.points: list[tuple[float, float, float | None]] = []
        self.asked, self._told = False, float("-inf")

    @property
    def seconds_left(self) -> float:
        return self.limit.seconds_left

    def __call__(self, value: float, bound: float) -> bool:
        if monotonic_seconds() - self._told >= BETWEEN_REPORTS:
            self.report()
        return self.asked or self.limit(value, bound) or self.done(value, bound)

    def progress(self, seconds: float, value: float, bound: float) -> None:
        point = round(seconds, 2), value, bound if isfinite(bound) else None
        if not self.points or self.points[-1][1:] != point[1:]:
            self.points.append(point)

    def report(self) -> None:
        self._told = monotonic_seconds()
        self.asked = note_points(computation=self.computation, points=self.points) or self.asked


def compute(computation: Computation) -> Computation:
    """Do all of it, or mark it failed with the reason; no stop changes."""
    if begin_computation(computation=computation):
        try:
            _compute(computation)
        except Refused as refused:
            fail_computation(computation=computation, fault=fault_of(refused.reasons[0]))
        except Exception:
            log.exception("Computation %s failed", computation.pk)
            fault = fault_of(Reason("run_broke_down"))
            fail_computation(computation=computation, fault=fault)
    computation.refresh_from_db()
    return computation


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
    followed.progress(monotonic_seconds() - began, plan.value, plan.bound)
    followed.report()
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
