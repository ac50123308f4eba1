"""The smallest change to a refused request that would have been served, computed.

Each kind of change is tried on what the plan leaves free: the session is looked for as the board
would place it, with everything else that the request asks unchanged. Kinds are compared on one
scale, the *effort*, in minutes: a start moved by a minute counts 1, a minute cut from the session
2, another weekday 240, another room than those wished or a kilometre beyond the radius 90 and 30,
a piece of equipment or a layout given up 180, ten per cent fewer people 60, ten per cent fewer
dates 45.
"""

# Kernels are typed by Numba, not by annotations.
# mypy: disable-error-code="no-untyped-def,assignment,no-untyped-call"

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

import numpy as np

from softplace.engines.compiled import njit
from softplace.engines.matching.arrays import DAY_SLOTS, Array, free_for, popcount
from softplace.engines.matching.board import Board
from softplace.engines.matching.grid import Grid
from softplace.engines.matching.problem import SLOT_MINUTES, Request
from softplace.engines.matching.weeks import closed_mask, wish_masks

SHORTEST_MINUTES, FARTHER_KM = 30, 15.0


@dataclass(frozen=True)
class Change:
    """One change, and where and when the session would then be."""

    kind: str
    effort: float
    resource: str
    weekday: int
    start: int
    minutes: int
    details: Mapping[str, object] = field(default_factory=dict)


class Alternatives:
    """Finds changes for the requests of one plan, laid out on a board."""

    def __init__(self, grid: Grid, board: Board) -> None:
        self.grid, self.board, self.problem = grid, board, grid.problem
        self._index = {request.key: i for i, request in enumerate(self.problem.requests)}

    def of(self, key: str) -> list[Change]:
        """The least change of each kind that would be served, smallest effort first."""
        q = self._index[key]
        request = self.problem.requests[q]
        changes: list[Change] = []
        for kind, effort, details, changed in self._variants(request):
            if any(known.kind == kind and known.effort < effort for known in changes):
                continue
            found = self._place(q, changed)
            if found is not None:
                changes.append(Change(kind, effort, *found, details))
        if request.radius_km is not None:
            changes += self._farther(q, request, request.radius_km)
        for kind, anywhere in (("start", False), ("weekday", True)):
            moved = self._moved(q, request, anywhere)
            if moved is not None:
                changes.append(replace(moved, kind=kind))
        best: dict[str, Change] = {}
        for change in sorted(changes, key=lambda c: (c.effort, c.kind, c.weekday, c.start)):
            best.setdefault(change.kind, change)
        return list(best.values())

    def smallest(self, key: str) -> Change | None:
        return next(iter(self.of(key)), None)

    def _variants(
        self, request: Request
    ) -> Iterator[tuple[str, float, dict[str, object], Request]]:
        """The request with one thing given up, of each kind the least first."""
        minutes = request.shortest_minutes - SLOT_MINUTES
        while minutes >= SHORTEST_MINUTES:
            cut = request.shortest_minutes - minutes
            shorter = replace(request, shortest_minutes=minutes, wished_minutes=minutes)
            yield "minutes", 2.0 * cut, {"minutes": minutes}, shorter
            minutes -= SLOT_MINUTES
        if not request.anything:
            yield "room", 90.0, {}, replace(request, anything=True)
        for name in sorted(request.equipment):
            yield (
                "equipment", 180.0, {"without": name},
                replace(request, equipment=request.equipment - {name}),
            )  # fmt: skip
        for layout in sorted(self.grid.layouts):
            if layout != request.layout:
                yield "layout", 180.0, {"layout": layout}, replace(request, layout=layout)
        for people in self._headcounts(request):
            effort = 600 * (1 - people / request.headcount)
            yield "headcount", effort, {"headcount": people}, replace(request, headcount=people)
        for percent in range(95, 15, -5):
            share = percent / 100
            if share < request.least_share_of_dates and request.rhythm != "once":
                effort = 450 * (request.least_share_of_dates - share)
                yield (
                    "dates", effort, {"least_share_of_dates": share},
                    replace(request, least_share_of_dates=share),
                )  # fmt: skip

    def _headcounts(self, request: Request) -> list[int]:
        """How many a part holds, the most first, from just below what is asked to half of it."""
        found: set[int] = set()
        for resource, part in self.grid.rooms.rows:
            seats, most = part.capacity.get(request.layout, 0), resource.erp_headcount
            for count in range(1, len(part.units) + 1) if part.pool else (1,):
                found.add(min(seats * count, seats * count if most is None else most))
        return sorted(
            (people for people in found if request.headcount <= 2 * people < 2 * request.headcount),
            reverse=True,
        )

    def _spots(self, q: int, request: Request, weekday: int, row: int, minutes: int) -> Array:
        """Dates that a session starting at each slot of the day could be held; 0 where not."""
        a = self.grid.arrays
        _, part = self.grid.rooms.rows[row]
        needed = part.units_needed(request.headcount, request.layout)
        dates = np.zeros(DAY_SLOTS, np.int64)
        open_weeks = ~closed_mask(self.problem, weekday)
        layout = self.grid.layouts[request.layout]
        for mask in wish_masks(self.problem, request, weekday):
            could = (mask & open_weeks).bit_count()
            least = max(1, int(np.ceil(request.least_share_of_dates * could - 1e-9)))
            spots(
                a, self.board, self.grid.pool_hours, row, needed, layout, weekday,
                minutes // SLOT_MINUTES, np.uint64(mask), least,
                int(a.request_applicant[q]), dates,
            )  # fmt: skip
        return dates

    def _days_left(self, q: int) -> list[int]:
        """Weekdays on which the request holds no session yet, locks included."""
        a, b = self.grid.arrays, self.board
        held = b.held[b.seat_ptr[q] : b.seat_ptr[q + 1]]
        taken = {int(a.o_day[o]) for o in held if o >= 0}
        key = self.problem.requests[q].key
        taken |= {lock.weekday for lock in self.problem.locks if lock.request == key}
        return [day for day in range(7) if day not in taken]

    def _farther(self, q: int, request: Request, radius_km: float) -> list[Change]:
        """The nearest place beyond the radius, to the next hundred metres."""
        wider = replace(request, radius_km=radius_km + FARTHER_KM)
        away = self.grid.rooms.kilometres(request)
        rows = np.flatnonzero(self.grid.rooms.fitting(wider) & (away > radius_km))
        for row in rows[np.argsort(away[rows], kind="stable")].tolist():
            found = self._place(q, wider, [row])
            if found is not None:
                kilometres = ceil(float(away[row]) * 10) / 10
                effort = 90 + 30 * (kilometres - radius_km)
                return [Change("radius", effort, *found, {"radius_km": kilometres})]
        return []

    def _place(
        self, q: int, changed: Request, rows: Sequence[int] | None = None
    ) -> tuple[str, int, int, int] | None:
        """The first free session within the windows of the changed request."""
        if rows is None:
            rows = np.flatnonzero(self.grid.rooms.fitting(changed)).tolist()
        for row in rows:
            for day in self._days_left(q):
                windows = [w for w in changed.windows if w.weekday == day]
                if not windows:
                    continue
                dates = self._spots(q, changed, day, row, changed.shortest_minutes)
                for slot in np.flatnonzero(dates).tolist():
                    start = slot * SLOT_MINUTES
                    end = start + changed.shortest_minutes
                    if any(w.start <= start and end <= w.end for w in windows):
                        resource = self.grid.rooms.rows[row][0].key
                        return resource, day, start, changed.shortest_minutes
        return None

    def _moved(self, q: int, request: Request, anywhere: bool) -> Change | None:
        """The free start nearest to the windows, on their weekdays or on any other."""
        best: Change | None = None
        asked_days = {w.weekday for w in request.windows}
        for row in np.flatnonzero(self.grid.rooms.fitting(request)).tolist():
            for day in self._days_left(q):
                if (day in asked_days) == anywhere:
                    continue
                windows = [w for w in request.windows if anywhere or w.weekday == day]
                dates = self._spots(q, request, day, row, request.shortest_minutes)
                for slot in np.flatnonzero(dates).tolist():
                    start = slot * SLOT_MINUTES
                    end = start + request.shortest_minutes
                    shift = min(max(w.start - start, end - w.end, 0) for w in windows)
                    effort = float(shift + (240 if anywhere else 0))
                    if best is None or effort < best.effort:
                        resource = self.grid.rooms.rows[row][0].key
                        details = {"shift_minutes": shift}
                        best = Change(
                            "", effort, resource, day, start, request.shortest_minutes, details
                        )
        return best


