"""What a planner asks of the Studio's first page, as a form."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word

from softplace.engines.reach.decay import APL_2012, StepDecay
from softplace.find.rules.moments import FIRST_YEAR, LAST_YEAR
from softplace.foundation.errors import Refused
from softplace.foundation.tables import number_in
from softplace.reach.answers import Asked
from softplace.reach.enums import TravelMode
from softplace.reach.indicators import DecayKind, Question
from softplace.web import words
from softplace.web.forms import DayField, NumberField, add_reasons, refusal
from softplace.web.studio import questions

SHOWN = [
    ("distance", word("distance to the nearest")),
    ("nth", word("distance to the n-th nearest")),
    ("hours", word("hours a week within reach")),
    ("open", word("distance to the nearest open at…")),
    ("places", word("places within reach")),
    ("catchment", word("hours on offer for 1,000 people (E2SFCA)")),
    ("apl", word("hours on offer for 1,000 people (APL)")),
]
DECAYS = [
    (DecayKind.GAUSSIAN.value, word("smoothly, to nothing at the threshold (Dai, 2010)")),
    (DecayKind.EXPONENTIAL.value, word("by half with each quarter of the threshold")),
    (DecayKind.STEPS.value, word("in steps of 10, 20 and 30 minutes (Luo and Qi, 2009)")),
    (DecayKind.NONE.value, word("not at all within the threshold (2SFCA)")),
]
LARGEST_NTH = 9
LARGEST_MINUTES = 600
LARGEST_NEED = 1_000
SETTINGS = (
    "cells",
    "week",
    "threshold_minutes",
    "nth",
    "decay",
    "apl_minutes",
    "apl_weights",
    "apl_needs",
)
"""Fields that stand below "More settings"."""


class NumbersField(forms.Field):
    """Some numbers with blanks or semicolons between them: "5 10 15"."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> tuple[float, ...]:
        texts = str(value or "").replace(";", " ").replace(",", ".").split()
        try:
            numbers = tuple(float(text) for text in texts)
        except ValueError:
            raise refusal("numbers_unreadable", value=str(value)[:40]) from None
        if not all(0 <= number < LARGEST_MINUTES for number in numbers):
            raise refusal("numbers_unreadable", value=str(value)[:40])
        return numbers


class NeedsField(forms.Field):
    """Groups, each with how much one of it uses a service: "under_15 0.7; over_75 1.8"."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> dict[str, float]:
        needs = {}
        for part in filter(None, (text.strip() for text in str(value or "").split(";"))):
            name, _blank, number = part.rpartition(" ")
            need = number_in(number)
            if not name.strip() or need is None or not 0 <= need < LARGEST_NEED:
                raise refusal("needs_unreadable", value=part[:40])
            needs[name.strip()] = need
        return needs


class OverviewForm(questions.StudyForm):
    show = forms.ChoiceField(label=word("On the map"), choices=SHOWN)
    weekday = forms.TypedChoiceField(label=word("Day"), coerce=int)
    hour = forms.TypedChoiceField(label=word("Hour"), coerce=int)
    cells = forms.ChoiceField(label=word("Cells"), required=False)
    week = DayField(label=word("Week of"), required=False)
    threshold_minutes = NumberField(
        label=word("Threshold, minutes"),
        required=False,
        help_text=word("In place of the kilometres; not for a straight line."),
    )
    nth = forms.TypedChoiceField(
        label=word("n-th nearest"), coerce=int, choices=[(n, str(n)) for n in range(1, 10)]
    )
    decay = forms.ChoiceField(
        label=word("E2SFCA: a place counts less with distance"), choices=DECAYS
    )
    apl_minutes = NumbersField(
        label=word("APL: minutes by car"),
        help_text=word("DREES, 2012: 5 10 15. Later versions reach 20."),
    )
    apl_weights = NumbersField(
        label=word("APL: weights"), help_text=word("DREES, 2012: 1 0.3 0.1. One for each limit.")
    )

    apl_needs = NeedsField(
        label=word("APL: use by age"),
        required=False,
        help_text=word(
            "Age bands of imported cells, with how much one of them uses the service: "
            "“under_15 0.7; over_75 1.8”. Everybody else counts 1."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["cells"].choices = questions.choices_of_cells()  # type: ignore[attr-defined]
        self.fields["weekday"].choices = [(d, words.WEEKDAYS[d]) for d in range(7)]  # type: ignore[attr-defined]
        self.fields["hour"].choices = [(h, words.hour(h * 60)) for h in range(24)]  # type: ignore[attr-defined]

    @property
    def settings(self) -> list[forms.BoundField]:
        return [self[name] for name in SETTINGS]

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in SETTINGS]

    @property
    def has_settings(self) -> bool:
        """Whether one of the settings is not as at first: then they are shown."""
        first = first_question()
        return any(
            str(self[name].value() or "") != str(first.get(name) or "") for name in SETTINGS
        ) or any(name in self.errors for name in SETTINGS)

    def clean_threshold_minutes(self) -> float | None:
        minutes: float | None = self.cleaned_data["threshold_minutes"]
        if minutes is not None and not 1 <= minutes <= LARGEST_MINUTES:
            raise refusal("threshold_minutes_out_of_range", smallest=1, largest=LARGEST_MINUTES)
        return minutes

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        straight = said.get("mode") == TravelMode.STRAIGHT
        if straight and said.get("threshold_minutes"):
            self.add_error("threshold_minutes", refusal("minutes_without_travel"))
        if straight and said.get("decay") == DecayKind.STEPS:
            self.add_error("decay", refusal("decay_needs_minutes"))
        if {"apl_minutes", "apl_weights"} <= said.keys():
            try:
                said["apl"] = StepDecay(said["apl_minutes"], said["apl_weights"])
            except Refused as refused:
                for reason in refused.reasons:
                    field = "apl_minutes" if reason.field == "limits" else "apl_weights"
                    add_reasons(self, [reason.__class__(reason.code, field, reason.details)])
        return said

    def asked(self) -> Asked:
        """The question of a valid form."""
        said = self.cleaned_data
        week = questions.this_week()
        day = said["week"]
        monday = week.monday
        if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR:
            monday = day - timedelta(days=day.weekday())
        return Asked(
            function=said["function"],
            monday=monday,
            zone=week.zone,
            mode=said["mode"],
            threshold_km=said["threshold_km"],
            threshold_minutes=said["threshold_minutes"],
            cells=said["cells"],
            question=Question(
                nth=said["nth"],
                minute=said["weekday"] * 1440 + said["hour"] * 60,
                decay=DecayKind(said["decay"]),
                apl=said["apl"],
                apl_needs=said["apl_needs"],
            ),
        )


def first_question() -> dict[str, Any]:
    """What is asked before anybody chooses."""
    return {
        "show": "distance",
        "weekday": 3,
        "hour": 10,
        "nth": 2,
        "decay": DecayKind.GAUSSIAN.value,
        "apl_minutes": " ".join(f"{limit:g}" for limit in APL_2012.limits),
        "apl_weights": " ".join(f"{weight:g}" for weight in APL_2012.weights),
    }


def overview_form(asked: QueryDict) -> OverviewForm:
    """The form, with what was not asked as at first."""
    return OverviewForm({**questions.first_question(), **first_question(), **asked.dict()})


def moment(minute: int) -> str:
    """A minute of the week: "Thursday at 10:00"."""
    name = str(words.WEEKDAYS[minute // 1440])
    return _("%(day)s at %(hour)s") % {
        "day": name.lower() if words.is_french() else name,
        "hour": words.hour(minute % 1440),
    }
