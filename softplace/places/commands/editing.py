"""Making and changing a place: its sheet, its functions, its keepers, whether it is shown."""

from collections.abc import Collection
from typing import Any, Unpack, cast

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.places.commands.authorised import (
    assigned,
    authorise_planning,
    note_change,
    place_to_change,
    refresh_own_hours,
)
from softplace.places.models import Place, PlaceFunction
from softplace.places.queries import mark_of_sheet, surroundings_of
from softplace.places.rules import PlaceFields, reasons_to_refuse_place
from softplace.territory.models import Function
from softplace.territory.queries import current_territory

FIELDS = tuple(PlaceFields.__annotations__)
JUDGED_TOGETHER = (
    frozenset({"latitude", "longitude"}),
    frozenset({"erp_category", "legal_headcount"}),
)


@transaction.atomic
def create_place(
    *,
    actor: User | None,
    functions: Collection[Function] = (),
    keepers: Collection[User] = (),
    is_published: bool = True,
    **fields: Unpack[PlaceFields],
) -> Place:
    """Add a place to the territory, whose time zone and holidays it takes unless told."""
    authorise_planning(actor)
    territory = current_territory()
    if territory is not None:
        fields = cast(
            PlaceFields,
            {
                "zone": territory.zone,
                "holiday_region": territory.holiday_region,
                "school_zone": territory.school_zone,
                **fields,
            },
        )
    surroundings = surroundings_of(fields.get("latitude"), fields.get("longitude"))
    refuse(reasons_to_refuse_place({"kind": "other", **fields}, surroundings=surroundings))
    place = Place(
        **fields,
        slug=free_slug(fields["name"]),
        is_published=is_published,
        updated_at=now(),
    )
    place.save()
    place.keepers.set(keepers)
    PlaceFunction.objects.bulk_create(
        PlaceFunction(place=place, function=function) for function in functions
    )
    changes: dict[str, tuple[Any, Any]] = {"name": (None, place.name)}
    if functions:
        changes["functions"] = ([], sorted(function.code for function in functions))
    if keepers:
        changes["keepers"] = ([], sorted(keeper.email for keeper in keepers))
    note_change(actor, place, "create_place", changes, words_changed=True)
    return place


@transaction.atomic
def change_place(
    *,
    actor: User | None,
    place: Place,
    functions: Collection[Function] | None = None,
    seen: str | None = None,
    **fields: Unpack[PlaceFields],
) -> Place:
    """Change what is said of a place. What is not given stays; None for functions keeps them.

    With `seen`, the `mark_of_sheet` of what the actor read: refused where the sheet has changed
    since.
    """
    place = place_to_change(actor, place.pk)
    if seen is not None and seen != mark_of_sheet(place):
        raise Refused(Reason("sheet_changed_meanwhile"))
    whole = cast(PlaceFields, {name: getattr(place, name) for name in FIELDS} | dict(fields))
    touched = {name for name, value in fields.items() if value != getattr(place, name)}
    for together in JUDGED_TOGETHER:
        if touched & together:
            touched |= together
    has_moved = touched & {"latitude", "longitude"}
    reasons = reasons_to_refuse_place(
        whole,
        surroundings=surroundings_of(whole["latitude"], whole["longitude"]) if has_moved else None,
        largest_resource_headcount=place.resources.aggregate(most=Max("headcount"))["most"] or 0,
    )
    # What an import brought in long ago must not stand in the way of another change.
    refuse([reason for reason in reasons if reason.field in touched])
    changes = assigned(place, fields)
    if functions is not None:
        changes |= _change_functions(place, functions)
    if changes:
        place.save()
        note_change(actor, place, "change_place", changes, words_changed=True)
    return place


def _change_functions(place: Place, functions: Collection[Function]) -> dict[str, tuple[Any, Any]]:
    before = {offer.function_id: offer for offer in place.offers.select_related("function")}
    after = {function.pk: function for function in functions}
    gone = [offer for key, offer in before.items() if key not in after]
    if set(before) == set(after):
        return {}
    opened = place.opening_rules.filter(function__in=[offer.function_id for offer in gone])
    if opened.exists():
        names = sorted(
            {rule.function.code for rule in opened.select_related("function") if rule.function}
        )
        raise Refused(Reason("function_has_openings", "functions", {"functions": names}))
    PlaceFunction.objects.filter(pk__in=[offer.pk for offer in gone]).delete()
    PlaceFunction.objects.bulk_create(
        PlaceFunction(place=place, function=function)
        for key, function in after.items()
        if key not in before
    )
    refresh_own_hours(place)
    return {
        "functions": (
            sorted(offer.function.code for offer in before.values()),
            sorted(function.code for function in after.values()),
        )
    }


@transaction.atomic
def name_keepers(*, actor: User | None, place: Place, keepers: Collection[User]) -> Place:
    """Say who keeps a place: these people and no other."""
    authorise_planning(actor)
    place = place_to_change(actor, place.pk)
    before = sorted(keeper.email for keeper in place.keepers.all())
    after = sorted(keeper.email for keeper in keepers)
    if before != after:
        place.keepers.set(keepers)
        note_change(actor, place, "name_keepers", {"keepers": (before, after)})
    return place


@transaction.atomic
def publish_place(*, actor: User | None, place: Place) -> Place:
    """Show a place to everyone."""
    return _show(actor, place, shown=True)


@transaction.atomic
def unpublish_place(*, actor: User | None, place: Place) -> Place:
    """Hide a place from everyone but its keepers and planners; nothing of it is lost."""
    return _show(actor, place, shown=False)


def _show(actor: User | None, place: Place, *, shown: bool) -> Place:
    place = place_to_change(actor, place.pk)
    changes = assigned(place, {"is_published": shown})
    if changes:
        place.save(update_fields=["is_published"])
        note_change(actor, place, "publish_place" if shown else "unpublish_place", changes)
    return place


def free_slug(name: str) -> str:
    """An address for a place of that name that no other place has."""
    stem = slugify(name)[:70].strip("-") or "place"
    taken = set(Place.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
