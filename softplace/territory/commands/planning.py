"""What planners write: the functions that they add, and the settings of the territory."""

from typing import Any, Unpack, cast

from django.db import models, transaction

from softplace.foundation.errors import refuse
from softplace.people.models import User
from softplace.people.rules import reasons_to_refuse_planning
from softplace.territory.models import Function, Territory
from softplace.territory.rules import (
    FunctionFields,
    TerritoryFields,
    reasons_to_refuse_code,
    reasons_to_refuse_function,
    reasons_to_refuse_territory,
)
from softplace.trail.commands import record


def _authorise(actor: User | None) -> None:
    if actor is not None:
        refuse(reasons_to_refuse_planning(actor.roles()))


@transaction.atomic
def add_function(*, actor: User | None, code: str, **fields: Unpack[FunctionFields]) -> Function:
    """Extend the tree of functions. The code is for good: files and other cities name it."""
    _authorise(actor)
    taken = Function.objects.filter(code=code).exists()
    refuse(
        reasons_to_refuse_code(code, taken=taken)
        + reasons_to_refuse_function(fields, own_id=None, ancestor_ids=())
    )
    function = Function.objects.create(code=code, **fields)
    record(actor=actor, verb="add_function", subject=function, changes={"code": (None, code)})
    return function


@transaction.atomic
def change_function(
    *, actor: User | None, function: Function, **fields: Unpack[FunctionFields]
) -> Function:
    """Rename, move or enrich a function."""
    _authorise(actor)
    # Against two moves at once that would make a circle together.
    functions = {f.pk: f for f in Function.objects.select_for_update().order_by("pk")}
    stored = functions[function.pk]
    whole = {name: getattr(stored, name) for name in FunctionFields.__annotations__} | dict(fields)
    ancestors: list[int] = []
    above = whole["parent"]
    while above is not None and above.pk not in ancestors:
        ancestors.append(above.pk)
        parent_id = functions[above.pk].parent_id
        above = functions[parent_id] if parent_id is not None else None
    refuse(
        reasons_to_refuse_function(
            cast(FunctionFields, whole), own_id=stored.pk, ancestor_ids=ancestors
        )
    )
    changes = _assigned(stored, dict(fields))
    if changes:
        stored.save()
        record(actor=actor, verb="change_function", subject=stored, changes=changes)
    return stored


@transaction.atomic
def change_territory(
    *, actor: User | None, territory: Territory, **fields: Unpack[TerritoryFields]
) -> Territory:
    """Change what new places take over: the name, the centre, the clock and the holidays."""
    _authorise(actor)
    territory = Territory.objects.select_for_update().get(pk=territory.pk)
    whole = {name: getattr(territory, name) for name in TerritoryFields.__annotations__}
    refuse(reasons_to_refuse_territory(cast(TerritoryFields, whole | dict(fields))))
    changes = _assigned(territory, dict(fields))
    if changes:
        territory.save()
        record(actor=actor, verb="change_territory", subject=territory, changes=changes)
    return territory


def _assigned(thing: models.Model, fields: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Set the fields; those that differ, with their values before and after."""
    changes = {}
    for name, after in fields.items():
        before = getattr(thing, name)
        if before != after:
            changes[name] = (before, after)
            setattr(thing, name, after)
    return changes
