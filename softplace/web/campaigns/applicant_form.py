"""Who asks: a person, or an association for which a person writes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as word

from softplace.matching.enums import ApplicantKind
from softplace.matching.models import Applicant
from softplace.matching.rules import ApplicantFields
from softplace.people.models import Group, User
from softplace.territory.models import Commune
from softplace.web import words
from softplace.web.keeper.place_form import CommuneField


class ApplicantForm(forms.Form):
    name = forms.CharField(
        label=word("Name"), help_text=word("Your own, or that of the association.")
    )
    kind = forms.ChoiceField(label=word("It is"), choices=words.choices(ApplicantKind))
    group = forms.ModelChoiceField(
        label=word("Your group"),
        required=False,
        queryset=Group.objects.none(),
        empty_label=word("none"),
    )
    member_count = forms.IntegerField(
        label=word("Members"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    commune = CommuneField(
        label=word("Commune"),
        required=False,
        help_text=word("Where its people come from: rooms nearby count for more."),
    )
    several_at_once = forms.BooleanField(
        label=word("It can be in several rooms at once"),
        required=False,
        help_text=word("A club of several sections. Otherwise no two sessions overlap."),
    )

    def __init__(self, person: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        groups = person.member_of.order_by("name")
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        if not groups.exists():
            del self.fields["group"]

    def applicant_fields(self) -> ApplicantFields:
        said = self.cleaned_data
        commune, group = said["commune"], said.get("group")
        return {
            "name": said["name"],
            "kind": said["kind"],
            "group_id": group.pk if group else None,
            "member_count": said["member_count"],
            "latitude": commune.latitude if commune else None,
            "longitude": commune.longitude if commune else None,
            "several_at_once": said["several_at_once"],
        }


def initial_of(applicant: Applicant) -> dict[str, Any]:
    return {
        "name": applicant.name,
        "kind": applicant.kind,
        "group": applicant.group_id,
        "member_count": applicant.member_count,
        "commune": commune_at(applicant.latitude, applicant.longitude),
        "several_at_once": applicant.several_at_once,
    }


def commune_at(latitude: float | None, longitude: float | None) -> Commune | None:
    """The commune whose point it is: what was typed when it was kept."""
    if latitude is None or longitude is None:
        return None
    return Commune.objects.filter(latitude=latitude, longitude=longitude).first()
