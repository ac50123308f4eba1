"""From an OpenStreetMap file to arrays, by pyosmium."""

from array import array
from pathlib import Path

import numpy as np

from softplace.engines.travel.pace import Mode
from softplace.engines.travel.road_speeds import RoadSpeeds, way_speeds
from softplace.engines.travel.roads import RoadGraph, road_graph
from softplace.foundation.errors import Reason, Refused


def read_roads(path: Path, mode: Mode, speeds: RoadSpeeds | None = None) -> RoadGraph:
    """The road graph of one mode from a .osm.pbf (or .osm) file.

    Ways are followed in the file's order; a way is interrupted where the file lacks one of
    its nodes (extracts are cut at their border), and these are counted in the graph.
    Ferries, turn restrictions and slopes are left out.

    Raises
    ------
    Refused
        `roads_file_missing`, `roads_file_unreadable` (not OpenStreetMap, or cut short) or
        `roads_file_without_roads`, with the file's name.
    """
    import osmium

    speeds = speeds or RoadSpeeds()
    name = {"file": path.name}
    if not path.is_file():
        raise Refused(Reason("roads_file_missing", "file", name))
    # One flat run of nodes; a way's last node has speeds of 0, so that no edge leaves it.
    refs, lats, lngs = array("q"), array("d"), array("d")
    ahead, back = array("d"), array("d")
    ways = missing = 0
    try:
        wanted = osmium.filter.KeyFilter("highway")
        kinds = osmium.osm.NODE | osmium.osm.WAY
        for entity in osmium.FileProcessor(path, kinds).with_locations().with_filter(wanted):
            if not isinstance(entity, osmium.osm.Way):
                continue
            forward, backward = way_speeds(dict(entity.tags), mode, speeds)
            if not (forward or backward):
                continue
            ways += 1
            open_run = False
            for node in entity.nodes:
                if not node.location.valid():
                    missing += 1
                    if open_run:
                        ahead[-1] = back[-1] = 0.0
                    open_run = False
                    continue
                refs.append(node.ref)
                lats.append(node.lat)
                lngs.append(node.lon)
                ahead.append(forward)
                back.append(backward)
                open_run = True
            if open_run:
                ahead[-1] = back[-1] = 0.0
    except RuntimeError as error:  # pyosmium says all its troubles with files so
        raise Refused(
            Reason("roads_file_unreadable", "file", {**name, "cause": str(error)})
        ) from error
    if len(refs) < 2:
        raise Refused(Reason("roads_file_without_roads", "file", {**name, "mode": str(mode)}))
    return road_graph(
        np.frombuffer(refs, dtype=np.int64),
        np.frombuffer(lats),
        np.frombuffer(lngs),
        np.frombuffer(ahead),
        np.frombuffer(back),
        mode,
        ways=ways,
        missing_nodes=missing,
    )
