"""Compile before somebody waits."""

import numpy as np

from softplace.engines.reach.coverage import coverage
from softplace.engines.reach.decay import LUO_QI_2009
from softplace.engines.reach.nearest import nearest_open
from softplace.engines.reach.opportunities import floating_catchments
from softplace.engines.reach.siting import swap
from softplace.engines.reach.siting import warm as siting
from softplace.engines.reach.week import (
    WeekOpenings,
    hours_within_reach,
    people_in_reach_through_week,
    people_open_by_group,
)
from softplace.engines.reach.what_if import WhatIf
from softplace.engines.travel.table import TravelMatrix


def is_compiled() -> bool:
    """Whether an earlier process compiled all of it, so that to warm is only to load."""
    return swap.local_search.is_cached


def warm() -> None:
    """Compile, or load from the cache, what travel, reach and siting run: call once a worker."""
    costs = np.array([[1.0, 9.0, 4.0], [7.0, 2.0, 5.0], [6.0, 8.0, 3.0]])
    people = np.ones(3)
    table = TravelMatrix(costs).table(9)
    openings = WeekOpenings.of([(0, 60, 120)])
    nearest_open(table, openings.open_at(60, 3))
    hours_within_reach(table, openings)
    people_in_reach_through_week(table, openings, people)
    people_open_by_group(table, openings, 30, people, np.zeros(3, dtype=np.intp), 1)
    floating_catchments(table, people, people)
    floating_catchments(table, people, people, LUO_QI_2009)
    what_if = WhatIf.of(TravelMatrix(costs), people, [0, 1], threshold=5)
    what_if.opened(2).closed(0).closures()
    what_if.openings()
    coverage(what_if.cost_first, people, 5, np.zeros(3, dtype=np.int64))
    siting.warm()
