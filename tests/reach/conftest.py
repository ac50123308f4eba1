"""Two communes on a meridian, 0.1 degrees (11.12 km) apart, and a planner."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from softplace.people.enums import Role
from softplace.people.models import User
from softplace.places.models import OpeningRule, Place, PlaceFunction
from softplace.reach.commands import create_scenario, create_study
from softplace.reach.models import Scenario, Study
from softplace.territory.commands import install_functions
from softplace.territory.models import Commune, Function
from tests.places.cast import a_user

AddPlace = Callable[..., Place]


@pytest.fixture
def planner(db: None) -> User:
    return a_user("pat", Role.PLANNER)


@pytest.fixture
def land(db: None) -> None:
    """South has 300 people and north 100."""
    install_functions()
    for code, name, latitude, people in (("1", "South", 45.0, 300), ("2", "North", 45.1, 100)):
        Commune.objects.create(
            code=code, name=name, folded_name=name.lower(), department="26",
            latitude=latitude, longitude=5.0, population=people,
        )  # fmt: skip


@pytest.fixture
def add_place(land: None) -> AddPlace:
    """A place that offers functions (a library unless told) on some weekdays from 9 to 11."""

    def add(
        slug: str,
        latitude: float,
        *,
        weekdays: int = 1,
        functions: tuple[str, ...] = ("library",),
        **fields: Any,
    ) -> Place:
        place = Place.objects.create(
            slug=slug, name=slug.title(), latitude=latitude, longitude=5.0,
            updated_at=datetime(2026, 11, 23, tzinfo=UTC), **fields,
        )  # fmt: skip
        for code in functions:
            PlaceFunction.objects.create(
                place=place, function=Function.objects.get(code=code), has_own_hours=False
            )
        OpeningRule.objects.create(
            place=place, weekdays=weekdays, start_minute=540, length_minutes=120
        )
        return place

    return add


@pytest.fixture
def study(planner: User, add_place: AddPlace) -> Study:
    """What if the library of the south were not there: straight lines, 10 km."""
    add_place("south", 45.0)
    return create_study(
        actor=planner, name="Libraries", functions=[Function.objects.get(code="library")],
        mode="straight", threshold_km=10.0,
    )  # fmt: skip


@pytest.fixture
def scenario(planner: User, study: Study) -> Scenario:
    return create_scenario(actor=planner, study_id=study.pk, name="What if")
