"""The page of a scenario: edits by form and by htmx, and what they change for whom."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from softplace.people.models import User
from softplace.reach.models import Scenario
from softplace.territory.models import Commune, Function
from tests.places.cast import a_user
from tests.web.studio.test_studio import the_page

STOP = {"kind": "stop", "commune": "2", "days": "3", "opens": "09:00", "closes": "12:00"}


def edited(client: Client, scenario: Scenario, version: int, **edit: Any) -> str:
    path = f"/studio/scenarios/{scenario.pk}/edits/"
    return client.post(path, {"version": version, **edit}, follow=True).content.decode()


def test_closing_one_and_bringing_a_truck_shows_who_gains_and_when(
    planner: Client, scenario: Scenario
) -> None:
    edited(planner, scenario, 1, kind="close", key="south")
    edited(planner, scenario, 2, **STOP)
    page = the_page(planner, f"/studio/scenarios/{scenario.pk}/")
    assert "Library of the South closes" in page
    assert "A truck comes, “Truck stop – North”: Thursday" in page
    assert "<title>South: 0 km → 11.1 km, 2 h → no hour</title>" in page
    assert "<title>North: 11.1 km → 0 km, no hour → 3 h</title>" in page
    moments = page[page.index('id="moments"') :]
    assert moments.count("−300") == 1
    assert moments.count("+100") == 1


def test_with_a_script_the_edit_is_answered_by_what_it_changes(
    planner: Client, scenario: Scenario
) -> None:
    answer = planner.post(
        f"/studio/scenarios/{scenario.pk}/edits/",
        {"version": 1, **STOP},
        headers={"HX-Request": "true"},
    )
    part = answer.content.decode()
    assert answer.status_code == 200
    assert part.startswith('<div id="scenario"')
    assert '<details class="card edit" name="edit" id="stop-edit" data-opened open>' in part
    assert 'name="version" value="2"' in part


def test_where_all_is_drawn_only_what_changes_is_answered(
    planner: Client, scenario: Scenario
) -> None:
    """What does not change (forms, shapes, the map of today) is not sent again."""
    address = f"/studio/scenarios/{scenario.pk}/edits/"
    seen = {"version": 1, "drawn": "1"}
    answer = planner.post(address, seen | STOP, headers={"HX-Request": "true"})
    parts = answer.content.decode()
    assert answer["HX-Reswap"] == "none"
    assert re.findall(r'<div id="([a-z-]+)" hx-swap-oob="innerHTML">', parts) == [
        "notices", "changes", "change-map", "scenario-figures", "scenario-map", "scenario-hours",
    ]  # fmt: skip
    assert 'data-version="2"' in parts
    assert "<form" in parts and "stop-form" not in parts
    assert '<svg class="shapes"' not in parts
    refused = planner.post(address, seen | STOP, headers={"HX-Request": "true"})
    assert 'class="notice error"' in refused.content.decode()
    page = planner.get(f"/studio/scenarios/{scenario.pk}/").content.decode()
    assert all(f'id="{part}"' in page for part in ("notices", "changes", "scenario-hours"))


def test_a_point_of_the_map_is_named_after_the_nearest_commune(
    planner: Client, scenario: Scenario
) -> None:
    edited(
        planner, scenario, 1,
        **(STOP | {"commune": "", "latitude": "45,09", "longitude": "5.01"}),
    )  # fmt: skip
    assert scenario.edits.get().content == {
        "name": "Truck stop – North", "latitude": 45.09, "longitude": 5.01, "functions": ["library"],
        "hours": [[3 * 1440 + 540, 3 * 1440 + 720]],
    }  # fmt: skip


def test_an_edit_is_undone(planner: Client, scenario: Scenario) -> None:
    edited(planner, scenario, 1, kind="close", key="south")
    edit = scenario.edits.get()
    planner.post(f"/studio/scenarios/{scenario.pk}/undo/", {"version": 2, "edit": edit.pk})
    assert scenario.edits.count() == 0


def test_who_comes_second_is_told_and_loses_nothing(
    planner: Client, scenario: Scenario, library: Any
) -> None:
    other = Client()
    other.force_login(a_user("kim", "planner"))
    other.get("/?language=en")
    edited(planner, scenario, 1, kind="close", key="south")
    page = edited(other, scenario, 1, **STOP)
    assert "Somebody else has changed this scenario in the meantime." in page
    assert [edit.kind for edit in scenario.edits.all()] == ["close"]
    edited(other, scenario, 2, **STOP)
    assert [edit.kind for edit in scenario.edits.all()] == ["close", "stop"]


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        ({"kind": "stop", "commune": "2", "opens": "09:00", "closes": "12:00"},
         "choose at least one day"),
        (STOP | {"opens": "12:00", "closes": "09:00"}, "These hours end before they begin"),
        (STOP | {"commune": "9"}, "Say where it is"),
        (STOP | {"commune": "", "latitude": "91", "longitude": "5"}, "not a point on the globe"),
        ({"kind": "close", "key": "moon"}, "is not in this scenario"),
        ({"kind": "close"}, "choose the place"),
        ({"kind": "vacant", "resource": "99"}, "choose the room"),
        ({"kind": "build"}, "build is not one of the available choices"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_and_changes_nothing(
    planner: Client, scenario: Scenario, edit: dict[str, Any], sentence: str
) -> None:
    assert sentence in edited(planner, scenario, 1, **edit)
    assert scenario.edits.count() == 0
    assert Scenario.objects.get().version == 1


def test_a_refusal_names_the_place_and_not_its_key(planner: Client, scenario: Scenario) -> None:
    page = edited(
        planner, scenario, 1, kind="add", key="south", days="3", opens="09:00", closes="12:00"
    )
    assert "“Library of the South” offers this already" in page


def test_a_scenario_is_copied_renamed_and_removed(planner: Client, scenario: Scenario) -> None:
    address = f"/studio/scenarios/{scenario.pk}"
    edited(planner, scenario, 1, kind="close", key="south")
    assert planner.post(f"{address}/copy/").status_code == 302
    planner.post(f"{address}/name/", {"version": 2, "name": "One less"})
    assert [one.name for one in Scenario.objects.all()] == ["One less", "What if (2)"]
    planner.post(f"{address}/remove/", {"version": 2})
    assert Scenario.objects.count() == 2
    planner.post(f"{address}/remove/", {"version": 3})
    assert [one.name for one in Scenario.objects.all()] == ["What if (2)"]


def test_the_page_takes_the_same_queries_for_many_edits_and_places(
    planner: Client, scenario: Scenario
) -> None:
    def queries() -> int:
        planner.get(f"/studio/scenarios/{scenario.pk}/")  # shapes are read once by a process
        with CaptureQueriesContext(connection) as captured:
            planner.get(f"/studio/scenarios/{scenario.pk}/")
        return len(captured)

    edited(planner, scenario, 1, **STOP)
    few = queries()
    for version in range(2, 12):
        edited(planner, scenario, version, **STOP)
    Commune.objects.create(
        code="3", name="East", folded_name="east", latitude=45.0, longitude=5.2, population=9
    )
    assert queries() == few


ADDRESSES = [
    "/studio/rates/", "/studio/studies/{study}/", "/studio/scenarios/{scenario}/",
]  # fmt: skip
WRITES = [
    "/studio/rates/", "/studio/studies/", "/studio/studies/{study}/change/",
    "/studio/studies/{study}/remove/", "/studio/studies/{study}/scenarios/",
    "/studio/scenarios/{scenario}/edits/", "/studio/scenarios/{scenario}/undo/",
    "/studio/scenarios/{scenario}/copy/", "/studio/scenarios/{scenario}/name/",
    "/studio/scenarios/{scenario}/remove/",
]  # fmt: skip


@pytest.mark.parametrize("role", ["", "mediator"])
def test_nobody_but_planners_reads_or_writes_studies(scenario: Scenario, role: str) -> None:
    visitor = Client()
    visitor.force_login(a_user("val", role) if role else a_user("val"))
    ids = {"study": scenario.study_id, "scenario": scenario.pk}
    reads = [visitor.get(address.format(**ids)).status_code for address in ADDRESSES]
    writes = [
        visitor.post(address.format(**ids), {"version": 1, "name": "Mine"}).status_code
        for address in WRITES
    ]
    assert reads == [403] * len(ADDRESSES)
    assert writes == [403] * len(WRITES)
    assert list(Scenario.objects.values_list("name", flat=True)) == ["What if"]


def test_strangers_are_asked_to_sign_in(scenario: Scenario) -> None:
    answer = Client().get(f"/studio/scenarios/{scenario.pk}/")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/login/")


def test_a_study_is_made_from_what_the_map_shows(planner: Client, library: Any, pat: User) -> None:
    asked = {"name": "Books", "functions": "library", "mode": "car", "threshold_km": "7,5"}
    answer = planner.post("/studio/studies/", asked, follow=True)
    study = answer.context["study"]
    assert (study.name, study.mode, study.threshold_km) == ("Books", "car", 7.5)
    assert [function.code for function in study.functions.all()] == ["library"]


def test_a_study_is_changed_as_it_was_seen(planner: Client, scenario: Scenario) -> None:
    address = f"/studio/studies/{scenario.study_id}/change/"
    whole = {
        "version": 1, "name": "Books", "question": "Who reads?", "mode": "straight",
        "functions": ["library", "printing"], "threshold_km": "10", "week": "2026-11-26",
    }  # fmt: skip
    assert planner.post(address, whole).status_code == 302
    again = planner.post(address, whole | {"name": "Papers"})
    assert again.status_code == 422
    assert "Somebody else has changed what this study is about" in again.content.decode()
    scenario.study.refresh_from_db()
    assert (scenario.study.name, str(scenario.study.week)) == ("Books", "2026-11-23")
    assert Function.objects.filter(studies=scenario.study).count() == 2
