"""Every reason of the calendar has a sentence, in English and in French, with its details."""

from datetime import date

import pytest
from django.utils.translation import override

from softplace.engines.calendar import (
    reasons_to_refuse_hours,
    reasons_to_refuse_recurrence,
    reasons_to_refuse_rule,
    spans_of_day,
)
from softplace.foundation.errors import Reason
from softplace.web.sentences import told

FIRST = date(2026, 1, 1)
RECURRENCES = (
    "", "X" * 301, "lundi", "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;X=1", "FREQ=DAILY;BYHOUR=1",
    "BYDAY=MO", "FREQ=HOURLY", "FREQ=%s", "FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=WEEKLY;BYDAY=1MO",
    "FREQ=MONTHLY;BYSETPOS=1", "FREQ=DAILY;INTERVAL=9999", "FREQ=DAILY;COUNT=9999",
    "FREQ=DAILY;UNTIL=23990101", "FREQ=DAILY;COUNT=1;UNTIL=20270101",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
)  # fmt: skip
HOURS = (
    "", "Mo " * 400, "lundi", "sunrise-sunset", "Apr 10:00-11:00; SH off; Mo off",
    "Feb 30 10:00-11:00", "off",
)  # fmt: skip
DAYS = ("sur %s", "9-10 / " * 100, "24:00 - 25:00", "12:00 - 11:00")
RULES = (
    {"zone": "Crest", "pattern": 9},
    {"pattern": 1, "start_minute": 1440, "length_minutes": 99999, "holiday_region": "XX"},
    {"pattern": 2, "length_minutes": 1, "on_public_holidays": 2, "on_school_holidays": 2},
    {"pattern": 4, "hours": "24/7", "starts_on": date(1, 1, 1)},
)


def every_reason() -> list[Reason]:
    found = reasons_to_refuse_recurrence("FREQ=DAILY", None)
    for recurrence in RECURRENCES:
        found += reasons_to_refuse_recurrence(recurrence, FIRST)
    for hours in HOURS:
        found += reasons_to_refuse_hours(hours)
    for day in DAYS:
        found += spans_of_day(day)[1]
    for rule in RULES:
        found += reasons_to_refuse_rule(**{"zone": "Europe/Paris", **rule})  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_reason_of_the_calendar_has_its_sentence(language: str) -> None:
    reasons = every_reason()
    with override(language):
        sentences = {reason.code: told(reason) for reason in reasons}
    assert [s for s in sentences.values() if "%(" in s or "(" in s[:1]] == []
    assert [code for code, sentence in sentences.items() if code in sentence] == []
    assert len(sentences) == 39


def test_a_sentence_is_in_the_language_of_the_reader() -> None:
    with override("fr"):
        assert told(Reason("no_weekday", "weekdays")) == (
            "Aucun jour de la semaine n’est choisi. Choisissez-en au moins un."
        )
