"""Rounds by API: plan, publish, find, with the version that was seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from softplace.api.examples import EXAMPLES, MARKET, STOP
from softplace.foundation import clock
from softplace.people.enums import Scope
from softplace.rounds.commands import add_target, create_draft, request_computation, save_market
from softplace.rounds.models import Computation, Draft, Market, Stop, Target
from softplace.rounds.rules import MarketFields, Times
from softplace.rounds.rules.draft import DraftFields, TargetFields
from tests.api.test_deciding import signed
from tests.api.test_studies import send
from tests.rounds.conftest import MONDAY, NINE, NOON, Wheels, make_wheels

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


ROUNDS = ("/api/vehicles", "/api/markets", "/api/drafts")


@dataclass(frozen=True)
class Planned:
    """A stop, a market and a draft with a target and a computation of it."""

    stop: Stop
    market: Market
    draft: Draft
    target: Target
    computation: Computation


@pytest.fixture
def planned(wheels: Wheels) -> Planned:
    times = Times("monthly", date(2027, 3, 6), date(2027, 12, 4), NINE, NOON - NINE)
    market = save_market(
        actor=wheels.planner, fields=MarketFields(times, "Market of services", wheels.square.pk)
    )
    fields = DraftFields("Spring", (wheels.bus.pk,), date(2027, 3, 8), date(2027, 6, 27), 60)
    draft = create_draft(actor=wheels.keeper, fields=fields)
    wanted = TargetFields(
        wheels.communes["Saou"].pk, (wheels.papers.pk,), "weekly", 120, NINE, NOON
    )
    target = add_target(actor=wheels.keeper, draft=draft, version=draft.version, fields=wanted)
    draft.refresh_from_db()
    computation = request_computation(
        actor=wheels.keeper, draft=draft, version=draft.version, seconds=5
    )
    return Planned(wheels.stop(), market, draft, target, computation)


def writes(planned: Planned) -> list[tuple[str, str, Any]]:
    """All, of the vehicle, of the market and of the draft, with what who may would send."""
    stops, market = "/api/vehicles/bus/stops", f"/api/markets/{planned.market.pk}"
    draft = f"/api/drafts/{planned.draft.pk}"
    computation = f"{draft}/computations/{planned.computation.pk}"
    new_draft = EXAMPLES["create_draft"] | {"vehicles": ["bus"]}
    new_target = EXAMPLES["add_target"] | {"commune": "26001", "functions": ["papers"]}
    return [
        ("POST", stops, SAID),
        ("PUT", f"{stops}/{planned.stop.pk}", SAID),
        ("DELETE", f"{stops}/{planned.stop.pk}?version=2", None),
        ("POST", "/api/vehicles/bus/publish", {"version": 2, "digest": "x"}),
        ("POST", "/api/markets", MARKET),
        ("PUT", market, MARKET | {"version": 1}),
        ("DELETE", f"{market}?version=1", None),
        ("POST", "/api/drafts", new_draft),
        ("POST", f"{draft}/targets", new_target),
        ("DELETE", f"{draft}/targets/{planned.target.pk}?version=2", None),
        ("POST", f"{draft}/computations", {"version": 2, "seconds": 5}),
        ("POST", f"{computation}/stop", None),
        ("POST", f"{computation}/take-over", {"version": 2}),
    ]


def test_only_keepers_and_planners_with_the_scope_write(wheels: Wheels, planned: Planned) -> None:
    nobody, stranger = Client(), signed(wheels.stranger)
    reader = signed(wheels.planner, Scope.PLACES_READ)
    for method, address, content in writes(planned):
        statuses = [
            send(client, method, address, content).status_code
            for client in (nobody, reader, stranger)
        ]
        # What a stranger is not to know of is not there for them.
        hidden = (
            403 if address in {"/api/markets", "/api/drafts"} or "/markets/" in address else 404
        )
        assert statuses == [401, 403, hidden], (method, address)
    assert (wheels.version, Market.objects.get().version, Draft.objects.get().version) == (2, 1, 2)


def test_every_write_of_the_description_is_in_that_list(planned: Planned) -> None:
    described = [
        (method, address)
        for address, operations in Client().get("/api/openapi.json").json()["paths"].items()
        for method in operations
        if method != "get" and address.startswith(ROUNDS)
    ]
    assert len(described) == len(writes(planned))


def test_a_computation_that_came_to_nothing_says_why_in_words(
    wheels: Wheels, planned: Planned
) -> None:
    address = f"/api/drafts/{planned.draft.pk}/computations/{planned.computation.pk}/stop"
    stopped = signed(wheels.keeper).post(address, headers={"accept-language": "en"}).json()
    assert (stopped["status"], stopped["fault"]) == ("failed", "It was stopped before it began.")
