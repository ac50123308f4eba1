"""Campaigns and requests by the API: read, apply once, change, withdraw, take what is free."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from softplace.bookings.models import Booking
from softplace.foundation import clock
from softplace.matching.commands import create_campaign
from softplace.matching.models import Campaign, Request
from softplace.matching.rules import Wished
from softplace.people.commands import issue_token
from softplace.people.enums import Scope
from softplace.people.models import User
from softplace.places.models import Place
from tests.bookings.conftest import MONDAY
from tests.matching.cast import Round, an_open_campaign, applied, campaign_fields, standing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def made() -> Round:
    return an_open_campaign()


def signed(user: User, *scopes: Scope) -> Client:
    issued = issue_token(
        actor=user,
        user=user,
        name="test",
        scopes=scopes or tuple(Scope),
        expires_at=clock.now() + timedelta(days=300),
    )
    headers = {"authorization": f"Bearer {issued.key}", "accept-language": "en"}
    return Client(headers=headers)


def asked(made: Round, **fields: Any) -> dict[str, Any]:
    return {
        "applicant": made.club.pk,
        "campaign": made.campaign.pk,
        "title": "Choir practice",
        "headcount": 20,
        "layout": "meeting",
        "wished_minutes": 120,
        "shortest_minutes": 90,
        "windows": [{"weekday": "tuesday", "start": "18:00", "end": "24:00"}],
        "wishes": [{"resource": made.world.half.pk}, {"place": made.world.place.pk}],
        **fields,
    }


ONCE = {
    "campaign": None,
    "rhythm": "once",
    "windows": [{"weekday": "tuesday", "start": "10:00", "end": "12:00"}],
    "first_day": "2027-03-02",
    "last_day": "2027-03-02",
    "wishes": [],
}


def send(client: Client, method: str, address: str, content: Any, **options: Any) -> Any:
    return getattr(client, method)(address, content, "application/json", **options)


def test_a_campaign_is_read_with_what_counts_and_what_is_offered(made: Round) -> None:
    create_campaign(actor=made.world.planner, fields=campaign_fields(name="Draft"))
    client = Client()
    (found,) = client.get("/api/campaigns").json()["items"]
    assert found == client.get(f"/api/campaigns/{made.campaign.pk}").json()
    assert (found["name"], found["status"]) == ("Season 2027–2028", "open")
    assert found["weights"]["tranches"][-1] == [None, 0.4]
    offers = client.get(f"/api/campaigns/{made.campaign.pk}/offers").json()["items"]
    assert [(one["name"], one["layouts"]) for one in offers] == [
        ("Half", {"meeting": 30}),
        ("Hall", {"meeting": 80}),
    ]


def test_a_request_sent_twice_with_one_key_is_made_once(made: Round) -> None:
    client = signed(made.alice)
    headers = {"Idempotency-Key": "one"}
    first, second = (
        send(client, "post", "/api/requests", asked(made), headers=headers) for _ in range(2)
    )
    assert first.status_code == 201
    assert first.json() == second.json()
    request = Request.objects.get()
    assert first["Location"] == f"/api/requests/{request.reference}"
    assert request.windows == [[1, 1080, 1440]]
    assert client.get(first["Location"]).json()["wishes"] == [
        {"resource": made.world.half.pk, "place": None},
        {"resource": None, "place": made.world.place.pk},
    ]


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"shortest_minutes": 150}, "shortest_above_wished", "shortest_minutes"),
        ({"wished_minutes": 100, "shortest_minutes": 90}, "not_quarters_of_an_hour",
         "wished_minutes"),
        ({"last_day": "2029-01-01"}, "outside_the_season", "last_day"),
        ({"wishes": [{"resource": 999_999}]}, "wish_not_offered", "wishes"),
        ({"wishes": [{}]}, "wish_not_offered", "wishes"),
        ({"windows": []}, "windows_missing", "windows"),
        ({"campaign": None}, "required", "first_day"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_code_and_field(
    made: Round, fields: dict[str, Any], code: str, field: str
) -> None:
    answer = send(signed(made.alice), "post", "/api/requests", asked(made, **fields))
    assert answer.status_code == 422
    assert (code, field) in [(one["code"], one["field"]) for one in answer.json()["errors"]]
    assert Request.objects.count() == 0


def test_a_change_keeps_what_is_not_given_and_null_empties_only_what_may_be(made: Round) -> None:
    client = signed(made.alice)
    request = applied(
        made, Wished(resource_id=made.world.half.pk), first_day=MONDAY.date().replace(month=10)
    )
    address = f"/api/requests/{request.reference}"
    changed = send(client, "patch", address, {"headcount": 60, "first_day": None}).json()
    assert (changed["headcount"], changed["first_day"], changed["title"]) == (
        60,
        None,
        "Choir practice",
    )
    assert changed["wishes"] == [{"resource": made.world.half.pk, "place": None}]
    refused = send(client, "patch", address, {"headcount": None, "windows": None})
    assert [(one["code"], one["field"]) for one in refused.json()["errors"]] == [
        ("required", "headcount"),
        ("required", "windows"),
    ]


def test_what_is_free_is_listed_and_taken_once(made: Round) -> None:
    client = signed(made.alice)
    reference = send(client, "post", "/api/requests", asked(made, **ONCE)).json()["reference"]
    options = client.get(f"/api/requests/{reference}/options").json()
    assert [(one["name"], one["start"], one["minutes"]) for one in options] == [
        ("Half", "10:00", 120),
        ("Hall", "10:00", 120),
    ]
    taken = {"option": options[0]["key"]}
    for _ in range(2):
        answer = send(client, "post", f"/api/requests/{reference}/take", taken)
        assert answer.json()["status"] == "served"
    assert answer.json()["booking"] == Booking.objects.get().reference
    assert client.get(f"/api/requests/{reference}/options").json() == []


def test_who_asks_is_described_and_listed(made: Round) -> None:
    client = signed(made.world.bob)
    answer = send(client, "post", "/api/applicants", {"name": "Bob’s band", "kind": "person"})
    assert answer.status_code == 201
    assert [one["name"] for one in client.get("/api/applicants").json()["items"]] == ["Bob’s band"]
    again = send(client, "post", "/api/applicants", {"name": "Bob’s band"})
    assert again.json()["code"] == "applicant_named_already"
    stolen = send(client, "post", "/api/requests", asked(made))
    assert (stolen.status_code, stolen.json()["code"]) == (422, "no_such_applicant")
    unseen = create_campaign(actor=made.world.planner, fields=campaign_fields())
    early = send(signed(made.alice), "post", "/api/requests", asked(made, campaign=unseen.pk))
    assert (early.status_code, early.json()["code"]) == (422, "no_such_campaign")
    assert Request.objects.count() == 0


def test_lists_take_as_many_queries_for_one_request_as_for_twenty(made: Round) -> None:
    client = signed(made.alice)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/api/requests")
        return len(captured)

    wishes = Wished(resource_id=made.world.half.pk), Wished(place_id=made.world.place.pk)
    applied(made, *wishes)
    client.get("/api/requests")  # the first use of a token is noted
    few = queries()
    for _ in range(20):
        applied(made, *wishes)
    assert queries() == few


# --- Every role against every address -----------------------------------------------------

REQUESTS = ("/api/applicants", "/api/requests")
ROLES = ("nobody", "alice", "reader", "bob", "mediator", "keeper", "other keeper", "planner")


def callers(made: Round) -> dict[str, Client]:
    other = User.objects.create_user("other@example.org", "pass", name="Other")
    place = Place.objects.create(
        slug="elsewhere", name="Elsewhere", latitude=45, longitude=5, updated_at=MONDAY
    )
    place.keepers.add(other)
    world = made.world
    return {
        "nobody": Client(), "alice": signed(world.alice),
        "reader": signed(world.alice, Scope.REQUESTS_READ), "bob": signed(world.bob),
        "mediator": signed(world.mediator), "keeper": signed(world.keeper),
        "other keeper": signed(other), "planner": signed(world.planner),
    }  # fmt: skip


def by_role(others: int, **known: int) -> dict[str, int]:
    named = {role.replace("_", " "): status for role, status in known.items()}
    return {**dict.fromkeys(ROLES, others), "nobody": 401, **named}


READ = by_role(404, alice=200, reader=200, keeper=200, planner=200)
WRITE = by_role(404, alice=200, reader=403, keeper=403, planner=403)
MATRIX = [
    ("get", "/api/campaigns", by_role(200, nobody=200)),
    ("get", "/api/campaigns/{campaign}", by_role(200, nobody=200)),
    ("get", "/api/campaigns/{campaign}/offers", by_role(200, nobody=200)),
    ("get", "/api/applicants", by_role(200)),
    ("post", "/api/applicants", by_role(422, reader=403)),
    ("get", "/api/applicants/{applicant}", by_role(404, alice=200, reader=200)),
    ("patch", "/api/applicants/{applicant}", by_role(404, alice=200, reader=403)),
    ("get", "/api/requests", by_role(200)),
    ("get", "/api/requests?campaign={campaign}", by_role(200)),
    ("post", "/api/requests", by_role(422, reader=403)),
    ("get", "/api/requests/{reference}", READ),
    ("get", "/api/requests/{reference}/options", READ),
    ("patch", "/api/requests/{reference}", WRITE),
    ("post", "/api/requests/{reference}/take", by_role(404, alice=422, reader=403, keeper=403, planner=403)),
    ("get", "/api/requests/{reference}/decision", by_role(404)),
    ("post", "/api/requests/{reference}/take-alternative", by_role(422, reader=403)),
    ("post", "/api/requests/{reference}/appeal", by_role(422, reader=403)),
    ("post", "/api/requests/{reference}/withdraw", WRITE),
]  # fmt: skip


def test_every_write_of_the_description_is_in_that_matrix(client: Client) -> None:
    described = {
        (method, address.removesuffix("/").replace("applicant_id", "applicant"))
        for address, operations in client.get("/api/openapi.json").json()["paths"].items()
        for method in operations
        if method != "get" and address.startswith(REQUESTS)
    }
    assert described == {(method, address) for method, address, _ in MATRIX if method != "get"}


@pytest.mark.parametrize(("method", "address", "expected"), MATRIX)
def test_each_caller_gets_what_it_may(
    made: Round, method: str, address: str, expected: dict[str, int]
) -> None:
    request = applied(made, Wished(resource_id=made.world.half.pk))
    where = address.format(
        campaign=made.campaign.pk, reference=request.reference, applicant=made.club.pk
    )
    content = {"option": "x"} if where.endswith("take") else {}
    got = {}
    clients = callers(made)
    for role in reversed(ROLES):  # who may change it comes after those who may not
        client = clients[role]
        answer = client.get(where) if method == "get" else send(client, method, where, content)
        got[role] = answer.status_code
    assert got == expected


def test_what_is_seen_of_a_campaign_is_what_concerns_one(made: Round) -> None:
    applied(made, Wished(place_id=made.world.place.pk), title="Wished")
    applied(made, title="Anything")
    standing(made, title="Alone")
    clients = callers(made)

    def titles(role: str, query: str) -> list[str]:
        items = clients[role].get(f"/api/requests{query}").json()["items"]
        return [one["title"] for one in items]

    of_campaign = f"?campaign={made.campaign.pk}"
    assert titles("alice", "") == ["Wished", "Anything", "Alone"]
    assert titles("planner", of_campaign) == ["Wished", "Anything"]
    assert titles("keeper", of_campaign) == ["Wished"]
    assert titles("other keeper", of_campaign) == []
    assert titles("keeper", "") == []


def test_what_is_decided_is_told_only_once_it_is_published(made: Round) -> None:
    request = applied(made)
    Request.objects.update(status="refused")
    Campaign.objects.update(status="deciding")
    client = signed(made.alice)
    address = f"/api/requests/{request.reference}"
    assert client.get(address).json()["status"] == "submitted"
    Campaign.objects.update(status="published")
    assert client.get(address).json()["status"] == "refused"
