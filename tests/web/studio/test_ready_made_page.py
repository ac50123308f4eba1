"""Ready-made changes: looked at first, added once."""

from django.test import Client

from softplace.reach.models import Scenario
from tests.places.cast import a_user
from tests.web.studio.test_studio import the_page

ASKED = {"question": "close_least_used", "function": "library", "count": "1", "measure": "bookings"}


def test_changes_are_seen_before_they_are_added(planner: Client, scenario: Scenario) -> None:
    address = f"/studio/scenarios/{scenario.pk}/ready-made/"
    page = planner.get(address, ASKED | {"go": "1"})
    assert "Library of the South no longer offers “Library”" in page.content.decode()
    assert scenario.edits.count() == 0
    added = ASKED | {"version": "1", "digest": page.context["digest"]}
    assert planner.post(address, added).status_code == 302
    assert [edit.content for edit in scenario.edits.all()] == [
        {"key": "south", "function": "library"}
    ]
    again = planner.post(address, added)
    assert "choose a number from 0 to 0" in again.content.decode()
    assert scenario.edits.count() == 1


def test_a_question_asks_for_its_own_numbers(planner: Client, scenario: Scenario) -> None:
    address = f"/studio/scenarios/{scenario.pk}/ready-made/"
    page = the_page(planner, address, question="shorter_hours", function="library")
    assert 'name="percent"' in page
    assert 'name="count"' not in page


def test_another_question_asks_for_its_numbers_before_it_shows_changes(
    planner: Client, scenario: Scenario
) -> None:
    address = f"/studio/scenarios/{scenario.pk}/ready-made/"
    asked = {"question": "shorter_hours", "shown": "close_least_used", "function": "library"}
    page = the_page(planner, address, go="1", **asked)
    assert "This question has numbers of its own" in page
    assert 'name="percent"' in page
    shown = the_page(planner, address, go="1", percent="50", **asked | {"shown": "shorter_hours"})
    assert "Add them to the scenario" in shown


def test_only_planners_use_them(scenario: Scenario) -> None:
    visitor = Client()
    visitor.force_login(a_user("val"))
    address = f"/studio/scenarios/{scenario.pk}/ready-made/"
    assert visitor.get(address).status_code == 403
    assert visitor.post(address, ASKED).status_code == 403
