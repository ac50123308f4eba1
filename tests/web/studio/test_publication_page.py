"""The preview of a publication, the click, and what visitors find after it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from softplace.foundation import clock
from softplace.places.models import Closure
from softplace.reach.models import Scenario
from tests.places.cast import a_user
from tests.web.studio.test_scenario_page import STOP, edited


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.frozen(datetime(2026, 11, 24, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def address(planner: Client, scenario: Scenario) -> str:
    edited(planner, scenario, 1, kind="close", key="south")
    edited(planner, scenario, 2, **STOP)
    return f"/studio/scenarios/{scenario.pk}/publication/"


def text(answer: Any) -> str:
    return str(answer.content.decode().replace("\u00a0", " "))


def test_the_preview_says_all_that_is_written_and_writes_nothing(
    planner: Client, address: str
) -> None:
    page = text(planner.get(address, {"effective_on": "2026-12-07"}))
    assert "Library of the South: a closure of the whole place from Monday 7 December 2026" in page
    assert "A new place, “Truck stop – North” (Truck, at 45.1000, 5.0000), offers: Library" in page
    assert "Thursday 9:00–12:00, every week from Monday 7 December 2026 on" in page
    assert Closure.objects.count() == 0


def test_one_click_publishes_a_second_does_nothing_and_find_shows_it(
    planner: Client, address: str
) -> None:
    plan = planner.get(address, {"effective_on": "2026-12-07"}).context["plan"]
    click = {"version": 3, "digest": plan.digest, "effective_on": "2026-12-07"}
    for _ in range(2):
        assert planner.post(address, click).status_code == 302
    assert Closure.objects.count() == 1
    page = text(planner.get(address))
    assert "in force from Monday 7 December 2026" in page
    assert "?function=library&amp;where=North&amp;day=2026-12-10" in page
    thursday = {"function": "library", "day": "2026-12-10", "language": "en"}
    found = text(Client().get("/", thursday))
    assert "North" in found
    assert "Library of the South" not in found


def test_what_was_not_seen_is_not_published(planner: Client, address: str) -> None:
    page = planner.post(address, {"version": 3, "digest": "other", "effective_on": "2026-12-07"})
    assert "What would be written has changed since you looked" in text(page)
    assert Scenario.objects.get().published_at is None


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("2026-11-23", "This day is over"), ("soon", "This is not a date of the calendar")],
)
def test_a_day_that_cannot_be_is_told(
    planner: Client, address: str, day: str, sentence: str
) -> None:
    assert sentence in text(planner.get(address, {"effective_on": day}))


def test_only_planners_publish(address: str) -> None:
    visitor = Client()
    visitor.force_login(a_user("val"))
    assert visitor.get(address).status_code == 403
    assert visitor.post(address).status_code == 403
