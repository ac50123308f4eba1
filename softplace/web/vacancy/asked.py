"""What a planner looks at: a week, and kinds, a commune or a keeper."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word

from softplace.foundation import clock
from softplace.people.models import User
from softplace.places.enums import PlaceKind
from softplace.places.models import Place
from softplace.territory.models import Commune
from softplace.territory.queries import current_territory
from softplace.vacancy.queries import Filter
from softplace.web import words
from softplace.web.keeper.arrivals import day_asked
from softplace.web.keeper.preview import week_of


class FilterForm(forms.Form):
    kind = forms.ChoiceField(label=word("Kind of place"), required=False)
    commune = forms.ChoiceField(label=word("Commune"), required=False)
    keeper = forms.TypedChoiceField(
        label=word("Keeper"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        places = Place.objects.published()
        communes = Commune.objects.filter(places__in=places).distinct().order_by("folded_name")
        keepers = User.objects.filter(places__in=places).distinct().order_by("name", "email")
        for name, choices in (
            ("kind", words.choices(PlaceKind)),
            ("commune", list(communes.values_list("code", "name"))),
            ("keeper", [(user.pk, str(user)) for user in keepers]),
        ):
            self.fields[name].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Asked:
    form: FilterForm
    monday: date
    this_monday: date
    zone: ZoneInfo
    wanted: Filter | None
    """None where what was asked cannot be read."""

    def query(self, **changes: object) -> str:
        """The address of the same question, a little changed; None takes a field out."""
        fields = {
            "week": self.monday.isoformat() if self.monday != self.this_monday else None,
            **{name: self.form.data.get(name) for name in self.form.fields},
            **changes,
        }
        return "?" + urlencode({name: value for name, value in fields.items() if value})

    def context(self, part: str) -> dict[str, Any]:
        """What every page of a week shows around its own part."""
        week = timedelta(days=7)
        return {
            "part": part,
            "form": self.form,
            "monday": self.monday,
            "sunday": self.monday + week - timedelta(days=1),
            "before": self.monday - week,
            "after": self.monday + week,
            "week_before": self.query(week=(self.monday - week).isoformat()),
            "week_after": self.query(week=(self.monday + week).isoformat()),
            "now_address": self.query(week=None),
            "is_this_week": self.monday == self.this_monday,
            "query": self.query(),
        }


def asked(request: HttpRequest) -> Asked:
    territory = current_territory()
    zone = ZoneInfo(territory.zone if territory else "Europe/Paris")
    today = clock.today(zone)
    form = FilterForm(request.GET)
    wanted = None
    if form.is_valid():
        said = form.cleaned_data
        wanted = Filter(said["kind"], said["commune"], said["keeper"])
    monday = week_of(day_asked(request.GET.get("week", ""), today))
    return Asked(form, monday, week_of(today), zone, wanted)
