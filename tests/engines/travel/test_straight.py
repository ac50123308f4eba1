import numpy as np
import pytest

from softplace.engines.travel import (
    PACES,
    Mode,
    Pace,
    Points,
    Unit,
    great_circle_km,
    recomputed,
    straight_matrix,
    straight_table,
)
from softplace.foundation.distances import great_circle_metres
from softplace.foundation.errors import Refused

DIE = (44.7536, 5.3703)
CREST = (44.7281, 5.0222)
VALENCE = (44.9334, 4.8924)


def scattered(count: int, seed: int) -> Points:
    rng = np.random.default_rng(seed)
    return Points(rng.uniform(44.1, 45.3, count), rng.uniform(4.6, 5.8, count))


def test_distance_by_chords_is_the_haversine_of_the_foundation() -> None:
    km = great_circle_km(Points.of([DIE, (0, 0), (89.9, 10)]), Points.of([CREST, (0, 180), DIE]))
    for i, a in enumerate([DIE, (0, 0), (89.9, 10)]):
        for j, b in enumerate([CREST, (0, 180), DIE]):
            assert km[i, j] == pytest.approx(great_circle_metres(*a, *b) / 1000, abs=1e-6)


def test_a_point_is_at_no_distance_from_itself() -> None:
    assert great_circle_km(Points.of([DIE]), Points.of([DIE]))[0, 0] == 0


def test_minutes_are_kilometres_with_a_detour_at_a_speed() -> None:
    pace = Pace(Mode.BICYCLE, km_per_hour=20, detour_factor=1.5)
    cells, sites = Points.of([DIE]), Points.of([CREST])
    km = straight_matrix(cells, sites).costs[0, 0]
    matrix = straight_matrix(cells, sites, pace)
    assert matrix.unit is Unit.MINUTES
    assert matrix.costs[0, 0] == pytest.approx(km * 1.5 / 20 * 60)


def test_the_table_holds_the_pairs_of_the_matrix_within_the_limit_nearest_first() -> None:
    cells, sites = scattered(60, 1), scattered(25, 2)
    matrix = straight_matrix(cells, sites, PACES[Mode.CAR])
    table = straight_table(cells, sites, 40.0, PACES[Mode.CAR])
    for cell in range(60):
        own = slice(table.starts[cell], table.starts[cell + 1])
        near = [j for j in np.argsort(matrix.costs[cell]) if matrix.costs[cell, j] <= 40]
        assert table.sites[own].tolist() == near
        assert table.costs[own] == pytest.approx(matrix.costs[cell, near], rel=1e-9)


def test_a_matrix_and_a_search_give_one_table() -> None:
    cells, sites = scattered(30, 3), scattered(10, 4)
    by_matrix = straight_matrix(cells, sites).table(25)
    by_search = straight_table(cells, sites, 25)
    assert by_matrix.sites.tolist() == by_search.sites.tolist()
    assert by_matrix.starts.tolist() == by_search.starts.tolist()
    assert by_matrix.costs == pytest.approx(by_search.costs)


def test_a_table_can_be_cut_to_a_shorter_limit_and_to_some_sites() -> None:
    cells, sites = scattered(30, 3), scattered(10, 4)
    table = straight_table(cells, sites, 40)
    assert table.within(15).sites.tolist() == straight_table(cells, sites, 15).sites.tolist()
    kept = np.arange(10) % 2 == 0
    assert set(table.only(kept).sites.tolist()) == {0, 2, 4, 6, 8}
    assert table.only(kept).starts[-1] == kept[table.sites].sum()


def test_a_table_without_sites_has_cells_with_nothing_near() -> None:
    table = straight_table(Points.of([DIE, CREST]), Points.of([]), 10)
    assert table.starts.tolist() == [0, 0, 0]


def test_the_antimeridian_and_the_poles_are_no_borders() -> None:
    cells = Points.of([(0, 179.9), (89.9, 0)])
    table = straight_table(cells, Points.of([(0, -179.9), (89.9, 180)]), 60)
    assert table.sites.tolist() == [0, 1]
    assert table.costs == pytest.approx(np.full(2, great_circle_metres(0, 0, 0, 0.2) / 1000))


def test_the_other_end_of_the_world_is_within_half_a_round() -> None:
    rng = np.random.default_rng(7)
    lat, lng = rng.uniform(-90, 90, 200), rng.uniform(0, 180, 200)
    for i in range(200):
        there = Points.of([(-lat[i], lng[i] - 180)])
        assert len(straight_table(Points.of([(lat[i], lng[i])]), there, 20_016).costs) == 1


def test_a_site_on_its_cell_is_within_0() -> None:
    assert straight_table(Points.of([DIE]), Points.of([DIE]), 0).costs.tolist() == [0]


def test_only_what_moved_is_measured_again() -> None:
    cells, sites = scattered(8, 5), scattered(5, 6)
    before = straight_matrix(cells, sites)
    moved_lat = sites.lat.copy()
    moved_lat[2] += 0.1
    sites_now = Points(moved_lat, sites.lng)
    cells_now = Points(np.append(cells.lat[1:], DIE[0]), np.append(cells.lng[1:], DIE[1]))
    asked = []

    def measure(some_cells: Points, some_sites: Points):  # type: ignore[no-untyped-def]
        asked.append((len(some_cells), len(some_sites)))
        return straight_matrix(some_cells, some_sites)

    now = recomputed(before, cells, sites, cells_now, sites_now, measure)
    assert now.costs == pytest.approx(straight_matrix(cells_now, sites_now).costs)
    assert asked == [(8, 1), (1, 4)]


@pytest.mark.parametrize("lat, lng", [(91, 0), (0, 181), (float("nan"), 0)])
def test_a_point_off_the_globe_is_refused_by_its_number(lat: float, lng: float) -> None:
    with pytest.raises(Refused) as refused:
        Points.of([DIE, (lat, lng)])
    assert refused.value.reasons[0].code == "point_off_the_globe"
    assert refused.value.reasons[0].details["index"] == 1


def test_a_pace_that_cannot_be_is_refused_with_every_reason() -> None:
    with pytest.raises(Refused) as refused:
        Pace(Mode.CAR, km_per_hour=0, detour_factor=0.9)
    assert [r.code for r in refused.value.reasons] == ["speed_not_positive", "detour_below_one"]
