"""A planner decides on a campaign by the API; everybody reads the results."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from softplace.bookings.models import Series
from softplace.foundation import clock
from softplace.matching.models import (
    Allocation,
    Appeal,
    Applicant,
    Campaign,
    Comment,
    Forbid,
    Invitation,
    Request,
    Run,
)
from softplace.matching.planning.running import compute
from softplace.people.commands import issue_token
from softplace.people.enums import Scope
from softplace.people.models import User
from softplace.places.models import Place, Unit
from tests.matching.board_cast import MONDAY, NOW, Cast, make_cast, make_resource

pytestmark = pytest.mark.xdist_group("matching")


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(NOW):
        yield make_cast()


def signed(user: User, *scopes: Scope) -> Client:
    issued = issue_token(
        actor=user,
        user=user,
        name="test",
        scopes=scopes or tuple(Scope),
        expires_at=clock.now() + timedelta(days=300),
    )
    return Client(headers={"authorization": f"Bearer {issued.key}", "accept-language": "en"})


def test_a_campaign_is_computed_published_once_and_read(cast: Cast) -> None:
    choir = cast.asks(
        "choir", (MONDAY, 18, 19), wishes=[cast.room], headcount=18, takes_anything=False
    )
    yoga = cast.asks("yoga", (MONDAY, 18, 19), wishes=[cast.room], takes_anything=False)
    planner, address = signed(cast.planner), f"/api/campaigns/{cast.campaign.pk}"
    assert Client().get(f"{address}/results").status_code == 404

    def post(path: str, said: dict[str, object]) -> tuple[int, dict[str, object]]:
        answer = planner.post(f"{address}/{path}", said, content_type="application/json")
        return answer.status_code, answer.json()

    status, run = post("runs", {"version": 1, "seconds": 5})
    assert (status, run["status"]) == (201, "queued")
    assert post("runs", {"version": 1})[1]["code"] == "run_in_progress"
    compute(Run.objects.get())
    run = planner.get(f"{address}/runs/{run['id']}").json()
    assert (run["status"], run["value"]) == ("done", run["bound"])
    board = planner.get(f"{address}/board").json()
    assert [(s["request"], s["start"], s["is_published"]) for s in board["sessions"]] == [
        (choir.reference, "18:00", False)
    ]
    assert board["unserved"] == [yoga.reference]

    for _ in range(2):
        status, board = post("publish", {"version": board["version"]})
        assert status == 200
        board["version"] = int(str(board["version"])) - 1
    assert Series.objects.count() == 1

    Applicant.objects.filter(name="Choir").update(kind="person")
    results = Client().get(f"{address}/results").json()
    assert (results["served"], results["requests"], results["served_hours"]) == (None, None, 9.0)
    assert [(s["request"], s["applicant"]) for s in results["sessions"]] == [("", "")]


CAMPAIGNS = ("/api/campaigns",)
NEW = {
    "name": "Summer", "first_day": "2027-06-21", "last_day": "2027-08-29",
    "applications_open_at": "2027-05-01T00:00:00Z", "applications_close_at": "2027-06-01T00:00:00Z",
}  # fmt: skip
SEEN = {"version": 1}
WHERE = SEEN | {"resource": 1, "weekday": 0, "start": "18:00"}
OF_PLANNERS = [
    ("post", "", NEW),
    ("patch", "/{campaign_id}", SEEN | {"name": "Summer"}),
    ("put", "/{campaign_id}/weights", SEEN | {"weights": {}}),
    ("post", "/{campaign_id}/steps", SEEN | {"step": "open"}),
    ("post", "/{campaign_id}/invitations", {"place": "moulin"}),
    ("post", "/{campaign_id}/runs", SEEN),
    ("post", "/{campaign_id}/runs/{run_id}/stop", {}),
    ("post", "/{campaign_id}/publish", SEEN),
    ("post", "/{campaign_id}/second-pass", SEEN),
    ("post", "/{campaign_id}/sessions", WHERE | {"request": "{reference}"}),
    ("put", "/{campaign_id}/sessions/{session_id}", WHERE),
    ("delete", "/{campaign_id}/sessions/{session_id}", None),
    ("post", "/{campaign_id}/sessions/{session_id}/lock", SEEN),
    ("post", "/{campaign_id}/sessions/{session_id}/unlock", SEEN),
    ("post", "/{campaign_id}/forbids", SEEN | {"request": "{reference}", "weekday": 1}),
    ("delete", "/{campaign_id}/forbids/{forbid_id}", None),
    ("put", "/{campaign_id}/board/{reference}/points", SEEN | {"points": 1, "reason": "Why"}),
    ("post", "/{campaign_id}/board/{reference}/comments", {"text": "Said"}),
    ("post", "/{campaign_id}/appeals/{appeal_id}/answer", {"upheld": True, "answer": "Yes"}),
]
OF_KEEPERS = [
    ("post", "/{campaign_id}/offers", {"resources": [1]}),
    ("delete", "/{campaign_id}/offers/{resource_id}", None),
]
LOOKS = [
    ("get", "/{campaign_id}/board", None),
    ("get", "/{campaign_id}/board/{reference}", None),
    ("get", "/{campaign_id}/runs/{run_id}", None),
    ("get", "/{campaign_id}/publication", None),
    ("get", "/{campaign_id}/appeals", None),
    ("post", "/{campaign_id}/weights/preview", {"weights": {}}),
]
FOR_ALL = [("post", "/{campaign_id}/advice", {})]
"""Writes nothing, and answers whoever is signed in."""


def test_others_neither_read_the_board_nor_decide(cast: Cast) -> None:
    request = cast.asks("choir", (MONDAY, 18, 19))
    session = Allocation.objects.create(
        campaign=cast.campaign, request=request, resource=cast.room, units=[1], weekday=0,
        start_minute=1080, minutes=60, dates=[NOW.date()],
    )  # fmt: skip
    running = Run.objects.create(
        campaign=cast.campaign, seed=1, most_seconds=5, pass_number=1, requested_at=NOW
    )
    forbid = Forbid.objects.create(campaign=cast.campaign, request=request, weekday=3)
    appeal = Appeal.objects.create(request=request, pass_number=1, text="No", made_at=NOW)
    known = {
        "campaign_id": cast.campaign.pk, "run_id": running.pk, "reference": request.reference,
        "session_id": session.pk, "forbid_id": forbid.pk, "appeal_id": appeal.pk,
    }  # fmt: skip
    choir = signed(request.applicant.person)
    keeper, reader = signed(cast.keeper), signed(cast.planner, Scope.REQUESTS_READ)
    before = _rows()
    for method, path, said in [*OF_PLANNERS, *LOOKS]:
        address = "/api/campaigns" + path.format(**known)
        content = said and {
            k: v.format(**known) if isinstance(v, str) else v for k, v in said.items()
        }
        for client, status in ((Client(), 401), (choir, 403), (keeper, 403), (reader, 403)):
            options = {} if method == "get" else {"content_type": "application/json"}
            answer = getattr(client, method)(address, content or {}, **options)
            expected = 200 if client is reader and (method, path, said) in LOOKS else status
            assert answer.status_code == expected, (method, path, answer.content)
    assert _rows() == before


def _rows() -> list[object]:
    tables = (Campaign, Run, Allocation, Forbid, Appeal, Comment, Invitation, Request)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_a_keeper_offers_what_they_keep_only(cast: Cast) -> None:
    draft = Campaign.objects.create(
        name="Draft", first_day=cast.campaign.first_day, last_day=cast.campaign.last_day,
        applications_open_at=NOW, applications_close_at=NOW + timedelta(days=3), created_at=NOW,
    )  # fmt: skip
    other = Place.objects.create(
        slug="elsewhere", name="Elsewhere", latitude=45, longitude=5, updated_at=NOW
    )
    foreign = make_resource(other, "Cellar", [Unit.objects.create(place=other, name="Z")])
    address, keeper = f"/api/campaigns/{draft.pk}/offers", signed(cast.keeper)
    said = {"resources": [cast.room.pk, foreign.pk]}
    answer = keeper.post(address, said, content_type="application/json")
    assert answer.json()["code"] == "offer_of_another_place"
    unknown = keeper.post(address, {"resources": [10**9]}, content_type="application/json")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_choice")
    nobody = signed(User.objects.create_user("ada@example.org", "pass"))
    assert nobody.post(address, said, content_type="application/json").status_code == 404
    assert draft.offers.count() == 0


def test_every_write_of_the_description_is_in_that_list(client: Client) -> None:
    described = {
        (method, address.removeprefix("/api/campaigns"))
        for address, operations in client.get("/api/openapi.json").json()["paths"].items()
        for method in operations
        if method != "get" and address.startswith(CAMPAIGNS)
    }
    listed = [*OF_PLANNERS, *OF_KEEPERS, *LOOKS, *FOR_ALL]
    assert described == {(method, path) for method, path, _ in listed if method != "get"}


def test_the_board_takes_as_many_queries_for_one_session_as_for_twenty(cast: Cast) -> None:
    planner = signed(cast.planner)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert planner.get(address).status_code == 200
        return len(captured)

    one = f"/api/campaigns/{cast.campaign.pk}"
    first = cast.asks("choir", (MONDAY, 18, 19))
    addresses = [f"{one}/board", f"{one}/board/{first.reference}", f"{one}/offerable"]
    addresses += [f"{one}/appeals", f"{one}/publication"]

    def fill(number: int) -> None:
        request = first if number == 0 else cast.asks(f"club {number}", (MONDAY, 8, 9))
        Allocation.objects.create(
            campaign=cast.campaign, request=request, resource=cast.room, units=[1], weekday=0,
            start_minute=480 + number, minutes=15, dates=[cast.campaign.first_day],
        )  # fmt: skip
        Comment.objects.create(campaign=cast.campaign, request=first, text="Said", at=NOW)
        Appeal.objects.create(request=request, pass_number=1, text="No", made_at=NOW)
        make_resource(cast.place, f"Room {number}", [])

    fill(0)
    queries(addresses[0])  # the first use of a token is noted
    few = [queries(address) for address in addresses]
    for number in range(1, 20):
        fill(number)
    assert [queries(address) for address in addresses] == few
