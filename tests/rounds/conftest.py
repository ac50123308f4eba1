"""A tiny world on wheels: a bus and its depot, a square with a pitch, three communes.

It stands still at 9:00 on Monday 1 March 2027.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from softplace.bookings.commands import set_terms
from softplace.foundation import clock
from softplace.people.enums import Role
from softplace.people.models import Grant, User
from softplace.places.enums import Pattern, PlaceKind, ResourceKind
from softplace.places.models import OpeningRule, Place, Resource, Unit
from softplace.rounds.commands import publish_rounds, save_stop
from softplace.rounds.models import Stop, Vehicle
from softplace.rounds.queries import differences
from softplace.rounds.rules import StopFields, Times
from softplace.territory.models import Commune, Function, Territory

MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
TUESDAY, LAST = date(2027, 3, 2), date(2027, 3, 30)
NINE, NOON = 9 * 60, 12 * 60
TOWNS = {"Crest": (44.73, 5.02), "Saou": (44.64, 5.06), "Die": (44.75, 5.37)}


@dataclass
class Wheels:
    bus: Place
    square: Place
    pitch: Resource
    papers: Function
    care: Function
    keeper: User
    planner: User
    stranger: User
    communes: dict[str, Commune] = field(default_factory=dict)

    @property
    def version(self) -> int:
        found = Vehicle.objects.filter(place=self.bus).first()
        return found.version if found else 1

    def fields(self, town: str = "Saou", **said: Any) -> StopFields:
        """A stop at a town on Tuesdays from 9:00 to 12:00 in March, unless told."""
        times = Times("weekly", TUESDAY, LAST, NINE, NOON - NINE)
        of_times = {name: said.pop(name) for name in list(said) if hasattr(times, name)}
        latitude, longitude = TOWNS[town]
        usual: dict[str, Any] = {
            "function_ids": (self.papers.pk,),
            "spot": "place de la Bascule",
            "latitude": latitude,
            "longitude": longitude,
        }
        return StopFields(times=replace(times, **of_times), **{**usual, **said})

    def stop(self, town: str = "Saou", **said: Any) -> Stop:
        """Planned by the keeper."""
        given = {name: said.pop(name) for name in ("stop", "accepts_drive") if name in said}
        return save_stop(
            actor=self.keeper,
            place=self.bus,
            version=self.version,
            fields=self.fields(town, **said),
            **given,
        )

    def publish(self, actor: User | None = None) -> Vehicle:
        plan = differences(Vehicle.objects.get(place=self.bus), clock.now())
        return publish_rounds(
            actor=actor or self.keeper, place=self.bus, version=self.version, digest=plan.digest
        )


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def wheels(db: None) -> Wheels:
    return make_wheels()


def make_wheels() -> Wheels:
    Territory.objects.create(id=1, name="Crest", latitude=44.73, longitude=5.02)
    communes = {
        name: Commune.objects.create(
            code=f"2600{n}", name=name, latitude=lat, longitude=lng, folded_name=name.lower(),
            population=1000, post_codes=["26400"],
        )
        for n, (name, (lat, lng)) in enumerate(TOWNS.items())
    }  # fmt: skip
    people = {
        name: User.objects.create_user(f"{name}@example.org", "pass", name=name.title())
        for name in ("keeper", "planner", "stranger")
    }
    Grant.objects.create(user=people["planner"], role=Role.PLANNER)
    bus = Place.objects.create(
        slug="bus", name="Bus des vallées", kind=PlaceKind.TRUCK, is_mobile=True,
        latitude=44.731, longitude=5.02, commune=communes["Crest"], phone="01 99 00 00 01",
        updated_at=MONDAY,
    )  # fmt: skip
    bus.keepers.add(people["keeper"])
    square = Place.objects.create(
        slug="place-du-prieure", name="Place du Prieuré", kind=PlaceKind.MARKET,
        latitude=44.75, longitude=5.37, commune=communes["Die"], updated_at=MONDAY,
    )  # fmt: skip
    OpeningRule.objects.create(
        place=square, pattern=Pattern.WEEKLY, weekdays=127, start_minute=360, length_minutes=900
    )
    pitch = Resource.objects.create(place=square, name="Pitch", kind=ResourceKind.PITCH)
    pitch.units.set([Unit.objects.create(place=square, name="Pitch")])
    set_terms(actor=None, place=square, needs_approval=False, horizon_days=365)
    functions = [
        Function.objects.create(code=code, name_fr=f"{code} fr", name_en=code)
        for code in ("papers", "care")
    ]
    return Wheels(bus, square, pitch, *functions, **people, communes=communes)
