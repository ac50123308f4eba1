"""The time bank by the API: help is noted once, given back once, read by those concerned."""

from typing import Any

import pytest
from django.test import Client

from softplace.territory.commands import install_functions
from softplace.timebank.models import Transfer
from tests.api.test_deciding import signed
from tests.timebank.conftest import Members, _monday_morning, members

__all__ = ["_monday_morning", "members"]


def client_of(user: Any) -> Client:
    return signed(user)


def noted(client: Client, key: str = "k1", **said: Any) -> Any:
    content = {"minutes": 60, "day": "2027-03-01", **said}
    return client.post(
        "/api/time/transfers",
        content,
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


@pytest.fixture(autouse=True)
def _functions(db: None) -> None:
    install_functions()


def test_help_is_noted_once_whatever_the_line_does(members: Members) -> None:
    alice = client_of(members.alice.owner)
    said = {"payees": [members.bob.code], "note": "Le vélo", "function": "repair"}
    first, again = noted(alice, **said), noted(alice, **said)
    assert (first.status_code, again.json()) == (201, first.json())
    assert members.balances() == (-60, 60, 0, 0)
    account = alice.get("/api/time/account").json()
    assert (account["balance_minutes"], account["received_minutes"], account["warnings"]) == (
        -60, 60, [],
    )  # fmt: skip
    (line,) = client_of(members.bob.owner).get("/api/time/lines").json()["items"]
    assert (line["minutes"], line["note"], line["function"]) == (60, "Le vélo", "repair")


def test_the_chest_is_given_to_and_gives_by_a_mediator(members: Members) -> None:
    assert noted(client_of(members.alice.owner), payees=["chest"]).json()["kind"] == "contribution"
    given = noted(client_of(members.mediator), payer="chest", payees=[members.bob.code])
    assert (given.status_code, given.json()["kind"]) == (201, "support")
    refused = noted(client_of(members.bob.owner), payer="chest", payees=[members.bob.code])
    assert (refused.status_code, members.balances()) == (403, (-60, 60, 0, 0))


@pytest.mark.parametrize(
    "wrong",
    [
        {"payees": ["NOBODY"]},
        {"payees": []},
        {"minutes": 0},
        {"minutes": 1441},
        {"minutes": 0.5},
        {"day": "2027-03-02"},
        {"day": "12"},
        {"function": "nothing-like-it"},
        {"payer": "NOBODY"},
        {"tip": 5},
    ],
)
def test_what_is_wrong_changes_nothing(members: Members, wrong: dict[str, Any]) -> None:
    answer = noted(client_of(members.alice.owner), **{"payees": [members.bob.code], **wrong})
    assert (answer.status_code, Transfer.objects.count()) == (422, 0)


def test_time_is_given_back_by_who_received_it(members: Members) -> None:
    alice, bob = client_of(members.alice.owner), client_of(members.bob.owner)
    made = noted(alice, payees=[members.bob.code]).json()["id"]
    address = f"/api/time/transfers/{made}/give-back"
    assert alice.post(address).status_code == 403
    assert client_of(members.chloe.owner).post(address).status_code == 404
    assert [bob.post(address).status_code for _ in range(2)] == [201, 201]
    assert members.balances() == (0, 0, 0, 0)


def test_an_offer_is_put_up_read_by_everybody_and_taken_off(members: Members) -> None:
    alice = client_of(members.alice.owner)
    said = {"kind": "offer", "title": "Vélos", "last_day": "2027-05-01", "function": "repair"}
    made = alice.post("/api/time/posts", said, content_type="application/json").json()
    (found,) = Client().get("/api/time/posts").json()["items"]
    assert (found, "alice" in str(found)) == (made, False)
    address = f"/api/time/posts/{made['id']}"
    assert client_of(members.bob.owner).delete(address).status_code == 404
    assert alice.delete(address).status_code == 204
    assert Client().get("/api/time/posts").json()["items"] == []


def test_an_account_is_opened_when_it_is_asked_for(members: Members) -> None:
    planner = client_of(members.planner)
    assert planner.get("/api/time/account").json() is None
    opened = [planner.post("/api/time/account").json()["code"] for _ in range(2)]
    assert opened[0] == opened[1]
    assert planner.get("/api/time/account").json()["balance_minutes"] == 0
