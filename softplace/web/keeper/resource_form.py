"""The form of a resource: its technical sheet, and how it is cut into units."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as word

from softplace.people.enums import Audience
from softplace.places.commands import sharing_of
from softplace.places.enums import Equipment, Layout, Light, Noise, ResourceKind, Use
from softplace.places.models import Place, Resource
from softplace.places.rules import ResourceFields, Sharing
from softplace.web import words
from softplace.web.forms import NumberField
from softplace.web.labels import LABELS

UNSAID = word("not said")
SHARINGS = (
    (Sharing.WHOLE, word("It is taken whole")),
    (Sharing.POOL, word("It is a pool: twelve desks, of which any one is taken")),
    (Sharing.PARTS, word("It is made of parts: a hall of which each half can be taken alone")),
)
LAYOUT_FIELDS = {f"layout_{layout.value}": layout for layout in Layout}
SECTIONS: tuple[tuple[Any, Any, tuple[str, ...]], ...] = (
    (word("Name"), "", ("name", "kind", "is_bookable", "description")),
    (
        word("How it is shared"),
        word(
            "This decides what can be booked at the same time. Coming bookings follow a new "
            "division where they have room; past ones stay as they were."
        ),
        ("sharing", "unit_count", "parts"),
    ),
    (word("Size"), "", ("area_m2", "headcount", *LAYOUT_FIELDS)),
    (word("What it has"), "", ("equipment", "noise", "light")),
    (word("What is allowed"), "", ("uses", "audience")),
    (
        word("Time around a booking"),
        word("Kept free before and after each booking, in minutes."),
        ("setup_minutes", "changeover_minutes"),
    ),
)


def whole_number(label: Any, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        **options,
    )


class ResourceForm(forms.Form):
    name = forms.CharField(label=word("Name"))
    kind = forms.ChoiceField(label=word("Kind of resource"), choices=words.choices(ResourceKind))
    is_bookable = forms.BooleanField(label=word("People may book it"), required=False)
    description = forms.CharField(
        label=word("Description"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    sharing = forms.ChoiceField(
        label=word("How it is taken"), choices=SHARINGS, widget=forms.RadioSelect
    )
    unit_count = whole_number(word("How many in the pool"))
    parts = forms.ModelMultipleChoiceField(
        label=word("Its parts"),
        required=False,
        queryset=Resource.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=word("Add the halves as resources first, then the whole."),
    )
    area_m2 = NumberField(label=word("Area in m²"), required=False)
    headcount = whole_number(word("Most people at once"))
    equipment = forms.MultipleChoiceField(
        label=word("Equipment"),
        required=False,
        choices=words.choices(Equipment),
        widget=forms.CheckboxSelectMultiple,
    )
    noise = forms.ChoiceField(
        label=word("How loud one may be"), required=False, choices=words.choices(Noise, UNSAID)
    )
    light = forms.ChoiceField(
        label=word("Daylight"), required=False, choices=words.choices(Light, UNSAID)
    )
    uses = forms.MultipleChoiceField(
        label=word("Allowed uses"),
        required=False,
        choices=words.choices(Use),
        widget=forms.CheckboxSelectMultiple,
    )
    audience = forms.TypedChoiceField(
        label=word("For whom"), coerce=int, choices=words.choices(Audience)
    )
    setup_minutes = whole_number(word("Before, to set up"))
    changeover_minutes = whole_number(word("After, to clear away"))

    def __init__(self, place: Place, resource: Resource | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.place, self.resource = place, resource
        for name, layout in LAYOUT_FIELDS.items():
            self.fields[name] = whole_number(
                format_lazy(word("People: {layout}"), layout=LABELS[Layout][layout])
            )
        others = place.resources.order_by("name")
        if resource is not None:
            others = others.exclude(pk=resource.pk)
        self.fields["parts"].queryset = others  # type: ignore[attr-defined]

    def sections(self) -> Iterator[tuple[Any, Any, list[Any]]]:
        has_parts = self.fields["parts"].queryset.exists()  # type: ignore[attr-defined]
        for title, hint, names in SECTIONS:
            yield title, hint, [self[name] for name in names if name != "parts" or has_parts]

    def resource_fields(self) -> ResourceFields:
        said = self.cleaned_data
        return ResourceFields(
            name=said["name"].strip(),
            kind=said["kind"],
            is_bookable=said["is_bookable"],
            area_m2=said["area_m2"],
            headcount=said["headcount"],
            equipment=said["equipment"],
            noise=said["noise"],
            light=said["light"],
            uses=said["uses"],
            audience=said["audience"],
            setup_minutes=said["setup_minutes"] or 0,
            changeover_minutes=said["changeover_minutes"] or 0,
            description=said["description"].strip(),
        )

    def layouts(self) -> dict[str, int]:
        said = {layout.value: self.cleaned_data[name] for name, layout in LAYOUT_FIELDS.items()}
        return {layout: headcount for layout, headcount in said.items() if headcount is not None}

    def sharing_fields(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "sharing": said["sharing"],
            "unit_count": said["unit_count"] or 0,
            "parts": list(said["parts"]) if said["sharing"] == Sharing.PARTS else [],
        }


def initial_of_resource(resource: Resource) -> dict[str, Any]:
    cut, parts = sharing_of(resource)
    initial = {name: getattr(resource, name) for name in ResourceFields.__annotations__}
    layouts = {f"layout_{row.layout}": row.headcount for row in resource.layouts.all()}
    return {
        **initial,
        **layouts,
        "sharing": cut,
        "unit_count": resource.units.count() if cut == Sharing.POOL else None,
        "parts": [part.pk for part in parts],
    }


INITIAL_OF_NEW = {
    "is_bookable": True,
    "sharing": Sharing.WHOLE,
    "setup_minutes": 0,
    "changeover_minutes": 0,
    "audience": Audience.EVERYONE,
}
