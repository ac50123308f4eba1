"""Tables of rules refuse what breaks them; single rules are refused with every reason."""

from dataclasses import replace
from datetime import date

import pytest

from softplace.engines.calendar import (
    Closures,
    HolidayPolicy,
    Pattern,
    RuleTable,
    reasons_to_refuse_rule,
    reasons_to_refuse_span,
)
from softplace.engines.calendar.rules import COLUMNS
from tests.engines.calendar.slow_reference import Rule

SOUND = Rule(key=11)


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (replace(SOUND, pattern=5), "pattern is not 1 to 4"),
        (replace(SOUND, weekdays=0), "weekdays is not 1 to 127"),
        (replace(SOUND, weekdays=128), "weekdays is not 1 to 127"),
        (replace(SOUND, start_minute=1440), "start_minute is not 0 to 1439"),
        (replace(SOUND, start_minute=-1), "start_minute is not 0 to 1439"),
        (replace(SOUND, length_minutes=0), "length_minutes is not 1 to 10080"),
        (replace(SOUND, length_minutes=10081), "length_minutes is not 1 to 10080"),
        (replace(SOUND, pattern=Pattern.ONCE), "starts_on is missing"),
        (replace(SOUND, pattern=Pattern.HOURS), "hours is empty"),
        (
            replace(SOUND, pattern=Pattern.RECURRENCE, starts_on=date(2026, 1, 1)),
            "recurrence is empty",
        ),
        (replace(SOUND, starts_on=date(1900, 1, 1)), "starts_on is not between"),
        (replace(SOUND, ends_on=date(9999, 1, 1)), "ends_on is not between"),
        (
            replace(SOUND, starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1)),
            "ends_on is before starts_on",
        ),
        (replace(SOUND, on_public_holidays=3), "on_public_holidays is not 0 to 2"),
        (replace(SOUND, on_school_holidays=-1), "on_school_holidays is not 0 to 2"),
    ],
)
def test_a_table_names_the_rule_and_what_is_wrong_with_it(rule: Rule, problem: str) -> None:
    with pytest.raises(ValueError, match=f"Opening rule 11: {problem}"):
        RuleTable.from_rows([replace(SOUND, key=10).row(), rule.row()])


def test_many_faults_are_counted_and_not_all_listed() -> None:
    rows = [replace(SOUND, key=key, weekdays=0).row() for key in range(7)]
    with pytest.raises(ValueError, match="Opening rule 0, 1, 2, 3, 4 and 2 more: weekdays"):
        RuleTable.from_rows(rows)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="Unknown time zone 'Europe/Crest'"):
        RuleTable.from_rows([replace(SOUND, zone="Europe/Crest").row()])


def test_columns_must_be_those_of_a_table() -> None:
    with pytest.raises(ValueError, match="Columns missing or unknown: colour"):
        RuleTable.from_columns(**dict.fromkeys(COLUMNS, ()), colour=())
    with pytest.raises(ValueError, match="A row has 15 values"):
        RuleTable.from_rows([(1, 2, 3)])


def test_hours_need_no_start_and_no_length() -> None:
    rule = replace(SOUND, pattern=Pattern.HOURS, hours="24/7", start_minute=0, length_minutes=0)
    assert len(RuleTable.from_rows([rule.row()])) == 1


def test_a_table_cannot_be_changed() -> None:
    table = RuleTable.from_rows([SOUND.row()])
    with pytest.raises(ValueError, match="read-only"):
        table.weekdays[0] = 1


def test_a_closure_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="closure of 4 ends 2026-01-01, before"):
        Closures(of_rules=((4, date(2026, 2, 1), date(2026, 1, 1)),))


def reasons(**changes: object) -> list[tuple[str, str]]:
    fields = {
        "zone": "Europe/Paris",
        "pattern": Pattern.WEEKLY,
        "weekdays": 1,
        "start_minute": 0,
        "length_minutes": 60,
    }
    return [(r.field, r.code) for r in reasons_to_refuse_rule(**{**fields, **changes})]  # type: ignore[arg-type]


def test_a_sound_rule_of_each_pattern_has_no_reason_against_it() -> None:
    first = date(2026, 1, 1)
    assert reasons() == []
    assert reasons(pattern=Pattern.ONCE, weekdays=0, starts_on=first) == []
    assert reasons(pattern=Pattern.RECURRENCE, recurrence="FREQ=DAILY", starts_on=first) == []
    assert reasons(pattern=Pattern.HOURS, hours="24/7", length_minutes=0) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"zone": "../etc/passwd"}, [("zone", "unknown_time_zone")]),
        ({"pattern": 9}, [("pattern", "unknown_pattern")]),
        ({"weekdays": 0}, [("weekdays", "no_weekday")]),
        ({"start_minute": 1440}, [("start_minute", "start_out_of_day")]),
        ({"length_minutes": -60}, [("length_minutes", "ends_before_start")]),
        ({"length_minutes": 10081}, [("length_minutes", "opening_too_long")]),
        ({"pattern": Pattern.HOURS, "hours": "lundi"}, [("hours", "hours_unreadable")]),
        ({"pattern": Pattern.ONCE}, [("starts_on", "date_needed")]),
        ({"pattern": Pattern.RECURRENCE}, [("starts_on", "date_needed")]),
        (
            {"pattern": Pattern.RECURRENCE, "starts_on": date(2026, 1, 1)},
            [("recurrence", "recurrence_is_empty")],
        ),
        ({"starts_on": date(1, 1, 1)}, [("starts_on", "date_out_of_range")]),
        ({"ends_on": date(9999, 1, 1)}, [("ends_on", "date_out_of_range")]),
        (
            {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)},
            [("ends_on", "ends_before_start")],
        ),
        ({"holiday_region": "FR-99"}, [("holiday_region", "unknown_holiday_region")]),
        (
            {"on_public_holidays": HolidayPolicy.ONLY, "on_school_holidays": HolidayPolicy.ONLY},
            [("holiday_region", "holiday_region_needed"), ("school_zone", "school_zone_needed")],
        ),
    ],
)
def test_each_fault_of_a_rule_has_its_reason(
    changes: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    assert reasons(**changes) == expected


def test_a_span_is_refused_for_both_its_ends() -> None:
    assert [r.code for r in reasons_to_refuse_span(-1, 0)] == [
        "start_out_of_day",
        "ends_before_start",
    ]
