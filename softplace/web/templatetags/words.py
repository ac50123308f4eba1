"""Words and small drawings for templates."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone

from softplace.web import words

register = template.Library()


@register.filter
def label(code: Any, vocabulary: str) -> str:
    """`{{ place.kind|label:"PlaceKind" }}`"""
    return words.label(code, vocabulary)


@register.filter
def hour(at: time | datetime | int) -> str:
    """`{{ opening.start|hour }}`: "9 h 30" or "9:30"."""
    return words.hour(at)


@register.filter
def duration(minutes: float) -> str:
    """`{{ resource.setup_minutes|duration }}`: "45 min", "1 h 30"."""
    return words.duration(minutes)


@register.filter
def roughly(minutes: float) -> str:
    """`{{ asked.in_minutes|roughly }}`: "45 min", "5 h", "12 days"."""
    return words.roughly(minutes)


@register.filter
def distance(metres: float) -> str:
    """`{{ answer.metres|distance }}`: "850 m", "2,4 km"."""
    return words.distance(metres)


@register.filter
def area(square_metres: float) -> str:
    """`{{ resource.area_m2|area }}`: "45 m²"."""
    return words.area(square_metres)


@register.filter
def number(value: float, digits: int = 0) -> str:
    """`{{ commune.population|number }}`: "12 345" or "12,345"."""
    return words.number(value, digits)


@register.filter
def day(on: date) -> str:
    """`{{ opening.date|day }}`: "mardi 24 novembre"."""
    return words.day(on)


@register.filter
def day_and_year(on: date) -> str:
    """`{{ closure.first_date|day_and_year }}`: "mardi 24 novembre 2026"."""
    return words.day(on, year=True)


@register.filter
def day_short(on: date) -> str:
    """`{{ opening.date|day_short }}`: "mar. 24 nov."."""
    return words.day_short(on)


@register.filter
def moment(at: datetime) -> str:
    """`{{ entry.at|moment }}`: "mardi 24 novembre 2026 à 9 h 30".

    As the database gives it, an instant is in UTC, which is on no wall: then the zone of the
    installation is meant. One that is in the zone of its place stays in it.
    """
    return words.moment(
        at.astimezone(get_current_timezone()) if at.tzname() == "UTC" else at, year=True
    )


@register.filter
def colon(name: object) -> str:
    """`{{ when|colon }}`: with the colon after it, and in French the blank before that."""
    return words.named(name, "")


@register.filter
def weekday(number: int) -> str:
    """`{{ 0|weekday }}`: "lundi", with a capital as in a heading."""
    return str(words.WEEKDAYS[number])


@register.filter
def options(choices: Iterable[tuple[Any, Any, bool]]) -> SafeString:
    """`{{ kinds|options }}`: of a select; each is a value, its word and whether it is on.

    Made here: a page of choices has a hundred, and each is a few words.
    """
    return mark_safe(  # what is not ours is escaped
        "".join(
            f'<option value="{escape(value)}"{" selected" if is_on else ""}>{escape(word)}</option>'
            for value, word, is_on in choices
        )
    )
