"""What things cost and emit in this territory: the planner's own figures."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word
from django.views.decorators.http import require_http_methods

from softplace.foundation.errors import Refused
from softplace.reach.commands import change_rates
from softplace.reach.queries import rates
from softplace.web.forms import NumberField, add_reasons
from softplace.web.keeper.access import for_planners, signed_in
from softplace.web.studio.scenarios import version_seen


class RatesForm(forms.Form):
    rent_per_square_metre_year = NumberField(label=word("Rent, euros per m² and year"))
    square_metres_per_site = NumberField(
        label=word("Room of a fixed place, m²"),
        help_text=word("What a fixed place of the function takes; shared counters take none more."),
    )
    staff_per_hour = NumberField(label=word("An hour of staff, euros"))
    staff_at_desk = NumberField(label=word("People at work while it is open"))
    vehicle_per_km = NumberField(
        label=word("A kilometre of vehicle, euros"),
        help_text=word("Without the driver, whose hours count at the rate of staff."),
    )
    vehicle_km_per_hour = NumberField(
        label=word("Vehicles on the road, km an hour"),
        help_text=word(
            "What the driver’s hours between base and stops are counted by; 0 if they are in the "
            "rate of a kilometre."
        ),
    )
    drivers_at_stop = NumberField(
        label=word("Drivers who wait while the vehicle stands"),
        help_text=word("0 where the driver is at the desk too."),
    )
    litres_per_100_km = NumberField(label=word("Diesel, litres per 100 km"))
    kgco2e_per_litre = NumberField(
        label=word("Emissions, kg CO₂e per litre of diesel"),
        help_text=word("3.17 by the French order of 26 April 2017: 0.66 upstream and 2.51 in use."),
    )


@require_http_methods(["GET", "POST"])
@for_planners
def rates_page(request: HttpRequest) -> HttpResponse:
    stored = rates()
    initial: dict[str, Any] = {name: getattr(stored, name) for name in RatesForm.base_fields}
    form = RatesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_rates(
                actor=signed_in(request), version=version_seen(request), **form.cleaned_data
            )
        except Refused as refusal:
            add_reasons(form, refusal.reasons)
        else:
            messages.success(request, _("The rates are kept: every study counts with them now."))
            return redirect("studio-rates")
    status = 422 if form.errors else 200
    context = {"form": form, "version": stored.version}
    return render(request, "studio/rates.html", context, status=status)
