"""The week of a place by resource: a table that prints, and a timeline to drag bookings on."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word
from django.views.decorators.http import require_POST, require_safe

from softplace.bookings.commands import move_booking
from softplace.bookings.models import Booking
from softplace.bookings.queries.keeping import arrivals
from softplace.bookings.rules import Ask, Item
from softplace.foundation import clock
from softplace.foundation.errors import Refused
from softplace.foundation.walltime import instant_on_wall
from softplace.places.models import Place, Resource
from softplace.web.forms import DayField, HourField
from softplace.web.keeper.access import of_kept_place, signed_in
from softplace.web.keeper.arrivals import day_asked
from softplace.web.keeper.booking_rows import BookingRow, row_of
from softplace.web.keeper.preview import week_of
from softplace.web.sentences import told

WAKING_HOURS = (8, 20)


class MoveForm(forms.Form):
    day = DayField(label=word("Day"))
    at = HourField(label=word("From"))
    source = forms.ModelChoiceField(queryset=Resource.objects.none())
    """The resource of the booking that is replaced, and by which."""
    resource = forms.ModelChoiceField(label=word("Resource"), queryset=Resource.objects.none())

    def __init__(self, place: Place, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("source", "resource"):
            self.fields[name].queryset = place.resources.order_by("name")  # type: ignore[attr-defined]


@require_safe
@of_kept_place
def week(request: HttpRequest, place: Place) -> HttpResponse:
    zone, at = ZoneInfo(place.zone), clock.now()
    monday = week_of(day_asked(request.GET.get("week", ""), clock.today(zone)))
    days = [monday + timedelta(days=n) for n in range(7)]
    start, end = (
        datetime.combine(day, time.min, zone).astimezone(UTC)
        for day in (monday, monday + timedelta(days=7))
    )
    shown = [row_of(booking) for booking in arrivals([place], start, end) if booking.claims_units]
    resources = list(place.resources.order_by("name"))
    return render(
        request,
        "keeper/week.html",
        {
            "place": place,
            "part": "week",
            "resources": resources,
            "days": days,
            "sunday": days[-1],
            "before": monday - timedelta(days=7),
            "after": monday + timedelta(days=7),
            "is_this_week": monday == week_of(clock.today(zone)),
            "rows": [(resource, _cells(resource, days, shown, at)) for resource in resources],
            "timeline": _timeline(place, monday, resources, shown, at),
        },
    )


def _cells(
    resource: Resource, days: list[date], shown: list[BookingRow], at: datetime
) -> list[list[dict[str, Any]]]:
    """For each day the bookings that touch it, and whether they may still be moved."""
    mine = [row for row in shown if resource.pk in _resource_ids(row.booking)]
    return [
        [
            {"row": row, "may_move": row.booking.ends_at > at}
            for row in mine
            if row.starts_at.date() <= day <= (row.ends_at - timedelta(microseconds=1)).date()
        ]
        for day in days
    ]


def _resource_ids(booking: Booking) -> list[int]:
    return [line.resource_id for line in booking.lines.all()]


def _timeline(
    place: Place, monday: date, resources: list[Resource], shown: list[BookingRow], at: datetime
) -> dict[str, Any]:
    """What the script draws. Times are those on the wall of the place, without a zone."""
    low, high = WAKING_HOURS
    for row in shown:
        low = min(low, row.starts_at.hour) if row.ends_on_its_day else 0
        high = max(high, row.ends_at.hour + 1) if row.ends_on_its_day else 24
    return {
        "date": monday.isoformat(),
        "first_hour": low,
        "last_hour": min(high, 24),
        "resources": [{"id": str(r.pk), "title": r.name} for r in resources],
        "events": [
            {
                "id": f"{row.booking.reference}-{resource_id}",
                "resourceIds": [str(resource_id)],
                "start": _wall(row.starts_at),
                "end": _wall(row.ends_at),
                "title": row.booking.title,
                "editable": row.booking.ends_at > at,
                "classNames": [str(row.booking.status)],
                "extendedProps": {
                    "move": reverse("keeper-move", args=[place.slug, row.booking.reference]),
                    "source": str(resource_id),
                },
            }
            for row in shown
            for resource_id in _resource_ids(row.booking)
        ],
    }


def _wall(at: datetime) -> str:
    return at.replace(tzinfo=None).isoformat(timespec="minutes")


@require_POST
@of_kept_place
def move(request: HttpRequest, place: Place, reference: str) -> HttpResponse:
    """Another time on the wall, or another resource; as long as before."""
    booking = get_object_or_404(Booking.objects.at(place), reference=reference)
    form = MoveForm(place, request.POST)
    faults = [] if form.is_valid() else [str(e) for errors in form.errors.values() for e in errors]
    if not faults:
        try:
            move_booking(actor=signed_in(request), booking=booking, ask=_ask(booking, place, form))
        except Refused as error:
            faults = [told(reason) for reason in error.reasons]
    if not faults:
        messages.success(request, _("The booking is moved, and the person is told."))
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"refusal": " ".join(faults)}, status=409 if faults else 200)
    if faults:
        messages.error(request, " ".join(faults))
    on = form.cleaned_data.get("day") or booking.starts_at.date()
    return redirect(f"{reverse('keeper-week', args=[place.slug])}?week={on.isoformat()}")


def _ask(booking: Booking, place: Place, form: MoveForm) -> Ask:
    said = form.cleaned_data
    zone = ZoneInfo(place.zone)
    start, reasons = instant_on_wall(
        said["day"], time(*divmod(said["at"] % 1440, 60)), zone, field="starts_at"
    )
    if start is None:
        raise Refused(*reasons)
    items = tuple(
        Item(
            said["resource"].pk if line.resource_id == said["source"].pk else line.resource_id,
            line.quantity,
        )
        for line in booking.lines.order_by("id")
    )
    length = booking.ends_at - booking.starts_at
    return Ask(items, start, start + length, headcount=booking.headcount, layout=booking.layout)
