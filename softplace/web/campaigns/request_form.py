"""The form of a request: what for, when it suits, for how many, where."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as word
from django.utils.translation import pgettext_lazy as word_of

from softplace.foundation.errors import Reason
from softplace.matching.enums import Rhythm
from softplace.matching.models import Applicant, Campaign, Request
from softplace.matching.rules import RequestFields, Window, Wished
from softplace.people.models import User
from softplace.places.enums import Equipment, Layout, Noise
from softplace.places.models import Resource
from softplace.web import words
from softplace.web.campaigns.applicant_form import commune_at
from softplace.web.forms import DayField, HourField, NumberField, add_reasons
from softplace.web.keeper.place_form import CommuneField
from softplace.web.keeper.terms_form import LengthField

WINDOWS_A_DAY = 2
WISHES = 5
LONGEST_KEY = 40
ANYTHING, ONLY_WISHES = "anything", "wishes"
FIELD_OF_REASON = {
    "latitude": "commune",
    "longitude": "commune",
    "wishes": "wish_0",
    "windows": "windows",
}
USUAL: dict[str, Any] = {
    "rhythm": Rhythm.WEEKLY,
    "session_count": 1,
    "wished_minutes": 120,
    "shortest_minutes": 90,
    "layout": Layout.MEETING,
    "noise": Noise.TALK,
    "headcount": 20,
    "takes": ANYTHING,
}


def _whole(label: Any, hint: Any = "", **options: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "6"})
    return forms.IntegerField(label=label, help_text=hint, widget=widget, **options)


class RequestForm(forms.Form):
    applicant = forms.ModelChoiceField(
        label=word("Who asks"), queryset=Applicant.objects.none(), empty_label=None
    )
    title = forms.CharField(
        label=word("What for"), help_text=word("In a few words: “Choir practice”.")
    )
    purpose = forms.CharField(
        label=word("What those who decide should know"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    rhythm = forms.ChoiceField(
        label=word("How often"), choices=words.choices(Rhythm), widget=forms.RadioSelect
    )
    session_count = _whole(word("Sessions a week"), word("On different days."))
    wished_minutes = LengthField(
        label=word("Wished length"), help_text=word("“2 h”, “1 h 30”."), required=True
    )
    shortest_minutes = LengthField(
        label=word("Shortest length that would do"),
        help_text=word("A little less may let one more group in."),
        required=True,
    )
    windows = forms.CharField(label=word("When it suits"), required=False, widget=forms.HiddenInput)
    first_day = DayField(label=word("From"), required=False)
    last_day = DayField(label=word("Until"), required=False)
    headcount = _whole(word("People"))
    layout = forms.ChoiceField(label=word("Layout"), choices=words.choices(Layout))
    noise = forms.ChoiceField(label=word("How loud"), choices=words.choices(Noise))
    equipment = forms.MultipleChoiceField(
        label=word("Equipment that is needed"),
        required=False,
        choices=words.choices(Equipment),
        widget=forms.CheckboxSelectMultiple,
    )
    takes = forms.ChoiceField(
        label=word("If none of your wishes can be given"),
        choices=(
            (ANYTHING, word("anything that fits will do")),
            (ONLY_WISHES, word("nothing else")),
        ),
        widget=forms.RadioSelect,
    )
    commune = CommuneField(label=word("Around the commune of"), required=False)
    radius_km = NumberField(
        label=word("At most, in kilometres"),
        required=False,
        help_text=word("What you wish for may be farther."),
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_KEY)

    def __init__(
        self,
        person: User,
        campaign: Campaign | None,
        resources: Sequence[Resource],
        *args: Any,
        is_for_advice: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.campaign = campaign
        mine = Applicant.objects.filter(person=person).order_by("name")
        self.fields["applicant"].queryset = mine  # type: ignore[attr-defined]
        for day in range(7):
            for n in range(WINDOWS_A_DAY):
                for end in ("from", "to"):
                    self.fields[f"day_{day}_{n}_{end}"] = HourField(
                        label=_label(day, end), required=False
                    )
        self.fields["once_from"] = HourField(label=word("Earliest hour"), required=False)
        self.fields["once_to"] = HourField(label=word("Latest hour"), required=False)
        choices = _choices(resources)
        for n in range(WISHES if choices else 0):
            self.fields[f"wish_{n}"] = forms.ChoiceField(
                label=_WISH_LABELS[n], required=False, choices=[("", "—"), *choices]
            )
        if not choices:
            del self.fields["takes"]
        if campaign is None:
            del self.fields["session_count"]
            self.fields["first_day"].required = self.fields["last_day"].required = True
        if is_for_advice:
            # Advice comes before all is filled in.
            for name in ("applicant", "title", "first_day", "last_day"):
                self.fields[name].required = False
        self.initial.setdefault("key", uuid.uuid4().hex)

    # --- What the page draws ---

    @property
    def is_for_once(self) -> bool:
        """Whether one stretch of hours is asked for instead of a week of them."""
        if self.campaign is not None or self["rhythm"].value() != Rhythm.ONCE:
            return False
        return not any(self[name].value() for name in self.fields if name.startswith("day_"))

    @property
    def days(self) -> Iterator[tuple[int, str, list[tuple[Any, Any]]]]:
        """Each weekday with its rows of hours."""
        for day in range(7):
            rows = [
                (self[f"day_{day}_{n}_from"], self[f"day_{day}_{n}_to"])
                for n in range(WINDOWS_A_DAY)
            ]
            yield day, str(words.WEEKDAYS[day]), rows

    @property
    def wish_fields(self) -> list[forms.BoundField]:
        return [self[f"wish_{n}"] for n in range(WISHES) if f"wish_{n}" in self.fields]

    # --- What is said ---

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["windows"] = windows = []
        for day in range(7):
            for n in range(WINDOWS_A_DAY):
                start, end = said.get(f"day_{day}_{n}_from"), said.get(f"day_{day}_{n}_to")
                wrong = {f"day_{day}_{n}_from", f"day_{day}_{n}_to"} & set(self.errors)
                if start is None and end is None and not wrong:
                    continue
                if end == 0:  # the browser's own field cannot say 24:00
                    end = 1440
                if start is None or end is None:
                    if not wrong:
                        name = f"day_{day}_{n}_{'from' if start is None else 'to'}"
                        add_reasons(self, [Reason("hours_half_given", name, {"weekday": day})])
                    continue
                windows.append((day, start, end))
        if not windows and said.get("rhythm") == Rhythm.ONCE:
            windows += self._hours_of_once(said)
        return said

    def _hours_of_once(self, said: dict[str, Any]) -> list[Window]:
        """The same hours on each of the days from the first to the last."""
        start, end = said.get("once_from"), said.get("once_to") or 1440
        first, last = said.get("first_day"), said.get("last_day")
        if start is None or said.get("once_to") is None or first is None or last is None:
            return []
        days = {
            (first + timedelta(days=n)).weekday() for n in range(min(7, (last - first).days + 1))
        }
        return [(day, start, end) for day in sorted(days)]

    def refuse(self, reasons: Sequence[Reason]) -> None:
        """Put the reasons of a command at the fields that they are about; windows at their day."""
        for reason in reasons:
            field = FIELD_OF_REASON.get(reason.field, reason.field)
            if reason.field == "windows" and "weekday" in reason.details:
                field = self._row_of(int(str(reason.details["weekday"])))
            add_reasons(self, [Reason(reason.code, field, reason.details)])

    def _row_of(self, day: int) -> str:
        """The first row of hours of a day that says something."""
        said = (f"day_{day}_{n}_from" for n in range(WINDOWS_A_DAY))
        return next((name for name in said if self[name].value()), f"day_{day}_0_from")

    def request_fields(self) -> RequestFields:
        said = self.cleaned_data
        commune = said["commune"]
        return {
            "title": said["title"],
            "purpose": said["purpose"],
            "headcount": said["headcount"],
            "layout": said["layout"],
            "equipment": said["equipment"],
            "noise": said["noise"],
            "rhythm": said["rhythm"],
            "session_count": 1 if said["rhythm"] == Rhythm.ONCE else said.get("session_count") or 1,
            "wished_minutes": said["wished_minutes"],
            "shortest_minutes": said["shortest_minutes"],
            "windows": said["windows"],
            "first_day": said["first_day"],
            "last_day": said["last_day"],
            "takes_anything": said.get("takes", ANYTHING) == ANYTHING,
            "latitude": commune.latitude if commune else None,
            "longitude": commune.longitude if commune else None,
            "radius_km": said["radius_km"],
        }

    def wishes(self) -> list[Wished]:
        """In order; a rank left empty is skipped."""
        found = []
        for n in range(WISHES):
            kind, _, number = self.cleaned_data.get(f"wish_{n}", "").partition("-")
            if kind == "place":
                found.append(Wished(place_id=int(number)))
            elif kind == "resource":
                found.append(Wished(resource_id=int(number)))
        return found


_WISH_LABELS = (
    word("First wish"),
    word("Second wish"),
    word("Third wish"),
    word("Fourth wish"),
    word("Fifth wish"),
)


def _label(day: int, end: str) -> Any:
    ends = word_of("hour", "From") if end == "from" else word_of("hour", "To")
    return format_lazy("{day}, {end}", day=words.WEEKDAYS[day], end=ends)


def _choices(resources: Sequence[Resource]) -> list[tuple[str, Any]]:
    """The places, each with any of its rooms and with each of them."""
    groups: dict[int, tuple[str, list[tuple[str, Any]]]] = {}
    for resource in resources:
        _name, rows = groups.setdefault(resource.place_id, (resource.place.name, []))
        if not rows:
            rows.append((f"place-{resource.place_id}", word("Any room there")))
        rows.append((f"resource-{resource.pk}", resource.name))
    return list(groups.values())


def initial_of(request: Request) -> dict[str, Any]:
    """The form as the request was made."""
    names = (
        "title", "purpose", "headcount", "layout", "equipment", "noise", "rhythm",
        "session_count", "wished_minutes", "shortest_minutes", "first_day", "last_day",
        "radius_km",
    )  # fmt: skip
    initial: dict[str, Any] = {name: getattr(request, name) for name in names}
    initial["applicant"] = request.applicant_id
    initial["takes"] = ANYTHING if request.takes_anything else ONLY_WISHES
    initial["commune"] = commune_at(request.latitude, request.longitude)
    for wish in request.wishes.all():
        if wish.rank < WISHES:
            value = f"resource-{wish.resource_id}" if wish.resource_id else f"place-{wish.place_id}"
            initial[f"wish_{wish.rank}"] = value
    stretches = {(start, end) for _day, start, end in request.windows}
    if request.campaign_id is None and request.rhythm == Rhythm.ONCE and len(stretches) == 1:
        ((initial["once_from"], initial["once_to"]),) = stretches
        return initial
    return initial | _initial_windows(request.windows)


def _initial_windows(windows: Sequence[Window]) -> dict[str, int]:
    initial: dict[str, int] = {}
    rows = dict.fromkeys(range(7), 0)
    for day, start, end in windows:
        if rows[day] < WINDOWS_A_DAY:
            initial[f"day_{day}_{rows[day]}_from"] = start
            initial[f"day_{day}_{rows[day]}_to"] = end
            rows[day] += 1
    return initial
