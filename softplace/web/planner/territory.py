"""The settings of the territory, which new places take over."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word
from django.views.decorators.http import require_http_methods

from softplace.foundation.errors import Refused
from softplace.places.models import Place
from softplace.territory.commands import change_territory
from softplace.territory.models import Commune, Function, SchoolHoliday, Territory
from softplace.territory.queries import current_territory
from softplace.territory.rules import TerritoryFields
from softplace.web.forms import NumberField, add_reasons
from softplace.web.keeper.access import for_planners, signed_in


class TerritoryForm(forms.Form):
    name = forms.CharField(label=word("Name of the territory"))
    latitude = NumberField(label=word("Latitude of its centre"))
    longitude = NumberField(label=word("Longitude of its centre"))
    zone = forms.CharField(label=word("Time zone"))
    holiday_region = forms.CharField(
        label=word("Public holidays of"),
        required=False,
        help_text=word("FR for France; FR-57 Moselle, FR-67 Alsace, FR-974 La Réunion …"),
    )
    school_zone = forms.CharField(label=word("School holidays of zone"), required=False)

    def territory_fields(self) -> TerritoryFields:
        said = {k: v.strip() if isinstance(v, str) else v for k, v in self.cleaned_data.items()}
        return TerritoryFields(**said)  # type: ignore[typeddict-item]


@require_http_methods(["GET", "HEAD", "POST"])
@for_planners
def territory(request: HttpRequest) -> HttpResponse:
    stored = current_territory()
    if stored is None or request.method != "POST":
        names = TerritoryFields.__annotations__
        initial = {name: getattr(stored, name) for name in names} if stored else {}
        return _page(request, stored, TerritoryForm(initial=initial))
    form = TerritoryForm(request.POST)
    if form.is_valid():
        try:
            change_territory(actor=signed_in(request), territory=stored, **form.territory_fields())
        except Refused as error:
            add_reasons(form, error.reasons)
        else:
            messages.success(request, _("The settings of the territory are saved."))
            return redirect("planner-territory")
    return _page(request, stored, form, status=422)


def _page(
    request: HttpRequest, stored: Territory | None, form: TerritoryForm, status: int = 200
) -> HttpResponse:
    counts: dict[str, Any] = {
        "communes": Commune.objects.count(),
        "functions": Function.objects.count(),
        "places": Place.objects.count(),
        "school_holidays": SchoolHoliday.objects.count(),
    }
    return render(
        request,
        "planner/territory.html",
        {"stored": stored, "form": form, "part": "territory", **counts},
        status=status,
    )
