"""Which of five shades each cell has on the map, and the legend of it."""

from collections.abc import Callable, Sequence

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from softplace.engines.travel.points import Floats
from softplace.reach.answers import Answer
from softplace.reach.queries import Land
from softplace.web import words
from softplace.web.studio import questions
from softplace.web.studio.map import Shades

Legend = list[tuple[str, str]]
QUARTERS = (0.75, 0.5, 0.25)


def shades(given: Answer, land: Land, show: str) -> tuple[Shades, Legend]:
    """What the map shows of an answer, for the cells or as means of their communes."""
    found, more = given.found, given.more
    match show:
        case "hours":
            return questions.shades_of_hours(land, found), questions.legend_of_hours()
        case "places":
            return _of_supply(land, more.places, _places)
        case "catchment":
            return _of_supply(land, more.catchment, _for_heads)
        case "apl":
            return _of_supply(land, more.apl, _for_heads)
        case "nth":
            return _of_costs(given, land, more.nth)
        case "open":
            return _of_costs(given, land, more.open_now)
        case _:
            return _of_costs(given, land, found.costs)


def cost(given: Answer, value: float) -> str:
    """Kilometres or minutes, as the threshold is."""
    return questions.cost(value, is_in_minutes=given.found.is_in_minutes)


def _of_costs(given: Answer, land: Land, costs: Floats) -> tuple[Shades, Legend]:
    found = given.found
    return questions.shades_of_distance(land, found, costs), questions.legend_of_distance(found)


def _of_supply(land: Land, values: Floats, said: Callable[[float], str]) -> tuple[Shades, Legend]:
    """Quarters of the cells that have something, and those that have nothing."""
    values = land.means(values)
    held = values[(values > 0) & (land.shown.people > 0)]
    steps: Sequence[float] = [
        float(np.quantile(held, part)) if len(held) else 0.0 for part in QUARTERS
    ]
    classes = ["4" if value <= 0 else str(sum(value < step for step in steps)) for value in values]
    titles = [words.named(name, said(v)) for name, v in zip(land.shown.names, values, strict=True)]
    legend = [
        (str(i), _("from %(amount)s") % {"amount": said(step)}) for i, step in enumerate(steps)
    ]
    return Shades(classes, titles), [*legend, ("3", _("less")), ("4", _("nothing"))]


def _places(value: float) -> str:
    count = round(value)
    return ngettext("%(count)s place", "%(count)s places", count) % {"count": words.number(count)}


def _for_heads(value: float) -> str:
    return _("%(hours)s h for 1,000 people") % {"hours": words.number(value, 1)}
