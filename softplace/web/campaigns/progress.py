"""The value of a plan against its bound while it is computed, as an SVG from the server."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from softplace.web import words

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 84, 10, 12, 26
ROOM_ABOVE = 1.25
"""A bound far above the value is drawn where the picture ends."""


@dataclass(frozen=True, slots=True)
class _Frame:
    low: float
    high: float
    seconds: float

    def x(self, seconds: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * seconds / self.seconds, 1)

    def y(self, points: float) -> float:
        share = (min(points, self.high) - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)


def chart(progress: Sequence[Sequence[float | None]]) -> SafeString:
    """Two lines over seconds: solid what the plan is worth, dashed what none can exceed."""
    points = [(float(s or 0), float(v or 0), b) for s, v, b in progress]
    if not points or points[-1][1] <= 0:
        return SafeString("")
    values = [value for _, value, _ in points if value > 0]
    bounds = [bound for _, _, bound in points if bound is not None]
    best = values[-1]
    high = min(max([*bounds, best]), best * ROOM_ABOVE)
    low = min(values[len(values) // 10], best * 0.9)
    if high - low < 1e-9:
        high = low + 1
    frame = _Frame(low - (high - low) * 0.08, high + (high - low) * 0.04, max(points[-1][0], 0.5))
    value_line = _steps(frame, [(s, v) for s, v, _ in points if v > 0])
    bound_line = _steps(frame, [(s, b) for s, _, b in points if b is not None])
    ticks = format_html_join(
        "",
        '<text class="tick" x="{}" y="{}" text-anchor="end">{}</text><path class="rule" d="{}"/>',
        (
            (
                LEFT - 6,
                frame.y(at) + 4,
                words.number(at),
                f"M{LEFT} {frame.y(at)}H{WIDTH - RIGHT}",
            )
            for at in (low, (low + high) / 2, high)
        ),
    )
    return format_html(
        '<svg class="progress" viewBox="0 0 {} {}" role="img" aria-label="{}">{}'
        '<path class="bound" d="{}"/><path class="value" d="{}"/>'
        '<text class="tick" x="{}" y="{}">0 s</text>'
        '<text class="tick" x="{}" y="{}" text-anchor="end">{} s</text></svg>',
        WIDTH, HEIGHT, sentence(points), ticks, bound_line, value_line,
        LEFT, HEIGHT - 8, WIDTH - RIGHT, HEIGHT - 8, words.number(points[-1][0], 1),
    )  # fmt: skip


def _steps(frame: _Frame, points: Sequence[tuple[float, float]]) -> str:
    if not points:
        return ""
    path = [f"M{frame.x(points[0][0])} {frame.y(points[0][1])}"]
    for seconds, value in points[1:]:
        path.append(f"H{frame.x(seconds)}V{frame.y(value)}")
    path.append(f"H{frame.x(frame.seconds)}")
    return "".join(path)


def sentence(points: Sequence[Sequence[float | None]]) -> str:
    """The same in words: what was reached, and how much better a plan could be at most."""
    if not points:
        return _("Nothing found yet.")
    value, bound = points[-1][1] or 0.0, points[-1][2]
    said = _("%(points)s points so far.") % {"points": words.number(value)}
    return f"{said} {at_most(value, bound)}"


def at_most(value: float | None, bound: float | None) -> str:
    """How much better any plan could be."""
    if bound is not None and not value and not bound:
        return _("No plan is better: this is proven.")
    if not value or bound is None:
        return _("How much better a plan could be is not known yet.")
    share = (bound - value) / value
    if share <= 1e-6:
        return _("No plan is better: this is proven.")
    if share < 0.0001:
        return _("At most 0.01 % better is possible.")
    return _("At most %(percent)s %% better is possible.") % {
        "percent": words.number(share * 100, 2 if share < 0.01 else 1)
    }
