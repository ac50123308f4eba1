"""The comparison of several scenarios, its report and its files."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from softplace.people.models import User
from softplace.reach.commands import add_edits, create_scenario
from softplace.reach.models import Scenario
from tests.web.studio.test_studio import the_page

CLOSE = [("close", {"key": "south"})]
STOP = [
    (
        "stop",
        {"name": "North", "latitude": 45.1, "longitude": 5.0, "functions": ["library"],
         "hours": [[3 * 1440 + 540, 3 * 1440 + 720]]},
    )
]  # fmt: skip


@pytest.fixture
def two(scenario: Scenario, pat: User) -> list[Scenario]:
    """One closes the south, the other brings a truck to the north."""
    other = create_scenario(actor=pat, study_id=scenario.study_id, name="A truck")
    add_edits(actor=pat, scenario_id=scenario.pk, version=1, edits=CLOSE)
    add_edits(actor=pat, scenario_id=other.pk, version=1, edits=STOP)
    return [scenario, other]


def test_scenarios_stand_beside_today_on_the_same_scales(
    planner: Client, two: list[Scenario]
) -> None:
    page = the_page(planner, f"/studio/studies/{two[0].study_id}/")
    assert page.count('<svg class="studio-map"') == 2
    assert page.count('<path id="c-1"') + page.count('<circle id="c-1"') == 1
    assert page.count("The scale goes to 300 people.") == 2
    assert '<span class="figure">2</span>' in page


def test_only_those_ticked_are_compared(planner: Client, two: list[Scenario]) -> None:
    page = the_page(planner, f"/studio/studies/{two[0].study_id}/", **{"with": str(two[1].pk)})
    assert page.count('<svg class="studio-map"') == 1
    assert "A truck comes, “North”: Thursday 9:00–12:00" in page
    assert "Library of the South closes" not in page


def test_the_report_says_question_today_changes_and_limits(
    planner: Client, two: list[Scenario]
) -> None:
    page = the_page(planner, f"/studio/studies/{two[0].study_id}/report/")
    assert "400 people live in the 2 communes of the territory." in page
    assert "100 people, 25 % of all, live farther than 10 km from the nearest" in page
    assert "Library of the South closes" in page
    assert "Method and limits" in page


def test_figures_and_communes_come_as_files(planner: Client, two: list[Scenario]) -> None:
    address = f"/studio/studies/{two[0].study_id}"
    figures = {
        row["figure"]: (row["today"], row["What if"], row["A truck"])
        for row in csv.DictReader(io.StringIO(the_page(planner, f"{address}/figures.csv")))
    }
    assert figures["sites"] == ("1.0", "0.0", "2.0")
    assert figures["people_beyond"] == ("100.0", "400.0", "0.0")
    rows = list(csv.DictReader(io.StringIO(the_page(planner, f"{address}/communes.csv"))))
    assert [(row["commune"], row["km_1"], row["km_2"], row["change_2"]) for row in rows] == [
        ("South", "", "0.0", "same"),
        ("North", "", "0.0", "gain"),
    ]
    shapes = planner.get(f"{address}/communes.geojson").json()
    assert shapes["scenarios"] == ["What if", "A truck"]
    assert [f["properties"]["change_1"] for f in shapes["features"]] == ["lose", "lose"]


def test_four_scenarios_take_as_many_queries_as_one(
    planner: Client, two: list[Scenario], pat: User
) -> None:
    def queries(**asked: Any) -> int:
        with CaptureQueriesContext(connection) as captured:
            planner.get(f"/studio/studies/{two[0].study_id}/", asked)
        return len(captured)

    queries()  # what a process reads once: were there boundaries?
    one = queries(**{"with": two[1].pk})
    for name in ("Third", "Fourth"):
        more = create_scenario(actor=pat, study_id=two[0].study_id, name=name)
        add_edits(actor=pat, scenario_id=more.pk, version=1, edits=STOP)
    assert queries() == one


def test_the_name_of_a_scenario_is_no_formula(planner: Client, two: list[Scenario]) -> None:
    Scenario.objects.filter(pk=two[0].pk).update(name="=1+1")
    table = the_page(planner, f"/studio/studies/{two[0].study_id}/figures.csv")
    assert table.splitlines()[0] == "figure,unit,today,'=1+1,A truck"


def test_a_study_in_minutes_says_so_on_every_page(planner: Client, two: list[Scenario]) -> None:
    study = two[0].study
    address = f"/studio/studies/{study.pk}/"
    whole = {
        "version": study.version, "name": study.name, "functions": "library", "mode": "car",
        "threshold_km": "10", "threshold_minutes": "15",
    }  # fmt: skip
    assert planner.post(f"{address}change/", whole | {"mode": "straight"}).status_code == 422
    assert planner.post(f"{address}change/", whole).status_code == 302
    for page in (address, f"{address}report/", f"/studio/scenarios/{two[0].pk}/"):
        shown = planner.get(page).content.decode()
        assert "Within reach means at most 15 min." in shown
        assert "Mean travel time" in shown
    rows = planner.get(f"{address}figures.csv").content.decode().splitlines()
    assert "threshold_unit,,minutes,minutes,minutes" in rows
    assert any(row.startswith("mean_minutes,min,4.67") for row in rows)
