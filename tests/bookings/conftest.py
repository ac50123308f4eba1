"""A tiny world: one place in Crest with a hall of two halves, a pool of desks and a projector."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from softplace.bookings.commands import set_terms
from softplace.bookings.rules import Ask, Item
from softplace.foundation import clock
from softplace.people.enums import Role
from softplace.people.models import Grant, User
from softplace.places.enums import Pattern, ResourceKind
from softplace.places.models import OpeningRule, Place, Resource, Unit

MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
"""09:00 on a Monday in Crest, and the moment at which the tiny world stands still."""


@dataclass
class World:
    place: Place
    hall: Resource
    half: Resource
    desks: Resource
    projector: Resource
    keeper: User
    planner: User
    mediator: User
    alice: User
    bob: User

    def ask(
        self,
        resource: Resource,
        hours_from_monday: float = 26,
        hours: float = 2,
        quantity: int = 1,
        **fields: object,
    ) -> Ask:
        start = MONDAY + timedelta(hours=hours_from_monday)
        items = (Item(resource.pk, quantity),)
        return Ask(items, start, start + timedelta(hours=hours), **fields)  # type: ignore[arg-type]


def make_resource(place: Place, name: str, units: list[Unit], **fields: object) -> Resource:
    resource = Resource.objects.create(
        place=place, name=name, **{"kind": ResourceKind.ROOM, **fields}
    )
    resource.units.set(units)
    return resource


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def make_world() -> World:
    people = {
        name: User.objects.create_user(f"{name}@example.org", "pass", name=name.title())
        for name in ("keeper", "planner", "mediator", "alice", "bob")
    }
    Grant.objects.create(user=people["planner"], role=Role.PLANNER)
    Grant.objects.create(user=people["mediator"], role=Role.MEDIATOR)
    place = Place.objects.create(
        slug="moulin",
        name="Le Moulin",
        latitude=44.73,
        longitude=5.02,
        updated_at=MONDAY,
        legal_headcount=100,
    )
    place.keepers.add(people["keeper"])
    # Every day from 08:00 to 22:00 on the wall.
    OpeningRule.objects.create(
        place=place, pattern=Pattern.WEEKLY, weekdays=127, start_minute=480, length_minutes=840
    )
    left, right, lamp = (Unit.objects.create(place=place, name=n) for n in "ABC")
    desks = [Unit.objects.create(place=place, name=f"Desk {n}") for n in range(3)]
    world = World(
        place=place,
        hall=make_resource(place, "Hall", [left, right], headcount=80),
        half=make_resource(place, "Half", [left], headcount=30),
        desks=make_resource(place, "Desks", desks, is_pool=True, kind=ResourceKind.DESK),
        projector=make_resource(place, "Projector", [lamp], kind=ResourceKind.EQUIPMENT),
        **people,
    )
    set_terms(actor=None, place=place, needs_approval=False)
    return world


@pytest.fixture(autouse=True)
def _monday_morning() -> object:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def later() -> Callable[[timedelta], object]:
    """`with later(timedelta(hours=1)):` lets time pass."""
    return lambda delay: clock.frozen(MONDAY + delay)


def wait_until_somebody_waits_for_us() -> None:
    """Until another transaction waits for a lock of ours; other tests may wait for others."""
    for _ in range(3000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted"
                " AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("The other transaction did not come to wait.")
