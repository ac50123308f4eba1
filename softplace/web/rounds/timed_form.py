"""What the forms of a stop and of a market ask alike: on which days, from when to when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as word
from django.utils.translation import pgettext_lazy as word_of

from softplace.places.enums import HolidayPolicy
from softplace.rounds.enums import Cadence
from softplace.rounds.rules import Times
from softplace.web import words
from softplace.web.forms import DayField, HourField, refusal


class TimedForm(forms.Form):
    cadence = forms.ChoiceField(label=word("How often"), choices=words.choices(Cadence))
    first_day = DayField(label=word("First day"))
    last_day = DayField(
        label=word("Last day"), required=False, help_text=word("Not needed for what comes once.")
    )
    starts_at = HourField(label=word_of("hour", "From"))
    ends_at = HourField(label=word_of("hour", "Until"))
    on_public_holidays = forms.BooleanField(label=word("On public holidays too"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("cadence") == Cadence.ONCE and said.get("first_day"):
            said["last_day"] = said["first_day"]
        elif said.get("last_day") is None and "last_day" not in self.errors:
            self.add_error("last_day", refusal("required"))
        return said

    def times(self) -> Times:
        said = self.cleaned_data
        return Times(
            said["cadence"],
            said["first_day"],
            said["last_day"],
            said["starts_at"],
            (said["ends_at"] or 1440) - said["starts_at"],
            HolidayPolicy.AS_USUAL if said["on_public_holidays"] else HolidayPolicy.CLOSED,
        )


def initial_of_times(times: Times) -> dict[str, Any]:
    return {
        "cadence": times.cadence,
        "first_day": times.first_day,
        "last_day": times.last_day,
        "starts_at": times.start_minute,
        "ends_at": times.end_minute,
        "on_public_holidays": times.on_public_holidays == HolidayPolicy.AS_USUAL,
    }
