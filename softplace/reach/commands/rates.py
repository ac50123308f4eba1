"""Saying what things cost in this territory."""

from django.db import transaction

from softplace.foundation.errors import refuse
from softplace.people.models import User
from softplace.places.rules import reasons_to_refuse_planning
from softplace.reach.models import Rates
from softplace.reach.rules import reasons_to_refuse_rates, reasons_to_refuse_version
from softplace.trail.commands import record


@transaction.atomic
def change_rates(*, actor: User, version: int, **values: float | None) -> Rates:
    """Change some rates, as the planner saw them."""
    refuse(reasons_to_refuse_planning(actor.roles()))
    Rates.objects.get_or_create(pk=1)
    stored = Rates.objects.select_for_update().get(pk=1)
    refuse(reasons_to_refuse_version(version, stored.version, of="rates"))
    refuse(reasons_to_refuse_rates(values))
    changes = {
        name: (getattr(stored, name), value)
        for name, value in values.items()
        if getattr(stored, name) != value
    }
    if changes:
        for name, (_, value) in changes.items():
            setattr(stored, name, value)
        stored.version += 1
        stored.save()
        record(actor=actor, verb="change_rates", subject=stored, changes=changes)
    return stored
