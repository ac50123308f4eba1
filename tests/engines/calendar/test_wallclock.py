"""Wall clocks of many zones at once, against zoneinfo."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from softplace.engines.calendar import WallClocks, date_of, day_number, epoch_minutes, instant_of
from tests.engines.calendar.slow_reference import first_instant_showing

ZONES = (
    "Europe/Paris", "America/Martinique", "Pacific/Auckland", "Australia/Lord_Howe", "UTC",
    "Africa/Casablanca", "Pacific/Apia", "Asia/Kathmandu", "America/St_Johns", "Pacific/Noumea",
)  # fmt: skip

walls = st.datetimes(datetime(1975, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001
    lambda wall: wall.replace(second=0, microsecond=0)
)


def clocks_around(day: date, zones: tuple[str, ...] = ZONES) -> WallClocks:
    return WallClocks(zones, day_number(day) - 3, day_number(day) + 3)


@given(st.integers(0, len(ZONES) - 1), walls)
@example(0, datetime(2026, 3, 29, 2, 30))  # noqa: DTZ001
@example(0, datetime(2026, 10, 25, 2, 30))  # noqa: DTZ001
@example(2, datetime(2026, 9, 27, 2, 59))  # noqa: DTZ001
@example(3, datetime(2027, 4, 4, 1, 45))  # noqa: DTZ001
@example(6, datetime(2011, 12, 30, 12, 0))  # noqa: DTZ001
def test_a_wall_time_is_the_first_instant_that_shows_it_or_later(zone: int, wall: datetime) -> None:
    minutes = np.array([epoch_minutes(wall.replace(tzinfo=UTC))])
    found = clocks_around(wall.date()).to_instants(np.array([zone]), minutes)
    assert instant_of(found[0]) == first_instant_showing(wall, ZONES[zone])


@given(st.integers(0, len(ZONES) - 1), walls)
def test_an_instant_shows_what_zoneinfo_says(zone: int, moment: datetime) -> None:
    instant = moment.replace(tzinfo=UTC)
    wall = clocks_around(instant.date()).to_wall(
        np.array([zone]), np.array([epoch_minutes(instant)])
    )
    expected = instant.astimezone(ZoneInfo(ZONES[zone])).replace(tzinfo=UTC)
    assert instant_of(wall[0]) == expected


@given(walls, st.integers(1, 3000))
def test_the_order_on_the_wall_is_kept(wall: datetime, later: int) -> None:
    clocks = clocks_around(wall.date())
    first = epoch_minutes(wall.replace(tzinfo=UTC))
    for zone in range(len(ZONES)):
        low, high = clocks.to_instants(zone, np.array([first, first + later]))
        assert low <= high


def test_the_offsets_of_a_stretch_are_known() -> None:
    clocks = clocks_around(date(2026, 7, 1), ("Europe/Paris", "America/Martinique"))
    assert clocks.smallest_offset.tolist() == [60, -240]
    assert clocks.largest_offset.tolist() == [120, -240]


def test_days_and_minutes_count_from_1970() -> None:
    assert day_number(date(1970, 1, 2)) == 1
    assert date_of(1) == date(1970, 1, 2)
    assert epoch_minutes(datetime(1970, 1, 1, 1, 1, 59, tzinfo=UTC)) == 61
    assert instant_of(61) == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=61)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs an instant with a time zone"):
        epoch_minutes(datetime(2026, 1, 1))  # noqa: DTZ001
