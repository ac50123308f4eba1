"""What a turn of the search has touched, so that no more than that is taken back."""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

from typing import NamedTuple

import numpy as np

from softplace.engines.compiled import njit
from softplace.engines.rounds.arrays import Array, Arrays


class Marks(NamedTuple):
    """Touched routes and stops, each once. `counts` hold how many of each; `stale` are the
    routes that are not reckoned anew yet."""

    routes: Array
    is_route: Array
    stale: Array
    stops: Array
    is_stop: Array
    counts: Array  # routes, stops, and how many contents of routes there have been


def new_marks(a: Arrays) -> Marks:
    stops, routes = a.may.shape
    return Marks(
        np.zeros(routes, dtype=np.int64),
        np.zeros(routes, dtype=np.bool_),
        np.zeros(routes, dtype=np.bool_),
        np.zeros(stops, dtype=np.int64),
        np.zeros(stops, dtype=np.bool_),
        np.zeros(3, dtype=np.int64),
    )


@njit(cache=True, inner=True)
def note_route(marks, r):
    marks.stale[r] = True
    if not marks.is_route[r]:
        marks.is_route[r] = True
        marks.routes[marks.counts[0]] = r
        marks.counts[0] += 1


@njit(cache=True, inner=True)
def note_stop(marks, x):
    if not marks.is_stop[x]:
        marks.is_stop[x] = True
        marks.stops[marks.counts[1]] = x
        marks.counts[1] += 1


@njit(cache=True, inner=True)
def forget(marks):
    for i in range(marks.counts[0]):
        marks.is_route[marks.routes[i]] = False
    for i in range(marks.counts[1]):
        marks.is_stop[marks.stops[i]] = False
    marks.counts[0], marks.counts[1] = 0, 0
