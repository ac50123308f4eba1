"""The forms of a draft and of what it must serve."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as word
from django.utils.translation import pgettext_lazy as word_of

from softplace.places.models import Place
from softplace.rounds.enums import Cadence
from softplace.rounds.rules import LONGEST_NAME
from softplace.rounds.rules.draft import LARGEST_VALUE, DraftFields, TargetFields
from softplace.web import words
from softplace.web.choice_fields import FunctionsField, offer
from softplace.web.forms import DayField, HourField, refusal
from softplace.web.keeper.place_form import CommuneField
from softplace.web.rounds.market_form import SquareField, squares_of

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

    def __init__(self, units: QuerySet[Place], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "vehicles", units)

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
    square = SquareField(
        label=word("or a square, to meet others"),
        required=False,
        empty_label=word_of("square", "none"),
    )
    functions = FunctionsField(
        label=word("Functions"), widget=forms.SelectMultiple(attrs={"size": 5})
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

    def __init__(self, vehicles: QuerySet[Place], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "square", squares_of(Place.objects.all()))
        offer(self, "vehicle", vehicles)

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
