"""The only module that reads a clock. Everything else takes time as an argument."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_frozen_at: datetime | None = None


def now() -> datetime:
    """The present instant, in UTC."""
    return _frozen_at or datetime.now(UTC)


def today(zone: ZoneInfo) -> date:
    """The present calendar date on the wall of a place in that time zone."""
    return now().astimezone(zone).date()


def monotonic_seconds() -> float:
    """Seconds that never go back, to measure how long something takes."""
    return time.monotonic()


@contextmanager
def frozen(instant: datetime) -> Iterator[datetime]:
    """Hold the clock at an instant, for tests and for a demo that must not move."""
    global _frozen_at
    if instant.tzinfo is None:
        raise ValueError("frozen() needs an instant with a time zone; add tzinfo=UTC.")
    before, _frozen_at = _frozen_at, instant.astimezone(UTC)
    try:
        yield _frozen_at
    finally:
        _frozen_at = before
