"""A search with no answer says what is nearest to it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from softplace.find.enums import Step
from softplace.find.queries import Suggestion, nearest_to
from tests.find.conftest import MONDAY, PARIS, Searching, World

pytestmark = pytest.mark.django_db


def nearest(find: Searching, **fields: str) -> list[Suggestion]:
    asked, answers = find(**fields)
    assert answers.total == 0
    return nearest_to(asked.question, now=MONDAY, zone=PARIS)


def told(suggestions: list[Suggestion]) -> list[tuple[str, str, dict[str, str]]]:
    return [
        (s.step, s.answer.name, {name: value for name, value in s.fields if value})
        for s in suggestions
    ]


def test_another_day_and_a_bit_farther(world: World, find: Searching) -> None:
    world.rule(world.place("Here on Friday"), weekdays=16)
    world.rule(world.place("There tomorrow", "Saillans"), weekdays=2)
    assert told(nearest(find, where="Crest", radius="5", when="tomorrow")) == [
        (Step.ANOTHER_TIME, "Here on Friday", {"day": "2026-11-27"}),
        (Step.FARTHER, "There tomorrow", {"radius": "20"}),
    ]


def test_both_where_neither_is_enough(world: World, find: Searching) -> None:
    world.rule(world.place("There on Friday", "Die"), weekdays=16)
    assert told(nearest(find, where="Crest", radius="5", when="tomorrow")) == [
        (Step.FARTHER_ANOTHER_TIME, "There on Friday", {"day": "2026-11-27", "radius": "30"})
    ]


def test_fewer_conditions_where_nothing_else_helps(world: World, find: Searching) -> None:
    world.rule(world.place("Anything"))
    assert told(nearest(find, q="xylophone", when="tomorrow")) == [
        (Step.FEWER_CONDITIONS, "Anything", {})
    ]


def test_nothing_where_there_is_nothing(world: World, find: Searching) -> None:
    assert nearest(find, when="tomorrow") == []


def test_the_queries_are_counted(world: World, find: Searching) -> None:
    for number in range(30):
        world.rule(world.place(f"Lieu {number}", "Saillans"), weekdays=16)
    asked, _ = find(where="Crest", radius="5", when="tomorrow")
    with CaptureQueriesContext(connection) as queries:
        nearest_to(asked.question, now=MONDAY, zone=PARIS)
    assert len(queries) == 3 * 9
