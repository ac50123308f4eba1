"""What a planner asks: a function, a means of travel, a threshold, a moment."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word

from softplace.engines.travel.points import Floats
from softplace.foundation.clock import today
from softplace.reach.enums import Basis, TravelMode
from softplace.reach.planning import Outlook
from softplace.reach.queries import Land, cell_set_names
from softplace.reach.rules import LARGEST_THRESHOLD_KM
from softplace.territory.models import Function
from softplace.territory.queries import current_territory
from softplace.web import words
from softplace.web.choice_fields import FunctionField
from softplace.web.forms import NumberField, refusal
from softplace.web.studio.map import Shades

MODES = [
    (TravelMode.STRAIGHT, word("in a straight line")),
    (TravelMode.FOOT, word("on foot")),
    (TravelMode.BICYCLE, word("by bicycle")),
    (TravelMode.CAR, word("by car")),
]
HOURS_STEPS = (20, 10, 4)
PARTS = (0.25, 0.5, 1.0, 1.5)
"""Of the threshold: where one shade of distance ends and the next begins."""


class StudyForm(forms.Form):
    function = FunctionField(
        label=word("Function"),
        to_field_name="code",
        empty_label=word("Choose…"),
    )
    mode = forms.ChoiceField(label=word("Distance"), choices=MODES)
    threshold_km = NumberField(label=word("Threshold, km"))

    def clean_threshold_km(self) -> float:
        km = self.cleaned_data["threshold_km"]
        if km is None or not 0.1 <= km <= LARGEST_THRESHOLD_KM:
            raise refusal("radius_out_of_range", smallest=0.1, largest=LARGEST_THRESHOLD_KM)
        return float(km)


def first_question() -> dict[str, Any]:
    """What is asked before anybody chooses: the function that most places offer."""
    most = Function.objects.annotate(places_count=Count("offers")).order_by("-places_count", "id")
    services = most.filter(code="france_services", places_count__gt=0).first() or most.first()
    return {
        "function": services.code if services else "",
        "mode": TravelMode.STRAIGHT.value,
        "threshold_km": 10.0,
    }


@dataclass(frozen=True)
class Week:
    monday: date
    zone: ZoneInfo


def this_week() -> Week:
    territory = current_territory()
    zone = ZoneInfo(territory.zone if territory else "Europe/Paris")
    day = today(zone)
    return Week(day - timedelta(days=day.weekday()), zone)


def choices_of_cells() -> list[tuple[str, str]]:
    """Where people can be counted. One query."""
    return [("", _("the communes")), *((name, name) for name in cell_set_names())]


def km(value: float) -> str:
    if value == float("inf"):
        return _("none")
    return _km(round(value, 1), words.is_french())


@lru_cache(maxsize=4096)
def _km(value: float, is_french: bool) -> str:
    """Maps say hundreds of distances, of which most were said before in that language."""
    return _("%(km)s km") % {"km": words.number(value, 1)}


def distances_in_words(basis: Basis, cell_set: str = "") -> str:
    """Where people are counted, and along what their distances go: every page says it so."""
    counted = (
        _("People are counted in the cells “%(name)s”; distances go from their points.")
        % {"name": cell_set}
        if cell_set
        else _("Each commune is one point with all its people; distances go from that point.")
    )
    along = {
        Basis.STRAIGHT: _("They are straight lines."),
        Basis.DETOUR: _(
            "They are straight lines lengthened by a usual detour (1.3 on foot and by bicycle, "
            "1.4 by car)."
        ),
        Basis.ROADS: _(
            "They follow the roads that were imported: kilometres of the shortest way, minutes of "
            "the quickest."
        ),
    }[basis]
    return f"{counted} {along}"


def hours(value: float) -> str:
    return words.duration_in_hours(round(value * 60)) if value else _("no hour")


def minutes(value: float) -> str:
    if value == float("inf"):
        return _("none")
    return _("%(minutes)s min") % {"minutes": words.number(value, 0 if value >= 10 else 1)}


def cost(value: float, *, is_in_minutes: bool) -> str:
    """Kilometres or minutes, as the threshold is."""
    return minutes(value) if is_in_minutes else km(value)


def shades_of_distance(land: Land, found: Outlook, costs: Floats | None = None) -> Shades:
    """Of the nearest site, or of other costs in the same unit."""
    means = land.means(found.costs if costs is None else costs)
    steps = [found.threshold * part for part in PARTS]
    classes = [str(sum(value > step for step in steps)) for value in means]
    said = [
        words.named(name, cost(v, is_in_minutes=found.is_in_minutes))
        for name, v in zip(land.shown.names, means, strict=True)
    ]
    return Shades(classes, said)


def legend_of_distance(found: Outlook) -> list[tuple[str, str]]:
    at = [cost(found.threshold * part, is_in_minutes=found.is_in_minutes) for part in PARTS]
    return [
        *[(str(i), _("up to %(limit)s") % {"limit": limit}) for i, limit in enumerate(at)],
        (str(len(at)), _("beyond %(limit)s") % {"limit": at[-1]}),
    ]


def shades_of_hours(land: Land, found: Outlook) -> Shades:
    means = land.means(found.hours)
    classes = [
        "4" if value == 0 else str(sum(value < step for step in HOURS_STEPS)) for value in means
    ]
    said = [words.named(name, hours(v)) for name, v in zip(land.shown.names, means, strict=True)]
    return Shades(classes, said)


def legend_of_hours() -> list[tuple[str, str]]:
    return [
        ("0", _("20 h a week or more")),
        ("1", _("10 to 20 h")),
        ("2", _("4 to 10 h")),
        ("3", _("less than 4 h")),
        ("4", _("no hour")),
    ]
