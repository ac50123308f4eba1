"""On what terms a place may be booked."""

from typing import Any

from django.db import transaction

from softplace.bookings.models import Terms
from softplace.foundation.errors import Reason, refuse
from softplace.people.enums import Audience
from softplace.people.models import Group, User
from softplace.places.models import Place, Resource
from softplace.trail.commands import record


@transaction.atomic
def set_terms(
    *,
    actor: User | None,
    place: Place,
    resource: Resource | None = None,
    audience: Audience = Audience.EVERYONE,
    group: Group | None = None,
    **fields: Any,
) -> Terms:
    """Write the terms of a place, or of one resource, for an audience; `fields` of `Terms`."""
    refuse(_reasons(actor, place, resource))
    if fields.get("shortest_minutes", 15) > fields.get("longest_minutes", 1440):
        refuse([Reason("shortest_above_longest", "shortest_minutes")])
    terms, created = Terms.objects.get_or_create(
        place=place, resource=resource, audience=audience, group=group, defaults=fields
    )
    before = {} if created else {name: getattr(terms, name) for name in fields}
    if not created:
        for name, value in fields.items():
            setattr(terms, name, value)
        terms.save()
    changes = {
        name: (before.get(name), value)
        for name, value in fields.items()
        if before.get(name) != value
    }
    if changes or created:
        record(actor=actor, verb="set_terms", subject=place, changes=changes)
    return terms


@transaction.atomic
def remove_terms(*, actor: User | None, terms: Terms) -> Place:
    """Take terms back; where none are left, anyone may ask and a keeper decides."""
    place = terms.place
    refuse(_reasons(actor, place, None))
    terms.delete()
    record(actor=actor, verb="remove_terms", subject=place)
    return place


def _reasons(actor: User | None, place: Place, resource: Resource | None) -> list[Reason]:
    reasons = []
    if actor is not None and not (actor.is_planner or place.keepers.filter(pk=actor.pk).exists()):
        reasons.append(Reason("not_keeper"))
    if resource is not None and resource.place_id != place.pk:
        reasons.append(Reason("resource_of_another_place", "resource"))
    return reasons
