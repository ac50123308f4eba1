"""Studies by the API: changed, removed, filled with ready-made changes and new sites."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from softplace.foundation import clock
from softplace.people.models import User
from softplace.reach.models import Rates, Scenario, Study
from tests.api.test_studies import READY_MADE, SITING, added, send


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.frozen(datetime(2026, 11, 24, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def study(scenario: Scenario) -> str:
    return f"/api/studies/{scenario.study_id}"


@pytest.fixture
def one(scenario: Scenario) -> str:
    return f"/api/scenarios/{scenario.pk}"


def codes(answer: Any) -> list[tuple[str, str]]:
    return [(error["code"], error["field"]) for error in answer.json()["errors"]]


def test_what_is_given_of_a_study_is_changed_and_the_rest_stays(
    planner: Client, study: str
) -> None:
    changed = send(planner, "PATCH", study, {"version": 1, "threshold_km": 5, "question": "Who?"})
    assert changed.status_code == 200, changed.content
    assert changed.json() == planner.get(study).json()
    said = {name: changed.json()[name] for name in ("name", "threshold_km", "question", "version")}
    assert said == {"name": "Printing", "threshold_km": 5.0, "question": "Who?", "version": 2}


def test_the_second_of_two_editors_is_told_by_version_and_by_tag(
    planner: Client, study: str
) -> None:
    tag = planner.get(study)["ETag"]
    assert send(planner, "PATCH", study, {"version": 1, "name": "First"}).status_code == 200
    by_version = send(planner, "PATCH", study, {"version": 1, "name": "Second"})
    assert (by_version.status_code, codes(by_version)) == (409, [("study_changed_meanwhile", "")])
    by_tag = planner.patch(study, {"name": "Second"}, "application/json", headers={"If-Match": tag})
    assert (by_tag.status_code, codes(by_tag)) == (412, [("changed_since", "")])
    unsaid = send(planner, "PATCH", study, {"name": "Second"})
    assert (unsaid.status_code, codes(unsaid)) == (422, [("required", "version")])
    assert planner.get(study).json()["name"] == "First"


def test_a_tag_alone_says_what_was_seen(planner: Client, one: str) -> None:
    tag = planner.get(one)["ETag"]
    edit = {"kind": "close", "content": {"key": "library"}}
    address, headers = f"{one}/edits", {"If-Match": tag}
    added_ = planner.post(address, edit, "application/json", headers=headers)
    assert (added_.status_code, added_.json()["version"]) == (201, 2)
    again = planner.post(address, edit, "application/json", headers=headers)
    assert again.status_code == 412


def test_a_function_that_an_edit_is_about_stays(
    planner: Client, study: str, scenario: Scenario
) -> None:
    added(planner, scenario, 1, "close", key="library", function="test-print")
    refused = send(planner, "PATCH", study, {"version": 1, "functions": ["test"]})
    assert (refused.status_code, codes(refused)) == (422, [("function_in_edits", "functions")])
    unknown = send(planner, "PATCH", study, {"version": 1, "functions": ["nothing"]})
    assert codes(unknown) == [("unknown_choice", "functions")]


def test_a_scenario_is_renamed_and_a_study_removed(planner: Client, study: str, one: str) -> None:
    renamed = send(planner, "PATCH", one, {"version": 1, "name": "Two trucks"})
    assert (renamed.json()["name"], renamed.json()["version"]) == ("Two trucks", 2)
    assert send(planner, "DELETE", f"{study}?version=1").status_code == 204
    assert (Study.objects.count(), Scenario.objects.count()) == (0, 0)
    assert send(planner, "DELETE", f"{study}?version=2").status_code == 404


def test_rates_are_the_usual_ones_until_they_are_said(planner: Client) -> None:
    before = planner.get("/api/rates").json()
    assert (before["kgco2e_per_litre"], before["version"], Rates.objects.count()) == (3.17, 1, 0)
    wrong = send(planner, "PATCH", "/api/rates", {"version": 1, "staff_per_hour": -1})
    assert codes(wrong) == [("rate_negative", "staff_per_hour")]
    said = send(planner, "PATCH", "/api/rates", {"version": 1, "staff_per_hour": 31.5})
    assert said.json() == before | {"staff_per_hour": 31.5, "version": 2}
    late = send(planner, "PATCH", "/api/rates", {"version": 1, "staff_per_hour": 20})
    assert (late.status_code, late.json()["code"]) == (409, "rates_changed_meanwhile")


def test_a_ready_made_change_is_looked_at_then_taken(
    planner: Client, one: str, scenario: Scenario
) -> None:
    seen = send(planner, "POST", f"{one}/ready-made", READY_MADE).json()
    closed = {"kind": "close", "content": {"key": "library", "function": "test-print"}}
    assert seen["edits"] == [closed]
    assert (seen["before"]["sites"], seen["after"]["sites"]) == (1, 0)
    assert scenario.edits.count() == 0
    wish = READY_MADE | {"version": 1, "digest": seen["digest"]}
    other = send(planner, "POST", f"{one}/ready-made/take", wish | {"digest": "other"})
    assert (other.status_code, codes(other)) == (409, [("preview_changed", "digest")])
    taken = send(planner, "POST", f"{one}/ready-made/take", wish).json()
    assert (taken["version"], len(taken["edits"])) == (2, 1)
    again = send(planner, "POST", f"{one}/ready-made", READY_MADE)
    assert (again.status_code, codes(again)[0][0]) == (422, "more_closures_than_places")


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"function": "nothing"}, "function_not_studied", "function"),
        ({"question": "delegate"}, "edit_without_hours", "hours"),
        ({"question": "close_all"}, "unknown_value", "question"),
        ({"count": -1}, "too_small", "count"),
    ],
)
def test_a_ready_made_change_that_cannot_be_is_told(
    planner: Client, one: str, changed: dict[str, Any], code: str, field: str
) -> None:
    answer = send(planner, "POST", f"{one}/ready-made", READY_MADE | changed)
    assert (answer.status_code, codes(answer)) == (422, [(code, field)])


def test_new_sites_are_sought_then_taken(planner: Client, one: str) -> None:
    wish = SITING | {"required": ["26113"]}
    seen = send(planner, "POST", f"{one}/siting", wish).json()
    assert ([site["key"] for site in seen["sites"]], seen["proven"]) == (["26113"], True)
    assert [edit["kind"] for edit in seen["edits"]] == ["open"]
    address, wish = f"{one}/siting/take", wish | {"version": 1, "digest": seen["digest"]}
    taken = send(planner, "POST", address, wish).json()
    assert [edit["content"]["name"] for edit in taken["edits"]] == ["Die"]
    late = send(planner, "POST", address, wish)
    assert (late.status_code, codes(late)[0][0]) == (409, "scenario_changed_meanwhile")


def test_no_site_at_all_is_no_number(planner: Client, one: str, scenario: Scenario) -> None:
    added(planner, scenario, 1, "close", key="library")
    assert send(planner, "POST", f"{one}/siting", SITING).json()["before"] is None


def test_sent_twice_with_one_key_is_taken_once(
    bearer: Callable[..., Client], pat: User, one: str
) -> None:
    client = bearer(user=pat)
    seen = send(client, "POST", f"{one}/ready-made", READY_MADE).json()
    wish = READY_MADE | {"version": 1, "digest": seen["digest"]}
    first, second = (
        client.post(
            f"{one}/ready-made/take", wish, "application/json", headers={"Idempotency-Key": "k"}
        )
        for _ in range(2)
    )
    assert (first.status_code, second.json()) == (200, first.json())
    assert second["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("report", "text/html; charset=utf-8", "What if"),
        ("figures.csv", "text/csv; charset=utf-8", "cell_set,,communes,communes"),
        ("communes.csv", "text/csv; charset=utf-8", "26108,Crest,8600"),
        ("communes.geojson", "application/geo+json", '"commune":"Crest"'),
    ],
)
def test_a_study_is_read_as_files(
    planner: Client, study: str, api: Client, name: str, kind: str, said: str
) -> None:
    answer = planner.get(f"{study}/{name}")
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    assert said in answer.content.decode()
    assert api.get(f"{study}/{name}").status_code == 401
    assert codes(planner.get(f"{study}/{name}?function=x")) == [
        ("function_not_studied", "function")
    ]
