"""Sheets of places and resources: faults are told at their field, and what was typed stays."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from softplace.people.enums import Role
from softplace.places.commands import add_resource, change_place, save_opening_rule
from softplace.places.models import Place, Resource
from tests.places.cast import a_function, a_place, a_user, crest

pytestmark = pytest.mark.django_db
SHEET: dict[str, Any] = {
    "name": "Mairie", "kind": "town_hall", "latitude": "44,73", "longitude": "5,02",
    "zone": "Europe/Paris", "holiday_region": "FR", "audience": "0", "description": "Ouverte",
}  # fmt: skip
ROOM: dict[str, Any] = {"name": "Salle", "kind": "room", "sharing": "whole", "audience": "0"}


@pytest.fixture
def client() -> Client:
    crest()
    client = Client(headers={"accept-language": "en"})
    client.force_login(a_user("pat", Role.PLANNER))
    return client


def test_a_comma_is_a_decimal_point_and_functions_are_chosen(client: Client) -> None:
    papers, place = a_function(), a_place()
    address = reverse("keeper-sheet", args=[place.slug])
    assert client.post(address, SHEET | {"functions": [papers.pk]}).status_code == 302
    place.refresh_from_db()
    assert (place.latitude, place.longitude) == (44.73, 5.02)
    assert [offer.function for offer in place.offers.all()] == [papers]


def test_the_second_of_two_keepers_is_told_and_keeps_what_was_typed(client: Client) -> None:
    place = a_place()
    address = reverse("keeper-sheet", args=[place.slug])
    page = client.get(address).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    change_place(actor=None, place=place, phone="04 75 25 00 00")
    late = client.post(address, SHEET | {"seen": seen})
    assert late.status_code == 422
    shown = late.content.decode()
    assert "Somebody else has changed this sheet" in shown
    assert "Ouverte" in shown
    place.refresh_from_db()
    assert (place.phone, place.description) == ("04 75 25 00 00", "")
    again = shown.split('name="seen" value="')[1].split('"')[0]
    assert client.post(address, SHEET | {"seen": again}).status_code == 302
    place.refresh_from_db()
    assert place.description == "Ouverte"


def test_another_fault_first_does_not_hide_the_change(client: Client) -> None:
    place = a_place()
    address = reverse("keeper-sheet", args=[place.slug])
    seen = client.get(address).content.decode().split('name="seen" value="')[1].split('"')[0]
    change_place(actor=None, place=place, phone="04 75 25 00 00")
    faulty = client.post(address, SHEET | {"seen": seen, "latitude": "north"})
    kept = faulty.content.decode().split('name="seen" value="')[1].split('"')[0]
    assert kept == seen
    assert client.post(address, SHEET | {"seen": kept}).status_code == 422


def test_hours_written_meanwhile_do_not_stand_in_the_way_of_a_sheet(client: Client) -> None:
    place = a_place()
    address = reverse("keeper-sheet", args=[place.slug])
    seen = client.get(address).content.decode().split('name="seen" value="')[1].split('"')[0]
    save_opening_rule(actor=None, place=place, weekdays=1, start_minute=540, length_minutes=60)
    assert client.post(address, SHEET | {"seen": seen}).status_code == 302


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"name": "🎉"}, "name", "at least one letter"),
        ({"name": "<script>"}, "name", "cannot hold"),
        ({"latitude": "5,02", "longitude": "44,73"}, "latitude", "Exchange them"),
        ({"latitude": "43"}, "latitude", "192 km from the nearest commune"),
        ({"latitude": "north"}, "latitude", "is not a number"),
        ({"legal_headcount": "1000000000"}, "legal_headcount", "cannot be meant"),
        ({"website": "javascript:alert(1)"}, "website", "is not a web address"),
        ({"latitude": "", "longitude": ""}, "commune", "Say where it is"),
        ({"commune": "Atlantis"}, "commune", "No commune is called"),
    ],
)
def test_a_fault_of_a_place_is_told_and_nothing_is_lost(
    client: Client, said: dict[str, str], field: str, sentence: str
) -> None:
    place = a_place()
    page = client.post(reverse("keeper-sheet", args=[place.slug]), SHEET | said)
    assert page.status_code == 422
    form = page.context["form"]
    assert list(form.errors) == [field]
    assert sentence in form.errors[field][0]
    assert form["description"].value() == "Ouverte"
    place.refresh_from_db()
    assert (place.description, place.latitude) == ("", 44.73)


def test_a_place_without_coordinates_stands_at_the_centre_of_its_commune(client: Client) -> None:
    said = SHEET | {"name": "Poste", "latitude": "", "longitude": "", "commune": "crest"}
    assert client.post(reverse("keeper-place-new"), said).status_code == 302
    place = Place.objects.get()
    assert (place.latitude, place.commune.name, place.is_published) == (44.73, "Crest", False)  # type: ignore[union-attr]


def test_a_divided_hall_is_made_of_its_halves(client: Client) -> None:
    place = a_place()
    halves = [
        add_resource(actor=None, place=place, name=name, kind="hall") for name in ("Est", "Ouest")
    ]
    said = ROOM | {"name": "Hall", "sharing": "parts", "parts": [half.pk for half in halves]}
    address = reverse("keeper-resource-new", args=[place.slug])
    assert client.post(address, said).status_code == 302
    assert Resource.objects.get(name="Hall").units.count() == 2


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"area_m2": "-3"}, "area_m2"),
        ({"headcount": "100001"}, "headcount"),
        ({"headcount": "20", "layout_theatre": "30"}, "layout_theatre"),
        ({"sharing": "pool", "unit_count": "1"}, "unit_count"),
        ({"sharing": "parts"}, "parts"),
        ({"setup_minutes": "2000"}, "setup_minutes"),
    ],
)
def test_a_fault_of_a_resource_is_told_at_its_field(
    client: Client, said: dict[str, str], field: str
) -> None:
    page = client.post(reverse("keeper-resource-new", args=[a_place().slug]), ROOM | said)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert not Resource.objects.exists()
