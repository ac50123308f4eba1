"""What every page that follows the computation of a plan says of it: its place in the queue, the
value of the plan against its bound as an SVG from the server, and why it came to nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from softplace.computing.enums import RunStatus
from softplace.computing.models import PlanRun
from softplace.computing.queries import runs_before
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason
from softplace.web import words
from softplace.web.sentences import told

LONG_UNCLAIMED = timedelta(minutes=1)
"""A worker that is idle takes a run up at once."""
LONG_SILENT = timedelta(seconds=15)
"""A run that is well tells of itself twice a second, and now and then is busy for some seconds."""
WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 84, 10, 12, 26

Points = Sequence[Sequence[float | None]]
"""[seconds, value, bound] as they came."""


def state_of(run: PlanRun) -> dict[str, Any]:
    """Whether it goes on and seems well, behind how many it waits, why it came to nothing."""
    state: dict[str, Any] = {
        "is_active": run.is_active,
        "silent_seconds": _silent_seconds(run),
        "fault": fault_words(run.fault),
        "at_most": at_most(run.value, run.bound) if run.status == RunStatus.DONE else "",
    }
    if run.status == RunStatus.QUEUED:
        before = max(0, runs_before(run) - (settings.SOLVERS - 1))
        long_ago = run.requested_at < now() - LONG_UNCLAIMED
        state |= {"waits_behind": before, "is_unclaimed": not before and long_ago}
    return state


def _silent_seconds(run: PlanRun) -> int:
    """For how long nothing was heard of a run that goes on; 0 where that is usual."""
    if run.status != RunStatus.RUNNING or not run.progress or run.seen_at is None:
        return 0
    silent = now() - run.seen_at
    return int(silent.total_seconds()) if silent > LONG_SILENT else 0


def fault_words(fault: str) -> str:
    """Why a run came to nothing."""
    if not fault:
        return ""
    code, details = json.loads(fault)
    return told(Reason(code, "", {name: _with_dates(value) for name, value in details.items()}))


def _with_dates(value: object) -> object:
    """A day of the details, which JSON holds as a text."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def at_most(value: float | None, bound: float | None) -> str:
    """How much better any plan could be, whether more is better or less."""
    if bound is not None and not value and not bound:
        return _("No plan is better: this is proven.")
    if not value or bound is None:
        return _("How much better a plan could be is not known yet.")
    share = abs(bound - value) / abs(value)
    if share <= 1e-6:
        return _("No plan is better: this is proven.")
    if share < 0.0001:
        return _("At most 0.01 % better is possible.")
    return _("At most %(percent)s %% better is possible.") % {
        "percent": words.number(share * 100, 2 if share < 0.01 else 1)
    }


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the values that a chart shows, what is beyond at its edge."""

    low: float
    high: float
    seconds: float

    def x(self, seconds: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * seconds / self.seconds, 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(max(share, 0.0), 1.0), 1)


def drawn(
    frame: Frame,
    ticks: Sequence[float],
    values: Sequence[tuple[float, float]],
    bounds: Sequence[tuple[float, float]],
    label: str,
) -> SafeString:
    """Two lines over seconds: solid the value of the plan, dashed its bound."""
    rules = format_html_join(
        "",
        '<text class="tick" x="{}" y="{}" text-anchor="end">{}</text><path class="rule" d="{}"/>',
        (
            (LEFT - 6, frame.y(at) + 4, words.number(at),
             f"M{LEFT} {frame.y(at)}H{WIDTH - RIGHT}")
            for at in ticks
        ),
    )  # fmt: skip
    return format_html(
        '<svg class="progress" viewBox="0 0 {} {}" role="img" aria-label="{}">{}'
        '<path class="bound" d="{}"/><path class="value" d="{}"/>'
        '<text class="tick" x="{}" y="{}">0 s</text>'
        '<text class="tick" x="{}" y="{}" text-anchor="end">{} s</text></svg>',
        WIDTH, HEIGHT, label, rules, _steps(frame, bounds), _steps(frame, values),
        LEFT, HEIGHT - 8, WIDTH - RIGHT, HEIGHT - 8, words.number(frame.seconds, 1),
    )  # fmt: skip


def _steps(frame: Frame, points: Sequence[tuple[float, float]]) -> str:
    if not points:
        return ""
    path = [f"M{frame.x(points[0][0])} {frame.y(points[0][1])}"]
    for seconds, value in points[1:]:
        path.append(f"H{frame.x(seconds)}V{frame.y(value)}")
    path.append(f"H{frame.x(frame.seconds)}")
    return "".join(path)
