"""A keeper plans a stop by keyboard and publishes it; a visitor finds the truck there."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from softplace.find.queries import forget_lexicon
from softplace.foundation.clock import frozen
from tests.browser.conftest import overflow
from tests.rounds.conftest import MONDAY, Wheels, make_wheels

Visitor = Callable[..., Any]


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    forget_lexicon()
    with frozen(MONDAY):
        yield
    forget_lexicon()


@pytest.fixture
def wheels(live_server: Any) -> Wheels:
    return make_wheels()


@pytest.mark.browser
def test_a_keeper_plans_a_stop_and_a_visitor_sees_it(
    live_server: Any, visitor: Visitor, wheels: Wheels
) -> None:
    page = visitor(language="en")
    page.goto(f"{live_server.url}/account/login/?next=/rounds/of/bus/stops/new/")
    page.fill("input[name=login]", wheels.keeper.email)
    page.fill("input[name=password]", "pass")
    page.press("input[name=password]", "Enter")
    expect(page.get_by_role("heading", name="Plan a stop")).to_be_visible()
    page.get_by_label("Commune").fill("Saou")
    page.get_by_label("Functions").select_option(str(wheels.papers.pk))
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("1 change is not on the calendar yet")).to_be_visible()
    page.get_by_role("link", name="Look at it and publish").press("Enter")
    page.get_by_role("button", name="Publish").press("Enter")
    expect(page.get_by_text("The round is published")).to_be_visible()

    phone = visitor(language="en", width=375, dark=True, has_script=False)
    phone.goto(f"{live_server.url}/rounds/of/bus/")
    expect(phone.get_by_role("link", name="Saou", exact=True)).to_be_visible()
    assert overflow(phone) == 0
