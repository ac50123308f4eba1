"""The form of a campaign: what it is, for whom, from when to when one applies."""

from datetime import date, datetime
from datetime import time as wall_time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as word

from softplace.foundation.walltime import instant_on_wall
from softplace.matching.models import Campaign
from softplace.matching.rules import CampaignFields
from softplace.people.enums import Audience
from softplace.people.models import Group
from softplace.territory.queries import territory_zone
from softplace.web import words
from softplace.web.forms import DayField, HourField, add_reasons

FIELD_OF_REASON = {
    "applications_open_at": "opens_on",
    "applications_close_at": "closes_on",
}


class CampaignForm(forms.Form):
    name = forms.CharField(
        label=word("Name"), help_text=word("What people read: “Season 2027–2028”.")
    )
    description = forms.CharField(
        label=word("Description"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=word("What is given out, to whom, by what rules."),
    )
    first_day = DayField(label=word("First day of the season"))
    last_day = DayField(label=word("Last day of the season"))
    opens_on = DayField(label=word("Applications open on"))
    opens_at = HourField(label=word("at"))
    closes_on = DayField(label=word("Applications close on"))
    closes_at = HourField(label=word("at"))
    audience = forms.TypedChoiceField(
        label=word("Who may apply"), coerce=int, choices=words.choices(Audience)
    )
    group = forms.ModelChoiceField(
        label=word("Members of"),
        required=False,
        queryset=Group.objects.none(),
        empty_label=word("any group"),
        help_text=word("For “Members” only."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["group"].queryset = Group.objects.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name in ("opens", "closes"):
            day, hour = said.get(f"{name}_on"), said.get(f"{name}_at")
            if day is not None and hour is not None:
                said[name] = self._instant(f"{name}_on", day, hour)
        return said

    def _instant(self, field: str, day: date, minutes: int) -> datetime | None:
        if minutes == 1440:  # midnight, as the end of the day
            minutes = 1439
        instant, reasons = instant_on_wall(
            day, wall_time(minutes // 60, minutes % 60), territory_zone(), field=field
        )
        add_reasons(self, reasons)
        return instant

    def campaign_fields(self) -> CampaignFields:
        said = self.cleaned_data
        return {
            "name": said["name"],
            "description": said["description"],
            "first_day": said["first_day"],
            "last_day": said["last_day"],
            "applications_open_at": said["opens"],
            "applications_close_at": said["closes"],
            "audience": said["audience"],
            "group_id": said["group"].pk if said["group"] else None,
        }


def initial_of(campaign: Campaign) -> dict[str, Any]:
    zone = territory_zone()
    opens = campaign.applications_open_at.astimezone(zone)
    closes = campaign.applications_close_at.astimezone(zone)
    return {
        "name": campaign.name,
        "description": campaign.description,
        "first_day": campaign.first_day,
        "last_day": campaign.last_day,
        "opens_on": opens.date(),
        "opens_at": opens.hour * 60 + opens.minute,
        "closes_on": closes.date(),
        "closes_at": closes.hour * 60 + closes.minute,
        "audience": campaign.audience,
        "group": campaign.group_id,
    }
