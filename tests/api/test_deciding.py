"""A planner decides on a campaign by the API; everybody reads the results."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from softplace.bookings.models import Series
from softplace.foundation import clock
from softplace.matching.models import Applicant, Run
from softplace.matching.planning.running import compute
from softplace.people.commands import issue_token
from softplace.people.enums import Scope
from softplace.people.models import User
from tests.matching.board_cast import MONDAY, NOW, Cast, make_cast


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


def test_others_neither_read_the_board_nor_decide(cast: Cast) -> None:
    running = Run.objects.create(
        campaign=cast.campaign, seed=1, most_seconds=5, pass_number=1, requested_at=NOW
    )
    address = f"/api/campaigns/{cast.campaign.pk}"
    keeper, reader = signed(cast.keeper), signed(cast.planner, Scope.REQUESTS_READ)
    for path in ("runs", f"runs/{running.pk}/stop", "publish"):
        for client, status in ((Client(), 401), (keeper, 403), (reader, 403)):
            answer = client.post(
                f"{address}/{path}", {"version": 1}, content_type="application/json"
            )
            assert answer.status_code == status, path
    assert keeper.get(f"{address}/board").status_code == 403
    assert Client().get(f"{address}/board").status_code == 401
    running.refresh_from_db()
    assert (Run.objects.count(), running.stop_asked) == (1, False)


def test_every_write_of_the_description_is_in_that_list(client: Client) -> None:
    described = {
        (method, address)
        for address, operations in client.get("/api/openapi.json").json()["paths"].items()
        for method in operations
        if method != "get" and address.startswith(CAMPAIGNS)
    }
    below = "/api/campaigns/{campaign_id}"
    paths = ("runs", "runs/{run_id}/stop", "publish")
    assert described == {("post", f"{below}/{path}") for path in paths}
