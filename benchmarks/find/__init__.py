"""Searches among 20,000 places with 60,000 opening rules, in Python and through the server."""

import os
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

REPETITIONS = 60
VISITORS = 10
PAGES_A_VISITOR = 20
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


def run() -> list[dict[str, Any]]:
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.find.territory import PLACES, RULES_A_PLACE, fill

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    fill()
    size = f"{PLACES:,} places, {PLACES * RULES_A_PLACE:,} rules"
    near = {"lat": ["44.73"], "lng": ["5.02"], "radius": ["20"]}
    hour = {"day": ["2026-11-26"], "from": ["10:00"], "to": ["11:00"]}
    rows = [
        _row(
            f"a function at an hour within 20 km ({size})",
            lambda n: {"function": [f"function-{1 + n % 40}"], **near, **hour},
            40,
        ),
        _row(
            f"a function over the territory and a week ({size})",
            lambda n: {"function": [f"function-{1 + n % 40}"], "when": ["week"]},
            250,
        ),
        _row(
            f"anything at all over the territory and a week ({size})",
            lambda n: {"when": ["week"]},
            None,
            repetitions=15,
        ),
    ]
    connection.close()
    rows.append(_through_the_server())
    return rows


def _row(
    measure: str,
    question: Callable[[int], dict[str, list[str]]],
    target: int | None,
    repetitions: int = REPETITIONS,
) -> dict[str, Any]:
    from softplace.find.queries import search

    seconds = []
    for number in range(-3, repetitions):
        started = time.perf_counter()
        _, answers = search(question(number % 40), now=NOW, zone=PARIS)
        if number >= 0:
            seconds.append(time.perf_counter() - started)
        assert answers.total, "a search of the benchmark found nothing"
    return _measured(f"{measure}, p95", seconds, target)


def _measured(measure: str, seconds: list[float], target: int | None) -> dict[str, Any]:
    milliseconds = statistics.quantiles(seconds, n=20)[18] * 1000
    return {
        "measure": measure,
        "measured": round(milliseconds, 1),
        "target": target,
        "unit": "ms",
        "met": None if target is None else milliseconds <= target,
    }


def _through_the_server() -> dict[str, Any]:
    """Ten visitors, each reading the Find page again and again, of a server with two workers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "softplace", "serve", "--port", str(port), "--workers", "2"],
        stdout=subprocess.DEVNULL,
        env=os.environ,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/healthz")
        with ThreadPoolExecutor(VISITORS) as visitors:
            # Once round to warm both workers.
            list(visitors.map(lambda n: _visit(port, n, 3), range(VISITORS)))
            rounds = visitors.map(lambda n: _visit(port, n, PAGES_A_VISITOR), range(VISITORS))
            seconds = [second for round_ in rounds for second in round_]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
    return _measured(f"Find page, {VISITORS} concurrent visitors, 2 workers, p95", seconds, 250)


def _wait(address: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not answer within 20 s.")


def _visit(port: int, visitor: int, pages: int) -> list[float]:
    seconds = []
    for page in range(pages):
        number = 1 + (visitor * 7 + page) % 40
        address = (
            f"http://127.0.0.1:{port}/?function=function-{number}"
            "&lat=44.73&lng=5.02&radius=20&when=tomorrow"
        )
        started = time.perf_counter()
        with urllib.request.urlopen(address, timeout=30) as answer:
            assert answer.status == 200
            answer.read()
        seconds.append(time.perf_counter() - started)
    return seconds
