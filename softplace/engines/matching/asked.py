"""What is asked, as tables: pairs of request and part, weekdays with weeks and hours, lengths."""

from collections import Counter

import numpy as np

from softplace.engines.documents import InvalidField
from softplace.engines.matching.arrays import Array
from softplace.engines.matching.fields import SLOT_MINUTES
from softplace.engines.matching.locks import Taken
from softplace.engines.matching.problem import Problem
from softplace.engines.matching.rooms import Rooms
from softplace.engines.matching.weeks import closed_mask, opening_on, slots_up, wish_masks
from softplace.engines.matching.wishes import Request
from softplace.engines.matching.worth import MILLI, rates_milli

MOST_MILLI = 2_000_000_000
"""An option keeps what it is worth in 32 bits."""


class Asked:
    """Rows by request, for what the locks have left of it.

    `pairs`: (request, part, units needed, milli-points of a slot, of a date), the rows of
    request q being [pair_ptr[q], pair_ptr[q + 1]). Weekdays likewise by `day_ptr`; each has sets
    of weeks that would do (`masks`, with the dates that one must keep, `needs`) and hours that
    suit (`windows`, in slots). `lengths`: from the wished to the shortest, in slots.
    """

    def __init__(self, problem: Problem, rooms: Rooms, taken: Taken) -> None:
        self._problem = problem
        self._season_open = [~closed_mask(problem, d) for d in range(7)]
        self.wish_masks: dict[tuple[int, int], list[int]] = {}
        self.frequent: Counter[int] = Counter()
        pairs: list[tuple[int, int, int, int, int]] = []
        self._days: list[int] = []
        self._masks: list[int] = []
        self._needs: list[int] = []
        self._windows: list[tuple[int, int]] = []
        self._mask_ptr, self._window_ptr = [0], [0]
        day_ptr, pair_ptr, length_ptr = [0], [0], [0]
        lengths: list[int] = []
        for q, request in enumerate(problem.requests):
            wanted = taken.sessions[q] > 0
            pairs += self._pairs(q, rooms) if wanted else []
            pair_ptr.append(len(pairs))
            for d in sorted({w.weekday for w in request.windows}):
                self.wish_masks[q, d] = masks = wish_masks(problem, request, d)
                if wanted and masks and d not in taken.days.get(q, ()):
                    self._add_day(request, d, masks)
            day_ptr.append(len(self._days))
            lengths += _lengths(request, slots_up(problem.policy.step_minutes))
            length_ptr.append(len(lengths))
        self.pairs = np.array(pairs, np.int64).reshape(-1, 5)
        self.pair_ptr, self.day_ptr = np.array(pair_ptr, np.int64), np.array(day_ptr, np.int64)
        self.lengths, self.length_ptr = np.array(lengths, np.int64), np.array(length_ptr, np.int64)

    def _pairs(self, q: int, rooms: Rooms) -> list[tuple[int, int, int, int, int]]:
        """The parts that fit; of several with the same units, the one worth most."""
        request = self._problem.requests[q]
        found: dict[tuple[str, frozenset[str]], tuple[int, int, int, int, int]] = {}
        for p in np.flatnonzero(rooms.fitting(request)).tolist():
            resource, part = rooms.rows[p]
            needed = part.units_needed(request.headcount, request.layout)
            pair = (q, p, needed, *rates_milli(self._problem, request, resource, part))
            key = resource.key, frozenset(part.units)
            if key not in found or found[key][3:] < pair[3:]:
                found[key] = pair
        return sorted(found.values())

    def need_moderate(self, last_slope: int) -> None:
        """Refuse a request of which one session may be worth more than an option can hold."""
        if not len(self.pairs):
            return
        request, slot_milli, date_milli = self.pairs[:, 0], self.pairs[:, 3], self.pairs[:, 4]
        length = self.lengths[self.length_ptr[:-1]][request]
        floor = -(9 * last_slope * length // 10)
        worth = np.maximum(length * slot_milli + date_milli, floor)
        beyond = np.abs(worth) * self._problem.season.weeks > MOST_MILLI
        if beyond.any():
            raise InvalidField(
                f"requests[{int(request[beyond.argmax()])}]",
                f"could bring more than {MOST_MILLI // MILLI} points: lower priority_points or "
                "the points of the policy.",
            )

    def _add_day(self, request: Request, weekday: int, masks: list[int]) -> None:
        if request.rhythm != "once":
            self.frequent.update(masks)
        self._days.append(weekday)
        for mask in masks:
            could = (mask & self._season_open[weekday]).bit_count()
            least = int(np.ceil(request.least_share_of_dates * could - 1e-9))
            self._masks.append(mask)
            self._needs.append(max(1, least))
        self._mask_ptr.append(len(self._masks))
        for start, end in opening_on(request.windows, weekday):
            self._windows.append((slots_up(start), end // SLOT_MINUTES))
        self._window_ptr.append(len(self._windows))

    @property
    def day_tables(self) -> tuple[Array, Array, Array, Array, Array, Array]:
        """Weekdays; pointers, masks and needs; pointers and windows."""
        return (
            np.array(self._days, np.int64),
            np.array(self._mask_ptr, np.int64),
            np.array(self._masks, np.uint64),
            np.array(self._needs, np.int64),
            np.array(self._window_ptr, np.int64),
            np.array(self._windows, np.int64).reshape(-1, 2),
        )


def _lengths(request: Request, step: int) -> list[int]:
    """From the wished to the shortest, in steps of that many slots."""
    longest = request.wished_minutes // SLOT_MINUTES
    shortest = request.shortest_minutes // SLOT_MINUTES
    return sorted({*range(longest, shortest - 1, -step), shortest}, reverse=True)
