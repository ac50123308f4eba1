"""Free time against a slow reference in plain Python, on tiny random worlds.

The reference looks at each start on its own, minute by minute on the wall, and counts units.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from softplace.bookings.commands import set_terms
from softplace.bookings.models import Booking, Claim
from softplace.find.queries.free_time import find_free_time
from softplace.find.rules.free_time import FreeTimeQuestion
from softplace.foundation import clock
from softplace.foundation.intervals import Interval
from softplace.places.enums import Pattern
from softplace.places.models import OpeningRule, Place, Resource, Unit

PARIS = ZoneInfo("Europe/Paris")
ONE_MINUTE = timedelta(minutes=1)
SPRING, AUTUMN, PLAIN = date(2027, 3, 28), date(2027, 10, 31), date(2027, 6, 9)
"""The two nights on which clocks change, and a day like others."""


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(datetime(2027, 3, 1, 8, 0, tzinfo=UTC)):
        yield


class TinyWorld:
    """A hall of two halves and a pool of three, with buffers, hours and claims drawn at random."""

    def __init__(self, chance: Random, day: date) -> None:
        self.chance, self.day = chance, day
        self.place = Place.objects.create(
            slug="house", name="House", latitude=44.7, longitude=5.0, updated_at=clock.now()
        )
        set_terms(actor=None, place=self.place, needs_approval=False, shortest_minutes=1)
        self.rules = [
            (chance.randrange(0, 1440, 60), chance.randrange(120, 900, 60)) for _ in range(2)
        ]
        for start, length in self.rules:
            OpeningRule.objects.create(
                place=self.place,
                pattern=Pattern.WEEKLY,
                weekdays=127,
                start_minute=start,
                length_minutes=length,
            )
        units = [Unit.objects.create(place=self.place, name=str(n)) for n in range(5)]
        self.resources = []
        for name, of in (("hall", units[:2]), ("left", units[:1]), ("pool", units[2:])):
            resource = Resource.objects.create(
                place=self.place,
                name=name,
                kind="room",
                is_pool=name == "pool",
                setup_minutes=chance.choice([0, 0, 15, 45]),
                changeover_minutes=chance.choice([0, 0, 10, 30]),
            )
            resource.units.set(of)
            self.resources.append((resource, [unit.pk for unit in of]))
        self.claims = [claim for unit in units for claim in self.claims_of(unit)]

    def claims_of(self, unit: Unit) -> list[tuple[int, datetime, datetime]]:
        midnight = datetime.combine(self.day, datetime.min.time(), UTC)
        made, minute = [], self.chance.randrange(-600, 600, 15)
        for _ in range(3):
            start = midnight + timedelta(minutes=minute)
            end = start + timedelta(minutes=self.chance.randrange(15, 240, 15))
            booking = Booking.objects.create(
                reference=f"{unit.pk}-{minute}",
                place=self.place,
                title="x",
                starts_at=start,
                ends_at=end,
                status="confirmed",
                created_at=clock.now(),
                changed_at=clock.now(),
            )
            Claim.objects.create(booking=booking, unit=unit, period=DateTimeTZRange(start, end))
            made.append((unit.pk, start, end))
            minute += int((end - start).total_seconds()) // 60 + self.chance.randrange(0, 300, 15)
        return made

    def is_open(self, instant: datetime) -> bool:
        """Whether the wall shows a time within the hours of this day or of the one before."""
        for start, length in self.rules:
            for days in (-1, 0, 1):
                first = instant.astimezone(PARIS).date() + timedelta(days=days)
                if _on_wall(first, start) <= instant < _on_wall(first, start + length):
                    return True
        return False

    def first_start(
        self, resource: Resource, units: list[int], quantity: int, window: Interval, minutes: int
    ) -> datetime | None:
        length, start = timedelta(minutes=minutes), window.start
        while start + length <= window.end:
            if self.can_start(resource, units, quantity, start, length):
                return start
            start += ONE_MINUTE
        return None

    def can_start(
        self,
        resource: Resource,
        units: list[int],
        quantity: int,
        start: datetime,
        length: timedelta,
    ) -> bool:
        minutes = int(length.total_seconds()) // 60
        if not all(self.is_open(start + n * ONE_MINUTE) for n in range(0, minutes, 5)):
            return False
        if not self.is_open(start + length - ONE_MINUTE):
            return False
        low = start - timedelta(minutes=resource.setup_minutes)
        high = start + length + timedelta(minutes=resource.changeover_minutes)
        busy = {unit for unit, begin, end in self.claims if begin < high and low < end}
        free = [unit for unit in units if unit not in busy]
        return len(free) >= (quantity if resource.is_pool else len(units))


def _on_wall(day: date, minute: int) -> datetime:
    """The instant of a minute of a day on the wall, past midnight too."""
    local = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    return local.replace(tzinfo=PARIS).astimezone(UTC)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(24))
def test_the_first_free_time_is_that_of_the_slow_reference(db: None, seed: int) -> None:
    chance = Random(seed)
    world = TinyWorld(chance, (SPRING, AUTUMN, PLAIN)[seed % 3])
    begin = datetime.combine(world.day, datetime.min.time(), UTC) - timedelta(hours=4)
    for minutes in (30, 105, 180):
        quantity = chance.randint(1, 3)
        window = Interval(begin, begin + timedelta(hours=chance.randrange(12, 32)))
        question = FreeTimeQuestion((window,), minutes, quantity=quantity)
        found = {
            each.resource_name: each.starts[0]
            for each in find_free_time(question, None, clock.now()).found
        }
        expected = {
            resource.name: start
            for resource, units in world.resources
            if (start := world.first_start(resource, units, quantity, window, minutes))
        }
        assert found == expected, (minutes, quantity, world.rules)
