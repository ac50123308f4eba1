"""The form of a stop."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as word

from softplace.places.enums import Mode, ResourceKind
from softplace.places.models import Resource
from softplace.rounds.models import Market, Stop
from softplace.rounds.rules import LONGEST_REMARK, StopFields, next_day
from softplace.territory.models import Commune
from softplace.web import words
from softplace.web.choice_fields import FunctionsField, OneOf, offer
from softplace.web.forms import NumberField
from softplace.web.keeper.place_form import CommuneField
from softplace.web.rounds.round_words import when
from softplace.web.rounds.timed_form import TimedForm, initial_of_times

ROOMS = (
    ResourceKind.ROOM,
    ResourceKind.OFFICE,
    ResourceKind.COUNTER,
    ResourceKind.HALL,
    ResourceKind.PITCH,
    ResourceKind.OUTDOORS,
)
SECTIONS: tuple[tuple[Any, Any, tuple[str, ...]], ...] = (
    (
        word("Where"),
        word(
            "A market, a room or pitch, or a spot in a commune. A market and a room say the point "
            "by themselves."
        ),
        ("market", "resource", "commune", "spot"),
    ),
    (word("What people come for"), "", ("functions", "mode")),
    (
        word("When"),
        word("The first day says on which weekday it comes."),
        ("cadence", "first_day", "last_day", "starts_at", "ends_at", "on_public_holidays"),
    ),
    (
        word("For whoever drives"),
        word("On the driver’s sheet only; the public does not see it."),
        ("contact_name", "contact_phone", "remark"),
    ),
)


class MarketField(OneOf[Market]):
    def label_from_instance(self, market: Market) -> str:
        return f"{market.name} – {when(market.times)}"


class RoomField(OneOf[Resource]):
    def label_from_instance(self, room: Resource) -> str:
        return f"{room.place.name} – {room.name}"


class StopForm(TimedForm):
    market = MarketField(
        label=word("Service market"),
        queryset=Market.objects.none(),
        required=False,
        empty_label=word("none"),
    )
    resource = RoomField(
        label=word("Room or pitch"),
        queryset=Resource.objects.none(),
        required=False,
        empty_label=word("none"),
        help_text=word("Booked for every date when the round is published."),
    )
    commune = CommuneField(label=word("Commune"), required=False)
    spot = forms.CharField(
        label=word("Spot"),
        required=False,
        max_length=120,
        help_text=word("As people call it: “place de la Bascule”."),
    )
    latitude = NumberField(label=word("Latitude"), required=False)
    longitude = NumberField(label=word("Longitude"), required=False)
    functions = FunctionsField(
        label=word("Functions"), widget=forms.SelectMultiple(attrs={"size": 7})
    )
    mode = forms.ChoiceField(
        label=word("How one comes"),
        choices=lambda: [(m.value, words.label(m)) for m in (Mode.WALK_IN, Mode.APPOINTMENT)],
    )
    contact_name = forms.CharField(label=word("Who to call there"), required=False, max_length=120)
    contact_phone = forms.CharField(
        label=word("Telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    remark = forms.CharField(
        label=word("Keys, sockets, remarks"),
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    accepts_drive = forms.BooleanField(
        label=word("I know that the drive is short enough"), required=False
    )

    def __init__(self, day: date, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "market", Market.objects.filter(last_day__gte=day))
        rooms = Resource.objects.bookable().filter(kind__in=ROOMS, place__is_mobile=False)
        rooms = rooms.select_related("place").order_by("place__name", "name", "id")
        offer(self, "resource", rooms)

    def sections(self) -> list[tuple[Any, Any, list[Any]]]:
        return [(title, hint, [self[name] for name in names]) for title, hint, names in SECTIONS]

    @property
    def asks_about_drive(self) -> bool:
        """Whether the drive was refused, or accepted already."""
        return bool(self.errors.get("accepts_drive") or self["accepts_drive"].value())

    def stop_fields(self) -> StopFields:
        said = self.cleaned_data
        latitude, longitude = self._point()
        return StopFields(
            self.times(),
            tuple(function.pk for function in said["functions"]),
            said["spot"].strip(),
            latitude,
            longitude,
            said["mode"],
            said["market"].pk if said["market"] else None,
            said["resource"].pk if said["resource"] else None,
            said["contact_name"],
            said["contact_phone"],
            said["remark"],
        )

    def _point(self) -> tuple[float | None, float | None]:
        """The point that was typed; the centre of the commune where none was, or where the
        commune was changed and the point that stood there before was not."""
        said, before = self.cleaned_data, self.initial
        commune: Commune | None = said["commune"]
        point = said["latitude"], said["longitude"]
        is_stale = commune != before.get("commune") and point == (
            before.get("latitude"),
            before.get("longitude"),
        )
        if commune is not None and (None in point or is_stale):
            return commune.latitude, commune.longitude
        return point


def initial_of_stop(stop: Stop, day: date) -> dict[str, Any]:
    """The stop as it stands; of one that has begun, from the next time on."""
    times = stop.times
    first = next_day(times, day) if stop.has_begun(day) else None
    return initial_of_times(times) | {
        "first_day": first or times.first_day,
        "market": stop.market_id,
        "resource": stop.resource_id,
        "commune": stop.commune,
        "spot": stop.spot,
        "latitude": stop.latitude,
        "longitude": stop.longitude,
        "functions": [function.pk for function in stop.functions.all()],
        "mode": stop.mode,
        "contact_name": stop.contact_name,
        "contact_phone": stop.contact_phone,
        "remark": stop.remark,
    }
