"""The forms of the time bank."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as word

from softplace.territory.models import Function
from softplace.timebank.enums import PostKind
from softplace.timebank.rules import (
    LONGEST_ANSWER,
    LONGEST_NOTE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    BankFields,
    PostFields,
    TransferFields,
)
from softplace.web import words
from softplace.web.forms import DayField
from softplace.web.keeper.place_form import CommuneField

LONGEST_KEY = 64


def function_choices() -> list[tuple[str, str]]:
    """Every function by name, after none."""
    language = get_language() or "fr"
    names = [(str(one.pk), one.name(language)) for one in Function.objects.all()]
    return [("", str(word("nothing in particular"))), *sorted(names, key=lambda pair: pair[1])]


class FunctionChoice(forms.TypedChoiceField):
    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label, required=False, coerce=int, empty_value=None, choices=function_choices
        )


class NamesField(forms.CharField):
    """Codes or names, with commas between them."""

    def to_python(self, value: Any) -> Any:
        return [name.strip() for name in str(value or "").split(",") if name.strip()]


class GiveForm(forms.Form):
    key = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_KEY)
    payer = forms.CharField(
        label=word("Who was helped"),
        required=False,
        max_length=120,
        help_text=word(
            "Code or name, when you note it for somebody else; “chest” for the solidarity chest. "
            "Empty: yourself."
        ),
    )
    payees = NamesField(
        label=word("Who helped you"),
        max_length=1000,
        help_text=word(
            "The code that they read to you, or their name if they are in the list; with commas "
            "between several. Each receives the time below. “chest” gives it to the solidarity "
            "chest."
        ),
    )
    hours = forms.IntegerField(label=word("Hours"), min_value=0, max_value=24, initial=1)
    minutes = forms.IntegerField(
        label=word("and minutes"), min_value=0, max_value=59, initial=0, required=False
    )
    day = DayField(label=word("Day"))
    function = FunctionChoice(word("What for"))
    note = forms.CharField(
        label=word("A few words"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=word("Read by those concerned and by nobody else."),
    )

    def __init__(self, *args: Any, is_mediating: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_mediating:
            del self.fields["payer"]
        self.initial.setdefault("key", uuid.uuid4().hex)

    def transfer_fields(self) -> TransferFields:
        said = self.cleaned_data
        minutes = said["hours"] * 60 + (said["minutes"] or 0)
        return TransferFields(minutes, said["day"], said["note"], said["function"])


class PostForm(forms.Form):
    kind = forms.ChoiceField(
        label=word("You"),
        choices=lambda: words.choices(PostKind),
        widget=forms.RadioSelect,
        initial=PostKind.OFFER,
    )
    title = forms.CharField(
        label=word("In a few words"),
        max_length=LONGEST_TITLE,
        help_text=word("For example “An hour of bicycle repair”."),
    )
    text = forms.CharField(
        label=word("More about it"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=word("Everybody can read it: leave out your telephone number and your address."),
    )
    function = FunctionChoice(word("What for"))
    commune = CommuneField(label=word("Commune"), required=False, max_length=120)
    last_day = DayField(label=word("Last day"))

    def post_fields(self) -> PostFields:
        said = self.cleaned_data
        commune = said["commune"]
        return PostFields(
            PostKind(said["kind"]),
            said["title"],
            said["text"],
            said["last_day"],
            said["function"],
            commune.pk if commune else None,
        )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=word("Your message"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=word(
            "It is sent by mail with your name and your address, so that they can answer you."
        ),
    )


class BankForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    floor_hours = forms.IntegerField(
        label=word("Say something below, in hours"),
        min_value=-10_000,
        max_value=0,
        help_text=word("For example −20. Nothing is ever forbidden below."),
    )
    ceiling_hours = forms.IntegerField(
        label=word("Propose to give to the chest above, in hours"), min_value=0, max_value=10_000
    )
    quiet_days = forms.IntegerField(
        label=word("Call who received and has given nothing for so many days"),
        min_value=7,
        max_value=3660,
    )

    @staticmethod
    def initial_of(fields: BankFields, version: int) -> dict[str, Any]:
        return {
            "version": version,
            "floor_hours": round(fields.floor_minutes / 60),
            "ceiling_hours": round(fields.ceiling_minutes / 60),
            "quiet_days": fields.quiet_days,
        }

    def bank_fields(self) -> BankFields:
        said = self.cleaned_data
        return BankFields(said["floor_hours"] * 60, said["ceiling_hours"] * 60, said["quiet_days"])


class DispenseForm(forms.Form):
    who = forms.CharField(label=word("Code or name"), max_length=120)
    note = forms.CharField(
        label=word("Note for the mediators"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=word("Say no more than you must: no illness, no diagnosis."),
    )
    last_day = DayField(
        label=word("Last day"), required=False, help_text=word("Empty: without end.")
    )
