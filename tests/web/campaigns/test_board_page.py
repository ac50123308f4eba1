"""The pages of a campaign that is decided on: who may, what they say, how many queries."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from softplace.foundation import clock
from softplace.matching.models import Allocation, Applicant, Campaign, Letter, Request, Run
from softplace.matching.planning.publishing import publish
from softplace.people.enums import Audience
from softplace.places.models import OpeningRule
from softplace.web.campaigns.letters import send_letters
from tests.matching.board_cast import FIRST, MONDAY, NOW, TUESDAY, Cast, make_cast
from tests.matching.test_running import booked

pytestmark = pytest.mark.xdist_group("matching")


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(NOW):
        yield make_cast()


@pytest.fixture
def published(cast: Cast) -> Cast:
    cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room], takes_anything=False, headcount=18)
    cast.asks("yoga", (MONDAY, 18, 19), wishes=[cast.room], takes_anything=False)
    cast.solved()
    publish(
        actor=cast.planner, campaign=cast.campaign, version=cast.campaign.version,
        appeals_close_at=NOW + timedelta(days=14),
    )  # fmt: skip
    cast.campaign.refresh_from_db()
    return cast


def signed_in(client: Client, user: object) -> Client:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    client.cookies["django_language"] = "en"
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("page", ["board/", "publish/", "appeals/"])
def test_the_board_is_for_planners(client: Client, cast: Cast, page: str) -> None:
    address = f"/campaigns/{cast.campaign.pk}/{page}"
    assert client.get(address).status_code == 302
    assert signed_in(client, cast.keeper).get(address).status_code == 403
    assert signed_in(client, cast.planner).get(address).status_code == 200


def test_the_board_takes_the_same_queries_however_large(
    client: Client, cast: Cast, django_assert_num_queries: Callable[[int], Any]
) -> None:
    signed_in(client, cast.planner)
    for number in range(2):
        cast.asks(f"club {number}", (number, 18, 19), wishes=[cast.room, cast.left])
    cast.solved()
    address = f"/campaigns/{cast.campaign.pk}/board/"
    client.get(address)
    with django_assert_num_queries(19):
        client.get(address)
    for number in range(2, 9):
        cast.asks(f"club {number}", (number % 7, 18, 19), wishes=[cast.room, cast.hall])
    cast.solved()
    with django_assert_num_queries(19):
        client.get(address)


def test_the_board_shows_when_rooms_are_closed_taken_and_free(client: Client, cast: Cast) -> None:
    for number in range(10):
        booked(cast.room, FIRST + timedelta(days=1, weeks=number), 10, 12)
    page = signed_in(client, cast.planner).get(f"/campaigns/{cast.campaign.pk}/board/")
    drawn = [
        (event["start"][-5:], event["end"][-5:], *event["classNames"])
        for event in page.context["timeline"]["events"]
        if event["resourceIds"] == [str(cast.room.pk)] and event["start"].startswith("2024-01-02")
    ]
    assert drawn == [
        ("00:00", "08:00", "closed"),
        ("22:00", "00:00", "closed"),
        ("10:00", "12:00", "taken"),
    ]
    assert "free 8:00–10:00, 12:00–22:00" in text(page)


def test_where_nothing_can_be_given_that_is_said_to_be_proven(client: Client, cast: Cast) -> None:
    cast.asks("fair", (MONDAY, 18, 19), headcount=1000)
    cast.solved()
    board = f"/campaigns/{cast.campaign.pk}/board/"
    page = text(signed_in(client, cast.planner).get(board))
    assert "<strong>0</strong> points. No plan is better: this is proven." in page


def test_of_many_rooms_hours_are_shown_by_place(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = f"/campaigns/{cast.campaign.pk}/board/"
    said = "Choose a place to see when its rooms are closed or booked already."
    page = signed_in(client, cast.planner).get(board)
    assert (said in text(page), page.context["has_hours"]) == (False, True)
    monkeypatch.setattr("softplace.web.campaigns.board.MOST_ROOMS_WITH_HOURS", 3)
    page = client.get(board)
    assert (said in text(page), page.context["has_hours"]) == (True, False)


def test_what_a_page_counts_is_not_told_as_what_awaits_the_planner(
    client: Client, cast: Cast
) -> None:
    cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room])
    page = text(signed_in(client, cast.planner).get(f"/campaigns/{cast.campaign.pk}/"))
    assert "<dt>Requests so far</dt><dd>1</dd>" in page
    assert "to decide" not in page


def test_a_session_is_placed_and_unlocked_by_forms(client: Client, cast: Cast) -> None:
    choir = cast.asks("choir", (MONDAY, 18, 19), wishes=[cast.room])
    signed_in(client, cast.planner)
    place = f"/campaigns/{cast.campaign.pk}/board/{choir.pk}/"
    said = {"version": 1, "resource": cast.left.pk, "weekday": TUESDAY, "at": "10:00"}
    page = text(client.post(f"{place}place/", said, follow=True))
    assert "“Choir” is locked: Left half, Tuesday 10:00–11:00, 10 dates." in page
    assert "It goes against the request: other hours than asked for." in page
    # The second planner has seen the board before that.
    page = text(client.post(f"{place}place/", said, follow=True))
    assert "Somebody else has changed this campaign in the meantime." in page
    given = Allocation.objects.get()
    act = {"version": 2, "act": "unlock", "allocation": given.pk}
    client.post(f"{place}do/", act)
    given.refresh_from_db()
    assert not given.is_locked
    page = text(client.get(place))
    assert "Session placed by hand or locked · Monday 1 March 2027 at 9:00 · Planner" in page
    assert "Session unlocked · " in page and "unlock_session" not in page


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"resource": "x", "weekday": "9", "at": "25"},
        {"resource": "1", "weekday": "1", "at": "99:99"},
        {"resource": "9" * 40, "weekday": "-1", "at": "10:00", "version": "9" * 40},
    ],
)
def test_bad_input_changes_nothing(client: Client, cast: Cast, said: dict[str, str]) -> None:
    choir = cast.asks("choir", (MONDAY, 18, 19))
    signed_in(client, cast.planner)
    address = f"/campaigns/{cast.campaign.pk}/board/{choir.pk}/place/"
    assert client.post(address, said).status_code == 302
    answer = client.post(address, said, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json()["refusal"]
    assert Allocation.objects.count() == 0


def test_a_run_is_followed_until_it_is_done(client: Client, cast: Cast) -> None:
    cast.asks("choir", (MONDAY, 18, 19))
    signed_in(client, cast.planner)
    address = f"/campaigns/{cast.campaign.pk}/runs/"
    client.post(address, {"version": 1, "seconds": 5})
    run = cast.campaign.runs.get()
    panel = client.get(f"{address}{run.pk}/")
    assert "HX-Refresh" not in panel.headers
    assert "It waits for the background worker…" in panel.content.decode()
    assert 'hx-trigger="every 1s"' in panel.content.decode()
    client.post(f"{address}{run.pk}/stop/")
    panel = client.get(f"{address}{run.pk}/")
    assert panel.headers["HX-Refresh"] == "true"
    assert "It was stopped before it began." in panel.content.decode()


def test_a_run_says_how_many_it_waits_behind(client: Client, cast: Cast, settings: Any) -> None:
    signed_in(client, cast.planner)
    campaigns = [cast.campaign]
    for _ in range(2):
        campaigns.append(Campaign.objects.get(pk=cast.campaign.pk))
        campaigns[-1].pk = None
        campaigns[-1].save()
    first, second, third = (
        Run.objects.create(campaign=campaign, seed=1, most_seconds=60, pass_number=1,
                           requested_at=NOW)
        for campaign in campaigns
    )  # fmt: skip

    def said(run: Run) -> str:
        return text(client.get(f"/campaigns/{run.campaign_id}/runs/{run.pk}/"))

    assert "It waits behind 1 other computation, and begins" in said(second)
    assert "It waits behind 2 other computations, and begins" in said(third)
    settings.SOLVERS = 2
    assert "It waits for the background worker…" in said(second)
    with clock.frozen(NOW + timedelta(minutes=2)):
        assert "No background worker has taken it up yet." in said(first)


def test_a_computation_that_fell_silent_says_so(client: Client, cast: Cast) -> None:
    run = Run.objects.create(
        campaign=cast.campaign, seed=1, most_seconds=60, pass_number=1, requested_at=NOW,
        status="running", seen_at=NOW, progress=[[1.0, 50.0, 60.0]],
    )  # fmt: skip
    address = f"/campaigns/{cast.campaign.pk}/runs/{run.pk}/"
    signed_in(client, cast.planner)
    assert "Nothing has been heard" not in text(client.get(address))
    with clock.frozen(NOW + timedelta(seconds=40)):
        assert "Nothing has been heard of this computation for 40 s." in text(client.get(address))


def test_the_results_name_associations_and_no_person(client: Client, published: Cast) -> None:
    Applicant.objects.filter(name="Choir").update(kind="person")
    client.cookies["django_language"] = "en"
    page = text(client.get(f"/campaigns/{published.campaign.pk}/results/"))
    assert "choir" not in page.lower()
    assert "<strong>1 to 4</strong> served in full" in page
    assert "An hour of use brings 100 points." in page
    lines = client.get(f"/campaigns/{published.campaign.pk}/results.csv").content.decode()
    assert lines.splitlines()[1:] == ["Le Moulin,Room,1,18:00,19:00,9,2027-04-05,2027-06-07,,1"]


def test_there_are_no_results_before_they_are_published(client: Client, cast: Cast) -> None:
    assert client.get(f"/campaigns/{cast.campaign.pk}/results/").status_code == 404
    assert client.get(f"/campaigns/{cast.campaign.pk}/results.csv").status_code == 404


def test_a_decision_is_for_who_asked(client: Client, published: Cast) -> None:
    yoga = Request.objects.get(title="Yoga")
    address = f"/campaigns/requests/{yoga.reference}/"
    assert client.get(address).status_code == 302
    assert signed_in(client, published.people["choir"]).get(address).status_code == 404
    page = text(signed_in(client, published.people["yoga"]).get(address))
    assert "Your first wish, Room, Le Moulin, was taken by requests of higher value: Choir." in page
    assert page.count("Take this") == len(yoga.refusals.get().alternatives)
    client.post(f"{address}appeal/", {"text": "Please look again."})
    page = text(client.get(address))
    assert "Please look again." in page
    assert "It waits for an answer." in page
    signed_in(client, published.planner)
    appeal = yoga.appeals.get()
    client.post(
        f"/campaigns/{published.campaign.pk}/appeals/{appeal.pk}/",
        {"decision": "upheld", "answer": "We will."},
    )
    assert yoga.appeals.get().status == "upheld"


def test_each_applicant_gets_one_letter_in_their_language(published: Cast) -> None:
    person = published.people["yoga"]
    person.language = "fr"
    person.save()
    published.people["choir"].language = "en"
    published.people["choir"].save()
    assert send_letters() == 2
    assert send_letters() == 0
    letters = {message.to[0]: message for message in mail.outbox}
    choir, yoga = letters["choir@example.org"], letters["yoga@example.org"]
    assert choir.subject == "Results: Spring 2027"
    assert "Given: Monday 18:00–19:00, Room, Le Moulin, 9 dates" in choir.body
    assert yoga.subject == "Résultats : Spring 2027"
    assert "Votre premier vœu, Room, Le Moulin, est allé à des demandes" in " ".join(
        yoga.body.split()
    )
    assert Letter.objects.exclude(sent_at=None).count() == 2


def test_the_board_after_publishing_says_so_and_nothing_else(
    client: Client, published: Cast
) -> None:
    page = text(
        signed_in(client, published.planner).get(f"/campaigns/{published.campaign.pk}/board/")
    )
    assert "<strong>1</strong> session published" in page
    assert "What was on the board has been published." in page
    assert "sessions on the board" not in page and "changed the board" not in page


def test_planners_are_not_spoken_to_as_applicants(client: Client, cast: Cast) -> None:
    wished = {"wishes": [cast.room], "takes_anything": False}
    cast.asks("choir", (MONDAY, 18, 19), headcount=18, **wished)  # type: ignore[arg-type]
    yoga = cast.asks("yoga", (MONDAY, 18, 19), **wished)  # type: ignore[arg-type]
    cast.solved()
    page = text(
        signed_in(client, cast.planner).get(f"/campaigns/{cast.campaign.pk}/board/{yoga.pk}/")
    )
    assert "The first wish, Room, Le Moulin, was taken by requests of higher value: Choir." in page
    assert "Your first wish" not in page


def test_what_is_once_or_every_other_week_says_from_when(client: Client, cast: Cast) -> None:
    cast.asks("choir", (MONDAY, 18, 19), rhythm="every_other_week", wishes=[cast.room])
    cast.asks("fair", (TUESDAY, 18, 19), rhythm="once", wishes=[cast.room])
    cast.solved()
    page = text(signed_in(client, cast.planner).get(f"/campaigns/{cast.campaign.pk}/board/"))
    choir, fair = (Allocation.objects.get(request__title=name) for name in ("Choir", "Fair"))
    assert f"(every other week, from {choir.dates[0].day} April)" in page
    assert f"(once, {fair.dates[0].day} {fair.dates[0]:%B})" in page


def test_a_room_that_is_open_for_others_only_is_named(client: Client, cast: Cast) -> None:
    signed_in(client, cast.planner)
    board = f"/campaigns/{cast.campaign.pk}/board/"
    assert "Never open for those who may apply" not in text(client.get(board))
    OpeningRule.objects.filter(place=cast.place).update(audience=Audience.MEMBERS)
    assert "Never open for those who may apply" in text(client.get(board))
    offers = text(client.get(f"/campaigns/{cast.campaign.pk}/offers/"))
    assert "“Room” has no opening hours for those who may apply in this campaign" in offers


def test_without_a_request_nothing_is_computed_or_published(client: Client, cast: Cast) -> None:
    signed_in(client, cast.planner)
    address = f"/campaigns/{cast.campaign.pk}/"
    said = "Nobody has asked for anything, so there is nothing to decide."
    assert said in text(client.post(f"{address}runs/", {"version": 1, "seconds": 5}, follow=True))
    assert said in text(client.post(f"{address}publish/", {"version": 1}))
    assert cast.campaign.runs.count() == 0
