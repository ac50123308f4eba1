"""What is done for many resources at once gives what is done for each."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from softplace.bookings.commands import set_terms
from softplace.bookings.models import Booking, Claim
from softplace.bookings.queries import conditions, open_hours, person_facts
from softplace.bookings.rules import best_terms
from softplace.find.queries.free_time import find_free_time, starts
from softplace.find.rules.free_time import FreeTimeQuestion, daily_windows
from softplace.foundation import clock
from softplace.people.enums import Audience
from softplace.people.models import Entitlement, Group, User
from softplace.places.enums import Pattern
from softplace.places.models import OpeningRule, Place, Resource, Unit

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
AUDIENCES = [Audience.EVERYONE, Audience.RESIDENTS, Audience.PROFESSIONALS, Audience.MEMBERS]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def room(number: int, place: Place | None = None) -> Resource:
    """A room of its own place, unless it is given one, open all day."""
    if place is None:
        place = Place.objects.create(
            slug=f"p{number}", name="x", latitude=44.7, longitude=5.0, updated_at=NOW
        )
        OpeningRule.objects.create(
            place=place, pattern=Pattern.WEEKLY, weekdays=127, start_minute=0, length_minutes=1440
        )
    made = Resource.objects.create(place=place, name=f"room {number}", kind="room")
    made.units.set([Unit.objects.create(place=place, name=f"{number}")])
    return made


def claim(resource: Resource, start: datetime, end: datetime) -> None:
    booking = Booking.objects.create(
        reference=f"R{resource.pk}-{start:%j%H}",
        place=resource.place,
        title="x",
        starts_at=start,
        ends_at=end,
        status="confirmed",
        created_at=NOW,
        changed_at=NOW,
    )
    unit = resource.units.get()
    Claim.objects.create(booking=booking, unit=unit, period=DateTimeTZRange(start, end))


@pytest.mark.parametrize("seed", range(4))
def test_each_resource_is_under_the_terms_that_the_rules_choose_for_it(db: None, seed: int) -> None:
    chance = Random(seed)
    group = Group.objects.create(name="choir")
    rooms = []
    for number in range(6):
        first = room(2 * number)
        rooms += [first, room(2 * number + 1, first.place)]
        for audience in chance.sample(AUDIENCES, chance.randint(0, 3)):
            set_terms(
                actor=None,
                place=first.place,
                resource=chance.choice([None, None, first]),
                audience=audience,
                group=group if audience == Audience.MEMBERS else None,
                longest_minutes=chance.choice([60, 120, 240]),
                needs_approval=False,
            )
    member = User.objects.create_user("member@example.org")
    group.members.add(member)
    resident = User.objects.create_user("resident@example.org")
    Entitlement.objects.create(user=resident, audience=Audience.RESIDENTS)
    known = conditions([one.pk for one in rooms])
    windows = daily_windows([date(2027, 3, 2)], time(9), time(18), PARIS)
    for person in (None, member, resident):
        facts = person_facts(person, NOW)
        for minutes in (60, 90, 200):
            found = find_free_time(FreeTimeQuestion(windows, minutes), person, NOW).found
            allowed = {
                one.pk
                for one in rooms
                if (terms := best_terms(known.terms[one.pk], facts))
                and terms.shortest_minutes <= minutes <= terms.longest_minutes
            }
            assert {one.resource_id for one in found} == allowed


def test_claims_are_the_same_read_by_name_or_all(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(5)
    rooms = [room(number) for number in range(8)]
    for one in rooms:
        start = NOW + timedelta(hours=chance.randrange(-80, 20))
        for _ in range(3):
            end = start + timedelta(hours=chance.choice([1, 3, 30, 60, 100]))
            claim(one, start, end)
            start = end + timedelta(hours=chance.randrange(0, 12))
    windows = daily_windows([date(2027, 3, n) for n in (2, 3, 6)], time(8), time(20), PARIS)
    question = FreeTimeQuestion(windows, 120, without=frozenset({rooms[0].pk}))
    by_name = find_free_time(question, None, NOW)
    for module in (open_hours, starts):
        monkeypatch.setattr(module, "MOST_BY_NAME", 0)
    assert find_free_time(question, None, NOW) == by_name
    assert 0 < by_name.total < 7


def test_a_claim_of_many_days_is_seen_from_its_first_day_to_its_last(db: None) -> None:
    one = room(1)
    claim(one, NOW, NOW + timedelta(days=9))
    days = [date(2027, 3, day) for day in range(1, 13)]
    windows = daily_windows(days, time(10), time(12), PARIS)
    (found,) = find_free_time(FreeTimeQuestion(windows, 120), None, NOW).found
    assert [start.day for start in found.starts] == [10, 11, 12]
