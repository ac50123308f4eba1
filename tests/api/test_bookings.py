"""Bookings by the API: taken, decided, moved, given up; each refusal with its reason."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from softplace.bookings.commands import set_terms
from softplace.bookings.models import Booking, Claim, Series, WaitingEntry
from softplace.foundation import clock
from softplace.people.commands import issue_token
from softplace.people.enums import Scope
from softplace.people.models import User
from tests.bookings.conftest import MONDAY, World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def signed(world: World) -> Callable[..., Client]:
    """A client in the name of somebody of the tiny world."""

    def client(user: User, *scopes: Scope) -> Client:
        issued = issue_token(
            actor=user,
            user=user,
            name="test",
            scopes=scopes or tuple(Scope),
            expires_at=clock.now() + timedelta(days=300),
        )
        return Client(headers={"accept-language": "en", "authorization": f"Bearer {issued.key}"})

    return client


@pytest.fixture
def alice(world: World, signed: Callable[..., Client]) -> Client:
    return signed(world.alice)


@pytest.fixture
def bob(world: World, signed: Callable[..., Client]) -> Client:
    return signed(world.bob)


@pytest.fixture
def keeper(world: World, signed: Callable[..., Client]) -> Client:
    return signed(world.keeper)


def send(client: Client, address: str, content: Any = None, **headers: str) -> Any:
    return client.post(
        address, {} if content is None else content, "application/json", headers=headers
    )


def patch(client: Client, address: str, content: Any, **headers: str) -> Any:
    return client.patch(address, content, "application/json", headers=headers)


def wish(resource: Any, hours: float = 26, length: float = 2, **fields: Any) -> dict[str, Any]:
    start = MONDAY + timedelta(hours=hours)
    return {
        "resources": [{"resource": resource.pk, "quantity": fields.pop("quantity", 1)}],
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=length)).isoformat(),
        "title": "Choir",
        **fields,
    }


def problem(answer: Any) -> tuple[int, str, str]:
    assert answer["Content-Type"] == "application/problem+json"
    content = answer.json()
    assert all(each["detail"].endswith(".") for each in content["errors"])
    return answer.status_code, content["code"], content["field"]


def everything() -> tuple[list[Any], ...]:
    return tuple(
        list(model.objects.order_by("pk").values())  # type: ignore[attr-defined]
        for model in (Booking, Claim, Series, WaitingEntry)
    )


def test_what_is_booked_is_read_again_at_its_address(alice: Client, world: World) -> None:
    made = send(alice, "/api/bookings", wish(world.half))
    assert made.status_code == 201
    assert made.json()["status"] == "confirmed"
    assert made.json()["resources"] == [{"resource": world.half.pk, "name": "Half", "quantity": 1}]
    read = alice.get(made["Location"])
    assert (read.json(), read["ETag"]) == (made.json(), made["ETag"])
    assert [b["reference"] for b in alice.get("/api/bookings").json()["items"]] == [
        made.json()["reference"]
    ]


def test_a_booking_sent_twice_with_one_key_is_made_once(alice: Client, world: World) -> None:
    first = send(alice, "/api/bookings", wish(world.half), **{"idempotency-key": "one"})
    second = send(alice, "/api/bookings", wish(world.half), **{"idempotency-key": "one"})
    assert (first.status_code, second.content) == (201, first.content)
    assert Booking.objects.count() == 1


def test_what_is_taken_is_refused_with_a_sentence(alice: Client, bob: Client, world: World) -> None:
    send(alice, "/api/bookings", wish(world.hall))
    before = everything()
    refused = send(bob, "/api/bookings", wish(world.half, 27))
    assert problem(refused) == (409, "taken", "starts_at")
    assert "“Half” is taken then." in refused.json()["detail"]
    assert everything() == before


def test_a_hold_is_confirmed_within_its_time_and_not_after(alice: Client, world: World) -> None:
    held = send(alice, "/api/holds", wish(world.half)).json()
    assert held["status"] == "held"
    address = f"/api/bookings/{held['reference']}/confirm"
    assert send(alice, address).json()["status"] == "confirmed"
    late = send(alice, "/api/holds", wish(world.half, 50, minutes=5)).json()
    with clock.frozen(MONDAY + timedelta(minutes=5)):
        answer = send(alice, f"/api/bookings/{late['reference']}/confirm")
    assert problem(answer) == (409, "hold_is_over", "")


def test_a_keeper_approves_one_request_and_refuses_another(
    alice: Client, keeper: Client, world: World
) -> None:
    set_terms(actor=None, place=world.place, needs_approval=True)
    one, two = (
        send(alice, "/api/bookings", wish(world.half, hours)).json()["reference"]
        for hours in (26, 50)
    )
    assert send(keeper, f"/api/bookings/{one}/approve").json()["status"] == "confirmed"
    without = send(keeper, f"/api/bookings/{two}/refuse", {"reason": " "})
    assert problem(without) == (422, "needs_a_reason", "reason")
    refused = send(keeper, f"/api/bookings/{two}/refuse", {"reason": "Works"}).json()
    assert (refused["status"], refused["decision_reason"]) == ("refused", "Works")
    assert problem(send(keeper, f"/api/bookings/{two}/approve")) == (409, "already_ended", "")


def test_a_booking_moves_unless_it_was_changed_since_it_was_read(
    alice: Client, world: World
) -> None:
    made = send(alice, "/api/bookings", wish(world.half))
    later = (MONDAY + timedelta(hours=28)).isoformat()
    moved = patch(alice, made["Location"], {"starts_at": later}, **{"if-match": made["ETag"]})
    assert moved.status_code == 200
    assert datetime.fromisoformat(moved.json()["ends_at"]) == MONDAY + timedelta(hours=30)
    stale = patch(alice, made["Location"], {"starts_at": later}, **{"if-match": made["ETag"]})
    assert problem(stale) == (412, "changed_since", "")
    cancel = send(alice, f"{made['Location']}/cancel", {}, **{"if-match": made["ETag"]})
    assert problem(cancel) == (412, "changed_since", "")


def test_whoever_shows_the_code_checks_in(alice: Client, bob: Client, world: World) -> None:
    booked = send(alice, "/api/bookings", wish(world.half, 1)).json()
    address = f"/api/bookings/{booked['reference']}/check-in"
    assert problem(send(bob, address, {"code": "WRONG"})) == (404, "nothing_here", "")
    with clock.frozen(MONDAY + timedelta(hours=1)):
        arrived = send(bob, address, {"code": booked["code"].lower()})
    assert arrived.json()["checked_in_at"] is not None


def test_a_series_is_planned_booked_moved_and_cancelled(
    alice: Client, bob: Client, world: World
) -> None:
    send(bob, "/api/bookings", wish(world.half, 24 + 9, 1))  # Tuesday at 18:00
    repetition = {
        "resources": [{"resource": world.half.pk}],
        "first_day": "2027-03-02",
        "start": "18:00",
        "minutes": 120,
        "recurrence": "FREQ=WEEKLY;COUNT=3",
    }
    planned = send(alice, "/api/series/plan", repetition).json()
    assert [(day["day"], day["is_free"]) for day in planned] == [
        ("2027-03-02", False),
        ("2027-03-09", True),
        ("2027-03-16", True),
    ]
    assert planned[0]["errors"][0]["code"] == "taken"
    made = send(alice, "/api/series", {**repetition, "title": "Choir"})
    assert made.status_code == 201
    assert [(day["status"], bool(day["booking"])) for day in made.json()["dates"]] == [
        ("refused", False),
        ("booked", True),
        ("booked", True),
    ]
    assert made.json()["dates"][0]["error"]["code"] == "taken"
    change = {"start": "19:00", "minutes": 60, "since": "2027-03-15T00:00:00Z"}
    moved = send(alice, f"{made['Location']}/move", change).json()
    assert [outcome["errors"] for outcome in moved] == [[]]
    assert len(send(alice, f"{made['Location']}/cancel").json()) == 2
    assert problem(bob.get(made["Location"])) == (404, "nothing_here", "")
    assert problem(send(bob, f"{made['Location']}/cancel")) == (404, "nothing_here", "")


def test_dates_are_picked_one_by_one(alice: Client, bob: Client, world: World) -> None:
    send(bob, "/api/bookings", wish(world.half, 24 + 9, 1))  # Tuesday at 18:00
    said = {
        "resources": [{"resource": world.half.pk}], "start": "18:00", "minutes": 120,
        "title": "Choir", "picked": ["2027-03-11", "2027-03-02"],
    }  # fmt: skip
    whole = send(alice, "/api/series", {**said, "all_or_nothing": True})
    assert problem(whole)[:2] == (409, "taken")
    made = send(alice, "/api/series", said)
    dates = [(date["starts_at"][:10], date["status"]) for date in made.json()["dates"]]
    assert dates == [("2027-03-02", "refused"), ("2027-03-11", "booked")]
    for wrong, code, field in (
        ({"recurrence": "FREQ=DAILY;COUNT=2"}, "dates_said_twice", "recurrence"),
        ({"picked": []}, "required", "first_day"),
        ({"picked": ["2027-03-02", "2037-03-02"]}, "series_too_long", "picked"),
    ):
        assert problem(send(alice, "/api/series", said | wrong)) == (422, code, field)
    far = send(alice, "/api/series", said | {"picked": ["9999-12-31"]})
    assert problem(far)[:2] == (409, "no_date_is_free")


def test_other_rooms_serve_for_dates_that_are_taken(
    alice: Client, bob: Client, world: World
) -> None:
    send(bob, "/api/bookings", wish(world.half, 24 + 9, 1))
    made = send(
        alice,
        "/api/series",
        {
            "resources": [{"resource": world.half.pk}],
            "first_day": "2027-03-02",
            "start": "18:00",
            "minutes": 60,
            "recurrence": "FREQ=WEEKLY;COUNT=2",
            "title": "Choir",
            "instead": {"2027-03-02": [{"resource": world.desks.pk, "quantity": 2}]},
        },
    ).json()
    assert [day["status"] for day in made["dates"]] == ["booked", "booked"]


def test_who_waits_is_offered_what_is_cancelled(alice: Client, bob: Client, world: World) -> None:
    booked = send(alice, "/api/bookings", wish(world.half)).json()
    wanted = wish(world.half)
    wanted["resource"] = wanted.pop("resources")[0]
    joined = send(bob, "/api/waiting", wanted)
    assert (joined.status_code, joined.json()["status"]) == (201, "waiting")
    send(alice, f"/api/bookings/{booked['reference']}/cancel", {"reason": "Ill"})
    (entry,) = bob.get("/api/waiting").json()["items"]
    assert entry["status"] == "offered"
    taken = send(bob, f"/api/bookings/{entry['offer']}/confirm")
    assert taken.json()["status"] == "confirmed"
    assert problem(alice.delete(f"/api/waiting/{entry['id']}")) == (404, "nothing_here", "")
    assert bob.delete(f"/api/waiting/{entry['id']}").status_code == 204


def test_free_time_is_found_by_anybody(alice: Client, world: World) -> None:
    send(alice, "/api/bookings", wish(world.hall, 24, 12))
    anybody = Client(headers={"accept-language": "en"})
    found = anybody.get("/api/free-times", {"minutes": 120, "day": "2027-03-02"}).json()
    free = {each["name"]: each["starts"][0] for each in found["items"]}
    assert free["Desks"] == "2027-03-02T07:00:00Z"
    assert set(free) == {"Desks", "Projector"}
    assert problem(anybody.get("/api/free-times?minutes=60")) == (422, "required", "day")
    assert problem(anybody.get("/api/free-times?minutes=0&day=2027-03-02")) == (
        422,
        "too_small",
        "minutes",
    )


def test_a_mediator_books_for_who_has_no_account(
    signed: Callable[..., Client], alice: Client, world: World
) -> None:
    wanted = wish(world.half, contact_name="Jean Dupont", contact_email="jean@example.org")
    assert problem(send(alice, "/api/bookings", wanted)) == (403, "only_for_yourself", "person")
    wrong = {**wanted, "contact_email": "jean"}
    assert problem(send(alice, "/api/bookings", wrong)) == (422, "not_an_email", "contact_email")
    made = send(signed(world.mediator), "/api/bookings", wanted)
    assert (made.status_code, made.json()["holder"]) == (201, "Jean Dupont")


REPEATED = {"first_day": "2027-03-02", "start": "18:00", "minutes": 60, "title": "Choir"}


@pytest.mark.parametrize(
    ("address", "content", "expected"),
    [
        ("/api/bookings", {"hours": -2}, (422, "in_the_past", "starts_at")),
        ("/api/bookings", {"length": 0}, (422, "ends_before_start", "ends_at")),
        ("/api/bookings", {"length": -1}, (422, "ends_before_start", "ends_at")),
        ("/api/bookings", {"length": 2.0001}, (422, "whole_minutes", "starts_at")),
        ("/api/bookings", {"length": 0.1}, (422, "shorter_than_terms", "ends_at")),
        ("/api/bookings", {"hours": 24 * 400}, (422, "beyond_horizon", "starts_at")),
        ("/api/bookings", {"hours": 24 * 365 * 80}, (422, "out_of_time", "starts_at")),
        ("/api/bookings", {"hours": 14.5}, (422, "closed_then", "starts_at")),
        ("/api/bookings", {"headcount": 31}, (422, "above_headcount", "headcount")),
        ("/api/bookings", {"headcount": 101}, (422, "above_legal_headcount", "headcount")),
        ("/api/bookings", {"headcount": -1}, (422, "too_small", "headcount")),
        ("/api/bookings", {"quantity": 2}, (422, "not_a_pool", "quantity")),
        ("/api/bookings", {"quantity": 10**9}, (422, "too_large", "resources.0.quantity")),
        ("/api/bookings", {"title": ""}, (422, "too_short", "title")),
        ("/api/bookings", {"resources": []}, (422, "too_few", "resources")),
        ("/api/bookings", {"resources": [{"resource": 10**9}]}, (422, "no_such_resource", "resources")),
        ("/api/bookings", {"starts_at": "2027-03-28T02:30:00"}, (422, "instant_without_zone", "starts_at")),
        ("/api/bookings", {"starts_at": "tomorrow"}, (422, "not_an_instant", "starts_at")),
        ("/api/holds", {"minutes": 10_000}, (422, "too_large", "minutes")),
        ("/api/series", {"recurrence": "FREQ=DAILY;COUNT=2000"}, (422, "too_many_dates", "recurrence")),
        ("/api/series", {"recurrence": "FREQ=DAILY"}, (422, "series_without_end", "recurrence")),
        ("/api/series", {"recurrence": "FREQ=YEARLY;UNTIL=23991231T000000Z"}, (422, "recurrence_until_too_late", "recurrence")),
        ("/api/series", {"recurrence": "FREQ=SECONDLY;COUNT=2"}, None),
        ("/api/series", {"recurrence": "nonsense"}, None),
        ("/api/series", {"recurrence": "FREQ=DAILY;COUNT=2", "minutes": 0}, (422, "too_small", "minutes")),
        (
            "/api/series",
            {"recurrence": "FREQ=DAILY;COUNT=1", "first_day": "2027-03-28", "start": "02:30"},
            (422, "time_does_not_exist", "starts_at"),
        ),
        ("/api/series", {"recurrence": "FREQ=DAILY;COUNT=1", "first_day": "2027-02-30"}, (422, "not_a_day", "first_day")),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_in_a_sentence_and_changes_nothing(
    alice: Client,
    world: World,
    address: str,
    content: dict[str, Any],
    expected: tuple[int, str, str] | None,
) -> None:
    if address == "/api/series":
        content = {"resources": [{"resource": world.half.pk}], **REPEATED, **content}
    else:
        content = wish(world.half, **content)
    before = everything()
    answer = problem(send(alice, address, content))
    assert answer[0] == 422
    assert expected is None or answer == expected
    assert everything() == before


def test_a_date_at_an_hour_that_does_not_exist_stays_refused_in_its_series(
    keeper: Client, world: World
) -> None:
    made = send(
        keeper,
        "/api/series",
        {
            "resources": [{"resource": world.half.pk}],
            **REPEATED,
            "first_day": "2027-03-27",
            "start": "02:30",
            "recurrence": "FREQ=DAILY;COUNT=3",
        },
    )
    assert [day["status"] for day in made.json()["dates"]] == ["booked", "refused", "booked"]
    error = made.json()["dates"][1]["error"]
    assert error["code"] == "time_does_not_exist"
    assert error["detail"] == (
        "On 2027-03-28 clocks go forward, and no clock shows 02:30. Choose an hour later."
    )


def test_what_is_over_is_not_cancelled(alice: Client, world: World) -> None:
    made = send(alice, "/api/bookings", wish(world.half))
    before = everything()
    with clock.frozen(MONDAY + timedelta(hours=28)):
        answer = send(alice, f"{made['Location']}/cancel")
    assert problem(answer) == (409, "already_over", "")
    assert everything() == before


def test_a_token_without_the_scope_reads_and_writes_nothing(
    signed: Callable[..., Client], world: World
) -> None:
    reader = signed(world.alice, Scope.PLACES_READ, Scope.PLACES_WRITE)
    assert problem(reader.get("/api/bookings"))[:2] == (403, "token_lacks_scope")
    assert problem(send(reader, "/api/bookings", wish(world.half)))[:2] == (
        403,
        "token_lacks_scope",
    )
    only_reads = signed(world.alice, Scope.BOOKINGS_READ)
    assert problem(send(only_reads, "/api/bookings", wish(world.half)))[:2] == (
        403,
        "token_lacks_scope",
    )
    assert Booking.objects.count() == 0


def test_a_resource_of_a_place_that_is_not_published_is_not_there(
    alice: Client, world: World
) -> None:
    world.place.is_published = False
    world.place.save()
    answer = send(alice, "/api/bookings", wish(world.half))
    assert problem(answer) == (422, "no_such_resource", "resources")
    assert "Half" not in answer.content.decode()
