"""The form with which a resource is booked: once, on dates that repeat, or on picked ones."""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as word
from django.utils.translation import pgettext_lazy as word_of

from softplace.bookings.queries import Repetition
from softplace.bookings.rules import Ask, Item
from softplace.foundation.errors import Reason
from softplace.foundation.walltime import instant_on_wall
from softplace.places.models import Resource
from softplace.web import words
from softplace.web.forms import DayField, HourField, add_reasons, refusal

WEEKLY, FORTNIGHTLY, MONTHLY, PICKED = "weekly", "fortnightly", "monthly", "picked"
REPETITIONS = (
    ("", word("Once")),
    (WEEKLY, word("Every week")),
    (FORTNIGHTLY, word("Every two weeks")),
    (MONTHLY, word("Every month, on the same weekday")),
    (PICKED, word("On dates that I choose")),
)
EMPTY_DATES, LEAST_EMPTY_DATES = 6, 2
WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONGEST_KEY = 40
FIRST_YEAR, LAST_YEAR = 2000, 2150
FIELD_OF_REASON = {
    "starts_at": "start",
    "ends_at": "end",
    "headcount": "people",
    "recurrence": "times",
    "picked": "dates",
}


def _number(label: Any, **options: Any) -> forms.IntegerField:
    attributes = {"inputmode": "numeric", "maxlength": "6"}
    return forms.IntegerField(
        label=label, required=False, widget=forms.TextInput(attrs=attributes), **options
    )


