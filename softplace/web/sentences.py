"""Reason codes become sentences for people here, and nowhere else.

A sentence says what happened, why, and what to do now. Its placeholders are the names of the
reason's details.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as sentence

from softplace.foundation.errors import Reason
from softplace.web.opening_sentences import OPENING_SENTENCES

SENTENCES: dict[str, str] = {
    **OPENING_SENTENCES,
    "required": sentence("This is needed: fill it in."),
    # --- Searches
    "search_too_long": sentence(
        "This search is longer than %(limit)s characters. Keep the words that matter."
    ),
    "radius_out_of_range": sentence(
        "This distance cannot be searched. Give a number of kilometres from %(smallest)s to "
        "%(largest)s."
    ),
    "not_a_point": sentence(
        "This is not a point on the globe: the latitude goes from -90 to 90 and the longitude "
        "from -180 to 180, and both are needed."
    ),
    "unknown_commune": sentence(
        "No commune is called “%(name)s” here. Check the spelling, or give its post code."
    ),
    "not_a_date": sentence(
        "“%(value)s” is not a date of the calendar. Give a day such as 2026-11-24."
    ),
    "year_out_of_range": sentence("Give a date between the years %(first)s and %(last)s."),
    "not_a_time": sentence("“%(value)s” is not an hour of the day. Give one such as 14:30."),
    "ends_before_start": sentence("It ends before it starts. Give a later end."),
    "unknown_choice": sentence("“%(value)s” is not one of the choices. Choose from the list."),
}


def told(reason: Reason) -> str:
    """The reason as a sentence in the active language."""
    words = SENTENCES.get(reason.code)
    if words is None:
        return str(reason)
    return _(words) % dict(reason.details)


def told_by_field(reasons: Iterable[Reason]) -> dict[str, list[str]]:
    """Sentences grouped by the input that they are about, for a form; "" is the whole."""
    fields: dict[str, list[str]] = {}
    for reason in reasons:
        fields.setdefault(reason.field, []).append(told(reason))
    return fields
