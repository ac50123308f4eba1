"""The forms by which a planner edits a scenario: what is typed becomes what an edit holds."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word

from softplace.engines.travel import Points, great_circle_km
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused
from softplace.places.models import Place
from softplace.reach.enums import EditKind
from softplace.reach.models import Study
from softplace.reach.planning import Draft
from softplace.reach.queries import Cells, Room, idle_hours, rooms, week_of
from softplace.reach.rules import NEW, OF_ONE_FUNCTION, cut_into_days
from softplace.web import words
from softplace.web.forms import HourField, NumberField

MOST_CHOICES = 1000
"""Of a list to choose from: a longer one is searched in the place's own page."""


class EditForm(forms.Form):
    """One edit. Which fields are needed follows from its kind."""

    kind = forms.ChoiceField(choices=EditKind.choices)
    key = forms.CharField(required=False, max_length=80)
    function = forms.CharField(required=False, max_length=60)
    functions = forms.MultipleChoiceField(required=False)
    commune = forms.CharField(required=False, max_length=12)
    latitude = NumberField(required=False)
    longitude = NumberField(required=False)
    name = forms.CharField(required=False, max_length=160)
    days = forms.TypedMultipleChoiceField(
        required=False, coerce=int, choices=[(day, str(day)) for day in range(7)]
    )
    opens = HourField(label=word("Opens at"), required=False)
    closes = HourField(label=word("Closes at"), required=False)
    resource = forms.IntegerField(required=False, min_value=1)
    stops = forms.MultipleChoiceField(required=False)

    def __init__(self, study: Study, land: Cells, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.study, self.land = study, land
        self.codes = [function.code for function in study.functions.all()]
        self.fields["functions"].choices = [(code, code) for code in self.codes]  # type: ignore[attr-defined]
        self.fields["stops"].choices = [(code, code) for code in land.codes]  # type: ignore[attr-defined]

    def draft(self) -> Draft:
        """What was asked for, complete or not: the rules say what is missing."""
        said = self.cleaned_data
        kind = EditKind(said["kind"])
        content: dict[str, Any] = {}
        if said["key"]:
            content["key"] = said["key"]
        if kind in OF_ONE_FUNCTION or (kind == EditKind.CLOSE and said["function"]):
            content["function"] = said["function"] or self.codes[0]
        if kind in NEW:
            content["functions"] = said["functions"] or self.codes[:1]
        if kind in NEW or kind == EditKind.MOVE:
            content |= self._where(kind)
        if kind == EditKind.VACANT:
            return Draft(kind, content | self._idle_room())
        if kind == EditKind.SHUTTLE:
            content |= self._way(content.get("key", ""))
        if kind not in {EditKind.CLOSE, EditKind.MOVE}:
            content["hours"] = self._hours()
        return Draft(kind, content)

    def _hours(self) -> list[list[int]]:
        said = self.cleaned_data
        if said["opens"] is None or said["closes"] is None:
            return []
        closes = said["closes"] or 1440
        return [[day * 1440 + said["opens"], day * 1440 + closes] for day in said["days"]]

    def _where(self, kind: EditKind) -> dict[str, Any]:
        """The point that was clicked or typed, else that of the commune."""
        said, land = self.cleaned_data, self.land
        latitude, longitude = said["latitude"], said["longitude"]
        if latitude is None and longitude is None:
            if said["commune"] not in land.codes:
                return {"name": said["name"].strip()}
            at = list(land.codes).index(said["commune"])
            latitude, longitude = float(land.points.lat[at]), float(land.points.lng[at])
            near = land.names[at]
        else:
            near = self._nearest_commune(latitude, longitude)
        if kind == EditKind.MOVE:
            return {"latitude": latitude, "longitude": longitude, "where": near}
        return {
            "name": said["name"].strip() or self._named(kind, near),
            "latitude": latitude,
            "longitude": longitude,
        }

    def _named(self, kind: EditKind, near: str) -> str:
        """What a place is called that nobody named: it is not the commune."""
        if kind == EditKind.OPEN:
            wanted = (self.cleaned_data["functions"] or self.codes)[0]
            function = next(one for one in self.study.functions.all() if one.code == wanted)
            what = function.name("fr" if words.is_french() else "en")
        else:
            what = _("Truck stop") if kind == EditKind.STOP else _("Market of services")
        return f"{what} – {near}"

    def _nearest_commune(self, latitude: float | None, longitude: float | None) -> str:
        try:
            here = Points.of([(latitude or 0.0, longitude or 0.0)])
        except Refused:
            return "?"
        return self.land.names[int(great_circle_km(here, self.land.points)[0].argmin())]

    def _idle_room(self) -> dict[str, Any]:
        """The room and the hours of the week in which nobody claims it."""
        wanted = self.cleaned_data["resource"]
        room = next((room for room in rooms() if room.id == wanted), None)
        if room is None:
            return {}
        monday, zone = week_of(self.study)
        hours = idle_hours([room.id], monday, zone, now()).get(room.id, ())
        if not hours:
            raise Refused(Reason("room_never_idle", "resource", {"name": room.name}))
        return vacant_content(room, cut_into_days(hours))

    def _way(self, key: str) -> dict[str, Any]:
        """The stops in the order of the way: the farthest from the place first."""
        land, codes = self.land, list(self.land.codes)
        at = [codes.index(code) for code in self.cleaned_data["stops"]]
        place = Place.objects.published().filter(slug=key).first()
        if place is None:
            return {"stops": [], "names": []}
        end = Points.of([(place.latitude, place.longitude)])
        km = great_circle_km(end, land.points)[0]
        at.sort(key=lambda i: -km[i])
        return {
            "stops": [[float(land.points.lat[i]), float(land.points.lng[i])] for i in at],
            "names": [land.names[i] for i in at],
        }


def vacant_content(room: Room, hours: list[list[int]]) -> dict[str, Any]:
    return {"key": room.place, "resource": room.id, "name": room.name, "hours": hours}


def hosts() -> list[tuple[str, str]]:
    """(slug, name) of places that could take a function in. One query."""
    found = Place.objects.published().filter(is_mobile=False)
    return list(found.order_by("name").values_list("slug", "name")[:MOST_CHOICES])


def choices_of_edits(
    land: Cells, names: Mapping[str, str], beyond: frozenset[str]
) -> dict[str, Any]:
    """What the forms let one choose from; two queries."""
    ours = [(key, name) for key, name in names.items() if key not in beyond]
    in_order = sorted(zip(land.codes, land.names, strict=True), key=lambda pair: pair[1])
    return {
        "sites": options(sorted(ours, key=lambda pair: pair[1])),
        "hosts": options(hosts()),
        "rooms": options(
            [(room.id, f"{room.place_name} – {room.name}") for room in rooms()[:MOST_CHOICES]]
        ),
        "communes": options(in_order),
    }


def options(choices: Sequence[tuple[object, str]]) -> SafeString:
    """Of a list to choose from: made once, where a template would make them for each form."""
    return format_html_join("", '<option value="{}">{}</option>', choices)
