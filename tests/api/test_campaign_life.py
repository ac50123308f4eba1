"""The whole life of a campaign, by the API only, by those who live it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from softplace.bookings.models import Series
from softplace.foundation import clock
from softplace.matching.models import Run
from softplace.matching.planning.running import compute
from softplace.people.models import User
from tests.api.test_deciding import signed
from tests.matching.board_cast import NOW, Cast, make_cast

pytestmark = pytest.mark.xdist_group("matching")
OPENS, CLOSES = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 3, 15, 22, tzinfo=UTC)
NEW = {
    "name": "Summer 2027",
    "first_day": "2027-04-05",
    "last_day": "2027-06-13",
    "applications_open_at": OPENS.isoformat(),
    "applications_close_at": CLOSES.isoformat(),
}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(NOW):
        yield make_cast()


class Caller:
    """Sends JSON, and expects it to be taken unless told."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def __call__(
        self, method: str, address: str, said: Any = None, *, status: int = 0, **headers: str
    ) -> Any:
        options: dict[str, Any] = {"headers": {k.replace("_", "-"): v for k, v in headers.items()}}
        if said is not None:
            options |= {"data": said, "content_type": "application/json"}
        answer = getattr(self.client, method)(f"/api/{address}", **options)
        expected = (status,) if status else (200, 201, 204)
        assert answer.status_code in expected, (address, answer.status_code, answer.content)
        return answer.json() if answer.content else None


def asks(applicant: int, campaign: int, cast: Cast, **fields: Any) -> dict[str, Any]:
    return {
        "applicant": applicant,
        "campaign": campaign,
        "title": "Practice",
        "headcount": 18,
        "layout": "empty",
        "wished_minutes": 60,
        "windows": [{"weekday": "monday", "start": "18:00", "end": "19:00"}],
        "wishes": [{"resource": cast.room.pk}],
        "takes_anything": False,
        **fields,
    }


