"""Opening hours in OpenStreetMap's syntax, and in the columns of French lists."""

import csv
from datetime import date
from pathlib import Path

import pytest

from softplace.engines.calendar import (
    HolidayPolicy,
    WeeklyHours,
    WeeklySpan,
    day_number,
    reasons_to_refuse_hours,
    spans_of_day,
    weekly_rules_from_hours,
)
from softplace.engines.calendar.hours import closes_on_public_holidays, hours_pieces

MONDAY = date(2026, 11, 23)
AS_USUAL, CLOSED = HolidayPolicy.AS_USUAL, HolidayPolicy.CLOSED


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00",
        "Mo-Fr 09:00-17:00; PH off;",
        "Mo[1] 10:00-12:00",
        "Apr-Oct Mo 10:00-12:00",
        "Feb 29 10:00-12:00",
        "PH 10:00-12:00",
        'Mo 09:00-12:00 "sur rendez-vous au sunset"',
    ],
)
def test_sound_hours_are_accepted(text: str) -> None:
    assert reasons_to_refuse_hours(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "hours_are_empty"),
        ("  ", "hours_are_empty"),
        ("Mo " * 400, "hours_too_long"),
        ("lundi 9h-12h", "hours_unreadable"),
        ("Mo-Fr 25:00-26:00", "hours_unreadable"),
        ("😀", "hours_unreadable"),
        ("<script>alert(1)</script>", "hours_unreadable"),
        ("sunrise-sunset", "hours_depend_on_sun"),
        ("Apr-Oct 10:00-12:00; SH off; Mo 10:00-11:00", "hours_depend_on_school_holidays"),
        ("Feb 30 10:00-12:00", "hours_impossible_date"),
        ("Mo 10:00-12:00; Apr 31 off", "hours_impossible_date"),
        ("Mo 10:00-12:00; Feb 27-30 off", "hours_impossible_date"),
        ("Mo 10:00-12:00; 2027 Feb 29 off", "hours_impossible_date"),
        ("off", "hours_never_open"),
        ("Mo 10:00-12:00 unknown", "hours_never_open"),
        ("1990 Mo 10:00-12:00", "hours_never_open"),
    ],
)
def test_each_fault_of_hours_has_its_reason(text: str, code: str) -> None:
    assert [reason.code for reason in reasons_to_refuse_hours(text)] == [code]


def test_unreadable_hours_say_at_which_column() -> None:
    (reason,) = reasons_to_refuse_hours("Mo-Fr 25:00-26:00")
    assert (reason.field, dict(reason.details)) == ("hours", {"column": 7})


def test_a_night_belongs_to_its_evening_and_longer_stretches_to_each_date() -> None:
    friday = day_number(date(2026, 11, 27))
    at = friday * 1440
    day, start, end = hours_pieces("Fr 22:00-06:00", "", friday, friday + 1)
    assert (day.tolist(), (start - at).tolist(), (end - at).tolist()) == ([friday], [1320], [1800])
    day, start, end = hours_pieces("Fr 18:00-24:00; Sa 00:00-24:00", "", friday, friday + 1)
    assert (day - friday).tolist() == [0, 1]
    assert (start - at).tolist() == [1080, 1440]
    assert (end - at).tolist() == [1440, 2880]


@pytest.mark.parametrize(
    ("text", "start_minute", "length_minutes"),
    [("22:00-06:00", 1320, 480), ("24/7", 0, 1440)],
)
def test_every_day_of_a_long_stretch_has_its_whole_piece(
    text: str, start_minute: int, length_minutes: int
) -> None:
    first = day_number(MONDAY)
    day, start, end = hours_pieces(text, "", first, first + 89)
    assert day.tolist() == list(range(first, first + 90))
    assert set((start - day * 1440).tolist()) == {start_minute}
    assert set((end - start).tolist()) == {length_minutes}


def test_a_stretch_of_exactly_24_hours_is_not_cut() -> None:
    first = day_number(MONDAY)
    day, start, end = hours_pieces("Mo,Th 08:00-32:00", "", first, first + 6)
    assert (day - first).tolist() == [0, 3]
    assert (start - day * 1440).tolist() == [480, 480]
    assert (end - start).tolist() == [1440, 1440]


def test_public_holidays_of_the_country_close() -> None:
    christmas = day_number(date(2026, 12, 25))
    for country, opened in (("FR", 0), ("", 1), ("XX", 1)):
        days, _, _ = hours_pieces("Mo-Fr 09:00-12:00; PH off", country, christmas, christmas)
        assert len(days) == opened


