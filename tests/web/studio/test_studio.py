"""The Studio's pages on a tiny world."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.test import Client

from softplace.foundation import clock
from tests.places.cast import a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ASKED = {"function": "library", "mode": "straight", "threshold_km": "10"}


def the_page(client: Client, path: str, **asked: str) -> str:
    with clock.frozen(datetime(2026, 11, 24, 9, tzinfo=UTC)):
        response = client.get(path, asked)
    assert response.status_code == 200
    return str(response.content.decode().replace("\u00a0", " "))


def test_only_planners_enter(client: Client) -> None:
    client.force_login(a_user("val"))
    assert client.get("/studio/").status_code == 403


def test_the_map_says_how_far_each_commune_is(planner: Client) -> None:
    page = the_page(planner, "/studio/", **ASKED)
    assert "<title>North: 11.1 km</title>" in page
    assert '<circle class="shade-3"' in page
    assert "<strong>25%</strong>" in page


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
