"""Opening hours between files and rules."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from softplace.places.enums import HolidayPolicy, Pattern
from softplace.places.formats import (
    HoursDraft,
    expression_of,
    rules_of_expression,
    rules_of_weekdays,
)

CLOSED = HolidayPolicy.CLOSED


@pytest.mark.parametrize(
    "expression",
    [
        "Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00",
        "Mo,We,Fr 09:00-12:00",
        "Mo-Su 00:00-24:00",
        "Fr,Sa 22:00-06:00",
        "Mo-We,Su 09:00-12:00; PH off",
        "Tu 14:00-17:00; SH off",
        "Tu[1] 14:00-17:00",
        "Mar-Oct Sa 09:00-12:00",
    ],
)
def test_an_expression_comes_out_as_it_went_in(expression: str) -> None:
    rules, reasons = rules_of_expression(expression)
    assert reasons == []
    assert expression_of(rules) == expression


def test_what_a_week_cannot_say_is_kept_as_an_expression() -> None:
    (rule,), _ = rules_of_expression("Tu[1] 14:00-17:00")
    assert (rule.pattern, rule.hours) == (Pattern.HOURS, "Tu[1] 14:00-17:00")


@pytest.mark.parametrize("text", ["Mo 25:00-26:00", "du lundi au vendredi", "Feb 30 09:00-12:00"])
def test_hours_that_cannot_be_are_refused(text: str) -> None:
    rules, reasons = rules_of_expression(text)
    assert rules == ()
    assert reasons


def test_weekday_columns_with_the_same_hours_are_one_rule() -> None:
    rules, reasons = rules_of_weekdays(
        ["09:00 - 12:00 / 14:00 - 17:00", "09:00 - 12:00", "", "09:00 - 12:00"],
        on_public_holidays=CLOSED,
    )
    assert reasons == []
    assert [(r.weekdays, r.start_minute, r.length_minutes) for r in rules] == [
        (1 + 2 + 8, 540, 180), (1, 840, 180),
    ]  # fmt: skip
    assert expression_of(rules) == "Mo 09:00-12:00,14:00-17:00; Tu,Th 09:00-12:00; PH off"


def test_hours_listed_for_two_desks_are_joined_and_a_placeholder_is_nothing() -> None:
    rules, reasons = rules_of_weekdays(
        ["08:30 - 12:30 / 08:30 - 17:30", "00:00 - 00:00 / 09:00 - 12:00"],
        on_public_holidays=CLOSED,
    )
    assert reasons == []
    assert expression_of(rules) == "Mo 08:30-17:30; Tu 09:00-12:00; PH off"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("17:00 - 09:00", "ends_before_start"),
        ("09:00 - 25:00", "hours_out_of_day"),
        ("24:00 - 24:00", "hours_out_of_day"),
        ("matin", "day_hours_unreadable"),
    ],
)
def test_a_bad_day_is_told_by_its_number(text: str, code: str) -> None:
    rules, reasons = rules_of_weekdays(["", text], on_public_holidays=CLOSED)
    assert rules == ()
    assert [(day, reason.code) for day, reason in reasons] == [(1, code)]


@given(
    st.lists(st.tuples(st.integers(1, 127), st.integers(0, 23 * 4), st.integers(1, 40)), max_size=4)
)
@example([(1, 56, 40), (2, 0, 1)])
def test_any_week_that_a_place_keeps_is_read_back_as_the_same_minutes(
    spans: list[tuple[int, int, int]],
) -> None:
    rules = [
        HoursDraft(weekdays=days, start_minute=start * 15, length_minutes=length * 15)
        for days, start, length in spans
        if start * 15 + length * 15 <= 1440
    ]
    again, reasons = rules_of_expression(expression_of(rules))
    assert reasons == []
    assert _minutes(again) == _minutes(rules)


def _minutes(rules: "list[HoursDraft] | tuple[HoursDraft, ...]") -> set[int]:
    """Of the week: an evening and the night after it are the same, as one stretch or as two."""
    return {
        (day * 1440 + minute) % (7 * 1440)
        for rule in rules
        for day in range(7)
        if rule.weekdays >> day & 1
        for minute in range(rule.start_minute, rule.start_minute + rule.length_minutes)
    }
