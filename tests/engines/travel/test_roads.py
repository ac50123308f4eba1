"""A tiny town, in nodes about a kilometre apart:

1 --- 2 --- 3          one-way from 1 to 3 by way 10 (50 km/h posted)
|           |          and back by 3 - 4 - 1, a lane of class residential
+---- 4 ----+
5 --- 6                an island of two nodes
"""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from softplace.engines.travel import (
    Mode,
    Points,
    Unit,
    great_circle_km,
    packed_roads,
    read_roads,
    road_matrix,
    snap,
    unpacked_roads,
)
from softplace.engines.travel.road_speeds import RoadSpeeds, limit_km_per_hour, way_speeds
from softplace.foundation.errors import Refused

NODES = {
    1: (45.00, 5.00),
    2: (45.00, 5.01),
    3: (45.00, 5.02),
    4: (44.99, 5.01),
    5: (45.50, 5.00),
    6: (45.50, 5.01),
}
WAYS = [
    ([1, 2, 3], {"highway": "secondary", "oneway": "yes", "maxspeed": "50"}),
    ([3, 4, 1], {"highway": "residential"}),
    ([5, 6], {"highway": "residential"}),
    ([1, 3], {"highway": "footway"}),
]


def osm_file(folder: Path, ways: list = WAYS, nodes: dict = NODES) -> Path:  # type: ignore[type-arg]
    lines = ["<osm version='0.6'>"]
    lines += [f"<node id='{i}' lat='{a}' lon='{b}' version='1'/>" for i, (a, b) in nodes.items()]
    for number, (refs, tags) in enumerate(ways, start=1):
        inner = "".join(f"<nd ref='{r}'/>" for r in refs)
        inner += "".join(f"<tag k='{k}' v='{v}'/>" for k, v in tags.items())
        lines.append(f"<way id='{number}' version='1'>{inner}</way>")
    path = folder / "town.osm"
    path.write_text("\n".join([*lines, "</osm>"]))
    return path


def at(*nodes: int) -> Points:
    return Points.of([NODES[n] for n in nodes])


def km(*nodes: int) -> float:
    return sum(float(great_circle_km(at(a), at(b))[0, 0]) for a, b in pairwise(nodes))


def minutes(path: Path, mode: Mode, start: int, end: int, limit: float = np.inf) -> float:
    graph = read_roads(path, mode)
    snapped = [snap(graph, at(n)) for n in (start, end)]
    return float(road_matrix(graph, *snapped, limit).costs[0, 0])


def test_a_car_keeps_to_the_one_way_and_to_a_share_of_the_limit(tmp_path: Path) -> None:
    town = osm_file(tmp_path)
    assert minutes(town, Mode.CAR, 1, 3) == pytest.approx(60 * km(1, 2, 3) / (50 * 0.8))
    assert minutes(town, Mode.CAR, 3, 1) == pytest.approx(60 * km(3, 4, 1) / 30)
    assert minutes(town, Mode.CAR, 2, 1) == pytest.approx(60 * (km(2, 3) / 40 + km(3, 4, 1) / 30))


def test_a_walker_minds_no_one_way_and_takes_the_footway(tmp_path: Path) -> None:
    town = osm_file(tmp_path)
    assert minutes(town, Mode.FOOT, 3, 1) == pytest.approx(60 * km(1, 3) / 4.5)


def test_of_two_roads_between_two_nodes_the_quicker_counts(tmp_path: Path) -> None:
    ways = [([1, 2], {"highway": "residential"}), ([1, 2], {"highway": "primary"})]
    assert minutes(osm_file(tmp_path, ways), Mode.CAR, 1, 2) == pytest.approx(60 * km(1, 2) / 70)


def test_what_no_road_reaches_stays_unreachable(tmp_path: Path) -> None:
    ways = [([1, 2, 3, 4], {"highway": "primary"}), ([5, 6], {"highway": "primary"})]
    graph = read_roads(osm_file(tmp_path, ways), Mode.CAR)
    graph.usable[:] = True
    snapped = snap(graph, at(1, 5))
    costs = road_matrix(graph, snapped, snapped).costs
    assert np.isinf(costs[[0, 1], [1, 0]]).all()
    assert costs[[0, 1], [0, 1]].tolist() == [0, 0]


