"""The Studio's first page on a tiny world: indicators, settings, files."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from softplace.foundation import clock
from softplace.people.enums import Role
from softplace.places.models import OpeningRule, Place, PlaceFunction
from softplace.territory.commands import install_functions
from softplace.territory.models import Commune, Function
from tests.places.cast import a_user

pytestmark = pytest.mark.django_db
ASKED = {"function": "library", "mode": "straight", "threshold_km": "10"}
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)


def a_commune(code: str, name: str, latitude: float, people: int) -> None:
    Commune.objects.create(
        code=code, name=name, folded_name=name.lower(), department="26",
        latitude=latitude, longitude=5.0, population=people,
    )  # fmt: skip


def a_library(slug: str, latitude: float, *, weekdays: int = 1, start: int = 540) -> Place:
    place = Place.objects.create(
        slug=slug, name=slug.title(), latitude=latitude, longitude=5.0, updated_at=TUESDAY
    )
    PlaceFunction.objects.create(place=place, function=Function.objects.get(code="library"))
    OpeningRule.objects.create(
        place=place, weekdays=weekdays, start_minute=start, length_minutes=120
    )
    return place


@pytest.fixture(autouse=True)
def _world() -> None:
    """South and North, 11.12 km apart, one library in each: Mondays 9 to 11, Tuesdays 14 to 16."""
    install_functions()
    a_commune("1", "South", 45.0, 300)
    a_commune("2", "North", 45.1, 100)
    a_library("south", 45.0)
    a_library("north", 45.1, weekdays=2, start=840)


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(a_user("pat", Role.PLANNER))
    client.get("/?language=en")
    return client


@pytest.fixture
def seen(planner: Client) -> Callable[..., str]:
    def page(path: str = "/studio/", **asked: str) -> str:
        with clock.frozen(TUESDAY):
            response = planner.get(path, ASKED | asked)
        assert response.status_code == 200
        return str(response.content.decode().replace("\u00a0", " "))

    return page


@pytest.fixture
def figures(seen: Callable[..., str]) -> Callable[..., dict[str, Any]]:
    return lambda **asked: json.loads(seen("/studio/figures.json", **asked))


def test_the_second_nearest_is_where_one_goes_when_the_nearest_is_closed(
    figures: Callable[..., dict[str, Any]], seen: Callable[..., str]
) -> None:
    assert round(figures(nth="2")["mean_nth"], 2) == 11.12
    assert figures(nth="1")["mean_nth"] == 0
    assert "<title>South: 11.1 km</title>" in seen(show="nth", nth="2")


def test_opportunities_count_all_places_within_reach(
    figures: Callable[..., dict[str, Any]],
) -> None:
    near, far = figures(), figures(threshold_km="12")
    assert (near["mean_places"], near["mean_opportunity_hours"]) == (1, 2)
    assert (far["mean_places"], far["mean_opportunity_hours"]) == (2, 4)


def test_hours_are_shared_among_those_who_come(figures: Callable[..., dict[str, Any]]) -> None:
    # Each library serves its own commune: 2 h for 300 people, 2 h for 100.
    alone = figures(decay="none")["mean_catchment"]
    assert alone == pytest.approx((300 * 2 / 300 + 100 * 2 / 100) / 400 * 1000)
    # Both serve all: 4 h for 400 people.
    together = figures(decay="none", threshold_km="12")["mean_catchment"]
    assert together == pytest.approx(4 / 400 * 1000)


def test_the_weights_of_the_apl_are_settings(figures: Callable[..., dict[str, Any]]) -> None:
    # By car the other library is 18.7 minutes away: beyond 15 minutes, within 20.
    assert figures()["apl_minutes"] == [5, 10, 15]
    wide = figures(apl_minutes="5 20", apl_weights="1 0,5")
    # R_south = 2/(300 + 50), R_north = 2/(100 + 150); A = R_own + R_other / 2.
    south, north = 2 / 350, 2 / 250
    expected = (300 * (south + north / 2) + 100 * (north + south / 2)) / 400 * 1000
    assert wide["mean_apl"] == pytest.approx(expected)
    assert wide["apl_weights"] == [1, 0.5]


def test_theil_tells_small_communes_from_large_ones(
    figures: Callable[..., dict[str, Any]],
) -> None:
    a_commune("3", "Town", 45.3, 5_000)
    of = figures()
    assert of["theil"] == pytest.approx(of["theil_between"] + of["theil_within"])
    # South and North have both their library at 0 km: nothing is unequal among small ones.
    assert of["theil_within"] == pytest.approx(0, abs=1e-9)


def test_the_postal_test_is_passed_where_few_are_far(seen: Callable[..., str]) -> None:
    assert "The département 26 passes: 0 % of its people" in seen()
    a_commune("3", "Far away", 46.0, 100)
    assert "The département 26 fails: 20 % of its people" in seen()


def test_another_week_has_another_calendar(
    figures: Callable[..., dict[str, Any]], seen: Callable[..., str]
) -> None:
    OpeningRule.objects.filter(place__slug="south").update(ends_on="2026-11-30")
    assert figures()["mean_hours_a_week"] == 2
    later = figures(week="2026-12-09")
    assert (later["week_of"], later["mean_hours_a_week"]) == ("2026-12-07", 0.5)
    assert "that of the week of 7 December 2026" in seen(week="2026-12-09")


def test_a_threshold_may_be_in_minutes(figures: Callable[..., dict[str, Any]]) -> None:
    of = figures(mode="car", threshold_minutes="20", nth="2")
    assert (of["threshold_unit"], of["measured_on"], of["mean_places"]) == ("minutes", "detour", 2)
    assert of["mean_nth"] == pytest.approx(18.68, abs=1e-2)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"threshold_minutes": "20"}, "A straight line takes no minutes."),
        ({"decay": "steps"}, "These steps are minutes"),
        ({"mode": "car", "threshold_minutes": "0"}, "Give 1 to 600 minutes."),
        ({"apl_minutes": "5 -10"}, "are not numbers of 0 or more"),
        ({"apl_minutes": "10 5", "apl_weights": "1 0.3"}, "in rising order"),
        ({"apl_weights": "1 0.3"}, "Give one weight for each limit"),
    ],
)
def test_settings_that_make_no_sense_are_told_where_they_stand(
    planner: Client, asked: dict[str, str], sentence: str
) -> None:
    response = planner.get("/studio/", ASKED | asked)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    refused = planner.get("/studio/communes.csv", ASKED | asked)
    assert (refused.status_code, sentence in refused.content.decode()) == (422, True)


def test_each_row_of_the_csv_says_what_it_stands_on(seen: Callable[..., str]) -> None:
    row = next(csv.DictReader(io.StringIO(seen("/studio/communes.csv", mode="bicycle"))))
    assert {name: row[name] for name in ("week_of", "mode", "measured_on", "threshold")} == {
        "week_of": "2026-11-23", "mode": "bicycle", "measured_on": "detour", "threshold": "10.0"
    }  # fmt: skip


def test_the_geojson_holds_a_feature_for_each_commune(seen: Callable[..., str]) -> None:
    collection = json.loads(seen("/studio/communes.geojson"))
    assert collection["terms"]["function"] == "library"
    south, north = collection["features"]
    assert south["geometry"] == {"type": "Point", "coordinates": [5.0, 45.0]}
    assert (north["id"], north["properties"]["hours_a_week"]) == ("2", 2)


def test_a_function_that_nobody_offers_is_shown_as_far_from_all(seen: Callable[..., str]) -> None:
    page = seen(function="post_office")
    assert "<title>South: none</title>" in page


@pytest.mark.parametrize("name", ["", "communes.csv", "communes.geojson", "figures.json"])
def test_only_planners_read_them(client: Client, name: str) -> None:
    assert client.get(f"/studio/{name}").status_code == 302
    client.force_login(a_user("val"))
    assert client.get(f"/studio/{name}").status_code == 403


def test_the_page_takes_as_many_queries_for_two_places_as_for_forty(
    seen: Callable[..., str],
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            seen()
        return len(captured)

    seen()  # what a process reads once: were there boundaries?
    few = queries()
    for number in range(40):
        a_library(f"more-{number}", 45.0 + number / 1000)
        a_commune(f"9{number}", f"More {number}", 45.0 + number / 900, 10)
    assert queries() == few
