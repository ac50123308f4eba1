"""The form of a place's sheet."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as word

from softplace.foundation.text import folded
from softplace.people.enums import Audience
from softplace.places.enums import Accessibility, Commitment, KeyHolding, PlaceKind
from softplace.places.models import Place
from softplace.places.rules import PlaceFields
from softplace.territory.models import Commune, Function, SchoolHoliday, Territory
from softplace.web import words
from softplace.web.forms import NumberField, refusal

_WITH_CODE = re.compile(r"(.*?)\s*\(?\b((?:\d[\dAB]\d{3})|[A-Z]{2}-?\w+)\)?")
FRENCH_SCHOOL_ZONES = ("A", "B", "C")
UNSAID = word("not said")

SECTIONS: tuple[tuple[Any, Any, tuple[str, ...]], ...] = (
    (word("Name"), "", ("name", "kind", "is_mobile", "description")),
    (
        word("Where"),
        word("Without coordinates, the place stands at the centre of its commune."),
        ("address", "address_complement", "post_code", "commune", "latitude", "longitude"),
    ),
    (word("Contact and arrival"), "", ("phone", "email", "website", "access", "accessibility")),
    (
        word("What people come for"),
        word("Choose as finely as you can: a search finds the wider words by itself."),
        ("functions",),
    ),
    (
        word("Who may come, and how to take a space"),
        word("Facts, not a mark: they let people see how open the place is."),
        ("audience", "shortest_commitment", "key_holding"),
    ),
    (
        word("Safety file of the establishment"),
        word("As in the safety register. No room may hold more people than the whole."),
        ("erp_type", "erp_category", "legal_headcount"),
    ),
    (word("Clock and holidays"), "", ("zone", "holiday_region", "school_zone")),
)


class CommuneField(forms.CharField):
    """A commune by its name, its official code, or both: "Crest (26108)"."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        named = _WITH_CODE.fullmatch(text)
        if named:
            found = Commune.objects.filter(code=named[2]).first()
            if found is not None:
                return found
        matches = list(Commune.objects.filter(folded_name=folded(text)).order_by("code")[:8])
        if len(matches) == 1:
            return matches[0]
        if matches:
            names = ", ".join(f"{commune.name} ({commune.code})" for commune in matches)
            raise refusal("several_communes", names=names)
        raise refusal("unknown_commune", name=text[:60])

    def prepare_value(self, value: Any) -> Any:
        return f"{value.name} ({value.code})" if isinstance(value, Commune) else value


