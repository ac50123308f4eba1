"""The Studio's page on imported cells and along imported roads."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from softplace.foundation import clock
from softplace.people.enums import Role
from softplace.people.models import User
from softplace.places.models import OpeningRule, Place, PlaceFunction
from softplace.reach.commands import create_scenario, create_study, import_cells
from softplace.reach.formats import read_cells
from softplace.reach.planning import bring_roads_in
from softplace.reach.travel import forget_travel
from softplace.territory.commands import install_functions
from softplace.territory.models import Boundary, Commune, Function
from softplace.web.studio import overview
from tests.places.cast import a_user

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
SQUARE = [[4.9, 44.9], [5.1, 44.9], [5.1, 45.1], [4.9, 45.1], [4.9, 44.9]]


@pytest.fixture(autouse=True)
def _world() -> Iterator[None]:
    install_functions()
    commune = Commune.objects.create(
        code="1", name="South", folded_name="south", latitude=45.0, longitude=5.0, population=300
    )
    Boundary.objects.create(commune=commune, geometry={"type": "Polygon", "coordinates": [SQUARE]})
    place = Place.objects.create(
        slug="south", name="Library", latitude=45.0, longitude=5.0, updated_at=TUESDAY
    )
    PlaceFunction.objects.create(place=place, function=Function.objects.get(code="library"))
    forget_travel()
    yield
    forget_travel()


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(a_user("pat", Role.PLANNER))
    client.get("/?language=en")
    return client


def the_page(client: Client, **asked: str) -> str:
    with clock.frozen(TUESDAY):
        response = client.get("/studio/", {"function": "library", "threshold_km": "5"} | asked)
    assert response.status_code == 200
    return str(response.content.decode().replace("\u00a0", " "))


def a_road(folder: Path) -> Path:
    roads = folder / "roads.osm"
    roads.write_text(
        "<osm version='0.6'><node id='1' lat='45.0' lon='5.0' version='1'/>"
        "<node id='2' lat='45.0' lon='5.1' version='1'/><way id='1' version='1'><nd ref='1'/>"
        "<nd ref='2'/><tag k='highway' v='secondary'/></way></osm>"
    )
    return roads


def test_cells_are_dots_over_their_communes_with_their_groups(planner: Client) -> None:
    grid = b"id,latitude,longitude,people,young\na,45.0,5.0,40,9\nb,45.09,5.0,10,1\n"
    import_cells(file=read_cells(grid), name="grid")
    page = the_page(planner, cells="grid")
    assert (page.count('class="land"'), page.count("<circle")) == (1, 2)
    assert "<title>South (b): 10 km</title>" in page
    groups = page[page.index('id="groups"') :]
    assert '<th scope="row">young</th><td class="number">10</td>' in groups
    assert "in 2 cells of “grid”" in page


def test_a_set_of_cells_that_is_not_there_is_told(planner: Client) -> None:
    assert planner.get("/studio/", {"function": "library", "cells": "moon"}).status_code == 422


def test_the_page_says_that_it_follows_roads_and_what_they_do_not_join(
    planner: Client, tmp_path: Path
) -> None:
    Commune.objects.create(
        code="2", name="Hermitage", folded_name="hermitage", latitude=45.9, longitude=5.0,
        population=7,
    )  # fmt: skip
    assert "lengthened by a usual detour" in the_page(planner, mode="car")
    bring_roads_in(a_road(tmp_path))
    page = the_page(planner, mode="car")
    assert "They follow the roads that were imported" in page
    assert "kept as unreachable (1): Hermitage." in page
    assert "They are straight lines." in the_page(planner, mode="straight")


def test_studies_say_along_what_their_distances_go(planner: Client, tmp_path: Path) -> None:
    study = create_study(
        actor=User.objects.get(), name="Libraries", mode="car", threshold_km=5.0,
        functions=[Function.objects.get(code="library")],
    )  # fmt: skip
    scenario = create_scenario(actor=User.objects.get(), study_id=study.pk, name="What if")
    pages = [
        f"/studio/scenarios/{scenario.pk}/",
        f"/studio/studies/{study.pk}/",
        f"/studio/studies/{study.pk}/report/",
    ]
    for page in pages:
        assert "lengthened by a usual detour" in planner.get(page).content.decode()
    bring_roads_in(a_road(tmp_path))
    for page in pages:
        assert "They follow the roads that were imported" in planner.get(page).content.decode()


def test_use_by_age_is_a_setting_that_the_page_tells(planner: Client) -> None:
    told = the_page(planner, apl_needs="under_15 0.7")
    assert "These cells count no group “under_15”." in told
    for wrong in ("under_15", "0.7", "under_15 -1", "under_15 many"):
        answer = planner.get("/studio/", {"function": "library", "apl_needs": wrong})
        assert answer.status_code == 422
        assert "is no group with a number" in answer.content.decode()


def test_very_many_cells_are_shown_by_commune_and_the_slider_with_them(
    planner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 60 people of South 50 live near the library, which is open for two hours of Monday."""
    rows = "a,45.0,5.0,50\nb,45.09,5.0,10\n"
    import_cells(file=read_cells(f"id,latitude,longitude,people\n{rows}".encode()), name="fine")
    OpeningRule.objects.create(
        place=Place.objects.get(), weekdays=1, start_minute=540, length_minutes=120
    )
    monkeypatch.setattr(overview, "MOST_DOTS", 1)
    page = the_page(planner, cells="fine")
    assert page.count("data-cell=") == 1
    assert "the map shows each commune with the mean of its people" in page
    assert "<title>South: 1.7 km</title>" in page
    told = json.loads(page.split('id="week-bits" type="application/json">')[1].split("<")[0])
    at_ten, at_noon = 20, 24
    assert (told["reached"][at_ten], told["reached"][at_noon], told["everyone"]) == (50, 0, 60)
    assert told["bits"] == told["some"] != ""
