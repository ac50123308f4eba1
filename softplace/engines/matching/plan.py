"""What a matching gives back: allocations, their value, and what no plan can exceed."""

from dataclasses import dataclass
from datetime import date

from softplace.engines.contract import relative_gap


@dataclass(frozen=True, slots=True)
class LostDate:
    """A wished date that is not held, and why: a closure's reason, "closed" or "booked"."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Allocation:
    """One session of a request: these units, that weekday, [start, start + minutes), on dates.

    `lost` are the wished dates that fall out. `against` lists what of the request's wishes a
    lock overrides (empty for all that the engine chose itself).
    """

    request: str
    resource: str
    units: tuple[str, ...]
    weekday: int
    start: int
    minutes: int
    dates: tuple[date, ...]
    lost: tuple[LostDate, ...] = ()
    locked: bool = False
    against: tuple[str, ...] = ()

    @property
    def end(self) -> int:
        return self.start + self.minutes

    @property
    def hours(self) -> float:
        """Hours over the season."""
        return len(self.dates) * self.minutes / 60

    @property
    def placement(self) -> tuple[str, str, tuple[str, ...], int, int, int, date]:
        """What makes it the same allocation as another."""
        units = tuple(sorted(self.units))
        first = self.dates[0]
        return self.request, self.resource, units, self.weekday, self.start, self.minutes, first


@dataclass(frozen=True, slots=True)
class Plan:
    """Allocations with their value in points, and a bound: no plan is worth more."""

    allocations: tuple[Allocation, ...]
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """(bound - value) / value; 0 is proven optimal."""
        return relative_gap(self.value, self.bound)

    @property
    def served_hours(self) -> float:
        return sum(allocation.hours for allocation in self.allocations)


def changed(before: Plan, after: Plan) -> int:
    """How many allocations of `before` are not in `after` as they were."""
    kept = {allocation.placement for allocation in after.allocations}
    return sum(allocation.placement not in kept for allocation in before.allocations)
