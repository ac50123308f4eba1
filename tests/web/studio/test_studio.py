"""The Studio's pages on a tiny world."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.test import Client

from softplace.foundation import clock
from softplace.people.enums import Role
from softplace.places.models import OpeningRule, Place, PlaceFunction
from softplace.reach.models import Scenario
from softplace.territory.commands import install_functions
from softplace.territory.models import Commune, Function
from tests.places.cast import a_user

pytestmark = pytest.mark.django_db
ASKED = {"function": "library", "mode": "straight", "threshold_km": "10"}


@pytest.fixture(autouse=True)
def _world() -> None:
    """Two communes 11 km apart, a library in the south that opens on Mondays from 9 to 11."""
    install_functions()
    for code, name, latitude, people in (("1", "South", 45.0, 300), ("2", "North", 45.1, 100)):
        Commune.objects.create(
            code=code, name=name, folded_name=name.lower(), latitude=latitude, longitude=5.0,
            population=people,
        )  # fmt: skip
    place = Place.objects.create(
        slug="south", name="Library of the South", latitude=45.0, longitude=5.0,
        updated_at=datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip
    PlaceFunction.objects.create(place=place, function=Function.objects.get(code="library"))
    OpeningRule.objects.create(place=place, weekdays=1, start_minute=540, length_minutes=120)


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(a_user("pat", Role.PLANNER))
    client.get("/?language=en")
    return client


def the_page(client: Client, path: str, **asked: str) -> str:
    with clock.frozen(datetime(2026, 11, 24, 9, tzinfo=UTC)):
        response = client.get(path, asked)
    assert response.status_code == 200
    return str(response.content.decode().replace("\u00a0", " "))


def begun(client: Client) -> Scenario:
    client.post("/studio/scenarios/", ASKED | {"name": "What if"})
    return Scenario.objects.get()


def edited(client: Client, scenario: Scenario, version: int, **edit: object) -> str:
    path = f"/studio/scenarios/{scenario.pk}/edits/"
    return client.post(path, {"version": version, **edit}, follow=True).content.decode()


def test_only_planners_enter(client: Client) -> None:
    client.force_login(a_user("val"))
    assert client.get("/studio/").status_code == 403


def test_the_map_says_how_far_each_commune_is(planner: Client) -> None:
    page = the_page(planner, "/studio/", **ASKED)
    assert "<title>North: 11.1 km</title>" in page
    assert '<circle class="shade-3"' in page
    assert "<strong>25 %</strong>" in page


def test_the_map_follows_the_hour(planner: Client) -> None:
    at = ASKED | {"show": "open", "weekday": "0"}
    assert "<title>South: 0 km</title>" in the_page(planner, "/studio/", **at, hour="9")
    assert "<title>South: none</title>" in the_page(planner, "/studio/", **at, hour="15")


def test_the_communes_come_as_csv(planner: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(the_page(planner, "/studio/communes.csv", **ASKED))))
    assert [(row["commune"], row["km"], row["hours_a_week"]) for row in rows] == [
        ("South", "0.0", "2.0"),
        ("North", "11.12", "0.0"),
    ]


@pytest.mark.parametrize(
    "asked", [{"function": "castle"}, {"threshold_km": "far"}, {"threshold_km": "-1"}]
)
def test_a_question_that_makes_no_sense_is_told_so(planner: Client, asked: dict[str, str]) -> None:
    response = planner.get("/studio/", ASKED | asked)
    assert response.status_code == 422
    assert "error" in response.content.decode()


def test_closing_one_and_bringing_a_truck_shows_who_gains_and_when(planner: Client) -> None:
    scenario = begun(planner)
    edited(planner, scenario, 1, kind="close", key="south")
    edited(planner, scenario, 2, kind="stop", commune="2", days="3", opens="09:00", closes="12:00")
    page = the_page(planner, f"/studio/scenarios/{scenario.pk}/")
    assert "Library of the South closes" in page
    assert "A truck stops at North: Thursday" in page
    assert "<title>South: 0 km → 11.1 km, 2 h → no hour</title>" in page
    assert "<title>North: 11.1 km → 0 km, no hour → 3 h</title>" in page
    moments = page[page.index('id="moments"') :]
    assert moments.count("−300") == 1
    assert moments.count("+100") == 1


def test_an_edit_is_undone(planner: Client) -> None:
    scenario = begun(planner)
    edited(planner, scenario, 1, kind="close", key="south")
    edit = scenario.edits.get()
    planner.post(f"/studio/scenarios/{scenario.pk}/undo/", {"version": 2, "edit": edit.pk})
    assert scenario.edits.count() == 0


def test_who_comes_second_is_told_and_loses_nothing(planner: Client) -> None:
    scenario = begun(planner)
    edited(planner, scenario, 1, kind="close", key="south")
    page = edited(
        planner, scenario, 1, kind="stop", commune="2", days="3", opens="09:00", closes="12:00"
    )
    assert "Somebody else has changed this scenario in the meantime." in page
    assert [edit.kind for edit in scenario.edits.all()] == ["close"]


def test_a_stop_without_days_changes_nothing(planner: Client) -> None:
    scenario = begun(planner)
    page = edited(planner, scenario, 1, kind="stop", commune="2", opens="09:00", closes="12:00")
    assert "Nothing was changed" in page
    assert scenario.edits.count() == 0


def test_an_unknown_place_is_refused(planner: Client) -> None:
    scenario = begun(planner)
    assert "is not in this scenario" in edited(planner, scenario, 1, kind="close", key="moon")
