"""What a plan of rounds costs against what none can undercut, as an SVG from the server."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from softplace.web import words

WIDTH, HEIGHT = 640, 180
LEFT, RIGHT, TOP, BOTTOM = 84, 10, 12, 26
Points = Sequence[Sequence[float | None]]


def chart(progress: Points) -> SafeString:
    """Two lines over seconds: solid what the plan costs, dashed what no plan can undercut."""
    points = [(float(s or 0), float(v or 0), b) for s, v, b in progress]
    if not points:
        return SafeString("")
    values = [value for _, value, _ in points]
    bounds = [bound for _, _, bound in points if bound is not None]
    # The first plans leave much out: what matters is how it goes from the middle on.
    high = values[len(values) // 4]
    low = min([*bounds, values[-1]])
    high = max(high, low + 1)
    seconds = max(points[-1][0], 0.5)

    def place(at: float, value: float) -> tuple[float, float]:
        share = min(max((value - low) / (high - low), 0.0), 1.0)
        x = LEFT + (WIDTH - LEFT - RIGHT) * at / seconds
        return round(x, 1), round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)

    ticks = format_html_join(
        "",
        '<text class="tick" x="{}" y="{}" text-anchor="end">{}</text><path class="rule" d="{}"/>',
        (
            (LEFT - 6, place(0, at)[1] + 4, words.number(at),
             f"M{LEFT} {place(0, at)[1]}H{WIDTH - RIGHT}")
            for at in (low, (low + high) / 2, high)
        ),
    )  # fmt: skip
    value_line = _steps([place(s, v) for s, v, _ in points])
    bound_line = _steps([place(s, b) for s, _, b in points if b is not None])
    return format_html(
        '<svg class="progress" viewBox="0 0 {} {}" role="img" aria-label="{}">{}'
        '<path class="bound" d="{}"/><path class="value" d="{}"/>'
        '<text class="tick" x="{}" y="{}">0 s</text>'
        '<text class="tick" x="{}" y="{}" text-anchor="end">{} s</text></svg>',
        WIDTH, HEIGHT, sentence(progress), ticks, bound_line, value_line,
        LEFT, HEIGHT - 8, WIDTH - RIGHT, HEIGHT - 8, words.number(seconds, 1),
    )  # fmt: skip


def _steps(points: Sequence[tuple[float, float]]) -> str:
    if not points:
        return ""
    path = f"M{points[0][0]} {points[0][1]}"
    path += "".join(f"H{x}V{y}" for x, y in points[1:])
    return f"{path}H{WIDTH - RIGHT}"


def sentence(progress: Points) -> str:
    """The same in words: what was reached, and how much less a plan could cost at most."""
    if not progress:
        return _("Nothing found yet.")
    _seconds, value, bound = progress[-1]
    said = _("%(cost)s euros of driving so far.") % {"cost": words.number(value or 0)}
    return f"{said} {at_most(value, bound)}"


def at_most(value: float | None, bound: float | None) -> str:
    """How much cheaper any plan could be."""
    if not value or bound is None:
        return _("How much better a plan could be is not known yet.")
    share = (value - bound) / abs(value)
    if share <= 1e-6:
        return _("No plan is better: this is proven.")
    percent = words.number(share * 100, 1)
    return _("At most %(percent)s %% better is possible.") % {"percent": percent}
