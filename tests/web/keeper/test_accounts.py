"""Statements, payments and tables of a place; calendar addresses and webhooks."""

import csv
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from softplace.bookings.commands import book, cancel_booking, record_payment
from softplace.bookings.commands.feeds import issue_feed
from softplace.bookings.enums import FeedKind
from softplace.bookings.models import Booking
from softplace.bookings.queries.statements import activity, statements
from tests.bookings.conftest import MONDAY, World, _monday_morning, world  # noqa: F401

MARCH = (MONDAY - timedelta(hours=9), MONDAY + timedelta(days=30))


def booked(world: World, hours: float, cents: int, **fields: object) -> Booking:  # noqa: F811
    who = {"person": world.alice, "title": "Choir", **fields}
    booking = book(actor=world.keeper, ask=world.ask(world.half, hours), **who)  # type: ignore[arg-type]
    Booking.objects.filter(pk=booking.pk).update(price_cents=cents)
    booking.refresh_from_db()
    return booking


@pytest.fixture
def keeper(client: Client, world: World) -> Client:  # noqa: F811
    client.force_login(world.keeper)
    return client


def test_a_statement_adds_up_what_each_payer_owes(world: World) -> None:  # noqa: F811
    first, second = booked(world, 26, 1600), booked(world, 50, 800)
    other = booked(world, 74, 500, person=None, contact_name="Ana")
    record_payment(actor=world.keeper, booking=first)
    first.refresh_from_db()
    found = statements(world.place, *MARCH)
    assert [(s.name, s.bookings) for s in found] == [("Alice", (first, second)), ("Ana", (other,))]
    assert (found[0].price_cents, found[0].due_cents, found[0].booked_minutes) == (2400, 800, 240)


def test_what_was_cancelled_costs_nothing_and_is_still_activity(world: World) -> None:  # noqa: F811
    booking = booked(world, 26, 1600)
    cancel_booking(actor=world.keeper, booking=booking)
    assert statements(world.place, *MARCH) == []
    assert activity(world.place, *MARCH) == [booking]


def test_the_tables_hold_a_line_for_each_booking(world: World, keeper: Client) -> None:  # noqa: F811
    booking = booked(world, 26, 1650, title="=1+1")
    for name in ("keeper-activity-table", "keeper-accountant-table"):
        answer = keeper.get(reverse(name, args=[world.place.slug]), {"month": "2027-03-01"})
        (row,) = csv.DictReader(answer.content.decode("utf-8-sig").splitlines())
        assert (row["reference"], row["price_euros"], row["minutes"]) == (
            booking.reference,
            "16.50",
            "120",
        )
        assert row["title"] == "'=1+1"


def test_a_payment_is_noted_once(world: World, keeper: Client) -> None:  # noqa: F811
    booking = booked(world, 26, 1600)
    address = reverse("keeper-payment", args=[world.place.slug, booking.reference])
    for _ in range(2):
        assert keeper.post(address).status_code == 302
    booking.refresh_from_db()
    assert booking.paid_at == MONDAY


def test_what_was_booked_is_folded_but_where_a_payment_was_just_noted(
    world: World,  # noqa: F811
    keeper: Client,
) -> None:
    booking = booked(world, 26, 1600)
    booked(world, 50, 800, person=None, contact_name="Ana")
    page = reverse("keeper-accounts", args=[world.place.slug])
    folded = keeper.get(page, {"month": "2027-03-01"}).content.decode()
    assert (folded.count('<details class="card statement"'), folded.count(" open>")) == (2, 0)
    noted = keeper.post(reverse("keeper-payment", args=[world.place.slug, booking.reference]))
    assert noted["Location"].endswith(f"#{booking.reference}")
    (opened,) = keeper.get(noted["Location"]).content.decode().split(' statement" open>')[1:]
    assert f'id="{booking.reference}"' in opened.split("</details>")[0]


def test_a_new_calendar_address_is_shown_once_and_leads_to_the_bookings(
    world: World,  # noqa: F811
    keeper: Client,
) -> None:
    booking = booked(world, 26, 0)
    keeper.post(reverse("keeper-feed", args=[world.place.slug]), {"resource": world.half.pk})
    page = reverse("keeper-links", args=[world.place.slug])
    shown = keeper.get(page).context["new_feed"]
    assert keeper.get(page).context["new_feed"] == ""
    assert booking.reference.encode() in Client().get(shown).content


def test_who_made_a_calendar_address_revokes_it_and_nobody_else(
    world: World,  # noqa: F811
    keeper: Client,
) -> None:
    mine, _ = issue_feed(actor=world.keeper, kind=FeedKind.PLACE, place=world.place)
    other, _ = issue_feed(actor=world.planner, kind=FeedKind.PLACE, place=world.place)
    for feed in (mine, other):
        keeper.post(reverse("keeper-feed-revoke", args=[world.place.slug, feed.pk]))
        feed.refresh_from_db()
    assert (mine.revoked_at, other.revoked_at) == (MONDAY, None)
