"""Making and changing the resources of a place, and the units that they share."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Unpack, cast

from django.db import transaction
from django.db.models import ProtectedError

from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.places.commands.authorised import assigned, note_change, place_to_change
from softplace.places.models import Place, Resource, ResourceLayout, Unit
from softplace.places.rules import (
    ResourceFields,
    Sharing,
    reasons_to_refuse_resource,
    reasons_to_refuse_sharing,
)

FIELDS = tuple(ResourceFields.__annotations__)
Settle = Callable[[Resource, bool, Sequence[Unit]], None]
"""What else follows when a resource has new units: it, whether it was a pool, and the units that
belong to nothing any more. It deletes or keeps these, or raises Refused."""


def delete_unbooked(resource: Resource, was_pool: bool, left: Sequence[Unit]) -> None:
    """Units go, and if one of them was ever booked the resource stays as it is cut."""
    try:
        with transaction.atomic():
            Unit.objects.filter(pk__in=[unit.pk for unit in left]).delete()
    except ProtectedError as error:
        raise Refused(Reason("units_were_booked", "sharing", {"name": resource.name})) from error


@transaction.atomic
def add_resource(
    *,
    actor: User | None,
    place: Place,
    sharing: str = Sharing.WHOLE,
    unit_count: int = 1,
    parts: Sequence[Resource] = (),
    layouts: Mapping[str, int] | None = None,
    **fields: Unpack[ResourceFields],
) -> Resource:
    """Add what can be booked at a place.

    WHOLE has one unit, POOL has `unit_count` of which any will do, PARTS has those of `parts`:
    a hall that divides in two is two WHOLE halves, and the whole hall with both as its parts.
    """
    place = place_to_change(actor, place.pk)
    layouts = layouts or {}
    refuse(
        _reasons(place, fields, layouts, without=None)
        + reasons_to_refuse_sharing(sharing, unit_count=unit_count, part_count=len(parts))
        + _foreign_parts(place, parts)
    )
    resource = Resource.objects.create(place=place, is_pool=sharing == Sharing.POOL, **fields)
    _write_layouts(resource, layouts)
    if sharing == Sharing.PARTS:
        resource.units.set(Unit.objects.filter(resources__in=parts).distinct())
    else:
        resource.units.set(_new_units(resource, 1, unit_count if resource.is_pool else 1))
    changes = {"resource": (None, resource.name), "units": (0, resource.units.count())}
    note_change(actor, place, "add_resource", changes, words_changed=True)
    return resource


@transaction.atomic
def change_resource(
    *,
    actor: User | None,
    resource: Resource,
    sharing: str | None = None,
    unit_count: int = 1,
    parts: Sequence[Resource] = (),
    layouts: Mapping[str, int] | None = None,
    settle: Settle = delete_unbooked,
    **fields: Unpack[ResourceFields],
) -> Resource:
    """Change a resource's sheet; None for `sharing` or `layouts` leaves them as they are.

    `settle` sees to the units that it loses (`bookings.commands.divide_anew` to those that were
    booked).
    """
    place = place_to_change(actor, resource.place_id)
    resource = place.resources.get(pk=resource.pk)
    before = {row.layout: row.headcount for row in resource.layouts.all()}
    after = before if layouts is None else dict(layouts)
    whole = cast(ResourceFields, {name: getattr(resource, name) for name in FIELDS} | dict(fields))
    reasons = _reasons(place, whole, after, without=resource)
    if sharing is not None:
        reasons += reasons_to_refuse_sharing(
            sharing,
            unit_count=unit_count,
            part_count=len(parts),
            parts_contain_it=resource in parts,
        )
        reasons += _foreign_parts(place, parts)
    refuse(reasons)
    changes = assigned(resource, fields)
    if before != after:
        changes["layouts"] = (before, after)
        resource.layouts.all().delete()
        _write_layouts(resource, after)
    if sharing is not None:
        changes |= _change_sharing(resource, sharing, unit_count, parts, settle)
    if changes:
        resource.save()
        note_change(
            actor,
            place,
            "change_resource",
            {"resource": (resource.name, resource.name), **changes},
            words_changed=True,
        )
    return resource


@transaction.atomic
def remove_resource(*, actor: User | None, resource: Resource) -> Place:
    """Take a resource away with its hours and photos; refused once it was ever booked."""
    place = place_to_change(actor, resource.place_id)
    resource = place.resources.get(pk=resource.pk)
    name, key = resource.name, resource.pk
    units = list(resource.units.values_list("pk", flat=True))
    files = [photo.file for photo in resource.photos.all()]
    try:
        with transaction.atomic():
            resource.delete()
            Unit.objects.filter(pk__in=units, resources=None).delete()
    except ProtectedError as error:
        raise Refused(Reason("resource_was_booked", "", {"name": name})) from error
    for file in files:
        transaction.on_commit(lambda file=file: file.storage.delete(str(file.name)))  # type: ignore[misc]
    note_change(
        actor, place, "remove_resource", {"resource": (name, None), "id": (key, None)},
        words_changed=True,
    )  # fmt: skip
    return place


def sharing_of(resource: Resource) -> tuple[Sharing, list[Resource]]:
    """How a resource is cut, with the resources that are its parts."""
    if resource.is_pool:
        return Sharing.POOL, []
    own = {unit.pk for unit in resource.units.all()}
    others = (
        resource.place.resources.exclude(pk=resource.pk).order_by("name").prefetch_related("units")
    )
    parts = [
        other
        for other in others
        if {unit.pk for unit in other.units.all()} < own and other.units.all()
    ]
    return (Sharing.PARTS, parts) if len(own) > 1 and parts else (Sharing.WHOLE, [])


def _reasons(
    place: Place, fields: ResourceFields, layouts: Mapping[str, int], without: Resource | None
) -> list[Reason]:
    others = place.resources.exclude(pk=without.pk) if without else place.resources.all()
    return reasons_to_refuse_resource(
        fields,
        layouts=layouts,
        legal_headcount=place.legal_headcount,
        names_taken=set(others.values_list("name", flat=True)),
    )


def _foreign_parts(place: Place, parts: Sequence[Resource]) -> list[Reason]:
    if all(part.place_id == place.pk for part in parts):
        return []
    return [Reason("part_of_another_place", "parts")]


def _write_layouts(resource: Resource, layouts: Mapping[str, int]) -> None:
    ResourceLayout.objects.bulk_create(
        ResourceLayout(resource=resource, layout=layout, headcount=headcount)
        for layout, headcount in layouts.items()
    )


def _new_units(resource: Resource, first: int, last: int) -> list[Unit]:
    only = first == last == 1
    return Unit.objects.bulk_create(
        Unit(place_id=resource.place_id, name=resource.name[:74] + ("" if only else f" {number}"))
        for number in range(first, last + 1)
    )


def _larger_resource(resource: Resource, own: Sequence[Unit]) -> Resource | None:
    """Another resource that holds all the units of this one, and more."""
    keys = {unit.pk for unit in own}
    others = resource.place.resources.exclude(pk=resource.pk).prefetch_related("units")
    return next((r for r in others if {unit.pk for unit in r.units.all()} > keys), None)


def _change_sharing(
    resource: Resource, sharing: str, unit_count: int, parts: Sequence[Resource], settle: Settle
) -> dict[str, tuple[Any, Any]]:
    """Cut the resource anew. A pool grows and shrinks at its end; all else takes new units."""
    before, parts_before = sharing_of(resource)
    own = list(resource.units.order_by("pk"))
    wanted = unit_count if sharing == Sharing.POOL else 1
    unchanged = before == sharing and (
        set(parts_before) == set(parts) if sharing == Sharing.PARTS else len(own) == wanted
    )
    if unchanged:
        return {}
    larger = _larger_resource(resource, own)
    if larger is not None:
        # Its bookings claim the units that the smaller one has now.
        raise Refused(Reason("is_part_of_another", "sharing", {"name": larger.name}))
    gone: list[Unit] = []
    if sharing == Sharing.PARTS:
        kept = list(Unit.objects.filter(resources__in=parts).distinct())
        gone = [unit for unit in own if unit not in kept]
    elif before == sharing == Sharing.POOL:
        kept, gone = own[:wanted], own[wanted:]
        kept += _new_units(resource, len(own) + 1, wanted)
    else:
        kept, gone = _new_units(resource, 1, wanted), own
    resource.is_pool = sharing == Sharing.POOL
    resource.units.set(kept)
    # Units that other resources share live on.
    left = Unit.objects.filter(pk__in=[unit.pk for unit in gone], resources=None).order_by("pk")
    settle(resource, before == Sharing.POOL, list(left))
    return {"sharing": (str(before), str(sharing)), "units": (len(own), len(kept))}
