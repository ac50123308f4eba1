"""Rounds by API: plan, publish, find, with the version that was seen."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from softplace.api.examples import STOP
from softplace.foundation import clock
from softplace.rounds.models import Stop
from tests.api.test_deciding import signed
from tests.rounds.conftest import MONDAY, Wheels, make_wheels

SAID = {**STOP, "functions": ["papers"], "version": 1}


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def wheels(db: None) -> Wheels:
    return make_wheels()


def test_a_stop_is_planned_published_and_found_by_everybody(wheels: Wheels) -> None:
    keeper = signed(wheels.keeper)
    made = keeper.post("/api/vehicles/bus/stops", SAID, "application/json")
    assert (made.status_code, made.json()["stops"][0]["is_published"]) == (201, False)
    plan: dict[str, Any] = keeper.get("/api/vehicles/bus/publication").json()
    assert [step["kind"] for step in plan["steps"]] == ["open"]
    sent = {"version": plan["version"], "digest": plan["digest"]}
    done = keeper.post("/api/vehicles/bus/publish", sent, "application/json")
    assert done.json()["stops"][0]["is_published"]
    week = Client().get("/api/vehicles/bus/week?day=2027-03-09").json()
    assert [(halt["starts_at"], halt["functions"]) for halt in week] == [
        ("2027-03-09T09:00:00+01:00", ["papers"])
    ]


def test_a_stop_sent_twice_with_one_key_is_one_and_a_stale_version_is_refused(
    wheels: Wheels,
) -> None:
    keeper = signed(wheels.keeper)
    for _ in range(2):
        answer = keeper.post(
            "/api/vehicles/bus/stops", SAID, "application/json", headers={"Idempotency-Key": "a"}
        )
        assert answer.status_code == 201
    assert Stop.objects.count() == 1
    stale = keeper.post("/api/vehicles/bus/stops", SAID, "application/json")
    assert (stale.status_code, stale.json()["code"]) == (409, "round_changed_meanwhile")
    assert signed(wheels.stranger).get("/api/vehicles/bus").status_code == 404
