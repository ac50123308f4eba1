"""From the click on an edit of a scenario to its repainted maps, in a browser on the demo."""

import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

EDITS = 15
TARGET_MS = 300
MEASURE = "an edit of a scenario to the repainted maps, demo"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--enable-unsafe-swiftshader"]
WATCH = """() => {
  window.marks = {};
  const mark = (name) => { marks[name] = performance.now(); };
  document.body.addEventListener("click", () => mark("click"), true);
  document.body.addEventListener("htmx:beforeSwap", () => mark("answered"));
  document.body.addEventListener("htmx:oobAfterSwap", () => requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = () => mark("painted");
    after.port2.postMessage(0);
  }));
}"""


def run() -> list[dict[str, Any]]:
    with _demo() as address:
        answered, painted = _edited(address)
    return [
        _row(f"{MEASURE}: answered", statistics.median(answered), None),
        _row(f"{MEASURE}, median of {EDITS}", statistics.median(painted), TARGET_MS),
        _row(f"{MEASURE}, the slowest", max(painted), None),
    ]


def _row(measure: str, measured: float, target: float | None) -> dict[str, Any]:
    met = None if target is None else measured <= target
    return {
        "measure": measure, "measured": measured, "target": target, "unit": "ms", "met": met
    }  # fmt: skip


@contextmanager
def _demo() -> Iterator[str]:
    """The demo on a server of its own, in the home of the benchmarks."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "softplace", "serve", "--port", str(port), "--demo"]
    server = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    address = f"http://localhost:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/", timeout=5).close()
                break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def _edited(address: str) -> tuple[list[float], list[float]]:
    """Milliseconds to the answer and to the paint of each edit, but for the first one."""
    from playwright.sync_api import sync_playwright

    scenario, password = _scenario()
    answered, painted = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{address}/account/login/")
        page.fill("input[name=login]", "planificatrice@demo.example")
        page.fill("input[name=password]", password)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "login" not in url)
        page.goto(f"{address}/studio/scenarios/{scenario}/")
        page.evaluate(WATCH)
        page.locator("#stop-edit summary").click()
        for number in range(EDITS + 1):
            page.locator("#stop-commune").select_option(index=3 + number)
            page.locator("#stop-form input[name=days][value='3']").check()
            page.evaluate("() => { delete marks.painted; }")
            page.locator("#stop-form button").click()
            page.wait_for_function("() => marks.painted > 0")
            marks = page.evaluate("() => marks")
            answered.append(marks["answered"] - marks["click"])
            painted.append(marks["painted"] - marks["click"])
        browser.close()
    return answered[1:], painted[1:]


def _scenario() -> tuple[int, str]:
    """A scenario of a new study by car, and the password of who changes it."""
    from softplace.config.serving import prepare
    from softplace.demo.accounts import password
    from softplace.people.models import User
    from softplace.reach.commands import create_scenario, create_study
    from softplace.territory.models import Function

    prepare(demo=False)
    planner = User.objects.get(email="planificatrice@demo.example")
    function = Function.objects.get(code="france_services")
    study = create_study(
        actor=planner, name="Repainted", functions=[function], mode="car", threshold_km=10.0
    )
    return create_scenario(actor=planner, study_id=study.pk, name="Stops").pk, password()
