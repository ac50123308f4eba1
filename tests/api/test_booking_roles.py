"""Who may do what to somebody else's booking: every role against every write, by the API."""

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client

from softplace.bookings import commands
from softplace.bookings.models import Booking, Claim, Series, WaitingEntry
from softplace.bookings.queries import Repetition
from softplace.bookings.rules import Item
from softplace.foundation import clock
from softplace.people.commands import issue_token
from softplace.people.enums import Scope
from softplace.people.models import User
from tests.bookings.conftest import MONDAY, World, make_world

PREFIXES = ("/api/bookings", "/api/holds", "/api/series", "/api/waiting")


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


def signed(user: User, scopes: tuple[Scope, ...] = tuple(Scope)) -> Client:
    issued = issue_token(
        actor=user,
        user=user,
        name="test",
        scopes=scopes,
        expires_at=clock.now() + timedelta(days=300),
    )
    return Client(headers={"authorization": f"Bearer {issued.key}"})


def of_alice(world: World) -> tuple[Booking, Series, WaitingEntry]:
    """A booking, a series and a wish of Alice."""
    booking = commands.book(
        actor=world.alice, person=world.alice, ask=world.ask(world.half), title="Choir"
    )
    series = commands.book_series(
        actor=world.alice,
        person=world.alice,
        repetition=Repetition(
            date(2027, 3, 10), time(18), 60, "FREQ=WEEKLY;COUNT=2", "Europe/Paris"
        ),
        items=[Item(world.half.pk)],
        title="Choir",
    )
    entry = commands.join_waiting_list(
        actor=world.alice, resource=world.half, ask=world.ask(world.half, 30), title="Choir"
    )
    return booking, series, entry


def writes_to_it(
    world: World, booking: Booking, series: Series, entry: WaitingEntry
) -> list[tuple[str, str, Any]]:
    """Every write that is about a booking, a series or a wish that stands."""
    later = world.ask(world.half, 50)
    times = {"starts_at": later.starts_at.isoformat(), "ends_at": later.ends_at.isoformat()}
    one = f"/api/bookings/{booking.reference}"
    return [
        ("PATCH", one, times),
        ("POST", f"{one}/confirm", {}),
        ("POST", f"{one}/approve", {}),
        ("POST", f"{one}/refuse", {"reason": "No"}),
        ("POST", f"{one}/cancel", {}),
        ("POST", f"{one}/reconfirm", {}),
        ("POST", f"{one}/check-in", {}),
        ("POST", f"/api/series/{series.pk}/move", {"start": "19:00", "minutes": 60}),
        ("POST", f"/api/series/{series.pk}/cancel", {}),
        ("DELETE", f"/api/waiting/{entry.pk}", None),
    ]


NEW = (
    ("POST", "/api/bookings"),
    ("POST", "/api/holds"),
    ("POST", "/api/series/plan"),
    ("POST", "/api/series"),
    ("POST", "/api/waiting"),
)
"""Writes in one's own name: whoever is signed in may try them."""


def send(client: Client, method: str, address: str, content: Any) -> int:
    call = getattr(client, method.lower())
    answer = call(address, content, "application/json") if content is not None else call(address)
    return int(answer.status_code)


def everything() -> tuple[list[Any], ...]:
    return tuple(
        list(model.objects.order_by("pk").values())  # type: ignore[attr-defined]
        for model in (Booking, Claim, Series, WaitingEntry)
    )


CALLERS: dict[str, Callable[[World], Client]] = {
    "nobody": lambda world: Client(),
    "a reader": lambda world: signed(world.alice, (Scope.BOOKINGS_READ,)),
    "a stranger": lambda world: signed(world.bob),
}


@pytest.mark.parametrize("caller", CALLERS)
def test_no_write_to_a_booking_is_open_to_whoever_may_not(world: World, caller: str) -> None:
    it = of_alice(world)
    before = everything()
    client = CALLERS[caller](world)
    statuses = {send(client, *write) for write in writes_to_it(world, *it)}
    assert statuses <= ({401} if caller == "nobody" else {403, 404})
    assert everything() == before


@pytest.mark.parametrize("caller", ["nobody", "a reader"])
def test_nothing_new_is_taken_without_an_account_or_the_scope(world: World, caller: str) -> None:
    # To plan a series writes nothing: who may read may ask.
    statuses = {
        send(CALLERS[caller](world), method, address, {})
        for method, address in NEW
        if address != "/api/series/plan"
    }
    assert statuses == {401 if caller == "nobody" else 403}


@pytest.mark.parametrize(
    ("name", "status"),
    [("bob", 404), ("alice", 200), ("keeper", 200), ("mediator", 200), ("planner", 200)],
)
def test_a_booking_is_read_by_its_holder_and_by_those_who_look_after_it(
    world: World, name: str, status: int
) -> None:
    booking, _series, _entry = of_alice(world)
    client = signed(getattr(world, name))
    assert client.get(f"/api/bookings/{booking.reference}").status_code == status


@pytest.mark.parametrize("name", ["alice", "bob", "mediator"])
def test_only_those_who_keep_the_place_decide(world: World, name: str) -> None:
    commands.set_terms(actor=None, place=world.place, needs_approval=True)
    booking = commands.book(
        actor=world.alice, person=world.alice, ask=world.ask(world.desks), title="Choir"
    )
    client = signed(getattr(world, name))
    for verb, content in (("approve", {}), ("refuse", {"reason": "No"})):
        address = f"/api/bookings/{booking.reference}/{verb}"
        assert send(client, "POST", address, content) in (403, 404)
    booking.refresh_from_db()
    assert booking.status == "requested"
    keeper = signed(world.keeper)
    assert send(keeper, "POST", f"/api/bookings/{booking.reference}/approve", {}) == 200


def test_every_write_about_bookings_in_the_description_is_among_these(world: World) -> None:
    described = [
        (method, address)
        for address, operations in Client().get("/api/openapi.json").json()["paths"].items()
        for method in operations
        if method != "get" and address.startswith(PREFIXES)
    ]
    assert len(described) == len(writes_to_it(world, *of_alice(world))) + len(NEW)
