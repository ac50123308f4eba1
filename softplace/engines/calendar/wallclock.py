"""From the clock on the wall to instants, in any number of time zones at once.

Instants are int64 minutes since 1970-01-01T00:00Z; *wall minutes* are the same count made of
what a local clock shows; *days* are local dates counted from 1970-01-01.

One rule maps the wall to instants, for openings and closings alike: a wall time that a clock
change skips becomes the instant after the gap, and one that it shows twice becomes the first.
That map never decreases, so openings that touch on the wall touch in time and never overlap.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

MINUTES_PER_DAY = 1440
FIRST_DATE = date(1971, 1, 1)
"""No date before this one is accepted: earlier offsets are not whole minutes everywhere."""
LAST_DATE = date(2250, 12, 31)
"""No date after this one is accepted."""

_EPOCH = date(1970, 1, 1)
_STRIDE = 1 << 40  # keeps the wall minutes of one zone apart from those of the next


def day_number(day: date) -> int:
    """Days from 1970-01-01 to `day`."""
    return day.toordinal() - _EPOCH.toordinal()


def date_of(day: int) -> date:
    """The date that `day_number` counts."""
    return date.fromordinal(int(day) + _EPOCH.toordinal())


def epoch_minutes(instant: datetime) -> int:
    """Whole minutes from 1970-01-01T00:00Z to an aware datetime, rounded down."""
    if instant.tzinfo is None:
        raise ValueError("epoch_minutes() needs an instant with a time zone; add tzinfo=UTC.")
    return int((instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(minutes=1))


def instant_of(minutes: int) -> datetime:
    """The aware UTC datetime that `epoch_minutes` counts."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=int(minutes))


def day_numbers(dates: Iterable[date | None], missing: int) -> IntArray:
    """Day numbers of dates, with `missing` where there is none."""
    days = np.array(list(dates), dtype="datetime64[D]")
    return np.where(np.isnat(days), np.int64(missing), days.astype(np.int64))


@lru_cache(maxsize=8192)
def _transitions_of_year(zone: str, year: int) -> tuple[int, tuple[tuple[int, int], ...]]:
    """The offset at the start of a year, then each (instant, offset from there on), in minutes."""
    tz = ZoneInfo(zone)

    def offset_at(instant: datetime) -> int:
        offset = instant.astimezone(tz).utcoffset()
        assert offset is not None
        return int(offset.total_seconds()) // 60

    start = datetime(year, 1, 1, tzinfo=UTC)
    end = datetime(year + 1, 1, 1, tzinfo=UTC)
    first = before = offset_at(start)
    changes = []
    while start < end:
        next_day = start + timedelta(days=1)
        after = offset_at(next_day)
        if after != before:
            low, high = 0, MINUTES_PER_DAY
            while high - low > 1:
                middle = (low + high) // 2
                if offset_at(start + timedelta(minutes=middle)) == before:
                    low = middle
                else:
                    high = middle
            changes.append((epoch_minutes(start) + high, after))
        start, before = next_day, after
    return first, tuple(changes)


class WallClocks:
    """The clocks of several zones over a stretch of days.

    Parameters
    ----------
    zones
        IANA names; the position of a name is its code.
    first_day, last_day
        Day numbers between which the clocks are asked. Outside, the nearest offset goes on.
    """

    def __init__(self, zones: Sequence[str], first_day: int, last_day: int) -> None:
        # A day more on each side: an offset can be 14 hours.
        years = range(date_of(first_day - 2).year, date_of(last_day + 2).year + 1)
        instants: list[int] = []
        offsets: list[int] = []
        ends: list[int] = []  # wall minute at which each stretch of one offset ends
        self._row_of_zone = np.zeros(len(zones), dtype=np.int64)
        self._min_offset = np.zeros(len(zones), dtype=np.int64)
        self._max_offset = np.zeros(len(zones), dtype=np.int64)
        for code, zone in enumerate(zones):
            offset, _ = _transitions_of_year(zone, years[0])
            self._row_of_zone[code] = len(instants)
            begin = -(_STRIDE >> 2)
            seen = [offset]
            for year in years:
                for instant, after in _transitions_of_year(zone, year)[1]:
                    instants.append(begin)
                    offsets.append(offset)
                    ends.append(code * _STRIDE + instant + offset)
                    begin, offset = instant, after
                    seen.append(after)
            instants.append(begin)
            offsets.append(offset)
            ends.append(code * _STRIDE + (_STRIDE >> 1))
            self._min_offset[code], self._max_offset[code] = min(seen), max(seen)
        self._instants = np.array(instants, dtype=np.int64)
        self._offsets = np.array(offsets, dtype=np.int64)
        self._ends = np.array(ends, dtype=np.int64)

    @property
    def smallest_offset(self) -> IntArray:
        """The smallest offset of each zone in the stretch, in minutes."""
        return self._min_offset

    @property
    def largest_offset(self) -> IntArray:
        """The largest offset of each zone in the stretch, in minutes."""
        return self._max_offset

    def to_instants(self, zone: IntArray | np.int64 | int, wall: IntArray) -> IntArray:
        """Instants of wall minutes; `zone` is a code or one code for each wall minute."""
        if len(self._ends) == 1:
            return wall - self._offsets[0]
        row = np.searchsorted(self._ends, wall + np.int64(_STRIDE) * zone, side="right")
        return np.maximum(wall - self._offsets[row], self._instants[row])

    def to_wall(self, zone: IntArray, instant: IntArray) -> IntArray:
        """Wall minutes that the clocks show at instants; `zone` is one code for each."""
        rows = np.repeat(
            np.arange(len(self._row_of_zone), dtype=np.int64),
            np.diff(np.append(self._row_of_zone, len(self._instants))),
        )
        keys = rows * _STRIDE + self._instants
        row = np.searchsorted(keys, zone * np.int64(_STRIDE) + instant, side="right") - 1
        return instant + self._offsets[row]
