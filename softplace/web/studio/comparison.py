"""Today and scenarios side by side: figures on one scale, who gains and loses, at which hours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word

from softplace.engines.travel.points import Floats
from softplace.reach.planning import (
    Assessed,
    Compared,
    Figure,
    Outlook,
    figures_shown,
    people_by_hour,
)
from softplace.reach.queries import Land
from softplace.web import words
from softplace.web.studio import questions
from softplace.web.studio.map import Shades

MOST_ROWS = 40
LEAST_PEOPLE = 0.5
LABELS: Mapping[str, Any] = {
    "sites": word("Sites"),
    "people_beyond": word("People beyond the threshold"),
    "share_beyond": word("Their share"),
    "share_far": word("Beyond 5 km and 20 minutes by car"),
    "communes_beyond": word("Communes beyond"),
    "mean_km": word("Mean distance"),
    "p90_km": word("Nine in ten within"),
    "worst_km": word("Farthest commune"),
    "mean_minutes": word("Mean travel time"),
    "p90_minutes": word("Nine in ten within"),
    "worst_minutes": word("Farthest commune"),
    "mean_hours": word("Hours a week within reach, mean"),
    "gini": word("Inequality of distances (Gini)"),
    "theil": word("Inequality of distances (Theil)"),
    "rent_euros": word("Rent a year"),
    "staff_euros": word("Staff a year"),
    "vehicle_euros": word("Vehicles a year"),
    "driver_euros": word("Drivers a year"),
    "driver_hours": word("Drivers’ hours a year"),
    "euros": word("All costs a year"),
    "vehicle_km": word("Vehicle-kilometres a year"),
    "kgco2e": word("CO₂ of the vehicles a year"),
}
LABELS_OF_CELLS: Mapping[str, Any] = {
    "communes_beyond": word("Cells beyond"),
    "worst_km": word("Farthest cell"),
    "worst_minutes": word("Farthest cell"),
}
SIGNS = ("gain", "mixed", "lose", "same")


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in a table, with what it differs by from today's and a bar on the row's scale."""

    said: str
    difference: str
    look: str
    percent: float


def table(columns: Sequence[Assessed], land: Land) -> list[tuple[str, list[Cell]]]:
    """(what, today and each scenario): the first column is today's."""
    labels = LABELS if land.of is None else {**LABELS, **LABELS_OF_CELLS}
    return [
        (str(labels[figure.name]), _row(figure, [one.figures[figure.name] for one in columns]))
        for figure in figures_shown(is_in_minutes=columns[0].found.is_in_minutes)
    ]


def _row(figure: Figure, values: Sequence[float]) -> list[Cell]:
    finite = [value for value in values if np.isfinite(value)]
    most = max(finite, default=0.0)
    cells = []
    for number, value in enumerate(values):
        said = with_unit(value, figure.digits, figure.unit)
        percent = 100 * value / most if most > 0 and np.isfinite(value) else 0.0
        difference, look = ("", "") if number == 0 else _difference(figure, values[0], value)
        cells.append(Cell(said, difference, look, round(percent, 1)))
    return cells


def _difference(figure: Figure, before: float, after: float) -> tuple[str, str]:
    if not (np.isfinite(before) and np.isfinite(after)):
        return "", ""
    # Of what is shown: 1,237 and 4 differ by 1,233, whatever was rounded away.
    shown = round(after, figure.digits) - round(before, figure.digits)
    difference = round(shown, figure.digits)
    look = ""
    if difference and figure.less_is_better is not None:
        look = "better" if (difference < 0) == figure.less_is_better else "worse"
    if not difference:
        return "=", ""
    sign = "+" if difference > 0 else "−"
    if figure.unit == "%":
        return sign + words.points(abs(difference), figure.digits), look
    return sign + with_unit(abs(difference), figure.digits, figure.unit), look


def with_unit(value: float, digits: int, unit: str) -> str:
    if not np.isfinite(value):
        return _("none")
    number = words.number(value, digits)
    if unit == "%":
        return _("%(share)s%%") % {"share": number}
    return f"{number}\u00a0{unit}" if unit else number


def distance_precisely(found: Outlook, value: float) -> str:
    """A mean: kilometres with two digits, or minutes."""
    if found.is_in_minutes:
        return questions.minutes(value)
    return with_unit(value, 2, "km")


def people_rows(change: Compared) -> list[tuple[str, float, float, float]]:
    """(by what, how many people gain, lose, see no change)."""
    costs, hours = change.by_costs, change.by_hours
    return [
        (_("Distance"), costs.people_better, costs.people_worse, costs.people_same),
        (
            _("Hours a week within reach"),
            hours.people_better,
            hours.people_worse,
            hours.people_same,
        ),
    ]


def legend_of_signs(land: Land) -> list[tuple[str, str]]:
    said = words_of_signs(land)
    return [(sign, said[sign]) for sign in SIGNS]