class PlaceForm(forms.Form):
    name = forms.CharField(label=word("Name of the place"))
    kind = forms.ChoiceField(label=word("Kind of place"), choices=words.choices(PlaceKind))
    is_mobile = forms.BooleanField(label=word("It moves: a truck, a stall"), required=False)
    description = forms.CharField(
        label=word("Description"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    address = forms.CharField(label=word("Address"), required=False)
    address_complement = forms.CharField(
        label=word("Complement"), required=False, help_text=word("Building, floor, entrance.")
    )
    post_code = forms.CharField(label=word("Post code"), required=False)
    commune = CommuneField(label=word("Commune"), required=False)
    latitude = NumberField(label=word("Latitude"), required=False)
    longitude = NumberField(label=word("Longitude"), required=False)
    phone = forms.CharField(
        label=word("Telephone"), required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.CharField(
        label=word("E-mail"), required=False, widget=forms.TextInput(attrs={"type": "email"})
    )
    website = forms.CharField(
        label=word("Website"), required=False, widget=forms.TextInput(attrs={"type": "url"})
    )
    access = forms.CharField(
        label=word("How to come"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=word("The bus stop, the door, the bell."),
    )
    accessibility = forms.MultipleChoiceField(
        label=word("Accessibility"),
        required=False,
        choices=words.choices(Accessibility),
        widget=forms.CheckboxSelectMultiple,
    )
    functions = forms.ModelMultipleChoiceField(
        queryset=Function.objects.none(), required=False, label=word("Functions")
    )
    audience = forms.TypedChoiceField(
        label=word("Who may come"), coerce=int, choices=words.choices(Audience)
    )
    shortest_commitment = forms.ChoiceField(
        label=word("Shortest time for which a space can be taken"),
        required=False,
        choices=words.choices(Commitment, UNSAID),
    )
    key_holding = forms.ChoiceField(
        label=word("Who opens the door"),
        required=False,
        choices=words.choices(KeyHolding, UNSAID),
    )
    erp_type = forms.CharField(
        label=word("Type of establishment"), required=False, help_text=word("L, N, R, W …")
    )
    erp_category = forms.TypedChoiceField(
        label=word("Category"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", UNSAID), *((n, str(n)) for n in range(1, 6))],
    )
    legal_headcount = forms.IntegerField(
        label=word("Most people allowed by law"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    zone = forms.CharField(label=word("Time zone"))
    holiday_region = forms.CharField(
        label=word("Public holidays of"),
        required=False,
        help_text=word("FR for France; FR-57 Moselle, FR-67 Alsace, FR-974 La Réunion …"),
    )
    school_zone = forms.ChoiceField(label=word("School holidays of zone"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = SchoolHoliday.objects.order_by("zone").values_list("zone", flat=True).distinct()
        zones = sorted({*FRENCH_SCHOOL_ZONES, *known, self.initial.get("school_zone") or "A"})
        self.fields["school_zone"].choices = [("", UNSAID), *((z, z) for z in zones)]  # type: ignore[attr-defined]
        self.fields["functions"].queryset = Function.objects.all()  # type: ignore[attr-defined]

    def sections(self) -> Iterator[tuple[Any, Any, list[Any]]]:
        for title, hint, names in SECTIONS:
            yield title, hint, [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        commune = said.get("commune")
        unplaced = said.get("latitude") is None and said.get("longitude") is None
        if commune is not None and unplaced and not {"latitude", "longitude"} & set(self.errors):
            said["latitude"], said["longitude"] = commune.latitude, commune.longitude
        elif unplaced and not {"commune", "latitude", "longitude"} & set(self.errors):
            self.add_error("commune", refusal("commune_or_point_needed"))
        return said

    def place_fields(self) -> PlaceFields:
        said = dict(self.cleaned_data)
        said.pop("functions")
        return PlaceFields(
            **{  # type: ignore[typeddict-item]
                name: value.strip() if isinstance(value, str) else value
                for name, value in said.items()
            }
        )

    def functions_chosen(self) -> list[Function]:
        return list(self.cleaned_data["functions"])

    def function_tree(self) -> list[dict[str, Any]]:
        """The functions as a tree with what is chosen, for nested checkboxes."""
        chosen = {str(getattr(value, "pk", value)) for value in self["functions"].value() or []}
        return function_tree(chosen)


def function_tree(chosen: set[str]) -> list[dict[str, Any]]:
    """Every function under its parent; `chosen_below` counts the chosen ones in a branch."""
    language = "fr" if words.is_french() else "en"
    nodes: dict[int | None, dict[str, Any]] = {
        function.pk: {
            "function": function,
            "name": function.name(language),
            "is_chosen": str(function.pk) in chosen,
            "children": [],
        }
        for function in Function.objects.all()
    }
    roots: list[dict[str, Any]] = []
    for node in sorted(nodes.values(), key=lambda node: folded(node["name"])):
        parent = nodes.get(node["function"].parent_id)
        (parent["children"] if parent else roots).append(node)
    for root in roots:
        _count_chosen(root)
    return roots


def _count_chosen(node: dict[str, Any]) -> int:
    node["chosen_below"] = node["is_chosen"] + sum(map(_count_chosen, node["children"]))
    return int(node["chosen_below"])


def initial_of_place(place: Place) -> dict[str, Any]:
    names = [*PlaceFields.__annotations__]
    initial = {name: getattr(place, name) for name in names}
    return initial | {"functions": [offer.function_id for offer in place.offers.all()]}


def initial_of_new_place(territory: Territory | None) -> dict[str, Any]:
    initial: dict[str, Any] = {"zone": "Europe/Paris", "holiday_region": "FR", "audience": 0}
    if territory is not None:
        initial |= {
            "zone": territory.zone,
            "holiday_region": territory.holiday_region,
            "school_zone": territory.school_zone,
        }
    return initial
