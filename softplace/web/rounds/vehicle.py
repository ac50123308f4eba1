"""The rounds of one vehicle: its week, its way on a day, its stops, its working hours."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word
from django.views.decorators.http import require_http_methods, require_safe

from softplace.foundation.clock import now, today
from softplace.foundation.errors import Refused
from softplace.places.models import Place
from softplace.rounds.commands import change_vehicle
from softplace.rounds.models import Vehicle, Visit
from softplace.rounds.queries import differences, stops_of, week_of
from softplace.rounds.rules import LONGEST_REMARK, VehicleFields
from softplace.territory.queries import territory_zone
from softplace.web import words
from softplace.web.forms import HourField, add_reasons
from softplace.web.keeper.access import signed_in
from softplace.web.rounds.access import day_asked, day_in, of_vehicle, version_of, version_seen
from softplace.web.rounds.drawings import DayRow, map_of, weeks_of
from softplace.web.rounds.round_words import stop_row


class VehicleForm(forms.Form):
    first_minute = HourField(label=word("Leaves at the earliest"))
    last_minute = HourField(label=word("Is back at the latest"))
    weekdays = forms.TypedMultipleChoiceField(
        label=word("Works on"),
        coerce=int,
        choices=[(n, day) for n, day in enumerate(words.WEEKDAYS)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(
        label=word("For whoever drives"),
        help_text=word("Keys, fuel, whom to call: it stands on every driver’s sheet."),
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def vehicle_fields(self) -> VehicleFields:
        said = self.cleaned_data
        days = sum(1 << day for day in said["weekdays"])
        return VehicleFields(said["first_minute"], said["last_minute"], days, said["note"].strip())


def initial_of(fields: VehicleFields) -> dict[str, Any]:
    return {
        "first_minute": fields.first_minute,
        "last_minute": fields.last_minute,
        "weekdays": [day for day in range(7) if fields.weekdays >> day & 1],
        "note": fields.note,
    }


@require_safe
@of_vehicle
def vehicle(request: HttpRequest, place: Place) -> HttpResponse:
    """What is planned, and how much of it is not on the calendar yet."""
    at, day = now(), today(territory_zone())
    week_day = day_asked(request, "week")
    shown = weeks_of([place], week_day, at)
    (week,) = shown.weeks
    found: Vehicle | None = getattr(place, "vehicle", None)
    stops = stops_of([found]) if found else []
    plan = differences(found, at) if found else None
    monday, sunday = week_of(week_day)
    on = _shown_day(week.rows, day_in(request.GET.get("day", "")), day)
    context = {
        "part": "plan",
        "place": place,
        "vehicle": found,
        "version": version_of(place),
        "shown": shown,
        "week": week,
        "monday": monday,
        "week_title": words.days_between(monday, sunday),
        "week_before": monday - timedelta(days=7),
        "week_after": monday + timedelta(days=7),
        "stops": [stop_row(s, day) for s in stops if not s.is_removed and s.last_day >= day],
        "past_count": sum(stop.last_day < day for stop in stops),
        "change_count": len(plan.steps) + len(plan.to_book) + len(plan.to_give_up) if plan else 0,
        "on": on,
    }
    if on is not None and on.out is not None:
        halts = [(*visit.point, visit.name, _form(place, visit)) for visit in on.visits]
        context |= map_of(halts, (place.latitude, place.longitude))
    return render(request, "rounds/vehicle.html", context)


def _form(place: Place, visit: Visit) -> str:
    return reverse("rounds-stop", kwargs={"slug": place.slug, "stop_id": visit.stop_id})


def _shown_day(rows: tuple[DayRow, ...], asked: date | None, today: date) -> DayRow | None:
    """The day whose way is drawn: the one asked for, else the next one on the road."""
    out = [row for row in rows if row.out is not None]
    exact = [row for row in out if row.day == asked]
    coming = [row for row in out if row.day >= today]
    return next(iter([*exact, *coming, *out]), None)


@require_http_methods(["GET", "HEAD", "POST"])
@of_vehicle
def settings(request: HttpRequest, place: Place) -> HttpResponse:
    """When the vehicle works, and what stands on every driver's sheet."""
    found: Vehicle | None = getattr(place, "vehicle", None)
    initial = initial_of(found.fields if found else VehicleFields())
    form = VehicleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_vehicle(
                actor=signed_in(request),
                place=place,
                version=version_seen(request),
                fields=form.vehicle_fields(),
            )
        except Refused as refusal:
            add_reasons(form, refusal.reasons)
        else:
            messages.success(request, _("The working hours are saved."))
            return redirect("rounds-vehicle", slug=place.slug)
    context = {"part": "settings", "place": place, "form": form, "version": version_of(place)}
    return render(request, "rounds/settings.html", context, status=422 if form.errors else 200)