def test_only_a_closing_that_has_the_last_word_closes_regional_holidays() -> None:
    assert closes_on_public_holidays("Apr Mo 10:00-12:00; PH off")
    assert closes_on_public_holidays("Apr Mo 10:00-12:00; Su,PH off; Dec 24 off")
    assert closes_on_public_holidays("Mo 10:00-12:00, PH closed;")
    assert not closes_on_public_holidays("PH off; Mo 10:00-12:00")
    assert not closes_on_public_holidays("Apr Mo 10:00-12:00; PH 10:00-11:00")
    assert not closes_on_public_holidays('Apr Mo 10:00-12:00 "PH off"')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00",
            WeeklyHours(
                (WeeklySpan(32, 510, 210), WeeklySpan(31, 540, 180), WeeklySpan(31, 840, 270))
            ),
        ),
        ("24/7", WeeklyHours((WeeklySpan(127, 0, 1440),))),
        ("Fr,Sa 22:00-06:00", WeeklyHours((WeeklySpan(48, 1320, 480),))),
        ("Mo-Fr 9:00-12:00; We off", WeeklyHours((WeeklySpan(27, 540, 180),))),
        ("Mo-Fr 09:00-12:00; PH off", WeeklyHours((WeeklySpan(31, 540, 180),), CLOSED)),
        ("Mo-Fr 09:00-12:00, PH off;", WeeklyHours((WeeklySpan(31, 540, 180),), CLOSED)),
        ("Mo-Sa 09:00-12:00; Sa,PH off", WeeklyHours((WeeklySpan(31, 540, 180),), CLOSED)),
        (
            "Mo-Fr 09:00-12:00; PH off; SH closed",
            WeeklyHours((WeeklySpan(31, 540, 180),), CLOSED, CLOSED),
        ),
        ("Mo-Fr 09:00-12:00; SH off", WeeklyHours((WeeklySpan(31, 540, 180),), AS_USUAL, CLOSED)),
    ],
)
def test_a_purely_weekly_expression_becomes_spans(text: str, expected: WeeklyHours) -> None:
    assert weekly_rules_from_hours(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PH off",
        "off",
        "lundi 9h",
        "Mo[1] 09:00-12:00",
        "Apr-Oct 09:00-12:00",
        "week 2-52/2 Mo 09:00-12:00",
        "PH off; Mo-Fr 09:00-12:00",
        "Mo-Fr,PH 09:00-12:00",
        "Mo,PH off",
        "Mo-Fr 09:00-12:00; PH 10:00-11:00",
        'Mo-Fr 09:00-12:00 "sur rendez-vous"',
        "Mo-Fr 09:00-12:00 || Sa 10:00-11:00",
        "Mo 10:00-sunset",
        "Mo-Fr 09:00-12:00; Dec 25 off",
    ],
)
def test_what_a_week_cannot_say_stays_an_expression(text: str) -> None:
    assert weekly_rules_from_hours(text) is None


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        (None, []),
        ("", []),
        ("Fermé", []),
        ("FERMÉ.", []),
        ("–", []),
        ("09:00 - 12:00 / 13:30 - 17:00", [(540, 180), (810, 210)]),
        ("9h00-12h", [(540, 180)]),
        ("9h – 12h30", [(540, 210)]),
        ("8h30 à 12h et 14h à 17h", [(510, 210), (840, 180)]),
        ("de 9h à 12h, de 14h à 24h", [(540, 180), (840, 600)]),
        ("09:00\u202f-\u00a012:00", [(540, 180)]),
        ("13:30-17:00 / 09:00-12:00", [(540, 180), (810, 210)]),
        ("00:00 - 24:00", [(0, 1440)]),
        ("9-12", [(540, 180)]),
        ("09:00 - 12:00 / 09:00 - 12:00", [(540, 180)]),
        ("09:00 - 12:30 / 09:00 - 17:00 / 14:00 - 17:00", [(540, 480)]),
    ],
)
def test_a_column_of_a_french_list_becomes_spans(
    text: str | None, spans: list[tuple[int, int]]
) -> None:
    assert spans_of_day(text) == (spans, [])


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("sur rendez-vous", "day_hours_unreadable", "sur rendez-vous"),
        ("09:00 - 12:00 / l'après-midi", "day_hours_unreadable", "l'après-midi"),
        ("24:00 - 25:00", "hours_out_of_day", "24:00 - 25:00"),
        ("24:00 - 24:00", "hours_out_of_day", "24:00 - 24:00"),
        ("10:00 - 24:30", "hours_out_of_day", "10:00 - 24:30"),
        ("09:60 - 12:00", "hours_out_of_day", "09:60 - 12:00"),
        ("12:00 - 12:00", "ends_before_start", "12:00 - 12:00"),
        ("14:00 - 12:00", "ends_before_start", "14:00 - 12:00"),
        ("00:00 - 00:00 / 09:00 - 12:00", "ends_before_start", "00:00 - 00:00"),
        ("9h12h", "day_hours_unreadable", "9h12h"),
    ],
)
def test_each_fault_of_a_column_has_its_reason(text: str, code: str, value: str) -> None:
    spans, reasons = spans_of_day(text)
    assert spans == []
    assert [(reason.code, reason.details["value"]) for reason in reasons] == [(code, value)]


def test_a_column_that_is_endless_is_refused() -> None:
    spans, reasons = spans_of_day("9-10 / " * 100)
    assert (spans, [reason.code for reason in reasons]) == ([], ["day_hours_too_long"])


def test_the_france_services_list_is_read_but_for_its_one_wrong_value(real_data: Path) -> None:
    path = real_data / "places" / "france-services-auvergne-rhone-alpes-2024-08.csv"
    columns = ("h_lundi", "h_mardi", "h_mercredi", "h_jeudi", "h_vendredi", "h_samedi")
    with path.open(encoding="utf-8-sig", newline="") as file:
        wrong = [
            (row["id_fs"], column, reason.code, reason.details["value"])
            for row in csv.DictReader(file)
            for column in columns
            for reason in spans_of_day(row[column])[1]
        ]
    assert wrong == [("29", "h_mercredi", "ends_before_start", "00:00 - 00:00")]
