"""A keeper opens what stands idle and takes it back, by keyboard, on a small phone, without script."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from softplace.people.enums import Audience
from softplace.places.models import Resource
from softplace.vacancy.models import Release
from tests.bookings.conftest import World, _monday_morning, world  # noqa: F401
from tests.browser.conftest import overflow

MOST_KEYS = 60


def walk_to(page: Any, text: str) -> None:
    """Press Tab until what is focused says the text."""
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and text in (focused.text_content() or ""):
            return
    raise AssertionError(f"The keyboard does not reach “{text}”.")


@pytest.mark.browser
def test_idle_half_days_are_opened_and_taken_back_by_keyboard(
    live_server: Any,
    world: World,  # noqa: F811
    visitor: Callable[..., Any],
    sign_in: Callable[[Any, str, str], None],
) -> None:
    Resource.objects.filter(pk=world.half.pk).update(audience=Audience.PROFESSIONALS)
    page = visitor(language="en", width=320, has_script=False)
    sign_in(page, "keeper@example.org", "pass")
    page.goto("/my/+/idle/")
    assert overflow(page) == 0
    walk_to(page, "Open it to everyone")
    page.keyboard.press("Enter")
    page.wait_for_url("**/idle/open/**")
    assert overflow(page) == 0
    expect(page.get_by_text("All its other hours stay")).to_have_count(1)
    walk_to(page, "Confirm")
    page.keyboard.press("Enter")
    page.wait_for_url("**/idle/#opened")
    assert Release.objects.standing().count() == 1
    walk_to(page, "Take back")
    page.keyboard.press("Enter")
    page.get_by_text("Taken back: all is as it was.").wait_for()
    world.half.refresh_from_db()
    assert (world.half.audience, Release.objects.standing().count()) == (Audience.PROFESSIONALS, 0)


@pytest.mark.browser
def test_the_planner_s_pages_fit_a_small_phone(
    live_server: Any,
    world: World,  # noqa: F811
    visitor: Callable[..., Any],
    sign_in: Callable[[Any, str, str], None],
) -> None:
    page = visitor(language="fr", width=320)
    sign_in(page, "planner@example.org", "pass")
    for part in ("compliance/", "map/", "calendar/", "policy/", ""):
        page.goto(f"/vacancy/{part}")
        assert (part, overflow(page)) == (part, 0)
