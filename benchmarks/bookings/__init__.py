"""Bookings at scale: free time among 2,000,000 bookings, and how fast one is confirmed."""

import os
import time as clock_time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from multiprocessing import get_context
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
SEARCHES = 40
CONFIRMATIONS = 600


def run() -> list[dict[str, Any]]:
    from django.core.management import call_command

    from benchmarks.bookings.territory import lay_down_bookings, lay_down_places
    from softplace.foundation.clock import now

    call_command("migrate", verbosity=0)
    at = now()
    lay_down_places(at)
    few = lay_down_bookings(at, [0])
    small = _times(_near, SEARCHES)
    many = lay_down_bookings(at, list(range(1, 10)))
    near = _times(_near, SEARCHES)
    everywhere = _times(_everywhere, SEARCHES // 2)
    exact = _times(_exact, SEARCHES // 2)
    growth = _middle(near) / _middle(small)
    rows = [
        _row("free 2 h in 7 days within 15 km, p95", _p95(near), 60, "ms"),
        _row("the same over 20,000 resources, p95", _p95(everywhere), 400, "ms"),
        _row("one exact slot, 20,000 resources, p95", _p95(exact), 150, "ms"),
        _row(f"growth from {few:,} to {many:,} bookings", growth, 1.5, "×"),
    ]
    for workers in (1, 8):
        bare = _rate(_insert_bare, workers, at)
        ours = _rate(_book, workers, at)
        share = ours / bare
        rows.append(
            {
                "measure": f"confirming against bare inserts, {workers} connection(s)"
                f" ({ours:,.0f}/s against {bare:,.0f}/s)",
                "measured": share,
                "target": 0.15,
                "unit": "of their rate, at least",
                "met": share >= 0.15,
            }
        )
    return rows


def _row(measure: str, measured: float, target: float, unit: str) -> dict[str, Any]:
    return {
        "measure": measure,
        "measured": measured,
        "target": target,
        "unit": unit,
        "met": measured <= target,
    }


def _times(search: Callable[[Random], int], count: int) -> list[float]:
    """Milliseconds of searches, each from another point and for another number of people."""
    chance = Random(7)
    for _ in range(3):
        search(chance)
    times = []
    for _ in range(count):
        start = clock_time.perf_counter()
        search(chance)
        times.append((clock_time.perf_counter() - start) * 1000)
    return times


def _p95(times: list[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def _middle(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


def _week() -> list[date]:
    from softplace.foundation.clock import today

    first = today(PARIS)
    return [first + timedelta(days=n) for n in range(7)]


def _near(chance: Random) -> int:
    from benchmarks.bookings.territory import CENTRE
    from softplace.find.queries.free_time import find_free_time
    from softplace.find.rules.free_time import FreeTimeQuestion, daily_windows
    from softplace.find.rules.question import Spot
    from softplace.foundation.clock import now

    spot = Spot(
        CENTRE[0] + chance.uniform(-0.12, 0.12), CENTRE[1] + chance.uniform(-0.17, 0.17), 15
    )
    windows = daily_windows(_week(), time(8), time(20), PARIS)
    question = FreeTimeQuestion(
        windows, 120, headcount=12, equipment=frozenset({"projector"}), spot=spot
    )
    return find_free_time(question, None, now()).candidates


def _everywhere(chance: Random) -> int:
    from softplace.find.queries.free_time import find_free_time
    from softplace.find.rules.free_time import FreeTimeQuestion, daily_windows
    from softplace.foundation.clock import now

    windows = daily_windows(_week(), time(8), time(20), PARIS)
    return find_free_time(FreeTimeQuestion(windows, 120), None, now()).candidates


def _exact(chance: Random) -> int:
    from softplace.find.queries.free_time import find_free_time
    from softplace.find.rules.free_time import FreeTimeQuestion
    from softplace.foundation.clock import now
    from softplace.foundation.intervals import Interval

    day = _week()[chance.randrange(1, 7)]
    start = datetime.combine(day, time(9 + chance.randrange(8)), PARIS).astimezone(UTC)
    window = Interval(start, start + timedelta(hours=2))
    return find_free_time(FreeTimeQuestion((window,), 120), None, now()).candidates


# --- Confirming ---------------------------------------------------------------------------


def _rate(
    work: Callable[[int, int, datetime], tuple[float, float, int]], workers: int, at: datetime
) -> float:
    """Writes a second, all workers together, from the first start to the last end."""
    from django.db import connection

    connection.close()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=set_up) as pool:
        list(pool.map(warm_up, range(workers * 4)))
        done = list(pool.map(work, range(workers), [workers] * workers, [at] * workers))
    seconds = max(end for _, end, _ in done) - min(start for start, _, _ in done)
    return sum(count for _, _, count in done) / seconds


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "softplace.config.settings")
    import django

    django.setup()


def warm_up(_: int) -> None:
    from django.db import connection

    connection.ensure_connection()
    clock_time.sleep(0.2)


def _targets(worker: int, workers: int, at: datetime) -> list[tuple[int, int, datetime]]:
    """(resource, unit, start) that are free, apart for each worker: nights are never booked."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, ru.unit_id FROM places_resource r"
            " JOIN places_resource_units ru ON ru.resource_id = r.id WHERE NOT r.is_pool"
            " AND r.id %% %s = %s ORDER BY r.id LIMIT %s",
            [workers, worker, CONFIRMATIONS],
        )
        rows = cursor.fetchall()
    return [(resource, unit, at) for resource, unit in rows]


def _start(at: datetime, days: int) -> datetime:
    """21:00 on the wall of a weekday: open until 22:00, and never taken by the made-up bookings."""
    day = at.astimezone(PARIS).date() + timedelta(days=days)
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)
    return datetime.combine(day, time(21), PARIS).astimezone(UTC)


def _book(worker: int, workers: int, at: datetime) -> tuple[float, float, int]:
    from softplace.bookings.commands import book
    from softplace.bookings.rules import Ask, Item
    from softplace.people.models import User

    person, _ = User.objects.get_or_create(email=f"bench{worker}@example.org")
    targets = _targets(worker, workers, at)
    begin = _start(at, 20 + workers)
    for resource, _unit, _ in targets[:20]:
        start = _start(at, 40 + workers)
        ask = Ask((Item(resource),), start, start + timedelta(minutes=30))
        book(actor=person, person=person, ask=ask, title="Warm")
    first = clock_time.time()
    for resource, _unit, _ in targets:
        ask = Ask((Item(resource),), begin, begin + timedelta(minutes=30))
        book(actor=person, person=person, ask=ask, title="Bench")
    return first, clock_time.time(), len(targets)


def _insert_bare(worker: int, workers: int, at: datetime) -> tuple[float, float, int]:
    """Claims under the same constraint, each in a transaction of its own, and nothing else."""
    import psycopg
    from django.db import connection

    targets = _targets(worker, workers, at)
    begin = _start(at, 60 + workers)
    statement = (
        "INSERT INTO bookings_claim (booking_id, unit_id, period) VALUES (1, %s, tstzrange(%s, %s))"
    )
    connection.ensure_connection()
    cursor = psycopg.Cursor(connection.connection)
    first = clock_time.time()
    for _resource, unit, _ in targets:
        cursor.execute(statement, [unit, begin, begin + timedelta(minutes=30)], prepare=True)
    return first, clock_time.time(), len(targets)
