"""Reason codes become sentences for people here, and nowhere else.

A sentence says what happened, why, and what to do now. Its placeholders are the names of the
reason's details.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as sentence

from softplace.foundation.errors import Reason

SENTENCES: dict[str, str] = {
    "required": sentence("This is needed: fill it in."),
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