def test_a_campaign_lives_by_the_api_alone(cast: Cast) -> None:
    planner, keeper = Caller(signed(cast.planner)), Caller(signed(cast.keeper))
    choir, yoga = (
        Caller(signed(User.objects.create_user(f"{name}@example.org", "pass", name=name)))
        for name in ("Ada", "Ben")
    )

    # Set up: a draft that only planners and keepers see, its weights tried and set.
    campaign = planner("post", "campaigns", NEW)
    one = f"campaigns/{campaign['id']}"
    choir("get", one, status=404)
    assert keeper("get", one)["status"] == "draft"
    tried = planner("post", f"{one}/weights/preview", {"weights": {"km_points": 0}})
    assert tried["after"]["far"] == tried["after"]["first_wish"]
    weights = {"version": campaign["version"], "weights": {"km_points": 0}}
    campaign = planner("put", f"{one}/weights", weights)
    assert campaign["weights"]["km_points"] == 0
    campaign = planner("patch", one, {"version": campaign["version"], "description": "Ten weeks."})
    assert (campaign["name"], campaign["description"]) == ("Summer 2027", "Ten weeks.")

    # Offered: the planner invites, the keeper sees what may be offered, offers two, takes one back.
    assert planner("post", f"{one}/invitations", {"place": "moulin"})["invited"] == 1
    offerable = keeper("get", f"{one}/offerable")["items"]
    assert [(row["name"], row["lacks"]) for row in offerable] == [
        ("Hall", []), ("Left half", []), ("Right half", []), ("Room", []),
    ]  # fmt: skip
    keeper("post", f"{one}/offers", {"resources": [cast.room.pk, cast.left.pk]})
    keeper("delete", f"{one}/offers/{cast.left.pk}")
    assert [row["name"] for row in keeper("get", f"{one}/offers")["items"]] == ["Room"]

    # Applied for: with advice, changed, sent twice once.
    campaign = planner("post", f"{one}/steps", {"version": campaign["version"], "step": "open"})
    requests = []
    for person, name in ((choir, "Choir"), (yoga, "Yoga")):
        applicant = person("post", "applicants", {"name": name})["id"]
        wish = asks(applicant, campaign["id"], cast)
        asked = {name: wish[name] for name in wish.keys() - {"applicant", "campaign", "title"}}
        advised = person("post", f"{one}/advice", asked)
        assert [(row["weekday"], row["requests"], row["rooms"]) for row in advised["windows"]] == [
            ("monday", len(requests), 1)
        ]
        made = [person("post", "requests", wish, Idempotency_Key="k") for _ in range(2)]
        assert made[0] == made[1]
        requests.append(made[0]["reference"])
    assert choir("get", f"requests/{requests[1]}", status=404)["code"] == "nothing_here"
    changed = choir("patch", f"requests/{requests[0]}", {"title": "Rehearsal"})
    assert (changed["title"], changed["headcount"]) == ("Rehearsal", 18)

    # Decided on: computed, moved by hand, computed again around the lock.
    campaign = planner("post", f"{one}/steps", {"version": campaign["version"], "step": "close"})
    board = planner("get", f"{one}/board")
    assert (board["sessions"], len(board["unserved"])) == ([], 2)
    run = planner("post", f"{one}/runs", {"version": board["version"], "seconds": 5})
    assert planner("post", f"{one}/runs/{run['id']}/stop")["status"] == "failed"
    run = planner("post", f"{one}/runs", {"version": board["version"], "seconds": 5})
    compute(Run.objects.get(pk=run["id"]))
    assert planner("get", f"{one}/runs/{run['id']}")["status"] == "done"
    board = planner("get", f"{one}/board")
    (session,) = board["sessions"]
    served, unserved = session["request"], board["unserved"][0]
    assert {served, unserved} == set(requests)
    told = planner("get", f"{one}/board/{unserved}")["refusal"]
    assert (told["cause"], told["sessions"]) == ("taken", 1)
    planner("post", f"{one}/board/{unserved}/comments", {"text": "They have children."})
    where = {"resource": cast.room.pk, "weekday": 0, "start": "18:00"}
    moved = planner(
        "put", f"{one}/sessions/{session['id']}",
        {**where, "version": board["version"], "start": "18:15"},
    )  # fmt: skip
    assert (moved["session"]["start"], moved["session"]["is_locked"]) == ("18:15", True)
    assert moved["session"]["against"] == ["window"]
    late = planner("delete", f"{one}/sessions/{session['id']}?version=1", status=409)
    assert late["code"] == "campaign_changed_meanwhile"
    session_at = f"{one}/sessions/{session['id']}"
    opened = planner("post", f"{session_at}/unlock", {"version": moved["version"]})
    kept = planner("post", f"{session_at}/lock", {"version": opened["version"]})
    gone = planner("delete", f"{session_at}?version={kept['version']}")
    placed = planner(
        "post", f"{one}/sessions", {**where, "version": gone["version"], "request": served}
    )
    ruled_out = planner(
        "post", f"{one}/forbids", {"version": placed["version"], "request": unserved, "weekday": 6}
    )
    allowed = planner(
        "delete", f"{one}/forbids/{ruled_out['forbid']['id']}?version={ruled_out['version']}"
    )
    points = {"version": allowed["version"], "points": 3, "reason": "New in town"}
    assert planner("put", f"{one}/board/{unserved}/points", points)["points"] == 3
    version = planner("get", f"{one}/board")["version"]
    run = planner("post", f"{one}/runs", {"version": version, "seconds": 5})
    compute(Run.objects.get(pk=run["id"]))
    board = planner("get", f"{one}/board")
    assert [(s["request"], s["is_locked"]) for s in board["sessions"]] == [(served, True)]

    # Published: once, with reasons; an alternative is taken, a decision appealed against.
    preview = planner("get", f"{one}/publication")
    assert (preview["obstacles"], preview["sessions"], preview["letters"]) == ([], 1, 2)
    assert preview["idle_half_days_before"] - preview["idle_half_days_after"] == 1
    wish = {"version": board["version"]}
    published = [planner("post", f"{one}/publish", wish, Idempotency_Key="p") for _ in range(2)]
    assert published[0] == published[1]
    assert Series.objects.count() == 1
    loser = choir if unserved == requests[0] else yoga
    winner = yoga if loser is choir else choir
    assert winner("get", f"requests/{served}/decision")["missing"] == 0
    decision = loser("get", f"requests/{unserved}/decision")
    assert (decision["status"], decision["may_appeal"]) == ("refused", True)
    assert decision["refusal"]["wishes"] == [told["wishes"][0].replace("The first", "Your first")]
    winner("get", f"requests/{unserved}/decision", status=404)
    appeal = loser("post", f"requests/{unserved}/appeal", {"text": "Please look again."})
    assert [row["id"] for row in planner("get", f"{one}/appeals")["items"]] == [appeal["id"]]
    upheld = {"upheld": True, "answer": "You are right."}
    assert planner("post", f"{one}/appeals/{appeal['id']}/answer", upheld)["status"] == "upheld"

    # The second pass decides on the rest; then the alternative is taken.
    version = planner("get", one)["version"]
    board = planner("post", f"{one}/second-pass", {"version": version})
    assert (board["pass_number"], board["unserved"]) == (2, [unserved])
    planner("post", f"{one}/publish", {"version": board["version"], "appeal_days": 0})
    decision = loser("get", f"requests/{unserved}/decision")
    first = decision["refusal"]["alternatives"][0]
    taken = loser("post", f"requests/{unserved}/take-alternative", {"number": first["number"]})
    assert (taken["status"], taken["missing"], taken["may_take"]) == ("served", 0, False)
    assert [(s["start"], s["dates"]) for s in taken["given"]] == [(first["start"], first["dates"])]
    results = Caller(Client())("get", f"{one}/results")
    assert (len(results["sessions"]), Series.objects.count()) == (2, 2)


def test_the_second_of_two_who_change_a_request_is_told(cast: Cast) -> None:
    person = User.objects.create_user("ada@example.org", "pass")
    ada = Caller(signed(person))
    cast.campaign.status = "open"
    cast.campaign.applications_close_at = NOW + timedelta(days=3)
    cast.campaign.save()
    applicant = ada("post", "applicants", {"name": "Choir"})["id"]
    reference = ada("post", "requests", asks(applicant, cast.campaign.pk, cast))["reference"]
    address = f"requests/{reference}"
    tag = ada.client.get(f"/api/{address}")["ETag"]
    ada("patch", address, {"headcount": 12}, If_Match=tag)
    late = ada("patch", address, {"headcount": 15}, If_Match=tag, status=412)
    assert late["code"] == "changed_since"
    ada("post", f"{address}/withdraw", {}, If_Match=tag, status=412)
    assert ada("get", address)["headcount"] == 12
