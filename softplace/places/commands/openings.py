"""Saying when a place opens, and when it does not."""

from typing import Any, Unpack, cast

from django.db import transaction

from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.places.commands.authorised import (
    assigned,
    note_change,
    place_to_change,
    refresh_own_hours,
)
from softplace.places.enums import Pattern
from softplace.places.models import Closure, OpeningRule, Place
from softplace.places.rules import (
    ClosureFields,
    RuleFields,
    reasons_to_refuse_closure,
    reasons_to_refuse_rule,
)

FIELDS = tuple(RuleFields.__annotations__)


def reasons_to_refuse_rule_of(place: Place, fields: RuleFields) -> list[Reason]:
    """Why a place cannot have a rule; for a form that only previews, too."""
    reasons = reasons_to_refuse_rule(
        fields,
        knows_public_holidays=bool(place.holiday_region),
        knows_school_holidays=bool(place.school_zone),
    )
    resource, function = fields.get("resource"), fields.get("function")
    if resource is not None and resource.place_id != place.pk:
        reasons.append(Reason("resource_of_another_place", "subject"))
    if function is not None and not place.offers.filter(function=function).exists():
        reasons.append(Reason("function_not_offered", "subject"))
    return reasons


@transaction.atomic
def save_opening_rule(
    *,
    actor: User | None,
    place: Place,
    rule: OpeningRule | None = None,
    **fields: Unpack[RuleFields],
) -> OpeningRule:
    """Add an opening rule (rule=None) or change one; what is not given stays."""
    place = place_to_change(actor, place.pk)
    stored = OpeningRule(place=place) if rule is None else _rule_of(place, rule)
    whole = cast(RuleFields, {name: getattr(stored, name) for name in FIELDS} | dict(fields))
    refuse(reasons_to_refuse_rule_of(place, whole))
    before = _said(stored)
    assigned(stored, {**fields, **_idle_fields(whole), "source": ""})
    changed = rule is None or before != _said(stored)
    if not changed:
        return stored
    stored.save()
    refresh_own_hours(place)
    after = _said(stored)
    note_change(
        actor,
        place,
        "add_opening_rule" if rule is None else "change_opening_rule",
        {"opening_rule": ({} if rule is None else before, after)},
    )
    return stored


@transaction.atomic
def remove_opening_rule(*, actor: User | None, rule: OpeningRule) -> Place:
    """Take an opening rule away, with the closures that spoke of it."""
    place = place_to_change(actor, rule.place_id)
    stored = _rule_of(place, rule)
    before = _said(stored)
    stored.delete()
    refresh_own_hours(place)
    note_change(actor, place, "remove_opening_rule", {"opening_rule": (before, {})})
    return place


@transaction.atomic
def add_closure(*, actor: User | None, place: Place, **fields: Unpack[ClosureFields]) -> Closure:
    """Close a place, or one of its rules, from a day to another, both included."""
    place = place_to_change(actor, place.pk)
    reasons = reasons_to_refuse_closure(fields)
    rule = fields.get("rule")
    if rule is not None and rule.place_id != place.pk:
        reasons.append(Reason("rule_of_another_place", "rule"))
    refuse(reasons)
    closure = Closure.objects.create(place=place, **fields)
    note_change(actor, place, "add_closure", {"closure": ({}, _closure_said(closure))})
    return closure


@transaction.atomic
def remove_closure(*, actor: User | None, closure: Closure) -> Place:
    """Open again on the days of a closure."""
    place = place_to_change(actor, closure.place_id)
    stored = place.closures.filter(pk=closure.pk).first()
    if stored is None:
        raise Refused(Reason("already_removed"))
    before = _closure_said(stored)
    stored.delete()
    note_change(actor, place, "remove_closure", {"closure": (before, {})})
    return place


def _rule_of(place: Place, rule: OpeningRule) -> OpeningRule:
    """The rule as it stands now."""
    stored = place.opening_rules.filter(pk=rule.pk).first()
    if stored is None:
        raise Refused(Reason("already_removed"))
    return stored


def _idle_fields(fields: RuleFields) -> dict[str, Any]:
    """What the pattern does not use, emptied: a rule says one thing in one way."""
    pattern = fields.get("pattern", Pattern.WEEKLY)
    idle: dict[str, Any] = {}
    if pattern != Pattern.WEEKLY:
        idle["weekdays"] = 0
    if pattern != Pattern.RECURRENCE:
        idle["recurrence"] = ""
    if pattern != Pattern.HOURS:
        idle["hours"] = ""
    else:
        idle |= {"start_minute": 0, "length_minutes": 0}
    if pattern == Pattern.ONCE:
        idle["ends_on"] = None
    return idle


def _said(rule: OpeningRule) -> dict[str, Any]:
    """What a rule says, for the trail: only what is not the default."""
    silent = OpeningRule()
    said: dict[str, Any] = {"pattern": rule.pattern}
    for name in FIELDS:
        value = getattr(rule, name)
        if value != getattr(silent, name):
            said[name] = str(value) if name in {"resource", "function", "group"} else value
    return said


def _closure_said(closure: Closure) -> dict[str, Any]:
    return {
        "first_date": closure.first_date,
        "last_date": closure.last_date,
        "note": closure.note,
    }
