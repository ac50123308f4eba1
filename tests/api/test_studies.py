"""Studies by the API: edits with their version, comparison, publication, and who may."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from softplace.foundation import clock
from softplace.people.enums import Scope
from softplace.people.models import User
from softplace.places.models import Place
from softplace.reach.commands import import_cells
from softplace.reach.formats import read_cells
from softplace.reach.models import Scenario, Study

STUDIES = ("/api/studies", "/api/scenarios", "/api/rates")
ONLY_LOOK = ("/siting", "/ready-made")
"""Posts that write nothing: they are among the reads."""
NEW_STUDY = {"name": "Printing", "functions": ["test-print"]}
STOP = {
    "name": "Die", "latitude": 44.75, "longitude": 5.37, "functions": ["test-print"],
    "hours": [[4860, 5040]],
}  # fmt: skip

READY_MADE = {"question": "close_least_used", "function": "test-print", "count": 1}
SITING = {
    "objective": "p-median", "function": "test-print", "choose": 1, "hours": [[540, 720]],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.frozen(datetime(2026, 11, 24, 9, tzinfo=UTC)):
        yield


def send(client: Client, method: str, address: str, content: Any = None) -> Any:
    if content is None:
        return client.generic(method, address)
    return getattr(client, method.lower())(address, content, content_type="application/json")


def added(planner: Client, scenario: Scenario, version: int, kind: str, **content: Any) -> Any:
    edit = {"version": version, "kind": kind, "content": content}
    return send(planner, "POST", f"/api/scenarios/{scenario.pk}/edits", edit)


def test_a_study_is_made_read_and_listed(planner: Client) -> None:
    made = send(planner, "POST", "/api/studies", NEW_STUDY)
    assert made.status_code == 201
    assert planner.get(made["Location"]).json() == made.json()
    assert planner.get("/api/studies").json()["items"] == [made.json()]


def test_a_study_counts_the_cells_that_were_imported(planner: Client) -> None:
    refused = send(planner, "POST", "/api/studies", NEW_STUDY | {"cells": "grid"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "cell_set_unknown")
    import_cells(file=read_cells(b"id,latitude,longitude,people\na,44.75,5.37,30\n"), name="grid")
    study = send(planner, "POST", "/api/studies", NEW_STUDY | {"cells": "grid"}).json()
    assert study["cells"] == "grid"
    given = planner.get(f"/api/studies/{study['id']}/comparison").json()
    assert (given["cell_set"], given["measured_on"]) == ("grid", "straight")
    assert [row["people"] for row in given["communes"]] == [30]


def test_an_edit_is_added_and_undone_with_the_version_seen(
    planner: Client, scenario: Scenario
) -> None:
    answer = added(planner, scenario, 1, "close", key="library")
    assert (answer.status_code, answer.json()["version"]) == (201, 2)
    (edit,) = answer.json()["edits"]
    assert (edit["kind"], edit["content"]) == ("close", {"key": "library"})
    second = added(planner, scenario, 1, "stop", **STOP)
    assert (second.status_code, second.json()["code"]) == (409, "scenario_changed_meanwhile")
    address = f"/api/scenarios/{scenario.pk}/edits/{edit['id']}"
    assert send(planner, "DELETE", f"{address}?version=2").json()["edits"] == []


def test_an_edit_that_says_too_little_is_refused(planner: Client, scenario: Scenario) -> None:
    answer = added(planner, scenario, 1, "stop", name="Die")
    codes = [error["code"] for error in answer.json()["errors"]]
    assert (answer.status_code, codes[0]) == (422, "commune_or_point_needed")
    assert scenario.edits.count() == 0


def test_scenarios_are_compared_with_today(planner: Client, scenario: Scenario) -> None:
    added(planner, scenario, 1, "stop", **STOP)
    compared = planner.get(f"/api/studies/{scenario.study_id}/comparison").json()
    assert compared["today"]["figures"]["sites"] == 1
    (answer,) = compared["scenarios"]
    assert (answer["name"], answer["figures"]["sites"]) == ("What if", 2)
    assert [row["commune"] for row in compared["communes"]] == ["Crest", "Die"]


def test_publishing_twice_happens_once(planner: Client, scenario: Scenario) -> None:
    added(planner, scenario, 1, "stop", **STOP)
    address = f"/api/scenarios/{scenario.pk}/publication"
    plan = planner.get(address, {"effective_on": "2026-12-07"}).json()
    assert [step["kind"] for step in plan["steps"]] == ["new_place"]
    wish = {"version": 2, "effective_on": "2026-12-07", "digest": plan["digest"]}
    first, again = (send(planner, "POST", address, wish) for _ in range(2))
    assert (first.status_code, again.json()) == (200, first.json())
    assert Place.objects.filter(name="Die", kind="truck").count() == 1


def test_a_scenario_is_copied_and_removed(planner: Client, scenario: Scenario) -> None:
    address = f"/api/scenarios/{scenario.pk}"
    copy = send(planner, "POST", f"{address}/copies", {"name": "Another"})
    assert (copy.status_code, copy.json()["name"]) == (201, "Another")
    assert send(planner, "DELETE", f"{address}?version=1").status_code == 204
    assert [one.name for one in Scenario.objects.all()] == ["Another"]


def writes(scenario: Scenario) -> list[tuple[str, str, Any]]:
    one = f"/api/scenarios/{scenario.pk}"
    wish = {"version": 1, "effective_on": "2026-12-07", "digest": "x"}
    return [
        ("POST", "/api/studies", NEW_STUDY),
        ("POST", f"/api/studies/{scenario.study_id}/scenarios", {"name": "Mine"}),
        ("PATCH", f"/api/studies/{scenario.study_id}", {"version": 1, "name": "Mine"}),
        ("DELETE", f"/api/studies/{scenario.study_id}?version=1", None),
        ("PATCH", one, {"version": 1, "name": "Mine"}),
        ("PATCH", "/api/rates", {"version": 1, "staff_per_hour": 30}),
        ("POST", f"{one}/ready-made/take", READY_MADE | {"version": 1, "digest": "x"}),
        ("POST", f"{one}/siting/take", SITING | {"version": 1, "digest": "x"}),
        ("DELETE", f"{one}?version=1", None),
        ("POST", f"{one}/copies", {"name": "Mine"}),
        ("POST", f"{one}/edits", {"version": 1, "kind": "close", "content": {"key": "library"}}),
        ("DELETE", f"{one}/edits/1?version=1", None),
        ("POST", f"{one}/publication", wish),
    ]


def looks(scenario: Scenario) -> list[tuple[str, Any]]:
    one = f"/api/scenarios/{scenario.pk}"
    return [(f"{one}/ready-made", READY_MADE), (f"{one}/siting", SITING)]


def reads(scenario: Scenario) -> list[str]:
    return [
        "/api/rates",
        "/api/studies", f"/api/studies/{scenario.study_id}",
        f"/api/studies/{scenario.study_id}/comparison", f"/api/scenarios/{scenario.pk}",
        f"/api/scenarios/{scenario.pk}/publication?effective_on=2026-12-07",
    ]  # fmt: skip


def test_only_planners_with_the_scope_read_and_write(
    scenario: Scenario, pat: User, api: Client, bearer: Callable[..., Client]
) -> None:
    keeper, reader = bearer(), bearer([Scope.STUDIES_READ], user=pat)
    stranger = bearer([Scope.PLACES_READ, Scope.PLACES_WRITE], user=pat)
    for address in reads(scenario):
        clients = (api, keeper, stranger, reader)
        statuses = [client.get(address).status_code for client in clients]
        assert statuses == [401, 403, 403, 200], address
    for address, content in looks(scenario):
        clients = (api, keeper, stranger, reader)
        statuses = [send(client, "POST", address, content).status_code for client in clients]
        assert statuses == [401, 403, 403, 200], address
    for method, address, content in writes(scenario):
        statuses = [
            send(client, method, address, content).status_code
            for client in (api, keeper, stranger, reader)
        ]
        assert statuses == [401, 403, 403, 403], address
    assert (Study.objects.count(), Scenario.objects.get().version) == (1, 1)


def test_every_write_of_the_description_is_in_that_list(api: Client, scenario: Scenario) -> None:
    described = [
        (method, address)
        for address, operations in api.get("/api/openapi.json").json()["paths"].items()
        for method in operations
        if method != "get" and address.startswith(STUDIES) and not address.endswith(ONLY_LOOK)
    ]
    assert len(described) == len(writes(scenario))
