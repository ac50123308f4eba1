"""What the forms of all pages share: fields that read what people type, and sentences at them."""

import math
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from softplace.foundation.errors import Reason
from softplace.web.sentences import told

_HOUR = re.compile(r"(\d{1,2})\s*(?:[:hH]\s*(\d{2})?)?(?::00)?")
DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y")


def add_reasons(form: forms.Form, reasons: Iterable[Reason]) -> None:
    """Put each reason as a sentence at the field that it is about, or above the form."""
    for reason in reasons:
        field = reason.field if reason.field in form.fields else None
        form.add_error(field, told(reason))


def say_reasons(request: HttpRequest, reasons: Iterable[Reason]) -> None:
    """Put each reason as a sentence above the next page: a button has no form to say it at."""
    for reason in reasons:
        messages.error(request, told(reason))


def refusal(code: str, **details: object) -> ValidationError:
    """The sentence of a reason, for a field's own check."""
    return ValidationError(told(Reason(code, "", details)))


class HourField(forms.Field):
    """An hour of the day, as minutes since midnight: "09:30", "9 h 30", "24:00"."""

    widget = forms.TextInput(attrs={"type": "time", "class": "hour"})

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").replace("\u00a0", " ").strip()
        if not text:
            return None
        read = _HOUR.fullmatch(text)
        minutes = int(read[1]) * 60 + int(read[2] or 0) if read else -1
        if read is None or int(read[2] or 0) > 59 or not 0 <= minutes <= 1440:
            raise refusal("not_an_hour", value=text[:20])
        return minutes

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return f"{value // 60 % 24:02d}:{value % 60:02d}"
        return value


class DayField(forms.Field):
    """A date: "2026-11-24" as browsers send it, or "24/11/2026" as people type it."""

    widget = forms.TextInput(attrs={"type": "date", "class": "date"})

    def to_python(self, value: Any) -> date | None:
        text = str(value or "").strip()
        if not text:
            return None
        for style in DATE_FORMATS:
            try:
                return datetime.strptime(text, style).date()  # noqa: DTZ007
            except ValueError:
                continue
        raise refusal("no_such_date", value=text[:20])

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value


class NumberField(forms.Field):
    """A number that a French hand may write with a comma."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> float | None:
        text = str(value or "").replace(",", ".").replace("\u00a0", "").replace("\u202f", "")
        if not text.strip():
            return None
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise refusal("number_unreadable", value=text[:20])
        return number

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, float):
            return f"{value:.7f}".rstrip("0").rstrip(".")
        return value
