"""The form of a service market."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as word

from softplace.places.enums import HolidayPolicy, PlaceKind
from softplace.places.models import Place
from softplace.rounds.enums import Cadence
from softplace.rounds.models import Market
from softplace.rounds.rules import LONGEST_NAME, LONGEST_REMARK, MarketFields, Times
from softplace.web import words
from softplace.web.forms import DayField, HourField, refusal


class MarketForm(forms.Form):
    name = forms.CharField(
        label=word("Name of the market"),
        max_length=LONGEST_NAME,
        help_text=word("As it stands on the poster: “Market of services of the valley”."),
    )
    square = forms.ModelChoiceField(
        label=word("Square"), queryset=Place.objects.none(), to_field_name="slug"
    )
    cadence = forms.ChoiceField(label=word("How often"), choices=words.choices(Cadence))
    first_day = DayField(label=word("First day"))
    last_day = DayField(
        label=word("Last day"), required=False, help_text=word("Not needed for what comes once.")
    )
    starts_at = HourField(label=word("From"))
    ends_at = HourField(label=word("Until"))
    on_public_holidays = forms.BooleanField(label=word("On public holidays too"), required=False)
    text = forms.CharField(
        label=word("A few words"),
        help_text=word("For the poster and the page: what people find there."),
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, squares: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["square"]
        field.queryset = squares  # type: ignore[attr-defined]
        field.label_from_instance = named  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("cadence") == Cadence.ONCE and said.get("first_day"):
            said["last_day"] = said["first_day"]
        elif said.get("last_day") is None and "last_day" not in self.errors:
            self.add_error("last_day", refusal("required"))
        return said

    def market_fields(self) -> MarketFields:
        said = self.cleaned_data
        holidays = HolidayPolicy.AS_USUAL if said["on_public_holidays"] else HolidayPolicy.CLOSED
        times = Times(
            said["cadence"],
            said["first_day"],
            said["last_day"],
            said["starts_at"],
            (said["ends_at"] or 1440) - said["starts_at"],
            holidays,
        )
        return MarketFields(times, said["name"], said["square"].pk, said["text"])


def named(square: Place) -> str:
    return f"{square.commune.name} – {square.name}" if square.commune else square.name


def squares_of(places: Any) -> Any:
    """Squares first: where else services meet is a place too."""
    found = places.filter(is_published=True, is_mobile=False).select_related("commune")
    squares = found.filter(kind=PlaceKind.MARKET)
    chosen = squares if squares.exists() else found
    return chosen.order_by("commune__name", "name", "id")


def initial_of_market(market: Market) -> dict[str, Any]:
    return {
        "name": market.name,
        "square": market.square.slug,
        "cadence": market.cadence,
        "first_day": market.first_day,
        "last_day": market.last_day,
        "starts_at": market.start_minute,
        "ends_at": market.end_minute,
        "on_public_holidays": market.on_public_holidays == HolidayPolicy.AS_USUAL,
        "text": market.text,
    }
