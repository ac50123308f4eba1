"""The week of coverage: a chart that the server draws, and what the slider needs to move in it."""

import base64
from typing import Any

import numpy as np
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from softplace.engines.reach.week import open_within_reach
from softplace.reach.answers import Answer
from softplace.reach.planning import people_by_hour
from softplace.web import words

STEP_MINUTES = 30
MOST_CELLS = 20_000
"""Of more cells the page would grow too heavy: the chart and the form by hour remain."""
HEIGHT = 72
HOUR_WIDTH = 6


def week_chart(given: Answer) -> SafeString:
    """People with an open place within reach, hour by hour: one SVG element."""
    by_hour = people_by_hour(given.found)
    everyone = given.found.coverage.people
    width = 168 * HOUR_WIDTH
    points = [f"M0 {HEIGHT}"]
    for hour, people in enumerate(by_hour):
        points.append(f"V{HEIGHT * (1 - people / everyone):.1f}H{(hour + 1) * HOUR_WIDTH}")
    most = max(range(168), key=by_hour.__getitem__)
    said = _("At most %(people)s people, on %(day)s at %(hour)s") % {
        "people": words.number(by_hour[most]),
        "day": words.weekday(most // 24),
        "hour": words.hour(most % 24 * 60),
    }
    days = "".join(
        f'<path class="day" d="M{day * 24 * HOUR_WIDTH} 0v{HEIGHT}"/>' for day in range(1, 7)
    )
    return mark_safe(  # words were escaped, the rest is numbers
        f'<svg class="week-chart" viewBox="0 0 {width} {HEIGHT}" preserveAspectRatio="none" '
        f'role="img" aria-label="{escape(said)}"><path class="area" d="{"".join(points)}'
        f'V{HEIGHT}z"/>{days}<path class="cursor" id="week-cursor" d="M0 0v{HEIGHT}"/></svg>'
    )


def slider(given: Answer) -> dict[str, Any] | None:
    """The whole week of every cell, a bit a moment; None of too many cells."""
    if len(given.land) > MOST_CELLS:
        return None
    bits = open_within_reach(given.found.within, given.found.openings, STEP_MINUTES)
    return {
        "steps": bits.shape[1],
        "bytes": -(-bits.shape[1] // 8),
        "bits": base64.b64encode(np.packbits(bits, axis=1).tobytes()).decode(),
        "people": [round(float(people)) for people in given.land.people],
        "days": [str(day) for day in words.WEEKDAYS],
        "hours": [words.hour(minute) for minute in range(0, 1440, STEP_MINUTES)],
        "first": given.asked.question.minute // STEP_MINUTES,
        "said": _("{day} {hour}: {people} people, {share} of all, have an open place within "
                  "reach."),
        "play": _("Play the week"),
        "pause": _("Pause"),
    }  # fmt: skip