class NearDayField(DayField):
    """A date of our time: far ones would leave the calendar when some days are added."""

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise refusal("year_out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
        return day


class DatesInput(forms.TextInput):
    """Several dates under one name, empty ones among them."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [text for text in values if text.strip()]


class NearDaysField(forms.Field):
    """Dates of our time, each once and in order."""

    widget = DatesInput

    def to_python(self, value: Any) -> list[date]:
        read = {NearDayField(required=False).clean(text) for text in value or ()}
        return sorted(day for day in read if day is not None)


class BookingForm(forms.Form):
    """What is asked for. Hours are those on the wall of the place."""

    date = NearDayField(label=word("Date"))
    start = HourField(label=word_of("hour", "From"))
    end = HourField(label=word_of("hour", "To"))
    end_date = NearDayField(
        label=word("Until which day"),
        required=False,
        help_text=word("Only where it ends on another day."),
    )
    title = forms.CharField(
        label=word("Title"),
        max_length=160,
        help_text=word("What it is: “Choir practice”. The keeper reads it."),
    )
    purpose = forms.CharField(
        label=word("Purpose"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    people = _number(word("People"), min_value=1)
    layout = forms.ChoiceField(label=word("Layout"), required=False)
    quantity = _number(word("How many"), min_value=1)
    repeat = forms.ChoiceField(label=word("Repeat"), choices=REPETITIONS, required=False)
    times = _number(word("How many times"), min_value=1)
    until = NearDayField(label=word("Or until"), required=False)
    dates = NearDaysField(label=word("The other dates"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_KEY)

    def __init__(
        self, *args: Any, resource: Resource, extras: Sequence[Resource], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.resource, self.extras = resource, extras
        self.zone = ZoneInfo(resource.place.zone)
        layouts = [layout.layout for layout in resource.layouts.all()]
        if layouts:
            self.fields["layout"].choices = [  # type: ignore[attr-defined]
                ("", word("As it is")),
                *((code, words.label(code, "Layout")) for code in layouts),
            ]
        else:
            del self.fields["layout"]
        if not resource.is_pool:
            del self.fields["quantity"]
        for extra in extras:
            self.fields[f"extra_{extra.pk}"] = (
                _number(extra.name, min_value=0)
                if extra.is_pool
                else forms.BooleanField(label=extra.name, required=False)
            )
        self.initial.setdefault("key", uuid.uuid4().hex)

    @property
    def extra_fields(self) -> list[forms.BoundField]:
        return [self[f"extra_{extra.pk}"] for extra in self.extras]

    @property
    def date_values(self) -> list[str]:
        """The picked dates as they stand in their fields, and room for more."""
        values = [
            value.isoformat() if isinstance(value, date) else str(value)
            for value in self["dates"].value() or ()
            if value
        ]
        return [*values, *[""] * max(LEAST_EMPTY_DATES, EMPTY_DATES - len(values))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        repeat = cleaned.get("repeat")
        is_wrong = {"times", "until", "dates"} & set(self.errors)
        if repeat == PICKED and not cleaned.get("dates") and not is_wrong:
            add_reasons(self, [Reason("pick_more_dates", "dates")])
        elif repeat and repeat != PICKED and not self.has_end and not is_wrong:
            add_reasons(self, [Reason("series_without_end", "times")])
        return cleaned

    @property
    def has_end(self) -> bool:
        """Whether the dates come to an end; what is picked always does."""
        cleaned = self.cleaned_data
        if cleaned.get("repeat") == PICKED:
            return bool(cleaned.get("dates"))
        return bool(cleaned.get("times") or cleaned.get("until"))

    def refuse(self, reasons: Sequence[Reason]) -> None:
        """Put the reasons of a command at the fields that they are about, each once."""
        fields = FIELD_OF_REASON
        if self.cleaned_data.get("repeat") == PICKED:
            fields = {**fields, "recurrence": "dates"}
        told = {
            (reason.code, reason.field): Reason(
                reason.code, fields.get(reason.field, reason.field), reason.details
            )
            for reason in reasons
        }
        add_reasons(self, told.values())

    @property
    def items(self) -> tuple[Item, ...]:
        cleaned = self.cleaned_data
        quantity = cleaned.get("quantity") or 1
        more = [(extra.pk, int(cleaned.get(f"extra_{extra.pk}") or 0)) for extra in self.extras]
        return (
            Item(self.resource.pk, quantity),
            *(Item(pk, number) for pk, number in more if number),
        )

    @property
    def minutes(self) -> int:
        """The length on the wall; until midnight where it ends at 00:00 and names no other day."""
        cleaned = self.cleaned_data
        end_day = cleaned.get("end_date") or cleaned["date"]
        days = (end_day - cleaned["date"]).days
        end = cleaned["end"]
        if end == 0 and not days:
            end = 1440
        return int(days * 1440 + end - cleaned["start"])

    def ask(self) -> Ask | None:
        """The single ask; None, and the reason at its field, where no clock shows that hour."""
        cleaned = self.cleaned_data
        day: date = cleaned["date"]
        day, wall = _rolled(day, cleaned["start"])
        start, reasons = instant_on_wall(day, wall, self.zone, field="starts_at")
        if start is None:
            self.refuse(reasons)
            return None
        ends = datetime.combine(day, wall) + timedelta(minutes=self.minutes)
        end, reasons = instant_on_wall(ends.date(), ends.time(), self.zone, field="ends_at")
        if end is None:
            self.refuse(reasons)
            return None
        return Ask(
            self.items,
            start,
            end.astimezone(UTC),
            cleaned.get("people"),
            cleaned.get("layout") or "",
        )

    @property
    def repetition(self) -> Repetition:
        """The dates; a single one where nothing repeats."""
        cleaned = self.cleaned_data
        day, wall = _rolled(cleaned["date"], cleaned["start"])
        zone = self.resource.place.zone
        if cleaned.get("repeat") == PICKED:
            picked = [_rolled(other, cleaned["start"])[0] for other in cleaned["dates"]]
            return Repetition(day, wall, self.minutes, "", zone, tuple(sorted({day, *picked})))
        rule = recurrence(
            cleaned.get("repeat") or "", day, cleaned.get("times"), cleaned.get("until")
        )
        return Repetition(day, wall, self.minutes, rule, zone)


def what_is_seen(repetition: Repetition) -> str:
    """Names the dates that a page shows, so that no others are booked than were looked at."""
    dates = repetition.recurrence or " ".join(day.isoformat() for day in repetition.picked)
    return f"{repetition.first_date} {repetition.wall:%H:%M} {repetition.minutes} {dates}"


def recurrence(repeat: str, first: date, times: int | None, until: date | None) -> str:
    """The rule of RFC 5545 for what the form says.

    >>> recurrence("weekly", date(2027, 3, 3), 10, None)
    'FREQ=WEEKLY;COUNT=10'
    """
    rule = {
        "": "FREQ=DAILY",
        WEEKLY: "FREQ=WEEKLY",
        FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
        MONTHLY: f"FREQ=MONTHLY;BYDAY={_nth(first)}{WEEKDAY_CODES[first.weekday()]}",
    }[repeat]
    if not repeat:
        return f"{rule};COUNT=1"
    return f"{rule};COUNT={times}" if times else f"{rule};UNTIL={until:%Y%m%d}T235959"


def _nth(day: date) -> int:
    """Which of its weekday in the month; a fifth one is the last, so that every month has it."""
    nth = (day.day - 1) // 7 + 1
    return nth if nth < 5 else -1


def _rolled(day: date, minute: int) -> tuple[date, time]:
    """An hour of 24:00 is the next day's first."""
    more, rest = divmod(minute, 1440)
    return day + timedelta(days=more), time(rest // 60, rest % 60)
