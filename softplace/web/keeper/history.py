"""What was changed of a place, by whom and when, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word
from django.views.decorators.http import require_safe

from softplace.places.models import OpeningRule, Place
from softplace.trail.models import Entry
from softplace.web import words
from softplace.web.keeper import rule_words
from softplace.web.keeper.access import of_kept_place
from softplace.web.keeper.place_form import PlaceForm
from softplace.web.keeper.resource_form import ResourceForm
from softplace.web.trail_words import verb_words

ENTRIES_ON_A_PAGE = 40
OTHER_FIELDS: dict[str, Any] = {
    "resource": word("Resource"),
    "opening_rule": word("Opening hours"),
    "closure": word("Closure"),
    "photo": word("Photo"),
    "half_days": word("Half-days"),
    "exemption": word("Exemption"),
    "keepers": word("Keepers"),
    "units": word("Number of units"),
    "layouts": word("People in each layout"),
}
VOCABULARIES = {
    "accessibility": "Accessibility",
    "audience": "Audience",
    "equipment": "Equipment",
    "key_holding": "KeyHolding",
    "light": "Light",
    "noise": "Noise",
    "shortest_commitment": "Commitment",
    "uses": "Use",
}
DATE_FIELDS = ("starts_on", "ends_on", "first_date", "last_date")


@dataclass(frozen=True)
class Change:
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryRow:
    entry: Entry
    verb: str
    changes: tuple[Change, ...]


@require_safe
@of_kept_place
def history(request: HttpRequest, place: Place) -> HttpResponse:
    entries = Entry.objects.about(place).select_related("actor").order_by("-at", "-id")
    page = Paginator(entries, ENTRIES_ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [told_entry(entry) for entry in page]
    return render(
        request,
        "keeper/history.html",
        {"place": place, "part": "history", "page": page, "rows": rows},
    )


def told_entry(entry: Entry) -> HistoryRow:
    changes = tuple(
        Change(_field(name), _value(name, before), _value(name, after))
        for name, (before, after) in entry.changes.items()
        if name not in {"id", "is_published"}
    )
    return HistoryRow(entry, verb_words(entry.verb), changes)


def _field(name: str) -> str:
    if name in OTHER_FIELDS:
        return str(OTHER_FIELDS[name])
    field = PlaceForm.base_fields.get(name) or ResourceForm.base_fields.get(name)
    return str(field.label) if field is not None and field.label else name


def _value(name: str, value: Any) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if name == "opening_rule":
        return _rule_said(value)
    if name == "closure":
        return words.days_between(
            *(date.fromisoformat(value[f]) for f in ("first_date", "last_date"))
        )
    if name in {"half_days", "exemption"}:
        days = words.days_between(
            *(date.fromisoformat(value[f]) for f in ("first_date", "last_date"))
        )
        return " · ".join(part for part in (value["resource"], days, value.get("reason")) if part)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "kind":
        place_kind = words.label(value, "PlaceKind")
        return words.label(value, "ResourceKind") if place_kind == value else place_kind
    if name == "layouts":
        return ", ".join(f"{words.label(k, 'Layout')} {n}" for k, n in value.items())
    codes = value if isinstance(value, list) else [value]
    if name in VOCABULARIES:
        return ", ".join(words.label(code, VOCABULARIES[name]) for code in codes)
    return ", ".join(str(code) for code in codes)


def _rule_said(said: Mapping[str, Any]) -> str:
    """A rule as the trail keeps it, in the words of the list of openings."""
    plain = {k: v for k, v in said.items() if k not in {"resource", "function", "group"}}
    for name in DATE_FIELDS:
        if plain.get(name):
            plain[name] = date.fromisoformat(plain[name])
    rule = OpeningRule(**plain)
    subject = said.get("resource") or said.get("function") or ""
    parts = [
        subject,
        rule.title,
        f"{rule_words.when(rule)} {rule_words.span(rule)}".strip(),
        *rule_words.conditions(rule),
    ]
    return " · ".join(part for part in parts if part)
