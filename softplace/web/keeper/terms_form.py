"""The form of terms: for whom, when, for how long, at what price."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as word
from django.utils.translation import pgettext_lazy as word_of

from softplace.bookings.enums import Tariff, Visibility
from softplace.bookings.models import Terms
from softplace.people.enums import Audience
from softplace.people.models import Group
from softplace.places.models import Place, Resource
from softplace.web import words
from softplace.web.forms import NumberField, refusal

LONGEST_LENGTH_MINUTES = 366 * 1440
_LENGTH = re.compile(
    r"(?:(\d+)\s*(?:d|days?|j|jours?))?\s*(?:(\d+)\s*(?:h|hours?|heures?)\s*(\d{1,2})?)?"
    r"\s*(?:(\d+)\s*(?:m|min|minutes?))?",
    re.IGNORECASE,
)


class LengthField(forms.Field):
    """A length of time as people write it, in minutes: "90 min", "1 h 30", "2 days"."""

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").replace("\u00a0", " ").replace("\u202f", " ").strip()
        if not text:
            return None
        read = _LENGTH.fullmatch(text)
        if read is None or len(text) > 40:
            raise refusal("not_a_length", value=text[:20])
        days, hours, rest, minutes = (int(part or 0) for part in read.groups())
        total = days * 1440 + hours * 60 + rest + minutes
        if total > LONGEST_LENGTH_MINUTES:
            raise refusal("length_out_of_range", limit_days=366)
        return total

    def prepare_value(self, value: Any) -> Any:
        return (words.duration(value) if value else "") if isinstance(value, int) else value


class EurosField(NumberField):
    """An amount in euros, kept in whole cents."""

    def to_python(self, value: Any) -> Any:
        euros = super().to_python(str(value or "").replace("€", ""))
        if euros is None:
            return None
        if not 0 <= euros <= 100_000:
            raise refusal("price_out_of_range", limit=100_000)
        return round(euros * 100)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        return words.number(value / 100, 2 if value % 100 else 0)


def _length(label: Any, hint: Any = "", *, required: bool = False) -> LengthField:
    return LengthField(label=label, help_text=hint, required=required)


SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (word("Whom and what it is for"), ("resource", "audience", "group")),
    (word("Who decides, who sees"), ("needs_approval", "visibility")),
    (
        word("When, and for how long"),
        ("notice_minutes", "horizon_days", "shortest_minutes", "longest_minutes",
         "quota_minutes_per_week"),
    ),
    (
        word("When plans change"),
        ("cancel_minutes", "check_in_minutes", "no_show_minutes", "reconfirm_days"),
    ),
    (
        word("What it costs"),
        ("tariff", "cents_per_hour", "cents_per_day", "social_percent", "time_minutes_per_hour"),
    ),
)  # fmt: skip
SUBJECT = ("resource", "audience", "group")


class TermsForm(forms.Form):
    resource = forms.ModelChoiceField(
        label=word("For what"),
        required=False,
        queryset=Resource.objects.none(),
        empty_label=word("the whole place"),
        help_text=word("A resource that has terms of its own is under those alone."),
    )
    audience = forms.TypedChoiceField(
        label=word("For whom"), coerce=int, choices=words.choices(Audience)
    )
    group = forms.ModelChoiceField(
        label=word("Members of"),
        required=False,
        queryset=Group.objects.none(),
        empty_label=word("no group in particular"),
    )
    needs_approval = forms.BooleanField(label=word("I decide on each booking"), required=False)
    visibility = forms.ChoiceField(
        label=word("Who sees by whom it is taken"), choices=words.choices(Visibility)
    )
    notice_minutes = _length(word("At least how long ahead"), word("“2 h”, “3 days”. Empty: none."))
    horizon_days = forms.IntegerField(
        label=word("At most how many days ahead"), min_value=1, max_value=3660
    )
    shortest_minutes = _length(word("Shortest"), word("“30 min”, “1 h 30”."), required=True)
    longest_minutes = _length(word("Longest"), word("“8 h”, “7 days”."), required=True)
    quota_minutes_per_week = _length(
        word("Most for one person in a week"), word("Empty: no limit.")
    )
    cancel_minutes = _length(
        word("Cancelled at least how long ahead"), word("Empty: until it begins.")
    )
    check_in_minutes = _length(
        word("One checks in from how long before"), word("“30 min”. Empty: from the start.")
    )
    no_show_minutes = _length(
        word("Released if nobody has come after"), word("Empty: it is never released.")
    )
    reconfirm_days = forms.IntegerField(
        label=word("Dates of a series asked for again, days ahead"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=word("Empty: never. An unanswered date is released."),
    )
    tariff = forms.ChoiceField(
        label=word("Tariff"), choices=words.choices(Tariff), widget=forms.RadioSelect
    )
    cents_per_hour = EurosField(label=word("Euros for an hour"), required=False)
    cents_per_day = EurosField(
        label=word("At most, in euros for a day"), required=False, help_text=word("Empty: no cap.")
    )
    social_percent = forms.IntegerField(
        label=word("Share of the price that is asked, in percent"),
        required=False,
        min_value=0,
        max_value=100,
    )
    time_minutes_per_hour = forms.IntegerField(
        label=word_of("time bank", "Minutes given for an hour"),
        required=False,
        min_value=0,
        max_value=600,
    )

    def __init__(self, place: Place, terms: Terms | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.place, self.terms = place, terms
        if terms is not None:
            # Whom terms are for names them: other people have other terms.
            for name in SUBJECT:
                del self.fields[name]
            return
        self.fields["resource"].queryset = place.resources.order_by("name")  # type: ignore[attr-defined]
        groups = Group.objects.order_by("name")
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]

    def sections(self) -> Iterator[tuple[Any, list[Any]]]:
        for title, names in SECTIONS:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                yield title, fields

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        shortest, longest = said.get("shortest_minutes"), said.get("longest_minutes")
        if shortest is not None and longest is not None and shortest > longest:
            self.add_error("shortest_minutes", refusal("shortest_above_longest"))
        if shortest == 0:
            self.add_error("shortest_minutes", refusal("not_a_length", value="0"))
        for name in ("check_in_minutes", "no_show_minutes"):
            if (said.get(name) or 0) > 1440:
                self.add_error(name, refusal("length_out_of_range", limit_days=1))
        if said.get("audience") != Audience.MEMBERS:
            said["group"] = None
        return said

    def subject(self) -> dict[str, Any]:
        source = self.terms
        if source is not None:
            return {
                "resource": source.resource,
                "audience": Audience(source.audience),
                "group": source.group,
            }
        said = self.cleaned_data
        return {
            "resource": said["resource"],
            "audience": Audience(said["audience"]),
            "group": said["group"],
        }

    def terms_fields(self) -> dict[str, Any]:
        said = {name: value for name, value in self.cleaned_data.items() if name not in SUBJECT}
        for name in (
            "notice_minutes", "cancel_minutes", "check_in_minutes", "cents_per_hour",
            "time_minutes_per_hour",
        ):  # fmt: skip
            said[name] = said[name] or 0
        if said["social_percent"] is None:
            said["social_percent"] = 100
        return said


FIELDS = tuple(name for _, names in SECTIONS[1:] for name in names)


def fields_of_terms(terms: Terms) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in FIELDS}


INITIAL_OF_NEW = {
    **fields_of_terms(Terms()),
    "audience": Audience.EVERYONE,
    "notice_minutes": None,
    "cancel_minutes": None,
}
