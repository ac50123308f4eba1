"""The algebra of half-open intervals [start, end).

Every function takes and gives intervals of any ordered type (datetimes, minutes, ...).
A *set* of intervals is a list sorted by start in which no two touch or overlap; `merged`
makes one of any list, and the other functions expect and return one.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar


class Ordered(Protocol):
    def __lt__(self, other: Any, /) -> bool: ...
    def __le__(self, other: Any, /) -> bool: ...


T = TypeVar("T", bound=Ordered)


class Interval(NamedTuple):
    """A half-open stretch of time: `start` belongs to it, `end` does not."""

    start: Any
    end: Any

    def overlaps(self, other: "Interval") -> bool:
        return bool(self.start < other.end and other.start < self.end)

    def covers(self, other: "Interval") -> bool:
        return bool(self.start <= other.start and other.end <= self.end)


def merged(intervals: Iterable[tuple[T, T]]) -> list[Interval]:
    """The set covered by the intervals; empty and backward ones count for nothing."""
    result: list[Interval] = []
    for start, end in sorted((s, e) for s, e in intervals if s < e):
        if result and start <= result[-1].end:
            if result[-1].end < end:
                result[-1] = Interval(result[-1].start, end)
        else:
            result.append(Interval(start, end))
    return result


def intersection(a: Sequence[tuple[T, T]], b: Sequence[tuple[T, T]]) -> list[Interval]:
    """What is in both sets."""
    result: list[Interval] = []
    i = j = 0
    while i < len(a) and j < len(b):
        start = max(a[i][0], b[j][0])
        end = min(a[i][1], b[j][1])
        if start < end:
            result.append(Interval(start, end))
        if a[i][1] <= b[j][1]:
            i += 1
        else:
            j += 1
    return result


def in_all(sets: Iterable[list[Interval]]) -> list[Interval]:
    """What is in every one of the sets; nothing where there is none of them."""
    result: list[Interval] | None = None
    for each in sets:
        result = each if result is None else intersection(result, each)
        if not result:
            return []
    return result or []


def difference(a: Sequence[tuple[T, T]], b: Sequence[tuple[T, T]]) -> list[Interval]:
    """What is in the set `a` and not in the set `b`."""
    result: list[Interval] = []
    j = 0
    for start, end in a:
        while j < len(b) and b[j][1] <= start:
            j += 1
        k = j
        while k < len(b) and b[k][0] < end:
            if start < b[k][0]:
                result.append(Interval(start, b[k][0]))
            start = max(start, b[k][1])
            k += 1
        if start < end:
            result.append(Interval(start, end))
    return result


def long_enough(intervals: Iterable[tuple[T, T]], length: Any) -> list[Interval]:
    """Those at least `length` long (`end - start >= length`)."""
    return [Interval(s, e) for s, e in intervals if e - s >= length]  # type: ignore[operator]
