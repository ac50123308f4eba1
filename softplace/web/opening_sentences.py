"""The sentences for opening rules: dates, recurrences, opening hours, holidays."""

from django.utils.translation import gettext_noop as sentence

OPENING_SENTENCES: dict[str, str] = {
    # --- Any rule
    "unknown_time_zone": sentence(
        "“%(value)s” is not a time zone. Give the name of a city, such as Europe/Paris."
    ),
    "unknown_pattern": sentence("This kind of opening is not known. Choose one of the list."),
    "no_weekday": sentence("No day of the week is chosen. Choose at least one."),
    "start_out_of_day": sentence("An opening starts between 00:00 and 23:59."),
    "opening_too_long": sentence("An opening lasts %(limit_days)s days at most. Give several."),
    "date_needed": sentence("This kind of opening needs a first date. Give it."),
    "date_out_of_range": sentence("This date is out of reach: from %(first)s to %(last)s only."),
    "unknown_holiday_region": sentence(
        "The public holidays of “%(value)s” are not known. Give a country (FR) or a region (FR-974)."
    ),
    "holiday_region_needed": sentence(
        "Public holidays differ from region to region: say in which one the place stands."
    ),
    "school_zone_needed": sentence(
        "School holidays differ from zone to zone: say in which one the place stands."
    ),
    # --- Recurrences (RRULE)
    "recurrence_is_empty": sentence("The recurrence is empty. Write, for instance, FREQ=WEEKLY."),
    "recurrence_too_long": sentence("A recurrence has %(limit)s characters at most."),
    "recurrence_part_unreadable": sentence(
        "“%(part)s” cannot be read. A recurrence is made of NAME=VALUE, separated by semicolons."
    ),
    "recurrence_part_twice": sentence("%(part)s stands twice in the recurrence. Keep one."),
    "recurrence_part_unknown": sentence("%(part)s is not a part of a recurrence. Take it out."),
    "recurrence_has_time_of_day": sentence(
        "%(part)s does not belong here: the time of day is a field of its own. Take it out."
    ),
    "recurrence_without_frequency": sentence(
        "A recurrence needs its frequency: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."
    ),
    "recurrence_below_daily": sentence(
        "FREQ=%(frequency)s is too often: an opening recurs daily at most."
    ),
    "recurrence_value_invalid": sentence("“%(value)s” is not a value that %(part)s can have."),
    "recurrence_part_not_allowed": sentence(
        "%(part)s makes no sense with FREQ=%(frequency)s. Take it out."
    ),
    "recurrence_nth_weekday_not_allowed": sentence(
        "“%(value)s” numbers a weekday: only a monthly or yearly recurrence without weeks can."
    ),
    "recurrence_position_alone": sentence(
        "BYSETPOS chooses among the days of another part, such as BYDAY. Add one."
    ),
    "recurrence_interval_too_large": sentence("INTERVAL is %(limit)s at most, not %(value)s."),
    "recurrence_count_too_large": sentence(
        "COUNT is %(limit)s at most, not %(value)s. Without COUNT, the openings go on."
    ),
    "recurrence_until_too_late": sentence(
        "UNTIL is %(limit)s at the latest, not %(year)s. Without UNTIL, the openings go on."
    ),
    "recurrence_count_and_until": sentence("A recurrence ends by COUNT or by UNTIL. Keep one."),
    "recurrence_without_start": sentence("A recurrence needs a first date. Give it."),
    "recurrence_never_occurs": sentence(
        "This recurrence falls on no date at all, like 30 February. Mend it."
    ),
    # --- Opening hours as OpenStreetMap writes them
    "hours_are_empty": sentence(
        "The opening hours are empty. Write, for instance, Mo-Fr 09:00-17:00."
    ),
    "hours_too_long": sentence("Opening hours have %(limit)s characters at most."),
    "hours_unreadable": sentence(
        "These opening hours cannot be read from character %(column)s on. Write, for instance, "
        "Mo-Fr 09:00-12:00,14:00-17:00; PH off."
    ),
    "hours_depend_on_sun": sentence(
        "Hours that follow the sun cannot be promised to anyone. Give times."
    ),
    "hours_depend_on_school_holidays": sentence(
        "School holidays (SH) cannot stand inside opening hours. Choose what happens then beside them."
    ),
    "hours_impossible_date": sentence("%(value)s is not a date that exists. Mend it."),
    "hours_never_open": sentence("With these opening hours it would never open. Mend them."),
    # --- Opening hours of one day, as lists write them
    "day_hours_unreadable": sentence(
        "“%(value)s” cannot be read as hours. Write, for instance, 09:00 - 12:00 / 13:30 - 17:00."
    ),
    "day_hours_too_long": sentence("The hours of one day have %(limit)s characters at most."),
    "hours_out_of_day": sentence(
        "“%(value)s” goes beyond the day: a start is 23:59 at the latest, an end 24:00."
    ),
}
