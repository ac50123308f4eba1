"""The form of a closure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as word

from softplace.places.models import Place
from softplace.places.rules import ClosureFields
from softplace.web.forms import DayField


class ClosureForm(forms.Form):
    first_date = DayField(label=word("First day closed"))
    last_date = DayField(
        label=word("Last day closed"),
        required=False,
        help_text=word("Empty: the same day."),
    )
    note = forms.CharField(
        label=word("Why"), required=False, help_text=word("People read it: “Stocktaking”.")
    )

    def __init__(self, place: Place, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "closure_%s"
        self.place = place

    def closure_fields(self) -> ClosureFields:
        said = self.cleaned_data
        return ClosureFields(
            first_date=said["first_date"],
            last_date=said["last_date"] or said["first_date"],
            note=said["note"].strip(),
        )
