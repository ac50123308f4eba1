"""Rules into intervals, free time and half-days, on invented rules of a fixed seed."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from softplace.engines.calendar import (
    Closures,
    Pattern,
    RuleTable,
    epoch_minutes,
    expand,
    first_fit_by_group,
    half_days,
    idle_half_days,
    subtract_by_group,
)

REPETITIONS = 25
MONDAY = date(2026, 11, 23)
WEEK_START = epoch_minutes(datetime(2026, 11, 23, tzinfo=UTC))
WEEK_END = WEEK_START + 7 * 1440
RESOURCES, CLAIMS = 20_000, 40_000
ZONES = ("Europe/Paris", "Europe/Paris", "America/Martinique", "Indian/Reunion")


def run() -> list[dict[str, Any]]:
    rows = []
    for count, target in ((6_000, 15), (60_000, 150)):
        table = RuleTable.from_rows(_weekly_rows(count))
        closed = tuple((owner, MONDAY, MONDAY) for owner in range(0, count // 3, 20))
        closures = Closures(of_owners=closed)
        rows.append(
            _row(
                f"{count:,} weekly rules over a week, holidays and closures applied",
                lambda t=table, c=closures: expand(t, WEEK_START, WEEK_END, closures=c),
                target,
            )
        )
    openings, claims = _openings(), _claims()
    size = f"{RESOURCES:,} resources, {CLAIMS:,} claims, a week"
    free = subtract_by_group(openings, claims)
    halves = half_days("Europe/Paris", MONDAY, date(2026, 11, 29))
    rows += [
        _row(f"free time: {size}", lambda: subtract_by_group(openings, claims), 50),
        _row("first two hours of each resource in it", lambda: first_fit_by_group(*free, 120), 50),
        _row(f"idle half-days: {size}", lambda: idle_half_days(halves, openings, claims), 50),
    ]
    return rows


def _row(measure: str, call: Callable[[], object], target: float) -> dict[str, Any]:
    call()
    seconds = []
    for _ in range(REPETITIONS):
        before = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - before)
    measured = statistics.median(seconds) * 1000
    return {
        "measure": measure,
        "measured": measured,
        "target": target,
        "unit": "ms",
        "met": measured <= target,
    }


def _weekly_rows(count: int) -> list[tuple[Any, ...]]:
    chance = np.random.default_rng(1)
    weekdays = chance.integers(1, 128, count).tolist()
    starts = (chance.integers(16, 40, count) * 30).tolist()
    lengths = (chance.integers(2, 10, count) * 30).tolist()
    return [
        (
            key, key // 3, ZONES[key % 4], Pattern.WEEKLY, weekdays[key], starts[key],
            lengths[key], "", "", None, None, key % 2, 0, "FR", "",
        )
        for key in range(count)
    ]  # fmt: skip


def _openings() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two openings of three hours on each of five days."""
    begin = (np.arange(5)[:, None] * 1440 + np.array([480, 780])).reshape(-1) + WEEK_START
    group = np.repeat(np.arange(RESOURCES), len(begin))
    start = np.tile(begin, RESOURCES)
    return group, start, start + 180


def _claims() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(2)
    start = WEEK_START + chance.integers(0, 7 * 96, CLAIMS) * 15
    length = chance.integers(2, 16, CLAIMS) * 15
    return chance.integers(0, RESOURCES, CLAIMS), start, start + length
