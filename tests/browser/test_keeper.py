"""A keeper changes an opening rule in the browser, and Find follows."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from softplace.find.queries import forget_lexicon
from softplace.foundation.clock import frozen
from softplace.people.models import User
from softplace.places.models import OpeningRule
from tests.browser.conftest import overflow
from tests.find.conftest import MONDAY, World

Visitor = Callable[..., Any]
PASSWORD = "correct horse battery"
FOUND = "/?q=France+services+ouvert+demain+matin+pr%C3%A8s+de+Crest"


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    forget_lexicon()
    with frozen(MONDAY):
        yield
    forget_lexicon()


@pytest.fixture
def town(live_server: Any) -> World:
    world = World()
    services = world.place("France Services du Val", kind="france_services", slug="val")
    world.offers(services, world.france_services)
    world.rule(services, "14:00", "17:00")
    services.keepers.add(User.objects.create_user("kim@example.org", PASSWORD, name="Kim"))
    return world


@pytest.mark.browser
def test_a_keeper_changes_the_hours_and_find_follows(
    town: World, visitor: Visitor, sign_in: Callable[[Any, str, str], None]
) -> None:
    page = visitor()
    page.goto(FOUND)
    page.wait_for_load_state("networkidle")
    expect(page.locator("main")).not_to_contain_text("9\u00a0h")

    sign_in(page, "kim@example.org", PASSWORD)
    page.goto("/")
    page.get_by_role("link", name="Mes lieux").click()
    page.get_by_role("link", name="France Services du Val").click()
    page.get_by_role("link", name="Horaires", exact=True).click()
    page.get_by_role("link", name="Modifier", exact=False).first.click()
    page.get_by_label("De", exact=True).fill("09:00")
    page.get_by_label("À", exact=True).fill("12:00")
    page.locator("#preview .drafted").first.wait_for()
    page.locator("#preview li", has_text="9\u00a0h – 12\u00a0h").first.wait_for(state="attached")
    assert OpeningRule.objects.get().start_minute == 14 * 60
    assert overflow(page) == 0
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Les horaires sont enregistrés").wait_for()

    page.goto(FOUND)
    page.locator(".answer", has_text="France Services du Val").first.wait_for()
    expect(page.locator(".answer").first).to_contain_text("9\u00a0h")


@pytest.mark.browser
def test_without_a_script_hours_are_previewed_and_saved(
    town: World, visitor: Visitor, sign_in: Callable[[Any, str, str], None]
) -> None:
    page = visitor(language="en", has_script=False, width=320)
    sign_in(page, "kim@example.org", PASSWORD)
    page.goto("/my/val/openings/add/?kind=once")
    page.get_by_label("From", exact=True).fill("18:00")
    page.get_by_label("Until", exact=True).fill("22:00")
    page.get_by_label("First date").fill("2026-11-28")
    page.get_by_label("Title").fill("Concert")
    page.get_by_role("button", name="Preview").click()
    page.locator("#preview .drafted").first.wait_for()
    assert OpeningRule.objects.count() == 1
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saturday 28 November 2026").first.wait_for()
    assert OpeningRule.objects.filter(title="Concert").exists()
