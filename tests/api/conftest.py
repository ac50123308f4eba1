"""A small territory: two places at Crest, one that is not published, and who keeps it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from softplace.foundation.clock import now
from softplace.people.commands import grant_role, issue_token
from softplace.people.enums import Role, Scope
from softplace.people.models import User
from softplace.places.enums import Pattern
from softplace.places.models import (
    OpeningRule,
    Place,
    PlaceFunction,
    Resource,
    ResourceLayout,
    Unit,
)
from softplace.reach.commands import create_scenario, create_study
from softplace.reach.models import Scenario
from softplace.territory.models import Boundary, Commune, Function


@dataclass(frozen=True)
class World:
    keeper: User
    library: Place
    hall: Place
    closed: Place
    room: Resource


@pytest.fixture
def world(db: None) -> World:
    crest = Commune.objects.create(
        code="26108",
        name="Crest",
        department="26",
        post_codes=["26400"],
        latitude=44.73,
        longitude=5.02,
        population=8_600,
        folded_name="crest",
    )
    Commune.objects.create(
        code="26113", name="Die", department="26", latitude=44.75, longitude=5.37, folded_name="die"
    )
    Boundary.objects.create(commune=crest, geometry={"type": "Polygon", "coordinates": []})
    # The tree of functions comes with the migrations: a branch of our own beside it.
    services = Function.objects.create(code="test", name_fr="Essais", name_en="Tests")
    printing = Function.objects.create(
        code="test-print", parent=services, name_fr="Imprimer", name_en="Print"
    )
    keeper = User.objects.create_user("keeper@example.fr", "secret")
    at = datetime(2026, 11, 1, tzinfo=UTC)
    made = [
        Place.objects.create(
            slug=slug,
            name=name,
            commune=crest,
            latitude=44.73,
            longitude=longitude,
            is_published=published,
            updated_at=at,
        )
        for slug, name, longitude, published in (
            ("library", "Médiathèque", 5.02, True),
            ("hall", "Salle des fêtes", 5.03, True),
            ("closed", "À venir", 5.04, False),
        )
    ]
    library, hall, closed = made
    closed.keepers.add(keeper)
    PlaceFunction.objects.create(place=library, function=printing)
    room = Resource.objects.create(
        place=library, name="Salle 1", kind="room", headcount=12, equipment=["projector", "wifi"]
    )
    ResourceLayout.objects.create(resource=room, layout="meeting", headcount=10)
    room.units.add(Unit.objects.create(place=library, name="Salle 1"))
    OpeningRule.objects.create(
        place=library,
        pattern=Pattern.WEEKLY,
        weekdays=0b0000011,
        start_minute=540,
        length_minutes=180,
    )
    return World(keeper, library, hall, closed, room)


@pytest.fixture
def api() -> Client:
    """Asks in English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def bearer(world: World) -> Callable[..., Client]:
    """A client that holds a token with the scopes named, of the keeper unless told."""

    def client(
        scopes: Sequence[Scope] = tuple(Scope), days: int = 30, user: User | None = None
    ) -> Client:
        issued = issue_token(
            actor=user or world.keeper,
            user=user or world.keeper,
            name="test",
            scopes=list(scopes),
            expires_at=now() + timedelta(days=days),
        )
        headers = {"accept-language": "en", "authorization": f"Bearer {issued.key}"}
        return Client(headers=headers)

    return client


@pytest.fixture
def pat(world: World) -> User:
    user = User.objects.create_user("planner@example.fr")
    grant_role(actor=None, user=user, role=Role.PLANNER)
    return user


@pytest.fixture
def planner(pat: User, bearer: Callable[..., Client]) -> Client:
    return bearer(user=pat)


@pytest.fixture
def scenario(pat: User) -> Scenario:
    study = create_study(
        actor=pat, name="Printing", functions=[Function.objects.get(code="test-print")],
        mode="straight", threshold_km=10.0,
    )  # fmt: skip
    return create_scenario(actor=pat, study_id=study.pk, name="What if")
