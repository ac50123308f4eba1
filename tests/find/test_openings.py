"""Who answers, when they are open, and in which order."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from softplace.foundation.distances import great_circle_metres
from softplace.places.enums import HolidayPolicy, Pattern
from softplace.places.models import Closure
from softplace.territory.models import SchoolHoliday
from tests.find.conftest import CREST, MONDAY, PARIS, SAILLANS, Searching, World, names, walls

pytestmark = pytest.mark.django_db


def test_a_function_without_hours_of_its_own_is_open_when_its_place_is(
    world: World, find: Searching
) -> None:
    hall = world.place("Mairie de Crest", kind="town_hall")
    world.offers(hall, world.france_services)
    world.rule(hall, "09:00", "12:00")
    _, answers = find(function="france_services", when="tomorrow")
    assert names(answers) == ["Mairie de Crest"]
    assert walls(answers) == [("Tue 09:00", "12:00")]


def test_a_function_with_hours_of_its_own_is_open_at_these_only(
    world: World, find: Searching
) -> None:
    hall = world.place("Mairie de Crest", kind="town_hall")
    world.offers(hall, world.france_services, own_hours=True)
    world.offers(hall, world.printing)
    world.rule(hall, "08:00", "18:00")
    world.rule(hall, "14:00", "16:00", function=world.france_services)
    assert walls(find(function="france_services", when="tomorrow")[1]) == [("Tue 14:00", "16:00")]
    assert walls(find(function="printing", when="tomorrow")[1]) == [("Tue 08:00", "18:00")]


def test_a_resource_is_open_at_its_own_hours_or_at_its_place_s(
    world: World, find: Searching
) -> None:
    house = world.place("Maison")
    world.rule(house, "08:00", "18:00")
    studio = world.resource(house, "Studio", equipment=["piano"], has_own_hours=True)
    world.resource(house, "Salon", equipment=["projector"])
    world.rule(house, "18:00", "22:00", resource=studio)
    assert walls(find(equipment="piano", when="tomorrow")[1]) == [("Tue 18:00", "22:00")]
    assert walls(find(equipment="projector", when="tomorrow")[1]) == [("Tue 08:00", "18:00")]
    assert find(equipment="projector")[1].answers[0].resources == ("Salon",)


def test_one_and_the_same_resource_must_have_all_the_equipment(
    world: World, find: Searching
) -> None:
    apart, together = world.place("Apart"), world.place("Together")
    world.rule(apart)
    world.rule(together)
    world.resource(apart, "A", equipment=["piano"])
    world.resource(apart, "B", equipment=["projector"])
    world.resource(together, "C", equipment=["piano", "projector"])
    assert names(find(equipment=["piano", "projector"])[1]) == ["Together"]


def test_places_outside_the_circle_do_not_answer_and_the_nearest_comes_first(
    world: World, find: Searching
) -> None:
    for commune in ("Die", "Saillans", "Crest"):
        world.rule(world.place(f"Lieu de {commune}", commune))
    _, answers = find(where="Crest", radius="20", when="tomorrow")
    assert names(answers) == ["Lieu de Crest", "Lieu de Saillans"]
    assert [round(a.distance_metres or 0) for a in answers.answers] == [
        0,
        round(great_circle_metres(*CREST, *SAILLANS)),
    ]
    assert names(find(where="Crest", radius="40", when="tomorrow")[1])[2] == "Lieu de Die"


def test_now_is_an_instant_and_more_time_left_comes_first(world: World, find: Searching) -> None:
    world.rule(world.place("Closes soon"), "08:00", "08:45")
    world.rule(world.place("Open till noon"), "08:00", "12:00")
    world.rule(world.place("Opens later"), "09:00", "12:00")
    _, answers = find(when="now")
    assert names(answers) == ["Open till noon", "Closes soon"]
    assert [a.remaining_minutes for a in answers.answers] == [210, 15]


def test_the_whole_of_a_slot_fits_better_than_a_part_of_it(world: World, find: Searching) -> None:
    world.rule(world.place("Half"), "14:00", "15:00")
    world.rule(world.place("Whole"), "13:00", "18:00")
    _, answers = find(day="2026-11-24", from_="14:00", to="16:00")
    assert names(answers) == ["Whole", "Half"]
    assert [a.fit for a in answers.answers] == [1.0, 0.5]


def test_what_is_over_today_is_no_answer_for_today(world: World, find: Searching) -> None:
    world.rule(world.place("Early"), "07:00", "08:00")
    assert names(find(when="today")[1]) == []
    assert walls(find(when="tomorrow")[1]) == [("Tue 07:00", "08:00")]


def test_past_midnight_belongs_to_both_days(world: World, find: Searching) -> None:
    world.rule(world.place("Bal"), "22:00", "02:00", weekdays=2)
    at_one = datetime(2026, 11, 25, 1, 0, tzinfo=PARIS)
    assert names(find(at=at_one, when="now")[1]) == ["Bal"]
    assert walls(find(at=at_one, when="now")[1]) == [("Wed 00:00", "02:00")]


def test_the_night_of_the_clock_change_keeps_the_hours_of_the_wall(
    world: World, find: Searching
) -> None:
    world.rule(world.place("Marché"), "08:00", "12:00", weekdays=64)
    before = datetime(2027, 3, 26, 9, 0, tzinfo=PARIS)
    assert walls(find(at=before, when="weekend")[1]) == [("Sun 08:00", "12:00")]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("", ["For all", "For members", "For pros"]),
        ("0", ["For all"]),
        ("2", ["For all", "For pros"]),
    ],
)
def test_openings_for_others_do_not_answer(
    world: World, find: Searching, who: str, expected: list[str]
) -> None:
    world.rule(world.place("For all"))
    world.rule(world.place("For pros"), audience=2)
    world.rule(world.place("For members"), audience=3)
    assert sorted(names(find(for_=who, when="tomorrow")[1])) == expected


def test_closures_holidays_and_dates_are_respected(world: World, find: Searching) -> None:
    SchoolHoliday.objects.create(
        zone="A", name="Fête", first_date=date(2026, 11, 24), last_date=date(2026, 11, 24)
    )
    shut = world.place("Shut")
    world.rule(shut)
    Closure.objects.create(place=shut, first_date=date(2026, 11, 24), last_date=date(2026, 11, 24))
    holiday = world.place("Holiday", school_zone="A")
    world.rule(holiday, on_school_holidays=HolidayPolicy.CLOSED)
    nowhere = world.place("Nowhere", holiday_region="")
    world.rule(nowhere, on_public_holidays=HolidayPolicy.ONLY)
    world.rule(world.place("Ended"), ends_on=date(2026, 11, 23))
    once = world.place("Once")
    world.rule(once, pattern=Pattern.ONCE, weekdays=0, starts_on=date(2026, 11, 24))
    world.rule(
        world.place("Every other"),
        pattern=Pattern.RECURRENCE,
        weekdays=0,
        recurrence="FREQ=DAILY;INTERVAL=2",
        starts_on=date(2026, 11, 22),
    )
    world.rule(world.place("In words"), pattern=Pattern.HOURS, weekdays=0, hours="Tu 09:00-12:00")
    assert sorted(names(find(when="tomorrow")[1])) == ["Every other", "In words", "Once"]


def test_places_that_match_and_say_no_hours_are_told_apart(world: World, find: Searching) -> None:
    world.place("Mairie de Saillans", "Saillans", kind="town_hall")
    _, answers = find(q="mairie Saillans")
    assert names(answers) == []
    assert [place.name for place in answers.unscheduled] == ["Mairie de Saillans"]


def test_an_unpublished_place_answers_nothing(world: World, find: Searching) -> None:
    world.rule(world.place("Secret", is_published=False))
    assert find(q="secret")[1].total == 0


def test_the_details_of_the_first_and_marks_of_all(world: World, find: Searching) -> None:
    for number in range(60):
        world.rule(world.place(f"Lieu {number}"))
    _, answers = find(when="tomorrow")
    assert (answers.total, len(answers.answers), len(answers.marks)) == (60, 50, 60)


@pytest.mark.parametrize(
    ("fields", "queries"),
    [
        ({"function": "france_services", "where": "Crest", "when": "tomorrow"}, 10),
        # Two more for when what can be booked is taken.
        ({}, 12),
        ({"q": "salle avec piano demain matin a Crest"}, 12),
        ({"equipment": "projector", "for_": "2", "mode": "walk_in", "accessibility": "lift"}, 12),
        ({"mode": "key"}, 12),
    ],
)
def test_any_number_of_places_takes_the_same_number_of_queries(
    world: World, find: Searching, fields: dict[str, str], queries: int
) -> None:
    def fill(count: int) -> None:
        for number in range(count):
            place = world.place(f"Lieu {count} {number}", accessibility=["lift"])
            world.offers(place, world.france_services, own_hours=number % 2 == 0)
            room = world.resource(place, "Salle", equipment=["piano", "projector"])
            world.rule(place)
            world.rule(place, function=world.france_services)
            world.rule(place, resource=room)
            world.rule(place, mode="key")
            Closure.objects.create(
                place=place, first_date=date(2027, 1, 1), last_date=date(2027, 1, 2)
            )

    fill(1)
    find(**fields)
    with CaptureQueriesContext(connection) as few:
        assert find(**fields)[1].total == 1
    fill(30)
    find(**fields)
    with CaptureQueriesContext(connection) as many:
        assert find(**fields)[1].total == 31
    assert len(few) == len(many) == queries


def test_a_keeper_s_change_shows_in_the_next_search(world: World, find: Searching) -> None:
    rule = world.rule(world.place("Maison"))
    assert walls(find(when="tomorrow")[1]) == [("Tue 09:00", "12:00")]
    rule.start_minute += 60
    rule.save()
    assert walls(find(when="tomorrow")[1]) == [("Tue 10:00", "13:00")]


def test_a_place_in_another_time_zone_is_open_by_its_own_wall(
    world: World, find: Searching
) -> None:
    world.rule(world.place("Saint-Denis", zone="Indian/Reunion"), "09:00", "12:00")
    assert walls(find(when="tomorrow")[1]) == [("Tue 06:00", "09:00")]


def test_the_circle_holds_across_the_antimeridian(world: World, find: Searching) -> None:
    world.rule(world.place("East", latitude=-16.5, longitude=179.99))
    world.rule(world.place("West", latitude=-16.5, longitude=-179.99))
    _, answers = find(lat="-16.5", lng="-179.98", radius="10", when="tomorrow")
    assert sorted(names(answers)) == ["East", "West"]


def test_an_answer_tells_what_is_open_and_what_comes_next(world: World, find: Searching) -> None:
    place = world.place("Maison")
    world.rule(place, "08:00", "12:00")
    world.rule(place, "14:00", "17:00", mode="appointment")
    answer = find(when="today")[1].answers[0]
    now = MONDAY
    assert answer.open_at(now) == answer.intervals[0]
    assert answer.next_after(now) == answer.intervals[1]
    assert answer.open_at(now + timedelta(hours=5)) is None
    assert answer.modes == {"walk_in", "appointment"}
