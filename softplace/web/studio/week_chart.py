"""The week of coverage: a chart that the server draws, and what the slider needs to move in it."""

import base64
from typing import Any

import numpy as np
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from softplace.engines.reach.week import open_within_reach, people_open_by_group
from softplace.reach.answers import Answer
from softplace.reach.planning import people_by_hour
from softplace.reach.queries import Land
from softplace.web import words

STEP_MINUTES = 30
MOST_CELLS = 20_000
"""More communes would make the page too heavy: the chart and the form by hour remain."""
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


def slider(given: Answer, land: Land) -> dict[str, Any] | None:
    """The whole week of all that the map draws, a bit a moment: whether an open place is within
    reach, of a commune of several cells for half of its people at least, and a second bit for
    any of them. None of too many."""
    if len(land.shown) > MOST_CELLS:
        return None
    found, people = given.found, land.cells.people
    if land.of is None:
        some = open_within_reach(found.within, found.openings, STEP_MINUTES)
        most, reached = some, people @ some
    else:
        heads = people_open_by_group(
            found.within, found.openings, STEP_MINUTES, people, land.of, len(land.shown)
        )
        some, most = heads > 0, 2 * heads >= land.shown.people[:, np.newaxis]
        most &= some
        reached = heads.sum(axis=0)
    return {
        "steps": some.shape[1],
        "bytes": -(-some.shape[1] // 8),
        "bits": _packed(most),
        "some": "" if land.of is None else _packed(some),
        "reached": [round(float(heads)) for heads in reached],
        "everyone": round(float(people.sum())),
        "days": [str(day) for day in words.WEEKDAYS],
        "hours": [words.hour(minute) for minute in range(0, 1440, STEP_MINUTES)],
        "first": given.asked.question.minute // STEP_MINUTES,
        "said": _("{day} {hour}: {people} people, {share} of all, have an open place within "
                  "reach."),
        "play": _("Play the week"),
        "pause": _("Pause"),
    }  # fmt: skip


def _packed(bits: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]") -> str:
    return base64.b64encode(np.packbits(bits, axis=1).tobytes()).decode()
