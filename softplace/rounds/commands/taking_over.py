"""A computed plan becomes stops: planned, to be adjusted, and published by nobody yet."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from softplace.computing.enums import RunStatus
from softplace.foundation.clock import now, today
from softplace.foundation.errors import Reason, Refused
from softplace.people.models import User
from softplace.places.models import Place
from softplace.rounds.commands.drafts import draft_to_change
from softplace.rounds.commands.stops import remove_stop, save_stop
from softplace.rounds.enums import Cadence
from softplace.rounds.models import Computation, Draft, Market, Stop, Target, Vehicle
from softplace.rounds.queries import comings
from softplace.rounds.rules import StopFields, Times, reasons_to_refuse_meeting
from softplace.territory.queries import territory_zone
from softplace.trail.commands import record


@dataclass(frozen=True, slots=True)
class Placed:
    """A stop as the plan has it: by which vehicle, from which day of the fortnight on, when."""

    target: int
    vehicle: int
    cadence: str
    day: int
    start: int


@transaction.atomic
def take_over(*, actor: User, draft: Draft, version: int, computation: Computation) -> Draft:
    """Plan the stops of a proposal in place of those that were taken over before.

    Locked stops, those that others planned, and those that are as the plan has them stay. All or
    nothing: Refused with what stands in the way.
    """
    row = draft_to_change(actor, draft, version)
    found = row.computations.filter(pk=computation.pk, status=RunStatus.DONE).first()
    if found is None or found.draft_version != row.version:
        raise Refused(Reason("proposal_outdated"))
    if row.first_day <= today(territory_zone()):
        raise Refused(Reason("draft_has_begun"))
    targets = {t.pk: t for t in row.targets.select_related("square").prefetch_related("functions")}
    places = {place.pk: place for place in row.vehicles.order_by("pk")}
    wanted = set(placed_of(found, targets))
    for stop in Stop.objects.standing().filter(target__in=targets, is_locked=False).order_by("pk"):
        stands = _placed(stop, row)
        if stands in wanted:
            wanted.discard(stands)
        else:
            remove_stop(actor=actor, place=places[stop.vehicle_id],
                        version=_version(places[stop.vehicle_id]), stop=stop)  # fmt: skip
    for placed in sorted(wanted, key=lambda one: (one.vehicle, one.day, one.start)):
        fields = _fields(row, targets[placed.target], placed)
        if fields.times.first_day <= fields.times.last_day:
            place = places[placed.vehicle]
            save_stop(actor=actor, place=place, version=_version(place), fields=fields,
                      accepts_drive=True, target=targets[placed.target])  # fmt: skip
    found.taken_over_at = now()
    found.save(update_fields=["taken_over_at"])
    record(actor=actor, verb="take_over_plan", subject=row)
    return row


def placed_of(computation: Computation, targets: dict[int, Target]) -> list[Placed]:
    """The stops of a proposal: what is alike in both weeks comes every week."""
    visits: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for target, vehicle, day, start in computation.visits:
        visits[target].append((vehicle, day, start))
    result = []
    for target, found in sorted(visits.items()):
        if target not in targets:
            continue
        alike: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        for vehicle, day, start in found:
            alike[vehicle, day % 7, start].append(day)
        for (vehicle, _, start), days in sorted(alike.items()):
            cadence = Cadence.WEEKLY if len(days) > 1 else Cadence.EVERY_OTHER_WEEK
            result.append(Placed(target, vehicle, cadence.value, min(days), start))
    return result


def _placed(stop: Stop, draft: Draft) -> Placed:
    day = (stop.first_day - draft.first_day).days
    return Placed(stop.target_id or 0, stop.vehicle_id, stop.cadence, day, stop.start_minute)


def _fields(draft: Draft, target: Target, placed: Placed) -> StopFields:
    first = draft.first_day + timedelta(days=placed.day)
    times = Times(placed.cadence, first, draft.last_day, placed.start, target.minutes)
    return StopFields(
        times=times,
        function_ids=tuple(function.pk for function in target.functions.all()),
        spot=target.spot,
        latitude=target.latitude,
        longitude=target.longitude,
        market_id=_market_of(target, times),
    )


def _market_of(target: Target, times: Times) -> int | None:
    """A service market that is held there and then."""
    if target.square is None:
        return None
    for market in Market.objects.filter(square=target.square).order_by("pk"):
        days = {coming.day for coming in comings(market.times, target.square)}
        if not reasons_to_refuse_meeting(times, days, market.times):
            return market.pk
    return None


def _version(place: Place) -> int:
    """As it stands within this transaction: what others changed meanwhile is not overwritten,
    each stop is refused where it cannot be."""
    found = Vehicle.objects.filter(place=place).values_list("version", flat=True).first()
    return found or 1