@njit(cache=True, nogil=True)
def spots(a, b, pool_hours, row, needed, layout, day, length, mask, least, applicant, dates):
    """Add to `dates[start]` how many weeks of `mask` a free session of `length` slots keeps."""
    r = a.part_resource[row]
    setup, extra = a.resource_setup[r], a.resource_extra[r]
    nothing = np.uint64(0)
    for start in range(len(dates) - length + 1):
        kept = mask
        for t in range(start, start + length):
            if a.part_pool[row]:
                kept &= pool_hours[row, day, t]
            else:
                for i in range(a.part_unit_ptr[row], a.part_unit_ptr[row + 1]):
                    kept &= a.available[layout, a.part_unit[i], day, t]
            if kept == nothing:
                break
        count = popcount(kept)
        if count < least:
            continue
        clash = False
        if a.alone[applicant]:
            for t in range(start, start + length):
                if b.busy[applicant, day, t] & kept:
                    clash = True
        if clash:
            continue
        free = 0
        for i in range(a.part_unit_ptr[row], a.part_unit_ptr[row + 1]):
            unit = a.part_unit[i]
            ok = free_for(
                b.occupied, b.occupied_layout, unit, day, start, start + length + setup, extra,
                layout, kept,
            )  # fmt: skip
            if ok and a.part_pool[row]:
                for t in range(start, start + length):
                    if kept & ~a.available[layout, unit, day, t]:
                        ok = False
            free += ok
        if needed > 0 and free >= needed:
            dates[start] = max(dates[start], count)
