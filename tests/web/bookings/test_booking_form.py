"""The form with which a resource is booked."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from softplace.bookings import commands
from softplace.bookings.enums import BookingStatus
from softplace.bookings.models import Booking, Series, WaitingEntry
from softplace.foundation.errors import Refused
from softplace.web.bookings.form import recurrence
from tests.bookings.conftest import World, make_resource

TUESDAY = {"date": "2027-03-02", "start": "18:00", "end": "20:00", "title": "Choir"}
TEN_WEEKS = {**TUESDAY, "repeat": "weekly", "times": "10"}


def take(world: World, *weeks: int) -> None:
    """Somebody else has the half on these Tuesdays, 18:00 to 20:00 in Crest."""
    for week in weeks:
        hours = 24 + 9 + week * 168
        # Summer time begins on 28 March 2027.
        hours -= 1 if week >= 4 else 0
        commands.book(
            actor=world.bob, person=world.bob, ask=world.ask(world.half, hours), title="Yoga"
        )


def address(world: World) -> str:
    return f"/book/{world.half.pk}/"


def sent(form: dict[str, Any], page: Any) -> dict[str, Any]:
    """What a browser sends: the choices as they stand on the page, and its key."""
    chosen = {
        row.name: next(value for value, _label, on in row.choices if on)
        for row in page.context["dates"]
    }
    key = page.context["form"]["key"].value() or "one"
    return {**form, **chosen, "key": key, "step": "confirm", "seen": page.context["seen"]}


def test_a_time_that_is_free_is_booked_and_said(world: World, alice: Client) -> None:
    page = alice.get(address(world), TUESDAY)
    assert (page.context["is_free"], page.context["price"]) == (True, "Free of charge")
    page = alice.post(address(world), {**TUESDAY, "people": "12", "purpose": "We sing."})
    booking = Booking.objects.get()
    assert page.url == f"/bookings/{booking.reference}/"
    assert (booking.starts_at.isoformat(), booking.headcount, booking.person) == (
        "2027-03-02T17:00:00+00:00", 12, world.alice,
    )  # fmt: skip


def test_the_same_form_sent_twice_books_once(world: World, alice: Client) -> None:
    key = alice.get(address(world)).context["form"]["key"].value()
    pages = [alice.post(address(world), {**TUESDAY, "key": key}) for _ in range(2)]
    assert pages[0].url == pages[1].url
    assert Booking.objects.count() == 1


def test_a_series_sent_twice_is_made_once(world: World, alice: Client) -> None:
    form = sent(TEN_WEEKS, alice.post(address(world), TEN_WEEKS))
    pages = [alice.post(address(world), form) for _ in range(2)]
    assert pages[0].url == pages[1].url
    assert (Series.objects.count(), Booking.objects.count()) == (1, 10)


def test_two_people_with_the_same_key_book_two_things(world: World, alice: Client) -> None:
    alice.post(address(world), {**TUESDAY, "key": "k"})
    alice.force_login(world.bob)
    alice.post(address(world), {**TUESDAY, "date": "2027-03-03", "key": "k"})
    assert sorted(Booking.objects.values_list("person__name", flat=True)) == ["Alice", "Bob"]


def test_who_is_not_signed_in_is_asked_to(world: World, visitor: Client) -> None:
    assert visitor.get(address(world), TUESDAY).status_code == 200
    assert visitor.post(address(world), TUESDAY).url.startswith("/account/login/?next=/book/")
    assert Booking.objects.count() == 0


def test_a_taken_time_is_refused_with_what_is_free_instead(world: World, alice: Client) -> None:
    unit = world.place.units.create(name="D")
    make_resource(world.place, "Annex", [unit], headcount=20)
    take(world, 0)
    page = alice.post(address(world), TUESDAY)
    assert page.context["form"].errors["start"] == [
        "“Half” is taken then. Choose another time, or another room."
    ]
    assert "Tuesday 2 March at 20:00" in dict(page.context["same_place"])
    assert [found.resource_name for found, _cost, _to in page.context["same_time"]] == ["Annex"]
    assert page.context["can_wait"]
    assert Booking.objects.filter(person=world.alice).count() == 0


def test_the_alternatives_can_be_booked(world: World, alice: Client) -> None:
    take(world, 0)
    page = alice.get(address(world), TUESDAY)
    for _label, where in page.context["same_place"]:
        assert alice.get(where).context["is_free"]


def test_who_waits_is_on_the_list(world: World, alice: Client) -> None:
    take(world, 0)
    assert alice.post(f"{address(world)}wait/", TUESDAY).status_code == 302
    entry = WaitingEntry.objects.get()
    assert (entry.person, entry.resource, entry.title) == (world.alice, world.half, "Choir")


def test_each_date_is_shown_free_or_not_before_anything_is_booked(
    world: World, alice: Client
) -> None:
    unit = world.place.units.create(name="D")
    annex = make_resource(world.place, "Annex", [unit], headcount=20)
    take(world, 2, 5)
    page = alice.post(address(world), {**TEN_WEEKS, "step": "dates"})
    rows = page.context["dates"]
    assert [row.is_free for row in rows] == [True, True, False, True, True, False, *[True] * 4]
    assert page.context["dates_summary"] == (
        "8 of 10 dates are free. For 2 dates another room is free."
    )
    assert [label for _value, label, _on in rows[2].choices] == [
        "Annex · 20 people · Free of charge", "Leave this date out",
    ]  # fmt: skip
    assert Booking.objects.filter(person=world.alice).count() == 0
    alice.post(address(world), sent(TEN_WEEKS, page))
    series = Series.objects.get()
    assert series.bookings.count() == 10
    assert series.bookings.filter(lines__resource=annex).count() == 2


def test_dates_that_are_left_out_stay_with_their_reason(world: World, alice: Client) -> None:
    take(world, 2)
    form = sent(TEN_WEEKS, alice.post(address(world), TEN_WEEKS))
    form["date_2027-03-09"] = ""
    alice.post(address(world), form)
    left = Series.objects.get().dates.filter(booking=None)
    assert [(row.starts_at.date(), row.reason_code) for row in left] == [
        (date(2027, 3, 9), "left_out"), (date(2027, 3, 16), "taken"),
    ]  # fmt: skip


def test_no_other_dates_are_booked_than_were_looked_at(world: World, alice: Client) -> None:
    form = sent(TEN_WEEKS, alice.post(address(world), TEN_WEEKS))
    page = alice.post(address(world), {**form, "start": "19:00"})
    assert (page.status_code, Booking.objects.count()) == (200, 0)
    assert page.context["dates"][0].hours == "19:00–20:00"


THREE_DATES = {**TUESDAY, "repeat": "picked", "dates": ["2027-03-23", "", "2027-03-11"]}


def test_picked_dates_are_looked_at_then_booked_in_one_go(world: World, alice: Client) -> None:
    take(world, 3)
    page = alice.get(address(world), THREE_DATES)
    rows = page.context["dates"]
    assert [(row.day.isoformat(), row.is_free) for row in rows] == [
        ("2027-03-02", True), ("2027-03-11", True), ("2027-03-23", False),
    ]  # fmt: skip
    assert rows[2].reasons == ["“Half” is taken then. Choose another time, or another room."]
    page = alice.post(address(world), THREE_DATES)
    alice.post(address(world), sent(THREE_DATES, page))
    series = Series.objects.get()
    assert (series.bookings.count(), series.dates.get(booking=None).reason_code) == (2, "taken")


def test_all_of_the_picked_dates_or_none(world: World, alice: Client) -> None:
    take(world, 3)
    form = sent(THREE_DATES, alice.post(address(world), THREE_DATES)) | {"all_or_nothing": "1"}
    page = alice.post(address(world), form)
    assert page.context["form"].non_field_errors() == [
        "Nothing was booked, because you want all of these dates or none and 1 cannot be booked. "
        "Read why below, then choose for each of them, or take away “all or none”."
    ]
    assert page.context["dates"][2].reasons != []
    assert Booking.objects.filter(person=world.alice).count() == 0
    alice.post(address(world), {**form, "dates": ["2027-03-11", "2027-03-24"], "seen": "older"})
    assert Booking.objects.filter(person=world.alice).count() == 0


def test_the_form_keeps_picked_dates_and_has_room_for_more(world: World, alice: Client) -> None:
    page = alice.get(address(world), THREE_DATES)
    values = page.context["form"].date_values
    assert values == ["2027-03-23", "2027-03-11", "", "", "", ""]
    assert page.content.decode().count('name="dates"') == 6


def test_a_projector_is_booked_with_the_room_or_nothing_is(world: World, alice: Client) -> None:
    projector = f"extra_{world.projector.pk}"
    alice.post(address(world), {**TUESDAY, projector: "on"})
    assert [line.resource for line in Booking.objects.get().lines.all()] == [
        world.half, world.projector,
    ]  # fmt: skip
    alice.force_login(world.bob)
    page = alice.post(f"/book/{world.desks.pk}/", {**TUESDAY, "quantity": "2", projector: "on"})
    assert "“Projector” is taken then" in page.context["form"].errors["start"][0]
    assert Booking.objects.count() == 1


def test_where_a_keeper_decides_it_is_a_request(world: World, alice: Client) -> None:
    commands.set_terms(actor=None, place=world.place, needs_approval=True)
    page = alice.get(address(world), TUESDAY)
    assert (page.context["needs_approval"], page.context["is_free"]) == (True, True)
    alice.post(address(world), TUESDAY)
    assert Booking.objects.get().status == BookingStatus.REQUESTED


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"date": "2027-02-30"}, "date"),
        ({"date": ""}, "date"),
        ({"start": "9 o'clock"}, "start"),
        ({"start": "18:00", "end": "18:00"}, "end"),
        ({"start": "20:00", "end": "18:00"}, "end"),
        ({"date": "2027-02-01"}, "start"),
        ({"date": "2027-03-28", "start": "02:30", "end": "04:00"}, "start"),
        ({"start": "06:00", "end": "08:00"}, "start"),
        ({"people": "31"}, "people"),
        ({"people": "many"}, "people"),
        ({"title": " "}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"repeat": "weekly"}, "times"),
        ({"repeat": "weekly", "times": "2000"}, "times"),
        ({"repeat": "weekly", "until": "2399-01-01"}, "until"),
        ({"repeat": "hourly", "times": "2"}, "repeat"),
        ({"repeat": "picked"}, "dates"),
        ({"repeat": "picked", "dates": ["", "2027-02-30"]}, "dates"),
        ({"repeat": "picked", "dates": ["2399-01-01"]}, "dates"),
        ({"repeat": "picked", "dates": ["2033-01-01"]}, "dates"),
        ({"key": "k" * 41}, "key"),
        ({"date": "9999-12-31", "start": "23:00", "end": "23:30"}, "date"),
    ],
)
def test_what_cannot_be_booked_is_told_at_its_field_and_changes_nothing(
    world: World, alice: Client, change: dict[str, Any], field: str
) -> None:
    page = alice.post(address(world), {**TUESDAY, **change})
    assert page.status_code == 200
    assert field in page.context["form"].errors
    assert Booking.objects.count() == 0


def test_a_resource_that_is_not_there_is_not_found(world: World, alice: Client) -> None:
    assert alice.get("/book/99999999/").status_code == 404
    assert alice.get("/book/99999999999999999999999/").status_code == 404


def test_fifth_weekdays_are_the_last_of_the_month() -> None:
    assert recurrence("monthly", date(2027, 3, 31), 6, None) == "FREQ=MONTHLY;BYDAY=-1WE;COUNT=6"
    assert recurrence("monthly", date(2027, 3, 3), None, date(2027, 9, 1)) == (
        "FREQ=MONTHLY;BYDAY=1WE;UNTIL=20270901T235959"
    )


def test_a_key_does_not_open_the_booking_of_another(world: World) -> None:
    ask = world.ask(world.half)
    first = commands.book(actor=world.alice, person=world.alice, ask=ask, title="Choir", key="same")
    with pytest.raises(Refused):
        commands.book(actor=world.bob, person=world.bob, ask=ask, title="Yoga", key="same")
    assert Booking.objects.get() == first


def test_the_page_of_many_dates_takes_a_fixed_number_of_queries(
    world: World, alice: Client, django_assert_max_num_queries: Any
) -> None:
    take(world, 2, 5)
    counts = []
    for times in ("6", "30"):
        with django_assert_max_num_queries(40) as counted:
            alice.post(address(world), {**TEN_WEEKS, "times": times})
        counts.append(len(counted))
    assert counts[0] == counts[1]
