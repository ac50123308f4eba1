"""The programme of a place: what is open on which day, on the wall of the place."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from softplace.places.enums import HolidayPolicy, Mode, Pattern
from softplace.places.models import Closure, OpeningRule, Place, Resource
from softplace.places.queries import openings, week_programme
from softplace.territory.models import Function, SchoolHoliday

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def a_place(**fields: object) -> Place:
    return Place.objects.create(
        slug="mairie",
        name="Mairie",
        latitude=44.73,
        longitude=5.02,
        updated_at=datetime(2026, 11, 23, tzinfo=UTC),
        **fields,
    )


def a_rule(place: Place, weekdays: int, start: int, length: int, **fields: object) -> OpeningRule:
    return OpeningRule.objects.create(
        place=place, weekdays=weekdays, start_minute=start, length_minutes=length, **fields
    )


def hours_of(place: Place, first: date, last: date) -> list[tuple[str, str]]:
    return [(f"{o.start:%d %H:%M}", f"{o.end:%d %H:%M}") for o in openings(place, first, last)]


def test_a_weekly_rule_opens_on_its_days() -> None:
    place = a_place()
    a_rule(place, 1 + 4, 9 * 60, 180)
    assert hours_of(place, MONDAY, date(2026, 11, 29)) == [
        ("23 09:00", "23 12:00"),
        ("25 09:00", "25 12:00"),
    ]


def test_the_hour_on_the_wall_stays_when_the_clocks_change() -> None:
    place = a_place()
    a_rule(place, 1, 9 * 60, 60)
    # The clocks go back on Sunday 25 October 2026.
    assert [
        o.start.utcoffset().total_seconds()
        for o in openings(place, date(2026, 10, 19), date(2026, 10, 26))
    ] == [7200, 3600]  # type: ignore[union-attr]
    assert hours_of(place, date(2026, 10, 19), date(2026, 10, 26)) == [
        ("19 09:00", "19 10:00"),
        ("26 09:00", "26 10:00"),
    ]


def test_an_opening_past_midnight_is_a_stretch_of_both_days() -> None:
    place = a_place()
    a_rule(place, 16, 22 * 60, 240)
    days = week_programme(place, MONDAY).general.days
    assert [
        (day.date.day, [(s.start_minute, s.end_minute) for s in day.stretches]) for day in days[4:]
    ] == [(27, [(1320, 1440)]), (28, [(0, 120)]), (29, [])]


def test_functions_and_resources_with_hours_of_their_own_have_rows() -> None:
    place = a_place()
    papers = Function.objects.create(code="papers", name_fr="Papiers", name_en="Papers")
    room = Resource.objects.create(place=place, name="Salle", kind="room")
    a_rule(place, 1, 540, 60)
    a_rule(place, 2, 540, 60, function=papers, mode=Mode.APPOINTMENT)
    a_rule(place, 4, 540, 60, resource=room)
    rows = week_programme(place, MONDAY).rows
    assert [(row.function, row.resource) for row in rows] == [
        (None, None),
        (papers, None),
        (None, room),
    ]
    assert [[d.date.day for d in row.days if d.stretches] for row in rows] == [[23], [24], [25]]
    assert rows[1].days[1].stretches[0].opening.mode == Mode.APPOINTMENT


def test_a_place_that_never_opens_has_an_empty_row_of_its_own() -> None:
    programme = week_programme(a_place(), MONDAY)
    assert [row.opens for row in programme.rows] == [False]


def test_closures_of_the_place_and_of_one_rule() -> None:
    place = a_place()
    rule = a_rule(place, 127, 540, 60)
    a_rule(place, 127, 840, 60)
    Closure.objects.create(place=place, first_date=MONDAY, last_date=MONDAY, note="Travaux")
    Closure.objects.create(
        place=place, rule=rule, first_date=date(2026, 11, 24), last_date=date(2026, 11, 24)
    )
    assert hours_of(place, MONDAY, date(2026, 11, 25)) == [
        ("24 14:00", "24 15:00"),
        ("25 09:00", "25 10:00"),
        ("25 14:00", "25 15:00"),
    ]
    assert [c.note for c in week_programme(place, MONDAY).closures] == ["Travaux"]


def test_holidays_of_the_place_are_kept() -> None:
    place = a_place(school_zone="A")
    SchoolHoliday.objects.create(
        zone="A", name="Noël", first_date=date(2026, 12, 19), last_date=date(2027, 1, 3)
    )
    a_rule(place, 127, 540, 60, on_public_holidays=HolidayPolicy.CLOSED)
    a_rule(place, 127, 840, 60, on_school_holidays=HolidayPolicy.ONLY)
    assert hours_of(place, date(2026, 12, 18), date(2026, 12, 19)) == [
        ("18 09:00", "18 10:00"),
        ("19 09:00", "19 10:00"),
        ("19 14:00", "19 15:00"),
    ]
    assert hours_of(place, date(2026, 12, 25), date(2026, 12, 25)) == [("25 14:00", "25 15:00")]
    assert week_programme(place, date(2026, 12, 21)).public_holidays == {date(2026, 12, 25)}


def test_a_rule_for_holidays_that_the_place_does_not_know_never_opens() -> None:
    place = a_place(school_zone="")
    a_rule(place, 127, 540, 60, on_school_holidays=HolidayPolicy.ONLY)
    assert hours_of(place, MONDAY, MONDAY) == []


def test_a_rule_can_be_previewed_before_it_is_saved() -> None:
    place = a_place()
    a_rule(place, 1, 540, 60)
    drafted = OpeningRule(
        place=place,
        pattern=Pattern.RECURRENCE,
        recurrence="FREQ=MONTHLY;BYDAY=1SA",
        starts_on=MONDAY,
        start_minute=600,
        length_minutes=120,
    )
    assert [
        (o.rule_id, f"{o.start:%m-%d %H}")
        for o in openings(place, MONDAY, date(2027, 1, 31), rules=[drafted])
    ] == [(None, "12-05 10"), (None, "01-02 10")]


def test_a_programme_takes_the_same_few_queries_whatever_the_place_holds() -> None:
    place = a_place(school_zone="A")
    for start in (540, 840):
        function = Function.objects.create(code=f"f{start}", name_fr="F", name_en="F")
        a_rule(place, 1, start, 60, function=function, on_school_holidays=HolidayPolicy.CLOSED)
    with CaptureQueriesContext(connection) as queries:
        rows = week_programme(place, MONDAY).rows
        assert [str(row.function) for row in rows] == ["None", "f540", "f840"]
    assert len(queries) == 3
