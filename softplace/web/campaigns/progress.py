"""The value of a plan of a campaign against its bound while it is computed."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from softplace.web import words
from softplace.web.plan_runs import Frame, Points, at_most, drawn

ROOM_ABOVE = 1.25
"""A bound far above the value is drawn where the picture ends."""


def chart(progress: Points) -> SafeString:
    """Over seconds, what the plan is worth and what none can exceed."""
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
    frame = Frame(low - (high - low) * 0.08, high + (high - low) * 0.04, max(points[-1][0], 0.5))
    return drawn(
        frame,
        (low, (low + high) / 2, high),
        [(s, v) for s, v, _ in points if v > 0],
        [(s, min(b, high)) for s, _, b in points if b is not None],
        sentence(points),
    )


def sentence(points: Points) -> str:
    """The same in words: what was reached, and how much better a plan could be at most."""
    if not points:
        return _("Nothing found yet.")
    value, bound = points[-1][1] or 0.0, points[-1][2]
    said = _("%(points)s points so far.") % {"points": words.number(value)}
    return f"{said} {at_most(value, bound)}"
