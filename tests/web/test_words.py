"""Codes have words in both languages; hours, lengths and dates are written as people write."""

import inspect
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db.models.enums import Choices
from django.utils import translation

from softplace.people import enums as people
from softplace.places import enums as places
from softplace.places.enums import PlaceKind
from softplace.web import words
from softplace.web.templatetags.words import moment


def vocabularies() -> list[type[Choices]]:
    return [
        thing
        for module in (people, places)
        for _, thing in inspect.getmembers(module, inspect.isclass)
        if issubclass(thing, Choices) and thing.__module__ == module.__name__
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("vocabulary", vocabularies(), ids=lambda v: v.__name__)
def test_every_code_has_its_own_word(vocabulary: type[Choices], language: str) -> None:
    with translation.override(language):
        labels = [words.label(code) for code in vocabulary]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def test_a_value_of_the_database_has_the_word_of_its_code() -> None:
    with translation.override("fr"):
        assert words.label("library", "PlaceKind") == words.label(PlaceKind.LIBRARY)
        assert words.label("", "PlaceKind") == ""
        assert words.label("lighthouse", "PlaceKind") == "lighthouse"


@pytest.mark.parametrize(
    ("minutes", "french", "english"),
    [(570, "9 h 30", "9:30"), (540, "9 h", "9:00"), (0, "0 h", "0:00"), (1440, "24 h", "24:00")],
)
def test_hours_are_written_as_in_the_language(minutes: int, french: str, english: str) -> None:
    with translation.override("fr"):
        assert words.hour(minutes) == french.replace(" ", "\u00a0")
    with translation.override("en"):
        assert words.hour(minutes) == english


def test_an_opening_until_midnight_ends_at_24() -> None:
    start, end = datetime(2026, 11, 23, 18, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
    with translation.override("en"):
        assert words.hours(start, end) == "18:00–24:00"
    with translation.override("fr"):
        assert words.hours(start, end) == "18\u00a0h\u00a0– 24\u00a0h"


@pytest.mark.parametrize(
    ("metres", "french", "english"),
    [
        (4, "0 m", "0 m"),
        (848, "850 m", "850 m"),
        (997, "1 km", "1 km"),
        (2431, "2,4 km", "2.4 km"),
        (23_400, "23 km", "23 km"),
    ],
)
def test_distances_grow_coarser(metres: float, french: str, english: str) -> None:
    with translation.override("fr"):
        assert words.distance(metres) == french.replace(" ", "\u00a0")
    with translation.override("en"):
        assert words.distance(metres) == english.replace(" ", "\u00a0")


def test_durations_days_and_areas() -> None:
    with translation.override("fr"):
        assert words.duration(45) == "45\u00a0min"
        assert words.duration(90) == "1\u00a0h\u00a030"
        assert words.duration(1440) == "1 jour"
        assert words.duration(2880) == "2 jours"
        assert words.area(8.5) == "8,5\u00a0m²"
        assert words.day(date(2026, 12, 1)) == "mardi 1er décembre"
        assert words.day_short(date(2026, 11, 24)) == "mar. 24 nov."
        assert words.moment(datetime(2026, 11, 24, 9, 30, tzinfo=UTC), year=True) == (
            "mardi 24 novembre 2026 à 9\u00a0h\u00a030"
        )
        assert words.days_between(date(2027, 3, 2), date(2027, 3, 5)) == (
            "du 2 mars au 5 mars 2027"
        )
    with translation.override("en"):
        assert words.day(date(2026, 12, 1)) == "Tuesday 1 December"
        assert words.day_short(date(2026, 11, 24)) == "Tue 24 Nov"
        assert words.duration(1440) == "1 day"


def test_an_instant_of_the_database_is_shown_on_the_wall_and_one_of_a_place_on_its_own() -> None:
    instant = datetime(2027, 3, 1, 8, tzinfo=UTC)
    with translation.override("en"):
        assert moment(instant) == "Monday 1 March 2027 at 9:00"
        assert moment(instant.astimezone(ZoneInfo("Indian/Reunion"))).endswith(" at 12:00")
