"""What anyone reads: places, resources, functions and communes, by pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from softplace.people.commands import grant_role
from softplace.people.enums import Role
from softplace.people.models import User
from softplace.places.models import Place, Resource
from softplace.territory.models import Commune
from tests.api.conftest import World

Count = Callable[..., Any]


def slugs(answer: Any) -> list[str]:
    return [place["slug"] for place in answer.json()["items"]]


def test_a_list_shows_published_places_only(api: Client, world: World) -> None:
    assert slugs(api.get("/api/places")) == ["library", "hall"]


def test_a_place_is_shown_with_its_functions_and_its_commune(api: Client, world: World) -> None:
    place = api.get("/api/places/library").json()
    assert place["functions"] == [{"function": "test-print", "has_own_hours": False}]
    assert (place["commune"], place["audience"]) == ("26108", "everyone")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"commune": "26108"}, ["library", "hall"]),
        ({"commune": "26113"}, []),
        ({"department": "26"}, ["library", "hall"]),
        ({"function": "test"}, ["library"]),
        ({"function": "test-print"}, ["library"]),
        ({"south": 44, "west": 5.025, "north": 45, "east": 6}, ["hall"]),
        ({"updated_since": "2026-11-01T00:00:00Z"}, ["library", "hall"]),
        ({"updated_since": "2026-11-01T00:00:01Z"}, []),
        ({"updated_since": "2026-11-01T00:59:59 01:00"}, ["library", "hall"]),
        ({"kind": "library"}, []),
        ({"is_mobile": "true"}, []),
    ],
)
def test_filters_narrow_the_list(
    api: Client, world: World, query: dict[str, str], found: list[str]
) -> None:
    assert slugs(api.get("/api/places", query)) == found


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 1),
        ({"place": "library"}, 1),
        ({"place": "hall"}, 0),
        ({"headcount": 12}, 1),
        ({"headcount": 13}, 0),
        ({"equipment": ["wifi", "projector"]}, 1),
        ({"equipment": ["wifi", "piano"]}, 0),
        ({"kind": "desk"}, 0),
    ],
)
def test_resources_are_found_by_what_they_hold(
    api: Client, world: World, query: dict[str, Any], count: int
) -> None:
    assert len(api.get("/api/resources", query).json()["items"]) == count


def test_a_resource_is_shown_with_its_technical_sheet(api: Client, world: World) -> None:
    resource = api.get(f"/api/resources/{world.room.pk}").json()
    assert resource["layouts"] == [{"layout": "meeting", "headcount": 10}]
    assert (resource["unit_count"], resource["noise"]) == (1, None)


def test_a_resource_of_an_unpublished_place_is_not_shown(api: Client, world: World) -> None:
    hidden = Resource.objects.create(place=world.closed, name="Salle", kind="room")
    assert api.get(f"/api/resources/{hidden.pk}").status_code == 404


def test_a_commune_is_found_by_the_beginning_of_its_name(api: Client, world: World) -> None:
    names = [c["name"] for c in api.get("/api/communes", {"name": "CRÈ"}).json()["items"]]
    assert names == ["Crest"]


def test_a_name_without_letters_begins_no_commune(api: Client, world: World) -> None:
    assert api.get("/api/communes", {"name": "?!"}).json()["items"] == []


def test_the_shape_of_a_commune_is_geojson(api: Client, world: World) -> None:
    shape = api.get("/api/communes/26108/boundary").json()
    assert (shape["type"], shape["geometry"]["type"]) == ("Feature", "Polygon")
    assert api.get("/api/communes/26113/boundary").status_code == 404


def test_a_function_names_its_parent(api: Client, world: World) -> None:
    function = api.get("/api/functions/test-print").json()
    assert (function["parent"], function["name"]) == ("test", {"fr": "Imprimer", "en": "Print"})
    below = api.get("/api/functions", {"parent": "test"}).json()["items"]
    assert [each["code"] for each in below] == ["test-print"]


def test_pages_hold_every_row_once_while_rows_come_and_go(api: Client, world: World) -> None:
    Commune.objects.bulk_create(
        Commune(code=f"9{n:04}", name="x", latitude=0, longitude=0, folded_name="x")
        for n in range(6)
    )
    first = api.get("/api/communes", {"limit": 4}).json()
    Commune.objects.filter(code="90000").delete()
    Commune.objects.create(code="00001", name="x", latitude=0, longitude=0, folded_name="x")
    answer = api.get("/api/communes", {"limit": 4, "cursor": first["next_cursor"]})
    second = answer.json()
    assert [c["code"] for c in first["items"]] == ["26108", "26113", "90000", "90001"]
    assert [c["code"] for c in second["items"]] == ["90002", "90003", "90004", "90005"]
    assert (second["next_cursor"], "Link" in answer.headers) == (None, False)


def test_a_link_leads_to_the_next_page(api: Client, world: World) -> None:
    answer = api.get("/api/places", {"limit": 1})
    address = answer["Link"].partition(">")[0].lstrip("<")
    assert slugs(api.get(address)) == ["hall"]


def test_a_cursor_is_of_one_query(api: Client, world: World) -> None:
    cursor = api.get("/api/places", {"limit": 1}).json()["next_cursor"]
    other = api.get("/api/places", {"cursor": cursor, "commune": "26108"})
    assert (other.status_code, other.json()["code"]) == (422, "cursor_of_another_query")


def test_keepers_and_planners_see_an_unpublished_place_and_nobody_else_does(
    api: Client, world: World, bearer: Callable[..., Client]
) -> None:
    planner = User.objects.create_user("planner@example.fr")
    grant_role(actor=None, user=planner, role=Role.PLANNER)
    other = User.objects.create_user("other@example.fr")
    seen = {
        user.email: bearer(user=user).get("/api/places/closed").status_code
        for user in (world.keeper, planner, other)
    }
    assert seen == {"keeper@example.fr": 200, "planner@example.fr": 200, "other@example.fr": 404}
    assert api.get("/api/places/closed").status_code == 404
    assert slugs(bearer().get("/api/my-places")) == ["closed"]
    assert slugs(bearer().get("/api/places")) == ["library", "hall"]


COUNTING_THE_REQUEST = 1


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/api/places", 2),
        ("/api/places/library", 3),
        ("/api/resources", 2),
        ("/api/functions", 1),
        ("/api/functions/test-print", 1),
        ("/api/communes", 1),
        ("/api/communes/26108", 1),
        ("/api/communes/26108/boundary", 1),
    ],
)
def test_the_number_of_queries_is_fixed(
    api: Client, world: World, django_assert_num_queries: Count, address: str, queries: int
) -> None:
    for n in range(5):
        place = Place.objects.create(
            slug=f"more-{n}",
            name="x",
            latitude=1,
            longitude=1,
            updated_at=world.hall.updated_at,
            commune=world.hall.commune,
        )
        Resource.objects.create(place=place, name="x", kind="room")
    with django_assert_num_queries(COUNTING_THE_REQUEST + queries):
        assert api.get(address).status_code == 200
