"""Reads of studies, in a fixed number of queries."""

from softplace.reach.queries.calendar import (
    Calendar,
    calendar,
    calendar_of,
    function_families,
    function_family,
)
from softplace.reach.queries.cells import Cells, cell_set_names, cells
from softplace.reach.queries.ground import ground
from softplace.reach.queries.land import Land, land_of
from softplace.reach.queries.roads import road_digests
from softplace.reach.queries.studies import rates, scenario_of, studies, study_with, week_of
from softplace.reach.queries.use import use_of_places
from softplace.reach.queries.vacant import Room, idle_hours, rooms

__all__ = [
    "Calendar",
    "Cells",
    "Land",
    "Room",
    "calendar",
    "calendar_of",
    "cell_set_names",
    "cells",
    "function_families",
    "function_family",
    "ground",
    "idle_hours",
    "land_of",
    "rates",
    "road_digests",
    "rooms",
    "scenario_of",
    "studies",
    "study_with",
    "use_of_places",
    "week_of",
]
