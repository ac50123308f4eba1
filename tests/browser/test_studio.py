"""A planner closes two places of the demo, brings a truck, and prints who gains and who loses."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from softplace.demo.accounts import password
from softplace.demo.commands import load_demo
from softplace.foundation.clock import frozen
from tests.browser.conftest import overflow


@pytest.fixture
def demo(live_server: Any) -> Iterator[None]:
    with frozen(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        load_demo()
        yield


@pytest.mark.browser
def test_a_planner_closes_two_brings_a_truck_and_prints_the_comparison(
    demo: None, visitor: Callable[..., Any], sign_in: Callable[[Any, str, str], None]
) -> None:
    page = visitor(language="en", has_script=False)
    sign_in(page, "planificatrice@demo.example", password())
    page.get_by_role("link", name="Studio").click()
    expect(page.locator(".tiles").first).to_contain_text("475,768")

    page.get_by_label("Name of a new study").fill("Counters of tomorrow")
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Name of a new scenario").fill("A truck on Thursdays")
    page.get_by_role("button", name="Begin").click()
    for place in ("France Services du Val de Drôme", "France Services du Diois"):
        page.locator("#close-edit summary").click()
        page.locator("#close-key").select_option(label=place)
        page.locator("#close-form button").click()
    page.locator("#stop-edit summary").click()
    page.locator("#stop-commune").select_option(label="Chabeuil")
    page.locator("#stop-form").get_by_label("Thursday").check()
    page.locator("#stop-form button").click()

    edits = page.locator("#edits li")
    expect(edits).to_contain_text(
        [
            "France Services du Val de Drôme closes",
            "France Services du Diois closes",
            "A truck comes, “Truck stop – Chabeuil”: Thursday 9:00–12:00",
        ]
    )
    expect(page.locator("#communes tr", has_text="Chabeuil")).to_contain_text("gains")
    expect(page.locator("#communes tr", has_text="Crest").first).to_contain_text("loses")
    gains = page.locator("#moments li", has_text="+")
    expect(gains.filter(has_text="Thursday").first).to_be_visible()
    expect(gains.filter(has_not_text="Thursday")).to_have_count(0)

    page.emulate_media(media="print")
    expect(page.locator(".studio-map").first).to_be_visible()
    expect(page.locator("#stop-form")).to_be_hidden()
    page.emulate_media(media="screen")
    edits.nth(0).get_by_role("button").click()
    expect(edits).to_have_count(2)
    page.set_viewport_size({"width": 320, "height": 700})
    assert overflow(page) == 0

    with_script = visitor(language="en")
    sign_in(with_script, "planificatrice@demo.example", password())
    with_script.goto(page.url)
    with_script.locator("#stop-edit summary").press("Enter")
    with_script.locator("svg.studio-map").first.click(position={"x": 200, "y": 200})
    expect(with_script.locator("#stop-latitude")).not_to_have_value("")
    with_script.locator("#stop-form").get_by_label("Friday").check()
    with_script.locator("#stop-form button").press("Enter")
    shown = with_script.locator("#edits li")
    expect(shown).to_have_count(3)
    expect(with_script.locator("#stop-commune")).to_be_visible()
    shown.nth(2).get_by_role("button").click()
    expect(shown).to_have_count(2)

    page.reload()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Publish…").click()
    expect(page.locator("#steps > li")).to_have_count(2)
    page.get_by_role("button", name="Publish from").click()
    expect(page.locator(".notices")).to_contain_text("bookings stand at places that close")
    page.get_by_label("These bookings stay as they are").check()
    page.get_by_role("button", name="Publish from").click()
    expect(page.locator(".notices")).to_contain_text("Published: visitors find it now.")
    page.get_by_role("link", name="See it in Find").click()
    page.wait_for_url("**day=*")
    day = re.sub(r"day=[\d-]+", "day=2026-12-03", page.url)
    page.goto(day)
    found = page.locator("#results")
    expect(found).to_contain_text("Chabeuil")
    expect(found).not_to_contain_text("France Services du Diois")
