"""Every refusal of campaigns and requests has its sentence, in both languages."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils import translation

import softplace.matching
import softplace.web.campaigns
from softplace.api.areas import requests
from softplace.foundation.errors import Reason
from softplace.web.matching_sentences import MATCHING_SENTENCES
from softplace.web.sentences import SENTENCES, told

CODE = re.compile(r"Reason\(\s*\"(\w+)\"")


def raised() -> set[str]:
    folders = (
        Path(softplace.matching.__file__).parent,
        Path(softplace.web.campaigns.__file__).parent,
    )
    files = [file for folder in folders for file in folder.rglob("*.py")]
    files.append(Path(requests.__file__))
    return {code for file in files for code in CODE.findall(file.read_text())}


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    assert raised() - set(SENTENCES) == set()
    assert set(MATCHING_SENTENCES) - raised() == set()


@pytest.mark.parametrize(
    ("language", "reason", "expected"),
    [
        (
            "en",
            Reason("window_ends_before_it_starts", "windows", {"weekday": 3}),
            "On Thursday, the hours end before they start. Give a later end.",
        ),
        (
            "fr",
            Reason("window_ends_before_it_starts", "windows", {"weekday": 3}),
            "Le jeudi, les heures se terminent avant de commencer. Donnez une fin plus tardive.",
        ),
        (
            "en",
            Reason(
                "outside_the_season",
                "first_day",
                {"first": date(2027, 9, 6), "last": date(2028, 2, 29)},
            ),
            "This is outside the season, which goes from Monday 6 September 2027 to "
            "Tuesday 29 February 2028. Choose a day of it.",
        ),
        (
            "en",
            Reason("applications_not_open_yet", "", {"at": datetime(2027, 4, 1, 8, tzinfo=UTC)}),
            "Applications are not open yet. Come back on Thursday 1 April 2027 at 8:00.",
        ),
    ],
)
def test_days_and_moments_are_said_in_words(language: str, reason: Reason, expected: str) -> None:
    with translation.override(language):
        assert told(reason) == expected
