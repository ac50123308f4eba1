"""A planner drags through the week and sees coverage breathe, by keyboard and without a script."""

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

SATURDAY_NIGHT, THURSDAY_TEN = 5 * 48 + 4, 3 * 48 + 20


@pytest.fixture
def demo(live_server: Any) -> Iterator[None]:
    with frozen(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        load_demo()
        yield


def people_told(page: Any) -> int:
    told = page.locator("#week-said").inner_text()
    return int(re.sub(r"\D", "", told.split(": ")[1].split(" people")[0]))


def drag_to(page: Any, step: int) -> None:
    page.locator("#week-moment").evaluate(
        "(range, step) => { range.value = step; range.dispatchEvent(new Event('input')); }", step
    )


@pytest.mark.browser
def test_a_planner_drags_through_the_week_and_sees_coverage_breathe(
    demo: None, visitor: Callable[..., Any], sign_in: Callable[[Any, str, str], None]
) -> None:
    page = visitor(language="en")
    sign_in(page, "planificatrice@demo.example", password())
    page.goto("/studio/?function=france_services")
    slider, said = page.get_by_label("Moment of the week"), page.locator("#week-said")
    drag_to(page, SATURDAY_NIGHT)
    expect(said).to_have_text(re.compile("^Saturday 2:00: 0 people, 0%"))
    expect(page.locator("[data-cell].in")).to_have_count(0)
    drag_to(page, THURSDAY_TEN)
    expect(said).to_have_text(re.compile("^Thursday 10:00"))
    assert people_told(page) > 50_000
    expect(page.locator("[data-cell].in").nth(10)).to_be_attached()

    # The same by keyboard: an arrow is half an hour, a page is a day.
    slider.focus()
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text(re.compile("^Friday 10:30"))
    expect(slider).to_have_attribute("aria-valuetext", re.compile("Friday 10:30"))

    page.get_by_role("button", name="Play the week").click()
    page.locator("#week-said", has_text="Friday 11:").wait_for()
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Back to the map of distances").click()
    expect(page.locator("#coverage-map.by-hour")).to_have_count(0)
    page.set_viewport_size({"width": 320, "height": 700})
    assert overflow(page) == 0

    # Without a script there is no slider; the chart and the form by day and hour say it.
    plain = visitor(language="en", has_script=False)
    sign_in(plain, "planificatrice@demo.example", password())
    plain.goto("/studio/?function=france_services&show=open&weekday=3&hour=10")
    expect(plain.locator("#week-controls")).to_be_hidden()
    expect(plain.locator(".week-chart")).to_be_visible()
    expect(plain.locator("main")).to_contain_text("Open on Thursday at 10:00")
