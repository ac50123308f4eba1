"""Studies of reach on a tiny world, and on the Drôme."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from softplace.places.commands import import_places
from softplace.places.formats import read_france_services
from softplace.places.models import OpeningRule, Place, PlaceFunction
from softplace.reach.commands import keep_neighbours
from softplace.reach.models import Neighbour
from softplace.reach.planning import outlook, people_by_hour
from softplace.reach.queries import Calendar, calendar, cells
from softplace.territory.commands import import_communes, install_functions
from softplace.territory.formats import read_communes
from softplace.territory.models import Commune, Function

pytestmark = pytest.mark.django_db
MONDAY, PARIS = date(2026, 11, 23), ZoneInfo("Europe/Paris")
KM_OF_A_DEGREE = 111.195


@pytest.fixture
def library(_world: None) -> Function:
    return Function.objects.get(code="library")


@pytest.fixture(autouse=True)
def _world() -> None:
    """Two communes on a meridian, 0.1 degrees (11.12 km) apart; a library in the south."""
    install_functions()
    for code, name, latitude, people in (("1", "South", 45.0, 300), ("2", "North", 45.1, 100)):
        Commune.objects.create(
            code=code, name=name, folded_name=name.lower(), department="26",
            latitude=latitude, longitude=5.0, population=people,
        )  # fmt: skip
    add_library("south", 45.0)


def add_library(slug: str, latitude: float, *, weekdays: int = 1) -> Place:
    place = Place.objects.create(
        slug=slug, name=slug.title(), latitude=latitude, longitude=5.0,
        updated_at=datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip
    PlaceFunction.objects.create(
        place=place, function=Function.objects.get(code="library"), has_own_hours=False
    )
    OpeningRule.objects.create(place=place, weekdays=weekdays, start_minute=540, length_minutes=120)
    return place


def seen(plan: Calendar, network: Any = None, **options: Any) -> Any:
    chosen: dict[str, Any] = {
        "function": "library",
        "mode": "straight",
        "threshold_km": 10.0,
    } | options
    return outlook(network or plan.network, cells(), **chosen)


def test_distance_hours_and_people_beyond(library: Function) -> None:
    found = seen(calendar(library, MONDAY, PARIS))
    assert found.kilometres == pytest.approx([0, 0.1 * KM_OF_A_DEGREE], abs=1e-2)
    assert found.hours.tolist() == [2, 0]
    assert (found.coverage.people, found.coverage.people_beyond) == (400, 100)
    assert found.nearest == ["south", "south"]


def test_coverage_breathes_with_the_hours(library: Function) -> None:
    by_hour = people_by_hour(seen(calendar(library, MONDAY, PARIS)))
    assert {hour: people for hour, people in enumerate(by_hour) if people} == {9: 300, 10: 300}


def test_the_way_by_car_is_longer_than_the_straight_line(library: Function) -> None:
    found = seen(calendar(library, MONDAY, PARIS), mode="car")
    assert found.kilometres[1] == pytest.approx(0.1 * KM_OF_A_DEGREE * 1.4, abs=1e-2)
    assert found.minutes[1] == pytest.approx(18.68, abs=1e-2)


def test_the_calendar_takes_as_many_queries_for_two_places_as_for_forty(
    library: Function,
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            calendar(library, MONDAY, PARIS)
        return len(captured)

    add_library("second", 45.05)
    few = queries()
    for number in range(40):
        add_library(f"more-{number}", 45.0 + number / 1000)
    assert queries() == few


def test_the_drome_is_measured_with_the_whole_list(real_data: Path) -> None:
    Commune.objects.all().delete()
    communes = (real_data / "territory" / "communes-fr.csv").read_bytes()
    import_communes(file=read_communes(communes, departments=["26"]))
    path = real_data / "places" / "france-services-auvergne-rhone-alpes-2024-08.csv"
    file = read_france_services(path.read_bytes())
    import_places(file=file, source="france-services")
    assert keep_neighbours(file=file, source="france-services") == 297
    assert keep_neighbours(file=file, source="france-services") == 297
    assert Neighbour.objects.count() == 297
    plan = calendar(Function.objects.get(code="france_services"), MONDAY, PARIS)
    found = seen(plan, function="france_services").coverage
    assert (found.people, found.people_beyond, found.cells_beyond) == (519_458, 38_142, 76)
    assert round(found.share_beyond * 100, 1) == 7.3
    assert round(found.mean, 2) == 4.78
