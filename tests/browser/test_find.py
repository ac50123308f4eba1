"""A visitor finds what is open, on the map and in the list, with and without a script."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from softplace.find.queries import forget_lexicon
from softplace.foundation.clock import frozen
from softplace.places.models import OpeningRule
from tests.browser.conftest import overflow
from tests.find.conftest import CREST, MONDAY, World

Visitor = Callable[..., Any]


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
    world.rule(services, "09:00", "12:00")
    far = world.place("France Services de Die", "Die", kind="france_services", slug="die")
    world.offers(far, world.france_services)
    world.rule(far, "09:00", "12:00")
    library = world.place("Médiathèque", "Saillans", kind="library", slug="mediatheque")
    world.rule(library, "14:00", "18:00")
    return world


def names(page: Any) -> Any:
    return page.locator(".answer h3")


SENTENCES = {
    "fr": "France Services ouvert demain matin près de Crest",
    "en": "France services, open tomorrow morning, near Crest",
}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("has_script", [True, False])
def test_a_sentence_finds_on_the_map_and_in_the_list(
    town: World, visitor: Visitor, language: str, has_script: bool
) -> None:
    page = visitor(language=language, has_script=has_script)
    page.goto("/")
    page.fill("#q", SENTENCES[language])
    page.press("#q", "Enter")
    page.wait_for_url("**/?q=*")
    expect(names(page)).to_have_text(["France Services du Val"])
    mark = page.locator(".map [data-rank='1']")
    expect(mark).to_have_attribute("aria-label", "1. France Services du Val")
    told = {"fr": "demain matin", "en": "tomorrow morning"}
    expect(page.locator(".results-head")).to_contain_text(told[language])
    hours = {"fr": re.compile(r"^9\sh\s–\s12\sh$"), "en": "9:00–12:00"}
    expect(page.locator(".answer .ribbon")).to_have_attribute("aria-label", hours[language])


def test_a_choice_refreshes_the_list_and_the_address_and_back_comes_back(
    town: World, page: Any
) -> None:
    page.goto("/")
    expect(names(page)).to_have_count(3)
    page.evaluate("window.isSamePage = true")
    page.select_option("#when", "today")
    page.wait_for_url("**/?when=today")
    page.locator(".conditions", has_text="aujourd’hui").wait_for()
    page.fill("#where", "Saillans")
    page.press("#where", "Enter")
    page.wait_for_url("**where=Saillans*")
    page.locator(".conditions", has_text="Saillans").wait_for()
    assert page.evaluate("window.isSamePage") is True
    page.go_back()
    page.wait_for_url("**/?when=today")
    page.locator(".conditions", has_text="aujourd’hui").wait_for()
    expect(page.locator("#when")).to_have_value("today")


def test_around_me_asks_the_browser_where_i_am(town: World, visitor: Visitor) -> None:
    page = visitor(position=CREST)
    page.goto("/")
    page.click("#near-me")
    page.wait_for_url("**lat=44.729*")
    page.locator(".conditions", has_text="de vous").wait_for()
    expect(names(page)).to_have_text(["France Services du Val", "Médiathèque"])


def test_the_moving_map_takes_the_place_of_the_drawing(town: World, page: Any) -> None:
    page.goto("/")
    page.locator(".map[data-ready=true]").wait_for()
    expect(page.locator(".map-drawing")).to_have_count(0)
    expect(page.locator(".map-live .marker")).to_have_count(3)


def test_without_webgl_the_drawing_stays(town: World, visitor: Visitor) -> None:
    page = visitor()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto("/")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".map-drawing .dots a")).to_have_count(3)


def test_without_the_library_the_drawing_stays(town: World, page: Any) -> None:
    page.expected_errors.add("Failed to load resource")
    page.route("**/libraries/**", lambda route: route.abort())
    page.goto("/")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".map-drawing .dots a")).to_have_count(3)


def test_list_and_map_point_at_each_other(town: World, page: Any) -> None:
    page.goto("/")
    page.locator(".map[data-ready=true]").wait_for()
    page.locator(".answer").nth(1).hover()
    page.locator(".map .is-near[data-rank='2']").wait_for()


def test_the_keyboard_is_enough(town: World, page: Any) -> None:
    page.goto("/")
    page.locator(".map[data-ready=true]").wait_for()
    page.focus("#q")
    page.keyboard.type("mediateque")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=mediateque*")
    page.locator(".answer", has_text="France Services").first.wait_for(state="detached")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.answer h3') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/places/mediatheque/")
    expect(page.locator("h1")).to_have_text("Médiathèque")


@pytest.mark.parametrize("address", ["/", "/?q=piano", "/places/val/", "/?radius=-1&where=x"])
@pytest.mark.parametrize("dark", [False, True])
def test_a_narrow_screen_scrolls_one_way_only(
    town: World, visitor: Visitor, address: str, dark: bool
) -> None:
    page = visitor(width=320, height=640, dark=dark)
    page.goto(address)
    assert overflow(page) == 0


def test_the_menu_of_a_small_screen_opens_by_keyboard_and_without_a_script(
    town: World, visitor: Visitor
) -> None:
    page = visitor(width=375, has_script=False)
    page.goto("/")
    expect(page.locator(".main-nav")).to_be_hidden()
    page.locator(".menu summary").press("Enter")
    expect(page.locator(".main-nav")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 700})
    expect(page.locator(".menu")).to_be_hidden()
    expect(page.locator(".main-nav")).to_be_visible()


def test_a_keeper_s_change_shows_at_the_next_search(town: World, page: Any) -> None:
    page.goto("/?q=mediatheque&when=tomorrow")
    expect(page.locator(".answer .hours")).to_contain_text("14 h – 18 h")
    OpeningRule.objects.filter(place__slug="mediatheque").update(start_minute=600)
    page.reload()
    expect(page.locator(".answer .hours")).to_contain_text("10 h – 14 h")


def test_the_week_of_a_place_prints_on_one_page(town: World, page: Any) -> None:
    page.goto("/places/val/")
    page.emulate_media(media="print")
    expect(page.locator(".week tbody tr")).to_have_count(1)
    expect(page.locator(".top")).to_be_hidden()
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 1
