"""A run as the worker does it: taken up, followed while the engine is at it, or failed with why."""

import logging
from collections.abc import Callable
from math import isfinite
from typing import TypeVar

from softplace.computing.commands import begin_run, fail_run, fault_of, note_progress
from softplace.computing.models import PlanRun
from softplace.engines.contract import MaxSeconds, WithinGap
from softplace.foundation.clock import monotonic_seconds
from softplace.foundation.errors import Reason, Refused

R = TypeVar("R", bound=PlanRun)

log = logging.getLogger(__name__)

BETWEEN_REPORTS = 0.5
"""Seconds."""


class Followed:
    """Tells the page how far it is about twice a second, and stops when a person asks to.

    It is what an engine asks whether to stop, and its `progress` what the engine reports to.
    """

    def __init__(self, run: PlanRun) -> None:
        self.run, self.limit = run, MaxSeconds(run.most_seconds)
        self.done = WithinGap(0.0)
        self.points: list[tuple[float, float, float | None]] = []
        self.asked, self._told = False, float("-inf")

    @property
    def seconds_left(self) -> float:
        return self.limit.seconds_left

    def __call__(self, value: float, bound: float) -> bool:
        # An engine that finds nothing better reports nothing, but is alive and can be stopped.
        self.report()
        return self.asked or self.limit(value, bound) or self.done(value, bound)

    def progress(self, seconds: float, value: float, bound: float) -> None:
        point = _point(seconds, value, bound)
        if not self.points or self.points[-1][1:] != point[1:]:
            self.points.append(point)
        self.report()

    def report(self) -> None:
        if monotonic_seconds() - self._told >= BETWEEN_REPORTS:
            self._tell()

    def end(self, seconds: float, value: float, bound: float) -> None:
        self.points.append(_point(seconds, value, bound))
        self._tell()

    def _tell(self) -> None:
        self._told = monotonic_seconds()
        self.asked = note_progress(run=self.run, points=self.points) or self.asked


def _point(seconds: float, value: float, bound: float) -> tuple[float, float, float | None]:
    return round(seconds, 2), value, bound if isfinite(bound) else None


def carry_out(run: R, work: Callable[[R], None]) -> R:
    """Do all of a run, or mark it failed with the reason; `work` writes only when all is well."""
    if begin_run(run=run):
        try:
            work(run)
        except Refused as refused:
            fail_run(run=run, fault=fault_of(refused.reasons[0]))
        except Exception:
            log.exception("%s broke down", run)
            fail_run(run=run, fault=fault_of(Reason("run_broke_down")))
    run.refresh_from_db()
    return run
