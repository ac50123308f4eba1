"""Vacancy of a whole territory: 20,000 resources among 2,000,000 bookings, by week."""

import time as clock_time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def run() -> list[dict[str, Any]]:
    from django.core.management import call_command

    from benchmarks.bookings.territory import lay_down_bookings, lay_down_places
    from softplace.foundation.clock import now, today
    from softplace.vacancy.queries import EVERYWHERE, measure
    from softplace.vacancy.queries.published import make_published_rows

    call_command("migrate", verbosity=0)
    at = now()
    lay_down_places(at)
    lay_down_bookings(at, list(range(10)))
    day = today(PARIS)
    monday = day - timedelta(days=day.weekday())
    return [
        _row(
            "half-days of 20,000 resources, a week", lambda: measure(EVERYWHERE, monday, 1, at), 5
        ),
        _row("the same over eight weeks", lambda: measure(EVERYWHERE, monday, 8, at), 10),
        _row("compliance with its trend of eight weeks", lambda: _compliance(monday, at), 10),
        _row(
            "open data of eight weeks",
            lambda: make_published_rows(monday - timedelta(days=56), 8, "Europe/Paris"),
            20,
        ),
    ]


def _compliance(monday: date, at: datetime) -> object:
    """What the page of compliance asks."""
    from softplace.vacancy.queries import figures, figures_by, offenders, survey

    found = survey(monday - timedelta(days=49), 8, at)
    weeks = [figures(found, week) for week in range(8)]
    return weeks, offenders(found, 7, 30), figures_by(found, 7, found.described.place_kind)


def _row(measure: str, work: Callable[[], object], target_seconds: float) -> dict[str, Any]:
    """The middle of three runs."""
    seconds = []
    for _ in range(3):
        start = clock_time.perf_counter()
        work()
        seconds.append(clock_time.perf_counter() - start)
    middle = sorted(seconds)[1]
    return {
        "measure": measure,
        "measured": middle,
        "target": target_seconds,
        "unit": "s",
        "met": middle <= target_seconds,
    }
