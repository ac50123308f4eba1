"""What every change of a place begins and ends with: the right to make it, and its trace."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from softplace.foundation.clock import now
from softplace.foundation.errors import refuse
from softplace.people.models import User
from softplace.places.commands.search import refresh_search_text
from softplace.places.models import OpeningRule, Place, PlaceFunction, Resource
from softplace.places.rules import reasons_to_refuse_changing, reasons_to_refuse_planning
from softplace.trail.commands import record

Changes = Mapping[str, tuple[Any, Any]]


def authorise_planning(actor: User | None) -> None:
    """Refuse whoever does not answer for the territory; None is the software itself."""
    if actor is not None:
        refuse(reasons_to_refuse_planning(actor.roles()))


def place_to_change(actor: User | None, place_id: int) -> Place:
    """The place as it stands now, locked: against two changes that each miss the other.

    Refuses whoever may not change it; None is the software itself. Its key does not change, so
    that nobody who books there waits for a keeper's form.
    """
    place = Place.objects.select_for_update(no_key=True).get(pk=place_id)
    if actor is not None:
        is_keeper = place.keepers.filter(pk=actor.pk).exists()
        refuse(reasons_to_refuse_changing(is_keeper=is_keeper, roles=actor.roles()))
    return place


def assigned(thing: models.Model, fields: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Set the fields, and give those that differ with their values before and after."""
    changes = {}
    for name, after in fields.items():
        before = getattr(thing, name)
        if before != after:
            changes[name] = (before, after)
            setattr(thing, name, after)
    return changes


def note_change(
    actor: User | None, place: Place, verb: str, changes: Changes, *, words_changed: bool = False
) -> None:
    """Leave the trace of a change, and bring what follows from it up to date."""
    place.updated_at = now()
    place.save(update_fields=["updated_at"])
    if words_changed:
        refresh_search_text(place_ids=[place.pk])
    record(actor=actor, verb=verb, subject=place, changes=changes)


def refresh_own_hours(place: Place) -> None:
    """Set the flags of functions and resources that have opening rules of their own."""
    rules = OpeningRule.objects.filter(place=place)
    for things, column in (
        (PlaceFunction.objects.filter(place=place), "function_id"),
        (Resource.objects.filter(place=place), "resource_id"),
    ):
        ids = rules.exclude(**{column: None}).values(column)
        key = "function_id__in" if column == "function_id" else "id__in"
        things.filter(has_own_hours=False, **{key: ids}).update(has_own_hours=True)
        things.filter(has_own_hours=True).exclude(**{key: ids}).update(has_own_hours=False)
