"""Openings between two instants, and the search."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from softplace.find.queries import forget_lexicon
from softplace.foundation.clock import frozen
from softplace.places.enums import Pattern
from softplace.places.models import Closure, OpeningRule, Place, PlaceFunction
from softplace.territory.models import Function
from tests.api.conftest import World

WEEK = {"from": "2026-11-23T00:00:00+01:00", "to": "2026-11-30T00:00:00+01:00"}


def starts(answer: Any) -> list[tuple[str, str]]:
    return [(each["place"], each["start"]) for each in answer.json()["items"]]


def test_openings_are_told_on_the_wall_of_the_place(api: Client, world: World) -> None:
    answer = api.get("/api/openings", WEEK).json()
    assert [(each["start"], each["end"]) for each in answer["items"]] == [
        ("2026-11-23T09:00:00+01:00", "2026-11-23T12:00:00+01:00"),
        ("2026-11-24T09:00:00+01:00", "2026-11-24T12:00:00+01:00"),
    ]
    assert answer["items"][0]["functions"] == ["test-print"]


def test_an_opening_under_way_counts_and_one_that_ends_then_does_not(
    api: Client, world: World
) -> None:
    noon = {"from": "2026-11-23T12:00:00+01:00", "to": "2026-11-23T13:00:00+01:00"}
    assert starts(api.get("/api/openings", noon)) == []
    before = {"from": "2026-11-23T11:59:00+01:00", "to": "2026-11-23T13:00:00+01:00"}
    assert starts(api.get("/api/openings", before)) == [("library", "2026-11-23T09:00:00+01:00")]


def test_a_closed_day_has_no_openings(api: Client, world: World) -> None:
    day = date(2026, 11, 23)
    Closure.objects.create(place=world.library, first_date=day, last_date=day)
    assert starts(api.get("/api/openings", WEEK)) == [("library", "2026-11-24T09:00:00+01:00")]


def test_a_function_with_hours_of_its_own_is_not_open_at_the_general_ones(
    api: Client, world: World
) -> None:
    advice = Function.objects.create(
        code="test-advice",
        parent=Function.objects.get(code="test"),
        name_fr="Conseil",
        name_en="Advice",
    )
    PlaceFunction.objects.create(place=world.library, function=advice, has_own_hours=True)
    OpeningRule.objects.create(
        place=world.library,
        function=advice,
        pattern=Pattern.ONCE,
        starts_on=date(2026, 11, 26),
        start_minute=600,
        length_minutes=60,
    )
    own = api.get("/api/openings", {**WEEK, "function": "test-advice"})
    assert starts(own) == [("library", "2026-11-26T10:00:00+01:00")]
    assert own.json()["items"][0]["is_one_off"] is True
    both = api.get("/api/openings", {**WEEK, "function": "test"}).json()["items"]
    assert [each["functions"] for each in both] == [["test-print"], ["test-print"], ["test-advice"]]


def test_pages_of_openings_follow_on(
    api: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("softplace.api.areas.openings.PLACES_A_PAGE", 2)
    for n in range(4):
        place = Place.objects.create(
            slug=f"p{n}", name="x", latitude=44, longitude=5, updated_at=world.hall.updated_at
        )
        OpeningRule.objects.create(
            place=place,
            pattern=Pattern.WEEKLY,
            weekdays=1 << n,
            start_minute=0,
            length_minutes=60,
        )
    whole = [("library", "2026-11-23T09:00:00+01:00"), ("library", "2026-11-24T09:00:00+01:00")]
    whole += [(f"p{n}", f"2026-11-{23 + n}T00:00:00+01:00") for n in range(4)]
    read: list[tuple[str, str]] = []
    query: dict[str, Any] = {**WEEK, "limit": 1}
    pages = 0
    while True:
        answer = api.get("/api/openings", query)
        read += starts(answer)
        pages += 1
        query["cursor"] = answer.json()["next_cursor"]
        if query["cursor"] is None:
            break
    assert read == whole
    assert pages <= 8


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, "required"),
        ({"from": WEEK["to"], "to": WEEK["from"]}, "ends_before_start"),
        ({"from": WEEK["from"], "to": WEEK["from"]}, "ends_before_start"),
        ({"from": WEEK["from"], "to": "2027-02-01T00:00:00Z"}, "window_too_long"),
        ({"from": WEEK["from"], "to": "2026-11-24T24:00:00Z"}, "not_an_instant"),
        ({"from": WEEK["from"], "to": "2100-01-02T00:00:00Z"}, "out_of_time"),
    ],
)
def test_a_window_that_is_none_is_refused(
    api: Client, world: World, query: dict[str, str], expected: str
) -> None:
    answer = api.get("/api/openings", query)
    assert (answer.status_code, answer.json()["code"]) == (422, expected)


@pytest.mark.parametrize("first", ["2000-01-01T00:00:00Z", "2099-12-01T00:00:00Z"])
def test_the_ends_of_time_are_read(api: Client, world: World, first: str) -> None:
    last = first.replace("-01T", "-20T")
    assert api.get("/api/openings", {"from": first, "to": last}).status_code == 200


@pytest.mark.parametrize("function", [None, "test"])
def test_openings_take_a_fixed_number_of_queries(
    api: Client,
    world: World,
    django_assert_num_queries: Callable[..., Any],
    function: str | None,
) -> None:
    query = {**WEEK, **({"function": function} if function else {})}
    for n in range(4):
        place = Place.objects.create(
            slug=f"p{n}", name="x", latitude=44, longitude=5, updated_at=world.hall.updated_at
        )
        PlaceFunction.objects.create(place=place, function=Function.objects.get(code="test-print"))
        OpeningRule.objects.create(place=place, weekdays=1, start_minute=0, length_minutes=60)
    # The request counted, the places, their functions, the rules, the closures, the holidays.
    with django_assert_num_queries(6 + bool(function)):
        assert len(api.get("/api/openings", query).json()["items"]) == 6


MONDAY_MORNING = datetime(2026, 11, 23, 7, tzinfo=UTC)


def test_the_search_finds_what_is_open(api: Client, world: World) -> None:
    forget_lexicon()
    with frozen(MONDAY_MORNING):
        found = api.get("/api/find", {"function": "test-print", "when": "today"}).json()
    assert (found["total"], found["next_cursor"]) == (1, None)
    answer = found["items"][0]
    assert (answer["place"], answer["remaining_minutes"]) == ("library", 180)
    assert answer["openings"] == [{"start": "2026-11-23T08:00:00Z", "end": "2026-11-23T11:00:00Z"}]


def test_a_search_without_an_answer_says_what_is_nearest(api: Client, world: World) -> None:
    forget_lexicon()
    with frozen(MONDAY_MORNING):
        query = {"function": "test-print", "day": "2026-11-26"}
        found = api.get("/api/find", query).json()
    assert (found["total"], found["items"]) == (0, [])
    assert found["suggestions"][0]["step"] == "another_time"
    assert found["suggestions"][0]["fields"]["day"] == "2026-11-30"


def test_the_pages_of_a_search_follow_on(api: Client, world: World) -> None:
    forget_lexicon()
    for n in range(3):
        place = Place.objects.create(
            slug=f"p{n}", name="x", latitude=44, longitude=5, updated_at=world.hall.updated_at
        )
        OpeningRule.objects.create(place=place, weekdays=127, start_minute=600, length_minutes=60)
    read = []
    query: dict[str, Any] = {"when": "today", "limit": 3}
    with frozen(MONDAY_MORNING):
        first = api.get("/api/find", query).json()
    with frozen(datetime(2026, 11, 24, 23, tzinfo=UTC)):
        second = api.get("/api/find", {**query, "cursor": first["next_cursor"]}).json()
    read = [each["place"] for each in first["items"] + second["items"]]
    assert (sorted(read), second["next_cursor"]) == (["library", "p0", "p1", "p2"], None)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"where": "Atlantis"}, "unknown_commune"),
        ({"function": "nothing-of-the-kind"}, "unknown_choice"),
        ({"day": "2026-02-30"}, "not_a_date"),
        ({"day": "tomorrow"}, "wrong_form"),
        ({"from": "24:30"}, "wrong_form"),
        ({"day": "2026-11-24", "from": "14:00", "to": "13:00"}, "ends_before_start"),
        ({"lat": "44"}, "not_a_point"),
        ({"lat": "5", "lng": "444"}, "too_large"),
        ({"audience": "kings"}, "unknown_value"),
        ({"radius": "501"}, "too_large"),
        ({"q": "a" * 201}, "too_long"),
        ({"limit": "51"}, "too_large"),
    ],
)
def test_a_search_that_cannot_be_read_is_refused(
    api: Client, world: World, query: dict[str, str], expected: str
) -> None:
    forget_lexicon()
    answer = api.get("/api/find", query)
    assert (answer.status_code, answer.json()["code"]) == (422, expected)


def test_a_search_takes_a_fixed_number_of_queries(
    api: Client, world: World, django_assert_num_queries: Callable[..., Any]
) -> None:
    forget_lexicon()
    with frozen(MONDAY_MORNING):
        api.get("/api/find", {"when": "today"})
        # The request counted, the territory, the lexicon's check, and nine of the search.
        with django_assert_num_queries(12):
            api.get("/api/find", {"when": "today", "function": "test"})
