"""Planning the stops of a vehicle. What has begun keeps its past."""

from dataclasses import replace
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from psycopg.errors import ExclusionViolation

from softplace.foundation.clock import today
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.places.models import Place, Resource
from softplace.rounds.commands.vehicles import note_round, vehicle_to_change
from softplace.rounds.models import Market, Stop, Target, Vehicle, Visit
from softplace.rounds.queries import Coming, comings, drives_around, said_of
from softplace.rounds.rules import (
    StopFields,
    reasons_to_refuse_drives,
    reasons_to_refuse_meeting,
    reasons_to_refuse_stop,
)
from softplace.territory.models import Commune, Function
from softplace.territory.queries import commune_index, territory_zone


@transaction.atomic
def save_stop(
    *,
    actor: User | None,
    place: Place,
    version: int,
    fields: StopFields,
    stop: Stop | None = None,
    accepts_drive: bool = False,
    is_locked: bool = False,
    target: Target | None = None,
) -> Stop:
    """Add a stop (stop=None) or change one; nothing is on the calendar before it is published.

    A stop that is published and has begun ends on the day before the first day given here, and
    another one begins then: its past stays as it was. With `accepts_drive`, a drive may be
    shorter than the way is thought to take, as long as it is possible at all.
    """
    vehicle = vehicle_to_change(actor, place, version)
    fields = replace(fields, times=fields.times.settled())
    before = None if stop is None else _stored(vehicle, stop)
    day = today(territory_zone())
    refuse(reasons_to_refuse_stop(fields, today=day))
    said = {} if before is None else said_of(before)
    begun = before is not None and before.has_begun(day)
    if before is not None and begun:
        if fields.times.first_day <= day:
            raise Refused(Reason("begun_stop_changes_later", "first_day", {"day": day}))
        _end(before, fields.times.first_day - timedelta(days=1))
    changed = Stop(vehicle=vehicle) if before is None or begun else before
    _describe(changed, fields, is_locked=is_locked)
    changed.target = target or (before.target if before is not None else None)
    changed.save()
    functions = list(Function.objects.filter(pk__in=fields.function_ids))
    if len(functions) < len(set(fields.function_ids)):
        raise Refused(Reason("stop_without_function", "functions"))
    changed.functions.set(functions)
    _write_visits(changed, vehicle)
    refuse(reasons_to_refuse_drives(drives_around(changed), accepts=accepts_drive))
    after = said_of(changed)
    if before is None or begun or said != after:
        verb = "add_stop" if before is None else "change_stop"
        note_round(actor, vehicle, verb, {"stop": (said, after)})
    return changed


@transaction.atomic
def remove_stop(*, actor: User | None, place: Place, version: int, stop: Stop) -> Place:
    """Plan a stop no more. What was published stays on the calendar until the next publication,
    and what has begun keeps its past."""
    vehicle = vehicle_to_change(actor, place, version)
    stored = _stored(vehicle, stop)
    said, day = said_of(stored), today(territory_zone())
    if stored.published is None:
        stored.delete()
    elif stored.first_day <= day:
        _end(stored, day)
    else:
        stored.visits.all().delete()
        stored.is_removed = True
        stored.save(update_fields=["is_removed"])
    note_round(actor, vehicle, "remove_stop", {"stop": (said, {})})
    return place


@transaction.atomic
def lock_stop(
    *, actor: User | None, place: Place, version: int, stop: Stop, is_locked: bool
) -> Stop:
    """Keep a stop as it is when a plan is computed, or let it be moved again."""
    vehicle = vehicle_to_change(actor, place, version)
    stored = _stored(vehicle, stop)
    if stored.is_locked != is_locked:
        stored.is_locked = is_locked
        stored.save(update_fields=["is_locked"])
        verb = "lock_stop" if is_locked else "unlock_stop"
        note_round(actor, vehicle, verb, {"stop": (None, stored.name)})
    return stored


def _stored(vehicle: Vehicle, stop: Stop) -> Stop:
    """The stop as it stands now."""
    stored = vehicle.stops.standing().filter(pk=stop.pk).select_related("commune", "target").first()
    if stored is None:
        raise Refused(Reason("already_removed"))
    return stored


def _end(stop: Stop, last_day: date) -> None:
    if last_day < stop.last_day:
        stop.last_day = last_day
        stop.save(update_fields=["last_day"])
        stop.visits.filter(day__gt=last_day).delete()


def _describe(stop: Stop, fields: StopFields, *, is_locked: bool) -> None:
    """Set what is said of a stop; its point is its market's, its room's or its own."""
    latitude, longitude, spot = fields.latitude, fields.longitude, fields.spot
    stop.market = stop.resource = None
    if fields.resource_id is not None:
        resource = Resource.objects.bookable().filter(pk=fields.resource_id)
        stop.resource = resource.select_related("place").first()
        if stop.resource is None:
            raise Refused(Reason("room_not_bookable", "resource"))
        at = stop.resource.place
        latitude, longitude, spot = at.latitude, at.longitude, spot or at.name
    if fields.market_id is not None:
        stop.market = Market.objects.filter(pk=fields.market_id).select_related("square").first()
        if stop.market is None:
            raise Refused(Reason("already_removed", "market"))
        days = {coming.day for coming in comings(stop.market.times, stop.market.square)}
        refuse(reasons_to_refuse_meeting(fields.times, days, stop.market.times))
        at = stop.market.square
        if stop.resource is not None and stop.resource.place_id != at.pk:
            raise Refused(Reason("room_away_from_market", "resource", {"square": at.name}))
        latitude, longitude, spot = at.latitude, at.longitude, at.name
    if latitude is None or longitude is None:
        raise Refused(Reason("commune_or_point_needed", "commune"))
    stop.latitude, stop.longitude = latitude, longitude
    found = commune_index().nearest(latitude, longitude)
    stop.commune = Commune.objects.get(pk=found[0].id) if found else None
    stop.spot = " ".join(spot.split())[:120]
    stop.times, stop.mode, stop.is_locked = fields.times, fields.mode, is_locked
    stop.contact_name = fields.contact_name.strip()
    stop.contact_phone = fields.contact_phone.strip()
    stop.remark = fields.remark.strip()


def _write_visits(stop: Stop, vehicle: Vehicle) -> None:
    """The days of the stop, one by one. The database refuses those on which the vehicle is
    elsewhere; asked before, so that we can say where."""
    stop.visits.all().delete()
    found = comings(stop.times, vehicle.place)
    if not found:
        raise Refused(Reason("no_day_of_stop", "last_day"))
    _refuse_elsewhere(vehicle, found)
    try:
        with transaction.atomic():
            Visit.objects.bulk_create(
                Visit(
                    stop=stop,
                    vehicle=vehicle,
                    day=coming.day,
                    period=DateTimeTZRange(coming.start, coming.end),
                )
                for coming in found
            )
    except IntegrityError as error:
        if isinstance(error.__cause__, ExclusionViolation):
            raise Refused(Reason("vehicle_elsewhere", "starts_at")) from None
        raise


def _refuse_elsewhere(vehicle: Vehicle, found: list[Coming]) -> None:
    first, last = found[0].day - timedelta(days=1), found[-1].day + timedelta(days=1)
    standing = Visit.objects.filter(vehicle=vehicle, day__range=(first, last))
    others = list(standing.select_related("stop__commune").order_by("period"))
    for coming in found:
        for other in others:
            if coming.start < other.ends_at and other.starts_at < coming.end:
                start = other.starts_at.astimezone(coming.start.tzinfo)
                details = {"name": other.name, "at": start}
                raise Refused(Reason("vehicle_is_at", "starts_at", details))
