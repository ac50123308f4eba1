"""Today and a scenario side by side: figures, maps, who gains and who loses, at which hours."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _

from softplace.engines.reach.comparison import WEEKS_A_YEAR, Change, change
from softplace.engines.reach.scenario import Kind, Network
from softplace.engines.travel import PACES, Mode, Points, great_circle_km
from softplace.reach.planning import Outlook, people_by_hour
from softplace.reach.queries import Calendar, Cells
from softplace.web import words
from softplace.web.studio import questions
from softplace.web.studio.map import Mark, Shades, boundaries, choropleth

MOST_ROWS = 40
LEAST_KM, LEAST_HOURS, LEAST_PEOPLE = 0.05, 1 / 60, 0.5


def compared(
    land: Cells,
    plan: Calendar,
    network: Network,
    before: Outlook,
    after: Outlook,
    threshold_km: float,
    marks: Sequence[Mark],
) -> dict[str, Any]:
    """All that the page draws of the difference."""
    by_km = change(
        before.kilometres, after.kilometres, land.people, less_is_better=True, least=LEAST_KM
    )
    by_hours = change(
        before.hours, after.hours, land.people, less_is_better=False, least=LEAST_HOURS
    )
    shapes = boundaries()
    signs = _signs(by_km, by_hours)
    now = [mark if mark.look != "closed" else Mark(mark.latitude, mark.longitude, mark.name, "kept")
           for mark in marks if mark.look != "new"]  # fmt: skip
    distance = questions.shades_of_distance
    return {
        "rows": _rows(land, plan, network, before, after),
        "people": [
            (_("Distance"), by_km.people_better, by_km.people_worse, by_km.people_same),
            (
                _("Hours a week within reach"),
                by_hours.people_better,
                by_hours.people_worse,
                by_hours.people_same,
            ),
        ],
        "maps": [
            (
                _("Today"),
                choropleth(land, shapes, distance(land, before, threshold_km), now, _("Today")),
            ),
            (
                _("The scenario"),
                choropleth(
                    land, shapes, distance(land, after, threshold_km), marks, _("The scenario")
                ),
            ),
            (
                _("Who gains, who loses"),
                choropleth(
                    land,
                    shapes,
                    Shades(signs, _titles(land, before, after)),
                    marks,
                    _("Who gains, who loses"),
                ),
            ),
        ],
        "litres": words.number(settings.LITRES_PER_100_KM, 1),
        "factor": words.number(settings.KGCO2E_PER_LITRE, 2),
        "legend": questions.legend_of_distance(threshold_km),
        "signs": [
            ("gain", _("gains")),
            ("mixed", _("nearer or longer, not both")),
            ("lose", _("loses")),
            ("same", _("no change")),
        ],
        "communes_changed": _communes(land, before, after, signs),
        "moments": _moments(people_by_hour(before), people_by_hour(after)),
    }


def _rows(
    land: Cells, plan: Calendar, network: Network, before: Outlook, after: Outlook
) -> list[tuple[str, str, str, str, str]]:
    """(what, today, scenario, difference, "better", "worse" or "")."""
    old, new = before.coverage, after.coverage
    mean_hours = [float(o.hours @ land.people) / o.coverage.people for o in (before, after)]
    vehicle = [_vehicle_km(plan.network), _vehicle_km(network)]
    litre = settings.KGCO2E_PER_LITRE * settings.LITRES_PER_100_KM / 100

    def row(
        label: str, pair: Sequence[float], digits: int, unit: str, less_is_better: bool | None
    ) -> tuple[str, str, str, str, str]:
        said = (_with_unit(pair[0], digits, unit), _with_unit(pair[1], digits, unit))
        if not np.isfinite(pair).all():
            return (label, said[0], said[1], "", "")
        difference = round(pair[1] - pair[0], digits)
        verdict = ""
        if difference and less_is_better is not None:
            verdict = "better" if (difference < 0) == less_is_better else "worse"
        sign = "+" if difference > 0 else ("−" if difference < 0 else "")
        shown = sign + _with_unit(abs(difference), digits, unit)
        return (label, said[0], said[1], shown, verdict)

    return [
        row(_("Sites"), (len(before.keys), len(after.keys)), 0, "", None),
        row(_("People beyond the threshold"), (old.people_beyond, new.people_beyond), 0, "", True),
        row(_("Their share"), (old.share_beyond * 100, new.share_beyond * 100), 1, "%", True),
        row(_("Communes beyond"), (old.cells_beyond, new.cells_beyond), 0, "", True),
        row(_("Mean distance"), (old.mean, new.mean), 2, "km", True),
        row(_("Nine in ten within"), (old.p90, new.p90), 2, "km", True),
        row(_("Farthest commune"), (old.worst, new.worst), 2, "km", True),
        row(_("Hours a week within reach, mean"), mean_hours, 1, "h", False),
        row(_("Inequality of distances (Gini)"), (old.gini, new.gini), 3, "", True),
        row(_("Inequality of distances (Theil)"), (old.theil.total, new.theil.total), 3, "", True),
        row(_("Vehicle-kilometres a year"), vehicle, 0, "km", True),
        row(_("CO₂ of the vehicles a year"), [v * litre for v in vehicle], 0, "kg CO₂e", True),
    ]


def _with_unit(value: float, digits: int, unit: str) -> str:
    if not np.isfinite(value):
        return _("none")
    number = words.number(value, digits)
    return f"{number}\u00a0{unit}" if unit else number


def _vehicle_km(network: Network) -> float:
    """A year of return trips from the nearest fixed site to each stop, by road detour."""
    fixed = [p for p in network.places.values() if p.offers and p.offers[0].kind == Kind.FIXED]
    moving = [p for p in network.places.values() if p.offers and p.offers[0].kind == Kind.MOBILE]
    if not fixed or not moving:
        return 0.0
    km = great_circle_km(
        Points.of([(p.lat, p.lng) for p in moving]), Points.of([(p.lat, p.lng) for p in fixed])
    ).min(axis=1)
    trips = np.array([len(p.offers[0].hours) for p in moving])
    return float(km @ trips) * 2 * PACES[Mode.CAR].detour_factor * WEEKS_A_YEAR


def _signs(by_km: Change, by_hours: Change) -> list[str]:
    signs = []
    for km, hours in zip(by_km.difference, by_hours.difference, strict=True):
        good = km < -LEAST_KM or hours > LEAST_HOURS
        bad = km > LEAST_KM or hours < -LEAST_HOURS
        signs.append("mixed" if good and bad else "gain" if good else "lose" if bad else "same")
    return signs


def _titles(land: Cells, before: Outlook, after: Outlook) -> list[str]:
    return [
        f"{name}: {questions.km(before.kilometres[i])} → {questions.km(after.kilometres[i])}, "
        f"{questions.hours(before.hours[i])} → {questions.hours(after.hours[i])}"
        for i, name in enumerate(land.names)
    ]


def _communes(
    land: Cells, before: Outlook, after: Outlook, signs: Sequence[str]
) -> list[dict[str, Any]]:
    """The communes that something changes for, those of most people first."""
    changed = [i for i, sign in enumerate(signs) if sign != "same" and land.people[i]]
    changed.sort(key=lambda i: -land.people[i])
    said = {
        "gain": _("gains"),
        "lose": _("loses"),
        "mixed": _("nearer or longer, not both"),
    }
    return [
        {
            "name": land.names[i],
            "people": words.number(land.people[i]),
            "km": (questions.km(before.kilometres[i]), questions.km(after.kilometres[i])),
            "hours": (questions.hours(before.hours[i]), questions.hours(after.hours[i])),
            "sign": said[signs[i]],
            "look": {"gain": "better", "lose": "worse", "mixed": ""}[signs[i]],
        }
        for i in changed[:MOST_ROWS]
    ]


def _moments(before: Sequence[float], after: Sequence[float]) -> list[dict[str, str]]:
    """Stretches of the week in which more or fewer people have an open site within reach."""
    difference = [round(b - a) for a, b in zip(before, after, strict=True)]
    moments: list[dict[str, str]] = []
    hour = 0
    while hour < len(difference):
        end = hour + 1
        while end < len(difference) and end % 24 and difference[end] == difference[hour]:
            end += 1
        if abs(difference[hour]) > LEAST_PEOPLE:
            gain = difference[hour] > 0
            start = hour % 24 * 60
            span = words.hours(start, start + (end - hour) * 60)
            moments.append(
                {
                    "when": f"{words.WEEKDAYS[hour // 24]} {span}",
                    "people": ("+" if gain else "−") + words.number(abs(difference[hour])),
                    "look": "better" if gain else "worse",
                }
            )
        hour = end
    return moments
