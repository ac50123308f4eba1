"""Which hours are looked at, and on which days a place need not be in use."""

from dataclasses import dataclass
from datetime import date, timedelta

from softplace.engines.calendar import ALL_WEEKDAYS


@dataclass(frozen=True, slots=True)
class Counted:
    """Which opening hours the policy looks at, on the wall of each place."""

    weekdays: int = ALL_WEEKDAYS
    """Monday is 1, Tuesday 2, Wednesday 4, ... Sunday 64, added up."""
    start_minute: int = 0
    end_minute: int = 1440
    on_public_holidays: bool = True
    in_school_holidays: bool = True


ALL_HOURS = Counted()


@dataclass(frozen=True, slots=True)
class Leave:
    """Days on which a place, or one resource, is exempt; first and last included."""

    place_id: int | None
    resource_id: int | None
    first_date: date
    last_date: date

    @property
    def next_date(self) -> date:
        """The first day on which the policy holds again."""
        return self.last_date + timedelta(days=1)
