"""The form of a stop."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as word

from softplace.places.enums import HolidayPolicy, Mode, ResourceKind
from softplace.places.models import Place, Resource
from softplace.rounds.enums import Cadence
from softplace.rounds.models import Market, Stop
from softplace.rounds.rules import LONGEST_REMARK, StopFields, Times, next_day
from softplace.territory.models import Commune, Function
from softplace.web import words
from softplace.web.forms import DayField, HourField, NumberField, refusal
from softplace.web.keeper.place_form import CommuneField
from softplace.web.rounds.round_words import when

MOST_CHOICES = 1000
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


class StopForm(forms.Form):
    market = forms.ModelChoiceField(
        label=word("Service market"),
        queryset=Market.objects.none(),
        required=False,
        empty_label=word("none"),
    )
    resource = forms.ModelChoiceField(
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
    functions = forms.ModelMultipleChoiceField(
        label=word("Functions"), queryset=Function.objects.none()
    )
    mode = forms.ChoiceField(
        label=word("How one comes"),
        choices=lambda: [(m.value, words.label(m)) for m in (Mode.WALK_IN, Mode.APPOINTMENT)],
    )
    cadence = forms.ChoiceField(label=word("How often"), choices=words.choices(Cadence))
    first_day = DayField(label=word("First day"))
    last_day = DayField(
        label=word("Last day"), required=False, help_text=word("Not needed for what comes once.")
    )
    starts_at = HourField(label=word("From"))
    ends_at = HourField(label=word("Until"))
    on_public_holidays = forms.BooleanField(label=word("On public holidays too"), required=False)
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

    def __init__(self, place: Place, day: date, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        language = "fr" if words.is_french() else "en"
        functions = self.fields["functions"]
        functions.queryset = Function.objects.order_by(f"name_{language}")  # type: ignore[attr-defined]
        functions.label_from_instance = lambda f: f.name(language)  # type: ignore[attr-defined]
        functions.widget.attrs["size"] = 7
        market = self.fields["market"]
        market.queryset = Market.objects.filter(last_day__gte=day)  # type: ignore[attr-defined]
        market.label_from_instance = lambda m: f"{m.name} – {when(m.times)}"  # type: ignore[attr-defined]
        room = self.fields["resource"]
        found = Resource.objects.bookable().filter(kind__in=ROOMS, place__is_mobile=False)
        found = found.select_related("place").order_by("place__name", "name", "id")
        room.queryset = found  # type: ignore[attr-defined]
        room.label_from_instance = lambda r: f"{r.place.name} – {r.name}"  # type: ignore[attr-defined]

    def sections(self) -> list[tuple[Any, Any, list[Any]]]:
        return [(title, hint, [self[name] for name in names]) for title, hint, names in SECTIONS]

    @property
    def asks_about_drive(self) -> bool:
        """Whether the drive was refused, or accepted already."""
        return bool(self.errors.get("accepts_drive") or self["accepts_drive"].value())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("cadence") == Cadence.ONCE and said.get("first_day"):
            said["last_day"] = said["first_day"]
        elif said.get("last_day") is None and "last_day" not in self.errors:
            self.add_error("last_day", refusal("required"))
        return said

    def stop_fields(self) -> StopFields:
        said = self.cleaned_data
        latitude, longitude = self._point()
        holidays = HolidayPolicy.AS_USUAL if said["on_public_holidays"] else HolidayPolicy.CLOSED
        times = Times(
            said["cadence"],
            said["first_day"],
            said["last_day"],
            said["starts_at"],
            (said["ends_at"] or 1440) - said["starts_at"],
            holidays,
        )
        return StopFields(
            times,
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
    begun = stop.published is not None and stop.first_day <= day
    first = (next_day(times, day) or times.first_day) if begun else times.first_day
    return {
        "market": stop.market_id,
        "resource": stop.resource_id,
        "commune": stop.commune,
        "spot": stop.spot,
        "latitude": stop.latitude,
        "longitude": stop.longitude,
        "functions": [function.pk for function in stop.functions.all()],
        "mode": stop.mode,
        "cadence": times.cadence,
        "first_day": first,
        "last_day": times.last_day,
        "starts_at": times.start_minute,
        "ends_at": times.end_minute,
        "on_public_holidays": times.on_public_holidays == HolidayPolicy.AS_USUAL,
        "contact_name": stop.contact_name,
        "contact_phone": stop.contact_phone,
        "remark": stop.remark,
    }
