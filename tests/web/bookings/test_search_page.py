"""The search for free time as a page."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from softplace.bookings import commands
from softplace.bookings.models import UnmetRequest
from softplace.places.enums import Equipment
from tests.bookings.conftest import World, make_resource

BOOK = "/book/"
WEEKLY = {"days": "weekly", "first": "2027-03-03", "weeks": "3", "from": "18:00", "minutes": "120"}


def rows(page: Any) -> list[str]:
    return [row.answer.resource_name for row in page.context["rows"]]


def test_any_two_hours_this_week_for_twelve_with_a_projector(
    world: World,
    visitor: Client,
) -> None:
    world.hall.equipment = [Equipment.PROJECTOR]
    world.hall.save()
    page = visitor.get(
        BOOK,
        {"minutes": "120", "days": "week", "from": "08:00", "to": "20:00", "people": "12",
         "equipment": "projector", "lat": "44.73", "lng": "5.02", "radius": "15"},
    )  # fmt: skip
    assert rows(page) == ["Hall"]
    row = page.context["rows"][0]
    assert (row.price, row.answer.needs_approval, row.answer.distance_metres) == (
        "Free of charge", False, 0.0,
    )  # fmt: skip
    assert [time.label for time in row.times] == [
        "Mon 1 Mar at 9:00", "Tue 2 Mar at 8:00", "Wed 3 Mar at 8:00",
    ]  # fmt: skip
    form = parse_qs(urlsplit(row.times[1].address).query)
    assert form == {"date": ["2027-03-02"], "start": ["08:00"], "end": ["10:00"], "people": ["12"]}


def test_a_weekly_search_says_on_which_dates_each_room_is_free(
    world: World,
    visitor: Client,
) -> None:
    # Wednesday 10 March, 18:00 in Crest.
    commands.book(
        actor=world.bob, person=world.bob, ask=world.ask(world.half, 24 * 9 + 9), title="Yoga"
    )
    page = visitor.get(BOOK, {**WEEKLY, "people": "12", "kind": "room"})
    found = {row.answer.resource_name: row for row in page.context["rows"]}
    assert [date.is_free for date in found["Half"].dates] == [True, False, True]
    assert found["Half"].dates_free == "Free on 2 of 3 dates"
    form = parse_qs(urlsplit(found["Half"].address).query)
    assert (form["repeat"], form["times"], form["date"]) == (["weekly"], ["3"], ["2027-03-03"])


def test_dates_first_puts_what_is_free_on_all_of_them_first(
    world: World,
    visitor: Client,
) -> None:
    commands.book(
        actor=world.bob, person=world.bob, ask=world.ask(world.half, 23, 14), title="Fair"
    )
    page = visitor.get(
        BOOK, {"days": "dates", "date": ["2027-03-02", "2027-03-05"], "kind": "desk"}
    )
    assert [row.dates_free for row in page.context["rows"]] == ["Free on all 2 dates"]
    page = visitor.get(BOOK, {"days": "dates", "date": ["2027-03-02", "2027-03-05"]})
    assert {row.dates_free for row in page.context["rows"]} == {"Free on 1 of 2 dates"}


def test_what_is_not_found_is_nearest_at_another_time_and_can_be_left(
    world: World,
    visitor: Client,
) -> None:
    asked = {"days": "range", "first": "2027-03-02", "last": "2027-03-02", "from": "22:00",
             "to": "23:59", "minutes": "60", "people": "12"}  # fmt: skip
    page = visitor.get(BOOK, asked)
    assert page.context["headline"] == "Nothing is free"
    (near,) = page.context["nearest"]
    assert near["sentence"].startswith("At another time: Half, Le Moulin, Tuesday 2 March at 8:00")
    assert rows(visitor.get(near["address"]))[0] == "Half"
    query = page.context["query"]
    assert visitor.post("/book/requests/", {"query": query}).url.startswith("/account/login/")
    visitor.force_login(world.alice)
    for _ in range(2):
        assert visitor.post("/book/requests/", {"query": query}).status_code == 302
    (left,) = UnmetRequest.objects.all()
    assert (left.person, left.question["first"]) == (world.alice, ["2027-03-02"])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"minutes": "x"}, "minutes"),
        ({"minutes": "0"}, "minutes"),
        ({"people": "-1"}, "people"),
        ({"from": "25:99"}, "from"),
        ({"days": "range", "first": "2027-02-31"}, "first"),
        ({"days": "range", "first": "2027-03-09", "last": "2027-03-02"}, "last"),
        ({"days": "weekly", "weeks": "2000"}, "weeks"),
        ({"days": "dates"}, "date"),
        ({"days": "sometimes"}, "days"),
        ({"where": "Atlantis"}, "where"),
        ({"where": "Crest\x00"}, "where"),
        ({"radius": "nan", "lat": "44", "lng": "5"}, "radius"),
        ({"from": "10:00", "to": "10:30"}, "minutes"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(
    world: World,
    visitor: Client,
    wrong: dict[str, str],
    field: str,
) -> None:
    page = visitor.get(BOOK, wrong)
    assert (page.status_code, list(page.context["errors"])) == (200, [field])
    assert page.context["rows"] == []


def test_a_search_takes_a_fixed_number_of_queries(
    world: World,
    visitor: Client,
    django_assert_max_num_queries: Any,
) -> None:
    visitor.get(BOOK)  # what is kept between requests is kept
    counts = []
    for names in ([], [f"Room {n}" for n in range(12)]):
        for name in names:
            unit = world.place.units.create(name=name)
            make_resource(world.place, name, [unit], headcount=20)
        with django_assert_max_num_queries(20) as counted:
            page = visitor.get(BOOK, {"people": "12", "minutes": "60"})
        counts.append(len(counted))
    assert len(rows(page)) == 14
    assert counts[0] == counts[1]
