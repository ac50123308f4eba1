"""From a search to the calendar: a weekly meeting, another room for two dates, a waiting list."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from softplace.bookings.commands import book, join_waiting_list, set_terms
from softplace.bookings.models import Booking
from softplace.bookings.rules import Ask, Item
from softplace.find.queries import forget_lexicon
from softplace.foundation.clock import frozen
from softplace.people.models import User
from softplace.places.models import Place, Resource
from tests.browser.conftest import overflow
from tests.find.conftest import MONDAY
from tests.find.conftest import World as Town

Visitor = Callable[..., Any]
SignIn = Callable[[Any, str, str], None]
PARIS = ZoneInfo("Europe/Paris")
FIRST = datetime(2026, 12, 1, 18, 0, tzinfo=PARIS)
"""A Tuesday; ten of them reach into February."""


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    forget_lexicon()
    with frozen(MONDAY):
        yield
    forget_lexicon()


class House:
    """A house in Crest with two rooms, a keeper, and two people who want them."""

    def __init__(self) -> None:
        town = Town()
        self.ines, self.karim, self.zoe = (
            User.objects.create_user(f"{name}@example.org", "pass", name=name.title())
            for name in ("ines", "karim", "zoe")
        )
        self.place: Place = town.place("Maison des associations", slug="maison")
        self.place.keepers.add(self.karim)
        town.rule(self.place, "08:00", "22:00", weekdays=127)
        self.room = self._room("Salle Ocre", 14)
        self.other = self._room("Salle Bleue", 20)
        set_terms(actor=None, place=self.place, needs_approval=True)

    def _room(self, name: str, headcount: int) -> Resource:
        room = Resource.objects.create(
            place=self.place, name=name, kind="room", headcount=headcount
        )
        room.units.add(self.place.units.create(name=name))
        return room

    def ask(self, week: int) -> Ask:
        start = (FIRST + timedelta(weeks=week)).astimezone(UTC)
        return Ask((Item(self.room.pk),), start, start + timedelta(hours=2))


@pytest.fixture
def house(live_server: Any) -> House:
    return House()


@pytest.mark.parametrize("has_script", [True, False])
def test_a_weekly_meeting_from_the_search_to_the_calendar_and_to_who_waits(
    house: House, visitor: Visitor, sign_in: SignIn, live_server: Any, has_script: bool
) -> None:
    for week in (3, 6):
        book(actor=None, person=house.zoe, ask=house.ask(week), title="Chorale")
    page = visitor(language="en", has_script=has_script)
    sign_in(page, "ines@example.org", "pass")

    # She finds a room for a weekly two-hour meeting.
    page.goto("/book/")
    page.select_option("#days", "weekly")
    page.fill("#first", "2026-12-01")
    page.fill("#weeks", "10")
    page.fill("#from", "18:00")
    page.fill("#people", "12")
    page.fill("#where", "Crest")
    page.press("#where", "Enter")
    found = page.locator(".answer", has_text="Salle Ocre")
    expect(found).to_contain_text("Free on 8 of 10 dates")
    found.locator("a.button").click()

    # Two dates of ten are taken; they get another room before anything is booked.
    page.locator("#id_title").fill("Weekly meeting")
    expect(page.locator(".date-rows li")).to_have_count(10)
    expect(page.locator(".date-rows li.taken")).to_have_count(2)
    elsewhere = page.locator(".date-rows li.taken select option:checked")
    expect(elsewhere).to_contain_text(["Salle Bleue", "Salle Bleue"])
    assert Booking.objects.filter(person=house.ines).count() == 0
    page.get_by_role("button", name="Book these dates").click()
    page.wait_for_url("**/bookings/*/")
    mine = Booking.objects.filter(person=house.ines)
    assert mine.filter(status="requested").count() == 10
    assert mine.filter(lines__resource=house.other).count() == 2

    # The keeper approves them all at once.
    keeper = visitor(language="en", has_script=has_script)
    sign_in(keeper, "karim@example.org", "pass")
    keeper.goto("/my/maison/requests/")
    card = keeper.locator(".request", has_text="Weekly meeting")
    card.get_by_role("button", name="Approve").click()
    keeper.locator(".request", has_text="Weekly meeting").wait_for(state="detached")
    assert mine.filter(status="confirmed").count() == 10

    # The feed shows all ten to a calendar program.
    page.goto("/my-bookings/")
    page.get_by_role("button", name="Make a calendar address").click()
    address = page.locator("#new-feed").input_value()
    calendar = Calendar.from_ical(urlopen(address).read())
    events = [e for e in calendar.walk("VEVENT") if str(e["status"]) == "CONFIRMED"]
    assert sorted(e.decoded("dtstart") for e in events) == [
        house.ask(week).starts_at for week in range(10)
    ]

    # She gives one up, and who waits for it gets it.
    join_waiting_list(actor=house.zoe, resource=house.room, ask=house.ask(1), title="Encore")
    given_up = mine.get(starts_at=house.ask(1).starts_at)
    page.goto(f"/bookings/{given_up.reference}/")
    page.locator("summary", has_text="Cancel it").click()
    page.get_by_role("button", name="Cancel it").click()
    page.locator(".status-cancelled").first.wait_for()
    waiting = visitor(language="en", has_script=has_script)
    sign_in(waiting, "zoe@example.org", "pass")
    waiting.goto("/my-bookings/")
    waiting.get_by_role("button", name="Take it").click()
    waiting.wait_for_url("**/bookings/*/")
    taken = Booking.objects.get(person=house.zoe, title="Encore")
    assert (taken.starts_at, taken.status) == (house.ask(1).starts_at, "requested")


def test_a_double_click_books_once(house: House, visitor: Visitor, sign_in: SignIn) -> None:
    page = visitor(language="en")
    sign_in(page, "ines@example.org", "pass")
    page.goto(f"/book/{house.room.pk}/?date=2026-12-01&start=18:00&end=20:00")
    page.fill("#id_title", "Tango")
    page.get_by_role("button", name="Send the request").dblclick()
    page.wait_for_url("**/bookings/*/")
    assert Booking.objects.filter(person=house.ines).count() == 1


def test_the_keyboard_books(house: House, visitor: Visitor, sign_in: SignIn) -> None:
    page = visitor(language="en")
    sign_in(page, "ines@example.org", "pass")
    page.goto(f"/book/{house.room.pk}/?date=2026-12-01&start=18:00&end=20:00")
    page.focus("#id_date")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "id_title":
            break
    page.keyboard.type("Tango")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bookings/*/")
    assert Booking.objects.get(person=house.ines).title == "Tango"


@pytest.mark.parametrize("dark", [False, True])
def test_a_narrow_screen_scrolls_one_way_only(
    house: House, visitor: Visitor, sign_in: SignIn, dark: bool
) -> None:
    booked = book(actor=None, person=house.ines, ask=house.ask(0), title="Tango")
    page = visitor(width=320, height=640, dark=dark)
    sign_in(page, "ines@example.org", "pass")
    for address in (
        "/book/?people=12&where=Crest",
        "/book/?days=weekly&first=2026-12-01&from=18:00",
        f"/book/{house.room.pk}/?date=2026-12-01&start=18:00&end=20:00&repeat=weekly&times=4",
        "/my-bookings/",
        f"/bookings/{booked.reference}/",
        f"/check-in/{booked.reference}/",
    ):
        page.goto(address)
        assert (address, overflow(page)) == (address, 0)
