"""All that is held on a person, handed out and erased."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client

from softplace.bookings import commands
from softplace.bookings.enums import BookingStatus
from softplace.bookings.models import Booking, WaitingEntry
from softplace.people.enums import Role
from softplace.people.models import Grant, User
from softplace.trail.models import Entry
from tests.bookings.conftest import World


def book(world: World, hours: float, title: str) -> Booking:
    ask = world.ask(world.half, hours)
    return commands.book(
        actor=world.alice, person=world.alice, ask=ask, title=title, purpose="Private"
    )


def test_the_export_holds_what_is_hers_and_nothing_of_others(world: World, alice: Client) -> None:
    mine = book(world, 26, "Choir")
    theirs = commands.book(
        actor=world.bob, person=world.bob, ask=world.ask(world.half, 50), title="Yoga"
    )
    answer = alice.get("/my-data/export/")
    held = json.loads(answer.content)
    assert held["account"]["email"] == "alice@example.org"
    assert [(b["reference"], b["resources"]) for b in held["bookings"]] == [
        (mine.reference, ["Half"])
    ]
    assert {entry["verb"] for entry in held["history"]} == {"booking_confirmed"}
    text = answer.content.decode()
    assert theirs.reference not in text
    assert "Yoga" not in text
    assert world.alice.password not in text


def test_who_goes_leaves_no_name_and_frees_what_is_to_come(
    world: World, alice: Client, later: Callable[[timedelta], Any]
) -> None:
    over, coming = book(world, 1, "Past"), book(world, 50, "Coming")
    commands.join_waiting_list(
        actor=world.bob, resource=world.half, ask=world.ask(world.half, 50), title="Yoga"
    )
    with later(timedelta(hours=5)):
        alice.force_login(world.alice)
        answer = alice.post("/my-data/erase/", {"email": " Alice@example.org "})
    assert answer.url == "/"
    assert not User.objects.filter(email="alice@example.org").exists()
    over.refresh_from_db()
    coming.refresh_from_db()
    assert (over.status, over.person, over.title, over.purpose) == ("confirmed", None, "", "")
    assert (coming.status, coming.person, coming.title) == ("cancelled", None, "")
    assert WaitingEntry.objects.get().offered is not None
    names = " ".join(Entry.objects.values_list("subject_name", flat=True))
    assert not {"Past", "Coming", "Alice"} & set(names.replace(",", " ").split())
    assert alice.get("/my-data/").status_code == 302


def test_another_address_erases_nothing(world: World, alice: Client) -> None:
    coming = book(world, 26, "Choir")
    page = alice.post("/my-data/erase/", {"email": "bob@example.org"})
    assert len(page.context["errors"]) == 1
    coming.refresh_from_db()
    assert (coming.status, coming.person) == (BookingStatus.CONFIRMED, world.alice)


def test_the_last_administrator_stays(world: World, alice: Client) -> None:
    Grant.objects.create(user=world.alice, role=Role.ADMINISTRATOR)
    coming = book(world, 26, "Choir")
    page = alice.post("/my-data/erase/", {"email": "alice@example.org"})
    assert len(page.context["errors"]) == 1
    coming.refresh_from_db()
    assert (coming.status, coming.title) == (BookingStatus.CONFIRMED, "Choir")


def test_who_is_not_signed_in_is_sent_to_sign_in(db: None, visitor: Client) -> None:
    for answer in (
        visitor.get("/my-data/"),
        visitor.get("/my-data/export/"),
        visitor.post("/my-data/erase/"),
    ):
        assert answer.url.startswith("/account/login/")
