"""Minutes and kilometres between points: over the sphere, or over a road graph.

`points` says where, `pace` how fast, `straight` and `roads` measure, and the result is a
`TravelMatrix` (every pair) or a `TravelTable` (for each cell its sites, nearest first).
"""

from softplace.engines.travel.pace import PACES, Mode, Pace
from softplace.engines.travel.packed import (
    packed_arrays,
    packed_roads,
    unpacked_arrays,
    unpacked_roads,
)
from softplace.engines.travel.points import Points
from softplace.engines.travel.recompute import recomputed
from softplace.engines.travel.road_file import read_roads
from softplace.engines.travel.roads import RoadGraph, Snapped, road_matrix, snap
from softplace.engines.travel.straight import great_circle_km, straight_matrix, straight_table
from softplace.engines.travel.table import TravelMatrix, TravelTable, Unit

__all__ = [
    "PACES",
    "Mode",
    "Pace",
    "Points",
    "RoadGraph",
    "Snapped",
    "TravelMatrix",
    "TravelTable",
    "Unit",
    "great_circle_km",
    "packed_arrays",
    "packed_roads",
    "read_roads",
    "recomputed",
    "road_matrix",
    "snap",
    "straight_matrix",
    "straight_table",
    "unpacked_arrays",
    "unpacked_roads",
]
