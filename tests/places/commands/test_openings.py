"""Opening rules and closures are saved, changed and removed, with flags and traces kept right."""

from datetime import date

import pytest

from softplace.foundation.errors import Refused
from softplace.places.commands import (
    add_closure,
    add_resource,
    remove_closure,
    remove_opening_rule,
    save_opening_rule,
)
from softplace.places.enums import Mode, Pattern
from softplace.places.models import Closure, OpeningRule, Place
from softplace.trail.models import Entry
from tests.places.cast import a_function, a_place, a_user

pytestmark = pytest.mark.django_db
MORNING = {"weekdays": 2, "start_minute": 540, "length_minutes": 180}
TUESDAY = date(2026, 11, 24)


def verbs() -> list[str]:
    return [entry.verb for entry in Entry.objects.order_by("id")]


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def flags(place: Place) -> list[bool]:
    return [
        *place.offers.values_list("has_own_hours", flat=True),
        *place.resources.values_list("has_own_hours", flat=True),
    ]


def test_a_keeper_writes_a_rule_and_changes_it() -> None:
    keeper, place = a_user("kim"), a_place()
    place.keepers.add(keeper)
    rule = save_opening_rule(actor=keeper, place=place, **MORNING)
    save_opening_rule(actor=keeper, place=place, rule=rule, mode=Mode.APPOINTMENT)
    rule.refresh_from_db()
    assert (rule.weekdays, rule.mode) == (2, "appointment")
    before, after = Entry.objects.order_by("-id")[0].changes["opening_rule"]
    assert (before.get("mode"), after["mode"]) == (None, "appointment")
    save_opening_rule(actor=keeper, place=place, rule=rule, mode=Mode.APPOINTMENT)
    assert verbs() == ["add_opening_rule", "change_opening_rule"]


def test_flags_say_what_has_hours_of_its_own() -> None:
    papers = a_function()
    place = a_place("Mairie", papers)
    room = add_resource(actor=None, place=place, name="Salle", kind="room")
    general = save_opening_rule(actor=None, place=place, **MORNING)
    assert flags(place) == [False, False]
    rule = save_opening_rule(actor=None, place=place, function=papers, **MORNING)
    assert flags(place) == [True, False]
    save_opening_rule(actor=None, place=place, rule=rule, function=None, resource=room)
    assert flags(place) == [False, True]
    remove_opening_rule(actor=None, rule=rule)
    assert flags(place) == [False, False]
    assert list(place.opening_rules.all()) == [general]


def test_changing_the_pattern_forgets_what_the_old_one_said() -> None:
    place = a_place()
    rule = save_opening_rule(actor=None, place=place, **MORNING)
    save_opening_rule(
        actor=None, place=place, rule=rule, pattern=Pattern.HOURS, hours="Mo-Fr 09:00-12:00"
    )
    rule.refresh_from_db()
    assert (rule.weekdays, rule.start_minute, rule.hours) == (0, 0, "Mo-Fr 09:00-12:00")


def test_a_rule_speaks_of_what_the_place_has() -> None:
    place, other = a_place(), a_place("Poste")
    room = add_resource(actor=None, place=other, name="Salle", kind="room")
    with pytest.raises(Refused) as refused:
        save_opening_rule(actor=None, place=place, resource=room, **MORNING)
    assert codes(refused) == ["resource_of_another_place"]
    with pytest.raises(Refused) as refused:
        save_opening_rule(actor=None, place=place, function=a_function(), **MORNING)
    assert codes(refused) == ["function_not_offered"]
    assert not OpeningRule.objects.exists()


def test_a_rule_of_another_place_is_not_reached_through_one_s_own() -> None:
    keeper, mine, other = a_user("kim"), a_place(), a_place("Poste")
    mine.keepers.add(keeper)
    rule = save_opening_rule(actor=None, place=other, **MORNING)
    with pytest.raises(Refused) as refused:
        save_opening_rule(actor=keeper, place=mine, rule=rule, **MORNING)
    assert codes(refused) == ["already_removed"]
    with pytest.raises(Refused) as refused:
        remove_opening_rule(actor=keeper, rule=rule)
    assert codes(refused) == ["not_your_place"]
    with pytest.raises(Refused) as refused:
        add_closure(actor=keeper, place=mine, rule=rule, first_date=TUESDAY, last_date=TUESDAY)
    assert codes(refused) == ["rule_of_another_place"]


def test_closures_come_and_go() -> None:
    place = a_place()
    closure = add_closure(
        actor=None, place=place, first_date=TUESDAY, last_date=TUESDAY, note="Travaux"
    )
    remove_closure(actor=None, closure=closure)
    assert not Closure.objects.exists()
    assert verbs() == ["add_closure", "remove_closure"]
    with pytest.raises(Refused) as refused:
        remove_closure(actor=None, closure=closure)
    assert codes(refused) == ["already_removed"]
