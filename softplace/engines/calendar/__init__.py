"""Opening rules into intervals, free time, half-days: the calendar of everything.

Times are int64 minutes since 1970-01-01T00:00Z, intervals are half-open.
"""

from softplace.engines.calendar.day_hours import spans_of_day
from softplace.engines.calendar.expansion import Occurrences, expand
from softplace.engines.calendar.grouped import (
    FirstFits,
    GroupedIntervals,
    clip,
    first_fit_by_group,
    intersect_by_group,
    merge_by_group,
    subtract_by_group,
    total_minutes_by_group,
)
from softplace.engines.calendar.halfdays import (
    HalfDayMinutes,
    HalfDays,
    IdleHalfDays,
    IdleStretches,
    half_day_minutes,
    half_days,
    idle_half_days,
    idle_stretches,
    longest_idle_stretch,
)
from softplace.engines.calendar.holidays import (
    SchoolHolidays,
    public_holidays,
    reasons_to_refuse_region,
)
from softplace.engines.calendar.hours import (
    WeeklyHours,
    WeeklySpan,
    reasons_to_refuse_hours,
    weekly_rules_from_hours,
)
from softplace.engines.calendar.recurrence import reasons_to_refuse_recurrence
from softplace.engines.calendar.refusals import reasons_to_refuse_rule, reasons_to_refuse_span
from softplace.engines.calendar.rules import (
    ALL_WEEKDAYS,
    Closures,
    HolidayPolicy,
    Pattern,
    RuleTable,
    is_known_zone,
    weekday_bit,
)
from softplace.engines.calendar.slots import first_starts, possible_starts
from softplace.engines.calendar.wallclock import (
    WallClocks,
    date_of,
    day_number,
    epoch_minutes,
    instant_of,
)

__all__ = [
    "ALL_WEEKDAYS",
    "Closures",
    "FirstFits",
    "GroupedIntervals",
    "HalfDayMinutes",
    "HalfDays",
    "HolidayPolicy",
    "IdleHalfDays",
    "IdleStretches",
    "Occurrences",
    "Pattern",
    "RuleTable",
    "SchoolHolidays",
    "WallClocks",
    "WeeklyHours",
    "WeeklySpan",
    "clip",
    "date_of",
    "day_number",
    "epoch_minutes",
    "expand",
    "first_fit_by_group",
    "first_starts",
    "half_day_minutes",
    "half_days",
    "idle_half_days",
    "idle_stretches",
    "instant_of",
    "intersect_by_group",
    "is_known_zone",
    "longest_idle_stretch",
    "merge_by_group",
    "possible_starts",
    "public_holidays",
    "reasons_to_refuse_hours",
    "reasons_to_refuse_recurrence",
    "reasons_to_refuse_region",
    "reasons_to_refuse_rule",
    "reasons_to_refuse_span",
    "spans_of_day",
    "subtract_by_group",
    "total_minutes_by_group",
    "weekday_bit",
    "weekly_rules_from_hours",
]
