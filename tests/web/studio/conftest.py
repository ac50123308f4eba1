"""Two communes 11 km apart, a library in the south that opens on Mondays from 9 to 11."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from softplace.people.enums import Role
from softplace.people.models import User
from softplace.places.models import OpeningRule, Place, PlaceFunction
from softplace.reach.commands import create_scenario, create_study
from softplace.reach.models import Scenario
from softplace.territory.commands import install_functions
from softplace.territory.models import Commune, Function
from tests.places.cast import a_user


@pytest.fixture
def library(db: None) -> Place:
    install_functions()
    for code, name, latitude, people in (("1", "South", 45.0, 300), ("2", "North", 45.1, 100)):
        Commune.objects.create(
            code=code, name=name, folded_name=name.lower(), latitude=latitude, longitude=5.0,
            population=people,
        )  # fmt: skip
    place = Place.objects.create(
        slug="south", name="Library of the South", latitude=45.0, longitude=5.0,
        updated_at=datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip
    PlaceFunction.objects.create(place=place, function=Function.objects.get(code="library"))
    OpeningRule.objects.create(place=place, weekdays=1, start_minute=540, length_minutes=120)
    return place


@pytest.fixture
def pat(db: None) -> User:
    return a_user("pat", Role.PLANNER)


@pytest.fixture
def planner(pat: User) -> Client:
    client = Client()
    client.force_login(pat)
    client.get("/?language=en")
    return client


@pytest.fixture
def scenario(library: Place, pat: User) -> Scenario:
    study = create_study(
        actor=pat, name="Libraries", functions=[Function.objects.get(code="library")],
        mode="straight", threshold_km=10.0,
    )  # fmt: skip
    return create_scenario(actor=pat, study_id=study.pk, name="What if")
