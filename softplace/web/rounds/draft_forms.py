"""The forms of a draft and of what it must serve."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as word

from softplace.places.models import Place
from softplace.rounds.enums import Cadence
from softplace.rounds.rules import LONGEST_NAME
from softplace.rounds.rules.draft import LARGEST_VALUE, DraftFields, TargetFields
from softplace.territory.models import Function
from softplace.web import words
from softplace.web.forms import DayField, HourField, refusal
from softplace.web.keeper.place_form import CommuneField
from softplace.web.rounds.market_form import named, squares_of

CADENCES = (Cadence.WEEKLY, Cadence.EVERY_OTHER_WEEK)


class DraftForm(forms.Form):
    name = forms.CharField(label=word("Name"), max_length=LONGEST_NAME)
    vehicles = forms.ModelMultipleChoiceField(
        label=word("Vehicles"),
        queryset=Place.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    first_day = DayField(
        label=word("First Monday"),
        help_text=word("Two weeks are planned from there; they come again until the last day."),
    )
    last_day = DayField(label=word("Last day"))
    meeting_value = forms.IntegerField(
        label=word("What a meeting of two services is worth, in euros of driving"),
        min_value=0,
        max_value=LARGEST_VALUE,
        initial=40,
    )

    def __init__(self, units: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["vehicles"].queryset = units  # type: ignore[attr-defined]

    def draft_fields(self) -> DraftFields:
        said = self.cleaned_data
        return DraftFields(
            said["name"],
            tuple(place.pk for place in said["vehicles"]),
            said["first_day"],
            said["last_day"],
            said["meeting_value"],
        )


class TargetForm(forms.Form):
    commune = CommuneField(label=word("Commune"), required=False)
    spot = forms.CharField(label=word("Spot"), required=False, max_length=LONGEST_NAME)
    square = forms.ModelChoiceField(
        label=word("or a square, to meet others"),
        queryset=Place.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=word("none"),
    )
    functions = forms.ModelMultipleChoiceField(
        label=word("Functions"), queryset=Function.objects.none()
    )
    cadence = forms.ChoiceField(
        label=word("How often"),
        choices=lambda: [(one.value, words.label(one)) for one in CADENCES],
    )
    minutes = forms.IntegerField(label=word("Minutes"), min_value=5, max_value=960, initial=120)
    from_minute = HourField(label=word("Not before"))
    to_minute = HourField(label=word("Not after"))
    vehicle = forms.ModelChoiceField(
        label=word("By"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=word("any of the vehicles"),
    )

    def __init__(self, vehicles: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        language = "fr" if words.is_french() else "en"
        functions = self.fields["functions"]
        functions.queryset = Function.objects.order_by(f"name_{language}")  # type: ignore[attr-defined]
        functions.label_from_instance = lambda f: f.name(language)  # type: ignore[attr-defined]
        functions.widget.attrs["size"] = 5
        square = self.fields["square"]
        square.queryset = squares_of(Place.objects.all())  # type: ignore[attr-defined]
        square.label_from_instance = named  # type: ignore[attr-defined]
        self.fields["vehicle"].queryset = vehicles  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        square = said.get("square")
        if square is not None and square.commune is not None:
            said["commune"] = square.commune
        elif said.get("commune") is None and "commune" not in self.errors:
            self.add_error("commune", refusal("commune_or_point_needed"))
        return said

    def target_fields(self) -> TargetFields:
        said = self.cleaned_data
        return TargetFields(
            said["commune"].pk,
            tuple(function.pk for function in said["functions"]),
            said["cadence"],
            said["minutes"],
            said["from_minute"],
            said["to_minute"] or 1440,
            said["spot"].strip(),
            said["square"].pk if said["square"] else None,
            said["vehicle"].pk if said["vehicle"] else None,
        )