def test_a_search_ends_at_its_limit(tmp_path: Path) -> None:
    town = osm_file(tmp_path)
    full = minutes(town, Mode.CAR, 1, 3)
    assert minutes(town, Mode.CAR, 1, 3, limit=full + 0.01) == full
    assert minutes(town, Mode.CAR, 1, 3, limit=full - 0.01) == np.inf


def test_points_are_snapped_with_their_distance_but_not_to_a_scrap_of_road(tmp_path: Path) -> None:
    graph = read_roads(osm_file(tmp_path), Mode.CAR)
    points = Points.of([(45.001, 5.01), NODES[5]])
    snapped = snap(graph, points)
    assert graph.nodes.lng[snapped.node[0]] == 5.01
    assert snapped.metres[0] == pytest.approx(111.2, abs=0.1)
    assert snapped.node[1] == -1, "the island of two nodes takes no points"
    assert snapped.metres[1] == np.inf
    assert snapped.off_graph == 1


def test_a_point_off_the_graph_reaches_nothing_and_is_reached_by_nothing(tmp_path: Path) -> None:
    graph = read_roads(osm_file(tmp_path), Mode.CAR)
    snapped = snap(graph, at(1, 5))
    assert np.isinf(road_matrix(graph, snapped, snapped).costs[:, 1]).all()
    assert np.isinf(road_matrix(graph, snapped, snapped).costs[1]).all()


def test_a_way_is_interrupted_where_the_file_lacks_a_node(tmp_path: Path) -> None:
    nodes = {n: p for n, p in NODES.items() if n != 2}
    graph = read_roads(osm_file(tmp_path, WAYS[:2], nodes), Mode.CAR)
    assert graph.missing_nodes == 1
    assert graph.minutes.nnz == 4, "3 - 4 - 1 both ways, and nothing across the gap"


def test_every_pair_agrees_with_paths_counted_one_by_one(tmp_path: Path) -> None:
    graph = read_roads(osm_file(tmp_path), Mode.CAR)
    count = len(graph.nodes)
    best = graph.minutes.toarray()
    best[best == 0] = np.inf
    np.fill_diagonal(best, 0)
    for middle in range(count):  # Floyd and Warshall
        best = np.minimum(best, best[:, [middle]] + best[[middle]])
    graph.usable[:] = True
    everywhere = snap(graph, graph.nodes)
    assert road_matrix(graph, everywhere, everywhere).costs == pytest.approx(best)


@pytest.mark.parametrize(
    "tags, mode, expected",
    [
        ({"highway": "residential", "oneway": "-1"}, Mode.CAR, (0, 30)),
        ({"highway": "primary", "junction": "roundabout"}, Mode.CAR, (70, 0)),
        ({"highway": "motorway"}, Mode.CAR, (110, 0)),
        ({"highway": "motorway"}, Mode.FOOT, (0, 0)),
        ({"highway": "residential", "access": "private"}, Mode.CAR, (0, 0)),
        ({"highway": "residential", "motor_vehicle": "no"}, Mode.FOOT, (4.5, 4.5)),
        ({"highway": "service", "access": "no", "bicycle": "yes"}, Mode.BICYCLE, (15, 15)),
        ({"highway": "residential", "oneway": "yes"}, Mode.BICYCLE, (15, 0)),
        (
            {"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"},
            Mode.BICYCLE,
            (15, 15),
        ),
        ({"highway": "footway", "bicycle": "designated"}, Mode.BICYCLE, (15, 15)),
        ({"highway": "track"}, Mode.CAR, (0, 0)),
        ({"highway": "proposed"}, Mode.CAR, (0, 0)),
        ({"highway": "residential", "maxspeed": "FR:zone30"}, Mode.CAR, (24, 24)),
    ],
)
def test_tags_say_who_may_go_where_how_fast(
    tags: dict[str, str], mode: Mode, expected: tuple[float, float]
) -> None:
    assert way_speeds(tags, mode, RoadSpeeds()) == pytest.approx(expected)


