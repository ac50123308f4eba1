"""Roads in the database, travel along them, and what is measured again when something moves."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from softplace.engines.travel import Mode, Points, great_circle_km, road_matrix
from softplace.foundation.errors import Refused
from softplace.places.models import Place, PlaceFunction
from softplace.reach import travel as travelling
from softplace.reach.answers import Asked, answer, figures
from softplace.reach.commands import import_cells, remove_roads
from softplace.reach.formats import read_cells
from softplace.reach.models import Roads, RoadTable
from softplace.reach.planning import bring_roads_in, measure_territory
from softplace.territory.commands import install_functions
from softplace.territory.models import Commune, Function

pytestmark = pytest.mark.django_db
WAY_ROUND = [(45.0, 5.0), (45.0, 5.05), (45.1, 5.05), (45.1, 5.0)]
DIRECT = [(45.0, 5.0), (45.1, 5.0)]


def an_osm_file(folder: Path, way: list[tuple[float, float]] = WAY_ROUND) -> Path:
    nodes = "".join(
        f"<node id='{i}' lat='{lat}' lon='{lng}' version='1'/>"
        for i, (lat, lng) in enumerate(way, 1)
    )
    refs = "".join(f"<nd ref='{i}'/>" for i in range(1, len(way) + 1))
    tag = "<tag k='highway' v='secondary'/>"
    path = folder / "roads.osm"
    path.write_text(f"<osm version='0.6'>{nodes}<way id='1' version='1'>{refs}{tag}</way></osm>")
    return path


def km(way: list[tuple[float, float]]) -> float:
    points = Points.of(way)
    return float(np.diag(great_circle_km(points, points), 1).sum())


def a_library(slug: str, latitude: float, longitude: float = 5.0) -> None:
    place = Place.objects.create(
        slug=slug, name=slug.title(), latitude=latitude, longitude=longitude,
        updated_at=datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip
    PlaceFunction.objects.create(place=place, function=Function.objects.get(code="library"))


@pytest.fixture(autouse=True)
def _world() -> Iterator[None]:
    """South and North, a road round between them, a library in South; Far has no road."""
    install_functions()
    for code, name, latitude, people in (
        ("1", "South", 45.0, 300), ("2", "North", 45.1, 100), ("3", "Far", 45.5, 10)
    ):  # fmt: skip
        Commune.objects.create(
            code=code, name=name, folded_name=name.lower(), department="26",
            latitude=latitude, longitude=5.0, population=people,
        )  # fmt: skip
    a_library("south", 45.0)
    travelling.forget_travel()
    yield
    travelling.forget_travel()


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """Shapes of the matrices that are measured along roads from now on."""
    shapes: list[tuple[int, ...]] = []

    def watched(*arguments: Any, **options: Any) -> Any:
        matrix = road_matrix(*arguments, **options)
        shapes.append(matrix.costs.shape)
        return matrix

    monkeypatch.setattr(travelling, "road_matrix", watched)
    return shapes


@pytest.fixture
def asked() -> Callable[..., Any]:
    def ask(mode: str = "car", **options: Any) -> Any:
        return answer(
            Asked(
                function=Function.objects.get(code="library"),
                monday=date(2026, 11, 23),
                zone=ZoneInfo("Europe/Paris"),
                mode=mode,
                **options,
            )
        )

    return ask


def test_with_roads_one_goes_along_them_and_every_figure_says_so(
    tmp_path: Path, asked: Callable[..., Any]
) -> None:
    before = asked()
    assert figures(before)["measured_on"] == "detour"
    bring_roads_in(an_osm_file(tmp_path))
    by_road, straight = asked(), asked("straight")
    assert by_road.found.kilometres[1] == pytest.approx(km(WAY_ROUND))
    assert by_road.found.minutes[1] == pytest.approx(60 * km(WAY_ROUND) / 60)
    assert figures(by_road)["measured_on"] == "roads"
    assert (figures(straight)["measured_on"], round(straight.found.kilometres[1], 2)) == (
        "straight", 11.12
    )  # fmt: skip


def test_what_is_off_the_roads_is_listed_and_never_reached_straight(
    tmp_path: Path, asked: Callable[..., Any]
) -> None:
    a_library("hermit", 45.5)
    report = bring_roads_in(an_osm_file(tmp_path))
    assert {(one.mode, one.name) for one in report.communes_off} == {
        (mode, "Far") for mode in ("foot", "bicycle", "car")
    }
    assert {one.name for one in report.places_off} == {"Hermit"}
    assert report.communes_off[0].metres == pytest.approx(400 * 111.2, rel=1e-2)
    found = asked().found
    # Far and its library stand at one point; without a road they do not meet.
    assert np.isinf(found.kilometres[2])
    assert (found.travel.cells_off.tolist(), found.travel.sites_off.tolist()) == (
        [False, False, True], [False, True]
    )  # fmt: skip


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    file = an_osm_file(tmp_path)
    assert bring_roads_in(file).imported.counts()["created"] == 3
    before = list(Roads.objects.order_by("mode").values_list("pk", "imported_at"))
    assert bring_roads_in(file).imported.counts() == {
        "created": 0, "updated": 0, "unchanged": 3, "refused": 0
    }  # fmt: skip
    assert list(Roads.objects.order_by("mode").values_list("pk", "imported_at")) == before


def test_a_dry_run_keeps_no_road(tmp_path: Path) -> None:
    assert bring_roads_in(an_osm_file(tmp_path), dry_run=True).imported.created == 3
    assert Roads.objects.count() == 0


@pytest.mark.parametrize("content", [b"<osm version='0.6'><node id='1' lat=", b"hello", b""])
def test_a_file_that_is_cut_or_of_another_kind_leaves_the_roads_that_stand(
    tmp_path: Path, content: bytes
) -> None:
    bring_roads_in(an_osm_file(tmp_path))
    before = list(Roads.objects.order_by("mode").values_list("mode", "digest"))
    bad = tmp_path / "bad.osm"
    bad.write_bytes(content)
    with pytest.raises(Refused) as refused:
        bring_roads_in(bad)
    assert refused.value.reasons[0].code == "roads_file_unreadable"
    assert list(Roads.objects.order_by("mode").values_list("mode", "digest")) == before


def test_another_process_reads_what_was_measured_and_measures_nothing(
    tmp_path: Path, asked: Callable[..., Any], measured: list[tuple[int, ...]]
) -> None:
    bring_roads_in(an_osm_file(tmp_path))
    travelling.forget_travel()
    measured.clear()
    assert asked().found.kilometres[1] == pytest.approx(km(WAY_ROUND))
    assert measured == []


def test_only_what_moved_is_measured_again(
    tmp_path: Path, asked: Callable[..., Any], measured: list[tuple[int, ...]]
) -> None:
    bring_roads_in(an_osm_file(tmp_path))
    measured.clear()
    a_library("east", 45.1, 5.05)
    assert asked().found.kilometres[1] == pytest.approx(km(WAY_ROUND[2:]))
    # Minutes and kilometres from three communes to the one place that is new.
    assert measured == [(3, 1), (3, 1)]
    Commune.objects.create(
        code="4", name="Bend", folded_name="bend", latitude=45.0, longitude=5.05, population=5
    )
    measured.clear()
    assert asked().found.kilometres[3] == pytest.approx(km(WAY_ROUND[:2]))
    # And from the one commune that is new to the places and to the communes that were known.
    assert measured == [(1, 4), (1, 4)]


def test_other_roads_make_what_was_measured_worthless(
    tmp_path: Path, asked: Callable[..., Any]
) -> None:
    bring_roads_in(an_osm_file(tmp_path))
    assert asked().found.kilometres[1] == pytest.approx(km(WAY_ROUND))
    bring_roads_in(an_osm_file(tmp_path, DIRECT))
    assert asked().found.kilometres[1] == pytest.approx(km(DIRECT))
    assert RoadTable.objects.count() == 3


def test_without_roads_again_one_goes_by_detour(tmp_path: Path, asked: Callable[..., Any]) -> None:
    bring_roads_in(an_osm_file(tmp_path))
    assert remove_roads() == 3
    assert (RoadTable.objects.count(), figures(asked())["measured_on"]) == (0, "detour")


def test_imported_cells_go_along_the_roads_too(
    tmp_path: Path, asked: Callable[..., Any], measured: list[tuple[int, ...]]
) -> None:
    bring_roads_in(an_osm_file(tmp_path))
    cells = read_cells(b"id,latitude,longitude,people\na,45.1,5.05,7\n")
    import_cells(file=cells, name="grid")
    measure_territory()
    measured.clear()
    found = asked(cells="grid").found
    assert found.kilometres[0] == pytest.approx(km(WAY_ROUND[:3]))
    assert measured == []


def test_roads_take_a_fixed_number_of_queries(tmp_path: Path, asked: Callable[..., Any]) -> None:
    def queries() -> int:
        travelling.forget_travel()
        with CaptureQueriesContext(connection) as captured:
            asked()
        return len(captured)

    bring_roads_in(an_osm_file(tmp_path))
    few = queries()
    for number in range(30):
        a_library(f"more-{number}", 45.0 + number / 400)
    measure_territory()
    assert queries() == few


def test_andorra_goes_along_its_real_roads(real_data: Path, asked: Callable[..., Any]) -> None:
    Commune.objects.all().delete()
    for code, name, latitude, longitude in (
        ("AD03", "Encamp", 42.5361, 1.5828), ("AD07", "Andorra la Vella", 42.5078, 1.5211)
    ):  # fmt: skip
        Commune.objects.create(
            code=code, name=name, folded_name=name.lower(), latitude=latitude,
            longitude=longitude, population=1000,
        )  # fmt: skip
    a_library("capital", 42.5078, 1.5211)
    report = bring_roads_in(real_data / "osm" / "andorra.osm.pbf")
    assert (report.communes_off, report.ways[Mode.CAR]) == ([], 1164)
    assert {one.name for one in report.places_off} == {"South"}
    found = asked().found
    assert 5.9 < found.kilometres[0] < 9
    assert 5 < found.minutes[0] < 20
