"""What is planned becomes openings where the vehicle stops: as differences, in one transaction."""

from datetime import date
from typing import Any, cast

from django.db import transaction

from softplace.foundation.clock import now, today
from softplace.foundation.errors import Reason, Refused
from softplace.people.models import User
from softplace.places.commands import (
    add_closure,
    change_place,
    create_place,
    publish_place,
    remove_closure,
    remove_opening_rule,
    save_opening_rule,
    unpublish_place,
)
from softplace.places.enums import Pattern
from softplace.places.models import Closure, Place
from softplace.places.rules import PlaceFields, RuleFields
from softplace.rounds.commands.berths import keep_berths
from softplace.rounds.commands.vehicles import note_round, vehicle_to_change
from softplace.rounds.enums import StepKind
from softplace.rounds.models import Halt, Stop, Vehicle, Written
from softplace.rounds.queries import Differences, Step, closures_of, differences, offered, stops_of
from softplace.rounds.rules import next_day, rule_fields
from softplace.territory.queries import territory_zone

SHARED = ("kind", "zone", "holiday_region", "school_zone", "description", "phone", "email",
          "website", "access", "accessibility", "audience")  # fmt: skip
"""What the sheet of a halt repeats of its vehicle's."""


@transaction.atomic
def publish_rounds(*, actor: User, place: Place, version: int, digest: str) -> Vehicle:
    """Write what the preview of that digest said; another one is refused, and nothing written.

    What is on the calendar until today stays: changes hold from tomorrow. Halts are written in
    the name of the software, as nobody keeps them but the vehicle; who published is noted there.
    """
    vehicle = vehicle_to_change(actor, place, version)
    plan = differences(vehicle, now())
    if plan.digest != digest:
        raise Refused(Reason("rounds_changed_since_seen"))
    if not plan:
        raise Refused(Reason("rounds_as_published"))
    stops, day = {stop.pk: stop for stop in stops_of([vehicle])}, today(territory_zone())
    for step in plan.steps:
        _write(vehicle, stops, step, day)
    keep_berths(actor=actor, vehicle=vehicle, stops=stops, plan=plan)
    _tidy(vehicle, stops, day)
    vehicle.published_at, vehicle.published_by = now(), actor
    note_round(actor, vehicle, "publish_rounds", _changes(plan))
    return vehicle


def _changes(plan: Differences) -> dict[str, tuple[Any, Any]]:
    return {
        "steps": (None, [{"kind": step.kind, "name": step.name} for step in plan.steps]),
        "booked": (None, sum(len(one.days) for one in plan.to_book)),
        "given_up": (None, sum(len(one.days) for one in plan.to_give_up)),
    }


def _write(vehicle: Vehicle, stops: dict[int, Stop], step: Step, day: date) -> None:
    if step.stop_id is None:
        return  # days off the road: brought to all halts at the end
    stop = stops[step.stop_id]
    match step.kind:
        case StepKind.OPEN:
            _open(vehicle, stop, rule_fields(stop.times))
        case StepKind.CHANGE:
            _change(vehicle, stop, day)
        case StepKind.END if stop.is_removed:
            _cut(stop, day)
        case StepKind.END:
            _reach(stop, stop.last_day)
    if not stop.is_removed:
        stop.published = offered(stop)
        stop.save(update_fields=["published", "halt"])


def _open(vehicle: Vehicle, stop: Stop, fields: RuleFields) -> None:
    """Openings of each function of the stop, at the place of its halt."""
    halt, functions = _halt_of(vehicle, stop), list(stop.functions.all())
    offered_before = list(halt.place.functions.all())
    change_place(
        actor=None,
        place=halt.place,
        functions=[*offered_before, *(f for f in functions if f not in offered_before)],
    )
    stop.halt = halt
    title = stop.market.name if stop.market else ""
    for function in functions:
        fields |= RuleFields(function=function, title=title, mode=stop.mode)
        rule = save_opening_rule(actor=None, place=halt.place, **fields)
        Written.objects.create(stop=stop, rule=rule)


def _change(vehicle: Vehicle, stop: Stop, day: date) -> None:
    """The old openings end, the new ones begin: tomorrow, where the stop has begun."""
    assert stop.published is not None
    has_begun = date.fromisoformat(stop.published["first_day"]) <= day
    if stop.published | {"last_day": stop.last_day.isoformat()} == offered(stop):
        _reach(stop, stop.last_day)
        return
    _cut(stop, day)
    fields = rule_fields(stop.times)
    if has_begun and stop.first_day <= day:
        begins = next_day(stop.times, day)
        if begins is None:
            return
        fields["starts_on"] = begins
    _open(vehicle, stop, fields)


def _reach(stop: Stop, last_day: date) -> None:
    """Its openings come until another day than before."""
    for written in stop.written.select_related("rule__place").order_by("id"):
        rule = written.rule
        if rule.pattern != Pattern.ONCE:
            save_opening_rule(actor=None, place=rule.place, rule=rule, ends_on=last_day)


def _cut(stop: Stop, day: date) -> None:
    """Its openings end with a day, and are its own no more; those that never came go."""
    for written in stop.written.select_related("rule__place").order_by("id"):
        rule = written.rule
        written.delete()
        assert rule.starts_on is not None  # `rule_fields` always says it
        if rule.starts_on > day:
            remove_opening_rule(actor=None, rule=rule)
        elif rule.pattern != Pattern.ONCE:
            ends_on = min(day, rule.ends_on or day)
            save_opening_rule(actor=None, place=rule.place, rule=rule, ends_on=ends_on)


def _halt_of(vehicle: Vehicle, stop: Stop) -> Halt:
    """Where the vehicle stops at that point: as it was made before, or new."""
    place, commune = vehicle.place, stop.commune
    latitude, longitude = round(stop.latitude, 6), round(stop.longitude, 6)
    sheet = cast(PlaceFields, {field: getattr(place, field) for field in SHARED})
    sheet |= PlaceFields(
        name=f"{place.name} – {stop.name}"[:160],
        address=stop.spot,
        commune=commune,
        post_code=commune.post_codes[0] if commune and commune.post_codes else "",
    )
    found = vehicle.halts.filter(place__latitude=latitude, place__longitude=longitude).first()
    if found is not None:
        change_place(actor=None, place=found.place, **sheet)
        publish_place(actor=None, place=found.place)
        return Halt.objects.select_related("place").get(pk=found.pk)
    sheet |= PlaceFields(is_mobile=True, latitude=latitude, longitude=longitude)
    made = create_place(actor=None, is_published=place.is_published, **sheet)
    return Halt.objects.create(vehicle=vehicle, place=made)


def _tidy(vehicle: Vehicle, stops: dict[int, Stop], day: date) -> None:
    """Halts close on the days off the road; those with nothing left are hidden, and stops that
    were taken off go."""
    for stop in stops.values():
        if stop.is_removed:
            stop.delete()
    wanted = closures_of(vehicle.pk, day)
    for halt in vehicle.halts.select_related("place").order_by("id"):
        _close(halt.place, wanted, day)
        if halt.place.is_published and not halt.place.opening_rules.exists():
            unpublish_place(actor=None, place=halt.place)


def _close(place: Place, wanted: set[tuple[date, date, str]], day: date) -> None:
    known = {}
    for closure in Closure.objects.filter(place=place, rule=None, last_date__gte=day):
        known[closure.first_date, closure.last_date, closure.note] = closure
    for said in sorted(wanted - set(known)):
        first, last, note = said
        add_closure(actor=None, place=place, first_date=first, last_date=last, note=note)
    for said in set(known) - wanted:
        remove_closure(actor=None, closure=known[said])
