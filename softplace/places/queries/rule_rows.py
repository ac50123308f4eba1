"""Opening rules as the rows that the calendar engine reads."""

from softplace.places.enums import HolidayPolicy
from softplace.places.models import OpeningRule, Place


def row_of(rule: OpeningRule, place: Place, *, key: int, owner: int) -> tuple[object, ...]:
    """In the order of `engines.calendar.rules.COLUMNS`."""
    return (
        key,
        owner,
        place.zone,
        rule.pattern,
        rule.weekdays,
        rule.start_minute,
        rule.length_minutes,
        rule.recurrence,
        rule.hours,
        rule.starts_on,
        rule.ends_on,
        rule.on_public_holidays,
        rule.on_school_holidays,
        place.holiday_region,
        place.school_zone,
    )


def waits_for_unknown_holidays(rule: OpeningRule, place: Place) -> bool:
    """Whether it opens only on holidays of a region or zone that the place does not have."""
    return (rule.on_public_holidays == HolidayPolicy.ONLY and not place.holiday_region) or (
        rule.on_school_holidays == HolidayPolicy.ONLY and not place.school_zone
    )
