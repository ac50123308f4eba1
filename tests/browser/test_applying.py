"""Applying in a campaign by keyboard alone, with advice that follows; and without a script."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from softplace.foundation.clock import frozen
from softplace.matching.models import Campaign, Request
from tests.bookings.conftest import MONDAY
from tests.browser.conftest import overflow
from tests.matching.cast import Round, an_open_campaign, applied

Visitor = Callable[..., Any]
SignIn = Callable[[Any, str, str], None]
MOST_TABS = 90


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with frozen(MONDAY):
        yield


@pytest.fixture
def made(live_server: Any) -> Round:
    made = an_open_campaign()
    for _ in range(3):
        applied(made)
    return made


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until the focus is there, as who has no mouse does."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {MOST_TABS} presses of Tab")


def type_hour(page: Any, hour: str) -> None:
    """In the field that has the focus. Each browser asks for the figures in an order of its own,
    so they are filled in; that the field is reached by Tab is what is tested."""
    page.locator(":focus").fill(hour)


def test_somebody_applies_by_keyboard_and_is_advised(
    made: Round, visitor: Visitor, sign_in: SignIn
) -> None:
    page = visitor(language="en")
    sign_in(page, "alice@example.org", "pass")
    page.goto(f"/campaigns/{made.campaign.pk}/")
    tab_to(page, f"a[href='/campaigns/{made.campaign.pk}/apply/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/apply/")

    tab_to(page, "#id_title")
    page.keyboard.type("Choir practice")
    tab_to(page, "#id_headcount")
    page.keyboard.type("50")
    # The half is too small for fifty: it is said at once, with the reason.
    page.locator("#advice details summary", has_text="1 does not, and why").wait_for()
    expect(page.locator("#advice details")).to_contain_text("Half Le Moulin — it is too small")
    tab_to(page, "#id_day_1_0_from")
    type_hour(page, "18:00")
    tab_to(page, "#id_day_1_0_to")
    type_hour(page, "20:00")
    page.locator("#advice li.crowded", has_text="3 other requests, 1 room that fits").wait_for()
    page.fill("#id_day_3_0_from", "18:00")
    page.fill("#id_day_3_0_to", "20:00")
    page.locator("#advice li.calm", has_text="Thursday 18:00–20:00: 0 other requests").wait_for()
    page.focus("#id_last_day")  # past the five days on which nothing is said
    tab_to(page, "#id_wish_0")
    page.keyboard.type("Hall")
    tab_to(page, "#request-form button:not([name])")
    page.keyboard.press("Enter")
    page.wait_for_url("**/campaigns/requests/*/")
    request = Request.objects.get(headcount=50)
    assert request.windows == [[1, 1080, 1200], [3, 1080, 1200]]
    assert [wish.resource for wish in request.wishes.all()] == [made.world.hall]

    tab_to(page, f"a[href='/campaigns/requests/{request.reference}/change/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    expect(page.locator("#id_day_3_0_to")).to_have_value("20:00")


def test_a_small_screen_without_a_script_is_enough(
    made: Round, visitor: Visitor, sign_in: SignIn
) -> None:
    page = visitor(language="en", width=320, has_script=False)
    sign_in(page, "alice@example.org", "pass")
    page.goto(f"/campaigns/{made.campaign.pk}/apply/")
    assert overflow(page) == 0
    page.fill("#id_title", "Chess")
    page.fill("#id_day_1_0_from", "18:00")
    page.fill("#id_day_1_0_to", "20:00")
    page.get_by_role("button", name="Show the advice").click()
    expect(page.locator("#advice")).to_contain_text("3 other requests, 2 rooms that fit")
    page.get_by_role("button", name="Send the request").click()
    page.wait_for_url("**/campaigns/requests/*/")
    assert Request.objects.filter(title="Chess").count() == 1


def test_a_planner_sees_what_a_weight_does_before_it_is_saved(
    made: Round, visitor: Visitor, sign_in: SignIn
) -> None:
    page = visitor(language="en")
    sign_in(page, "planner@example.org", "pass")
    page.goto(f"/campaigns/{made.campaign.pk}/weights/")
    page.fill("#id_idle_half_day_points", "25")
    page.locator("#meaning tr.changes", has_text="25").wait_for()
    assert Campaign.objects.get().policy == {}
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state()
    assert Campaign.objects.get().policy == {"idle_half_day_points": 25.0}