@pytest.mark.parametrize(
    "text, km_per_hour",
    [
        ("50", 50),
        ("30 mph", 48.28032),
        ("70;50", 50),
        ("FR:urban", 50),
        ("FR:50", 50),
        ("none", None),
        ("", None),
        (None, None),
        ("0", None),
    ],
)
def test_limits_are_read_as_they_are_written(text: str | None, km_per_hour: float | None) -> None:
    assert limit_km_per_hour(text) == (pytest.approx(km_per_hour) if km_per_hour else None)


def test_a_file_that_is_missing_or_no_map_or_without_roads_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.osm.pbf").write_bytes(b"Dear mayor,")
    no_roads = osm_file(tmp_path, [([1, 2], {"waterway": "river"})])
    for path, code in [
        (tmp_path / "none.osm.pbf", "roads_file_missing"),
        (tmp_path / "letter.osm.pbf", "roads_file_unreadable"),
        (no_roads, "roads_file_without_roads"),
    ]:
        with pytest.raises(Refused) as refused:
            read_roads(path, Mode.CAR)
        assert [r.code for r in refused.value.reasons] == [code]
        assert refused.value.reasons[0].details["file"] == path.name


def test_a_pbf_file_cut_in_half_is_refused(tmp_path: Path) -> None:
    osmium = pytest.importorskip("osmium")
    whole, half = tmp_path / "whole.osm.pbf", tmp_path / "half.osm.pbf"
    with osmium.SimpleWriter(str(whole)) as writer:
        for reference, (lat, lng) in NODES.items():
            writer.add_node(osmium.osm.mutable.Node(id=reference, location=(lng, lat)))
        for number, (refs, tags) in enumerate(WAYS, start=1):
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=refs, tags=tags))
    assert read_roads(whole, Mode.CAR).ways == 3
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(Refused) as refused:
        read_roads(half, Mode.CAR)
    assert [r.code for r in refused.value.reasons] == ["roads_file_unreadable"]


def test_andorra_is_read_whole_and_refused_in_half(real_data: Path, tmp_path: Path) -> None:
    whole = real_data / "osm" / "andorra.osm.pbf"
    graph = read_roads(whole, Mode.CAR)
    # Andorra la Vella, Soldeu in the mountains, and a point in the sea.
    points = Points.of([(42.5069, 1.5218), (42.5767, 1.6675), (41.0, 3.0)])
    snapped = snap(graph, points)
    assert snapped.off_graph == 1
    minutes = road_matrix(graph, snapped, snapped).costs
    straight = great_circle_km(points, points)
    assert minutes[0, 1] > 60 * straight[0, 1] / 110, "nobody flies over the mountains"
    assert np.isinf(minutes[2]).all()
    half = tmp_path / "half.osm.pbf"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(Refused, match="roads_file_unreadable"):
        read_roads(half, Mode.CAR)


def test_roads_come_back_from_their_bytes_unharmed(tmp_path: Path) -> None:
    graph = read_roads(osm_file(tmp_path), Mode.CAR)
    again = unpacked_roads(packed_roads(graph), Mode.CAR)
    assert (again.ways, again.missing_nodes, again.mode) == (graph.ways, 0, Mode.CAR)
    for before, after in ((graph.minutes, again.minutes), (graph.kilometres, again.kilometres)):
        assert (before != after).nnz == 0
    assert again.nodes.lat.tolist() == graph.nodes.lat.tolist()
    assert again.usable.tolist() == graph.usable.tolist()


def test_the_shortest_way_need_not_be_the_quickest(tmp_path: Path) -> None:
    ways = [([1, 4, 3], {"highway": "motorway"}), ([1, 2, 3], {"highway": "living_street"})]
    graph = read_roads(osm_file(tmp_path, ways), Mode.CAR)
    start, end = snap(graph, at(1)), snap(graph, at(3))
    shortest = road_matrix(graph, start, end, unit=Unit.KM).costs[0, 0]
    assert shortest == pytest.approx(km(1, 2, 3))
    assert minutes(osm_file(tmp_path, ways), Mode.CAR, 1, 3) < 60 * shortest / 20