def words_of_signs(land: Land) -> dict[str, str]:
    mixed = _("nearer or longer, not both") if land.of is None else _("some gain, some lose")
    return {"gain": _("gains"), "mixed": mixed, "lose": _("loses"), "same": _("no change")}


def shades_of_signs(land: Land, before: Assessed, after: Assessed, change: Compared) -> Shades:
    """Who gains and who loses on the map, with what is said of each commune."""
    old_costs, new_costs, old_hours, new_hours = _means(land, before, after)
    is_in_minutes = before.found.is_in_minutes
    titles = [
        words.named(
            name,
            f"{questions.cost(old_costs[i], is_in_minutes=is_in_minutes)} → "
            f"{questions.cost(new_costs[i], is_in_minutes=is_in_minutes)}, "
            f"{questions.hours(old_hours[i])} → {questions.hours(new_hours[i])}",
        )
        for i, name in enumerate(land.shown.names)
    ]
    return Shades(land.signs(change.signs), titles)


def communes(
    land: Land, before: Assessed, after: Assessed, change: Compared, most: int = MOST_ROWS
) -> list[dict[str, Any]]:
    """The communes that something changes for, those of most people first."""
    old_costs, new_costs, old_hours, new_hours = _means(land, before, after)
    is_in_minutes = before.found.is_in_minutes
    signs, people = land.signs(change.signs), land.shown.people
    changed = [i for i, sign in enumerate(signs) if sign != "same" and people[i]]
    changed.sort(key=lambda i: -people[i])
    said = _signs_in_words(land, change)
    return [
        {
            "name": land.shown.names[i],
            "people": words.number(people[i]),
            "costs": [
                questions.cost(costs[i], is_in_minutes=is_in_minutes)
                for costs in (old_costs, new_costs)
            ],
            "hours": (questions.hours(old_hours[i]), questions.hours(new_hours[i])),
            "sign": said(i),
            "look": {"gain": "better", "lose": "worse", "mixed": ""}[signs[i]],
        }
        for i in changed[:most]
    ]


def _signs_in_words(land: Land, change: Compared) -> Callable[[int], str]:
    """What is said of a commune: its sign, or how many of its people have which."""
    said = words_of_signs(land)
    if land.of is None:
        return lambda i: said[change.signs[i]]
    parts = [
        (_("%(people)s gain"), land.people_with(change.signs, "gain")),
        (_("%(people)s lose"), land.people_with(change.signs, "lose")),
        (_("%(people)s nearer or longer, not both"), land.people_with(change.signs, "mixed")),
    ]
    return lambda i: ", ".join(
        text % {"people": words.number(people[i])} for text, people in parts if people[i]
    )


def _means(land: Land, before: Assessed, after: Assessed) -> tuple[Floats, Floats, Floats, Floats]:
    """Kilometres (or minutes) and hours before and after, of the people of each commune."""
    old, new = before.found, after.found
    return (
        land.means(old.costs),
        land.means(new.costs),
        land.means(old.hours),
        land.means(new.hours),
    )


def hours_changed(before: Assessed, after: Assessed) -> list[int]:
    """(168,) by how many people more or fewer have an open site within reach, hour by hour."""
    old, new = people_by_hour(before.found), people_by_hour(after.found)
    return [round(b - a) for a, b in zip(old, new, strict=True)]


def moments(difference: Sequence[int]) -> list[dict[str, str]]:
    """Stretches of the week in which more or fewer people have an open site within reach."""
    found: list[dict[str, str]] = []
    hour = 0
    while hour < len(difference):
        end = hour + 1
        while end < len(difference) and end % 24 and difference[end] == difference[hour]:
            end += 1
        if abs(difference[hour]) > LEAST_PEOPLE:
            gain = difference[hour] > 0
            start = hour % 24 * 60
            span = words.hours(start, start + (end - hour) * 60)
            found.append(
                {
                    "when": f"{words.WEEKDAYS[hour // 24]} {span}",
                    "people": ("+" if gain else "−") + words.number(abs(difference[hour])),
                    "look": "better" if gain else "worse",
                }
            )
        hour = end
    return found


def week_strip(difference: Sequence[int], most: int, label: str) -> SafeString:
    """The week as 168 bars: up where more people have an open site, down where fewer do. All
    strips of a page have the same `most`."""
    scale = 28 / max(most, 1)
    bars = []
    for hour, people in enumerate(difference):
        if not people:
            continue
        height = max(abs(people) * scale, 0.6)
        top = 30 - height if people > 0 else 30
        look = "gain" if people > 0 else "lose"
        bars.append(
            f'<rect class="shade-{look}" x="{hour}" y="{top:.2f}" width="1" height="{height:.2f}"/>'
        )
    days = "".join(f'<path class="day" d="M{day * 24} 0v60"/>' for day in range(8))
    return mark_safe(  # the label was escaped, the rest is numbers
        f'<svg class="week-strip" viewBox="0 0 168 60" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(label)}">{days}{"".join(bars)}'
        '<path class="zero" d="M0 30h168"/></svg>'
    )
