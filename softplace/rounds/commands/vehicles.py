"""What every change of a vehicle's rounds begins and ends with, and what the vehicle keeps to."""

from typing import Any

from django.db import transaction

from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.places.models import Place
from softplace.rounds.models import Vehicle
from softplace.rounds.queries import is_vehicle
from softplace.rounds.rules import (
    VehicleFields,
    reasons_to_refuse_changing,
    reasons_to_refuse_vehicle,
    reasons_to_refuse_version,
)
from softplace.trail.commands import record

Changes = dict[str, tuple[Any, Any]]


def vehicle_to_change(actor: User | None, place: Place, version: int) -> Vehicle:
    """The vehicle as it stands now, locked: against two changes that each miss the other.

    Refuses whoever neither keeps it nor answers for the territory, and who has not seen what
    others changed. None is the software itself; version 0 is what nobody has planned yet.
    """
    if actor is not None:
        is_keeper = place.keepers.filter(pk=actor.pk).exists()
        refuse(reasons_to_refuse_changing(is_keeper=is_keeper, roles=actor.roles()))
    if not is_vehicle(place):
        raise Refused(Reason("not_a_vehicle"))
    Vehicle.objects.get_or_create(place=place)
    vehicle = Vehicle.objects.select_for_update(of=("self",)).select_related("place").get(pk=place)
    refuse(reasons_to_refuse_version(version or 1, vehicle.version))
    return vehicle


def note_round(actor: User | None, vehicle: Vehicle, verb: str, changes: Changes) -> None:
    """Leave the trace of a change of a vehicle's rounds, at its place, and count its version."""
    vehicle.version += 1
    vehicle.save()
    record(actor=actor, verb=verb, subject=vehicle.place, changes=changes)


@transaction.atomic
def change_vehicle(
    *, actor: User | None, place: Place, version: int, fields: VehicleFields
) -> Vehicle:
    """Say when a vehicle works, and what stands on every driver's sheet."""
    vehicle = vehicle_to_change(actor, place, version)
    refuse(reasons_to_refuse_vehicle(fields))
    before = vehicle.fields
    changes = {
        name: (getattr(before, name), getattr(fields, name))
        for name in VehicleFields.__annotations__
        if getattr(before, name) != getattr(fields, name)
    }
    if changes:
        for name, (_, after) in changes.items():
            setattr(vehicle, name, after)
        note_round(actor, vehicle, "change_vehicle", changes)
    return vehicle
