"""Mails, feeds and webhooks: who is told what, and what calendars make of it."""

import json
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import recurring_ical_events
from django.core import mail
from django.test import Client
from icalendar import Calendar

from softplace.bookings import commands
from softplace.bookings.commands.feeds import issue_feed, revoke_feed
from softplace.bookings.commands.webhooks import add_webhook
from softplace.bookings.enums import FeedKind
from softplace.bookings.models import Booking, Delivery, Notice
from softplace.foundation.errors import Refused
from softplace.web.mails import send_notices
from softplace.web.webhooks import deliver_events, reason_not_to_call, signature

from .conftest import MONDAY, World


@pytest.fixture
def booking(world: World) -> Booking:
    return commands.book(
        actor=world.alice, person=world.alice, ask=world.ask(world.half), title="Chœur d’été"
    )


def calendar_of_mail(message: mail.EmailMessage) -> Calendar:
    _name, content, kind = message.attachments[0]
    assert kind.startswith("text/calendar")
    return Calendar.from_ical(content)


def test_a_confirmation_speaks_the_readers_language_and_carries_the_event(
    world: World, booking: Booking
) -> None:
    assert send_notices() == 1
    (message,) = mail.outbox
    assert message.subject == "Réservation confirmée · Chœur d’été"
    assert message.to == ["alice@example.org"]
    (event,) = calendar_of_mail(message).walk("VEVENT")
    assert event.start == booking.starts_at
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CONFIRMED", 0)


def test_an_english_reader_gets_english(world: World) -> None:
    world.bob.language = "en"
    world.bob.save()
    commands.book(actor=world.bob, person=world.bob, ask=world.ask(world.half), title="Yoga")
    send_notices()
    assert mail.outbox[0].subject == "Booking confirmed · Yoga"


def test_a_cancellation_cancels_the_same_event(world: World, booking: Booking) -> None:
    send_notices()
    commands.cancel_booking(actor=world.alice, booking=booking)
    send_notices()
    first = calendar_of_mail(mail.outbox[0]).walk("VEVENT")[0]
    to_alice = [m for m in mail.outbox[1:] if m.to == ["alice@example.org"]]
    calendar = calendar_of_mail(to_alice[0])
    (event,) = calendar.walk("VEVENT")
    assert str(calendar["METHOD"]) == "CANCEL"
    assert (event["UID"], str(event["STATUS"])) == (first["UID"], "CANCELLED")
    assert event["SEQUENCE"] > first["SEQUENCE"]


def test_a_request_is_told_to_the_person_and_to_the_keeper(world: World) -> None:
    commands.set_terms(actor=None, place=world.place, needs_approval=True)
    commands.book(actor=world.alice, person=world.alice, ask=world.ask(world.half), title="Yoga")
    send_notices()
    assert {message.to[0]: message.subject for message in mail.outbox} == {
        "alice@example.org": "Demande reçue · Yoga",
        "keeper@example.org": "À décider · Yoga",
    }


def test_a_notice_is_sent_once(world: World, booking: Booking) -> None:
    assert [send_notices(), send_notices()] == [1, 0]


def test_a_mail_that_fails_is_tried_again_later(
    world: World, booking: Booking, monkeypatch: pytest.MonkeyPatch, later: object
) -> None:
    def broken(self: object, *args: object, **kwargs: object) -> int:
        raise OSError("no route to the mail server")

    with monkeypatch.context() as patch:
        patch.setattr(mail.EmailMessage, "send", broken)
        assert send_notices() == 0
    notice = Notice.objects.get()
    assert (notice.attempts, notice.sent_at) == (1, None)
    assert "no route" in notice.fault
    with later(timedelta(minutes=2)):  # type: ignore[operator]
        assert send_notices() == 1


def test_a_title_with_line_breaks_cannot_add_headers(world: World) -> None:
    commands.book(
        actor=world.alice,
        person=world.alice,
        ask=world.ask(world.half),
        title="Yoga\nBcc: all@example.org",
    )
    assert send_notices() == 1
    assert mail.outbox[0].recipients() == ["alice@example.org"]


