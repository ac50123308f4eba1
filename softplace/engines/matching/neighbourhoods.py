"""Improve a board a few rooms' days at a time, each neighbourhood solved exactly by CP-SAT.

Large neighbourhood search (P. Shaw, "Using constraint programming and local search methods to
solve vehicle routing problems", CP 1998). A neighbourhood is some days of some resources, linked
by requests that could be in several of them: all that is held there is taken off, and put back
as well as can be. What annealing leaves a little wrong everywhere, this puts right.
"""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

import numpy as np

from softplace.engines.compiled import njit
from softplace.engines.matching.arrays import Array, Arrays
from softplace.engines.matching.board import (
    NONE,
    Board,
    applicant_free,
    day_taken,
    empty_seat,
    free_units,
    place,
    remove,
)
from softplace.engines.matching.exact import Model, free_seats
from softplace.engines.matching.search import restore

FEWEST, FIRST, MOST = 300, 800, 4_000
"""Options of a neighbourhood: more when the last was settled, fewer when it was not."""
WORK = 0.5
"""Deterministic time of CP-SAT for one: about half a second at most."""


class Neighbourhoods:
    """Days of resources (resource x 7 + weekday) and the requests that link them.

    `losses`: what the bound loses by each option; those that lose more than `most_lost` are not
    tried.
    """

    def __init__(self, a: Arrays, losses: Array, most_lost: float) -> None:
        self.a, self._wanted = a, FIRST
        part = a.pair_part[a.o_pair]
        tried = np.flatnonzero((losses <= most_lost) & ~a.part_pool[part])
        day = a.part_resource[part[tried]].astype(np.int64) * 7 + a.o_day[tried]
        order = np.argsort(day, kind="stable")
        self._options = tried[order]
        self._ptr = np.searchsorted(day[order], np.arange(len(a.resource_setup) * 7 + 1))
        self._days = np.unique(day)
        request = a.pair_request[a.o_pair[tried]].astype(np.int64)
        links = np.unique(np.stack([request, day]), axis=1)
        self._days_of = _rows(links[1], links[0])
        self._requests_of = _rows(links[0], links[1])

    def improve(self, b: Board, count: int, seed: int) -> None:
        """Solve `count` neighbourhoods of the board; it never becomes worse."""
        chance = np.random.default_rng(seed)
        for turn in range(count if len(self._days) else 0):
            self._improve(b, self._drawn(chance), seed + turn)

    def _drawn(self, chance: np.random.Generator) -> list[int]:
        """Linked days with enough options together."""
        drawn = [int(chance.choice(self._days))]
        options = self._size(drawn[0])
        for _ in range(60):
            if options >= self._wanted:
                break
            request = int(chance.choice(self._requests_of[int(chance.choice(drawn))]))
            day = int(chance.choice(self._days_of[request]))
            if day not in drawn:
                drawn.append(day)
                options += self._size(day)
        return drawn

    def _size(self, day: int) -> int:
        return int(self._ptr[day + 1] - self._ptr[day])

    def _improve(self, b: Board, days: list[int], seed: int) -> None:
        a, before = self.a, int(b.value[0])
        held, units = b.held.copy(), b.held_units.copy()
        _clear(a, b, np.array(days, np.int64))
        taken_off = held[(held != NONE) & (b.held == NONE)]
        some = [self._options[self._ptr[day] : self._ptr[day + 1]] for day in days]
        options = np.union1d(np.concatenate(some), taken_off)
        options = options[_could_be_held(a, b, options)]
        if len(options):
            model = Model(a, b, options, free_seats(b))
            answer = model.solve(set(taken_off.tolist()), seed=seed, work=WORK, seconds=60.0)
            settled = answer is not None and answer.proven
            self._wanted = int(np.clip(self._wanted * (1.1 if settled else 0.8), FEWEST, MOST))
            for o in answer.options if answer else ():
                request = int(a.pair_request[a.o_pair[o]])
                place(a, b, empty_seat(b, request), o, np.uint64(free_units(a, b, o, request)))
        if int(b.value[0]) < before:
            restore(a, b, held, units)


def _rows(values: Array, keys: Array) -> dict[int, Array]:
    """The values of each key."""
    order = np.argsort(keys, kind="stable")
    found, first = np.unique(keys[order], return_index=True)
    rows = np.split(values[order], first[1:]) if len(found) else []
    return dict(zip(found.tolist(), rows, strict=True))


@njit(cache=True, nogil=True)
def _clear(a, b, days):
    """Take off what is held on those days of resources, pools left alone."""
    for day in days:
        seat = b.head[day // 7, day % 7]
        while seat != NONE:
            after = b.next[seat]
            if not a.part_pool[a.pair_part[a.o_pair[b.held[seat]]]]:
                remove(a, b, seat)
            seat = after


@njit(cache=True, nogil=True)
def _could_be_held(a, b, options):
    """Whether nothing that is left on the board is in the way of each option."""
    free = np.zeros(len(options), np.bool_)
    for i in range(len(options)):
        o = options[i]
        request = a.pair_request[a.o_pair[o]]
        free[i] = (
            empty_seat(b, request) != NONE
            and not day_taken(a, b, request, a.o_day[o])
            and applicant_free(a, b, o, request)
            and free_units(a, b, o, request) != np.uint64(0)
        )
    return free
