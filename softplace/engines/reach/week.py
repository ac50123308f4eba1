"""A week of openings, and what of it is within reach: hours, not points on a map."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softplace.engines.compiled import njit
from softplace.engines.travel.points import Floats
from softplace.engines.travel.table import TravelTable
from softplace.foundation.errors import Reason, refuse

WEEK_MINUTES = 7 * 24 * 60
BITS = 64


@dataclass(frozen=True, slots=True, eq=False)
class WeekOpenings:
    """When sites are open in one week, in minutes since its Monday 0:00.

    Attributes
    ----------
    sites, starts, ends
        (openings,) index of the site and [start, end) in minutes; of one site they may
        overlap. 0 <= start < end <= length_minutes.
    length_minutes
        Of the week: 60 less or more when clocks change.
    """

    sites: NDArray[np.int32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    length_minutes: int = WEEK_MINUTES

    def __post_init__(self) -> None:
        for name in ("sites", "starts", "ends"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.int32))
        wrong = (self.starts < 0) | (self.starts >= self.ends) | (self.ends > self.length_minutes)
        refuse(
            [
                Reason(
                    "opening_outside_week",
                    details={"start": int(self.starts[i]), "end": int(self.ends[i])},
                )
                for i in np.flatnonzero(wrong)[:1]
            ]
        )

    @classmethod
    def of(cls, openings: Iterable[tuple[int, int, int]]) -> "WeekOpenings":
        """From (site, start, end); an end beyond Sunday midnight goes on on Monday."""
        cut = []
        for site, start, end in openings:
            if end > WEEK_MINUTES > start:
                cut += [(site, start, WEEK_MINUTES), (site, 0, end - WEEK_MINUTES)]
            else:
                cut.append((site, start, end))
        array = np.array(cut, dtype=np.int32).reshape(-1, 3)
        return cls(array[:, 0].copy(), array[:, 1].copy(), array[:, 2].copy())

    def open_at(self, minute: int, site_count: int) -> NDArray[np.bool_]:
        """(site_count,) which sites are open at a minute of the week."""
        open_now = np.zeros(site_count, dtype=bool)
        open_now[self.sites[(self.starts <= minute) & (minute < self.ends)]] = True
        return open_now

    def breaks(self) -> NDArray[np.int32]:
        """(segments + 1,) minutes between which nothing opens or closes, from 0 to the end."""
        edges = np.concatenate((self.starts, self.ends, [0, self.length_minutes]))
        return np.unique(edges).astype(np.int32)


def hours_within_reach(table: TravelTable, openings: WeekOpenings) -> Floats:
    """(cells,) hours of the week during which some site of the table's limit is open.

    Two sites that are open at the same time count once. Exact to the minute: each site is a
    row of bits, one for each stretch between two changes of the whole week; a cell's hours are
    the lengths of the bits that any of its sites has.
    """
    breaks = openings.breaks()
    bits = _bits(openings, table.site_count, breaks)
    minutes = _minutes_of_union(table.starts, table.sites, bits, np.diff(breaks))
    return minutes / 60


def hours_open(openings: WeekOpenings, site_count: int) -> Floats:
    """(site_count,) hours of the week in which each site is open, overlapping ones once."""
    breaks = openings.breaks()
    each = np.arange(site_count + 1)
    bits = _bits(openings, site_count, breaks)
    return _minutes_of_union(each, each[:-1], bits, np.diff(breaks)) / 60


def people_in_reach_through_week(
    table: TravelTable, openings: WeekOpenings, people: Floats
) -> tuple[NDArray[np.int32], Floats]:
    """How coverage breathes: people with an open site within the table's limit.

    Returns
    -------
    tuple
        (segments + 1,) minutes at which something opens or closes, and (segments,) people
        in reach between each and the next.
    """
    breaks = openings.breaks()
    bits = _bits(openings, table.site_count, breaks)
    return breaks, _people_by_segment(
        table.starts, table.sites, bits, np.asarray(people, dtype=np.float64), len(breaks) - 1
    )


def people_open_by_group(
    table: TravelTable,
    openings: WeekOpenings,
    step_minutes: int,
    people: Floats,
    groups: NDArray[np.intp],
    count: int,
) -> Floats:
    """(count, steps) people of each group of cells with an open site within the table's limit, at
    the moments of `open_within_reach`; of many cells no more is in memory than that.

    Parameters
    ----------
    groups
        (cells,) numbers below `count`.
    """
    moments = np.arange(0, openings.length_minutes, step_minutes)
    first = np.searchsorted(moments, openings.starts)
    last = np.searchsorted(moments, openings.ends)
    words = max(1, -(-len(moments) // BITS))
    bits = _set_bits(openings.sites, first, last, table.site_count, words)
    return _people_by_group(
        table.starts, table.sites, bits, np.asarray(people, dtype=np.float64),
        np.asarray(groups, dtype=np.int64), count, len(moments),
    )  # fmt: skip


@njit(cache=True)
def _people_by_group(starts, sites, bits, people, groups, count, moments):  # type: ignore[no-untyped-def]
    in_reach = np.zeros((count, moments))
    union = np.zeros(bits.shape[1], np.uint64)
    for cell in range(len(starts) - 1):
        _union(starts, sites, bits, cell, union)
        for moment in range(moments):
            if (union[moment // BITS] >> np.uint64(moment % BITS)) & np.uint64(1):
                in_reach[groups[cell], moment] += people[cell]
    return in_reach


def _bits(openings: WeekOpenings, site_count: int, breaks: NDArray[np.int32]) -> NDArray[np.uint64]:
    """(sites, words) the segments of the week in which each site is open."""
    words = max(1, -(-(len(breaks) - 1) // BITS))
    first = np.searchsorted(breaks, openings.starts)
    last = np.searchsorted(breaks, openings.ends)
    return _set_bits(openings.sites, first, last, site_count, words)


@njit(cache=True)
def _set_bits(sites, first, last, site_count, words):  # type: ignore[no-untyped-def]
    bits = np.zeros((site_count, words), np.uint64)
    for k in range(len(sites)):
        for segment in range(first[k], last[k]):
            bits[sites[k], segment // BITS] |= np.uint64(1) << np.uint64(segment % BITS)
    return bits


@njit(cache=True)
def _union(starts, sites, bits, cell, union):  # type: ignore[no-untyped-def]
    union[:] = 0
    for pair in range(starts[cell], starts[cell + 1]):
        for word in range(len(union)):
            union[word] |= bits[sites[pair], word]


@njit(cache=True)
def _minutes_of_union(starts, sites, bits, lengths):  # type: ignore[no-untyped-def]
    cells = len(starts) - 1
    minutes = np.zeros(cells)
    union = np.zeros(bits.shape[1], np.uint64)
    for cell in range(cells):
        _union(starts, sites, bits, cell, union)
        for segment in range(len(lengths)):
            if (union[segment // BITS] >> np.uint64(segment % BITS)) & np.uint64(1):
                minutes[cell] += lengths[segment]
    return minutes


@njit(cache=True)
def _people_by_segment(starts, sites, bits, people, segments):  # type: ignore[no-untyped-def]
    in_reach = np.zeros(segments)
    union = np.zeros(bits.shape[1], np.uint64)
    for cell in range(len(starts) - 1):
        _union(starts, sites, bits, cell, union)
        for segment in range(segments):
            if (union[segment // BITS] >> np.uint64(segment % BITS)) & np.uint64(1):
                in_reach[segment] += people[cell]
    return in_reach


def open_within_reach(
    table: TravelTable, openings: WeekOpenings, step_minutes: int
) -> NDArray[np.bool_]:
    """(cells, steps) whether some site of the table's limit is open at each moment of the week.

    Moments are 0:00 of Monday and every `step_minutes` after it.
    """
    from scipy.sparse import csr_array

    moments = np.arange(0, openings.length_minutes, step_minutes)
    is_open = np.zeros((table.site_count, len(moments)), dtype=np.float32)
    first = np.searchsorted(moments, openings.starts)
    last = np.searchsorted(moments, openings.ends)
    for site, low, high in zip(openings.sites, first, last, strict=True):
        is_open[site, low:high] = 1
    pairs = np.ones(len(table.sites), dtype=np.float32)
    near = csr_array((pairs, table.sites, table.starts), shape=(table.cell_count, table.site_count))
    return np.asarray((near @ is_open) > 0)
