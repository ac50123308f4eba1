"""What terms mean, in sentences, with the price of an example."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from softplace.bookings.enums import Visibility
from softplace.bookings.rules import Ask, Item, ResourceFacts, TermsFacts, quote
from softplace.foundation.clock import now
from softplace.places.models import Place, Resource
from softplace.web import words
from softplace.web.bookings.prices import lines_of, price_of

EXAMPLE_MINUTES = 120


@dataclass(frozen=True)
class Meaning:
    sentences: tuple[str, ...]
    example: str
    """What is booked in the example, and what it costs."""
    computed: tuple[str, ...]
    """How the price of the example comes about."""


def meaning_of(said: Mapping[str, Any], place: Place, resource: Resource | None) -> Meaning:
    """The meaning of the fields of terms, as `TermsForm.terms_fields` gives them."""
    length = max(said["shortest_minutes"], min(EXAMPLE_MINUTES, said["longest_minutes"]))
    name = resource.name if resource is not None else _("A room")
    start = now().replace(hour=8, minute=0, second=0, microsecond=0)
    ask = Ask((Item(0),), start, start + timedelta(minutes=length))
    known = {field.name for field in fields(TermsFacts)}
    terms = TermsFacts(**{key: value for key, value in said.items() if key in known})
    found = quote(ask, ask.items[0], _example_resource(name, place), terms)
    example = _("%(resource)s for %(duration)s: %(price)s") % {
        "resource": name,
        "duration": words.duration(length),
        "price": price_of(found),
    }
    return Meaning(tuple(_sentences(said)), example, tuple(lines_of(found)))


def _example_resource(name: str, place: Place) -> ResourceFacts:
    return ResourceFacts(
        0, name, place.pk, place.zone, True, False, (0,), None, None, 0, 0, 0, {}
    )  # fmt: skip


def _sentences(said: Mapping[str, Any]) -> list[str]:
    days = said["horizon_days"]
    ahead = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    lengths = {
        "shortest": words.duration(said["shortest_minutes"]),
        "longest": words.duration(said["longest_minutes"]),
    }
    found = [
        _("Anyone it is for may ask, and you decide.")
        if said["needs_approval"]
        else _("Anyone it is for books at once, without asking you."),
        _("From %(shortest)s to %(longest)s at a time.") % lengths,
        _("At least %(notice)s and at most %(ahead)s ahead.")
        % {"notice": words.duration(said["notice_minutes"]), "ahead": ahead}
        if said["notice_minutes"]
        else _("At most %(ahead)s ahead, until the last minute.") % {"ahead": ahead},
    ]
    if said["quota_minutes_per_week"] is not None:
        quota = words.duration_in_hours(said["quota_minutes_per_week"])
        found.append(_("Each person has at most %(duration)s a week.") % {"duration": quota})
    found.append(
        _("One may cancel until %(duration)s before it begins; after that, only you.")
        % {"duration": words.duration(said["cancel_minutes"])}
        if said["cancel_minutes"]
        else _("One may cancel until it begins.")
    )
    found.append(
        _("One checks in from %(duration)s before it begins.")
        % {"duration": words.duration(said["check_in_minutes"])}
        if said["check_in_minutes"]
        else _("One checks in once it has begun.")
    )
    if said["no_show_minutes"] is not None:
        found.append(
            _("If nobody has come after %(duration)s, it is free for others.")
            % {"duration": words.duration(said["no_show_minutes"])}
        )
    if said["reconfirm_days"] is not None:
        found.append(
            ngettext(
                "Each date of a series is asked for again %(days)s day before; unanswered, it is "
                "released.",
                "Each date of a series is asked for again %(days)s days before; unanswered, it is "
                "released.",
                said["reconfirm_days"],
            )
            % {"days": said["reconfirm_days"]}
        )
    found.append(
        {
            Visibility.KEEPERS: _("Only the keepers see by whom it is taken."),
            Visibility.SIGNED_IN: _("Whoever is signed in sees by whom it is taken."),
            Visibility.EVERYONE: _("Everyone sees by whom it is taken."),
        }[Visibility(said["visibility"])]
    )
    return found
