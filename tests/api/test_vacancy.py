"""Vacancy by the API: the policy, exemptions, who keeps to it, and idle half-days opened."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from softplace.foundation import clock
from softplace.people.enums import Audience, Scope
from softplace.places.models import OpeningRule, Resource, Unit
from softplace.vacancy.models import Exemption, Policy, Release
from tests.api.test_deciding import signed
from tests.bookings.conftest import MONDAY, World, make_world

TUESDAYS = {
    "weekday": "tuesday", "is_afternoon": True,
    "first_date": "2027-03-02", "last_date": "2027-03-23",
}  # fmt: skip


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.frozen(MONDAY):
        made = make_world()
        Resource.objects.filter(pk=made.half.pk).update(audience=Audience.PROFESSIONALS)
        yield made


@pytest.fixture
def planner(world: World) -> Client:
    return signed(world.planner)


@pytest.fixture
def keeper(world: World) -> Client:
    return signed(world.keeper)


def is_of_vacancy(address: str) -> bool:
    return address.startswith("/api/vacancy") or "/releases" in address


def send(client: Client, method: str, address: str, content: Any = None, **headers: str) -> Any:
    options = {} if method == "get" else {"content_type": "application/json"}
    return getattr(client, method)(
        f"/api/{address}", content if content is not None else {}, headers=headers, **options
    )


def codes(answer: Any) -> list[tuple[str, str]]:
    return [(error["code"], error["field"]) for error in answer.json()["errors"]]


def test_the_policy_is_decided_on_the_version_that_was_seen(planner: Client) -> None:
    usual = planner.get("/api/vacancy/policy")
    assert (usual.json()["version"], len(usual.json()["weekdays"])) == (0, 7)
    said = {"version": 0, "weekdays": ["monday", "friday"], "longest_idle_half_days": 3}
    decided = send(planner, "patch", "vacancy/policy", said).json()
    assert decided == usual.json() | said | {"version": 1}
    late = send(planner, "patch", "vacancy/policy", said)
    assert (late.status_code, late.json()["code"]) == (409, "policy_changed_meanwhile")
    by_tag = send(planner, "patch", "vacancy/policy", {}, **{"If-Match": usual["ETag"]})
    assert by_tag.status_code == 412
    housed = send(planner, "patch", "vacancy/policy", {"version": 1, "resource_kinds_left_out": []})
    assert codes(housed) == [("housing_is_left_out", "resource_kinds_left_out")]
    none = send(planner, "patch", "vacancy/policy", {"version": 1, "weekdays": []})
    assert codes(none) == [("no_weekday_counts", "weekdays")]
    assert Policy.objects.get().version == 1


def test_an_exemption_is_granted_once_listed_and_ended(world: World, planner: Client) -> None:
    term = {"first_date": "2027-03-01", "last_date": "2027-03-31", "reason": "Works"}
    said = term | {"place": world.place.slug, "resource": world.half.pk}
    key = {"Idempotency-Key": "one"}
    made = [send(planner, "post", "vacancy/exemptions", said, **key) for _ in range(2)]
    assert (made[0].status_code, made[1].json()) == (201, made[0].json())
    listed = planner.get("/api/vacancy/exemptions").json()["items"]
    assert listed == [made[0].json()]
    address = f"vacancy/exemptions/{listed[0]['id']}/end"
    assert send(planner, "post", address).status_code == 204
    assert Exemption.objects.count() == 0
    unknown = send(planner, "post", "vacancy/exemptions", term | {"place": "nowhere"})
    assert codes(unknown) == [("unknown_place", "place")]
    foreign = send(planner, "post", "vacancy/exemptions", said | {"resource": 10**9})
    assert codes(foreign) == [("resource_of_another_place", "resource")]


def test_who_does_not_keep_to_the_policy_is_listed(planner: Client, world: World) -> None:
    answer = planner.get("/api/vacancy/compliance").json()
    assert [week["monday"] for week in answer["weeks"]][-1] == "2027-03-01"
    assert answer["offender_count"] == len(answer["offenders"])
    assert {row["place"] for row in answer["offenders"]} == {world.place.slug}
    assert planner.get("/api/vacancy/compliance?week=1999-01-01").status_code == 422


def test_idle_half_days_are_looked_at_opened_and_taken_back(world: World, keeper: Client) -> None:
    place = f"places/{world.place.slug}"
    idle = keeper.get(f"/api/{place}/idle").json()
    of_half = [row for row in idle if row["resource"] == world.half.pk]
    assert {row["is_open_to_everyone"] for row in of_half} == {False}
    said = TUESDAYS | {"resource": world.half.pk}
    seen = send(keeper, "post", f"{place}/releases/preview", said).json()
    assert (len(seen["dates"]), seen["keeps_others"]) == (4, True)
    before = list(OpeningRule.objects.order_by("pk").values())
    made = send(keeper, "post", f"{place}/releases", said)
    assert (made.status_code, made.json()["audience"]) == (201, "everyone")
    again = send(keeper, "post", f"{place}/releases", said)
    assert codes(again) == [("open_to_them_already", "")]
    assert keeper.get(f"/api/{place}/releases").json() == [made.json()]
    address = f"{place}/releases/{made.json()['id']}/take-back"
    assert send(keeper, "post", address).json()["undone_at"] is not None
    assert codes(send(keeper, "post", address)) == [("release_undone", "")]
    assert list(OpeningRule.objects.order_by("pk").values()) == before


def test_a_week_of_a_place_is_read_by_half_day(world: World, keeper: Client) -> None:
    answer = keeper.get(f"/api/places/{world.place.slug}/vacancy?week=2027-03-03").json()
    assert answer["monday"] == "2027-03-01"
    row = next(row for row in answer["resources"] if row["resource"] == world.half.pk)
    assert len(row["half_days"]) == 14
    states = [half["state"] for half in row["half_days"]]
    assert states.count("idle") == row["half_days_idle"]


def test_a_place_takes_as_many_queries_for_one_room_as_for_twenty(
    world: World, keeper: Client
) -> None:
    place = f"/api/places/{world.place.slug}"
    addresses = [f"{place}/idle", f"{place}/vacancy", f"{place}/releases"]

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert keeper.get(address).status_code == 200
        return len(captured)

    queries(addresses[0])  # the first use of a token is noted
    few = [queries(address) for address in addresses]
    for number in range(20):
        room = Resource.objects.create(place=world.place, name=f"Room {number}", kind="room")
        room.units.add(Unit.objects.create(place=world.place, name=f"Unit {number}"))
    assert [queries(address) for address in addresses] == few


def test_only_who_may_reads_and_writes(world: World) -> None:
    place = f"places/{world.place.slug}"
    said = TUESDAYS | {"resource": world.half.pk}
    exemption = {
        "place": world.place.slug, "reason": "Works", "first_date": "2027-03-01",
        "last_date": "2027-03-31",
    }  # fmt: skip
    reader = signed(world.planner, Scope.PLACES_READ)
    keeper, bob = signed(world.keeper), signed(world.bob)
    of_planners = [
        ("get", "vacancy/policy", None), ("get", "vacancy/exemptions", None),
        ("get", "vacancy/compliance", None), ("patch", "vacancy/policy", {"version": 0}),
        ("post", "vacancy/exemptions", exemption), ("post", "vacancy/exemptions/1/end", {}),
    ]  # fmt: skip
    of_keepers = [
        ("get", f"{place}/vacancy", None), ("get", f"{place}/idle", None),
        ("get", f"{place}/releases", None), ("post", f"{place}/releases/preview", said),
        ("post", f"{place}/releases", said), ("post", f"{place}/releases/1/take-back", {}),
    ]  # fmt: skip
    for method, address, content in [*of_planners, *of_keepers]:
        is_read = method == "get" or address.endswith("preview")
        expected = [401, 403, 200 if is_read else 403]
        if (method, address, content) in of_planners:
            expected.append(403)
        clients = [Client(), bob, reader, keeper][: len(expected)]
        statuses = [send(one, method, address, content).status_code for one in clients]
        assert statuses == expected, address
    assert (Policy.objects.count(), Exemption.objects.count(), Release.objects.count()) == (0, 0, 0)
    described = [
        (method, address)
        for address, operations in Client().get("/api/openapi.json").json()["paths"].items()
        for method in operations
        if method != "get" and is_of_vacancy(address)
    ]
    every = [*of_planners, *of_keepers]
    assert len(described) == sum(method != "get" for method, _, _ in every)
