"""My bookings, the page of one, the door, and who may come to them."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from softplace.bookings import commands
from softplace.bookings.enums import BookingStatus, WaitingStatus
from softplace.bookings.models import Booking, FeedToken, Series, UnmetRequest, WaitingEntry
from softplace.bookings.queries import Repetition
from softplace.bookings.rules import Item
from softplace.people.models import User
from tests.bookings.conftest import World


def booked(world: World, person: User | None = None, hours: float = 33, **fields: Any) -> Booking:
    """The half, on Tuesday at 18:00 in Crest unless said otherwise."""
    who = person or world.alice
    ask = world.ask(world.half, hours)
    return commands.book(actor=who, person=who, ask=ask, title="Choir", **fields)


def series(world: World, dates: int = 4) -> Series:
    weekly = Repetition(
        date(2027, 3, 2), time(18), 120, f"FREQ=WEEKLY;COUNT={dates}", "Europe/Paris"
    )
    return commands.book_series(
        actor=world.alice,
        person=world.alice,
        repetition=weekly,
        items=[Item(world.half.pk)],
        title="Choir",
    )


def waiting(world: World) -> WaitingEntry:
    return commands.join_waiting_list(
        actor=world.alice, resource=world.half, ask=world.ask(world.half, 33), title="Dance"
    )


def test_each_thing_stands_where_it_belongs(world: World, alice: Client) -> None:
    booked(world, hours=57)
    series(world)
    taken = booked(world, world.bob, hours=81)
    commands.join_waiting_list(
        actor=world.alice, resource=world.half, ask=world.ask(world.half, 81), title="Dance"
    )
    commands.leave_request(actor=world.alice, fields={"minutes": ["60"]})
    page = alice.get("/my-bookings/").context
    assert [row.when for row in page["coming"]] == ["Wednesday 3 March 2027, 18:00–20:00"]
    assert [(group.title, group.standing) for group in page["standing"]] == [("Choir", 4)]
    assert [row.title for row in page["waiting"]] == ["Dance"]
    assert len(page["requests"]) == 1
    commands.cancel_booking(actor=world.bob, booking=taken)
    page = alice.get("/my-bookings/").context
    assert ([row.title for row in page["offers"]], page["waiting"]) == (["Dance"], [])


@pytest.mark.parametrize(("act", "status"), [("take", "confirmed"), ("cancel", "cancelled")])
def test_an_offer_is_taken_or_left(world: World, alice: Client, act: str, status: str) -> None:
    theirs = booked(world, world.bob)
    entry = waiting(world)
    commands.cancel_booking(actor=world.bob, booking=theirs)
    offered = Booking.objects.get(person=world.alice)
    assert alice.post(f"/bookings/{offered.reference}/{act}/").status_code == 302
    offered.refresh_from_db()
    entry.refresh_from_db()
    settled = WaitingStatus.TAKEN if act == "take" else WaitingStatus.DECLINED
    assert (offered.status, entry.status) == (status, settled)


def test_one_date_the_following_or_all_are_given_up(world: World, alice: Client) -> None:
    dates = list(series(world).bookings.order_by("starts_at"))
    alice.post(f"/bookings/{dates[1].reference}/cancel/", {"scope": "one"})
    assert Booking.objects.confirmed().count() == 3
    alice.post(f"/bookings/{dates[2].reference}/cancel/", {"scope": "following"})
    assert list(Booking.objects.confirmed()) == [dates[0]]
    alice.post(f"/bookings/{dates[2].reference}/cancel/", {"scope": "all"})
    assert Booking.objects.confirmed().count() == 0


def test_a_booking_is_moved_and_where_it_cannot_be_nothing_changes(
    world: World, alice: Client
) -> None:
    mine = booked(world)
    booked(world, world.bob, hours=57)
    where = f"/bookings/{mine.reference}/move/"
    page = alice.post(where, {"date": "2027-03-03", "start": "19:00", "end": "21:00"})
    assert page.context["refused"] == (
        "“Half” is taken then. Choose another time, or another room.",
    )
    page = alice.post(where, {"date": "2027-03-03", "start": "21:00", "end": "20:00"})
    assert page.context["refused"] == ("It ends before it starts. Give a later end.",)
    page = alice.post(where, {"date": "never", "start": "21:00", "end": "20:00"})
    assert len(page.context["refused"]) == 1
    mine.refresh_from_db()
    assert mine.starts_at.isoformat() == "2027-03-02T17:00:00+00:00"
    alice.post(where, {"date": "2027-03-04", "start": "19:00", "end": "21:00"})
    mine.refresh_from_db()
    assert mine.starts_at.isoformat() == "2027-03-04T18:00:00+00:00"


def test_all_the_dates_of_a_series_move_to_another_hour(world: World, alice: Client) -> None:
    first = series(world).bookings.order_by("starts_at").first()
    assert first is not None
    form = {"date": "2027-03-02", "start": "19:00", "end": "20:00", "scope": "all"}
    alice.post(f"/bookings/{first.reference}/move/", form)
    assert {b.starts_at.hour for b in Booking.objects.all()} == {18}


def test_the_door_opens_to_the_code_and_says_nothing_before(
    world: World, visitor: Client, later: Callable[[timedelta], Any]
) -> None:
    mine = booked(world)
    where = f"/check-in/{mine.reference}/"
    with later(timedelta(hours=33, minutes=5)):
        page = visitor.get(where)
        assert "Le Moulin" not in page.content.decode()
        wrong = visitor.post(where, {"code": "WRONG"})
        unknown = visitor.post("/check-in/NOTHING/", {"code": mine.check_in_code})
        assert wrong.context["errors"] == unknown.context["errors"]
        assert Booking.objects.get().checked_in_at is None
        right = visitor.post(where, {"code": f" {mine.check_in_code.lower()} "})
    assert right.context["said"] == "Welcome at Le Moulin, until 20:00."
    assert Booking.objects.get().checked_in_at is not None


def test_the_page_shows_the_code_of_the_door_drawn(world: World, alice: Client) -> None:
    mine = booked(world)
    page = alice.get(f"/bookings/{mine.reference}/").content.decode()
    assert mine.check_in_code in page
    assert "<svg" in page
    assert "Check-in opens Tuesday 2 March 2027 at 17:30." in page
    assert "I am here" not in page


def test_the_event_is_for_a_calendar(world: World, alice: Client) -> None:
    mine = booked(world)
    answer = alice.get(f"/bookings/{mine.reference}/event.ics")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event.decoded("dtstart"), str(event["status"])) == (mine.starts_at, "CONFIRMED")


def test_a_calendar_address_is_shown_once_and_revoked(
    world: World, alice: Client, visitor: Client
) -> None:
    mine = booked(world)
    alice.post("/my-bookings/feeds/")
    address = alice.get("/my-bookings/").context["new_feed"]
    assert alice.get("/my-bookings/").context["new_feed"] == ""
    assert mine.reference in visitor.get(address).content.decode()
    alice.post(f"/my-bookings/feeds/{FeedToken.objects.get().pk}/revoke/")
    assert visitor.get(address).status_code == 404


def test_my_bookings_take_a_fixed_number_of_queries(
    world: World, alice: Client, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for week in range(2):
        for day in range(1 + 4 * week):
            booked(world, hours=24 * (day + 1 + 2 * week) + 1)
        series(world, dates=3) if week == 0 else None
        with django_assert_max_num_queries(30) as counted:
            page = alice.get("/my-bookings/")
        counts.append(len(counted))
    assert len(page.context["coming"]) == 6
    assert counts[0] == counts[1]


# --- Who may ------------------------------------------------------------------------------

VISITOR, OTHER, OWNER, KEEPER, MEDIATOR = "visitor", "bob", "alice", "keeper", "mediator"
READS = ("/bookings/{b}/", "/bookings/{b}/event.ics")
WRITES = ("/bookings/{b}/cancel/", "/bookings/{b}/check-in/", "/bookings/{b}/reconfirm/")
OWN = (
    "/my-bookings/waiting/{w}/leave/",
    "/my-bookings/requests/{r}/withdraw/",
    "/my-bookings/feeds/{f}/revoke/",
)


@pytest.mark.parametrize("who", [VISITOR, OTHER, OWNER, KEEPER, MEDIATOR])
def test_who_may_come_to_what(world: World, who: str) -> None:
    mine = booked(world)
    other_time = commands.join_waiting_list(
        actor=world.alice, resource=world.half, ask=world.ask(world.half, 81), title="Dance"
    )
    left = commands.leave_request(actor=world.alice, fields={"minutes": ["60"]})
    client = Client()
    client.force_login(world.alice)
    client.post("/my-bookings/feeds/")
    feed = FeedToken.objects.get()
    ids = {"b": mine.reference, "w": other_time.pk, "r": left.pk, "f": feed.pk}
    client = Client()
    if who != VISITOR:
        client.force_login(getattr(world, who))
    may = who in (OWNER, KEEPER, MEDIATOR)
    for address in READS:
        status = client.get(address.format(**ids)).status_code
        assert status == (302 if who == VISITOR else 200 if may else 404)
    for address in OWN:
        answer = client.post(address.format(**ids))
        assert answer.status_code in (302, 404)
    is_owner = who == OWNER
    assert UnmetRequest.objects.exists() != is_owner
    assert (FeedToken.objects.get().revoked_at is not None) == is_owner
    assert (WaitingEntry.objects.get().status != WaitingStatus.WAITING) == is_owner
    for address in WRITES:
        status = client.post(address.format(**ids)).status_code
        assert status in ((302, 200) if may or who == VISITOR else (404,))
    is_cancelled = Booking.objects.get().status == BookingStatus.CANCELLED
    assert is_cancelled == may


@pytest.mark.parametrize("address", ["/my-bookings/", "/bookings/NOTHING/", "/bookings/x%00y/"])
def test_who_is_not_signed_in_is_sent_to_sign_in(visitor: Client, db: None, address: str) -> None:
    assert visitor.get(address).url.startswith("/account/login/")


def test_a_write_is_never_a_read(world: World, alice: Client) -> None:
    mine = booked(world)
    for act in ("take", "cancel", "move", "reconfirm", "check-in"):
        assert alice.get(f"/bookings/{mine.reference}/{act}/").status_code == 405
