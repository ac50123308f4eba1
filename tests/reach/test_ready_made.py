"""Scenarios for the questions of the field, on a tiny world."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from softplace.bookings.models import Booking
from softplace.foundation.errors import Refused
from softplace.people.models import User
from softplace.places.models import OpeningRule, Place, Resource, Unit
from softplace.reach.enums import Question, UseMeasure
from softplace.reach.models import Scenario, Study
from softplace.reach.planning import Draft, Wish, edit_scenario, ready_made
from softplace.territory.models import Function
from tests.reach.conftest import AddPlace
from tests.reach.test_edits import assessed, reloaded

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
THURSDAY = ((3 * 1440 + 540, 3 * 1440 + 720),)


def made(scenario: Scenario, question: str, **numbers: Any) -> list[tuple[str, dict[str, Any]]]:
    drafts, _ = ready_made(reloaded(scenario), Wish(question, "library", **numbers), AT)
    return [(str(draft.kind), dict(draft.content)) for draft in drafts]


def booked(place: Place, count: int, *, is_checked_in: bool = False) -> None:
    for number in range(count):
        start = AT - timedelta(days=7 + number)
        Booking.objects.create(
            reference=f"{place.slug}{number}", check_in_code="1", place=place, title="Talk",
            starts_at=start, ends_at=start + timedelta(hours=1), status="confirmed",
            created_at=start, changed_at=start,
            checked_in_at=start if is_checked_in else None,
        )  # fmt: skip


def test_the_least_used_close(scenario: Scenario, add_place: AddPlace) -> None:
    booked(add_place("north", 45.1), 2)
    booked(Place.objects.get(slug="south"), 3)
    closed = [("close", {"key": "north", "function": "library"})]
    assert made(scenario, Question.CLOSE_LEAST_USED, count=1) == closed


def test_use_may_be_counted_at_the_door(scenario: Scenario, add_place: AddPlace) -> None:
    booked(add_place("north", 45.1), 1, is_checked_in=True)
    booked(Place.objects.get(slug="south"), 3)
    closed = [("close", {"key": "south", "function": "library"})]
    measure = UseMeasure.CHECK_INS
    assert made(scenario, Question.CLOSE_LEAST_USED, count=1, measure=measure) == closed


def test_more_closures_than_places_are_refused(scenario: Scenario) -> None:
    with pytest.raises(Refused) as refused:
        made(scenario, Question.CLOSE_LEAST_USED, count=2)
    assert [reason.code for reason in refused.value.reasons] == ["more_closures_than_places"]


def test_all_become_stops(scenario: Scenario) -> None:
    assert made(scenario, Question.ALL_MOBILE) == [
        ("close", {"key": "south", "function": "library"}),
        ("stop", {"name": "South", "latitude": 45.0, "longitude": 5.0, "functions": ["library"],
                  "hours": [[540, 720]]}),
    ]  # fmt: skip


def test_town_halls_take_the_function_in(scenario: Scenario, add_place: AddPlace) -> None:
    add_place("hall", 45.1, functions=("printing",), kind="town_hall")
    assert made(scenario, Question.DELEGATE, hours=THURSDAY) == [
        ("add", {"key": "hall", "function": "library", "hours": [list(THURSDAY[0])]})
    ]


def test_every_vacant_space_opens(planner: User, scenario: Scenario, add_place: AddPlace) -> None:
    place = add_place("hall", 45.1, weekdays=0b11, functions=())
    room = Resource.objects.create(place=place, name="Hall", kind="hall")
    room.units.add(Unit.objects.create(place=place, name="Hall"))
    drafts, calendar = ready_made(reloaded(scenario), Wish(Question.OPEN_VACANT, "library"), AT)
    edit_scenario(
        actor=planner, scenario=reloaded(scenario), version=1, drafts=drafts, calendar=calendar
    )
    assert assessed(scenario).found.hours.tolist() == [2, 4]


def test_a_room_open_day_and_night_is_idle_from_midnight_to_midnight(
    planner: User, scenario: Scenario, add_place: AddPlace
) -> None:
    place = add_place("hall", 45.1, weekdays=0b1111111, functions=())
    OpeningRule.objects.filter(place=place).update(start_minute=0, length_minutes=1440)
    room = Resource.objects.create(place=place, name="Hall", kind="hall")
    room.units.add(Unit.objects.create(place=place, name="Hall"))
    drafts, calendar = ready_made(reloaded(scenario), Wish(Question.OPEN_VACANT, "library"), AT)
    edit_scenario(
        actor=planner, scenario=reloaded(scenario), version=1, drafts=drafts, calendar=calendar
    )
    days = [[day * 1440, (day + 1) * 1440] for day in range(7)]
    assert [edit.content["hours"] for edit in scenario.edits.all()] == [days]


def test_a_refusal_says_which_of_the_changes_it_is_about(planner: User, scenario: Scenario) -> None:
    good = {"key": "south", "function": "library", "hours": [[540, 600]]}
    drafts = [Draft("hours", good, 0), Draft("hours", good | {"hours": [[600, 540]]}, 1)]
    with pytest.raises(Refused) as refused:
        edit_scenario(actor=planner, scenario=reloaded(scenario), version=1, drafts=drafts)
    told = [(reason.code, reason.details["change"]) for reason in refused.value.reasons]
    assert told == [("hours_end_before_start", 1)]


def test_places_are_specialised_again(
    scenario: Scenario, study: Study, add_place: AddPlace
) -> None:
    study.functions.add(Function.objects.get(code="printing"))
    add_place("both", 45.1, functions=("library", "printing"))
    assert made(scenario, Question.SPECIALISE) == [
        ("close", {"key": "both", "function": "printing"})
    ]


def test_hours_become_shorter(scenario: Scenario) -> None:
    assert made(scenario, Question.SHORTER_HOURS, share=0.5) == [
        ("hours", {"key": "south", "function": "library", "hours": [[540, 600]]})
    ]


def test_a_question_that_changes_nothing_says_so(scenario: Scenario) -> None:
    with pytest.raises(Refused) as refused:
        made(scenario, Question.SPECIALISE)
    assert [reason.code for reason in refused.value.reasons] == ["nothing_to_change"]
