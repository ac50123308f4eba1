"""What a plan of rounds costs against what none can undercut while it is computed."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from softplace.web import words
from softplace.web.plan_runs import Frame, Points, at_most, drawn


def chart(progress: Points) -> SafeString:
    """Over seconds, what the plan costs and what no plan can undercut."""
    points = [(float(s or 0), float(v or 0), b) for s, v, b in progress]
    if not points:
        return SafeString("")
    values = [value for _, value, _ in points]
    # The first plans leave much out: what matters is how it goes from then on.
    low = min([*(bound for _, _, bound in points if bound is not None), values[-1]])
    high = max(values[len(values) // 4], low + 1)
    return drawn(
        Frame(low, high, max(points[-1][0], 0.5)),
        (low, (low + high) / 2, high),
        [(s, v) for s, v, _ in points],
        [(s, b) for s, _, b in points if b is not None],
        sentence(points),
    )


def sentence(progress: Points) -> str:
    """The same in words: what was reached, and how much less a plan could cost at most."""
    if not progress:
        return _("Nothing found yet.")
    _seconds, value, bound = progress[-1]
    said = _("%(cost)s euros of driving so far.") % {"cost": words.number(value or 0)}
    return f"{said} {at_most(value, bound)}"
