"""A real browser on a live server. Tests here are skipped, and say so, where there is none.

`page` is a blank page of a visitor who reads French in Paris; `visitor(...)` makes others:

    def test_something(live_server, visitor):
        page = visitor(language="en", width=320, has_script=False)
        page.goto(live_server.url)

Every page watches over the promises that hold everywhere: no error in the console, no request to
another host. A test that expects an error of its own says so: `page.expected_errors.add("404")`.

What a page says is asked with Playwright's `expect`, which waits for it. To read it at once after
a click finds, on a busy machine, an answer that is only half there.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

PATIENCE_MILLISECONDS = 60_000
"""Long, as a page that publishes a season answers late on a busy machine."""

expect.set_options(timeout=PATIENCE_MILLISECONDS)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--enable-unsafe-swiftshader",
]
HARMLESS = ("GPU stall", "GL Driver Message", "WebGL", "swiftshader")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each test of this folder drives the browser, all in one worker: there is one browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    if not Path(CHROMIUM).exists():
        pytest.skip("there is no Chromium on this machine (Debian: apt install chromium)")
    # Playwright's loop runs in the thread in which tests touch the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Makes pages: language, width, height, dark, has_script, position (latitude, longitude)."""
    contexts, pages = [], []

    def arrive(
        *,
        language: str = "fr",
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        has_script: bool = True,
        position: tuple[float, float] | None = None,
    ) -> Any:
        options: dict[str, Any] = {}
        if position:
            options["geolocation"] = {"latitude": position[0], "longitude": position[1]}
            options["permissions"] = ["geolocation"]
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="fr-FR" if language == "fr" else "en-GB",
            timezone_id="Europe/Paris",
            color_scheme="dark" if dark else "light",
            java_script_enabled=has_script,
            **options,
        )
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        page = context.new_page()
        _watch(page, urlsplit(live_server.url).netloc)
        contexts.append(context)
        pages.append(page)
        return page

    yield arrive
    faults = [fault for page in pages for fault in _faults(page)]
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(visitor: Callable[..., Any]) -> Any:
    return visitor()


@pytest.fixture
def sign_in() -> Callable[[Any, str, str], None]:
    """`sign_in(page, email, password)`, through the form as a person would."""

    def through_the_form(page: Any, email: str, password: str) -> None:
        page.goto("/account/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", password)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda address: "/login" not in address)

    return through_the_form


def overflow(page: Any) -> int:
    """How many pixels the page is wider than its window: 0 where nothing has to be scrolled."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


def _watch(page: Any, host: str) -> None:
    page.expected_errors = set()
    page.console_errors = []
    page.strangers = []
    page.on(
        "console",
        lambda said: said.type == "error" and page.console_errors.append(said.text),
    )
    page.on("pageerror", lambda error: page.console_errors.append(str(error)))

    def look(request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != host:
            page.strangers.append(request.url)

    page.on("request", look)


def _faults(page: Any) -> list[str]:
    expected = (*HARMLESS, *page.expected_errors)
    errors = [e for e in page.console_errors if not any(word in e for word in expected)]
    return errors + [f"request to another host: {url}" for url in page.strangers]
