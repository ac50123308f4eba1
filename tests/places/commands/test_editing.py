"""Places are made and changed by whoever may, and each change leaves its trace."""

import pytest

from softplace.foundation.errors import Refused
from softplace.people.enums import Role
from softplace.places.commands import (
    add_resource,
    change_place,
    create_place,
    name_keepers,
    publish_place,
    save_opening_rule,
    unpublish_place,
)
from softplace.places.models import Place
from softplace.trail.models import Entry
from tests.places.cast import a_function, a_place, a_territory, a_user, crest

pytestmark = pytest.mark.django_db
POINT = {"latitude": 44.73, "longitude": 5.02}


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_a_planner_adds_a_place_that_takes_the_territory_s_clock() -> None:
    a_territory()
    planner, keeper, papers = a_user("pat", Role.PLANNER), a_user("kim"), a_function()
    place = create_place(
        actor=planner,
        name="Médiathèque",
        kind="library",
        functions=[papers],
        keepers=[keeper],
        **POINT,
    )
    assert (place.slug, place.zone, place.school_zone) == ("mediatheque", "Europe/Paris", "A")
    assert list(place.keepers.all()) == [keeper]
    assert "papers" in Place.objects.get().search_text
    entry = Entry.objects.about(place).get()
    assert (entry.verb, entry.actor, entry.changes["functions"]) == (
        "create_place",
        planner,
        [[], ["papers"]],
    )


@pytest.mark.parametrize("roles", [[], [Role.MEDIATOR]])
def test_others_add_none(roles: list[Role]) -> None:
    with pytest.raises(Refused) as refused:
        create_place(actor=a_user("lee", *roles), name="Médiathèque", kind="library", **POINT)
    assert codes(refused) == ["planners_only"]
    assert not Place.objects.exists()


def test_two_places_of_one_name_have_two_addresses() -> None:
    slugs = [create_place(actor=None, name="Mairie", kind="town_hall", **POINT).slug for _ in "12"]
    assert slugs == ["mairie", "mairie-2"]


def test_a_change_is_noted_with_what_was_before() -> None:
    keeper, place = a_user("kim"), a_place()
    place.keepers.add(keeper)
    change_place(actor=keeper, place=place, name="Mairie de Crest", phone="04 75 76 61 10")
    entry = Entry.objects.about(place).get()
    assert entry.changes == {
        "name": ["Mairie", "Mairie de Crest"],
        "phone": ["", "04 75 76 61 10"],
    }
    assert "crest" in Place.objects.get().search_text


def test_saying_the_same_again_changes_nothing() -> None:
    place = a_place()
    change_place(actor=None, place=place, name="Mairie")
    assert not Entry.objects.exists()
    assert Place.objects.get().updated_at == place.updated_at


def test_a_refused_change_changes_nothing() -> None:
    place = a_place()
    with pytest.raises(Refused) as refused:
        change_place(actor=None, place=place, name="🎉", phone="?", description="x")
    assert codes(refused) == ["name_without_letters", "not_a_phone"]
    assert Place.objects.get().description == ""
    assert not Entry.objects.exists()


def test_old_imported_faults_do_not_stand_in_the_way() -> None:
    place = a_place(website="www.crest.fr")
    change_place(actor=None, place=place, website="www.crest.fr", description="Ouvert")
    assert Place.objects.get().description == "Ouvert"


def test_another_keeper_changes_nothing() -> None:
    stranger = a_user("lee")
    a_place("Poste").keepers.add(stranger)
    place = a_place()
    for refuse in (
        lambda: change_place(actor=stranger, place=place, name="À moi"),
        lambda: unpublish_place(actor=stranger, place=place),
    ):
        with pytest.raises(Refused) as refused:
            refuse()
        assert codes(refused) == ["not_your_place"]
    assert Place.objects.filter(name="Mairie", is_published=True).exists()


def test_a_place_stays_near_its_communes() -> None:
    crest()
    place = a_place()
    with pytest.raises(Refused) as refused:
        change_place(actor=None, place=place, latitude=5.02, longitude=44.73)
    assert codes(refused) == ["coordinates_swapped"]
    with pytest.raises(Refused) as refused:
        change_place(actor=None, place=place, latitude=43.0, longitude=5.02)
    assert [(r.code, r.details) for r in refused.value.reasons] == [
        ("point_out_of_territory", {"kilometres": 192})
    ]
    change_place(actor=None, place=place, latitude=44.75)


def test_the_legal_headcount_is_judged_against_the_rooms() -> None:
    place = a_place()
    add_resource(actor=None, place=place, name="Salle", kind="room", headcount=80)
    with pytest.raises(Refused) as refused:
        change_place(actor=None, place=place, legal_headcount=50)
    assert codes(refused) == ["legal_headcount_below_resource"]


def test_functions_come_and_go_unless_hours_speak_of_them() -> None:
    papers, care = a_function("papers"), a_function("care")
    place = a_place("Mairie", papers)
    change_place(actor=None, place=place, functions=[papers, care])
    assert Entry.objects.get().changes == {"functions": [["papers"], ["care", "papers"]]}
    save_opening_rule(
        actor=None, place=place, function=care, weekdays=1, start_minute=540, length_minutes=60
    )
    with pytest.raises(Refused) as refused:
        change_place(actor=None, place=place, functions=[papers])
    assert codes(refused) == ["function_has_openings"]
    change_place(actor=None, place=place, functions=[care])
    assert [offer.function for offer in place.offers.all()] == [care]


def test_only_planners_name_keepers() -> None:
    planner, keeper, place = a_user("pat", Role.PLANNER), a_user("kim"), a_place()
    name_keepers(actor=planner, place=place, keepers=[keeper])
    assert Entry.objects.get().changes == {"keepers": [[], ["kim@example.org"]]}
    with pytest.raises(Refused) as refused:
        name_keepers(actor=keeper, place=place, keepers=[])
    assert codes(refused) == ["planners_only"]
    assert list(place.keepers.all()) == [keeper]


def test_a_place_is_hidden_and_shown_again() -> None:
    place = a_place()
    unpublish_place(actor=None, place=place)
    unpublish_place(actor=None, place=place)
    assert not Place.objects.get().is_published
    publish_place(actor=None, place=place)
    assert [entry.verb for entry in Entry.objects.order_by("id")] == [
        "unpublish_place",
        "publish_place",
    ]