def test_a_feed_shows_ones_bookings_to_a_real_reader(
    world: World, booking: Booking, client: Client
) -> None:
    commands.book(actor=world.bob, person=world.bob, ask=world.ask(world.desks), title="Not mine")
    _feed, token = issue_feed(actor=world.alice, kind=FeedKind.PERSON)
    answer = client.get(f"/feeds/{token}.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    found = recurring_ical_events.of(Calendar.from_ical(answer.content)).between(
        MONDAY, MONDAY + timedelta(days=7)
    )
    assert [str(event["SUMMARY"]) for event in found] == ["Chœur d’été · Half"]


def test_a_feed_that_has_not_changed_is_not_sent_again(
    world: World, booking: Booking, client: Client
) -> None:
    _feed, token = issue_feed(actor=world.alice, kind=FeedKind.PERSON)
    etag = client.get(f"/feeds/{token}.ics")["ETag"]
    assert client.get(f"/feeds/{token}.ics", headers={"If-None-Match": etag}).status_code == 304


def test_a_revoked_or_invented_token_leads_nowhere(world: World, client: Client) -> None:
    feed, token = issue_feed(actor=world.alice, kind=FeedKind.PERSON)
    with pytest.raises(Refused):
        revoke_feed(actor=world.bob, feed=feed)
    assert client.get(f"/feeds/{token}.ics").status_code == 200
    revoke_feed(actor=world.alice, feed=feed)
    assert client.get(f"/feeds/{token}.ics").status_code == 404
    assert client.get("/feeds/invented.ics").status_code == 404


@pytest.mark.parametrize("name", ["alice", "mediator"])
def test_the_feed_of_a_place_is_for_its_keepers(world: World, name: str) -> None:
    with pytest.raises(Refused):
        issue_feed(actor=getattr(world, name), kind=FeedKind.PLACE, place=world.place)
    assert issue_feed(actor=world.keeper, kind=FeedKind.PLACE, place=world.place)


class Receiver(BaseHTTPRequestHandler):
    answers: list[int]
    received: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append((dict(self.headers), body))
        self.send_response(self.answers.pop(0))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def receiver() -> object:
    Receiver.answers, Receiver.received = [], []
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()


def test_an_event_is_signed_and_tried_again_until_it_is_taken(
    world: World, receiver: str, monkeypatch: pytest.MonkeyPatch, later: object
) -> None:
    monkeypatch.setenv("SOFTPLACE_WEBHOOKS_MAY_BE_LOCAL", "1")
    webhook = add_webhook(actor=world.keeper, place=world.place, url=receiver)
    Receiver.answers = [500, 204]
    commands.book(actor=world.alice, person=world.alice, ask=world.ask(world.half), title="Yoga")
    send_notices()
    assert deliver_events() == 0
    assert deliver_events() == 0  # not due yet
    with later(timedelta(minutes=2)):  # type: ignore[operator]
        assert deliver_events() == 1
    assert len(Receiver.received) == 2
    headers, body = Receiver.received[1]
    seconds = int(headers["SoftPlace-Signature"].split(",")[0].removeprefix("t="))
    assert headers["SoftPlace-Signature"] == signature(webhook.secret, seconds, body)
    event = json.loads(body)
    assert (event["event"], event["title"]) == ("booking.confirmed", "Yoga")
    assert datetime.fromisoformat(event["starts_at"]) == world.ask(world.half).starts_at
    assert Delivery.objects.get().attempts == 2


def test_addresses_inside_our_own_network_are_not_called() -> None:
    assert reason_not_to_call("http://127.0.0.1/x") == "LocalAddress"
    assert reason_not_to_call("http://[::1]:8000/") == "LocalAddress"
    assert reason_not_to_call("http://169.254.169.254/latest") == "LocalAddress"


def test_a_booking_page_is_for_who_may_read_it(
    world: World, booking: Booking, client: Client
) -> None:
    statuses = {}
    for name in ("alice", "bob", "keeper", "mediator", "planner"):
        client.force_login(
            getattr(world, name), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        statuses[name] = client.get(f"/bookings/{booking.reference}/").status_code
    assert statuses == {"alice": 200, "bob": 404, "keeper": 200, "mediator": 200, "planner": 200}
