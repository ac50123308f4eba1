"""Publishing a scenario: what it says becomes openings, from a day, in one transaction."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import transaction

from softplace.engines.calendar import weekday_bit
from softplace.engines.reach.scenario import Hours
from softplace.foundation.clock import now
from softplace.foundation.errors import Reason, Refused, refuse
from softplace.people.models import User
from softplace.places.commands import (
    add_closure,
    change_place,
    create_place,
    save_opening_rule,
)
from softplace.places.enums import HolidayPolicy, Pattern, PlaceKind
from softplace.places.models import OpeningRule, Place, PlaceFunction
from softplace.places.rules import RuleFields, reasons_to_refuse_planning
from softplace.reach.models import Scenario
from softplace.reach.queries import function_families
from softplace.reach.rules import NEVER, reasons_to_refuse_version
from softplace.territory.models import Commune, Function
from softplace.territory.queries import commune_index
from softplace.trail.commands import record

COPIED = tuple(name for name in RuleFields.__annotations__ if name not in {"resource", "function"})


class StepKind(StrEnum):
    """What is written for one place."""

    NEW_PLACE = "new_place"
    CLOSE_PLACE = "close_place"
    MOVE_PLACE = "move_place"
    ADD_FUNCTION = "add_function"
    CLOSE_FUNCTION = "close_function"
    CHANGE_HOURS = "change_hours"
    ADD_HOURS = "add_hours"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is written. `place` is the slug of a place that stands, "" for a new one;
    `hours` by the code of the function, "" for the place in general."""

    kind: StepKind
    place: str
    name: str
    hours: tuple[tuple[str, Hours], ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    place_kind: str = PlaceKind.OTHER
    is_mobile: bool = False
    then: tuple["Step", ...] = ()
    """For a move: what changes besides at the place as it opens again."""


@transaction.atomic
def publish_scenario(
    *, actor: User, scenario_id: int, version: int, effective_on: date, steps: Sequence[Step]
) -> Scenario:
    """Write the steps into the openings, once: published before, nothing happens again."""
    refuse(reasons_to_refuse_planning(actor.roles()))
    scenario = Scenario.objects.select_for_update(of=("self",)).filter(pk=scenario_id).first()
    if scenario is None:
        raise Refused(Reason("already_removed"))
    if scenario.published_at is not None:
        return scenario
    refuse(reasons_to_refuse_version(version, scenario.version))
    for step in steps:
        _write(actor, step, effective_on, str(scenario))
    scenario.published_at, scenario.published_by = now(), actor
    scenario.effective_on = effective_on
    scenario.version += 1
    scenario.save()
    changes: dict[str, tuple[Any, Any]] = {
        "effective_on": (None, effective_on),
        "steps": (None, [asdict(step) for step in steps]),
    }
    record(actor=actor, verb="publish_scenario", subject=scenario, changes=changes)
    return scenario


def _write(actor: User, step: Step, on: date, note: str) -> None:
    if step.kind is StepKind.NEW_PLACE:
        _open_place(actor, step, on)
        return
    place = Place.objects.filter(slug=step.place).first()
    if place is None:
        raise Refused(Reason("already_removed"))
    match step.kind:
        case StepKind.CLOSE_PLACE:
            _close(actor, place, on, note)
        case StepKind.MOVE_PLACE:
            _move(actor, place, step, on, note)
        case StepKind.ADD_FUNCTION:
            functions = [*place.functions.all(), *_functions(step)]
            place = change_place(actor=actor, place=place, functions=functions)
            _add_rules(actor, place, step, on)
        case StepKind.CLOSE_FUNCTION:
            _end_function(actor, place, step, on, note)
        case StepKind.CHANGE_HOURS:
            _end_function(actor, place, step, on, note)
            _add_rules(actor, place, step, on)
        case StepKind.ADD_HOURS:
            for offer in _offers(place, step):
                _own_rules(actor, place, offer)
            _add_rules(actor, place, step, on)


def _open_place(actor: User, step: Step, on: date) -> Place:
    assert step.latitude is not None and step.longitude is not None
    found = commune_index().nearest(step.latitude, step.longitude)
    place = create_place(
        actor=actor,
        functions=_functions(step),
        name=step.name,
        kind=step.place_kind,
        is_mobile=step.is_mobile,
        latitude=step.latitude,
        longitude=step.longitude,
        commune=Commune.objects.get(pk=found[0].id) if found else None,
    )
    _add_rules(actor, place, step, on)
    return place


def _close(actor: User, place: Place, on: date, note: str) -> None:
    add_closure(actor=actor, place=place, first_date=on, last_date=NEVER, note=note)


def _move(actor: User, place: Place, step: Step, on: date, note: str) -> None:
    """A place has one address whatever the day: it closes, and its like opens elsewhere."""
    assert step.latitude is not None and step.longitude is not None
    found = commune_index().nearest(step.latitude, step.longitude)
    new = create_place(
        actor=actor,
        functions=list(place.functions.all()),
        keepers=list(place.keepers.all()),
        name=place.name,
        kind=place.kind,
        is_mobile=place.is_mobile,
        latitude=step.latitude,
        longitude=step.longitude,
        commune=Commune.objects.get(pk=found[0].id) if found else None,
        description=place.description,
        phone=place.phone,
        email=place.email,
        website=place.website,
        zone=place.zone,
        holiday_region=place.holiday_region,
        school_zone=place.school_zone,
    )
    for rule in place.opening_rules.filter(resource=None).select_related("function"):
        if rule.ends_on is None or rule.ends_on >= on:
            fields = _fields(rule)
            if rule.pattern != Pattern.ONCE:
                fields["starts_on"] = max(rule.starts_on or on, on)
            save_opening_rule(actor=actor, place=new, function=rule.function, **fields)
    for change in step.then:
        _write(actor, replace(change, place=new.slug), on, note)
    _close(actor, place, on, note)


def _end_function(actor: User, place: Place, step: Step, on: date, note: str) -> None:
    """The function keeps its hours until the day before; the others keep theirs."""
    for offer in _offers(place, step):
        for rule in _own_rules(actor, place, offer):
            add_closure(
                actor=actor, place=place, rule=rule, first_date=on, last_date=NEVER, note=note
            )


def _own_rules(actor: User, place: Place, offer: PlaceFunction) -> list[OpeningRule]:
    """The rules of a function alone: copies of the general ones where it had none."""
    rules = place.opening_rules.filter(resource=None)
    if offer.has_own_hours:
        return list(rules.filter(function=offer.function))
    return [
        save_opening_rule(actor=actor, place=place, function=offer.function, **_fields(rule))
        for rule in rules.filter(function=None)
    ]


def _add_rules(actor: User, place: Place, step: Step, on: date) -> None:
    """Weekly rules from the day on: one for each stretch of the day, on all its weekdays."""
    for code, hours in step.hours:
        function = _offered(place, code) if code else None
        weekdays: dict[tuple[int, int], int] = {}
        for start, end in hours:
            stretch = (start % 1440, end - start)
            weekdays[stretch] = weekdays.get(stretch, 0) | weekday_bit(start // 1440)
        for (start_minute, length_minutes), days in weekdays.items():
            save_opening_rule(
                actor=actor,
                place=place,
                function=function,
                weekdays=days,
                start_minute=start_minute,
                length_minutes=length_minutes,
                starts_on=on,
                on_public_holidays=HolidayPolicy.CLOSED if place.holiday_region else 0,
            )


def _functions(step: Step) -> list[Function]:
    return list(Function.objects.filter(code__in=[code for code, _ in step.hours if code]))


def _offers(place: Place, step: Step) -> list[PlaceFunction]:
    """What the place offers of the step's functions, and of those below them."""
    families = function_families(_functions(step))
    below = {pk for family in families.values() for pk in family}
    return list(place.offers.filter(function__in=below).select_related("function"))


def _offered(place: Place, code: str) -> Function:
    """The function, or the one below it that the place offers."""
    function = Function.objects.get(code=code)
    family = function_families([function])[function.pk]
    offers = place.offers.filter(function__in=family).select_related("function").order_by("id")
    codes = {offer.function.code: offer.function for offer in offers}
    return codes.get(code) or next(iter(codes.values()))


def _fields(rule: OpeningRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in COPIED}
