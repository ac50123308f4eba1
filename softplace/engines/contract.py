"""The words that every engine shares: when to stop, how to report, what is wrong with a plan."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Protocol

from softplace.foundation.clock import monotonic_seconds

Progress = Callable[[float, float, float], None]
"""Called with (seconds since the start, value of the best plan so far, bound on any plan)."""


class Stop(Protocol):
    """Asked now and then by an engine, which ends and returns its best when the answer is yes."""

    def __call__(self, value: float, bound: float) -> bool: ...


class MaxSeconds:
    """Stop after a number of seconds, counted from the making of this object."""

    def __init__(self, seconds: float) -> None:
        if not seconds >= 0:
            raise ValueError(f"MaxSeconds() needs 0 or more seconds, not {seconds}.")
        self._deadline = monotonic_seconds() + seconds

    @property
    def seconds_left(self) -> float:
        return max(0.0, self._deadline - monotonic_seconds())

    def __call__(self, value: float, bound: float) -> bool:
        return self.seconds_left == 0.0


class WithinGap:
    """Stop when |bound - value| is at most `gap` of |value| (0.01 is one per cent)."""

    def __init__(self, gap: float) -> None:
        if not gap >= 0:
            raise ValueError(f"WithinGap() needs a gap of 0 or more, not {gap}.")
        self._gap = gap

    def __call__(self, value: float, bound: float) -> bool:
        return relative_gap(value, bound) <= self._gap


class AfterAsking:
    """Stop when asked for the n-th time: the same work wherever it runs."""

    def __init__(self, times: int) -> None:
        self._left = times

    def __call__(self, value: float, bound: float) -> bool:
        self._left -= 1
        return self._left <= 0


class AnyOf:
    """Stop as soon as one of several criteria says so."""

    def __init__(self, *stops: Stop) -> None:
        self._stops = stops

    @property
    def seconds_left(self) -> float:
        return min((seconds_left(stop) for stop in self._stops), default=inf)

    def __call__(self, value: float, bound: float) -> bool:
        return any(stop(value, bound) for stop in self._stops)


def seconds_left(stop: Stop) -> float:
    """How long a stop that looks at the clock still leaves; infinite when it does not look."""
    return float(getattr(stop, "seconds_left", inf))


def relative_gap(value: float, bound: float) -> float:
    """|bound - value| / |value|: 0 is proven optimal; infinite when the value is 0 and not proven."""
    if value == bound:
        return 0.0
    return abs(bound - value) / abs(value) if value else float("inf")


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule of the problem that a plan breaks: which rule, and where, in the problem's keys."""

    rule: str
    where: str
