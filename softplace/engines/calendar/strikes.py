"""What closures and holidays strike out of occurrences, while these still stand on the wall."""

from typing import NamedTuple

import numpy as np

from softplace.engines.calendar.grouped import Membership, ranges
from softplace.engines.calendar.holidays import SchoolHolidays, public_holiday_membership
from softplace.engines.calendar.rules import Closures, HolidayPolicy, RuleTable
from softplace.engines.calendar.wallclock import MINUTES_PER_DAY, BoolArray, IntArray


class Candidates(NamedTuple):
    """Occurrences on the wall: position of the rule, local date of the start, wall minutes."""

    rule: IntArray
    day: IntArray
    start: IntArray
    end: IntArray


def take(table: Candidates, rows: BoolArray | IntArray) -> Candidates:
    return Candidates(*(column[rows] for column in table))


class Strikes:
    """Strikes out what closures and holidays forbid."""

    def __init__(
        self,
        rules: RuleTable,
        closures: Closures,
        school_holidays: SchoolHolidays,
        first_day: int,
        last_day: int,
    ) -> None:
        self._rules = rules
        self._closed = closures.membership(rules)
        self._span = (first_day, last_day)
        self._public: Membership | None = None
        self._checks_public = bool((rules.on_public_holidays != HolidayPolicy.AS_USUAL).any())
        self._checks_school = bool((rules.on_school_holidays != HolidayPolicy.AS_USUAL).any())
        self._school = school_holidays.membership(rules.school_zones)

    def is_public_holiday(self, region: IntArray, day: IntArray) -> BoolArray:
        if self._public is None:
            self._public = public_holiday_membership(self._rules.regions, *self._span)
        return self._public.contains(region, day)

    def by_start(self, table: Candidates) -> Candidates:
        """Each candidate stands or falls with its day."""
        keep = self._allowed(table.rule, table.day)
        return table if keep is None else take(table, keep)

    def by_date(self, table: Candidates) -> Candidates:
        """Candidates longer than a day: their local dates stand or fall one by one."""
        if len(table.rule) == 0 or not (self._closed or self._checks_public or self._checks_school):
            return table
        last = (table.end - 1) // MINUTES_PER_DAY
        count = last - table.day + 1
        parent = np.repeat(np.arange(len(table.rule)), count)
        day = ranges(table.day, count)
        keep = self._allowed(table.rule[parent], day)
        if keep is None or keep.all():
            return table
        parent, day = parent[keep], day[keep]
        # Neighbouring dates of one candidate become one stretch again.
        joined = (parent[1:] == parent[:-1]) & (day[1:] == day[:-1] + 1)
        first = np.flatnonzero(np.append(True, ~joined)) if len(parent) else parent
        final = np.append(first[1:] - 1, len(parent) - 1) if len(parent) else parent
        source = take(table, parent[first])
        return Candidates(
            source.rule,
            day[first],
            np.maximum(source.start, day[first] * MINUTES_PER_DAY),
            np.minimum(source.end, (day[final] + 1) * MINUTES_PER_DAY),
        )

    def _allowed(self, rule: IntArray, day: IntArray) -> BoolArray | None:
        """None when nothing forbids anything."""
        rules = self._rules
        keep = None
        if self._closed:
            keep = ~self._closed.contains(rule, day)
        if self._checks_public:
            policy = rules.on_public_holidays[rule]
            rows = np.flatnonzero(policy != HolidayPolicy.AS_USUAL)
            on = self.is_public_holiday(rules.holiday_region[rule[rows]], day[rows])
            keep = np.ones(len(rule), dtype=np.bool_) if keep is None else keep
            keep[rows] &= on == (policy[rows] == HolidayPolicy.ONLY)
        if self._checks_school:
            policy = rules.on_school_holidays[rule]
            rows = np.flatnonzero(policy != HolidayPolicy.AS_USUAL)
            on = self._school.contains(rules.school_zone[rule[rows]], day[rows])
            keep = np.ones(len(rule), dtype=np.bool_) if keep is None else keep
            keep[rows] &= on == (policy[rows] == HolidayPolicy.ONLY)
        return keep
