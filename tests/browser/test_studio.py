"""A planner closes two places of the demo, brings a truck, and prints who gains and who loses."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

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
    assert "475,768" in page.locator(".tiles").first.inner_text()

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
    assert [text.split("\n")[0] for text in edits.all_inner_texts()] == [
        "France Services du Val de Drôme closes",
        "France Services du Diois closes",
        "A truck comes, “Truck stop – Chabeuil”: Thursday 9:00–12:00",
    ]
    assert "gains" in page.locator("#communes tr", has_text="Chabeuil").inner_text()
    assert "loses" in page.locator("#communes tr", has_text="Crest").first.inner_text()
    moments = page.locator("#moments li").all_inner_texts()
    assert [text for text in moments if "+" in text and "Thursday" not in text] == []
    assert any("+" in text and "Thursday" in text for text in moments)

    page.emulate_media(media="print")
    assert page.locator(".studio-map").first.is_visible()
    assert not page.locator("#stop-form").is_visible()
    page.emulate_media(media="screen")
    edits.nth(0).get_by_role("button").click()
    assert page.locator("#edits li").count() == 2
    page.set_viewport_size({"width": 320, "height": 700})
    assert overflow(page) == 0

    with_script = visitor(language="en")
    sign_in(with_script, "planificatrice@demo.example", password())
    with_script.goto(page.url)
    with_script.locator("#stop-edit summary").press("Enter")
    with_script.locator("svg.studio-map").first.click(position={"x": 200, "y": 200})
    assert with_script.locator("#stop-latitude").input_value() != ""
    with_script.locator("#stop-form").get_by_label("Friday").check()
    with_script.locator("#stop-form button").press("Enter")
    with_script.locator("#edits li").nth(2).wait_for()
    assert with_script.locator("#stop-commune").is_visible()
    with_script.locator("#edits li").nth(2).get_by_role("button").click()
    with_script.locator("#edits li").nth(2).wait_for(state="detached")
    assert with_script.locator("#edits li").count() == 2

    page.reload()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Publish…").click()
    assert page.locator("#steps > li").count() == 2
    page.get_by_role("button", name="Publish from").click()
    assert "bookings stand at places that close" in page.locator(".notices").inner_text()
    page.get_by_label("These bookings stay as they are").check()
    page.get_by_role("button", name="Publish from").click()
    assert "Published: visitors find it now." in page.locator(".notices").inner_text()
    page.get_by_role("link", name="See it in Find").click()
    day = re.sub(r"day=[\d-]+", "day=2026-12-03", page.url)
    page.goto(day)
    found = page.locator("#results").inner_text()
    assert "Chabeuil" in found
    assert "France Services du Diois" not in found
