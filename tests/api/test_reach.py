"""Reach by the API: public, and of published places only."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from softplace.places.models import Place, PlaceFunction
from softplace.reach.models import Cell, CellSet
from softplace.territory.models import Commune, Function
from tests.api.conftest import World

PRINTING = "/api/reach/test-print"


@pytest.fixture(autouse=True)
def _offered(world: World) -> None:
    """The library of Crest prints; nobody lives in Die, 28 km away, until somebody does."""
    printing = Function.objects.get(code="test-print")
    for place in (world.library, world.closed):
        PlaceFunction.objects.get_or_create(place=place, function=printing)
    PlaceFunction.objects.filter(place=world.hall, function=printing).delete()
    Commune.objects.filter(code="26113").update(population=1_400)


def read(client: Client, address: str, **asked: object) -> Any:
    response = client.get(address, asked)
    assert response.status_code == 200, response.content
    return response.json()


def test_whoever_asks_reads_the_figures_and_what_they_stand_on(api: Client, world: World) -> None:
    of = read(api, PRINTING, threshold_km=5)
    assert (of["measured_on"], of["threshold"], of["threshold_unit"]) == ("straight", 5.0, "km")
    # The place that is not published counts for nobody.
    assert (of["people"], of["sites"], of["people_beyond"]) == (10_000, 1, 1_400)
    assert read(api, "/api/reach/test")["sites"] == 1


def test_communes_come_page_by_page(api: Client, world: World) -> None:
    first = read(api, f"{PRINTING}/communes", limit=1)
    assert [row["code"] for row in first["items"]] == ["26108"]
    asked = {"limit": 1, "cursor": first["next_cursor"]}
    second = read(api, f"{PRINTING}/communes", **asked)
    assert ([row["code"] for row in second["items"]], second["next_cursor"]) == (["26113"], None)
    assert second["items"][0]["nearest"] == world.library.name


@pytest.mark.parametrize(
    "asked",
    [
        {"threshold_km": "0"},
        {"threshold_minutes": "20"},
        {"decay": "steps"},
        {"mode": "swimming"},
        {"week": "1492-10-12"},
        {"nth": "10"},
    ],
)
def test_a_question_that_makes_no_sense_is_a_problem(
    api: Client, world: World, asked: dict[str, str]
) -> None:
    response = api.get(PRINTING, asked)
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")


def test_an_unknown_function_is_not_there(api: Client, world: World) -> None:
    assert api.get("/api/reach/castle").status_code == 404


def test_what_is_near_a_commune_names_published_places_only(api: Client, world: World) -> None:
    services = {one["function"]: one for one in read(api, "/api/communes/26113/near")}
    nearest = services["test-print"]["nearest"]
    assert [place["place"] for place in nearest] == [world.library.slug]
    assert nearest[0]["km"] == pytest.approx(27.7, abs=0.5)
    assert api.get("/api/communes/99999/near").status_code == 404


def test_imported_cells_are_not_told(api: Client, world: World) -> None:
    grid = CellSet.objects.create(name="grid", imported_at="2026-11-23T00:00Z")
    Cell.objects.create(cell_set=grid, key="a", latitude=44.7, longitude=5.0, people=3, income=1)
    assert api.get(PRINTING, {"cells": "grid"}).status_code == 422
    of = read(api, PRINTING)
    assert (of["people"], "groups" in of, "palma" in of) == (10_000, False, False)


def test_as_many_queries_for_one_place_as_for_thirty(api: Client, world: World) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(api, PRINTING)
        return len(captured)

    few = queries()
    printing = Function.objects.get(code="test-print")
    for number in range(30):
        place = Place.objects.create(
            slug=f"more-{number}", name="More", latitude=44.7, longitude=5.0 + number / 100,
            updated_at=world.library.updated_at,
        )  # fmt: skip
        PlaceFunction.objects.create(place=place, function=printing)
    assert queries() == few
