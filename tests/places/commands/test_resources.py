"""Rooms, pools and divided halls: who shares which units."""

import pytest

from softplace.foundation.errors import Refused
from softplace.places.commands import add_resource, change_resource, remove_resource, sharing_of
from softplace.places.models import Place, Resource, Unit
from softplace.places.rules import Sharing
from softplace.trail.models import Entry
from tests.places.cast import a_place

pytestmark = pytest.mark.django_db


def units_of(resource: Resource) -> set[int]:
    return set(resource.units.values_list("pk", flat=True))


def a_hall_in_two(place: Place) -> tuple[Resource, Resource, Resource]:
    halves = [
        add_resource(actor=None, place=place, name=name, kind="hall") for name in ("Est", "Ouest")
    ]
    whole = add_resource(
        actor=None, place=place, name="Hall", kind="hall", sharing=Sharing.PARTS, parts=halves
    )
    return halves[0], halves[1], whole


def test_a_divided_hall_shares_its_units_with_its_halves() -> None:
    east, west, whole = a_hall_in_two(a_place())
    assert units_of(east).isdisjoint(units_of(west))
    assert units_of(whole) == units_of(east) | units_of(west)
    assert sharing_of(whole) == (Sharing.PARTS, [east, west])
    assert sharing_of(east) == (Sharing.WHOLE, [])


def test_a_pool_has_a_unit_for_each_desk_and_grows_and_shrinks() -> None:
    desks = add_resource(
        actor=None, place=a_place(), name="Bureaux", kind="desk", sharing="pool", unit_count=12
    )
    first = units_of(desks)
    assert (desks.is_pool, len(first)) == (True, 12)
    change_resource(actor=None, resource=desks, sharing="pool", unit_count=14)
    assert first < units_of(desks)
    change_resource(actor=None, resource=desks, sharing="pool", unit_count=10)
    assert (units_of(desks) < first, Unit.objects.count()) == (True, 10)


def test_a_half_is_not_cut_anew_under_the_whole() -> None:
    east, _, whole = a_hall_in_two(a_place())
    with pytest.raises(Refused) as refused:
        change_resource(actor=None, resource=east, sharing="pool", unit_count=3)
    assert [(r.code, r.details) for r in refused.value.reasons] == [
        ("is_part_of_another", {"name": "Hall"})
    ]
    assert units_of(east) < units_of(whole)


def test_a_hall_becomes_divisible() -> None:
    place = a_place()
    hall = add_resource(actor=None, place=place, name="Hall", kind="hall")
    halves = [
        add_resource(actor=None, place=place, name=name, kind="hall") for name in ("Est", "Ouest")
    ]
    change_resource(actor=None, resource=hall, sharing="parts", parts=halves)
    assert units_of(hall) == units_of(halves[0]) | units_of(halves[1])
    assert Unit.objects.count() == 2


def test_parts_are_of_the_same_place() -> None:
    east, west, _ = a_hall_in_two(a_place())
    with pytest.raises(Refused) as refused:
        add_resource(
            actor=None,
            place=a_place("Poste"),
            name="X",
            kind="hall",
            sharing="parts",
            parts=[east, west],
        )
    assert [r.code for r in refused.value.reasons] == ["part_of_another_place"]


def test_a_half_goes_and_its_unit_stays_while_the_whole_needs_it() -> None:
    place = a_place()
    east, _, whole = a_hall_in_two(place)
    remove_resource(actor=None, resource=east)
    assert (len(units_of(whole)), Unit.objects.count()) == (2, 2)
    remove_resource(actor=None, resource=whole)
    assert [r.name for r in place.resources.all()] == ["Ouest"]
    assert Unit.objects.count() == 1


def test_the_sheet_and_layouts_are_changed_with_their_trace() -> None:
    place = a_place(legal_headcount=100)
    room = add_resource(actor=None, place=place, name="Salle", kind="room", headcount=40)
    change_resource(actor=None, resource=room, area_m2=60.0, layouts={"theatre": 40})
    assert Entry.objects.order_by("-id")[0].changes == {
        "resource": ["Salle", "Salle"],
        "area_m2": [None, 60.0],
        "layouts": [{}, {"theatre": 40}],
    }
    with pytest.raises(Refused) as refused:
        change_resource(actor=None, resource=room, headcount=101)
    assert [r.code for r in refused.value.reasons] == ["headcount_above_legal"]
    change_resource(actor=None, resource=room, name="Salle")
    assert Entry.objects.count() == 2


def test_two_resources_of_a_place_do_not_share_a_name() -> None:
    place = a_place()
    add_resource(actor=None, place=place, name="Salle", kind="room")
    with pytest.raises(Refused) as refused:
        add_resource(actor=None, place=place, name="Salle", kind="room")
    assert [r.code for r in refused.value.reasons] == ["resource_name_taken"]
