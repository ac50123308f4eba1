"""Instances by chance of a seed: villages around a few towns, sites in some of them."""

import numpy as np

from softplace.engines.reach.siting.files import FORMAT, Status
from softplace.engines.reach.siting.problem import Objective
from softplace.engines.travel.points import Floats

CELLS, SITES, TOWNS = 200, 30, 5
CHOOSE, RADIUS_KM = 6, 12.0


def generate(objective: Objective, seed: int) -> dict[str, object]:
    """A document of `docs/siting-format.md`: 200 cells, 30 sites, one required, one forbidden,
    two existing; set cover has prices."""
    rng = np.random.default_rng(seed)
    towns = rng.uniform((44.2, 4.6), (45.2, 5.6), (TOWNS, 2))
    places = towns[rng.integers(0, TOWNS, CELLS)] + rng.normal(0, 0.15, (CELLS, 2))
    people = np.ceil(rng.lognormal(5, 1.2, CELLS))
    chosen = rng.choice(CELLS, SITES, replace=False)
    known = {0: Status.EXISTING, 1: Status.EXISTING, 2: Status.REQUIRED, 3: Status.FORBIDDEN}
    found: dict[str, object] = {
        "format": FORMAT,
        "objective": str(objective),
        "group_weights": {"without_car": 2.0},
        "cells": [
            {
                "key": f"cell-{i}",
                "weight": int(people[i]),
                "groups": {"without_car": int(people[i] // 5)},
                "point": _point(places[i]),
            }
            for i in range(CELLS)
        ],
        "sites": [
            {
                "key": f"site-{i}",
                "status": str(known.get(i, Status.CANDIDATE)),
                "point": _point(places[cell]),
            }
            | ({"cost": int(rng.integers(10, 40))} if objective is Objective.SET_COVER else {})
            for i, cell in enumerate(chosen)
        ],
    }
    if objective is not Objective.SET_COVER:
        found["choose"] = CHOOSE
    if objective in (Objective.MAX_COVER, Objective.SET_COVER):
        found["radius"] = RADIUS_KM
    return found


def _point(at: Floats) -> dict[str, float]:
    return {"lat": round(float(at[0]), 5), "lng": round(float(at[1]), 5)}
